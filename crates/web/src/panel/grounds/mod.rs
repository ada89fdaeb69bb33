//! The catalogue of grounds, as the institute edits it (R21): add, word, retire. Old remarks keep their wording.

mod form;
mod list;
mod one;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    const MANAGES: Access = Access::With(Right::ManageValidation);
    routes
        .get("/panel/causales", MANAGES, list::page)
        .get("/panel/causales/nueva", MANAGES, form::page)
        .post("/panel/causales/nueva", MANAGES, form::act)
        .get("/panel/causales/causal/{causal}", MANAGES, one::page)
        .post("/panel/causales/causal/{causal}", MANAGES, one::reword)
        .post("/panel/causales/causal/{causal}/uso", MANAGES, one::retire)
}
