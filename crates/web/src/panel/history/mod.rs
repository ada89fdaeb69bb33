//! The activity history: who did what, when, in which module, about what; filtered, page by page, exported (R10).

mod export;
mod page;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of the history.
pub fn routes(routes: Routes) -> Routes {
    const READS: Access = Access::With(Right::ReadHistory);
    routes
        .get("/panel/historial", READS, page::page)
        .get("/panel/historial.csv", READS, export::file)
        .get("/panel/historial/punto.txt", READS, export::checkpoint)
}
