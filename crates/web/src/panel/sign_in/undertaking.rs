//! The custody undertaking, for accounts that were activated without the one in force (DGO 12, CDMX 13).

use app::sign_in::Visitor;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Step;
use domain::id::AccountId;

use super::step_path;
use crate::Installation;
use crate::http::{Arrived, Guest, pages};
use crate::ui::{ErrorSummary, Field, Frame};

#[derive(Template)]
#[template(path = "panel/sign_in/undertaking.html")]
struct Page {
    frame: Frame,
    text: String,
    field: Field,
}

fn form(site: &Installation, error: Option<&str>) -> Page {
    let field = Field::check("acepta", "Leí el compromiso y lo acepto", false).error(error);
    Page {
        frame: site
            .plain("Compromiso de custodia")
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        text: site.profile().accounts.undertaking.clone(),
        field,
    }
}

/// The account that owes it; who does not is led on.
fn owing(visitor: Visitor) -> Result<AccountId, Redirect> {
    match visitor {
        Visitor::Pending {
            account,
            step: Step::AcceptUndertaking,
            ..
        } => Ok(account),
        Visitor::Pending { step, .. } => Err(Redirect::to(step_path(step))),
        _ => Err(Redirect::to("/panel")),
    }
}

pub async fn page(State(site): State<Installation>, Guest(visitor): Guest) -> Response {
    match owing(visitor) {
        Ok(_) => pages::show(&form(&site, None)),
        Err(on) => on.into_response(),
    }
}

pub async fn act(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    arrived: Arrived,
) -> Response {
    let account = match owing(visitor) {
        Ok(account) => account,
        Err(on) => return on.into_response(),
    };
    if !arrived.ticked("acepta") {
        let page = form(
            &site,
            Some("Para continuar, lea el compromiso y marque que lo acepta."),
        );
        return pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    match site.app.accept_undertaking(account, arrived.at).await {
        Ok(()) => Redirect::to("/panel").into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}
