//! Where a row's candidacy stands: its office and territory, which together make the race.

use super::Column;
use super::cells::{Cells, shown};
use super::folding::folded;
use super::report::ProblemCode;
use super::row::RowReader;
use super::vocabulary::Meaning;
use crate::profile::{Office, Race, Territory};

/// The columns that stand for the territory in files that do not have one, the most precise first.
const PARTS: [Column; 3] = [Column::District, Column::Municipality, Column::Constituency];

impl<'a> RowReader<'a> {
    /// The office and the territory; none for what could not be read, which is told.
    pub(super) fn place(
        &mut self,
        cells: &mut Cells<'_>,
    ) -> (Option<&'a Office>, Option<&'a Territory>) {
        let offices = self.offices(cells);
        if cells.has(Column::Territory) {
            return self.written_territory(cells, &offices);
        }
        self.told_in_parts(cells, &offices)
    }

    /// The race, which is told if there is none.
    pub(super) fn race(
        &self,
        cells: &mut Cells<'_>,
        office: Option<&'a Office>,
        territory: Option<&'a Territory>,
    ) -> Option<&'a Race> {
        let (office, territory) = (office?, territory?);
        let race = self.race_of(office, territory);
        if race.is_none() {
            cells.tell(
                territory_column(cells),
                ProblemCode::Race,
                format!(
                    "En «{}» no se elige {} en este proceso. Revise el cargo y el territorio.",
                    territory.name, office.name
                ),
            );
        }
        race
    }

    /// The offices that the cell may mean.
    fn offices(&mut self, cells: &mut Cells<'_>) -> Vec<&'a Office> {
        let Some(text) = cells.required(Column::Office) else {
            return Vec::new();
        };
        let offices = self.vocabulary.offices(&text);
        if offices.is_empty() {
            let known = self.profile.offices.iter();
            let known = known.map(|o| (o.key.as_str(), o.name.as_str()));
            let remedy = self.suggestions.remedy("cargo", &text, known);
            cells.tell(
                Column::Office,
                ProblemCode::Office,
                format!("No se conoce el cargo «{}». {remedy}", shown(&text)),
            );
        }
        offices
    }

    fn written_territory(
        &mut self,
        cells: &mut Cells<'_>,
        offices: &[&'a Office],
    ) -> (Option<&'a Office>, Option<&'a Territory>) {
        let Some(text) = cells.required(Column::Territory) else {
            return (self.only(cells, offices), None);
        };
        if offices.is_empty() {
            let known = self.vocabulary.territory_anywhere(&text);
            if known.is_none() {
                self.unknown_territory(cells, Column::Territory, &text, None);
            }
            return (None, known);
        }
        let races = self.contended(offices, &text);
        match races[..] {
            [(office, territory)] => (Some(office), Some(territory)),
            [] => {
                let office = self.only(cells, offices);
                (
                    office,
                    self.elsewhere(cells, Column::Territory, &text, office),
                )
            }
            _ => {
                self.tell_several(cells, &races);
                (None, None)
            }
        }
    }

    /// The pairs of office and territory that a text means and that are contended.
    fn contended(
        &mut self,
        offices: &[&'a Office],
        text: &str,
    ) -> Vec<(&'a Office, &'a Territory)> {
        let mut found = Vec::new();
        for office in offices.iter().copied() {
            for territory in self.vocabulary.territory(&office.level, text).all() {
                if self.race_of(office, territory).is_some() {
                    found.push((office, territory));
                }
            }
        }
        found
    }

    /// A territory where the office is not contended, or of another level, or of none.
    fn elsewhere(
        &mut self,
        cells: &mut Cells<'_>,
        column: Column,
        text: &str,
        office: Option<&'a Office>,
    ) -> Option<&'a Territory> {
        let office = office?;
        if let Meaning::One(territory) = self.vocabulary.territory(&office.level, text) {
            return Some(territory);
        }
        if self.vocabulary.territory_anywhere(text).is_some() {
            let level = self.profile.level(&office.level);
            let level = level.map_or("", |level| &level.name);
            let remedy = self.territory_remedy(text, Some(office));
            cells.tell(
                column,
                ProblemCode::Territory,
                format!(
                    "«{}» no es del nivel «{level}», que es donde se elige este cargo. {remedy}",
                    shown(text)
                ),
            );
        } else {
            self.unknown_territory(cells, column, text, Some(office));
        }
        None
    }

    fn unknown_territory(
        &mut self,
        cells: &mut Cells<'_>,
        column: Column,
        text: &str,
        office: Option<&'a Office>,
    ) {
        let remedy = self.territory_remedy(text, office);
        cells.tell(
            column,
            ProblemCode::Territory,
            format!("No se conoce el territorio «{}». {remedy}", shown(text)),
        );
    }

    /// The nearest territory among those where the office is elected, or among all.
    fn territory_remedy(&mut self, text: &str, office: Option<&'a Office>) -> String {
        let kind = office.map_or("territorio", |office| office.level.as_str());
        let known = self
            .profile
            .territories
            .iter()
            .filter(move |territory| office.is_none_or(|office| office.level == territory.level))
            .map(|territory| (territory.key.as_str(), territory.name.as_str()));
        self.suggestions.remedy(kind, text, known)
    }

    /// The place where district, municipality, *circunscripción* and state have a column each.
    fn told_in_parts(
        &mut self,
        cells: &mut Cells<'_>,
        offices: &[&'a Office],
    ) -> (Option<&'a Office>, Option<&'a Territory>) {
        if !self.is_of_this_state(cells) || offices.is_empty() {
            return (self.only_silently(offices), None);
        }
        let parts: Vec<(Column, String)> = PARTS
            .into_iter()
            .filter_map(|column| Some((column, cells.something(column)?)))
            .filter(|(_, text)| text != "0")
            .collect();
        for (_, text) in &parts {
            match self.contended(offices, text)[..] {
                [(office, territory)] => return (Some(office), Some(territory)),
                [] => {}
                ref several => {
                    self.tell_several(cells, several);
                    return (None, None);
                }
            }
        }
        let whole = self.whole_state(offices);
        match (&whole[..], parts.first()) {
            ([(office, territory)], _) => (Some(office), Some(territory)),
            ([], Some((column, text))) => {
                let office = self.only(cells, offices);
                (office, self.elsewhere(cells, *column, text, office))
            }
            ([], None) => {
                let office = self.only(cells, offices);
                cells.tell(
                    territory_column(cells),
                    ProblemCode::EmptyCell,
                    "Falta el distrito o el municipio donde se elige este cargo. Escríbalo.",
                );
                (office, None)
            }
            (several, _) => {
                self.tell_several(cells, several);
                (None, None)
            }
        }
    }

    /// The offices that are elected in the whole state: their level has one territory alone.
    fn whole_state(&self, offices: &[&'a Office]) -> Vec<(&'a Office, &'a Territory)> {
        let only = |office: &'a Office| {
            let mut here = self.profile.territories.iter();
            let mut here = here.by_ref().filter(|t| t.level == office.level);
            let territory = here.next().filter(|_| here.next().is_none())?;
            self.race_of(office, territory).map(|_| (office, territory))
        };
        offices.iter().copied().filter_map(only).collect()
    }

    /// Whether the state, if the row says one, is the institute's.
    fn is_of_this_state(&mut self, cells: &mut Cells<'_>) -> bool {
        let Some(text) = cells.something(Column::State) else {
            return true;
        };
        let own = &self.profile.institute.state;
        let plain = |text: &str| match folded(text).as_str() {
            "cdmx" | "distrito federal" | "df" => "ciudad de mexico".to_owned(),
            "edomex" | "estado de mexico" => "mexico".to_owned(),
            other => other.strip_prefix("estado de ").unwrap_or(other).to_owned(),
        };
        let here = plain(own) == plain(&text)
            || self
                .vocabulary
                .territory_anywhere(&text)
                .is_some_and(|t| t.parent.is_none());
        if !here {
            cells.tell(
                Column::State,
                ProblemCode::Territory,
                format!(
                    "La fila es de «{}» y este proceso es de «{own}». Quite la fila o corrija la entidad.",
                    shown(&text)
                ),
            );
        }
        here
    }

    /// The only office that is meant; several are told.
    fn only(&self, cells: &mut Cells<'_>, offices: &[&'a Office]) -> Option<&'a Office> {
        if offices.len() > 1 {
            let keys: Vec<String> = offices.iter().map(|o| format!("«{}»", o.key)).collect();
            cells.tell(
                Column::Office,
                ProblemCode::Office,
                format!(
                    "El cargo puede ser {}. Escriba una de esas claves, o el nombre completo del cargo.",
                    keys.join(" o ")
                ),
            );
        }
        self.only_silently(offices)
    }

    fn only_silently(&self, offices: &[&'a Office]) -> Option<&'a Office> {
        match offices {
            [office] => Some(office),
            _ => None,
        }
    }

    fn tell_several(&self, cells: &mut Cells<'_>, races: &[(&'a Office, &'a Territory)]) {
        let keys = races
            .iter()
            .map(|(office, territory)| format!("«{}» en «{}»", office.key, territory.key));
        let keys: Vec<String> = keys.collect();
        cells.tell(
            Column::Office,
            ProblemCode::Office,
            format!(
                "El cargo y el territorio pueden ser {}. Escriba las claves.",
                keys.join(" o ")
            ),
        );
    }
}

/// The column to which a mistake in the territory belongs.
fn territory_column(cells: &Cells<'_>) -> Column {
    [
        Column::Territory,
        Column::District,
        Column::Municipality,
        Column::Constituency,
    ]
    .into_iter()
    .find(|column| cells.has(*column))
    .unwrap_or(Column::State)
}
