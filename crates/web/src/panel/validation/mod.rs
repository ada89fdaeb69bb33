//! Validation: the queue of a stage, its cases, several at once, and the statistics of it (R20, R21).

mod batch;
mod case;
mod case_page;
mod place;
mod queue;
mod remarks;
mod statistics;

use domain::policy::Right;

pub use remarks::ground_name;

use crate::http::{Access, Routes};

/// The routes of validation.
pub fn routes(routes: Routes) -> Routes {
    const DECIDES: Access = Access::With(Right::Decide);
    const LOOKS: Access = Access::With(Right::ReadNotifications);
    routes
        .get("/panel/validacion", DECIDES, queue::page)
        .post("/panel/validacion", DECIDES, batch::review)
        .post("/panel/validacion/lote", DECIDES, batch::act)
        .get("/panel/validacion/lote", DECIDES, batch::result)
        .get("/panel/validacion/estadistica", LOOKS, statistics::page)
        .get("/panel/validacion/estadistica.csv", LOOKS, statistics::file)
        .get("/panel/validacion/{candidatura}", DECIDES, case::page)
        .post("/panel/validacion/{candidatura}", DECIDES, case::act)
}
