//! The page for an address that is nobody's.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::portal::Portal;
use crate::portal::address::LIST;
use crate::portal::answer::not_kept;
use crate::portal::frame::Part;
use crate::portal::home::search_field;
use crate::ui::{Field, Frame, Icon};

#[derive(Template)]
#[template(path = "portal/candidacy/missing.html")]
struct Page {
    frame: Frame,
    search: Field,
    list: &'static str,
}

/// 404, and ways to go on.
pub(crate) fn not_found(portal: &Portal) -> Response {
    let frame = portal.frame("No encontramos esta candidatura", Part::Candidacies);
    let page = Page {
        frame: frame.crumb("Inicio", "/").crumb("Candidaturas", LIST),
        search: search_field(""),
        list: LIST,
    };
    not_kept(
        StatusCode::NOT_FOUND,
        page.render()
            .expect("writing a page to memory does not fail"),
    )
}
