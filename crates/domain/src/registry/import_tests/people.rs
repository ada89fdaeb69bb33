//! Warnings about people: the same one twice, and data that contradict each other.

use super::{
    GOVERNOR, codes, file, governor_with, import, import_over, import_with, registry, warnings_but,
};
use crate::id::CandidacyId;
use crate::profile::Profile;
use crate::registry::{Candidacy, ProblemCode};
use crate::sample;
use crate::time::Instant;

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

/// A profile where one capture serves a person, or the one where each candidacy has its own.
fn capturing_once(once: bool) -> Profile {
    let mut profile = sample::profile();
    profile.capture.one_per_person = once;
    profile
}

fn both_principles(parties: [&str; 2]) -> String {
    let rows = [
        formula("M", "diputacion-mr,distrito-01", "", ["Ana", "Eva"], CURP),
        formula("R", "diputacion-rp,muestra", "1", ["Ana", "Luz"], CURP),
    ];
    let own = |(rows, party): (&Vec<String>, &str)| -> Vec<String> {
        let with = |row: &String| row.replace(",azul,", &format!(",{party},"));
        rows.iter().map(with).collect()
    };
    let rows: Vec<String> = rows.iter().zip(parties).flat_map(own).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    file(&rows)
}

/// Who shares whose capture, by key.
fn sharing(registry: &[Candidacy]) -> Vec<(&str, &str)> {
    let key = |id| {
        let found = registry.iter().find(|candidacy| candidacy.id == id);
        found.unwrap().data.key.as_str()
    };
    let shares = |candidacy: &Candidacy| Some((key(candidacy.id), key(candidacy.capture_of?)));
    registry.iter().filter_map(shares).collect()
}

#[rstest::rstest]
#[case(true, ["azul", "azul"], &[("Rp", "Mp")], "una sola captura sirve")]
#[case(false, ["azul", "azul"], &[], "cada candidatura lleva su propia captura")]
#[case(true, ["azul", "verde"], &[], "no captura el mismo partido")]
fn the_profile_says_whether_one_capture_serves_both(
    #[case] once: bool,
    #[case] parties: [&str; 2],
    #[case] expected: &[(&str, &str)],
    #[case] said: &str,
) {
    let text = both_principles(parties);
    let plan = import_over(&capturing_once(once), &[], text.as_bytes()).unwrap();
    let message = &plan.report.warnings[0].message;
    assert!(message.contains(said), "{message}");
    assert_eq!(sharing(&registry(plan)), expected);
}

#[test]
fn who_is_registered_already_leads_and_a_second_import_changes_nothing() {
    let profile = capturing_once(true);
    let text = both_principles(["azul", "azul"]);
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let (first, second): (Vec<&str>, Vec<&str>) = lines.partition(|row| row.starts_with('R'));
    let of = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    let mut known = registry(import_over(&profile, &[], of(&first).as_bytes()).unwrap());
    let mut later = {
        let mut number = 500;
        move || {
            number += 1;
            CandidacyId::new(
                Instant::from_micros(number * 1_000_000),
                &sample::Counter::new(),
            )
        }
    };
    let plan = import_with(&profile, &known, of(&second).as_bytes(), &mut later).unwrap();
    known.extend(registry(plan));
    assert_eq!(sharing(&known), [("Mp", "Rp")]);
    let again = import_over(&profile, &known, text.as_bytes()).unwrap();
    assert_eq!((again.report.unchanged, again.decisions.len()), (4, 0));
    // Who no longer stands leads nobody who comes later.
    let gone = known[0].clone().cancel(sample::BY, super::at()).unwrap();
    let left = [gone.into_record()];
    let plan = import_over(&profile, &left, of(&second).as_bytes());
    assert_eq!(sharing(&registry(plan.unwrap())), []);
}

#[test]
fn twice_by_one_principle_shares_nothing_by_itself() {
    let rows = [
        formula("M", "diputacion-rp,muestra", "1", ["Ana", "Eva"], CURP),
        formula("N", "diputacion-rp,muestra", "2", ["Ana", "Luz"], CURP),
    ];
    let rows: Vec<&str> = rows.iter().flatten().map(String::as_str).collect();
    let plan = import_over(&capturing_once(true), &[], file(&rows).as_bytes()).unwrap();
    assert_eq!(sharing(&registry(plan)), []);
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
