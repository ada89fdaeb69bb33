//! The registry of candidacies on screen: lists, one candidacy, changes and proposals, import with its preview, the linter.

mod change;
mod confirm;
mod entry;
mod facts;
mod import;
mod lint;
mod list;
mod one;
mod preview;
mod proposals;
mod report;
mod review;
mod staged;

use domain::policy::Right;

pub use import::SPREADSHEETS;

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    const LOOKS: Access = Access::With(Right::ProposeRegistry);
    const MANAGES: Access = Access::With(Right::ManageRegistry);
    routes
        .get("/panel/registro", LOOKS, list::page)
        .get("/panel/registro/archivo", LOOKS, list::file)
        .get("/panel/registro/plantilla", LOOKS, import::template)
        .get("/panel/registro/revision", MANAGES, lint::page)
        .get("/panel/registro/nueva", LOOKS, change::new_page)
        .post("/panel/registro/nueva", LOOKS, change::new_act)
        .get(
            "/panel/registro/candidaturas/{candidatura}",
            LOOKS,
            one::page,
        )
        .get(
            "/panel/registro/candidaturas/{candidatura}/corregir",
            LOOKS,
            change::page,
        )
        .post(
            "/panel/registro/candidaturas/{candidatura}/corregir",
            LOOKS,
            change::act,
        )
        .get(
            "/panel/registro/candidaturas/{candidatura}/cancelar",
            LOOKS,
            confirm::cancel_page,
        )
        .post(
            "/panel/registro/candidaturas/{candidatura}/cancelar",
            LOOKS,
            confirm::cancel,
        )
        .get(
            "/panel/registro/candidaturas/{candidatura}/reactivar",
            LOOKS,
            confirm::reinstate_page,
        )
        .post(
            "/panel/registro/candidaturas/{candidatura}/reactivar",
            LOOKS,
            confirm::reinstate,
        )
        .get(
            "/panel/registro/candidaturas/{candidatura}/juntar",
            LOOKS,
            confirm::share_page,
        )
        .post(
            "/panel/registro/candidaturas/{candidatura}/juntar",
            LOOKS,
            confirm::share,
        )
        .get(
            "/panel/registro/candidaturas/{candidatura}/separar",
            LOOKS,
            confirm::part_page,
        )
        .post(
            "/panel/registro/candidaturas/{candidatura}/separar",
            LOOKS,
            confirm::part,
        )
        .get("/panel/registro/propuestas", LOOKS, proposals::list)
        .get(
            "/panel/registro/propuestas/{propuesta}",
            LOOKS,
            proposals::one,
        )
        .post(
            "/panel/registro/propuestas/{propuesta}/aplicar",
            MANAGES,
            proposals::apply,
        )
        .post(
            "/panel/registro/propuestas/{propuesta}/rechazar",
            MANAGES,
            proposals::reject,
        )
        .post(
            "/panel/registro/propuestas/{propuesta}/retirar",
            LOOKS,
            proposals::withdraw,
        )
        .get("/panel/registro/importar", MANAGES, import::page)
        .post("/panel/registro/importar", MANAGES, import::upload)
        .get("/panel/registro/importar/{archivo}", MANAGES, staged::page)
        .post(
            "/panel/registro/importar/{archivo}/opciones",
            MANAGES,
            staged::choose,
        )
        .post(
            "/panel/registro/importar/{archivo}/importar",
            MANAGES,
            staged::start,
        )
        .get(
            "/panel/registro/importar/{archivo}/informe.csv",
            MANAGES,
            staged::report_file,
        )
}
