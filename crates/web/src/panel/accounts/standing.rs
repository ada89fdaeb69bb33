//! Suspending, resuming and closing an account: what will happen, then the act.

use app::AppError;
use app::accounts::{AccountsError, StandingChange};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::AccountRefusal;
use domain::id::AccountId;
use serde::Deserialize;

use super::one::head;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::AccountPath;
use crate::ui::{Facts, Frame, Notice};

/// Which change is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    accion: String,
}

/// A change in the words of its page.
struct Words {
    change: StandingChange,
    key: &'static str,
    title: &'static str,
    what_happens: &'static [&'static str],
    button: &'static str,
    class: &'static str,
    done: &'static str,
}

const CHANGES: [Words; 3] = [
    Words {
        change: StandingChange::Suspend,
        key: "suspender",
        title: "Suspender la cuenta",
        what_happens: &[
            "Nadie podrá entrar con ella hasta que se reanude, y sus sesiones abiertas se cierran en este momento.",
            "Lo que guardó no se pierde y los plazos siguen corriendo.",
        ],
        button: "Suspender la cuenta y cerrar sus sesiones",
        class: "danger",
        done: "suspendida",
    },
    Words {
        change: StandingChange::Resume,
        key: "reanudar",
        title: "Reanudar la cuenta",
        what_happens: &["Podrá volver a entrar con su usuario y su contraseña de siempre."],
        button: "Reanudar la cuenta",
        class: "",
        done: "reanudada",
    },
    Words {
        change: StandingChange::Close,
        key: "cerrar",
        title: "Cerrar la cuenta para siempre",
        what_happens: &[
            "Nadie podrá volver a entrar con ella y no se puede deshacer. Sus sesiones abiertas se cierran en este momento.",
            "Lo que capturó y su historial se conservan. Si hace falta, se crea otra cuenta.",
        ],
        button: "Cerrar la cuenta para siempre",
        class: "danger",
        done: "cerrada",
    },
];

fn words(key: &str) -> Option<&'static Words> {
    CHANGES.iter().find(|words| words.key == key)
}

#[derive(Template)]
#[template(path = "panel/accounts/standing.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    notice: Notice,
    action: String,
    back: String,
    words: &'static Words,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(words) = words(&asked.accion) else {
        return pages::failure(&site, &AppError::NotFound);
    };
    match build(&site, &who, id, words).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    id: AccountId,
    words: &'static Words,
) -> Result<Page, AppError> {
    let (account, facts) = head(site, who, id).await?;
    let notice = words
        .what_happens
        .iter()
        .fold(Notice::attention("Qué va a pasar"), |notice, text| {
            notice.text(*text)
        });
    Ok(Page {
        frame: site
            .frame(who, Part::Accounts, words.title)
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .crumb(&account.holder, format!("/panel/cuentas/{id}")),
        facts,
        notice,
        action: format!("/panel/cuentas/{id}/estado"),
        back: format!("/panel/cuentas/{id}"),
        words,
    })
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
    arrived: Arrived,
) -> Response {
    let Some(words) = words(arrived.trimmed("accion")) else {
        return pages::failure(&site, &AppError::NotFound);
    };
    let done = Redirect::to(&format!("/panel/cuentas/{id}?hecho={}", words.done));
    match site.app.change_standing(&who, id, words.change).await {
        Ok(()) => done.into_response(),
        // Sent twice: it is as it should be.
        Err(AccountsError::Account(refusal)) if is_so(words.change, refusal) => {
            done.into_response()
        }
        Err(refusal) => super::refused(&site, "No se cambió la cuenta", &refusal),
    }
}

/// Whether the account refused because it already is as asked.
const fn is_so(change: StandingChange, refusal: AccountRefusal) -> bool {
    match change {
        StandingChange::Close => matches!(refusal, AccountRefusal::Closed),
        StandingChange::Suspend | StandingChange::Resume => {
            matches!(refusal, AccountRefusal::Unchanged)
        }
    }
}
