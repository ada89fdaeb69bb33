//! Activation in two steps: the code of the letter, then the password that the person chooses.

use app::sign_in::ActivationRefusal;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::Account;

use super::password_choice::{self, PasswordChoice};
use super::{end_previous, with_session};
use crate::Installation;
use crate::http::{Arrived, Guest, Network, pages};
use crate::ui::{EnterPresses, ErrorSummary, Fact, Facts, Field, Frame};

#[derive(Template)]
#[template(path = "panel/sign_in/activate.html")]
struct CodePage {
    frame: Frame,
    field: Field,
}

#[derive(Template)]
#[template(path = "panel/sign_in/choose.html")]
struct PasswordPage {
    frame: Frame,
    facts: Facts,
    choice: PasswordChoice,
    accepted: Field,
    undertaking: String,
    code: String,
}

pub async fn page(State(site): State<Installation>) -> Response {
    pages::show(&code_form(&site, "", None))
}

fn code_form(site: &Installation, typed: &str, error: Option<String>) -> CodePage {
    let field = Field::line("codigo", "Código de activación", typed)
        .hint("Viene en su carta: cuatro grupos de cuatro caracteres. No importan los guiones ni las mayúsculas.")
        .autocomplete("one-time-code")
        .error(error);
    let errors = ErrorSummary::of(std::slice::from_ref(&field));
    CodePage {
        frame: site.plain("Activar su cuenta").errors(errors),
        field,
    }
}

pub async fn look_up(
    State(site): State<Installation>,
    Network(network): Network,
    form: Arrived,
) -> Response {
    let code = form.trimmed("codigo");
    match site.app.account_to_activate(code, &network).await {
        Ok(account) => {
            let choice = PasswordChoice::new(&site, &account, None);
            pages::show(&password_form(
                &site,
                &account,
                code,
                choice,
                accepted(false),
            ))
        }
        Err(refusal) => refused(&site, code, refusal),
    }
}

fn refused(site: &Installation, code: &str, refusal: ActivationRefusal) -> Response {
    match refusal {
        ActivationRefusal::App(error) => pages::failure(site, &error),
        refusal => {
            let page = code_form(site, code, Some(refusal.to_string()));
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn accepted(ticked: bool) -> Field {
    Field::check(
        "compromiso",
        "Leí el compromiso de custodia y lo acepto",
        ticked,
    )
}

fn password_form(
    site: &Installation,
    account: &Account,
    code: &str,
    choice: PasswordChoice,
    accepted: Field,
) -> PasswordPage {
    let fields = choice.fields.iter().chain(std::iter::once(&accepted));
    PasswordPage {
        frame: site
            .plain("Elija su contraseña")
            .errors(ErrorSummary::of(fields)),
        facts: Facts::new(vec![
            Fact::text("Cuenta de", &account.holder),
            Fact::text("Su usuario", &account.login),
            Fact::text("Papel", account.seat.role().label()),
        ]),
        choice,
        accepted,
        undertaking: site.profile().accounts.undertaking.clone(),
        code: code.to_owned(),
    }
}

pub async fn act(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    Network(network): Network,
    form: Arrived,
) -> Response {
    let code = form.trimmed("codigo");
    if password_choice::asks_another(&form) {
        return again(&site, &form, &network, None).await;
    }
    let password = password_choice::chosen(&form);
    let undertakes = form.ticked("compromiso");
    match site
        .app
        .activate(code, &password, undertakes, &network)
        .await
    {
        Ok(session) => {
            end_previous(&site, &visitor).await;
            with_session(&site, &session.token, "/aviso")
        }
        Err(fault @ (ActivationRefusal::Password(_) | ActivationRefusal::Undertaking)) => {
            again(&site, &form, &network, Some(fault)).await
        }
        Err(refusal) => refused(&site, code, refusal),
    }
}

/// The form once more, with what was wrong or with another phrase.
async fn again(
    site: &Installation,
    form: &Arrived,
    network: &str,
    fault: Option<ActivationRefusal>,
) -> Response {
    let code = form.trimmed("codigo");
    let account = match site.app.account_to_activate(code, network).await {
        Ok(account) => account,
        Err(refusal) => return refused(site, code, refusal),
    };
    let of_password = match &fault {
        Some(ActivationRefusal::Password(fault)) => Some(fault),
        _ => None,
    };
    let of_undertaking = match &fault {
        Some(refusal @ ActivationRefusal::Undertaking) => Some(refusal.to_string()),
        _ => None,
    };
    let choice = PasswordChoice::again(site, &account, form, of_password);
    let accepted = accepted(form.ticked("compromiso")).error(of_undertaking);
    let page = password_form(site, &account, code, choice, accepted);
    match fault {
        Some(_) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
        None => pages::show(&page),
    }
}
