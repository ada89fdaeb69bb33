//! Who puts a candidacy forward, read against the agreements (DGO 20.1, CDMX 21).

use super::cells::{Cells, shown};
use super::report::ProblemCode;
use super::row::RowReader;
use super::vocabulary::is_independent;
use super::{Column, Postulation};
use crate::profile::{Agreement, Coverage, Office, Party, Principle, Race};

/// The columns to which mistakes belong: party and agreement, or the one that holds both.
#[derive(Clone, Copy)]
struct Columns {
    party: Column,
    agreement: Column,
}

const APART: Columns = Columns {
    party: Column::Party,
    agreement: Column::Agreement,
};
const TOGETHER: Columns = Columns {
    party: Column::Contender,
    agreement: Column::Contender,
};

impl<'a> RowReader<'a> {
    /// Who puts the row's candidacy forward; `race` is none if it could not be read.
    pub(super) fn postulation(
        &mut self,
        cells: &mut Cells<'_>,
        office: Option<&'a Office>,
        race: Option<&'a Race>,
    ) -> Option<Postulation> {
        if !cells.has(Column::Party) {
            return self.in_one_cell(cells, office, race);
        }
        let party = cells
            .something(Column::Party)
            .filter(|p| !is_independent(p));
        let agreement = cells.something(Column::Agreement);
        let (wrote_party, wrote_agreement) = (party.is_some(), agreement.is_some());
        let party = party.and_then(|text| self.party(cells, &text));
        let agreement = agreement.and_then(|text| self.agreement(cells, &text, race));
        match (party, agreement) {
            _ if !wrote_party && !wrote_agreement => self.independent(cells, APART.party, office?),
            (party, Some(agreement)) => {
                let coverage = covering(cells, APART, agreement, race?)?;
                postulates(cells, agreement, coverage, party, wrote_party)
            }
            (Some(party), None) if !wrote_agreement => self.alone(cells, APART, party, race?),
            _ => None,
        }
    }

    /// A party, a coalition or a common candidacy in one cell: the agreement says which party captures.
    fn in_one_cell(
        &mut self,
        cells: &mut Cells<'_>,
        office: Option<&'a Office>,
        race: Option<&'a Race>,
    ) -> Option<Postulation> {
        let text = cells
            .something(Column::Contender)
            .filter(|text| !is_independent(text));
        let Some(text) = text else {
            return self.independent(cells, Column::Contender, office?);
        };
        if let Some(party) = self.vocabulary.party(&text) {
            return self.alone(cells, TOGETHER, party, race?);
        }
        let Some(agreement) = self.meant_agreement(&text, race) else {
            let parties = self.profile.parties.iter();
            let parties = parties.map(|p| (p.key.as_str(), p.name.as_str()));
            let agreements = self.profile.agreements.iter();
            let agreements = agreements.map(|a| (a.key.as_str(), a.name.as_str()));
            let known = parties.chain(agreements);
            let remedy = self.suggestions.remedy("postulante", &text, known);
            cells.tell(
                Column::Contender,
                ProblemCode::Party,
                format!(
                    "No se conoce el partido ni la coalición «{}». {remedy}",
                    shown(&text)
                ),
            );
            return None;
        };
        let coverage = covering(cells, TOGETHER, agreement, race?)?;
        Some(Postulation::Agreement {
            agreement: agreement.key.clone(),
            party: coverage.postulates.clone(),
        })
    }

    fn party(&mut self, cells: &mut Cells<'_>, text: &str) -> Option<&'a Party> {
        let party = self.vocabulary.party(text);
        if party.is_none() {
            let known = self.profile.parties.iter();
            let known = known.map(|p| (p.key.as_str(), p.name.as_str()));
            let remedy = self.suggestions.remedy("partido", text, known);
            cells.tell(
                Column::Party,
                ProblemCode::Party,
                format!("No se conoce el partido «{}». {remedy} Una candidatura sin partido lleva vacías «partido» y «convenio».", shown(text)),
            );
        }
        party
    }

    fn agreement(
        &mut self,
        cells: &mut Cells<'_>,
        text: &str,
        race: Option<&Race>,
    ) -> Option<&'a Agreement> {
        let agreement = self.meant_agreement(text, race);
        if agreement.is_none() {
            let known = self.profile.agreements.iter();
            let known = known.map(|a| (a.key.as_str(), a.name.as_str()));
            let remedy = self.suggestions.remedy("convenio", text, known);
            cells.tell(
                Column::Agreement,
                ProblemCode::Agreement,
                format!("No se conoce el convenio «{}». {remedy}", shown(text)),
            );
        }
        agreement
    }

    /// The agreement that a text means; among several, the one that covers the race.
    fn meant_agreement(&self, text: &str, race: Option<&Race>) -> Option<&'a Agreement> {
        let meant = self.vocabulary.agreements(text);
        let covers = |agreement: &&&'a Agreement| {
            race.is_some_and(|race| agreement.coverage(&race.office, &race.territory).is_some())
        };
        meant.iter().find(covers).or_else(|| meant.first()).copied()
    }

    /// Seats by proportional representation are a party's; elsewhere a candidacy without party may stand.
    fn independent(
        &self,
        cells: &mut Cells<'_>,
        column: Column,
        office: &Office,
    ) -> Option<Postulation> {
        if self.profile.capture.independent_roles.is_empty() {
            cells.tell(
                column,
                ProblemCode::Party,
                "En este proceso no hay candidaturas sin partido. Escriba el partido que postula.",
            );
            return None;
        }
        if office.principle == Principle::ProportionalRepresentation {
            cells.tell(
                column,
                ProblemCode::Party,
                format!(
                    "Los lugares de {} son de los partidos. Escriba el partido que postula.",
                    office.name
                ),
            );
            return None;
        }
        Some(Postulation::Independent)
    }

    fn alone(
        &self,
        cells: &mut Cells<'_>,
        columns: Columns,
        party: &Party,
        race: &Race,
    ) -> Option<Postulation> {
        let captures = self
            .profile
            .capturing_party(&race.office, &race.territory, &party.key)?;
        let Some(agreement) = captures.agreement else {
            return Some(Postulation::Party {
                party: party.key.clone(),
            });
        };
        cells.tell(
            columns.agreement,
            ProblemCode::Agreement,
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
    columns: Columns,
    agreement: &'a Agreement,
    race: &Race,
) -> Option<&'a Coverage> {
    let coverage = agreement.coverage(&race.office, &race.territory);
    if coverage.is_none() {
        cells.tell(
            columns.agreement,
            ProblemCode::Agreement,
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
                ProblemCode::Agreement,
                format!(
                    "Según el convenio «{}», aquí postula «{}». Escriba ese partido.",
                    agreement.key, coverage.postulates
                ),
            );
            None
        }
    }
}
