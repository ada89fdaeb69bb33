//! One row of a registry file, read cell by cell: every mistake is told, not only the first.

use std::collections::HashMap;

use super::RegistryData;
use super::cells::Cells;
use super::formula::PartialPlace;
use super::report::RowProblem;
use super::suggestion::Suggestions;
use super::table::{Column, Line, Table};
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
    territories: HashMap<&'a str, &'a Territory>,
    races: HashMap<(&'a str, &'a str), &'a Race>,
    pub(super) suggestions: Suggestions,
    pub(super) problems: Vec<RowProblem>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(profile: &'a Profile) -> Self {
        let territories = profile.territories.iter().map(|t| (t.key.as_str(), t));
        let races = profile
            .races
            .iter()
            .map(|race| ((race.office.as_str(), race.territory.as_str()), race));
        Self {
            profile,
            territories: territories.collect(),
            races: races.collect(),
            suggestions: Suggestions::default(),
            problems: Vec::new(),
        }
    }

    /// Reads a row.
    pub(super) fn read(&mut self, table: &Table, line: &Line) -> Draft {
        let mut cells = Cells::of(table, line);
        let key = cells.row_key();
        let office = self.office(&mut cells);
        let territory = self.territory(&mut cells, office);
        let race = self.race(&mut cells, office, territory);
        let postulation = self.postulation(&mut cells, office, race);
        let number = cells.number(office);
        let calling = cells.calling(office);
        let person = cells.person(self.profile);
        let place = PartialPlace {
            office: office.map(|office| office.key.clone()),
            territory: territory.map(|territory| territory.key.clone()),
            postulation: postulation.clone(),
            number,
            calling,
        };
        let mut found = cells.into_problems();
        let clean = found.is_empty();
        self.problems.append(&mut found);
        let data = || {
            Some(RegistryData {
                key: key.clone()?,
                office: place.office.clone()?,
                territory: place.territory.clone()?,
                number: number?,
                calling: calling?,
                postulation: postulation?,
                person: person?,
            })
        };
        let data = if clean { data() } else { None };
        Draft {
            row: line.number,
            key: key.unwrap_or_default(),
            place,
            data,
        }
    }

    fn office(&mut self, cells: &mut Cells<'_>) -> Option<&'a Office> {
        let offices = &self.profile.offices;
        let key = cells.required(Column::Office)?;
        let office = offices.iter().find(|office| office.key.as_str() == key);
        if office.is_none() {
            let known = offices.iter().map(|o| (o.key.as_str(), o.name.as_str()));
            let remedy = self.suggestions.remedy("cargo", &key, known);
            cells.tell(
                Column::Office,
                format!("No se conoce el cargo «{key}». {remedy}"),
            );
        }
        office
    }

    fn territory(
        &mut self,
        cells: &mut Cells<'_>,
        office: Option<&'a Office>,
    ) -> Option<&'a Territory> {
        let key = cells.required(Column::Territory)?;
        let level = office.map(|office| &office.level);
        let known = self.territories.get(key.as_str()).copied();
        match (known, level) {
            (Some(territory), Some(level)) if territory.level != *level => {
                let level = self.profile.level(level).map_or("", |level| &level.name);
                let remedy = self.territory_remedy(&key, office);
                cells.tell(
                    Column::Territory,
                    format!("«{key}» no es del nivel «{level}», que es donde se elige este cargo. {remedy}"),
                );
                None
            }
            (Some(territory), _) => Some(territory),
            (None, _) => {
                let remedy = self.territory_remedy(&key, office);
                cells.tell(
                    Column::Territory,
                    format!("No se conoce el territorio «{key}». {remedy}"),
                );
                None
            }
        }
    }

    /// The nearest territory among those where the office is elected, or among all.
    fn territory_remedy(&mut self, key: &str, office: Option<&'a Office>) -> String {
        let kind = office.map_or("territorio", |office| office.level.as_str());
        let known = self
            .profile
            .territories
            .iter()
            .filter(move |territory| office.is_none_or(|office| office.level == territory.level))
            .map(|territory| (territory.key.as_str(), territory.name.as_str()));
        self.suggestions.remedy(kind, key, known)
    }

    fn race(
        &self,
        cells: &mut Cells<'_>,
        office: Option<&'a Office>,
        territory: Option<&'a Territory>,
    ) -> Option<&'a Race> {
        let (office, territory) = (office?, territory?);
        let race = self
            .races
            .get(&(office.key.as_str(), territory.key.as_str()))
            .copied();
        if race.is_none() {
            cells.tell(
                Column::Territory,
                format!(
                    "En «{}» no se elige {} en este proceso. Revise el cargo y el territorio.",
                    territory.name, office.name
                ),
            );
        }
        race
    }
}
