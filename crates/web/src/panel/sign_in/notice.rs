//! The institute's privacy notice, accepted before the first datum (R12).

use app::sign_in::Visitor;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use domain::account::Step;

use super::step_path;
use crate::Installation;
use crate::http::{Arrived, Guest, pages};
use crate::portal::Prose;
use crate::ui::{ErrorSummary, Field, Frame};

#[derive(Template)]
#[template(path = "panel/sign_in/notice.html")]
struct Page {
    frame: Frame,
    text: Prose,
    has_full: bool,
    field: Field,
}

fn form(site: &Installation, error: Option<&str>) -> Page {
    let notices = &site.profile().notices;
    let field =
        Field::check("acepta", "Leí el aviso de privacidad y lo acepto", false).error(error);
    Page {
        frame: site
            .plain("Aviso de privacidad")
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        text: Prose::of(&notices.simplified.text),
        has_full: notices.full.is_some(),
        field,
    }
}

pub async fn page(State(site): State<Installation>, Guest(visitor): Guest) -> Response {
    match visitor {
        Visitor::Pending {
            step: Step::AcceptNotice,
            ..
        } => pages::show(&form(&site, None)),
        Visitor::Pending { step, .. } => Redirect::to(step_path(step)).into_response(),
        _ => Redirect::to("/panel").into_response(),
    }
}

pub async fn act(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    arrived: Arrived,
) -> Response {
    let account = match visitor {
        Visitor::Pending {
            account,
            step: Step::AcceptNotice,
            ..
        } => account,
        Visitor::Pending { step, .. } => return Redirect::to(step_path(step)).into_response(),
        _ => return Redirect::to("/panel").into_response(),
    };
    if !arrived.ticked("acepta") {
        let page = form(
            &site,
            Some("Para continuar, lea el aviso y marque que lo acepta."),
        );
        return pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    match site.app.accept_notice(account, arrived.at).await {
        Ok(()) => Redirect::to("/panel?hecho=activada").into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}
