//! The institute's notices of privacy, public (R12).

mod prose;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::profile::Notice;

use crate::portal::Portal;
use crate::portal::address::{Address, Rendered};
use crate::portal::ballot::Ballot;
use crate::portal::frame::Part;
pub(crate) use crate::portal::privacy::prose::Prose;
use crate::ui::Frame;

#[derive(Template)]
#[template(path = "portal/privacy/page.html")]
struct Page {
    frame: Frame,
    notices: Vec<Shown>,
}

struct Shown {
    id: &'static str,
    name: &'static str,
    version: String,
    text: Prose,
}

/// `GET /privacidad`
pub(crate) async fn page(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let answer = portal.answer(Address::Privacy, &headers);
    answer.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The page.
pub(crate) fn render(portal: &Portal, ballot: &Ballot) -> Rendered {
    let notices = &ballot.profile().notices;
    let simplified = Shown::new("simplificado", "Aviso simplificado", &notices.simplified);
    let full = notices
        .full
        .as_ref()
        .map(|notice| Shown::new("integral", "Aviso integral", notice));
    let page = Page {
        frame: portal
            .frame("Avisos de privacidad", Part::Other)
            .crumb("Inicio", "/"),
        notices: [simplified].into_iter().chain(full).collect(),
    };
    Rendered::for_good(
        page.render()
            .expect("writing a page to memory does not fail"),
    )
}

impl Shown {
    fn new(id: &'static str, name: &'static str, notice: &Notice) -> Self {
        Self {
            id,
            name,
            version: notice.version.clone(),
            text: Prose::of(&notice.text),
        }
    }
}
