//! Activation in two steps: the code of the letter, then the password that the person chooses.

use app::sign_in::{ActivationRefusal, MIN_LENGTH, PasswordFault};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::Account;

use super::{end_previous, with_session};
use crate::Installation;
use crate::http::{Arrived, Guest, Network, pages};
use crate::ui::{ErrorSummary, Fact, Facts, Field, Frame};

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
    fields: Vec<Field>,
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
        Ok(account) => pages::show(&password_form(&site, &account, code, None)),
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

fn password_form(
    site: &Installation,
    account: &Account,
    code: &str,
    fault: Option<&ActivationRefusal>,
) -> PasswordPage {
    let told = fault.map(ToString::to_string);
    let (mut of_first, mut of_second, mut of_undertaking) = (None, None, None);
    match fault {
        Some(ActivationRefusal::Undertaking) => of_undertaking = told,
        Some(ActivationRefusal::Password(PasswordFault::NotRepeated)) => of_second = told,
        _ => of_first = told,
    }
    let fields = vec![
        Field::password("contrasena", "Elija una contraseña", "new-password")
            .hint(format!("Al menos {MIN_LENGTH} caracteres. Una frase de cuatro palabras es fácil de recordar."))
            .error(of_first),
        Field::password("contrasena_otra_vez", "Escríbala otra vez", "new-password")
            .error(of_second),
        Field::check("compromiso", "Leí el compromiso de custodia y lo acepto", false)
            .error(of_undertaking),
    ];
    PasswordPage {
        frame: site
            .plain("Elija su contraseña")
            .errors(ErrorSummary::of(&fields)),
        facts: Facts::new(vec![
            Fact::text("Cuenta de", &account.holder),
            Fact::text("Su usuario", &account.login),
            Fact::text("Papel", account.seat.role().label()),
        ]),
        fields,
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
    let (password, again) = (form.value("contrasena"), form.value("contrasena_otra_vez"));
    let undertakes = form.ticked("compromiso");
    match site
        .app
        .activate(code, password, again, undertakes, &network)
        .await
    {
        Ok(session) => {
            end_previous(&site, &visitor).await;
            with_session(&site, &session.token, "/aviso")
        }
        Err(fault @ (ActivationRefusal::Password(_) | ActivationRefusal::Undertaking)) => {
            match site.app.account_to_activate(code, &network).await {
                Ok(account) => {
                    let page = password_form(&site, &account, code, Some(&fault));
                    pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
                }
                Err(refusal) => refused(&site, code, refusal),
            }
        }
        Err(refusal) => refused(&site, code, refusal),
    }
}
