//! What every handler of the panel shares.

use std::sync::Arc;

use app::App;
use axum::http::{HeaderMap, header};
use domain::profile::Profile;

use crate::http::Proxies;
use crate::ui;
use crate::words::Calendar;

/// One institute's running web site.
#[derive(Clone)]
pub struct Installation {
    /// The use cases.
    pub app: Arc<App>,
    /// What pages have in common.
    pub ui: Arc<ui::Site>,
    /// Proxies that are believed.
    pub proxies: Proxies,
    /// Whether people reach it by HTTPS, so that cookies ask for it.
    pub secure: bool,
}

impl Installation {
    /// The institute's rules.
    pub fn profile(&self) -> &Profile {
        &self.app.profile
    }

    /// The address of a page as people outside reach it: at the installation's public address, or, where none is
    /// configured, at the one by which this request came.
    pub fn outside(&self, headers: &HeaderMap, path: &str) -> String {
        if let Some(address) = self.app.public_address() {
            return address.page(path);
        }
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or("localhost");
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{host}{path}")
    }

    /// Dates in the institute's words.
    pub fn calendar(&self) -> Calendar<'_> {
        Calendar::of(&self.app.profile)
    }
}
