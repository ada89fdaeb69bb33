//! Warnings about people: the same one twice, and data that contradict each other.

use super::{GOVERNOR, codes, file, governor_with, import, import_over, registry, warnings_but};
use crate::registry::ProblemCode;
use crate::sample;

const CURP: &str = "PELA800531MDGRPN09";

fn formula(key: &str, office: &str, number: &str, given: [&str; 2], curp: &str) -> Vec<String> {
    let row = |end: &str, calling: &str, given: &str, curp: &str| {
        format!(
            "{key}{end},{office},{number},{calling},azul,,{given},Pérez,López,,mujer,1980-05-31,{curp}"
        )
    };
    vec![
        row("p", "propietaria", given[0], curp),
        row("s", "suplente", given[1], ""),
    ]
}

fn warned(rows: &[Vec<String>]) -> Vec<(u32, String, String, String)> {
    let rows: Vec<&str> = rows.iter().flatten().map(String::as_str).collect();
    let plan = import(&file(&rows)).unwrap_or_else(|report| panic!("{report:#?}"));
    let told = plan.report.warnings.into_iter();
    told.map(|w| (w.row, w.column, w.code.key().to_owned(), w.message))
        .collect()
}

#[test]
fn who_stands_by_both_principles_is_normal_and_told() {
    let told = warned(&[
        formula("M", "diputacion-mr,distrito-01", "", ["Ana", "Eva"], CURP),
        formula("R", "diputacion-rp,muestra", "1", ["Ana", "Luz"], CURP),
    ]);
    let [(4, column, code, message)] = &told[..] else {
        panic!("{told:#?}");
    };
    assert_eq!((column.as_str(), code.as_str()), ("curp", "misma-persona"));
    assert!(message.contains("que la fila 2"), "{message}");
    assert!(
        message.contains("cada candidatura lleva su propia captura"),
        "{message}"
    );
}

#[test]
fn the_profile_says_whether_one_capture_serves_both() {
    let mut profile = sample::profile();
    profile.capture.one_per_person = true;
    let rows = [
        formula("M", "diputacion-mr,distrito-01", "", ["Ana", "Eva"], CURP),
        formula("R", "diputacion-rp,muestra", "1", ["Ana", "Luz"], CURP),
    ];
    let rows: Vec<&str> = rows.iter().flatten().map(String::as_str).collect();
    let plan = import_over(&profile, &[], file(&rows).as_bytes()).unwrap();
    assert!(
        plan.report.warnings[0]
            .message
            .contains("una sola captura sirve")
    );
}

#[test]
fn who_stands_twice_by_one_principle_is_told_as_worse() {
    let told = warned(&[
        formula("M", "diputacion-mr,distrito-01", "", ["Ana", "Ana"], ""),
        formula("R", "diputacion-rp,muestra", "1", ["ANA", "Luz"], ""),
    ]);
    let told: Vec<(u32, &str, &str)> = told
        .iter()
        .map(|(r, c, k, _)| (*r, c.as_str(), k.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (3, "nombre", "misma-persona-dos-veces"),
            (4, "nombre", "misma-persona")
        ]
    );
}

#[test]
fn two_people_of_one_name_and_day_with_their_own_curps_are_two() {
    let one = GOVERNOR.replace(
        "1980-05-31,PELA800531MDGRPN09",
        "1980-05-31,PELA800531MDGRPN01",
    );
    let two = GOVERNOR.replace("G-1", "G-2").replace("naranja", "azul");
    let plan = import(&file(&[&one, &two])).unwrap();
    assert_eq!(codes(&plan.report.warnings), []);
}

#[test]
fn who_is_registered_already_is_found_too() {
    let known = registry(import(&file(&[GOVERNOR])).unwrap());
    let other = GOVERNOR.replace("G-1", "G-2").replace("naranja", "azul");
    let plan = import_over(&sample::profile(), &known, file(&[&other]).as_bytes()).unwrap();
    assert_eq!(
        codes(&plan.report.warnings),
        [(2, "curp", "misma-persona-dos-veces")]
    );
    assert!(
        plan.report.warnings[0]
            .message
            .contains("«G-1», que ya está registrada")
    );
    let same = import_over(&sample::profile(), &known, file(&[GOVERNOR]).as_bytes()).unwrap();
    assert_eq!(codes(&same.report.warnings), []);
}

#[rstest::rstest]
#[case("fecha_nacimiento", "1980-05-30")]
#[case("sexo", "hombre")]
fn a_curp_that_says_otherwise_is_told(#[case] column: &str, #[case] text: &str) {
    let plan = import(&file(&[&governor_with(column, text)])).unwrap();
    let expected = [(2, "curp", "datos-que-no-coinciden")];
    assert_eq!(codes(&plan.report.warnings), expected);
    assert_eq!(warnings_but(&plan.report, ProblemCode::Contradiction), []);
}

#[test]
fn an_age_that_the_birth_date_denies_is_told_and_left_out() {
    let text = format!("{},edad\n{GOVERNOR},30\n", super::HEADER);
    let plan = import(&text).unwrap();
    assert_eq!(
        codes(&plan.report.warnings),
        [(2, "edad", "datos-que-no-coinciden")]
    );
    assert_eq!(registry(plan)[0].data.person.declared_age, None);
    let near = import(&text.replace(",30\n", ",46\n")).unwrap();
    assert_eq!(codes(&near.report.warnings), []);
}

#[rstest::rstest]
#[case("17")]
#[case("121")]
#[case("treinta")]
#[case("-40")]
fn an_age_that_nobody_has_is_refused(#[case] age: &str) {
    let text = format!(
        "{},edad\n{},{age}\n",
        super::HEADER,
        governor_with("fecha_nacimiento", "")
    );
    let report = import(&text).unwrap_err();
    assert_eq!(codes(&report.errors), [(2, "edad", "edad")]);
}
