//! One row of a registry file, read cell by cell: every mistake is told, not only the first.

use std::collections::HashMap;

use super::cells::{Cells, Habits};
use super::folding::folded;
use super::formula::{Formula, PartialPlace};
use super::person::{completed, no_word_alike};
use super::registered::Registered;
use super::report::{ProblemCode, RowProblem};
use super::suggestion::Suggestions;
use super::table::Table;
use super::vocabulary::Vocabulary;
use super::{Candidacy, Column, FileRow, Person, RegistryData, row_key};
use crate::profile::{Office, Profile, Race, Territory};

/// What could be read of a row.
pub(super) struct Draft {
    /// The row's number.
    pub(super) row: u32,
    /// The row's key, empty if it could not be read.
    pub(super) key: String,
    /// The parts that place it; unreadable ones are none.
    pub(super) place: PartialPlace,
    /// All of it, if nothing was wrong.
    pub(super) data: Option<RegistryData>,
}

/// Reads rows under one profile; keeps what makes it quick and the mistakes found so far.
pub(super) struct RowReader<'a> {
    pub(super) profile: &'a Profile,
    pub(super) vocabulary: Vocabulary<'a>,
    pub(super) suggestions: Suggestions,
    pub(super) problems: Vec<RowProblem>,
    pub(super) warnings: Vec<RowProblem>,
    registered: &'a Registered<'a>,
    races: HashMap<(&'a str, &'a str), &'a Race>,
    habits: Habits,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(
        profile: &'a Profile,
        registered: &'a Registered<'a>,
        habits: Habits,
    ) -> Self {
        let races = profile
            .races
            .iter()
            .map(|race| ((race.office.as_str(), race.territory.as_str()), race));
        Self {
            profile,
            vocabulary: Vocabulary::of(profile),
            suggestions: Suggestions::default(),
            problems: Vec::new(),
            warnings: Vec::new(),
            registered,
            races: races.collect(),
            habits,
        }
    }

    /// The race for an office in a territory.
    pub(super) fn race_of(&self, office: &Office, territory: &Territory) -> Option<&'a Race> {
        let key = (office.key.as_str(), territory.key.as_str());
        self.races.get(&key).copied()
    }

    /// Reads a row.
    pub(super) fn read(&mut self, table: &Table<'_>, row: &FileRow) -> Draft {
        let mut cells = Cells::of(table, row, self.habits);
        let written_key = table
            .has(Column::Key)
            .then(|| cells.row_key().unwrap_or_default());
        let (office, territory) = self.place(&mut cells);
        let race = self.race(&mut cells, office, territory);
        let postulation = self.postulation(&mut cells, office, race);
        let number = cells.number(office);
        let calling = cells.calling(office);
        let person = cells.person(self.profile);
        let mut place = PartialPlace {
            office: office.map(|office| office.key.clone()),
            territory: territory.map(|territory| territory.key.clone()),
            postulation,
            number,
            calling,
        };
        let known = match &written_key {
            Some(key) => self.registered.by_key(key),
            None => self.standing_at(&place),
        };
        if let (Some(known), false) = (known, table.has(Column::Number)) {
            place.number = Some(known.data.number);
        }
        let key = written_key
            .or_else(|| known.map(|known| known.data.key.clone()))
            .or_else(|| row_key::of_place(&place, self.registered))
            .unwrap_or_default();
        let (mut found, warnings) = cells.into_problems();
        let data = if found.is_empty() {
            person.and_then(|person| self.data(table, &key, &place, person, known))
        } else {
            None
        };
        self.problems.append(&mut found);
        self.warnings.extend(warnings);
        if let (Some(data), Some(known)) = (&data, known) {
            self.warnings.extend(somebody_else(row.number, data, known));
        }
        Draft {
            row: row.number,
            key,
            place,
            data,
        }
    }

    fn standing_at(&self, place: &PartialPlace) -> Option<&'a Candidacy> {
        let formula = Formula::at(self.profile, place)?;
        self.registered.at(&formula, place.calling?)
    }

    fn data(
        &self,
        table: &Table<'_>,
        key: &str,
        place: &PartialPlace,
        person: Person,
        known: Option<&Candidacy>,
    ) -> Option<RegistryData> {
        let has = |column| table.has(column);
        let election_day = self.profile.process.election_day;
        let person = match known {
            Some(known) => completed(person, &known.data.person, &has, election_day),
            None => person,
        };
        Some(RegistryData {
            key: key.to_owned(),
            office: place.office.clone()?,
            territory: place.territory.clone()?,
            number: place.number?,
            calling: place.calling?,
            postulation: place.postulation.clone()?,
            person,
        })
    }
}

/// A row that gives a candidacy to somebody whose name has nothing of the one before: perhaps a substitution, which
/// has its own way, or a row that slipped.
fn somebody_else(row: u32, data: &RegistryData, known: &Candidacy) -> Option<RowProblem> {
    let (now, before) = (&data.person, &known.data.person);
    let same_curp = now.curp.is_some() && now.curp == before.curp;
    let (now, before) = (now.full_name(), before.full_name());
    let other = now != before
        && !same_curp
        && folded(&now) != folded(&before)
        && no_word_alike(&now, &before);
    other.then(|| {
        RowProblem::new(
            row,
            Column::GivenNames.name(),
            ProblemCode::OtherPerson,
            format!(
                "Esta candidatura está registrada a nombre de otra persona ({before}). Si es una sustitución, regístrela como tal; si no, revise que la fila no se haya recorrido."
            ),
        )
    })
}
