//! Tests of the registry's import.

mod cells;
mod files;
mod formulas;
mod plans;

use crate::id::CandidacyId;
use crate::profile::Profile;
use crate::record::Decided;
use crate::registry::{Candidacy, ImportPlan, ImportReport, RowProblem, plan_import};
use crate::sample;
use crate::time::Instant;

/// The header of a registry file.
const HEADER: &str = "clave,cargo,territorio,numero,calidad,partido,convenio,nombre,primer_apellido,segundo_apellido,sobrenombre,sexo,fecha_nacimiento,curp";

/// A row that is right: the party Naranja's candidate for governor.
const GOVERNOR: &str = "G-1,gubernatura,muestra,,propietaria,naranja,,Ana,Pérez,López,,mujer,1980-05-31,PELA800531MDGRPN09";

/// A file of these rows.
fn file(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn at() -> Instant {
    sample::local(jiff::civil::date(2027, 3, 1), 9, 0)
}

fn import_with(
    profile: &Profile,
    existing: &[Candidacy],
    file: &[u8],
    ids: &mut dyn FnMut() -> CandidacyId,
) -> Result<ImportPlan, ImportReport> {
    plan_import(
        profile,
        file,
        existing,
        at(),
        sample::BY,
        sample::import_id(),
        ids,
    )
}

fn import_over(
    profile: &Profile,
    existing: &[Candidacy],
    file: &[u8],
) -> Result<ImportPlan, ImportReport> {
    import_with(profile, existing, file, &mut sample::ids())
}

fn import(file: &str) -> Result<ImportPlan, ImportReport> {
    import_over(&sample::profile(), &[], file.as_bytes())
}

/// What is told of a file that must be refused.
fn refused(file: &str) -> Vec<RowProblem> {
    let report = import(file).expect_err("the file is wrong");
    assert_eq!((report.added, report.changed, report.unchanged), (0, 0, 0));
    report.errors
}

/// The registry after a plan over nothing.
fn registry(plan: ImportPlan) -> Vec<Candidacy> {
    plan.decisions
        .into_iter()
        .map(Decided::into_record)
        .collect()
}

/// [`GOVERNOR`] with other text in one column.
fn governor_with(column: &str, text: &str) -> String {
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
