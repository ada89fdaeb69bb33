//! Agreements from a file: one row per race that they cover, with the columns of the profile's `agreements.csv`.

use super::FileRow;
use super::cells::shown;
use super::folding::squeezed;
use super::report::{ProblemCode, RowProblem};
use super::vocabulary::{Meaning, Vocabulary};
use crate::key::{AgreementKey, PartyKey};
use crate::profile::{Agreement, AgreementKind, Coverage, Profile};
use crate::questionnaire::clean_text;

/// The columns of the file.
pub const AGREEMENT_COLUMNS: [&str; 7] = [
    "convenio",
    "tipo",
    "nombre",
    "cargo",
    "territorio",
    "postula",
    "integrantes",
];

/// Rows above the header that may hold titles.
const TITLES: usize = 20;

/// Reads a file of agreements. Parties, offices and places may be written by key or by name. What the agreements cover
/// and who is in them is checked where they are registered.
///
/// # Errors
/// Every mistake, by row and column; the file is taken whole or not at all.
pub fn read_agreements(
    profile: &Profile,
    rows: &[FileRow],
) -> Result<Vec<Agreement>, Vec<RowProblem>> {
    let (header, places) = header(rows)?;
    let mut reading = Reading {
        vocabulary: Vocabulary::of(profile),
        places,
        agreements: Vec::new(),
        problems: Vec::new(),
    };
    let data = rows.iter().skip(header + 1).filter(|row| !row.is_blank());
    let mut any = false;
    for row in data {
        any = true;
        reading.row(row);
    }
    if !any {
        let message = "El archivo no tiene filas con convenios debajo del encabezado.";
        let problem = RowProblem::of_row(0, ProblemCode::NoHeader, message);
        reading.problems.push(problem);
    }
    if reading.problems.is_empty() {
        let agreements = reading.agreements.into_iter();
        Ok(agreements.map(|(agreement, _)| agreement).collect())
    } else {
        Err(reading.problems)
    }
}

/// Where the header is, and in which place each column.
fn header(rows: &[FileRow]) -> Result<(usize, [usize; 7]), Vec<RowProblem>> {
    let place = |row: &FileRow, column: &str| {
        row.cells
            .iter()
            .position(|cell| squeezed(cell) == squeezed(column))
    };
    let known = |row: &FileRow| {
        let found = AGREEMENT_COLUMNS.map(|column| place(row, column).is_some());
        found.into_iter().filter(|found| *found).count()
    };
    let best = rows
        .iter()
        .take(TITLES)
        .enumerate()
        .max_by_key(|(at, row)| (known(row), std::cmp::Reverse(*at)));
    let Some((at, row)) = best.filter(|(_, row)| known(row) > 2) else {
        let message = format!(
            "No se encontró el encabezado. La primera fila lleva estas columnas: {}.",
            AGREEMENT_COLUMNS.join(", ")
        );
        return Err(vec![RowProblem::of_row(0, ProblemCode::NoHeader, message)]);
    };
    let missing = AGREEMENT_COLUMNS
        .into_iter()
        .filter(|column| place(row, column).is_none())
        .map(|column| {
            let message = format!("Falta la columna «{column}». Agréguela con ese encabezado.");
            RowProblem::new(row.number, column, ProblemCode::MissingColumn, message)
        });
    let missing: Vec<RowProblem> = missing.collect();
    if missing.is_empty() {
        Ok((
            at,
            AGREEMENT_COLUMNS.map(|column| place(row, column).unwrap_or_default()),
        ))
    } else {
        Err(missing)
    }
}

struct Reading<'p> {
    vocabulary: Vocabulary<'p>,
    places: [usize; 7],
    /// Each with the row in which it appeared first.
    agreements: Vec<(Agreement, u32)>,
    problems: Vec<RowProblem>,
}

impl Reading<'_> {
    fn row(&mut self, row: &FileRow) {
        let cell = |index: usize| {
            let cell = self
                .places
                .get(index)
                .and_then(|place| row.cells.get(*place));
            clean_text(cell.map_or("", String::as_str))
        };
        let [key, kind, name, office, territory, postulates, members] =
            [0, 1, 2, 3, 4, 5, 6].map(cell);
        let key = self.key(row.number, &key);
        let kind = self.kind(row.number, &kind);
        let coverage = self.coverage(row.number, [&office, &territory, &postulates]);
        let members = self.members(row.number, &members);
        if name.is_empty() {
            self.tell(
                row.number,
                2,
                ProblemCode::EmptyCell,
                "Escriba el nombre del convenio.",
            );
        }
        let (Some(key), Some(kind), Some(coverage), Some(members)) = (key, kind, coverage, members)
        else {
            return;
        };
        let coverage = vec![coverage];
        self.put(
            row.number,
            Agreement {
                key,
                kind,
                name,
                members,
                coverage,
            },
        );
    }

    fn put(&mut self, row: u32, clause: Agreement) {
        let known = self
            .agreements
            .iter_mut()
            .find(|(known, _)| known.key == clause.key);
        let Some((known, first)) = known else {
            self.agreements.push((clause, row));
            return;
        };
        let same = known.kind == clause.kind
            && known.name == clause.name
            && known.members == clause.members;
        if same {
            known.coverage.extend(clause.coverage);
        } else {
            let message = format!(
                "El convenio «{}» tiene otro tipo, nombre o integrantes que en la fila {first}. Escriba lo mismo en todas sus filas, o dé a este otra clave.",
                clause.key
            );
            self.tell(row, 0, ProblemCode::Agreement, message);
        }
    }

    fn key(&mut self, row: u32, text: &str) -> Option<AgreementKey> {
        let key = text.parse().ok();
        if key.is_none() {
            let message = "Escriba la clave del convenio en minúsculas, sin espacios ni acentos; por ejemplo «fuerza-y-corazon».";
            self.tell(row, 0, ProblemCode::Agreement, message);
        }
        key
    }

    fn kind(&mut self, row: u32, text: &str) -> Option<AgreementKind> {
        let wanted = squeezed(text);
        let kind = AgreementKind::ALL
            .into_iter()
            .find(|kind| squeezed(kind.key()) == wanted || squeezed(kind.name()) == wanted);
        if kind.is_none() {
            let kinds = AgreementKind::ALL.map(AgreementKind::key).join(", ");
            let message = format!("«{}» no es un tipo de convenio: {kinds}.", shown(text));
            self.tell(row, 1, ProblemCode::Agreement, message);
        }
        kind
    }

    fn coverage(
        &mut self,
        row: u32,
        [office, territory, postulates]: [&str; 3],
    ) -> Option<Coverage> {
        let offices = self.vocabulary.offices(office);
        if offices.is_empty() {
            let message = format!("No se conoce el cargo «{}».", shown(office));
            self.tell(row, 3, ProblemCode::Office, message);
        }
        let place = offices.iter().find_map(|office| {
            match self.vocabulary.territory(&office.level, territory) {
                Meaning::One(territory) => Some((office.key.clone(), territory.key.clone())),
                _ => None,
            }
        });
        if place.is_none() && !offices.is_empty() {
            let message = format!(
                "No se conoce el territorio «{}» para ese cargo. Escriba su clave o su nombre completo.",
                shown(territory)
            );
            self.tell(row, 4, ProblemCode::Territory, message);
        }
        let postulates = self.party(row, 5, postulates);
        let (office, territory) = place?;
        Some(Coverage {
            office,
            territory,
            postulates: postulates?,
        })
    }

    fn members(&mut self, row: u32, text: &str) -> Option<Vec<PartyKey>> {
        let mut members = Vec::new();
        let mut whole = true;
        for word in text.split([';', ',', '|']).map(str::trim) {
            match self.party(row, 6, word) {
                Some(party) if members.contains(&party) => {}
                Some(party) => members.push(party),
                None => whole = false,
            }
        }
        whole.then_some(members)
    }

    fn party(&mut self, row: u32, column: usize, text: &str) -> Option<PartyKey> {
        let party = self.vocabulary.party(text).map(|party| party.key.clone());
        if party.is_none() {
            let message = if text.is_empty() {
                "Falta el partido. Los integrantes se separan con punto y coma: pan;pri.".to_owned()
            } else {
                format!("No se conoce el partido «{}».", shown(text))
            };
            self.tell(row, column, ProblemCode::Party, message);
        }
        party
    }

    fn tell(&mut self, row: u32, column: usize, code: ProblemCode, message: impl Into<String>) {
        let column = AGREEMENT_COLUMNS.get(column).copied().unwrap_or_default();
        self.problems
            .push(RowProblem::new(row, column, code, message));
    }
}
