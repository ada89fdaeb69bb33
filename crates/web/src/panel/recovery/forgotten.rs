//! A forgotten password, by oneself: the login and a code of the recovery sheet, then a new password.

use app::sign_in::{PasswordFault, RecoveryRefusal};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::new_password::{self, Way};
use crate::Installation;
use crate::http::{Arrived, Guest, Network, pages};
use crate::panel::sign_in::password_choice::{self, PasswordChoice};
use crate::panel::sign_in::{end_previous, with_session};
use crate::ui::{ErrorSummary, Field, Frame, LineKind};

#[derive(Template)]
#[template(path = "panel/recovery/forgotten.html")]
struct Page {
    frame: Frame,
    fields: Vec<Field>,
}

fn form(site: &Installation, login: &str, code: &str, error: Option<String>) -> Page {
    let fields = vec![
        Field::line("usuario", "Usuario", login)
            .kind(LineKind::Code)
            .autocomplete("username"),
        Field::line("codigo", "Código de recuperación", code)
            .hint("Cualquiera de su hoja que no haya usado: cuatro grupos de cuatro caracteres. No importan los guiones ni las mayúsculas.")
            .kind(LineKind::Code)
            .autocomplete("off")
            .error(error),
    ];
    Page {
        frame: site
            .plain("Olvidé mi contraseña")
            .errors(ErrorSummary::of(&fields)),
        fields,
    }
}

fn way(form: &Arrived) -> Way {
    Way {
        told: "El código es correcto. Elija ahora su contraseña; el código se gasta cuando la guarde.",
        action: "/recuperar/contrasena",
        proof: vec![
            ("usuario", form.trimmed("usuario").to_owned()),
            ("codigo", form.trimmed("codigo").to_owned()),
        ],
        next: "Al guardarla se cierran todas las sesiones de su cuenta y entra con la nueva. Si tiene segundo paso, se lo pediremos como siempre.",
    }
}

pub async fn page(State(site): State<Installation>) -> Response {
    pages::show(&form(&site, "", "", None))
}

pub async fn look_up(
    State(site): State<Installation>,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    choose(&site, &network, &arrived, None).await
}

/// The page of the new password, if login and code are right.
async fn choose(
    site: &Installation,
    network: &str,
    arrived: &Arrived,
    fault: Option<&PasswordFault>,
) -> Response {
    let (login, code) = (arrived.trimmed("usuario"), arrived.trimmed("codigo"));
    match site.app.account_to_recover(login, code, network).await {
        Ok(account) => {
            let choice = PasswordChoice::again(site, &account, arrived, fault);
            new_password::show(site, &account, way(arrived), choice, fault.is_some())
        }
        Err(refusal) => refused(site, arrived, refusal),
    }
}

fn refused(site: &Installation, arrived: &Arrived, refusal: RecoveryRefusal) -> Response {
    match refusal {
        RecoveryRefusal::App(error) => pages::failure(site, &error),
        refusal => {
            let (login, code) = (arrived.trimmed("usuario"), arrived.trimmed("codigo"));
            let page = form(site, login, code, Some(refusal.to_string()));
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
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
    let (login, code) = (arrived.trimmed("usuario"), arrived.trimmed("codigo"));
    let password = password_choice::chosen(&arrived);
    match site
        .app
        .recover_password(login, code, &password, &network)
        .await
    {
        Ok(session) => {
            end_previous(&site, &visitor).await;
            with_session(&site, &session.token, "/panel?hecho=recuperada")
        }
        Err(RecoveryRefusal::Password(fault)) => {
            choose(&site, &network, &arrived, Some(&fault)).await
        }
        Err(refusal) => refused(&site, &arrived, refusal),
    }
}
