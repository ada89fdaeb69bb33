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
    /// The folio that proves it.
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
            folio: folio.into(),
            facts,
            next: Vec::new(),
        }
    }

    /// One more paragraph on what happens now.
    #[must_use]
    pub fn next(mut self, paragraph: impl Into<String>) -> Self {
        self.next.push(paragraph.into());
        self
    }
}

component!(Confirmation);
