//! Capturing the curricular questionnaire: the task list, one short page per section, the review, the final
//! confirmation and its receipt. The same pages serve the stage that may edit (R20).

pub mod answers;
mod blank;
mod correction;
mod form;
mod framing;
mod gate;
mod pictures;
mod preview;
mod receipt;
mod receiving;
mod refused;
mod review;
mod section;
mod tasks;
mod term;
mod versions;

use domain::policy::Right;

pub use pictures::Pictures;
pub use term::facts as term_facts;

use crate::http::{Access, Routes};

/// Pages of a candidacy that are no section: a section of this key could not be opened.
pub const NO_SECTIONS: [&str; 13] = [
    "revisar",
    "asi-se-vera",
    "enviar",
    "publicar",
    "acuse",
    "acuse.json",
    "confirmacion",
    "cambios",
    "cuestionario",
    "cuestionario.pdf",
    "versiones",
    "versiones.csv",
    "correccion",
];

/// The routes of capture.
pub fn routes(routes: Routes) -> Routes {
    const WRITES: Access = Access::WithAny(&[Right::Capture, Right::Decide]);
    routes
        .get(
            "/panel/captura/{candidatura}",
            Access::With(Right::ReadAnswers),
            tasks::page,
        )
        .get(
            "/panel/captura/{candidatura}/revisar",
            Access::With(Right::ReadAnswers),
            review::page,
        )
        .get(
            "/panel/captura/{candidatura}/asi-se-vera",
            Access::With(Right::ReadAnswers),
            preview::page,
        )
        .get(
            "/panel/captura/{candidatura}/cuestionario",
            Access::With(Right::ReadAnswers),
            blank::page,
        )
        .get(
            "/panel/captura/{candidatura}/cuestionario.pdf",
            Access::With(Right::ReadAnswers),
            blank::paper,
        )
        .post(
            "/panel/captura/{candidatura}/enviar",
            Access::With(Right::Capture),
            review::send,
        )
        .post(
            "/panel/captura/{candidatura}/publicar",
            Access::With(Right::Publish),
            tasks::release,
        )
        .get(
            "/panel/captura/{candidatura}/acuse",
            Access::With(Right::ReadAnswers),
            receipt::page,
        )
        .get(
            "/panel/captura/{candidatura}/acuse.json",
            Access::With(Right::ReadAnswers),
            receipt::file,
        )
        .get(
            "/panel/captura/{candidatura}/correccion",
            Access::With(Right::Publish),
            correction::page,
        )
        .post(
            "/panel/captura/{candidatura}/correccion",
            Access::With(Right::Publish),
            correction::act,
        )
        .get(
            "/panel/captura/{candidatura}/versiones",
            Access::With(Right::ReadAnswers),
            versions::page,
        )
        .get(
            "/panel/captura/{candidatura}/versiones.csv",
            Access::With(Right::ReadAnswers),
            versions::file,
        )
        .get(
            "/panel/captura/{candidatura}/imagen/{ficha}",
            Access::With(Right::ReadAnswers),
            framing::image,
        )
        .get(
            "/panel/captura/{candidatura}/encuadre/{campo}",
            Access::With(Right::ReadAnswers),
            framing::page,
        )
        .post(
            "/panel/captura/{candidatura}/encuadre/{campo}",
            WRITES,
            framing::act,
        )
        .get(
            "/panel/captura/{candidatura}/{seccion}",
            Access::With(Right::ReadAnswers),
            section::page,
        )
        .post(
            "/panel/captura/{candidatura}/{seccion}",
            WRITES,
            section::act,
        )
}
