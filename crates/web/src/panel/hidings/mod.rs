//! Hiding published data of a person in danger, looking at it again, lifting it (R24). Administration alone.

mod hide;
mod list;
mod one;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The list.
const LIST: &str = "/panel/ocultamientos";

/// The routes of hidings.
pub fn routes(routes: Routes) -> Routes {
    const HIDES: Access = Access::With(Right::HideData);
    routes
        .get(LIST, HIDES, list::page)
        .get("/panel/ocultamientos/{candidatura}", HIDES, hide::page)
        .post("/panel/ocultamientos/{candidatura}", HIDES, hide::act)
        .get(
            "/panel/ocultamientos/{candidatura}/{ocultamiento}",
            HIDES,
            one::page,
        )
        .post(
            "/panel/ocultamientos/{candidatura}/{ocultamiento}",
            HIDES,
            one::act,
        )
}
