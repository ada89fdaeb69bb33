//! Roles: who has which, the table of permissions, inviting, acts that need a second administrator.

mod decide;
mod propose;
mod roster;
mod wording;

use domain::policy::Right;

use crate::http::{Access, Routes};

const MANAGES: Access = Access::With(Right::ManageAccounts);

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/panel/papeles", MANAGES, roster::page)
        .get("/panel/papeles/proponer", MANAGES, propose::page)
        .post("/panel/papeles/proponer", MANAGES, propose::act)
        .get(
            "/panel/papeles/propuestas/{propuesta}",
            MANAGES,
            decide::page,
        )
        .post(
            "/panel/papeles/propuestas/{propuesta}/aplicar",
            MANAGES,
            decide::apply,
        )
        .post(
            "/panel/papeles/propuestas/{propuesta}/rechazar",
            MANAGES,
            decide::reject,
        )
        .post(
            "/panel/papeles/propuestas/{propuesta}/retirar",
            MANAGES,
            decide::withdraw,
        )
}
