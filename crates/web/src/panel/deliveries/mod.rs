//! The delivery of accounts: the ledger with its acknowledgements, who has nobody to receive an account, signed pages.

mod file;
mod gaps;
mod ledger;
mod record;

use crate::http::Routes;
use crate::panel::accounts::MANAGES;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/panel/entregas", MANAGES, ledger::page)
        .get("/panel/entregas.csv", MANAGES, file::table)
        .get("/panel/entregas.pdf", MANAGES, file::document)
        .get("/panel/entregas/{entrega}/hoja", MANAGES, file::signed_page)
        .get("/panel/cuentas/{cuenta}/entrega", MANAGES, record::page)
        .post("/panel/cuentas/{cuenta}/entrega", MANAGES, record::act)
}
