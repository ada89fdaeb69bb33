//! While the portal is being filled: what speaks of candidacies waits for all of them. A page made before could only say
//! that somebody who exists is not there.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::portal::Portal;
use crate::portal::answer::not_kept;
use crate::portal::frame::Part;
use crate::ui::Frame;

/// How long a reader waits before they are asked to come back.
const LONGEST: Duration = Duration::from_secs(10);
/// When they are asked to come back, in seconds.
const COME_BACK: HeaderValue = HeaderValue::from_static("5");

#[derive(Template)]
#[template(path = "portal/filling.html")]
struct Page {
    frame: Frame,
}

/// Lets a request go on once the portal is filled.
pub(super) async fn wait(
    State(portal): State<Arc<Portal>>,
    request: Request,
    next: Next,
) -> Response {
    if tokio::time::timeout(LONGEST, portal.filled())
        .await
        .is_err()
    {
        return not_yet(&portal);
    }
    next.run(request).await
}

pub(super) fn not_yet(portal: &Portal) -> Response {
    let page = Page {
        frame: portal.frame("Estamos preparando las candidaturas", Part::Candidacies),
    };
    let html = page
        .render()
        .expect("writing a page to memory does not fail");
    let mut response = not_kept(StatusCode::SERVICE_UNAVAILABLE, html);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, COME_BACK);
    response
}
