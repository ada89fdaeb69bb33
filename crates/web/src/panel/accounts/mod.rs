//! Accounts: who has one, creating them, giving a new code, recording the receipt that starts the term.

mod create;
mod list;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of accounts.
pub fn routes(routes: Routes) -> Routes {
    const MANAGES: Access = Access::With(Right::ManageAccounts);
    routes
        .get("/panel/cuentas", MANAGES, list::page)
        .get("/panel/cuentas/nueva", MANAGES, create::page)
        .post("/panel/cuentas/nueva", MANAGES, create::act)
        .post("/panel/cuentas/{cuenta}/codigo", MANAGES, create::reissue)
        .get("/panel/cuentas/{cuenta}", MANAGES, list::one)
        .post("/panel/cuentas/{cuenta}/recepcion", MANAGES, list::receipt)
}
