//! The import of a registry file: planned whole before anything is written, so that a bad row leaves all as it was.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::formula::Formulas;
use super::report::{ImportReport, RowProblem};
use super::row::{Draft, RowReader};
use super::table::{Column, Table};
use super::{Candidacy, CandidacyStatus, RegistryData};
use crate::activity::{Act, Action, Author, Subject};
use crate::id::{CandidacyId, ImportId};
use crate::profile::Profile;
use crate::questionnaire::hex;
use crate::record::Decided;
use crate::time::Instant;

/// What an import will do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a plan has no effect until storage applies it"]
pub struct ImportPlan {
    /// The candidacies that enter or change, in the order of the file; those that stay as they are are not here.
    pub decisions: Vec<Decided<Candidacy>>,
    /// The import itself, for the history; also when the file changes nothing, since somebody did import it.
    pub act: Act,
    /// What people are told.
    pub report: ImportReport,
}

/// Who imports, when and under which id.
#[derive(Debug, Clone, Copy)]
struct Order {
    id: ImportId,
    by: Author,
    at: Instant,
}

/// Plans the import of `file` over the registry as it stands, as the act `import` of `by`; `ids` gives the id of
/// each new candidacy.
///
/// Rows are matched by `clave`. What is registered and absent from the file stays untouched and is counted. The
/// formulas are checked over the registry as it would be afterwards, so that a file with corrections alone passes.
///
/// # Errors
/// The report with every mistake; nothing may be written then, and no id was asked for.
pub fn plan_import(
    profile: &Profile,
    file: &[u8],
    existing: &[Candidacy],
    at: Instant,
    by: Author,
    import: ImportId,
    ids: &mut dyn FnMut() -> CandidacyId,
) -> Result<ImportPlan, ImportReport> {
    let table = Table::read(file).map_err(|errors| ImportReport::refused(0, errors))?;
    let mut reader = RowReader::new(profile);
    let drafts: Vec<Draft> = table
        .lines()
        .map(|line| reader.read(&table, line))
        .collect();
    let known: HashMap<&str, &Candidacy> = existing
        .iter()
        .map(|candidacy| (candidacy.data.key.as_str(), candidacy))
        .collect();
    let mut problems = reader.problems;
    problems.extend_from_slice(table.unreadable());
    problems.extend(repeated_keys(&drafts));
    problems.extend(
        drafts
            .iter()
            .filter_map(|draft| no_longer_stands(draft, &known)),
    );
    let mut formulas = formulas(profile, &drafts, existing, &known);
    if !table.unreadable().is_empty() {
        formulas.unreadable_rows();
    }
    problems.extend(formulas.problems());
    if !problems.is_empty() {
        problems.sort_by_key(|problem| (problem.row, place_of(&problem.column)));
        let rows = drafts.len() + table.unreadable().len();
        return Err(ImportReport::refused(rows, problems));
    }
    let order = Order { id: import, by, at };
    Ok(plan(file, drafts, &known, existing.len(), order, ids))
}

/// The plan of a file without mistakes.
fn plan(
    file: &[u8],
    drafts: Vec<Draft>,
    known: &HashMap<&str, &Candidacy>,
    registered: usize,
    order: Order,
    ids: &mut dyn FnMut() -> CandidacyId,
) -> ImportPlan {
    let mut report = ImportReport {
        rows: drafts.len(),
        ..ImportReport::default()
    };
    let mut decisions = Vec::new();
    for data in drafts.into_iter().filter_map(|draft| draft.data) {
        match decide(data, known, order, ids) {
            Outcome::Added(decided) => {
                report.added += 1;
                decisions.push(decided);
            }
            Outcome::Changed(decided) => {
                report.changed += 1;
                decisions.push(decided);
            }
            Outcome::Unchanged => report.unchanged += 1,
        }
    }
    report.absent = registered - report.changed - report.unchanged;
    ImportPlan {
        act: act(file, &report, order),
        decisions,
        report,
    }
}

enum Outcome {
    Added(Decided<Candidacy>),
    Changed(Decided<Candidacy>),
    Unchanged,
}

fn decide(
    data: RegistryData,
    known: &HashMap<&str, &Candidacy>,
    order: Order,
    ids: &mut dyn FnMut() -> CandidacyId,
) -> Outcome {
    let Order { by, at, .. } = order;
    match known.get(data.key.as_str()) {
        None => Outcome::Added(Candidacy::register(ids(), data, by, at)),
        Some(candidacy) if candidacy.data == data => Outcome::Unchanged,
        Some(candidacy) => (*candidacy)
            .clone()
            .correct(data, by, at)
            .map_or(Outcome::Unchanged, Outcome::Changed),
    }
}

fn act(file: &[u8], report: &ImportReport, order: Order) -> Act {
    let subject = Subject::new("import", order.id);
    Act::new(order.at, order.by, Action::RegistryImported, subject)
        .with("file", hex(&Sha256::digest(file)))
        .with("rows", report.rows)
        .with("added", report.added)
        .with("changed", report.changed)
        .with("unchanged", report.unchanged)
        .with("absent", report.absent)
}

fn repeated_keys(drafts: &[Draft]) -> Vec<RowProblem> {
    let mut first: HashMap<&str, u32> = HashMap::new();
    let mut problems = Vec::new();
    for draft in drafts.iter().filter(|draft| !draft.key.is_empty()) {
        match first.get(draft.key.as_str()) {
            None => {
                first.insert(&draft.key, draft.row);
            }
            Some(row) => problems.push(RowProblem::new(
                draft.row,
                Column::Key.name(),
                format!(
                    "La clave «{}» ya está en la fila {row}. Cada candidatura lleva la suya.",
                    draft.key
                ),
            )),
        }
    }
    problems
}

/// A row that would change a candidacy that was replaced or cancelled.
fn no_longer_stands(draft: &Draft, known: &HashMap<&str, &Candidacy>) -> Option<RowProblem> {
    let candidacy = known.get(draft.key.as_str())?;
    let data = draft.data.as_ref()?;
    let stands = candidacy.status == CandidacyStatus::Active;
    (!stands && candidacy.data != *data).then(|| {
        RowProblem::new(
            draft.row,
            Column::Key.name(),
            "Esta candidatura se sustituyó o canceló, así que sus datos ya no cambian. Deje la fila como estaba; quien la sustituye lleva otra clave.".to_owned(),
        )
    })
}

/// Who is in which formula after the import; those who no longer stand take no place.
fn formulas<'a>(
    profile: &'a Profile,
    drafts: &'a [Draft],
    existing: &'a [Candidacy],
    known: &HashMap<&str, &Candidacy>,
) -> Formulas<'a> {
    let named: HashSet<&str> = drafts.iter().map(|draft| draft.key.as_str()).collect();
    let mut formulas = Formulas::new(profile);
    let stands = |candidacy: &Candidacy| candidacy.status == CandidacyStatus::Active;
    for candidacy in existing {
        if stands(candidacy) && !named.contains(candidacy.data.key.as_str()) {
            formulas.registered(candidacy);
        }
    }
    for draft in drafts {
        if known
            .get(draft.key.as_str())
            .is_none_or(|known| stands(known))
        {
            formulas.row(draft);
        }
    }
    formulas
}

/// The order of columns on a row; what is about the whole row comes first.
fn place_of(column: &str) -> Option<usize> {
    Column::ALL.iter().position(|known| known.name() == column)
}
