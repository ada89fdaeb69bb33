//! Pairs of a name and what is known: read-only facts, and answers to check before sending.

use askama::Template;

use super::component::component;
use super::icon::Icon;

/// Names and values, with a way to change each where there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "ui/facts.html")]
pub struct Facts {
    /// The pairs, in order.
    pub rows: Vec<Fact>,
}

/// One pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// What is known.
    pub value: FactValue,
    /// Where it is changed.
    pub change: Option<String>,
    /// What becomes of it, in a few words.
    pub note: Option<String>,
    /// Why it must be looked at again, where it must.
    pub problem: Option<String>,
}

/// What is known of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// A text; its line breaks are kept.
    Text(String),
    /// Several values.
    List(Vec<String>),
    /// A code to copy exactly, such as a folio or a hash.
    Code(String),
    /// A date or an instant: the words, and the same for machines.
    Moment {
        /// In words.
        words: String,
        /// As in the `datetime` attribute of HTML.
        machine: String,
    },
    /// Words that lead somewhere.
    Link(super::notice::Link),
    /// A photograph, with its words under it.
    Picture(super::Picture),
    /// Nothing; the words say so.
    Missing(String),
}

impl Fact {
    /// A pair with any value.
    #[must_use]
    pub fn new(name: impl Into<String>, value: FactValue) -> Self {
        Self {
            name: name.into(),
            value,
            change: None,
            note: None,
            problem: None,
        }
    }

    /// A pair with a text; an empty one says that there is no answer.
    #[must_use]
    pub fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() {
            return Self::new(name, FactValue::Missing("Sin respuesta".to_owned()));
        }
        Self::new(name, FactValue::Text(text))
    }

    /// Where it is changed.
    #[must_use]
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = Some(href.into());
        self
    }

    /// What becomes of it, in a few words.
    #[must_use]
    pub fn note(mut self, words: impl Into<String>) -> Self {
        self.note = Some(words.into());
        self
    }

    /// Why it must be looked at again.
    #[must_use]
    pub fn problem(mut self, problem: impl Into<String>) -> Self {
        self.problem = Some(problem.into());
        self
    }
}

impl Facts {
    /// A list of pairs.
    #[must_use]
    pub fn new(rows: Vec<Fact>) -> Self {
        Self { rows }
    }
}

component!(Facts);
