//! A questionnaire as its file defines it: sections, fields, limits, catalogues and skip logic.

use crate::key::{CatalogueKey, FieldKey, OptionKey, QuestionnaireKey, SectionKey};
use crate::profile::ContentHash;
use crate::questionnaire::Site;

/// A questionnaire, versioned by process and institute (DGO 8, CDMX 9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its key.
    pub key: QuestionnaireKey,
    /// Its version, which the institute raises with every change.
    pub version: String,
    /// Its title.
    pub title: String,
    /// The catalogues of which options are chosen.
    pub catalogues: Vec<Catalogue>,
    /// Its sections, in order; at least one.
    pub sections: Vec<Section>,
    /// SHA-256 of its file.
    pub hash: ContentHash,
}

impl Definition {
    /// SHA-256 of the questionnaire's file.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &FieldKey) -> Option<&Field> {
        self.fields().find(|field| field.key == *key)
    }

    /// The section with this key.
    #[must_use]
    pub fn section(&self, key: &SectionKey) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == *key)
    }

    /// The section in which a field is.
    #[must_use]
    pub fn section_of(&self, key: &FieldKey) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.fields.iter().any(|field| field.key == *key))
    }

    /// The catalogue with this key.
    #[must_use]
    pub fn catalogue(&self, key: &CatalogueKey) -> Option<&Catalogue> {
        self.catalogues
            .iter()
            .find(|catalogue| catalogue.key == *key)
    }
}

/// A closed list of options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Its key.
    pub key: CatalogueKey,
    /// Its options, in order; at least two.
    pub options: Vec<ChoiceOption>,
}

impl Catalogue {
    /// The option with this key.
    #[must_use]
    pub fn option(&self, key: &str) -> Option<&ChoiceOption> {
        self.options
            .iter()
            .find(|option| option.key.as_str() == key)
    }
}

/// An option of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    /// Its key, which is what is stored.
    pub key: OptionKey,
    /// Its name, which is what is read.
    pub name: String,
}

/// A short page of a questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its key.
    pub key: SectionKey,
    /// Its title.
    pub title: String,
    /// What it is about, for who writes.
    pub help: Option<String>,
    /// Fields of which one at least must have an answer.
    pub at_least_one: Option<AtLeastOne>,
    /// Its fields, in order; at least one.
    pub fields: Vec<Field>,
}

/// A demand over several fields of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtLeastOne {
    /// The fields, at least two, all of the same section.
    pub fields: Vec<FieldKey>,
    /// What is said when none has an answer.
    pub message: String,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its key, unique in the questionnaire.
    pub key: FieldKey,
    /// Its label.
    pub label: String,
    /// Help with an example, beside the field.
    pub help: Option<String>,
    /// What kind of answer it takes.
    pub kind: FieldKind,
    /// Where its links must lead, if they must lead to one network.
    pub site: Option<Site>,
    /// Whether the questionnaire is incomplete without it.
    pub required: bool,
    /// Whether it is asked for without being demanded.
    pub recommended: bool,
    /// When it is asked; `None`: always.
    pub condition: Option<Condition>,
    /// How its answer is protected.
    pub class: FieldClass,
    /// Whether its answer appears in the public profile.
    pub published: bool,
    /// HTML's `autocomplete` token.
    pub autocomplete: Option<String>,
    /// The column of the INE's own file (compatibility export).
    pub ine_column: Option<String>,
}

/// What kind of answer a field takes. Lengths are in characters as [`Counting`] says.
///
/// [`Counting`]: crate::profile::Counting
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Line {
        /// What the line must be.
        format: Format,
        /// Most characters.
        max: u32,
    },
    /// A text of several lines.
    Paragraph {
        /// Fewest characters of an answer that is given.
        min: u32,
        /// Most characters.
        max: u32,
        /// An answer that can be given by ticking it, instead of writing.
        declarable: Option<String>,
    },
    /// One option of a catalogue.
    Choice {
        /// The catalogue.
        catalogue: CatalogueKey,
    },
    /// Several lines, each an answer.
    List {
        /// What each line must be.
        format: Format,
        /// Most characters of each.
        max: u32,
        /// Most lines.
        entries: u16,
    },
    /// A photograph of the person, with what it is in words.
    Photograph {
        /// Most bytes of the file that is uploaded.
        bytes: u32,
        /// Most characters of the words.
        max: u32,
    },
}

/// What a line must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Any text.
    Text,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A web address.
    Link,
}

/// When a field is asked: by the answer to an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The earlier field, which is a choice.
    pub field: FieldKey,
    /// The options that decide.
    pub is: Vec<String>,
    /// `false`: asked if the answer is one of them; `true`: asked if it is another.
    pub negated: bool,
}

impl Condition {
    /// Whether the field is asked, given the earlier field's option. Unanswered: it is not.
    #[must_use]
    pub fn holds(&self, answer: Option<&str>) -> bool {
        answer.is_some_and(|given| self.is.iter().any(|option| option == given) != self.negated)
    }
}

/// How an answer is protected (DGO 35, CDMX 36).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldClass {
    /// Public by its purpose.
    Public,
    /// Personal: never published.
    Personal,
    /// Sensitive: published only with consent.
    Sensitive,
}
