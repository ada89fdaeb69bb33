//! The recovery sheet: shown once, on the screen and as a document.

use app::sign_in::{RecoverySheet, SheetWords, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Account;
use domain::id::AccountId;

use super::password;
use crate::Installation;
use crate::http::{Arrived, Guest, Network, Session, pages};
use crate::panel::frame::Part;
use crate::ui::{ErrorSummary, Fact, FactValue, Facts, Field, Frame};

#[derive(Template)]
#[template(path = "panel/security/renewal.html")]
struct FormPage {
    frame: Frame,
    current: Field,
}

#[derive(Template)]
#[template(path = "panel/security/sheet.html")]
struct SheetPage {
    frame: Frame,
    facts: Facts,
    codes: Vec<String>,
    sealed: String,
    enrolled: bool,
}

fn form(site: &Installation, who: &Session, error: Option<String>) -> FormPage {
    let current = password::current(error);
    FormPage {
        frame: site
            .frame(who, Part::Security, "Hoja de recuperación")
            .section("Mi cuenta")
            .crumb("Inicio", "/panel")
            .crumb("Mi cuenta", "/panel/cuenta")
            .errors(ErrorSummary::of(std::slice::from_ref(&current))),
        current,
    }
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    pages::show(&form(&site, &who, None))
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    let again = |told| form(&site, &who, Some(told));
    if let Err(answer) = password::confirmed(&site, &who, &network, &arrived, again).await {
        return answer;
    }
    match site.app.renew_recovery_sheet(&who).await {
        Ok(made) => show(&site, who.actor.account(), &made, false).await,
        Err(error) => pages::failure(&site, &error),
    }
}

/// The sheet that comes with a second factor that was just set up.
pub async fn after_enrolment(
    site: &Installation,
    account: AccountId,
    made: &RecoverySheet,
) -> Response {
    show(site, account, made, true).await
}

async fn show(
    site: &Installation,
    account: AccountId,
    made: &RecoverySheet,
    enrolled: bool,
) -> Response {
    match site.app.holder(account).await {
        Ok(account) => pages::show(&sheet(site, &account, made, enrolled)),
        Err(error) => pages::failure(site, &error),
    }
}

fn sheet(
    site: &Installation,
    account: &Account,
    made: &RecoverySheet,
    enrolled: bool,
) -> SheetPage {
    SheetPage {
        frame: site.plain("Su hoja de recuperación"),
        facts: Facts::new(vec![
            Fact::text("Cuenta de", &account.holder),
            Fact::new("Usuario", FactValue::Code(account.login.clone())),
            Fact::text("Hecha", site.calendar().moment(made.at)),
        ]),
        codes: made
            .codes
            .iter()
            .map(|code| code.as_str().to_owned())
            .collect(),
        sealed: made.sealed.clone(),
        enrolled,
    }
}

/// The sheet that was just shown, as a document.
pub async fn document(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    headers: HeaderMap,
    arrived: Arrived,
) -> Response {
    let account = match visitor {
        Visitor::Complete(who) => who.actor.account(),
        Visitor::Pending { account, .. } => account,
        Visitor::Anonymous | Visitor::Expired { .. } => {
            return Redirect::to("/entrar").into_response();
        }
    };
    let words = words(&site, &headers);
    match site
        .app
        .recovery_sheet_pdf(account, arrived.value("hoja"), words)
        .await
    {
        Ok(Some(pdf)) => (
            [
                (header::CONTENT_TYPE, "application/pdf"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"hoja-de-recuperacion.pdf\"",
                ),
            ],
            pdf,
        )
            .into_response(),
        Ok(None) => {
            let told = vec![
                "Esta hoja ya se reemplazó o pasó más de media hora desde que se mostró; sus códigos no se guardan en ningún lado.".to_owned(),
                "Si no la tiene, haga una nueva en «Mi cuenta»: la anterior deja de servir.".to_owned(),
            ];
            pages::message(
                &site,
                StatusCode::CONFLICT,
                "Ya no podemos hacer este documento",
                told,
            )
        }
        Err(error) => pages::failure(&site, &error),
    }
}

fn words(site: &Installation, headers: &HeaderMap) -> SheetWords {
    let institute = &site.profile().institute;
    SheetWords {
        address: site.outside(headers, "/recuperar"),
        place_and_date: format!(
            "{}, {}",
            institute.state,
            site.calendar().day(site.app.now())
        ),
        contact: format!("{}, {}", institute.administrator, institute.email),
    }
}
