//! Coalitions and common candidacies: the agreements in force, loaded from a file or written on screen.

mod end;
mod file;
mod form;
mod list;
mod one;
mod review;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    const LOOKS: Access = Access::With(Right::ProposeRegistry);
    const MANAGES: Access = Access::With(Right::ManageRegistry);
    routes
        .get("/panel/convenios", LOOKS, list::page)
        .get("/panel/convenios/nuevo", MANAGES, form::new_page)
        .post("/panel/convenios/nuevo", MANAGES, form::new_act)
        .get("/panel/convenios/cargar", MANAGES, file::page)
        .post("/panel/convenios/cargar", MANAGES, file::upload)
        .get("/panel/convenios/cargar/{archivo}", MANAGES, file::review)
        .post("/panel/convenios/cargar/{archivo}", MANAGES, file::act)
        .get("/panel/convenios/convenio/{convenio}", LOOKS, one::page)
        .get(
            "/panel/convenios/convenio/{convenio}/cambiar",
            MANAGES,
            form::page,
        )
        .post(
            "/panel/convenios/convenio/{convenio}/cambiar",
            MANAGES,
            form::act,
        )
        .get(
            "/panel/convenios/convenio/{convenio}/terminar",
            MANAGES,
            end::page,
        )
        .post(
            "/panel/convenios/convenio/{convenio}/terminar",
            MANAGES,
            end::act,
        )
}
