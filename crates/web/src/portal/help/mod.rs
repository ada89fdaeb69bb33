//! Help, the statement on accessibility, and what search engines are told.

pub(crate) mod manuals;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use crate::manual;
use crate::portal::Portal;
use crate::portal::address::{Address, LIST, PRIVACY, QUESTIONNAIRE, Rendered};
use crate::portal::ballot::Ballot;
use crate::portal::frame::Part;
use crate::ui::{Frame, Link};

#[derive(Template)]
#[template(path = "portal/help/help.html")]
struct Help<'a> {
    frame: Frame,
    administrator: &'a str,
    email: &'a str,
    election_day: String,
    retirement: Option<String>,
    late_allowed: bool,
    list: &'static str,
    privacy: &'static str,
    questionnaire: &'static str,
    manuals: Vec<Link>,
}

#[derive(Template)]
#[template(path = "portal/help/accessibility.html")]
struct Accessibility<'a> {
    frame: Frame,
    email: &'a str,
}

/// `GET /ayuda`
pub(crate) async fn help(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let answer = portal.answer(Address::Help, &headers);
    answer.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// `GET /accesibilidad`
pub(crate) async fn accessibility(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
) -> Response {
    let answer = portal.answer(Address::Accessibility, &headers);
    answer.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// `GET /robots.txt`: public pages may be found; the panel has nothing to find, and what a link of confirmation opens is
/// for its person alone.
pub(crate) async fn robots(State(portal): State<Arc<Portal>>) -> Response {
    let text = format!(
        "User-agent: *\nDisallow: {}\nDisallow: /confirmar\n",
        portal.site.routes.panel
    );
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, text).into_response()
}

/// The page of help.
pub(crate) fn render_help(portal: &Portal, ballot: &Ballot) -> Rendered {
    let (profile, calendar) = (ballot.profile(), ballot.calendar());
    let page = Help {
        frame: portal.frame("Ayuda", Part::Help).crumb("Inicio", "/"),
        administrator: &profile.institute.administrator,
        email: &profile.institute.email,
        election_day: ballot.election_day(),
        retirement: ballot.retirement().map(|since| calendar.day(since)),
        late_allowed: profile.terms.late_allowed,
        list: LIST,
        privacy: PRIVACY,
        questionnaire: QUESTIONNAIRE,
        manuals: manual::ALL
            .iter()
            .map(|manual| {
                Link::new(
                    manual.title(),
                    format!("{}/{}", manual::HELP_PATH, manual.slug),
                )
            })
            .collect(),
    };
    Rendered::for_good(
        page.render()
            .expect("writing a page to memory does not fail"),
    )
}

/// The statement on accessibility.
pub(crate) fn render_accessibility(portal: &Portal, ballot: &Ballot) -> Rendered {
    let institute = &ballot.profile().institute;
    let page = Accessibility {
        frame: portal
            .frame("Accesibilidad", Part::Other)
            .crumb("Inicio", "/"),
        email: &institute.email,
    };
    Rendered::for_good(
        page.render()
            .expect("writing a page to memory does not fail"),
    )
}
