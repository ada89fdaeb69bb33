//! The file with the 25 columns that INE publishes (`domain.md` 5), as it is. The people are invented.

use super::{assert_only, codes, import_over, order, rows_of};
use crate::profile::Profile;
use crate::profile::fixtures::repository_profile;
use crate::record::Decided;
use crate::registry::{
    Calling, Candidacy, ColumnMap, Gender, ImportPlan, ImportReport, Postulation, plan_import,
};
use crate::sample;

const HEADER: &str = "PARTIDO_COALICION,CARGO,ENTIDAD,DISTRITO LOCAL,CIRCUNSCRIPCION,MUNICIPIO,NUM_LISTA_O_FORMULA,NOMBRE_CANDIDATO,TIPO_CANDIDATO,EDAD,SEXO,DIRECCION_CASA_CAMPAÑA,TELEFONO,CORREO_ELECTRONICO,PAGINA_WEB,REDES,ESCOLARIDAD,ESTATUS_ESCOLARIDAD,CURSOS,HISTORIA_PROFESIONAL,TRAYECTORIA_POLITICA,MOTIVO_CARGO_PUBLICO,PROPUESTA_1,PROPUESTA_2,PROPUESTA_GENERO";
const REST: &str = "No proporcionó,, ,,No aplica,LICENCIATURA,TITULO,Sin cursos,Texto,Texto,Texto,Texto,Texto,Texto";

/// Contender, office, state, district, constituency, municipality, number, name, calling, age, gender.
const ROWS: [[&str; 11]; 6] = [
    [
        "MOVIMIENTO CIUDADANO",
        "DIPUTACIÓN LOCAL MR",
        "DURANGO",
        "1",
        "",
        "",
        "1",
        "XÓCHITL EJEMPLO NÚÑEZ",
        "PROPIETARIA",
        "34",
        "MUJER",
    ],
    [
        "MOVIMIENTO CIUDADANO",
        "DIPUTACIÓN LOCAL MR",
        "DURANGO",
        "1",
        "",
        "",
        "1",
        "LUCÍA MODELO PEÑA",
        "SUPLENTE",
        "29",
        "MUJER",
    ],
    [
        "FUERZA Y CORAZÓN POR DURANGO",
        "DIPUTACIÓN LOCAL MR",
        "DURANGO",
        "2",
        "",
        "",
        "0",
        "TOMÁS PRUEBA IBÁÑEZ",
        "PROPIETARIO",
        "51",
        "HOMBRE",
    ],
    [
        "FUERZA Y CORAZÓN POR DURANGO",
        "DIPUTACIÓN LOCAL MR",
        "DURANGO",
        "2",
        "",
        "",
        "0",
        "JOSÉ MUESTRA GÜEMES",
        "SUPLENTE",
        "No proporcionó",
        "HOMBRE",
    ],
    [
        "PAN",
        "DIPUTACIÓN LOCAL RP",
        "DURANGO",
        "No aplica",
        "1",
        "",
        "1",
        "ITZEL ENSAYO",
        "PROPIETARIA",
        "42",
        "NO BINARIA",
    ],
    [
        "PAN",
        "DIPUTACIÓN LOCAL RP",
        "DURANGO",
        "No aplica",
        "1",
        "",
        "1",
        "ANA PLANTILLA ÓRNELAS",
        "SUPLENTE",
        "23",
        "MUJER",
    ],
];

fn text(rows: &[[&str; 11]]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("{},{REST}", row.join(",")))
        .collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn profile() -> Profile {
    repository_profile("dgo")
}

fn import_rows(
    existing: &[Candidacy],
    rows: &[[&str; 11]],
) -> Result<ImportPlan, Box<ImportReport>> {
    import_over(&profile(), existing, text(rows).as_bytes())
}

fn registered(plan: ImportPlan) -> Vec<Candidacy> {
    plan.decisions
        .into_iter()
        .map(Decided::into_record)
        .collect()
}

#[test]
fn the_file_is_understood_as_it_is() {
    let plan = import_rows(&[], &ROWS).unwrap_or_else(|report| panic!("{report:#?}"));
    assert_eq!((plan.report.rows, plan.report.added), (6, 6));
    let all = registered(plan);
    let first = &all[0].data;
    assert_eq!(first.office.as_str(), "diputacion-mr");
    assert_eq!(first.territory.as_str(), "distrito-01");
    assert_eq!(first.calling, Calling::Holder);
    assert_eq!(first.person.full_name(), "XÓCHITL EJEMPLO NÚÑEZ");
    assert_eq!(first.person.gender, Gender::Woman);
    assert_eq!(all[0].age_on_election_day(&profile()), Some(34));
    assert_eq!(
        all[2].data.postulation,
        Postulation::Agreement {
            agreement: sample::key("fuerza-y-corazon"),
            party: sample::key("pri"),
        }
    );
    assert_eq!(all[3].data.person.declared_age, None);
    let list = &all[4].data;
    assert_eq!(
        (list.office.as_str(), list.territory.as_str()),
        ("diputacion-rp", "estado-durango")
    );
    assert_eq!(list.number, Some(1));
}

#[test]
fn what_the_file_lacks_is_told_by_count() {
    let report = import_rows(&[], &ROWS).unwrap().report;
    let missing = report.missing;
    assert_eq!(
        (
            missing.age,
            missing.birth_date,
            missing.curp,
            missing.surnames
        ),
        (1, 6, 6, 6)
    );
    assert!(report.remarks.iter().any(|r| r.contains("no trae «clave»")));
    assert!(
        report
            .remarks
            .iter()
            .any(|r| r.contains("HISTORIA_PROFESIONAL"))
    );
    assert_eq!(report.unread.len(), 14);
    assert_eq!(codes(&report.warnings), []);
}

#[test]
fn keys_come_of_the_place_and_the_same_file_again_changes_nothing() {
    let first = registered(import_rows(&[], &ROWS).unwrap());
    let keys: Vec<&str> = first.iter().map(|c| c.data.key.as_str()).collect();
    assert_eq!(
        keys[..4],
        [
            "diputacion-mr-distrito-01-mc-1-p",
            "diputacion-mr-distrito-01-mc-1-s",
            "diputacion-mr-distrito-02-fuerza-y-corazon-0-p",
            "diputacion-mr-distrito-02-fuerza-y-corazon-0-s",
        ]
    );
    let again = import_rows(&first, &ROWS).unwrap();
    assert_eq!((again.decisions.len(), again.report.unchanged), (0, 6));
}

#[test]
fn a_registry_with_keys_and_surnames_of_its_own_is_not_damaged() {
    let mut known = registered(import_rows(&[], &ROWS).unwrap());
    known[0].data.key = "DGO-0001".to_owned();
    known[0].data.person.given_names = "Xóchitl".to_owned();
    known[0].data.person.first_surname = "Ejemplo".to_owned();
    known[0].data.person.second_surname = "Núñez".to_owned();
    known[0].data.person.birth_date = Some(jiff::civil::date(1990, 1, 1));
    known[0].data.person.declared_age = None;
    known[0].data.person.curp = Some("EENX900101MDGJXC01".to_owned());
    let plan = import_rows(&known, &ROWS).unwrap();
    assert_eq!(
        (plan.decisions.len(), plan.report.unchanged),
        (0, 6),
        "{:#?}",
        plan.decisions
    );
}

#[test]
fn two_holders_in_one_formula_are_told_as_what_they_are() {
    let mut rows = ROWS;
    rows[1][8] = "PROPIETARIA";
    let report = import_rows(&[], &rows).unwrap_err();
    assert_only(
        &report.errors,
        3,
        "calidad",
        "si una es suplente, corrija su calidad",
    );
}

#[test]
fn a_file_of_another_state_is_not_taken() {
    let mut rows = ROWS;
    rows[0][2] = "JALISCO";
    let report = import_rows(&[], &rows[..2]).unwrap_err();
    assert!(
        codes(&report.errors).contains(&(2, "entidad", "territorio")),
        "{:#?}",
        report.errors
    );
}

#[test]
fn surnames_before_a_comma_are_surnames() {
    let mut rows = ROWS;
    rows[0][7] = "\"EJEMPLO NÚÑEZ, XÓCHITL\"";
    let all = registered(import_rows(&[], &rows[..2]).unwrap());
    let person = &all[0].data.person;
    assert_eq!(
        (person.given_names.as_str(), person.first_surname.as_str()),
        ("XÓCHITL", "EJEMPLO NÚÑEZ")
    );
}

#[test]
fn another_name_in_a_place_is_told_and_taken() {
    let known = registered(import_rows(&[], &ROWS).unwrap());
    let mut rows = ROWS;
    rows[0][7] = "RAMONA FICTICIA";
    let plan = import_rows(&known, &rows).unwrap();
    assert_eq!(plan.report.changed, 1);
    assert_eq!(
        codes(&plan.report.warnings),
        [(2, "nombre", "otra-persona")]
    );
}

#[test]
fn the_place_of_who_was_cancelled_gets_a_key_of_its_own() {
    let mut known = registered(import_rows(&[], &ROWS).unwrap());
    known[0].status = crate::registry::CandidacyStatus::Cancelled {
        at: crate::time::Instant::from_micros(1),
    };
    let plan = import_rows(&known, &ROWS).unwrap();
    assert_eq!(plan.report.added, 1);
    assert_eq!(
        plan.decisions[0].record().data.key,
        "diputacion-mr-distrito-01-mc-1-p-2"
    );
}

/// Programs leave out the empty cells at the end of a row.
#[test]
fn columns_that_are_not_read_may_be_missing_at_the_end() {
    let short: Vec<String> = ROWS.iter().map(|row| row.join(",")).collect();
    let text = format!("{HEADER}\n{}\n", short.join("\n"));
    let plan = import_over(&profile(), &[], text.as_bytes());
    assert_eq!(plan.unwrap().report.added, 6);
}

/// As many people as INE once got in one file with cells left empty: every row is told, nothing is lost or guessed.
#[test]
fn thousands_of_rows_with_empty_cells_are_told_by_row() {
    let mut all = String::from(HEADER);
    for n in 0..4_224_usize {
        let mut row = ROWS[n % 6];
        let number = (n / 6 + 1).to_string();
        row[6] = if n % 6 >= 4 { &number } else { row[6] };
        if n % 7 == 0 {
            row[10] = "";
        }
        all.push_str(&format!("\n{},{REST}", row.join(",")));
    }
    let columns = ColumnMap::default();
    let rows = rows_of(all.as_bytes());
    let mut ids = sample::ids();
    let report = plan_import(
        &profile(),
        &rows,
        &[],
        &order(&columns),
        &mut ids,
        &mut |_, _| (),
    );
    let report = report.unwrap_err();
    assert_eq!(report.rows, 4_224);
    let empty = report
        .errors
        .iter()
        .filter(|e| e.code.key() == "celda-vacia")
        .count();
    assert_eq!(empty, 4_224_usize.div_ceil(7));
}
