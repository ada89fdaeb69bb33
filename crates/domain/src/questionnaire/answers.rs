//! Answers: how they are read from a form, compared, and checked against a definition.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::key::{FieldKey, SectionKey};
use crate::profile::Counting;
use crate::questionnaire::format::{is_email, is_telephone};
use crate::questionnaire::{
    DESCRIBED_SUFFIX, Definition, Field, FieldKind, Format, Photograph, Section, Site, clean_text,
    completed, is_link, length,
};

/// The longest text that is kept for one field, in characters: room to save a draft that is over its limit, so
/// that nothing typed is lost; beyond it the save is refused and the text stays on the screen.
pub const LONGEST_DRAFT: usize = 20_000;

/// The answer to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A line, a paragraph or a catalogue key.
    Text(String),
    /// Several lines.
    List(Vec<String>),
    /// The declared answer, for instance "sin trayectoria".
    Declared {
        /// Always true.
        declared: bool,
    },
    /// A photograph.
    Photograph {
        /// Which.
        photograph: Photograph,
    },
}

impl Answer {
    /// The declared answer.
    pub const DECLARED: Self = Self::Declared { declared: true };

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The lines, if there are several.
    pub fn lines(&self) -> &[String] {
        match self {
            Self::List(lines) => lines,
            _ => &[],
        }
    }

    /// The photograph, if it is one.
    pub fn photograph(&self) -> Option<&Photograph> {
        match self {
            Self::Photograph { photograph } => Some(photograph),
            _ => None,
        }
    }
}

/// Answers by field. A field without an answer is absent: there is one kind of empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<FieldKey, Answer>);

/// One field before and after a change ("dice / debe decir").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it said; none if it was empty.
    pub before: Option<Answer>,
    /// What it says; none if it is empty now.
    pub after: Option<Answer>,
}

/// Changes by field.
pub type Changes = BTreeMap<FieldKey, Change>;

impl Answers {
    /// The answer to `field`.
    pub fn get(&self, field: &FieldKey) -> Option<&Answer> {
        self.0.get(field)
    }

    /// Puts an answer, or takes it away.
    pub fn set(&mut self, field: FieldKey, answer: Option<Answer>) {
        match answer {
            Some(answer) => self.0.insert(field, answer),
            None => self.0.remove(&field),
        };
    }

    /// Every field with its answer.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldKey, &Answer)> {
        self.0.iter()
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What differs from `self` to `after`.
    pub fn changes_to(&self, after: &Self) -> Changes {
        let keys = self
            .0
            .keys()
            .chain(after.0.keys().filter(|key| !self.0.contains_key(*key)));
        keys.filter(|key| self.get(key) != after.get(key))
            .map(|key| {
                (
                    key.clone(),
                    Change {
                        before: self.get(key).cloned(),
                        after: after.get(key).cloned(),
                    },
                )
            })
            .collect()
    }

    /// The first field with more text than is kept ([`LONGEST_DRAFT`] characters in all its lines).
    pub fn too_long_to_keep(&self) -> Option<&FieldKey> {
        self.0.iter().find_map(|(field, answer)| {
            let characters = match answer {
                Answer::Text(text) => text.chars().count(),
                Answer::List(lines) => lines.iter().map(|line| line.chars().count() + 1).sum(),
                Answer::Declared { .. } => 0,
                Answer::Photograph { photograph } => photograph.described.chars().count(),
            };
            (characters > LONGEST_DRAFT).then_some(field)
        })
    }

    /// SHA-256 in hexadecimal of the answers as JSON with sorted fields.
    pub fn digest(&self) -> String {
        let bytes = serde_json::to_vec(self).expect("answers are plain data");
        hex(&Sha256::digest(bytes))
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A required field is empty.
    #[error("Falta responder.")]
    Missing,
    /// Too few characters.
    #[error("Lleva {count} de un mínimo de {min} caracteres: faltan {}.", min - count)]
    TooShort {
        /// Characters counted.
        count: usize,
        /// Least allowed.
        min: usize,
    },
    /// Too many characters.
    #[error("Lleva {count} de un máximo de {max} caracteres: sobran {}.", count - max)]
    TooLong {
        /// Characters counted.
        count: usize,
        /// Most allowed.
        max: usize,
    },
    /// Too many entries.
    #[error("Hay {count} renglones y caben {max}. Quite los que sobran.")]
    TooManyEntries {
        /// Entries given.
        count: usize,
        /// Most allowed.
        max: usize,
    },
    /// Not one of the catalogue's options.
    #[error("Elija una de las opciones.")]
    NotAnOption,
    /// Not a telephone number.
    #[error("«{0}» no parece un teléfono. Escriba al menos 10 dígitos, por ejemplo 618 123 4567.")]
    NotATelephone(String),
    /// Not an address of e-mail.
    #[error("«{0}» no parece un correo. Escríbalo como nombre@servicio.mx.")]
    NotAnEmail(String),
    /// Not a link to the web.
    #[error(
        "«{0}» no es una dirección de internet. Escríbala completa, por ejemplo https://www.ejemplo.mx."
    )]
    NotALink(String),
    /// A link to another place than the field's network.
    #[error("«{text}» no es una dirección de {site}. Escriba la de la cuenta en esa red.")]
    NotOfSite {
        /// What was written.
        text: String,
        /// The hosts, in words.
        site: String,
    },
    /// A line with line breaks.
    #[error("Escriba esta respuesta en un solo renglón.")]
    NotOneLine,
    /// An uploaded file that is not taken; the message says why and what to do.
    #[error("{0}")]
    NotTaken(String),
    /// A photograph without words.
    #[error(
        "Diga en pocas palabras qué muestra la fotografía, para quien no puede verla. Por ejemplo: «Fotografía de» y el nombre."
    )]
    NotDescribed,
    /// None of a group of fields was answered; the message is the questionnaire's.
    #[error("{0}")]
    NoneOf(String),
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The section.
    pub section: SectionKey,
    /// The field.
    pub field: FieldKey,
    /// What is wrong.
    pub fault: Fault,
}

impl Definition {
    /// The typed values of one section as clean answers. `values` are the form's pairs in order; names that are
    /// not fields of the section are passed over. A field not in the form is taken as empty.
    pub fn read_section(&self, section: &Section, values: &[(String, String)]) -> Answers {
        let mut answers = Answers::default();
        for field in &section.fields {
            answers.set(field.key.clone(), read_field(field, values));
        }
        answers
    }

    /// Everything that keeps `answers` from being sent, in the questionnaire's order.
    pub fn check(&self, answers: &Answers, counting: Counting) -> Vec<Finding> {
        self.sections
            .iter()
            .flat_map(|section| self.check_section(section, answers, counting))
            .collect()
    }

    /// What is wrong in one section.
    pub fn check_section(
        &self,
        section: &Section,
        answers: &Answers,
        counting: Counting,
    ) -> Vec<Finding> {
        let finding = |field: &FieldKey, fault| Finding {
            section: section.key.clone(),
            field: field.clone(),
            fault,
        };
        let mut findings: Vec<Finding> = section
            .fields
            .iter()
            .filter(|field| field.is_asked(answers))
            .filter_map(|field| {
                self.check_field(field, answers.get(&field.key), counting)
                    .map(|fault| finding(&field.key, fault))
            })
            .collect();
        if let Some(group) = &section.at_least_one
            && group
                .fields
                .iter()
                .all(|field| answers.get(field).is_none())
            && let Some(first) = group.fields.first()
        {
            findings.insert(0, finding(first, Fault::NoneOf(group.message.clone())));
        }
        findings
    }

    fn check_field(
        &self,
        field: &Field,
        answer: Option<&Answer>,
        counting: Counting,
    ) -> Option<Fault> {
        let Some(answer) = answer else {
            return field.required.then_some(Fault::Missing);
        };
        match (&field.kind, answer) {
            (FieldKind::Line { format, max }, Answer::Text(text)) => {
                check_line(text, *format, field.site.as_ref(), *max, counting)
            }
            (FieldKind::Paragraph { min, max, .. }, Answer::Text(text)) => {
                let (count, min, max) = (length(text, counting), limit(*min), limit(*max));
                if count < min {
                    Some(Fault::TooShort { count, min })
                } else {
                    (count > max).then_some(Fault::TooLong { count, max })
                }
            }
            (
                FieldKind::Paragraph {
                    declarable: Some(_),
                    ..
                },
                Answer::Declared { .. },
            ) => None,
            (FieldKind::Choice { catalogue }, Answer::Text(choice)) => {
                let known = self
                    .catalogue(catalogue)
                    .is_some_and(|c| c.option(choice).is_some());
                (!known).then_some(Fault::NotAnOption)
            }
            (
                FieldKind::List {
                    format,
                    max,
                    entries,
                },
                Answer::List(lines),
            ) => {
                if lines.len() > usize::from(*entries) {
                    return Some(Fault::TooManyEntries {
                        count: lines.len(),
                        max: usize::from(*entries),
                    });
                }
                lines
                    .iter()
                    .find_map(|line| check_line(line, *format, field.site.as_ref(), *max, counting))
            }
            (FieldKind::Photograph { max, .. }, Answer::Photograph { photograph }) => {
                match photograph.described.as_str() {
                    "" => Some(Fault::NotDescribed),
                    words => check_line(words, Format::Text, None, *max, counting),
                }
            }
            _ => Some(Fault::Missing),
        }
    }
}

impl Section {
    /// Whether a control of this name belongs to one of the section's fields.
    pub fn owns(&self, name: &str) -> bool {
        let field = [DECLARED_SUFFIX, DESCRIBED_SUFFIX]
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix))
            .unwrap_or(name);
        self.fields.iter().any(|known| known.key.as_str() == field)
    }
}

impl Field {
    /// One typed value as it is kept: cleaned, and completed where it is a link.
    pub(super) fn kept(&self, typed: &str) -> String {
        let clean = clean_text(typed);
        match &self.kind {
            FieldKind::Line { format, .. } | FieldKind::List { format, .. }
                if *format == Format::Link =>
            {
                completed(&clean, self.site.as_ref())
            }
            _ => clean,
        }
    }

    /// Whether the field is asked, given the answers so far (skip logic).
    pub fn is_asked(&self, answers: &Answers) -> bool {
        self.condition.as_ref().is_none_or(|condition| {
            condition.holds(answers.get(&condition.field).and_then(Answer::text))
        })
    }
}

/// The suffix of the check box by which a paragraph is answered with its declared answer.
pub const DECLARED_SUFFIX: &str = "__declarada";

fn read_field(field: &Field, values: &[(String, String)]) -> Option<Answer> {
    let key = field.key.as_ref();
    let mut typed = values
        .iter()
        .filter(|(name, _)| name == key)
        .map(|(_, value)| field.kept(value));
    match &field.kind {
        FieldKind::List { .. } => {
            let lines: Vec<String> = typed.filter(|line| !line.is_empty()).collect();
            (!lines.is_empty()).then_some(Answer::List(lines))
        }
        FieldKind::Paragraph {
            declarable: Some(_),
            ..
        } if is_declared(key, values) => Some(Answer::DECLARED),
        FieldKind::Photograph { .. } => {
            let described = described(key, values);
            let photograph = Photograph::from_token(&typed.next()?, described).ok()?;
            Some(Answer::Photograph { photograph })
        }
        _ => typed
            .next()
            .filter(|text| !text.is_empty())
            .map(Answer::Text),
    }
}

fn is_declared(key: &str, values: &[(String, String)]) -> bool {
    values
        .iter()
        .any(|(name, _)| name.strip_suffix(DECLARED_SUFFIX) == Some(key))
}

fn described(key: &str, values: &[(String, String)]) -> String {
    let mut words = values
        .iter()
        .filter(|(name, _)| name.strip_suffix(DESCRIBED_SUFFIX) == Some(key))
        .map(|(_, words)| clean_text(words));
    words.next().unwrap_or_default()
}

/// A definition's limit as a length of text.
fn limit(characters: u32) -> usize {
    usize::try_from(characters).unwrap_or(usize::MAX)
}

fn check_line(
    text: &str,
    format: Format,
    site: Option<&Site>,
    max: u32,
    counting: Counting,
) -> Option<Fault> {
    if text.contains('\n') {
        return Some(Fault::NotOneLine);
    }
    let (count, max) = (length(text, counting), limit(max));
    if count > max {
        return Some(Fault::TooLong { count, max });
    }
    let told = || text.to_owned();
    match format {
        Format::Text => None,
        Format::Phone => (!is_telephone(text)).then(|| Fault::NotATelephone(told())),
        Format::Email => (!is_email(text)).then(|| Fault::NotAnEmail(told())),
        Format::Link if !is_link(text) => Some(Fault::NotALink(told())),
        Format::Link => site
            .filter(|site| !site.holds(text))
            .map(|site| Fault::NotOfSite {
                text: told(),
                site: site.words(),
            }),
    }
}
