//! A questionnaire to be filled in by hand, from the same definition as its pages (R06).

use jiff::Zoned;
use serde::Serialize;
use serde_json::json;

use crate::printable::make_printable;
use crate::typesetting::{self, Manuscript};
use crate::{Brand, DocumentError};

/// Cuestionario en blanco: what is asked, the rule of each answer, and room to write.
#[derive(Debug, Clone, Serialize)]
pub struct BlankQuestionnaire {
    /// When the document was made; it enters the file's properties only.
    #[serde(skip)]
    pub created: Zoned,
    /// Its title.
    pub title: String,
    /// Its version, for the foot of each page.
    pub version: String,
    /// What to know before writing, a paragraph each.
    pub introduction: Vec<String>,
    /// What the registry says already, name and value; empty on a sheet for anybody.
    pub registered: Vec<(String, String)>,
    /// Its parts.
    pub sections: Vec<BlankSection>,
}

/// A part of the questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlankSection {
    /// Its title.
    pub title: String,
    /// What it is about; may be empty.
    pub help: String,
    /// What is asked.
    pub questions: Vec<BlankQuestion>,
}

/// A question with room for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlankQuestion {
    /// What is asked.
    pub label: String,
    /// What is expected; may be empty.
    pub help: String,
    /// The rule: whether it must be answered, how long, whether it is published.
    pub rule: String,
    /// What can be ticked.
    pub options: Vec<String>,
    /// Ruled lines to write on.
    pub lines: u8,
}

impl BlankQuestionnaire {
    /// The questionnaire as PDF/UA-1.
    ///
    /// # Errors
    /// [`DocumentError::Typesetting`] if the typesetter refuses.
    pub fn pdf(&self, brand: &Brand) -> Result<Vec<u8>, DocumentError> {
        let mut data = serde_json::to_value(self)?;
        let undrawn = make_printable(&mut data);
        data["undrawn"] = json!(undrawn);
        let manuscript = Manuscript {
            template: "/blank_questionnaire.typ",
            title: self.title.clone(),
            created: &self.created,
            data,
            watch: None,
        };
        typesetting::pdf(manuscript, brand)
    }
}
