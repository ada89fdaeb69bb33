//! How the installation runs: its backups, the drill of each, and making one now (R27, DGO 32, CDMX 33).

mod page;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(
            "/panel/operaciones",
            Access::With(Right::SeeOperations),
            page::page,
        )
        .post(
            "/panel/operaciones/respaldar",
            Access::With(Right::BackUp),
            page::back_up,
        )
}
