//! What the administration does with cases that others decide: frees those that somebody holds, reopens those that ended
//! without an approval (R21).

mod list;
mod one;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    const MANAGES: Access = Access::With(Right::ManageValidation);
    routes
        .get("/panel/casos", MANAGES, list::page)
        .get("/panel/casos/{candidatura}", MANAGES, one::page)
        .post("/panel/casos/{candidatura}", MANAGES, one::act)
}
