//! Correcting who holds an account and how that person is reached.

use app::AppError;
use app::accounts::AccountsError;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::AccountRefusal;
use domain::id::AccountId;

use super::one::head;
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::AccountPath;
use crate::ui::{ErrorSummary, Facts, Field, Frame};

#[derive(Template)]
#[template(path = "panel/accounts/holder.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    action: String,
    back: String,
    fields: Vec<Field>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
) -> Response {
    match build(&site, &who, id, None, None).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    id: AccountId,
    typed: Option<(&str, &str)>,
    refusal: Option<&AccountsError>,
) -> Result<Page, AppError> {
    let (account, facts) = head(site, who, id).await?;
    let (holder, contact) =
        typed.unwrap_or((&account.holder, account.contact.as_deref().unwrap_or("")));
    let of_contact = matches!(refusal, Some(AccountsError::Contact));
    let told = refusal.map(ToString::to_string);
    let fields = vec![
        Field::line("titular", "Nombre de la persona o área", holder)
            .autocomplete("off")
            .error(told.clone().filter(|_| !of_contact)),
        Field::line("contacto", "Teléfono o correo de contacto", contact)
            .hint("Por este medio se le avisa y se comprueba quién es si pierde el acceso. No se publica.")
            .autocomplete("off")
            .optional()
            .error(told.filter(|_| of_contact)),
    ];
    Ok(Page {
        frame: site
            .frame(who, Part::Accounts, "Titular y contacto de la cuenta")
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .crumb(&account.holder, format!("/panel/cuentas/{id}"))
            .errors(ErrorSummary::of(&fields)),
        facts,
        action: format!("/panel/cuentas/{id}/titular"),
        back: format!("/panel/cuentas/{id}"),
        fields,
    })
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
    arrived: Arrived,
) -> Response {
    let typed = (arrived.trimmed("titular"), arrived.trimmed("contacto"));
    match site.app.correct_account(&who, id, typed.0, typed.1).await {
        // Sent twice: it is as it should be.
        Ok(()) | Err(AccountsError::Account(AccountRefusal::Unchanged)) => {
            Redirect::to(&format!("/panel/cuentas/{id}?hecho=cuenta-corregida")).into_response()
        }
        Err(refusal @ (AccountsError::Holder | AccountsError::Contact)) => {
            match build(&site, &who, id, Some(typed), Some(&refusal)).await {
                Ok(page) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
                Err(error) => pages::failure(&site, &error),
            }
        }
        Err(refusal) => super::refused(&site, "No se corrigió la cuenta", &refusal),
    }
}
