//! Tables of records: read across on a wide screen, one card a record on a narrow one.

use askama::Template;

use super::badge::Badge;
use super::component::component;
use super::notice::Link;

/// A table. The first column names the record and is the head of its row.
///
/// On a narrow screen each record becomes a card; the ARIA roles keep the table's meaning there, because
/// browsers drop it when the display changes.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/table.html")]
pub struct Table {
    /// What it is a table of.
    pub caption: String,
    /// Whether the caption is only for screen readers, because a heading says it already.
    pub caption_hidden: bool,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Whether its cells are figures, to be aligned at the right.
    pub is_figure: bool,
}

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// Words that lead to the record.
    Link(Link),
    /// A state.
    Badge(Badge),
    /// A text with a second, smaller line.
    Two(String, String),
    /// A date or an instant: the words, and the same for machines.
    Moment {
        /// In words.
        words: String,
        /// As in the `datetime` attribute of HTML.
        machine: String,
    },
    /// A code to copy exactly.
    Code(String),
    /// An action on the record: the verb, what it acts on (for screen readers) and its address.
    Action {
        /// The verb.
        verb: String,
        /// What it acts on.
        on: String,
        /// The address.
        href: String,
    },
    /// A box to tick for the record; its words name the record.
    Tick {
        /// Name in the form.
        name: String,
        /// What the form sends when it is ticked.
        value: String,
        /// The words beside it.
        words: String,
        /// Whether it is ticked.
        checked: bool,
        /// The way to the record; with it the words are the box's name alone, so that nothing is read twice.
        beside: Option<Link>,
    },
    /// Nothing, and these words say so to screen readers; a dash is shown.
    Missing(String),
}

impl Column {
    /// A column of texts.
    #[must_use]
    pub fn text(head: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            is_figure: false,
        }
    }

    /// A column of figures.
    #[must_use]
    pub fn figure(head: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            is_figure: true,
        }
    }
}

impl Cell {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Words that lead somewhere.
    #[must_use]
    pub fn link(words: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link(Link::new(words, href))
    }

    /// A whole number.
    #[must_use]
    pub fn figure(value: usize) -> Self {
        Self::Text(crate::words::thousands(value as u64))
    }

    /// A box to tick for the record. The value must be one that no other box of the page has.
    #[must_use]
    pub fn tick(name: &str, value: impl Into<String>, words: impl Into<String>) -> Self {
        Self::Tick {
            name: name.to_owned(),
            value: value.into(),
            words: words.into(),
            checked: false,
            beside: None,
        }
    }

    /// The same box with the way to the record beside it; without effect on other cells.
    #[must_use]
    pub fn beside(mut self, link: Link) -> Self {
        if let Self::Tick { beside, .. } = &mut self {
            *beside = Some(link);
        }
        self
    }

    /// The same box, ticked or not; without effect on other cells.
    #[must_use]
    pub fn ticked(mut self, now: bool) -> Self {
        if let Self::Tick { checked, .. } = &mut self {
            *checked = now;
        }
        self
    }

    /// Whether it is an action on the record, which says itself what it does.
    const fn is_way(&self) -> bool {
        matches!(self, Self::Action { .. })
    }

    /// An action on the record.
    #[must_use]
    pub fn action(verb: impl Into<String>, on: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Action {
            verb: verb.into(),
            on: on.into(),
            href: href.into(),
        }
    }
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            caption: caption.into(),
            caption_hidden: false,
            columns,
            rows: Vec::new(),
        }
    }

    /// The same with one more row. Cells beyond the columns are not shown.
    #[must_use]
    pub fn row(mut self, cells: Vec<Cell>) -> Self {
        self.rows.push(cells);
        self
    }

    /// The same with these rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The same with the caption for screen readers only.
    #[must_use]
    pub fn hide_caption(mut self) -> Self {
        self.caption_hidden = true;
        self
    }
}

component!(Table);
