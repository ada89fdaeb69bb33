//! Getting in again with a code that was given by who manages the account.

use app::sign_in::{PasswordFault, RecoveryRefusal};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::RESCUE_HOURS;

use super::new_password::{self, Way};
use crate::Installation;
use crate::http::{Arrived, Guest, Network, pages};
use crate::panel::sign_in::password_choice::{self, PasswordChoice};
use crate::panel::sign_in::{end_previous, with_session};
use crate::ui::{ErrorSummary, Field, Frame, LineKind};

#[derive(Template)]
#[template(path = "panel/recovery/rescue.html")]
struct Page {
    frame: Frame,
    field: Field,
    hours: i64,
}

fn form(site: &Installation, code: &str, error: Option<String>) -> Page {
    let field = Field::line("codigo", "Código para volver a entrar", code)
        .hint("Cuatro grupos de cuatro caracteres. No importan los guiones ni las mayúsculas.")
        .kind(LineKind::Code)
        .autocomplete("one-time-code")
        .error(error);
    Page {
        frame: site
            .plain("Volver a entrar con un código")
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        field,
        hours: RESCUE_HOURS,
    }
}

fn way(code: &str) -> Way {
    Way {
        told: "El código es correcto. Revise que la cuenta sea suya y elija su contraseña nueva; el código se gasta cuando la guarde.",
        action: "/recuperar/codigo/contrasena",
        proof: vec![("codigo", code.to_owned())],
        next: "Al guardarla se cierran todas las sesiones anteriores. Su segundo paso y su hoja de recuperación dejan de servir: al entrar los hace de nuevo. Su plazo y lo que guardó siguen igual.",
    }
}

pub async fn page(State(site): State<Installation>) -> Response {
    pages::show(&form(&site, "", None))
}

pub async fn look_up(
    State(site): State<Installation>,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    choose(&site, &network, &arrived, None).await
}

/// The page of the new password, if the code is right.
async fn choose(
    site: &Installation,
    network: &str,
    arrived: &Arrived,
    fault: Option<&PasswordFault>,
) -> Response {
    let code = arrived.trimmed("codigo");
    match site.app.account_to_rescue(code, network).await {
        Ok(account) => {
            let choice = PasswordChoice::again(site, &account, arrived, fault);
            new_password::show(site, &account, way(code), choice, fault.is_some())
        }
        Err(refusal) => refused(site, code, refusal),
    }
}

fn refused(site: &Installation, code: &str, refusal: RecoveryRefusal) -> Response {
    let told = match refusal {
        RecoveryRefusal::App(error) => return pages::failure(site, &error),
        RecoveryRefusal::Wrong => "El código no es correcto, ya se usó o se cambió por otro más nuevo. Revíselo: tiene 16 caracteres, sin vocales ni los números 0 y 1.".to_owned(),
        other => other.to_string(),
    };
    pages::show_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &form(site, code, Some(told)),
    )
}

pub async fn act(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    if password_choice::asks_another(&arrived) {
        return choose(&site, &network, &arrived, None).await;
    }
    let code = arrived.trimmed("codigo");
    let password = password_choice::chosen(&arrived);
    match site.app.rescue(code, &password, &network).await {
        Ok(session) => {
            end_previous(&site, &visitor).await;
            with_session(&site, &session.token, "/panel?hecho=rescatada")
        }
        Err(RecoveryRefusal::Password(fault)) => {
            choose(&site, &network, &arrived, Some(&fault)).await
        }
        Err(refusal) => refused(&site, code, refusal),
    }
}
