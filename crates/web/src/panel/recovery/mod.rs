//! Getting in again without e-mail: with a code of the recovery sheet, or helped by who manages the account.

mod asking;
mod forgotten;
mod helping;
mod new_password;
mod rescue;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The rights of who helps others in.
const HELPS: Access = Access::WithAny(&[Right::ManageAccounts, Right::ManagePartyAccounts]);

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/recuperar", Access::Open, forgotten::page)
        .post("/recuperar", Access::Open, forgotten::look_up)
        .post("/recuperar/contrasena", Access::Open, forgotten::act)
        .get("/recuperar/codigo", Access::Open, rescue::page)
        .post("/recuperar/codigo", Access::Open, rescue::look_up)
        .post("/recuperar/codigo/contrasena", Access::Open, rescue::act)
        .get("/recuperar/ayuda", Access::Open, asking::access_page)
        .post("/recuperar/ayuda", Access::Open, asking::ask_access)
        .get("/extravio", Access::Open, asking::loss_page)
        .post("/extravio", Access::Open, asking::ask_loss)
        .get("/panel/ayuda", HELPS, helping::list)
        .get("/panel/ayuda/{id}", HELPS, helping::one)
        .post("/panel/ayuda/{id}/confirmar", HELPS, helping::confirm)
        .post("/panel/ayuda/{id}/descartar", HELPS, helping::dismiss)
        .post(
            "/panel/ayuda/cuenta/{cuenta}/codigo",
            HELPS,
            helping::give_code,
        )
}
