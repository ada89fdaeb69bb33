//! What surrounds a list: search and filters, what is filtered, how much there is, and the next page.

use askama::Template;

use super::component::component;
use super::field::Field;
use super::icon::Icon;
use super::notice::Link;

/// Search and filters as a form whose state is the address of the page.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/filters.html")]
pub struct Filters {
    /// Address of the list, without query.
    pub action: String,
    /// What is always in sight, usually the search line.
    pub search: Option<Field>,
    /// The filters, folded: the chips say which are set.
    pub fields: Vec<Field>,
    /// What is set, each with the address of the list without it.
    pub chips: Vec<Chip>,
    /// Parameters of the address that the form does not ask for and must keep.
    pub kept: Vec<(String, String)>,
    /// How many records there are, in words; read out after a search.
    pub count: String,
    /// Exports of exactly what is seen.
    pub exports: Vec<Link>,
}

/// A filter that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// Which filter and value: `Distrito: 5`.
    pub words: String,
    /// Address of the list without it.
    pub without: String,
}

impl Filters {
    /// A form without filters.
    #[must_use]
    pub fn new(action: impl Into<String>, count: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            search: None,
            fields: Vec::new(),
            chips: Vec::new(),
            kept: Vec::new(),
            count: count.into(),
            exports: Vec::new(),
        }
    }

    /// The line that is always in sight.
    #[must_use]
    pub fn search(mut self, field: Field) -> Self {
        self.search = Some(field);
        self
    }

    /// One more filter.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// One more filter that is set.
    #[must_use]
    pub fn chip(mut self, words: impl Into<String>, without: impl Into<String>) -> Self {
        self.chips.push(Chip {
            words: words.into(),
            without: without.into(),
        });
        self
    }

    /// One more parameter to keep.
    #[must_use]
    pub fn keep(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.kept.push((name.into(), value.into()));
        self
    }

    /// One more export of exactly what is seen.
    #[must_use]
    pub fn export(mut self, words: impl Into<String>, href: impl Into<String>) -> Self {
        self.exports.push(Link::new(words, href));
        self
    }
}

/// Links to the pages before and after, by key and not by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "ui/pager.html")]
pub struct Pager {
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
    /// What is shown of how many, in words.
    pub shown: String,
}

impl Pager {
    /// Links around a page.
    #[must_use]
    pub fn new(shown: impl Into<String>, previous: Option<String>, next: Option<String>) -> Self {
        Self {
            previous,
            next,
            shown: shown.into(),
        }
    }
}

/// A list without records: why, and what next.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/empty.html")]
pub struct Empty {
    /// That there is nothing.
    pub title: String,
    /// Why, and what to do.
    pub why: String,
    /// Where to go on.
    pub next: Option<Link>,
}

impl Empty {
    /// An empty list.
    #[must_use]
    pub fn new(title: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            why: why.into(),
            next: None,
        }
    }

    /// Where to go on.
    #[must_use]
    pub fn next(mut self, words: impl Into<String>, href: impl Into<String>) -> Self {
        self.next = Some(Link::new(words, href));
        self
    }
}

component!(Filters, Pager, Empty);
