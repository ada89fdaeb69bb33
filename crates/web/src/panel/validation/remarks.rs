//! What a stage asks to correct: a ground from the institute's catalogue and a note, for each field.

use domain::capture::Remark;
use domain::grounds::Catalogue;
use domain::key::{FieldKey, GroundKey};
use domain::questionnaire::{Definition, Field as Question, Section, clean_text};

use crate::http::Arrived;
use crate::ui::{Choice, Counting, Field, Limits};

/// Most characters of the note of a remark.
const LONGEST_NOTE: usize = 1_000;

/// The remarks of a form as they were typed.
#[derive(Debug, Clone, Default)]
pub struct Typed(Vec<One>);

#[derive(Debug, Clone)]
struct One {
    field: FieldKey,
    /// The ground's key with its edition, as `clave:3`; the key alone is the profile's wording.
    ground: String,
    note: String,
}

/// What is wrong with one remark.
enum Fault {
    /// A note without a ground, or with one that the catalogue does not have.
    Ground,
    /// A note that is too long.
    Note(usize),
}

impl Typed {
    /// One for each field with a ground or a note.
    pub fn read(definition: &Definition, arrived: &Arrived) -> Self {
        let typed = definition.fields().map(|field| One {
            field: field.key.clone(),
            ground: arrived.trimmed(&format!("causal_{}", field.key)).to_owned(),
            note: clean_text(arrived.value(&format!("nota_{}", field.key))),
        });
        Self(
            typed
                .filter(|one| !one.ground.is_empty() || !one.note.is_empty())
                .collect(),
        )
    }

    /// These remarks, as if they had been typed.
    pub fn of_remarks(remarks: &[Remark]) -> Self {
        let typed = remarks.iter().map(|remark| One {
            field: remark.field.clone(),
            ground: value(&remark.ground, remark.edition),
            note: remark.note.clone(),
        });
        Self(typed.collect())
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The remarks, if each of them is right.
    pub fn remarks(&self, grounds: &Catalogue) -> Option<Vec<Remark>> {
        let remark = |one: &One| match one.fault(grounds) {
            None => Some(Remark {
                field: one.field.clone(),
                ground: one.chosen()?.0.parse().ok()?,
                edition: one.chosen()?.1,
                note: one.note.clone(),
            }),
            Some(_) => None,
        };
        self.0.iter().map(remark).collect()
    }

    /// Whether something was typed for a field of this section.
    pub fn touches(&self, section: &Section) -> bool {
        self.0
            .iter()
            .any(|one| section.fields.iter().any(|field| field.key == one.field))
    }

    /// The remarks as lines to read.
    pub fn lines(&self, grounds: &Catalogue, definition: &Definition) -> Vec<String> {
        let line = |one: &One| {
            let label = definition
                .field(&one.field)
                .map_or("", |field| field.label.as_str());
            let chosen = one
                .chosen()
                .and_then(|(key, edition)| grounds.find(&key.parse().ok()?, edition));
            let ground = chosen.map_or("Sin causal", |ground| ground.name.as_str());
            format!("«{label}». {ground}. {}", one.note)
        };
        self.0.iter().map(line).collect()
    }

    fn of(&self, field: &Question) -> Option<&One> {
        self.0.iter().find(|one| one.field == field.key)
    }

    /// The controls for the remarks on a section, with what was typed and, if `checked`, what is wrong with it.
    pub fn fields(&self, grounds: &Catalogue, section: &Section, checked: bool) -> Vec<Field> {
        let choice = |entry: &domain::grounds::Entry| {
            Choice::new(value(&entry.ground.key, entry.edition), &entry.ground.name)
        };
        let choices: Vec<Choice> = std::iter::once(Choice::new("", "Sin observación"))
            .chain(grounds.in_force().map(choice))
            .collect();
        let pair = |field: &Question| {
            let typed = self.of(field);
            let fault = typed
                .filter(|_| checked)
                .and_then(|typed| typed.fault(grounds));
            let (of_ground, of_note) = match fault {
                Some(Fault::Ground) => (
                    Some("Elija la causal de esta observación, o borre lo escrito.".to_owned()),
                    None,
                ),
                Some(Fault::Note(length)) => {
                    let over = length - LONGEST_NOTE;
                    (
                        None,
                        Some(format!(
                            "Lleva {length} de un máximo de {LONGEST_NOTE} caracteres: sobran {over}."
                        )),
                    )
                }
                None => (None, None),
            };
            let (ground, note) = (
                format!("causal_{}", field.key),
                format!("nota_{}", field.key),
            );
            let chosen = typed.map_or("", |typed| typed.ground.as_str());
            let written = typed.map_or("", |typed| typed.note.as_str());
            let limits = Limits {
                least: None,
                most: LONGEST_NOTE,
                counting: Counting::WithSpaces,
            };
            [
                Field::select(
                    &ground,
                    format!("Observación a «{}»", field.label),
                    chosen,
                    choices.clone(),
                )
                .optional()
                .error(of_ground),
                Field::text(
                    &note,
                    format!("Qué debe corregirse en «{}»", field.label),
                    written,
                )
                .rows(2)
                .limits(limits)
                .optional()
                .error(of_note),
            ]
        };
        section.fields.iter().flat_map(pair).collect()
    }
}

/// An edition of a ground as a form sends it.
fn value(key: &GroundKey, edition: u32) -> String {
    match edition {
        0 => key.to_string(),
        edition => format!("{key}:{edition}"),
    }
}

/// The name of a ground as a form sends it; what was sent, if the catalogue never had it.
pub fn ground_name(grounds: &Catalogue, sent: &str) -> String {
    let known = chosen(sent).and_then(|(key, edition)| grounds.find(&key.parse().ok()?, edition));
    known.map_or_else(|| sent.to_owned(), |ground| ground.name.clone())
}

/// The key and the edition of a ground as a form sends it.
fn chosen(sent: &str) -> Option<(&str, u32)> {
    match sent.split_once(':') {
        Some((key, edition)) => Some((key, edition.parse().ok()?)),
        None => Some((sent, 0)),
    }
}

impl One {
    /// The key and the edition of the ground that was chosen.
    fn chosen(&self) -> Option<(&str, u32)> {
        chosen(&self.ground)
    }

    fn fault(&self, grounds: &Catalogue) -> Option<Fault> {
        let known = self.chosen().is_some_and(|(key, edition)| {
            let key = key.parse().ok();
            key.is_some_and(|key| grounds.edition_in_force(&key) == Some(edition))
        });
        let length =
            domain::questionnaire::length(&self.note, domain::profile::Counting::WithSpaces);
        match () {
            () if !known => Some(Fault::Ground),
            () if length > LONGEST_NOTE => Some(Fault::Note(length)),
            () => None,
        }
    }
}
