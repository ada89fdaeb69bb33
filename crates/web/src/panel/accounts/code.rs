//! A new code, given by one page and shown once by another: looking at that page again gives no other code.

use app::accounts::AccountsError;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{Account, CODE_DAYS, Standing};

use crate::Installation;
use crate::http::{Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::AccountPath;
use crate::ui::{Confirmation, Fact, FactValue, Facts, Frame};

#[derive(Template)]
#[template(path = "panel/accounts/code.html")]
struct CodePage {
    frame: Frame,
    confirmation: Confirmation,
}

#[derive(Template)]
#[template(path = "panel/accounts/code_gone.html")]
struct GonePage {
    frame: Frame,
    facts: Facts,
    action: String,
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
) -> Response {
    match site.app.reissue_to_show(&who, id).await {
        Ok(()) => shown_at(id).into_response(),
        Err(refusal) => super::refused(&site, "No se dio un código nuevo", &refusal),
    }
}

/// The page that shows the code which waits for this account.
pub fn shown_at(id: domain::id::AccountId) -> Redirect {
    Redirect::to(&format!("/panel/cuentas/{id}/codigo"))
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
) -> Response {
    match site.app.code_shown_once(&who, id).await {
        Ok((account, Some(code))) => pages::show(&shown(&site, &who, &account, &code)),
        Ok((account, None)) => pages::show(&gone(&site, &who, &account)),
        Err(AccountsError::App(error)) => pages::failure(&site, &error),
        Err(refusal) => super::refused(&site, "No se puede ver la cuenta", &refusal),
    }
}

fn frame(site: &Installation, who: &Session, account: &Account, title: &str) -> Frame {
    site.frame(who, Part::Accounts, title)
        .section("Cuentas")
        .crumb("Inicio", "/panel")
        .crumb("Cuentas", "/panel/cuentas")
        .crumb(&account.holder, format!("/panel/cuentas/{}", account.id))
}

fn shown(site: &Installation, who: &Session, account: &Account, code: &str) -> CodePage {
    let until = match (&account.standing, &account.rescue) {
        (Standing::Issued { code }, _) => code.expires(),
        (Standing::Active { .. }, Some(rescue)) => rescue.expires(),
        (Standing::Active { .. }, None) => site.app.now().plus_seconds(CODE_DAYS * 86_400),
    };
    let facts = Facts::new(vec![
        Fact::text("Cuenta de", &account.holder),
        Fact::new("Usuario", FactValue::Code(account.login.clone())),
        Fact::text("El código sirve hasta", site.calendar().moment(until)),
    ]);
    let (title, named, used) = match account.standing {
        Standing::Issued { .. } => (
            "Cuenta lista para entregarse",
            "Código de activación",
            "La persona lo usa en la página «Activar su cuenta» y elige su contraseña.",
        ),
        Standing::Active { .. } => (
            "Código para volver a entrar",
            "Código para volver a entrar",
            "La persona lo usa en la página «Volver a entrar con un código», que se abre desde «Entrar», y elige otra contraseña.",
        ),
    };
    CodePage {
        frame: frame(site, who, account, title),
        confirmation: Confirmation::new(title, code, facts)
            .code_named(named)
            .next("Entregue el usuario y el código a esa persona. El código no se vuelve a mostrar y sirve una sola vez.")
            .next(used),
    }
}

fn gone(site: &Installation, who: &Session, account: &Account) -> GonePage {
    GonePage {
        frame: frame(site, who, account, "El código ya no se muestra"),
        facts: Facts::new(vec![
            Fact::text("Cuenta de", &account.holder),
            Fact::new("Usuario", FactValue::Code(account.login.clone())),
        ]),
        action: format!("/panel/cuentas/{}", account.id),
    }
}
