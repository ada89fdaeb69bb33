//! What a stage asks to correct: a ground from the institute's catalogue and a note, for each field.

use domain::capture::Remark;
use domain::key::FieldKey;
use domain::profile::Profile;
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

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The remarks, if each of them is right.
    pub fn remarks(&self, profile: &Profile) -> Option<Vec<Remark>> {
        let remark = |one: &One| match one.fault(profile) {
            None => Some(Remark {
                field: one.field.clone(),
                ground: one.ground.parse().ok()?,
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
    pub fn lines(&self, profile: &Profile, definition: &Definition) -> Vec<String> {
        let line = |one: &One| {
            let label = definition
                .field(&one.field)
                .map_or("", |field| field.label.as_str());
            let ground = profile
                .grounds
                .iter()
                .find(|ground| ground.key.as_str() == one.ground);
            let ground = ground.map_or("Sin causal", |ground| ground.name.as_str());
            format!("«{label}». {ground}. {}", one.note)
        };
        self.0.iter().map(line).collect()
    }

    fn of(&self, field: &Question) -> Option<&One> {
        self.0.iter().find(|one| one.field == field.key)
    }

    /// The controls for the remarks on a section, with what was typed and, if `checked`, what is wrong with it.
    pub fn fields(&self, profile: &Profile, section: &Section, checked: bool) -> Vec<Field> {
        let grounds = profile
            .grounds
            .iter()
            .map(|ground| Choice::new(ground.key.as_str(), &ground.name));
        let grounds: Vec<Choice> = std::iter::once(Choice::new("", "Sin observación"))
            .chain(grounds)
            .collect();
        let pair = |field: &Question| {
            let typed = self.of(field);
            let fault = typed
                .filter(|_| checked)
                .and_then(|typed| typed.fault(profile));
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
                    grounds.clone(),
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

impl One {
    fn fault(&self, profile: &Profile) -> Option<Fault> {
        let known = profile
            .grounds
            .iter()
            .any(|ground| ground.key.as_str() == self.ground);
        let length =
            domain::questionnaire::length(&self.note, domain::profile::Counting::WithSpaces);
        match () {
            () if !known => Some(Fault::Ground),
            () if length > LONGEST_NOTE => Some(Fault::Note(length)),
            () => None,
        }
    }
}
