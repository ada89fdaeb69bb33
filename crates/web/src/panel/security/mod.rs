//! What protects the own account: password, second factor, recovery sheet, sessions, loss report.

mod account;
mod loss;
mod password;
mod second_factor;
mod sessions;
mod sheet;

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(
            "/segundo-paso/configurar",
            Access::Pending,
            second_factor::page,
        )
        .post(
            "/segundo-paso/configurar",
            Access::Pending,
            second_factor::act,
        )
        .get("/panel/cuenta", Access::SignedIn, account::page)
        .get("/panel/cuenta/contrasena", Access::SignedIn, password::page)
        .post("/panel/cuenta/contrasena", Access::SignedIn, password::act)
        .get(
            "/panel/cuenta/segundo-paso/quitar",
            Access::SignedIn,
            second_factor::removal_page,
        )
        .post(
            "/panel/cuenta/segundo-paso/quitar",
            Access::SignedIn,
            second_factor::removal,
        )
        .get("/panel/cuenta/hoja", Access::SignedIn, sheet::page)
        .post("/panel/cuenta/hoja", Access::SignedIn, sheet::act)
        .post("/panel/cuenta/hoja/pdf", Access::Pending, sheet::document)
        .get("/panel/sesiones", Access::SignedIn, sessions::page)
        .post(
            "/panel/sesiones/{id}/cerrar",
            Access::SignedIn,
            sessions::close,
        )
        .get("/panel/cuenta/extravio", Access::SignedIn, loss::page)
        .post("/panel/cuenta/extravio", Access::SignedIn, loss::act)
}
