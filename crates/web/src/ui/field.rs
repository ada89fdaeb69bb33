//! One question of a form: label, hint, control and error, tied together for everybody.

use askama::Template;

use super::component::component;
use super::control::{Choice, Control, Entry, Limits, LineKind, ShownPhotograph, Width};
use super::icon::Icon;

/// A labelled control. Fill it with the constructors and `with`-like methods, and show it with `{{ field }}`.
///
/// Its element has the id [`Field::id`]; hint, limits, remark and error are named in `aria-describedby`.
/// What is not [optional](Field::optional) is required, and only what is optional says so.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/field.html")]
pub struct Field {
    /// Name in the form, as the handler reads it.
    pub name: String,
    /// The question, in Spanish.
    pub label: String,
    /// How to answer it, shown before the control.
    pub hint: Option<String>,
    /// What is wrong with the answer and how to mend it.
    pub error: Option<String>,
    /// What somebody asked to correct in this answer.
    pub remark: Option<Remark>,
    /// Whether it may be left empty.
    pub optional: bool,
    /// Language of the answer where it is not Spanish, as a BCP 47 tag.
    pub lang: Option<String>,
    /// The `autocomplete` token, for example `email`.
    pub autocomplete: Option<String>,
    /// The control and the answer in it.
    pub control: Control,
}

/// A request to correct an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The ground, from the institute's catalogue.
    pub ground: String,
    /// What whoever looked at it wrote.
    pub text: String,
}

impl Field {
    /// A field with any control.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, control: Control) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: None,
            error: None,
            remark: None,
            optional: false,
            lang: None,
            autocomplete: None,
            control,
        }
    }

    /// One line of text.
    #[must_use]
    pub fn line(name: &str, label: impl Into<String>, value: impl Into<String>) -> Self {
        let control = Control::Line {
            value: value.into(),
            kind: LineKind::Text,
            width: Width::Full,
            limits: None,
        };
        Self::new(name, label, control)
    }

    /// Several lines of text.
    #[must_use]
    pub fn text(name: &str, label: impl Into<String>, value: impl Into<String>) -> Self {
        let control = Control::Text {
            value: value.into(),
            rows: 6,
            limits: None,
        };
        Self::new(name, label, control)
    }

    /// One of many, folded, with an option that chooses nothing.
    #[must_use]
    pub fn select(
        name: &str,
        label: impl Into<String>,
        value: impl Into<String>,
        options: Vec<Choice>,
    ) -> Self {
        let blank = Some("Elija una opción".to_owned());
        Self::new(
            name,
            label,
            Control::Select {
                value: value.into(),
                options,
                blank,
            },
        )
    }

    /// One of a few, all in sight.
    #[must_use]
    pub fn radios(
        name: &str,
        label: impl Into<String>,
        value: impl Into<String>,
        options: Vec<Choice>,
    ) -> Self {
        Self::new(
            name,
            label,
            Control::Radios {
                value: value.into(),
                options,
            },
        )
    }

    /// Several of a few.
    #[must_use]
    pub fn checks(
        name: &str,
        label: impl Into<String>,
        values: Vec<String>,
        options: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, Control::Checks { values, options })
    }

    /// One box to tick, which sends `si`.
    #[must_use]
    pub fn check(name: &str, label: impl Into<String>, checked: bool) -> Self {
        Self::new(
            name,
            label,
            Control::Check {
                value: "si".to_owned(),
                checked,
            },
        )
    }

    /// A list of up to `most` lines. An empty list shows one empty line.
    #[must_use]
    pub fn lines(
        name: &str,
        label: impl Into<String>,
        mut entries: Vec<Entry>,
        most: usize,
    ) -> Self {
        if entries.is_empty() {
            entries.push(Entry::default());
        }
        let control = Control::Lines {
            entries,
            kind: LineKind::Text,
            most,
            limits: None,
        };
        Self::new(name, label, control)
    }

    /// A secret that is typed. `autocomplete` is `current-password` or `new-password`.
    #[must_use]
    pub fn password(name: &str, label: impl Into<String>, autocomplete: &str) -> Self {
        Self::new(name, label, Control::Password).autocomplete(autocomplete)
    }

    /// A file to send.
    #[must_use]
    pub fn file(name: &str, label: impl Into<String>, accept: &str) -> Self {
        Self::new(
            name,
            label,
            Control::File {
                accept: accept.to_owned(),
            },
        )
    }

    /// A photograph, with the one that there is.
    #[must_use]
    pub fn photograph(
        name: &str,
        label: impl Into<String>,
        shown: Option<ShownPhotograph>,
    ) -> Self {
        // Without HEIC in it, telephones that keep that format send a JPEG by themselves.
        let accept = "image/jpeg,image/png".to_owned();
        Self::new(name, label, Control::Photograph { shown, accept })
    }

    /// How to answer.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong; `None` leaves the field without error, so a handler passes what its check returned.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// What somebody asked to correct.
    #[must_use]
    pub fn remark(mut self, ground: impl Into<String>, text: impl Into<String>) -> Self {
        self.remark = Some(Remark {
            ground: ground.into(),
            text: text.into(),
        });
        self
    }

    /// It may be left empty, and the label says so.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The language of the answer, where it is not Spanish.
    #[must_use]
    pub fn lang(mut self, tag: impl Into<String>) -> Self {
        self.lang = Some(tag.into());
        self
    }

    /// What the browser may fill in.
    #[must_use]
    pub fn autocomplete(mut self, token: impl Into<String>) -> Self {
        self.autocomplete = Some(token.into());
        self
    }

    /// What sort of line; without effect on controls that are not lines.
    #[must_use]
    pub fn kind(mut self, new: LineKind) -> Self {
        if let Control::Line { kind, .. } | Control::Lines { kind, .. } = &mut self.control {
            *kind = new;
        }
        self
    }

    /// How wide a line is drawn; without effect on other controls.
    #[must_use]
    pub fn width(mut self, new: Width) -> Self {
        if let Control::Line { width, .. } = &mut self.control {
            *width = new;
        }
        self
    }

    /// Height of a text in lines; without effect on other controls.
    #[must_use]
    pub fn rows(mut self, new: u8) -> Self {
        if let Control::Text { rows, .. } = &mut self.control {
            *rows = new;
        }
        self
    }

    /// Words of the option that chooses nothing, such as `Todos` in a filter; without effect on other controls.
    #[must_use]
    pub fn blank(mut self, words: impl Into<String>) -> Self {
        if let Control::Select { blank, .. } = &mut self.control {
            *blank = Some(words.into());
        }
        self
    }

    /// Limits of the length, with a counter; without effect on choices.
    #[must_use]
    pub fn limits(mut self, new: Limits) -> Self {
        if let Control::Line { limits, .. }
        | Control::Text { limits, .. }
        | Control::Lines { limits, .. } = &mut self.control
        {
            *limits = Some(new);
        }
        self
    }

    /// Id of the control; of the first one where there are several, so that a link from the error summary
    /// lands where one can answer.
    #[must_use]
    pub fn id(&self) -> String {
        let safe = |c: char| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        };
        format!("campo-{}", self.name.chars().map(safe).collect::<String>())
    }

    /// Id of the control number `index` from zero: the first has the field's own id.
    #[must_use]
    pub fn nth_id(&self, index: &usize) -> String {
        match index {
            0 => self.id(),
            n => format!("{}-{}", self.id(), n + 1),
        }
    }

    /// The ids of what describes the control, for `aria-describedby`; empty if nothing does.
    #[must_use]
    pub fn described_by(&self) -> String {
        let id = self.id();
        let parts = [
            (self.hint.is_some(), "ayuda"),
            (self.shown_limits().is_some(), "limites"),
            (self.remark.is_some(), "observacion"),
            (self.error.is_some(), "error"),
        ];
        let present = parts.iter().filter(|(there, _)| *there);
        present
            .map(|(_, part)| format!("{id}-{part}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The limits, where the control has some.
    #[must_use]
    pub fn shown_limits(&self) -> Option<&Limits> {
        match &self.control {
            Control::Line { limits, .. }
            | Control::Text { limits, .. }
            | Control::Lines { limits, .. } => limits.as_ref(),
            _ => None,
        }
    }

    /// Whether the field or one of its lines has an error.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.problems().next().is_some()
    }

    /// What is wrong, each with the id of the control to mend.
    pub fn problems(&self) -> impl Iterator<Item = (String, &str)> {
        let entries: &[Entry] = match &self.control {
            Control::Lines { entries, .. } => entries,
            _ => &[],
        };
        let own = self.error.iter().map(|error| (self.id(), error.as_str()));
        let lines = entries.iter().enumerate().filter_map(|(index, entry)| {
            entry
                .error
                .as_ref()
                .map(|error| (self.nth_id(&index), error.as_str()))
        });
        own.chain(lines)
    }

    /// Whether the control is a group that needs a legend in place of a label.
    #[must_use]
    pub fn is_group(&self) -> bool {
        matches!(
            self.control,
            Control::Radios { .. }
                | Control::Checks { .. }
                | Control::Lines { .. }
                | Control::Photograph { .. }
        )
    }
}

component!(Field);
