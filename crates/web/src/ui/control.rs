//! The controls of a form and the answers in them.

pub use domain::profile::Counting;

use crate::words::thousands;

/// The kinds of control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// One line of text.
    Line {
        /// The answer.
        value: String,
        /// What sort of line.
        kind: LineKind,
        /// How long an answer is expected.
        width: Width,
        /// Limits of its length.
        limits: Option<Limits>,
    },
    /// Several lines of text.
    Text {
        /// The answer.
        value: String,
        /// Height in lines.
        rows: u8,
        /// Limits of its length.
        limits: Option<Limits>,
    },
    /// One of many, folded.
    Select {
        /// Value of the chosen option, or empty.
        value: String,
        /// What can be chosen.
        options: Vec<Choice>,
        /// Words of the option that chooses nothing; without them there is no such option.
        blank: Option<String>,
    },
    /// One of a few, all in sight.
    Radios {
        /// Value of the chosen option, or empty.
        value: String,
        /// What can be chosen.
        options: Vec<Choice>,
    },
    /// Several of a few.
    Checks {
        /// Values of the chosen options.
        values: Vec<String>,
        /// What can be chosen.
        options: Vec<Choice>,
    },
    /// One box to tick; the label says what ticking it means.
    Check {
        /// What the form sends when it is ticked.
        value: String,
        /// Whether it is ticked.
        checked: bool,
    },
    /// A list that grows line by line; all lines share the field's name.
    Lines {
        /// The lines, at least one, empty ones included.
        entries: Vec<Entry>,
        /// What sort of line.
        kind: LineKind,
        /// How many lines there may be; from there on there is no button to add one.
        most: usize,
        /// Limits of each line's length.
        limits: Option<Limits>,
    },
    /// A secret, hidden while it is typed, with a button to look at it. It is never shown again.
    Password,
    /// A photograph: the one that there is, and a file in place of it.
    Photograph {
        /// The one that there is.
        shown: Option<ShownPhotograph>,
        /// The `accept` attribute of the file.
        accept: String,
    },
    /// A file to send.
    File {
        /// The `accept` attribute, for example `.csv,text/csv`.
        accept: String,
    },
}

/// A photograph that a form holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPhotograph {
    /// What the form sends back of it.
    pub token: String,
    /// How it looks.
    pub picture: super::Picture,
    /// Where it is turned and framed, once it is saved.
    pub framing: Option<String>,
}

/// The end of the name of the control that takes a photograph's file.
pub const FILE_SUFFIX: &str = "__archivo";

/// What sort of line: which keyboard a telephone shows and what the browser may fill in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineKind {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A web address.
    Link,
    /// A whole number.
    Whole,
    /// A date of the calendar.
    Date,
    /// A local date and time.
    Moment,
    /// Words to look for.
    Search,
    /// A code that is typed as given: no capitals, corrections or spelling marks.
    Code,
}

impl LineKind {
    /// The `type` attribute. Addresses stay `text` for whoever writes without scheme (`misitio.mx`).
    #[must_use]
    pub const fn input_type(self) -> &'static str {
        match self {
            Self::Text | Self::Whole | Self::Code | Self::Link => "text",
            Self::Email => "email",
            Self::Telephone => "tel",
            Self::Date => "date",
            Self::Moment => "datetime-local",
            Self::Search => "search",
        }
    }

    /// The `inputmode` attribute, where the type alone does not choose the keyboard.
    #[must_use]
    pub const fn input_mode(self) -> Option<&'static str> {
        match self {
            Self::Whole => Some("numeric"),
            Self::Link => Some("url"),
            _ => None,
        }
    }

    /// Whether capitals, corrections and spelling marks get in the way.
    #[must_use]
    pub const fn is_literal(self) -> bool {
        matches!(self, Self::Email | Self::Link | Self::Code)
    }
}

/// How wide a line is drawn, as a hint of how much is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// As wide as the column.
    #[default]
    Full,
    /// About twenty characters.
    Medium,
    /// About ten characters.
    Short,
}

impl Width {
    /// The style class of the width.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Medium => "medium",
            Self::Short => "short",
        }
    }
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// The words.
    pub label: String,
    /// What choosing it means, where the words are not enough.
    pub hint: Option<String>,
}

impl Choice {
    /// An option without a hint.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    /// The same option with a hint (radios and boxes only).
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// One line of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The answer.
    pub value: String,
    /// What is wrong with this line.
    pub error: Option<String>,
}

impl Entry {
    /// A line without error.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: None,
        }
    }

    /// The same line with what is wrong in it.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }
}

/// Limits of a text's length, in graphemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Least, where there is one.
    pub least: Option<usize>,
    /// Most.
    pub most: usize,
    /// What is counted.
    pub counting: Counting,
}

impl Limits {
    /// The rule in words, for who has no counter.
    #[must_use]
    pub fn words(&self) -> String {
        let most = thousands(self.most as u64);
        let rule = match self.least {
            Some(least) => format!("Entre {} y {most} caracteres", thousands(least as u64)),
            None => format!("Hasta {most} caracteres"),
        };
        match self.counting {
            Counting::WithSpaces => format!("{rule}."),
            Counting::WithoutSpaces => format!("{rule}, sin contar espacios."),
        }
    }

    /// The counting mode as the counter's script reads it.
    #[must_use]
    pub const fn mode(&self) -> &'static str {
        match self.counting {
            Counting::WithSpaces => "con_espacios",
            Counting::WithoutSpaces => "sin_espacios",
        }
    }
}
