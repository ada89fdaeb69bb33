//! Validating: the queue of a stage, one case on one page, the decision. What a stage may do is the profile's.

mod case;
mod queue;
mod remarks;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of validation.
pub fn routes(routes: Routes) -> Routes {
    const DECIDES: Access = Access::With(Right::Decide);
    routes
        .get("/panel/validacion", DECIDES, queue::page)
        .get("/panel/validacion/{candidatura}", DECIDES, case::page)
        .post("/panel/validacion/{candidatura}", DECIDES, case::act)
}
