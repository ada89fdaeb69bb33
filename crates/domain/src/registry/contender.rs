//! Who puts a candidacy forward, read against the agreements (DGO 20.1, CDMX 21).

use super::Postulation;
use super::cells::Cells;
use super::row::RowReader;
use super::table::Column;
use crate::profile::{Agreement, Coverage, Office, Party, Principle, Race};

impl<'a> RowReader<'a> {
    /// Who puts the row's candidacy forward; `race` is none if it could not be read.
    pub(super) fn postulation(
        &mut self,
        cells: &mut Cells<'_>,
        office: Option<&'a Office>,
        race: Option<&'a Race>,
    ) -> Option<Postulation> {
        let wrote_party = cells.text(Column::Party).is_some();
        let wrote_agreement = cells.text(Column::Agreement).is_some();
        let party = self.party(cells);
        let agreement = self.agreement(cells);
        match (party, agreement) {
            _ if !wrote_party && !wrote_agreement => self.independent(cells, office?),
            (party, Some(agreement)) => {
                let coverage = covering(cells, agreement, race?)?;
                postulates(cells, agreement, coverage, party, wrote_party)
            }
            (Some(party), None) if !wrote_agreement => self.alone(cells, party, race?),
            _ => None,
        }
    }

    fn party(&mut self, cells: &mut Cells<'_>) -> Option<&'a Party> {
        let key = cells.text(Column::Party)?;
        let parties = &self.profile.parties;
        let party = parties.iter().find(|party| party.key.as_str() == key);
        if party.is_none() {
            let known = parties.iter().map(|p| (p.key.as_str(), p.name.as_str()));
            let remedy = self.suggestions.remedy("partido", &key, known);
            cells.tell(
                Column::Party,
                format!("No se conoce el partido «{key}». {remedy} Una candidatura sin partido lleva vacías «partido» y «convenio»."),
            );
        }
        party
    }

    fn agreement(&mut self, cells: &mut Cells<'_>) -> Option<&'a Agreement> {
        let key = cells.text(Column::Agreement)?;
        let agreements = &self.profile.agreements;
        let agreement = agreements.iter().find(|known| known.key.as_str() == key);
        if agreement.is_none() {
            let known = agreements.iter().map(|a| (a.key.as_str(), a.name.as_str()));
            let remedy = self.suggestions.remedy("convenio", &key, known);
            cells.tell(
                Column::Agreement,
                format!("No se conoce el convenio «{key}». {remedy}"),
            );
        }
        agreement
    }

    /// Seats by proportional representation are a party's; elsewhere a candidacy without party may stand.
    fn independent(&self, cells: &mut Cells<'_>, office: &Office) -> Option<Postulation> {
        if self.profile.capture.independent_roles.is_empty() {
            cells.tell(
                Column::Party,
                "En este proceso no hay candidaturas sin partido. Escriba el partido que postula.",
            );
            return None;
        }
        if office.principle == Principle::ProportionalRepresentation {
            cells.tell(
                Column::Party,
                format!(
                    "Los lugares de {} son de los partidos. Escriba el partido que postula.",
                    office.name
                ),
            );
            return None;
        }
        Some(Postulation::Independent)
    }

    fn alone(&self, cells: &mut Cells<'_>, party: &Party, race: &Race) -> Option<Postulation> {
        let captures = self
            .profile
            .capturing_party(&race.office, &race.territory, &party.key)?;
        let Some(agreement) = captures.agreement else {
            return Some(Postulation::Party {
                party: party.key.clone(),
            });
        };
        cells.tell(
            Column::Agreement,
            format!(
                "En esta contienda «{}» va en el convenio «{}», que postula por «{}». Escriba ese convenio y ese partido.",
                party.key, agreement.key, captures.captures.key
            ),
        );
        None
    }
}

fn covering<'a>(
    cells: &mut Cells<'_>,
    agreement: &'a Agreement,
    race: &Race,
) -> Option<&'a Coverage> {
    let coverage = agreement.coverage(&race.office, &race.territory);
    if coverage.is_none() {
        cells.tell(
            Column::Agreement,
            format!(
                "El convenio «{}» no cubre este cargo en este territorio. Deje «convenio» vacío o corrija el territorio.",
                agreement.key
            ),
        );
    }
    coverage
}

fn postulates(
    cells: &mut Cells<'_>,
    agreement: &Agreement,
    coverage: &Coverage,
    party: Option<&Party>,
    wrote_party: bool,
) -> Option<Postulation> {
    match party {
        Some(party) if party.key == coverage.postulates => Some(Postulation::Agreement {
            agreement: agreement.key.clone(),
            party: party.key.clone(),
        }),
        // An unknown party was told already.
        None if wrote_party => None,
        _ => {
            cells.tell(
                Column::Party,
                format!(
                    "Según el convenio «{}», aquí postula «{}». Escriba ese partido.",
                    agreement.key, coverage.postulates
                ),
            );
            None
        }
    }
}
