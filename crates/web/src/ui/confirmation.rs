//! The end of an act with legal effect: what was done, when, and the proof of it.

use askama::Template;

use super::component::component;
use super::facts::Facts;
use super::icon::Icon;

/// What a page says first after an act with legal effect. It is the page's main heading, so the page's
/// template sets its `heading` block to it.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/confirmation.html")]
pub struct Confirmation {
    /// What was done: `Envió su cuestionario`.
    pub title: String,
    /// What the code on it is: a folio where nothing else is said.
    pub code_name: String,
    /// The code: the folio that proves the act, or what it gave.
    pub folio: String,
    /// When, and whatever else belongs on the stub.
    pub facts: Facts,
    /// What happens now, a paragraph each.
    pub next: Vec<String>,
}

impl Confirmation {
    /// A confirmation with its folio.
    #[must_use]
    pub fn new(title: impl Into<String>, folio: impl Into<String>, facts: Facts) -> Self {
        Self {
            title: title.into(),
            code_name: "Folio".to_owned(),
            folio: folio.into(),
            facts,
            next: Vec::new(),
        }
    }

    /// What the code on it is, if it is no folio.
    #[must_use]
    pub fn code_named(mut self, name: impl Into<String>) -> Self {
        self.code_name = name.into();
        self
    }

    /// One more paragraph on what happens now.
    #[must_use]
    pub fn next(mut self, paragraph: impl Into<String>) -> Self {
        self.next.push(paragraph.into());
        self
    }
}

component!(Confirmation);
