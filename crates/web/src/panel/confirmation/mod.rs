//! The person of a candidacy sees and confirms what the party captured, by a one-time link without an account, and
//! sees what others changed (R11, R19, R20).

mod by_link;
mod code;
mod edits;
mod links;
mod standing;

use domain::policy::Right;

pub use edits::{Edits, see};
pub use standing::{fact, notice};

use crate::http::{Access, Routes};

/// The routes of this feature. What a link opens is read without a session; its code is all that is asked for, and
/// guessing is slowed down.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(
            "/panel/captura/{candidatura}/confirmacion",
            Access::With(Right::ReadAnswers),
            links::page,
        )
        .post(
            "/panel/captura/{candidatura}/confirmacion",
            Access::With(Right::Capture),
            links::make,
        )
        .get(
            "/panel/captura/{candidatura}/confirmacion/{enlace}",
            Access::With(Right::Capture),
            code::page,
        )
        .post(
            "/panel/captura/{candidatura}/confirmacion/{enlace}/cancelar",
            Access::With(Right::Capture),
            links::revoke,
        )
        .post(
            "/panel/captura/{candidatura}/cambios",
            Access::With(Right::ReadAnswers),
            see,
        )
        .get("/confirmar", Access::Open, by_link::ask)
        .post("/confirmar", Access::Open, by_link::asked)
        .get("/confirmar/{codigo}", Access::Open, by_link::page)
        .post("/confirmar/{codigo}", Access::Open, by_link::answer)
        .post("/confirmar/{codigo}/visto", Access::Open, by_link::see)
        .get(
            "/confirmar/{codigo}/imagen/{ficha}",
            Access::Open,
            by_link::image,
        )
}
