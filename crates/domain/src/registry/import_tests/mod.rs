//! Tests of the registry's import.

mod cells;
mod complete;
mod files;
mod formulas;
mod good_rows;
mod headers;
mod ine;
mod people;
mod plans;
mod random;
mod words;

use crate::id::CandidacyId;
use crate::profile::Profile;
use crate::record::Decided;
use crate::registry::{
    Candidacy, ColumnMap, FileRow, ImportOrder, ImportPlan, ImportReport, ProblemCode, RowProblem,
    plan_import,
};
use crate::sample;
use crate::time::Instant;

/// The header of a registry file.
const HEADER: &str = "clave,cargo,territorio,numero,calidad,partido,convenio,nombre,primer_apellido,segundo_apellido,sobrenombre,sexo,fecha_nacimiento,curp";

/// A row that is right: the party Naranja's candidate for governor.
pub(super) const GOVERNOR: &str = "G-1,gubernatura,muestra,,propietaria,naranja,,Ana,Pérez,López,,mujer,1980-05-31,PELA800531MDGRPN09";

/// A file of these rows.
pub(super) fn file(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn at() -> Instant {
    sample::local(jiff::civil::date(2027, 3, 1), 9, 0)
}

/// How the tests import, unless they say otherwise.
pub(super) fn order(columns: &ColumnMap) -> ImportOrder<'_> {
    ImportOrder {
        import: sample::import_id(),
        by: sample::BY,
        at: at(),
        file: "0000000000000000000000000000000000000000000000000000000000000000",
        columns,
        complete: false,
        write_good_rows: false,
    }
}

/// The rows of a CSV, numbered as a spreadsheet would.
pub(super) fn rows_of(csv: &[u8]) -> Vec<FileRow> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(csv);
    let row = |record: csv::StringRecord| FileRow {
        number: u32::try_from(record.position().unwrap().line()).unwrap(),
        cells: record.iter().map(str::to_owned).collect(),
    };
    reader
        .records()
        .map(|record| row(record.unwrap()))
        .collect()
}

fn import_with(
    profile: &Profile,
    existing: &[Candidacy],
    file: &[u8],
    ids: &mut dyn FnMut() -> CandidacyId,
) -> Result<ImportPlan, Box<ImportReport>> {
    let columns = ColumnMap::default();
    let rows = rows_of(file);
    plan_import(
        profile,
        &rows,
        existing,
        &order(&columns),
        ids,
        &mut |_, _| (),
    )
}

/// Imports with another order.
fn import_as(
    profile: &Profile,
    existing: &[Candidacy],
    file: &str,
    order: &ImportOrder<'_>,
) -> Result<ImportPlan, Box<ImportReport>> {
    let rows = rows_of(file.as_bytes());
    let mut ids = sample::ids();
    plan_import(profile, &rows, existing, order, &mut ids, &mut |_, _| ())
}

pub(super) fn import_over(
    profile: &Profile,
    existing: &[Candidacy],
    file: &[u8],
) -> Result<ImportPlan, Box<ImportReport>> {
    import_with(profile, existing, file, &mut sample::ids())
}

pub(super) fn import(file: &str) -> Result<ImportPlan, Box<ImportReport>> {
    import_over(&sample::profile(), &[], file.as_bytes())
}

/// What is told of a file that must be refused.
fn refused(file: &str) -> Vec<RowProblem> {
    let report = import(file).expect_err("the file is wrong");
    assert_eq!((report.added, report.changed, report.unchanged), (0, 0, 0));
    report.errors
}

/// The registry after a plan over nothing.
pub(super) fn registry(plan: ImportPlan) -> Vec<Candidacy> {
    plan.decisions
        .into_iter()
        .map(Decided::into_record)
        .collect()
}

/// [`GOVERNOR`] with other text in one column.
pub(super) fn governor_with(column: &str, text: &str) -> String {
    let place = HEADER.split(',').position(|name| name == column).unwrap();
    let mut cells: Vec<&str> = GOVERNOR.split(',').collect();
    cells[place] = text;
    cells.join(",")
}

/// Asserts that the only mistake is in this row and column and says this.
#[track_caller]
fn assert_only(problems: &[RowProblem], row: u32, column: &str, said: &str) {
    let [problem] = problems else {
        panic!("expected one mistake: {problems:#?}");
    };
    assert_eq!(
        (problem.row, problem.column.as_str()),
        (row, column),
        "{problem:?}"
    );
    assert!(problem.message.contains(said), "{problem:?}");
}

/// Row, column and code of each, for tables of expected reports.
fn codes(problems: &[RowProblem]) -> Vec<(u32, &str, &str)> {
    problems
        .iter()
        .map(|problem| (problem.row, problem.column.as_str(), problem.code.key()))
        .collect()
}

/// The warnings but those of a kind that the test is not about.
fn warnings_but(report: &ImportReport, code: ProblemCode) -> Vec<(u32, &str, &str)> {
    let others: Vec<_> = report.warnings.iter().filter(|w| w.code != code).collect();
    others
        .iter()
        .map(|problem| (problem.row, problem.column.as_str(), problem.code.key()))
        .collect()
}
