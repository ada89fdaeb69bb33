//! What every handler of the panel shares.

use std::sync::Arc;

use app::App;
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

    /// Dates in the institute's words.
    pub fn calendar(&self) -> Calendar<'_> {
        Calendar::of(&self.app.profile)
    }
}
