//! One candidacy as somebody writes it on screen: the same checks as a row of a file, in the registry as it would be.

use super::cells::Habits;
use super::column_map::ColumnMap;
use super::formula::{Fault, Formula, Formulas, PartialPlace, Written};
use super::registered::{Registered, stands};
use super::report::{ProblemCode, RowProblem};
use super::row::{Draft, RowReader};
use super::table::Table;
use super::twins::{Somebody, twins};
use super::{Calling, Candidacy, Column, FileRow, RegistryData};
use crate::id::CandidacyId;
use crate::profile::Profile;

/// Number of the only row: entries have none that people would know.
const ROW: u32 = 1;

/// What every candidacy has.
const REQUIRED: [Column; 6] = [
    Column::Office,
    Column::Territory,
    Column::Calling,
    Column::GivenNames,
    Column::FirstSurname,
    Column::Gender,
];

/// What somebody wrote of a candidacy, column by column, in the words of a registry file.
pub type Entry = Vec<(Column, String)>;

/// What the check of an entry found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedEntry {
    /// The data, if nothing hinders them.
    pub data: Option<RegistryData>,
    /// What hinders them, by column.
    pub errors: Vec<RowProblem>,
    /// What is worth a look and hinders nothing, such as a formula that is still incomplete.
    pub warnings: Vec<RowProblem>,
}

/// Checks an entry among `others`, which may include `subject`: the candidacy that it corrects; none for a new one.
///
/// An entry without key gets one of its place, as rows of files without keys do. Other than in a file, a formula may
/// stay incomplete: on screen its members are written one after the other.
pub fn check_entry(
    profile: &Profile,
    entry: &[(Column, String)],
    others: &[Candidacy],
    subject: Option<&Candidacy>,
) -> CheckedEntry {
    let rows = rows(entry, subject);
    let columns = ColumnMap::default();
    let table = match Table::read(&rows, &columns) {
        Ok(table) => table,
        Err(none) => return refused(none.problems),
    };
    let Some(row) = table.rows().first() else {
        return refused(REQUIRED.map(missing).to_vec());
    };
    let registered = Registered::of(profile, others);
    let mut reader = RowReader::new(profile, &registered, Habits::of(&table));
    let draft = reader.read(&table, row);
    let (mut errors, mut warnings) = (reader.problems, reader.warnings);
    errors.iter_mut().for_each(on_screen);
    let own_key = table.has(Column::Key);
    errors.extend(taken(&draft, &registered, subject, own_key));
    if errors.is_empty() {
        let (wrong, incomplete) = formula(profile, &draft, others, subject);
        errors.extend(wrong);
        warnings.extend(incomplete);
    }
    if let (true, Some(data)) = (errors.is_empty(), &draft.data) {
        warnings.extend(same_person(profile, data, others, subject));
    }
    CheckedEntry {
        data: draft.data.filter(|_| errors.is_empty()),
        errors,
        warnings,
    }
}

/// Registry data as an entry that says the same.
pub fn entry_of(data: &RegistryData) -> Entry {
    let person = &data.person;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let agreement = match &data.postulation {
        super::Postulation::Agreement { agreement, .. } => agreement.to_string(),
        _ => String::new(),
    };
    let party = data.postulation.capturing_party();
    let mut entry = vec![
        (Column::Key, data.key.clone()),
        (Column::Office, data.office.to_string()),
        (Column::Territory, data.territory.to_string()),
        (
            Column::Number,
            data.number.map(|n| n.to_string()).unwrap_or_default(),
        ),
        (Column::Calling, data.calling.label().to_lowercase()),
        (
            Column::Party,
            party.map(ToString::to_string).unwrap_or_default(),
        ),
        (Column::Agreement, agreement),
    ];
    // A name in one piece has no surname that could be asked for.
    if person.first_surname.is_empty() && person.second_surname.is_empty() {
        entry.push((Column::FullName, person.given_names.clone()));
    } else {
        entry.extend([
            (Column::GivenNames, person.given_names.clone()),
            (Column::FirstSurname, person.first_surname.clone()),
            (Column::SecondSurname, person.second_surname.clone()),
        ]);
    }
    entry.extend([
        (Column::Nickname, text(&person.nickname)),
        (Column::Gender, person.gender.label().to_lowercase()),
        (
            Column::BirthDate,
            person.birth_date.map(|d| d.to_string()).unwrap_or_default(),
        ),
        (Column::Curp, text(&person.curp)),
        (
            Column::Age,
            person
                .declared_age
                .map(|age| age.to_string())
                .unwrap_or_default(),
        ),
    ]);
    entry
}

/// The entry as a file of a header and one row. A correction keeps the key, whatever is written.
fn rows(entry: &[(Column, String)], subject: Option<&Candidacy>) -> Vec<FileRow> {
    let kept = subject.map(|subject| (Column::Key, subject.data.key.as_str()));
    let said = entry
        .iter()
        .map(|(column, text)| (*column, text.as_str()))
        .filter(|(column, text)| {
            *column != Column::Key || subject.is_none() && !text.trim().is_empty()
        });
    let cells: Vec<(Column, &str)> = kept.into_iter().chain(said).collect();
    let of = |number, cells: Vec<String>| FileRow { number, cells };
    let heading = |(column, _): &(Column, &str)| column.name().to_owned();
    vec![
        of(0, cells.iter().map(heading).collect()),
        of(
            ROW,
            cells.iter().map(|(_, text)| (*text).to_owned()).collect(),
        ),
    ]
}

fn refused(errors: Vec<RowProblem>) -> CheckedEntry {
    CheckedEntry {
        data: None,
        errors,
        warnings: Vec::new(),
    }
}

/// What a form says of a control that was left empty: it has no cells.
const MISSING: &str = "Falta este dato.";

fn missing(column: Column) -> RowProblem {
    RowProblem::new(ROW, column.name(), ProblemCode::EmptyCell, MISSING)
}

fn on_screen(problem: &mut RowProblem) {
    if problem.code == ProblemCode::EmptyCell {
        MISSING.clone_into(&mut problem.message);
    }
}

/// The key, or the place that a new entry's key was made of, is another candidacy's.
fn taken(
    draft: &Draft,
    registered: &Registered<'_>,
    subject: Option<&Candidacy>,
    own_key: bool,
) -> Option<RowProblem> {
    if subject.is_some() || draft.key.is_empty() {
        return None;
    }
    let other = registered.by_key(&draft.key)?;
    Some(if own_key {
        let message = format!(
            "La clave «{}» ya es de otra candidatura ({}). Escriba otra, o corrija aquella.",
            draft.key,
            other.data.person.full_name()
        );
        RowProblem::new(ROW, Column::Key.name(), ProblemCode::RepeatedKey, message)
    } else {
        place_taken(other, Column::Calling)
    })
}

fn place_taken(other: &Candidacy, column: Column) -> RowProblem {
    let message = format!(
        "Ese lugar ya lo ocupa {} (clave «{}»). Revise el número, la calidad o quién postula.",
        other.data.person.full_name(),
        other.data.key
    );
    RowProblem::new(ROW, column.name(), ProblemCode::PlaceTaken, message)
}

/// What is wrong with the entry's formula, and what it still lacks.
fn formula(
    profile: &Profile,
    draft: &Draft,
    others: &[Candidacy],
    subject: Option<&Candidacy>,
) -> (Vec<RowProblem>, Vec<RowProblem>) {
    let subject = subject.map(|subject| subject.id);
    let standing = || {
        others
            .iter()
            .filter(|other| stands(other) && Some(other.id) != subject)
    };
    let mut formulas = Formulas::new(profile);
    standing().for_each(|other| formulas.registered(other));
    formulas.row(draft);
    let own = |fault: &Fault<'_>| matches!(fault.at, Written::Row(_));
    let (mut wrong, mut lacking) = (Vec::new(), Vec::new());
    for fault in formulas.faults().into_iter().filter(own) {
        let told = |message| RowProblem::new(ROW, fault.column.name(), fault.code, message);
        match fault.code {
            ProblemCode::IncompleteFormula => lacking.push(told(incomplete(draft).to_owned())),
            ProblemCode::PlaceTaken => {
                let other = occupant(profile, draft, standing());
                wrong.push(other.map_or_else(
                    || told(fault.message.clone()),
                    |other| place_taken(other, fault.column),
                ));
            }
            _ => wrong.push(told(fault.message.clone())),
        }
    }
    (wrong, lacking)
}

const fn incomplete(draft: &Draft) -> &'static str {
    match draft.place.calling {
        Some(Calling::Substitute) => {
            "Falta la persona propietaria de esta fórmula: regístrela también."
        }
        _ => "Falta la persona suplente de esta fórmula, que este cargo exige: regístrela también.",
    }
}

fn occupant<'a>(
    profile: &Profile,
    draft: &Draft,
    mut standing: impl Iterator<Item = &'a Candidacy>,
) -> Option<&'a Candidacy> {
    let place = Formula::at(profile, &draft.place)?;
    standing.find(|other| {
        Some(other.data.calling) == draft.place.calling
            && Formula::at(profile, &PartialPlace::from(&other.data)).as_ref() == Some(&place)
    })
}

/// The same person in another candidacy.
fn same_person(
    profile: &Profile,
    data: &RegistryData,
    others: &[Candidacy],
    subject: Option<&Candidacy>,
) -> Vec<RowProblem> {
    let subject: Option<CandidacyId> = subject.map(|subject| subject.id);
    let people = others
        .iter()
        .filter(|other| stands(other) && Some(other.id) != subject)
        .map(|other| Somebody {
            at: Written::Registered(other),
            data: &other.data,
        });
    let entry = Somebody {
        at: Written::Row(ROW),
        data,
    };
    twins(profile, people.chain([entry]))
        .into_iter()
        .filter(|twins| matches!(twins.at, Written::Row(_)))
        .map(|twins| RowProblem::new(ROW, twins.column.name(), twins.code, twins.message))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::import_tests::{GOVERNOR, file, import, registry};
    use crate::sample;

    fn governor() -> Candidacy {
        registry(import(&file(&[GOVERNOR])).unwrap()).remove(0)
    }

    fn with(entry: &[(Column, String)], column: Column, text: &str) -> Entry {
        let mut changed = entry.to_vec();
        for (known, cell) in &mut changed {
            if *known == column {
                text.clone_into(cell);
            }
        }
        changed
    }

    fn codes(problems: &[RowProblem]) -> Vec<(&str, ProblemCode)> {
        problems
            .iter()
            .map(|problem| (problem.column.as_str(), problem.code))
            .collect()
    }

    #[test]
    fn what_is_registered_passes_as_it_is_and_says_the_same() {
        let profile = sample::profile();
        let governor = governor();
        let checked = check_entry(
            &profile,
            &entry_of(&governor.data),
            std::slice::from_ref(&governor),
            Some(&governor),
        );
        assert_eq!(checked.errors, []);
        assert_eq!(checked.data, Some(governor.data));
    }

    #[test]
    fn a_name_in_one_piece_stays_in_one_piece() {
        let profile = sample::profile();
        let mut governor = governor();
        governor.data.person.given_names = "Ana O'Dam de la Luz".to_owned();
        governor.data.person.first_surname = String::new();
        governor.data.person.second_surname = String::new();
        let entry = entry_of(&governor.data);
        let checked = check_entry(
            &profile,
            &entry,
            std::slice::from_ref(&governor),
            Some(&governor),
        );
        assert_eq!(checked.data, Some(governor.data));
    }

    #[test]
    fn a_new_entry_does_not_take_anothers_place_nor_key() {
        let profile = sample::profile();
        let governor = governor();
        let same = entry_of(&governor.data);
        let checked = check_entry(&profile, &same, std::slice::from_ref(&governor), None);
        assert_eq!(
            codes(&checked.errors),
            [("clave", ProblemCode::RepeatedKey)]
        );
        for key in ["", "OTRA-1"] {
            let entry = with(&same, Column::Key, key);
            let checked = check_entry(&profile, &entry, std::slice::from_ref(&governor), None);
            let places: Vec<ProblemCode> = checked.errors.iter().map(|e| e.code).collect();
            assert_eq!(places, [ProblemCode::PlaceTaken], "{key:?}");
            assert!(checked.data.is_none());
        }
    }

    #[test]
    fn every_mistake_is_told_where_it_is() {
        let profile = sample::profile();
        let governor = governor();
        let entry = entry_of(&governor.data);
        let entry = with(&entry, Column::BirthDate, "2024-02-31");
        let entry = with(&entry, Column::GivenNames, " ");
        let checked = check_entry(
            &profile,
            &entry,
            std::slice::from_ref(&governor),
            Some(&governor),
        );
        assert_eq!(
            codes(&checked.errors),
            [
                ("nombre", ProblemCode::EmptyCell),
                ("fecha_nacimiento", ProblemCode::BirthDate)
            ]
        );
        let nothing: Entry = entry.iter().map(|(c, _)| (*c, String::new())).collect();
        let checked = check_entry(&profile, &nothing, &[], None);
        assert_eq!(checked.errors.len(), REQUIRED.len());
    }
}
