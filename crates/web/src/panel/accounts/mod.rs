//! Accounts: who has one, creating them singly or in batches, letters and codes, suspending and closing. The
//! administration sees all of them, a party's representation those of its party.

mod batch;
mod code;
mod create;
mod holder;
mod letter;
mod letters;
mod list;
mod one;
mod standing;
mod wording;

use app::accounts::AccountsError;
use axum::http::StatusCode;
use axum::response::Response;
use domain::policy::Right;

pub use code::shown_at;
pub use one::{head, page_cell};
pub use wording::{badge, initials, party_initials, role_and_party};

use crate::Installation;
use crate::http::{Access, Routes, pages};

/// Whoever manages accounts: all of them, or those of the own party.
pub const MANAGES: Access = Access::WithAny(&[Right::ManageAccounts, Right::ManagePartyAccounts]);

/// The routes of accounts.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/panel/cuentas", MANAGES, list::page)
        .get("/panel/cuentas/nueva", MANAGES, create::page)
        .post("/panel/cuentas/nueva", MANAGES, create::act)
        .get("/panel/cuentas/lote", MANAGES, batch::page)
        .post("/panel/cuentas/lote", MANAGES, batch::act)
        .get("/panel/cuentas/cartas", MANAGES, letters::page)
        .post("/panel/cuentas/cartas", MANAGES, letters::act)
        .get(
            "/panel/cuentas/cartas/{cartas}/{numero}",
            MANAGES,
            letters::file,
        )
        .post(
            "/panel/cuentas/cartas/{cartas}/borrar",
            MANAGES,
            letters::delete,
        )
        .get("/panel/cuentas/{cuenta}", MANAGES, one::page)
        .get("/panel/cuentas/{cuenta}/codigo", MANAGES, code::page)
        .post("/panel/cuentas/{cuenta}/codigo", MANAGES, code::act)
        .post("/panel/cuentas/{cuenta}/carta", MANAGES, letters::single)
        .get("/panel/cuentas/{cuenta}/titular", MANAGES, holder::page)
        .post("/panel/cuentas/{cuenta}/titular", MANAGES, holder::act)
        .get("/panel/cuentas/{cuenta}/estado", MANAGES, standing::page)
        .post("/panel/cuentas/{cuenta}/estado", MANAGES, standing::act)
}

/// The answer to an act that was refused and has no form of its own to say so.
pub fn refused(site: &Installation, title: &str, refusal: &AccountsError) -> Response {
    if let AccountsError::App(error) = refusal {
        return pages::failure(site, error);
    }
    let told = vec![
        refusal.to_string(),
        "Nada cambió con este intento.".to_owned(),
    ];
    pages::message(site, StatusCode::CONFLICT, title, told)
}
