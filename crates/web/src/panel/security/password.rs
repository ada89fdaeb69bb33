//! Changing the own password.

use app::AppError;
use app::sign_in::{PasswordChangeRefusal, PasswordFault, SignInRefusal};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::Installation;
use crate::http::{Arrived, Network, Session, pages};
use crate::panel::frame::Part;
use crate::panel::sign_in::password_choice::{self, PasswordChoice};
use crate::ui::{EnterPresses, ErrorSummary, Field, Frame};

#[derive(Template)]
#[template(path = "panel/security/password.html")]
struct Page {
    frame: Frame,
    current: Field,
    choice: PasswordChoice,
}

/// Asks for the password that there is: before anything that protects the account is changed.
pub fn current(error: Option<String>) -> Field {
    Field::password(
        "contrasena_actual",
        "Su contraseña actual",
        "current-password",
    )
    .error(error)
}

/// What a refused password says at its field; other failures have pages of their own.
pub fn told(refusal: SignInRefusal) -> Result<String, AppError> {
    match refusal {
        SignInRefusal::App(error) => Err(error),
        SignInRefusal::Wrong => {
            Ok("Esa no es su contraseña actual. Escríbala de nuevo.".to_owned())
        }
        other => Ok(other.to_string()),
    }
}

/// Asks whether the password in the form is the account's, before anything that protects it is changed.
///
/// # Errors
/// The answer to give instead: what `again` makes of the mistake, or the page of a failure.
pub async fn confirmed<T: Template>(
    site: &Installation,
    who: &Session,
    network: &str,
    form: &Arrived,
    again: impl FnOnce(String) -> T,
) -> Result<(), Response> {
    let typed = form.value("contrasena_actual");
    let confirmed = site.app.confirm_password(who, typed, network).await;
    confirmed.map_err(|refusal| match told(refusal) {
        Ok(told) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &again(told)),
        Err(error) => pages::failure(site, &error),
    })
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    show(&site, &who, None, None, None).await
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    Network(network): Network,
    form: Arrived,
) -> Response {
    if password_choice::asks_another(&form) {
        return show(&site, &who, Some(&form), None, None).await;
    }
    let password = password_choice::chosen(&form);
    let outcome = site
        .app
        .change_own_password(&who, form.value("contrasena_actual"), &password, &network)
        .await;
    match outcome {
        Ok(()) => Redirect::to("/panel/cuenta?hecho=contrasena").into_response(),
        Err(PasswordChangeRefusal::App(error)) => pages::failure(&site, &error),
        Err(PasswordChangeRefusal::New(fault)) => {
            show(&site, &who, Some(&form), None, Some(&fault)).await
        }
        Err(PasswordChangeRefusal::Current(refusal)) => match told(refusal) {
            Ok(told) => show(&site, &who, Some(&form), Some(told), None).await,
            Err(error) => pages::failure(&site, &error),
        },
    }
}

async fn show(
    site: &Installation,
    who: &Session,
    form: Option<&Arrived>,
    of_current: Option<String>,
    fault: Option<&PasswordFault>,
) -> Response {
    let own = match site.app.own_account(who).await {
        Ok(own) => own,
        Err(error) => return pages::failure(site, &error),
    };
    let wrong = of_current.is_some() || fault.is_some();
    let choice = match form {
        Some(form) => PasswordChoice::again(site, &own.account, form, fault),
        None => PasswordChoice::new(site, &own.account, fault),
    };
    let current = current(of_current);
    let page = Page {
        frame: site
            .frame(who, Part::Security, "Cambiar mi contraseña")
            .section("Mi cuenta")
            .crumb("Inicio", "/panel")
            .crumb("Mi cuenta", "/panel/cuenta")
            .errors(ErrorSummary::of(
                std::iter::once(&current).chain(&choice.fields),
            )),
        current,
        choice,
    };
    match wrong {
        true => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
        false => pages::show(&page),
    }
}
