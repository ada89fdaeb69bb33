//! Every version of a questionnaire, field by field, with the sendings and decisions between them.

mod export;
mod page;

pub use export::file;
pub use page::page;

use app::capture::VersionStep;
use domain::capture::RevisionKind;
use domain::key::FieldKey;
use serde::Deserialize;

use crate::Installation;

/// What a list shows, as it comes in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Only what touched this question.
    #[serde(default)]
    campo: String,
    /// The position before which the page begins.
    #[serde(default)]
    antes: String,
}

impl Asked {
    /// The question, if the questionnaire has it.
    fn field(&self, site: &Installation) -> Option<FieldKey> {
        let key: FieldKey = self.campo.parse().ok()?;
        site.app.curricular().field(&key).map(|_| key)
    }
}

/// Why a version was made, or what was done.
fn what(step: &VersionStep) -> &'static str {
    match step.revision.as_ref().map(|revision| revision.kind) {
        Some(RevisionKind::Draft) => "Captura",
        Some(RevisionKind::StageEdit) => "Modificación al validar",
        Some(RevisionKind::Correction) => "Corrección de lo devuelto",
        Some(RevisionKind::PublicCorrection) => "Corrección de lo publicado",
        None => step.action.label(),
    }
}

/// Who did it.
fn author(step: &VersionStep) -> String {
    step.who.clone().unwrap_or_else(|| "El sistema".to_owned())
}

/// In which role.
fn role(step: &VersionStep) -> &'static str {
    step.role.map_or("", |role| role.label())
}
