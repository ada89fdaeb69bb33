//! Drafts of many candidacies from one spreadsheet, with their photographs.

mod begin;
mod one;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    const CAPTURES: Access = Access::With(Right::Capture);
    routes
        .get("/panel/partido/lote", CAPTURES, begin::page)
        .post("/panel/partido/lote", CAPTURES, begin::act)
        .get(
            "/panel/partido/lote/plantilla.xlsx",
            CAPTURES,
            begin::template,
        )
        .get("/panel/partido/lote/{archivo}", CAPTURES, one::page)
        .post("/panel/partido/lote/{archivo}", CAPTURES, one::act)
        .get(
            "/panel/partido/lote/{archivo}/informe.csv",
            CAPTURES,
            one::report,
        )
}
