//! Good rows are written although others are bad, and only as far as they hold without them.

use super::{codes, file, governor_with, import, import_as, order, registry};
use crate::registry::{Candidacy, ColumnMap, ImportOrder, ImportPlan, ImportReport};
use crate::sample;

fn good(known: &[Candidacy], rows: &[&str]) -> ImportPlan {
    let columns = ColumnMap::default();
    let order = ImportOrder {
        write_good_rows: true,
        ..order(&columns)
    };
    import_as(&sample::profile(), known, &file(rows), &order)
        .unwrap_or_else(|report: Box<ImportReport>| panic!("{report:#?}"))
}

fn keys(plan: &ImportPlan) -> Vec<&str> {
    let records = plan.decisions.iter().map(|decided| decided.record());
    records
        .map(|candidacy| candidacy.data.key.as_str())
        .collect()
}

fn deputy(key: &str, district: u8, calling: &str, gender: &str) -> String {
    format!(
        "{key},diputacion-mr,distrito-0{district},,{calling},naranja,,Ana {key},Pérez,,,{gender},,"
    )
}

#[test]
fn rows_without_mistakes_are_written_and_the_others_told() {
    let bad = governor_with("sexo", "nada")
        .replace("G-1", "G-2")
        .replace("naranja", "azul");
    let fine = governor_with("partido", "verde");
    let plan = good(&[], &[&fine, &bad]);
    assert_eq!(keys(&plan), ["G-1"]);
    assert_eq!(codes(&plan.report.errors), [(3, "sexo", "sexo")]);
    assert_eq!(
        (plan.report.added, plan.report.good_rows, plan.report.rows),
        (1, 1, 2)
    );
    assert_eq!(plan.act.details["withheld"], "1");
}

#[test]
fn whoever_is_refused_is_told_how_many_rows_are_good() {
    let bad = governor_with("sexo", "nada")
        .replace("G-1", "G-2")
        .replace("naranja", "azul");
    let report = import(&file(&[super::GOVERNOR, &bad])).unwrap_err();
    assert_eq!((report.good_rows, report.added), (1, 0));
}

#[test]
fn a_formula_is_written_whole_or_not_at_all() {
    let plan = good(
        &[],
        &[
            &deputy("A", 1, "propietaria", "mujer"),
            &deputy("B", 1, "suplente", "nada"),
            &deputy("C", 2, "propietaria", "mujer"),
            &deputy("D", 2, "suplente", "mujer"),
        ],
    );
    assert_eq!(keys(&plan), ["C", "D"]);
    assert_eq!(
        codes(&plan.report.errors),
        [(2, "", "fila-retenida"), (3, "sexo", "sexo")]
    );
}

#[test]
fn a_bad_correction_leaves_its_candidacy_as_registered_and_its_formula_whole() {
    let both = [
        deputy("A", 1, "propietaria", "mujer"),
        deputy("B", 1, "suplente", "mujer"),
    ];
    let known = registry(import(&file(&both.each_ref().map(String::as_str))).unwrap());
    let corrected = both[0].replace("Ana A", "Eva A");
    let plan = good(&known, &[&corrected, &deputy("B", 1, "suplente", "nada")]);
    assert_eq!(keys(&plan), ["A"]);
    assert_eq!(codes(&plan.report.errors), [(3, "sexo", "sexo")]);
}

#[test]
fn of_two_rows_with_one_key_or_one_place_neither_is_written() {
    let other = governor_with("partido", "verde");
    let plan = good(&[], &[super::GOVERNOR, &other]);
    assert_eq!(keys(&plan), [""; 0]);
    assert_eq!(
        codes(&plan.report.errors),
        [(2, "", "fila-retenida"), (3, "clave", "clave-repetida")]
    );
    let same_place = super::GOVERNOR.replace("G-1", "G-2");
    let plan = good(&[], &[super::GOVERNOR, &same_place]);
    assert_eq!(
        codes(&plan.report.errors),
        [(2, "", "fila-retenida"), (3, "calidad", "lugar-ocupado")]
    );
}

#[test]
fn a_chain_of_rows_that_take_each_other_s_places_is_left_out_as_far_as_it_hangs_together() {
    let row = |key: &str, number: u16, gender: &str| {
        format!("{key},regiduria,canada,{number},propietaria,azul,,Ana {key},Pérez,,,{gender},,")
    };
    let known: Vec<String> = (1..=9).map(|n| row(&format!("R{n}"), n, "mujer")).collect();
    let known =
        registry(import(&file(&known.iter().map(String::as_str).collect::<Vec<_>>())).unwrap());
    // Everybody moves up one place; the one who makes room at the end is wrong.
    let moved: Vec<String> = (1..=9)
        .map(|n| {
            row(
                &format!("R{n}"),
                n + 1,
                if n == 9 { "nada" } else { "mujer" },
            )
        })
        .collect();
    let plan = good(
        &known,
        &moved.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    assert_eq!(keys(&plan), [""; 0]);
    assert_eq!(plan.report.errors.len(), 9);
    assert_eq!(plan.report.errors[8].column, "sexo");
}
