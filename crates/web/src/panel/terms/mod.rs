//! Terms: who has not received, activated, begun or sent; what ends today; extensions; the calendar feed (R07).

mod asked;
mod board;
mod extend;
mod extend_form;
mod extensions;
mod feed;
mod list;
mod notices;

use domain::policy::Right;

pub use asked::{exact, of_all_in, of_ending};

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    const SEES: Access = Access::With(Right::SeeState);
    const EXTENDS: Access = Access::With(Right::ExtendTerms);
    routes
        .get("/panel/plazos", SEES, board::page)
        .get("/panel/plazos/candidaturas", SEES, list::page)
        .get("/panel/plazos/candidaturas.csv", SEES, list::file)
        .post("/panel/plazos/calendario", SEES, feed::renew)
        .post(
            "/panel/plazos/avisos",
            Access::With(Right::ManageAccounts),
            notices::act,
        )
        .get("/panel/plazos/ampliar", EXTENDS, extend::page)
        .post("/panel/plazos/ampliar", EXTENDS, extend::act)
        .get(
            "/panel/plazos/ampliaciones",
            Access::With(Right::ReadHistory),
            extensions::page,
        )
        .get(
            "/panel/plazos/ampliaciones/{ampliacion}/informe",
            Access::With(Right::ReadHistory),
            extensions::report,
        )
        .get(
            "/panel/plazos/propuestas/{propuesta}/informe",
            EXTENDS,
            extensions::proposed_report,
        )
        .get("/calendario/{direccion}", Access::Public, feed::file)
}
