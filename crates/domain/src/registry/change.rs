//! What an import would change, for people to look at before it does.

use super::import::ImportPlan;
use super::{Column, Postulation, RegistryData};
use crate::id::CandidacyId;
use crate::profile::Profile;

/// Where a decision comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// The row of the file; none for what the file lacks.
    pub(super) row: Option<u32>,
    /// What was registered.
    pub(super) before: Option<RegistryData>,
}

/// What happens to one candidacy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryChange {
    /// The candidacy; a new one gets another id when the import is made.
    pub candidacy: CandidacyId,
    /// The row of the file; none for what a complete file lacks.
    pub row: Option<u32>,
    /// The data it has afterwards, or had when it is cancelled.
    pub data: RegistryData,
    /// Which of the three.
    pub kind: ChangeKind,
}

/// In which way a candidacy changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// It enters the registry.
    Added,
    /// Some data differ.
    Changed(Vec<FieldChange>),
    /// A complete file does not name it: it is cancelled.
    Removed,
}

/// A datum before and after, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which one.
    pub column: Column,
    /// What is registered; empty if nothing is.
    pub before: String,
    /// What the file says; empty if nothing.
    pub after: String,
}

impl ImportPlan {
    /// What happens to each candidacy, in the order in which it would be written.
    pub fn changes<'p>(
        &'p self,
        profile: &'p Profile,
    ) -> impl Iterator<Item = RegistryChange> + 'p {
        self.decisions
            .iter()
            .zip(&self.origins)
            .map(|(decided, origin)| {
                let candidacy = decided.record();
                RegistryChange {
                    candidacy: candidacy.id,
                    row: origin.row,
                    data: candidacy.data.clone(),
                    kind: match (&origin.before, origin.row) {
                        (None, _) => ChangeKind::Added,
                        (Some(_), None) => ChangeKind::Removed,
                        (Some(before), Some(_)) => {
                            ChangeKind::Changed(differences(profile, before, &candidacy.data))
                        }
                    },
                }
            })
    }
}

/// The data in which two rows of the registry differ.
pub fn differences(
    profile: &Profile,
    before: &RegistryData,
    after: &RegistryData,
) -> Vec<FieldChange> {
    Column::READ
        .into_iter()
        .filter_map(|column| {
            let [before, after] = [before, after].map(|data| shown(profile, data, column));
            (before != after).then_some(FieldChange {
                column,
                before,
                after,
            })
        })
        .collect()
}

/// A datum as people read it; empty for columns that only stand for others.
fn shown(profile: &Profile, data: &RegistryData, column: Column) -> String {
    let person = &data.person;
    match column {
        Column::Key => data.key.clone(),
        Column::Office => profile
            .office(&data.office)
            .map_or_else(|| data.office.to_string(), |office| office.name.clone()),
        Column::Territory => profile
            .territory(&data.territory)
            .map_or_else(|| data.territory.to_string(), |place| place.name.clone()),
        Column::Number => data.number.map(|n| n.to_string()).unwrap_or_default(),
        Column::Calling => data.calling.label().to_owned(),
        Column::Party => party(profile, &data.postulation),
        Column::Agreement => agreement(profile, &data.postulation),
        Column::GivenNames => person.given_names.clone(),
        Column::FirstSurname => person.first_surname.clone(),
        Column::SecondSurname => person.second_surname.clone(),
        Column::Nickname => person.nickname.clone().unwrap_or_default(),
        Column::Gender => person.gender.label().to_owned(),
        Column::BirthDate => person
            .birth_date
            .map(|d| d.strftime("%d/%m/%Y").to_string())
            .unwrap_or_default(),
        Column::Curp => person.curp.clone().unwrap_or_default(),
        Column::Age => person
            .declared_age
            .map(|age| age.to_string())
            .unwrap_or_default(),
        Column::FullName
        | Column::Contender
        | Column::District
        | Column::Municipality
        | Column::Constituency
        | Column::State => String::new(),
    }
}

fn party(profile: &Profile, postulation: &Postulation) -> String {
    match postulation.capturing_party() {
        None => "Sin partido".to_owned(),
        Some(key) => profile
            .party(key)
            .map_or_else(|| key.to_string(), |party| party.initials.clone()),
    }
}

fn agreement(profile: &Profile, postulation: &Postulation) -> String {
    match postulation {
        Postulation::Agreement { agreement, .. } => profile
            .agreement(agreement)
            .map_or_else(|| agreement.to_string(), |known| known.name.clone()),
        _ => String::new(),
    }
}
