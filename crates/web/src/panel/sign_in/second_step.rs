//! The second step of a sign-in: the code of the person's application, or one of the recovery sheet.

use app::sign_in::{SecondFactorRefusal, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Step;
use domain::id::{AccountId, SessionId};

use super::step_path;
use crate::Installation;
use crate::http::{Arrived, Guest, Network, pages};
use crate::ui::{ErrorSummary, Field, Frame, LineKind, Width};

#[derive(Template)]
#[template(path = "panel/sign_in/second_step.html")]
struct Page {
    frame: Frame,
    told: &'static str,
    action: &'static str,
    field: Field,
    button: &'static str,
    by_recovery: bool,
}

/// The pending session that owes its second step; anybody else is led on.
fn owing(visitor: Visitor) -> Result<(AccountId, SessionId), Redirect> {
    match visitor {
        Visitor::Pending {
            account,
            session,
            step: Step::ProveSecondFactor,
        } => Ok((account, session)),
        Visitor::Pending { step, .. } => Err(Redirect::to(step_path(step))),
        _ => Err(Redirect::to("/panel")),
    }
}

fn of_application(site: &Installation, error: Option<String>) -> Page {
    let field = Field::line("codigo", "Código de 6 números", "")
        .hint("Abra su aplicación de autenticación y escriba el código que aparece junto al nombre de este sistema. Cambia cada 30 segundos.")
        .kind(LineKind::Whole)
        .width(Width::Short)
        .autocomplete("one-time-code")
        .error(error);
    Page {
        frame: site
            .plain("Segundo paso")
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        told: "Su contraseña es correcta. Falta el código que solo su teléfono conoce; con él entra.",
        action: "/segundo-paso",
        field,
        button: "Entrar",
        by_recovery: false,
    }
}

fn of_sheet(site: &Installation, typed: &str, error: Option<String>) -> Page {
    let field = Field::line("codigo", "Código de recuperación", typed)
        .hint("Cualquiera de su hoja que no haya usado: cuatro grupos de cuatro caracteres. No importan los guiones ni las mayúsculas.")
        .kind(LineKind::Code)
        .autocomplete("off")
        .error(error);
    Page {
        frame: site
            .plain("Entrar con un código de recuperación")
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        told: "Con un código de su hoja entra sin su teléfono. El segundo paso que tenía deja de servir y se cierran sus otras sesiones; después podrá configurarlo en otro teléfono.",
        action: "/segundo-paso/recuperacion",
        field,
        button: "Entrar con este código",
        by_recovery: true,
    }
}

pub async fn page(State(site): State<Installation>, Guest(visitor): Guest) -> Response {
    match owing(visitor) {
        Ok(_) => pages::show(&of_application(&site, None)),
        Err(on) => on.into_response(),
    }
}

pub async fn recovery_page(State(site): State<Installation>, Guest(visitor): Guest) -> Response {
    match owing(visitor) {
        Ok(_) => pages::show(&of_sheet(&site, "", None)),
        Err(on) => on.into_response(),
    }
}

pub async fn act(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    Network(network): Network,
    form: Arrived,
) -> Response {
    let (account, session) = match owing(visitor) {
        Ok(owing) => owing,
        Err(on) => return on.into_response(),
    };
    let typed = form.trimmed("codigo");
    match site
        .app
        .prove_second_factor(account, session, typed, &network)
        .await
    {
        Ok(()) => Redirect::to("/panel").into_response(),
        Err(SecondFactorRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let page = of_application(&site, Some(refusal.to_string()));
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

pub async fn recovery_act(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    Network(network): Network,
    form: Arrived,
) -> Response {
    let (account, session) = match owing(visitor) {
        Ok(owing) => owing,
        Err(on) => return on.into_response(),
    };
    let typed = form.trimmed("codigo");
    match site
        .app
        .prove_with_recovery(account, session, typed, &network)
        .await
    {
        Ok(()) => Redirect::to("/panel?hecho=sin-segundo-paso").into_response(),
        Err(SecondFactorRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let told = match refusal {
                SecondFactorRefusal::Wrong => "El código no es correcto o ya se usó. Cada código de la hoja sirve una sola vez: pruebe con otro.".to_owned(),
                other => other.to_string(),
            };
            let page = of_sheet(&site, typed, Some(told));
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
