//! The manuals and the blank questionnaire, public: whoever captures reads them before having an account.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use crate::blank::Blank;
use crate::manual::Manual;
use crate::portal::address::{Address, HELP, QUESTIONNAIRE_PAPER, Rendered};
use crate::portal::ballot::Ballot;
use crate::portal::candidacy::not_found;
use crate::portal::frame::Part;
use crate::portal::{Portal, Prose};
use crate::ui::Frame;

#[derive(Template)]
#[template(path = "portal/help/manual.html")]
struct ManualPage {
    frame: Frame,
    text: Prose,
    list: &'static str,
}

#[derive(Template)]
#[template(path = "portal/help/questionnaire.html")]
struct QuestionnairePage {
    frame: Frame,
    questions: Blank,
    paper: &'static str,
}

/// `GET /ayuda/manual/{manual}`
pub(crate) async fn page(
    State(portal): State<Arc<Portal>>,
    slug: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let manual = slug.ok().and_then(|Path(slug)| Manual::of(&slug));
    let answer = manual.and_then(|manual| portal.answer(Address::Manual(manual.slug), &headers));
    answer.unwrap_or_else(|| not_found(&portal))
}

/// `GET /ayuda/imagenes/{imagen}`
pub(crate) async fn picture(
    State(portal): State<Arc<Portal>>,
    name: Result<Path<String>, PathRejection>,
) -> Response {
    let found = name.ok().and_then(|Path(name)| Prose::picture(&name));
    let Some(bytes) = found else {
        return not_found(&portal);
    };
    let headers = [
        (CONTENT_TYPE, "image/png"),
        (CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, Bytes::from_static(bytes)).into_response()
}

/// `GET /ayuda/cuestionario`
pub(crate) async fn questionnaire(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
) -> Response {
    let answer = portal.answer(Address::Questionnaire, &headers);
    answer.unwrap_or_else(|| not_found(&portal))
}

/// `GET /ayuda/cuestionario.pdf`: made once, while the first who asks waits.
pub(crate) async fn paper(State(portal): State<Arc<Portal>>) -> Response {
    let made = portal.paper.get_or_try_init(|| make_paper(&portal)).await;
    match made {
        Ok(bytes) => {
            let headers = [
                (CONTENT_TYPE, "application/pdf"),
                (CACHE_CONTROL, "public, no-cache"),
                (
                    CONTENT_DISPOSITION,
                    "inline; filename=\"cuestionario-curricular.pdf\"",
                ),
            ];
            (headers, bytes.clone()).into_response()
        }
        Err(()) => (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "60")]).into_response(),
    }
}

async fn make_paper(portal: &Portal) -> Result<Bytes, ()> {
    let (ballot, now) = (portal.ballot(), (portal.now)());
    let made = tokio::task::spawn_blocking(move || {
        let profile = ballot.profile();
        let definition = profile.questionnaires.first().ok_or_else(String::new)?;
        let created = now.in_zone(&profile.institute.zone);
        let blank = Blank::of(profile, definition, Vec::new());
        let pdf = blank.pdf(profile, definition, created);
        pdf.map_err(|error| error.to_string())
    });
    match made.await {
        Ok(Ok(pdf)) => Ok(Bytes::from(pdf)),
        Ok(Err(error)) => {
            tracing::error!(%error, "the blank questionnaire could not be made");
            Err(())
        }
        Err(error) => {
            tracing::error!(%error, "the blank questionnaire could not be made");
            Err(())
        }
    }
}

/// A manual's page.
pub(crate) fn render(portal: &Portal, slug: &str) -> Option<Rendered> {
    let manual = Manual::of(slug)?;
    let page = ManualPage {
        frame: portal
            .frame(manual.title(), Part::Help)
            .crumb("Inicio", "/")
            .crumb("Ayuda", HELP),
        text: manual.prose(),
        list: "/ayuda#manuales",
    };
    Some(Rendered::for_good(
        page.render()
            .expect("writing a page to memory does not fail"),
    ))
}

/// The blank questionnaire's page.
pub(crate) fn render_questionnaire(portal: &Portal, ballot: &Ballot) -> Option<Rendered> {
    let profile = ballot.profile();
    let definition = profile.questionnaires.first()?;
    let page = QuestionnairePage {
        frame: portal
            .frame(format!("{} en blanco", definition.title), Part::Help)
            .crumb("Inicio", "/")
            .crumb("Ayuda", HELP),
        questions: Blank::of(profile, definition, Vec::new()),
        paper: QUESTIONNAIRE_PAPER,
    };
    Some(Rendered::for_good(
        page.render()
            .expect("writing a page to memory does not fail"),
    ))
}
