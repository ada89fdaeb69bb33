//! Who puts a candidacy forward, and who is in which formula.

use rstest::rstest;

use super::{assert_only, file, import, import_over, refused, registry};
use crate::registry::{CandidacyStatus, Postulation};
use crate::sample;
use crate::time::Instant;

/// A row of these cells, with a person that is right.
fn row(key: &str, race: &str, number: &str, calling: &str, party: &str, agreement: &str) -> String {
    format!("{key},{race},{number},{calling},{party},{agreement},Ana,Pérez,,,M,,")
}

fn rows(rows: &[(&str, &str, &str, &str, &str, &str)]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(key, race, number, calling, party, agreement)| {
            row(key, race, number, calling, party, agreement)
        })
        .collect();
    file(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

const DISTRICT_1: &str = "diputacion-mr,distrito-01";
const DISTRICT_2: &str = "diputacion-mr,distrito-02";
const LIST: &str = "diputacion-rp,muestra";
const COUNCIL: &str = "regiduria,canada";
const MAYOR: &str = "presidencia,canada";
const GOVERNOR: &str = "gubernatura,muestra";

#[test]
fn member_of_an_agreement_enters_with_the_party_that_postulates() {
    let plan = import(&rows(&[
        ("A", DISTRICT_2, "", "propietaria", "verde", "juntos"),
        ("B", DISTRICT_2, "", "suplente", "verde", "juntos"),
    ]))
    .unwrap();
    let expected = Postulation::Agreement {
        agreement: sample::key("juntos"),
        party: sample::key("verde"),
    };
    assert!(
        registry(plan)
            .iter()
            .all(|c| c.data.postulation == expected)
    );
}

#[rstest]
#[case::does_not_cover("distrito-01", "verde", "juntos", "convenio", "no cubre")]
#[case::other_member("distrito-02", "azul", "juntos", "partido", "postula «verde»")]
#[case::not_a_member("distrito-02", "naranja", "juntos", "partido", "postula «verde»")]
#[case::without_party("distrito-02", "", "juntos", "partido", "postula «verde»")]
#[case::member_alone(
    "distrito-02",
    "azul",
    "",
    "convenio",
    "en el convenio «juntos», que postula por «verde»"
)]
#[case::postulating_alone("distrito-02", "verde", "", "convenio", "Escriba ese convenio")]
#[case::unknown_party(
    "distrito-02",
    "rosa",
    "juntos",
    "partido",
    "No se conoce el partido «rosa»"
)]
#[case::no_race("distrito-03", "azul", "", "territorio", "no se elige")]
fn party_and_agreement_must_agree_with_the_race(
    #[case] district: &str,
    #[case] party: &str,
    #[case] agreement: &str,
    #[case] column: &str,
    #[case] said: &str,
) {
    let race = format!("diputacion-mr,{district}");
    let problems = refused(&rows(&[("A", &race, "", "propietaria", party, agreement)]));
    assert_only(&problems, 2, column, said);
}

#[rstest]
#[case::person(GOVERNOR, "")]
#[case::optional_formula(MAYOR, "")]
#[case::list_by_majority(COUNCIL, "1")]
fn candidacy_without_party_may_stand_where_seats_go_by_majority(
    #[case] race: &str,
    #[case] number: &str,
) {
    let plan = import(&rows(&[("A", race, number, "propietaria", "", "")])).unwrap();
    assert_eq!(registry(plan)[0].data.postulation, Postulation::Independent);
}

#[test]
fn seat_by_proportional_representation_needs_a_party() {
    let problems = refused(&rows(&[("A", LIST, "1", "propietaria", "", "")]));
    assert_only(&problems, 2, "partido", "son de los partidos");
}

#[test]
fn institute_without_independents_asks_for_a_party() {
    let mut profile = sample::profile();
    profile.capture.independent_roles.clear();
    let text = rows(&[("A", GOVERNOR, "", "propietaria", "", "")]);
    let report = import_over(&profile, &[], text.as_bytes()).unwrap_err();
    assert_only(
        &report.errors,
        2,
        "partido",
        "no hay candidaturas sin partido",
    );
}

#[rstest]
#[case::list(COUNCIL)]
#[case::list_of_formulas(LIST)]
fn list_asks_for_the_number(#[case] race: &str) {
    let problems = refused(&rows(&[("A", race, "", "propietaria", "azul", "")]));
    assert_only(&problems, 2, "numero", "se elige por lista");
}

#[test]
fn list_without_substitutes_refuses_one() {
    let problems = refused(&rows(&[
        ("A", COUNCIL, "1", "propietaria", "azul", ""),
        ("B", COUNCIL, "1", "suplente", "azul", ""),
    ]));
    assert_only(&problems, 3, "calidad", "no lleva suplente");
}

#[rstest]
#[case::formula(DISTRICT_1, "")]
#[case::list_of_formulas(LIST, "2")]
fn missing_substitute_is_told_where_the_office_demands_one(
    #[case] race: &str,
    #[case] number: &str,
) {
    let problems = refused(&rows(&[("A", race, number, "propietaria", "azul", "")]));
    assert_only(&problems, 2, "calidad", "Falta la suplente");
}

#[test]
fn substitute_is_optional_where_the_office_says_so() {
    let text = rows(&[("A", MAYOR, "", "propietaria", "azul", "")]);
    assert_eq!(import(&text).unwrap().report.added, 1);
}

#[test]
fn substitute_alone_asks_for_its_holder() {
    let problems = refused(&rows(&[("A", MAYOR, "", "suplente", "azul", "")]));
    assert_only(&problems, 2, "calidad", "Falta la propietaria");
}

#[test]
fn row_that_may_be_the_missing_one_is_not_told_twice() {
    let problems = refused(&rows(&[
        ("A", DISTRICT_1, "", "propietaria", "azul", ""),
        ("B", DISTRICT_1, "", "suplent", "azul", ""),
    ]));
    assert_only(&problems, 3, "calidad", "«suplent»");
}

#[test]
fn row_without_a_readable_number_may_be_the_missing_one_of_its_list() {
    let problems = refused(&rows(&[
        ("A", LIST, "2", "propietaria", "azul", ""),
        ("B", LIST, "dos", "suplente", "azul", ""),
    ]));
    assert_only(&problems, 3, "numero", "«dos»");
}

#[test]
fn row_of_another_formula_does_not_hide_the_missing_one() {
    let problems = refused(&rows(&[
        ("A", DISTRICT_1, "", "propietaria", "azul", ""),
        ("B", LIST, "x", "suplente", "azul", ""),
    ]));
    let told: Vec<(u32, &str)> = problems
        .iter()
        .map(|p| (p.row, p.column.as_str()))
        .collect();
    assert_eq!(told, [(2, "calidad"), (3, "numero")]);
}

#[rstest]
#[case::formula(
    DISTRICT_1,
    "",
    "1",
    "calidad",
    "El lugar en la fórmula ya lo ocupa la fila 2"
)]
#[case::list(
    COUNCIL,
    "3",
    "3",
    "numero",
    "El lugar en la lista ya lo ocupa la fila 2"
)]
fn place_is_taken_once(
    #[case] race: &str,
    #[case] first: &str,
    #[case] second: &str,
    #[case] column: &str,
    #[case] said: &str,
) {
    let problems = refused(&rows(&[
        ("A", race, first, "propietaria", "naranja", ""),
        ("B", race, second, "propietaria", "naranja", ""),
    ]));
    let told = problems.iter().find(|p| p.column == column && p.row == 3);
    assert!(
        told.is_some_and(|p| p.message.contains(said)),
        "{problems:#?}"
    );
}

#[test]
fn repeated_place_is_told_also_when_the_row_has_other_mistakes() {
    let good = row("A", COUNCIL, "3", "propietaria", "azul", "");
    let wrong = row("B", COUNCIL, "3", "propietaria", "azul", "").replace(",M,", ",otro,");
    let problems = refused(&file(&[&good, &wrong]));
    let told: Vec<(u32, &str)> = problems
        .iter()
        .map(|p| (p.row, p.column.as_str()))
        .collect();
    assert_eq!(told, [(3, "numero"), (3, "sexo")]);
}

#[test]
fn same_number_in_other_lists_is_no_repetition() {
    let plan = import(&rows(&[
        ("A", COUNCIL, "1", "propietaria", "azul", ""),
        ("B", COUNCIL, "1", "propietaria", "verde", ""),
        ("C", COUNCIL, "2", "propietaria", "azul", ""),
        ("D", COUNCIL, "1", "propietaria", "", ""),
    ]));
    assert_eq!(plan.unwrap().report.added, 4);
}

#[test]
fn independents_of_one_race_are_told_apart_by_their_number() {
    let without = refused(&rows(&[
        ("A", GOVERNOR, "", "propietaria", "", ""),
        ("B", GOVERNOR, "", "propietaria", "", ""),
    ]));
    assert_only(&without, 3, "calidad", "dé a cada una su «numero»");
    let with = import(&rows(&[
        ("A", GOVERNOR, "1", "propietaria", "", ""),
        ("B", GOVERNOR, "2", "propietaria", "", ""),
    ]));
    assert_eq!(with.unwrap().report.added, 2);
}

#[test]
fn holder_and_substitute_carry_the_same_number() {
    let problems = refused(&rows(&[
        ("A", DISTRICT_1, "1", "propietaria", "azul", ""),
        ("B", DISTRICT_1, "", "suplente", "azul", ""),
    ]));
    assert_only(
        &problems,
        3,
        "numero",
        "números distintos; compare con la fila 2",
    );
}

#[test]
fn formula_is_checked_against_what_was_registered_before() {
    let profile = sample::profile();
    let both = rows(&[
        ("A", DISTRICT_1, "", "propietaria", "azul", ""),
        ("B", DISTRICT_1, "", "suplente", "azul", ""),
    ]);
    let mut registered = registry(import(&both).unwrap());
    let corrected = rows(&[("A", DISTRICT_1, "", "propietaria", "azul", "")]).replace("Ana", "Eva");
    let plan = import_over(&profile, &registered, corrected.as_bytes()).unwrap();
    assert_eq!((plan.report.changed, plan.report.absent), (1, 1));

    let third = rows(&[("C", DISTRICT_1, "", "suplente", "azul", "")]);
    let report = import_over(&profile, &registered, third.as_bytes()).unwrap_err();
    assert_only(
        &report.errors,
        2,
        "calidad",
        "la candidatura «B», que ya está registrada",
    );

    registered[1].status = CandidacyStatus::Replaced {
        at: Instant::from_micros(1),
    };
    let plan = import_over(&profile, &registered, third.as_bytes()).unwrap();
    assert_eq!(plan.report.added, 1);
}

#[test]
fn place_of_who_no_longer_stands_is_free_also_while_the_file_still_names_them() {
    let profile = sample::profile();
    let old = ("A", GOVERNOR, "", "propietaria", "azul", "");
    let mut registered = registry(import(&rows(&[old])).unwrap());
    registered[0].status = CandidacyStatus::Replaced {
        at: Instant::from_micros(1),
    };
    let both = rows(&[old, ("B", GOVERNOR, "", "propietaria", "azul", "")]);
    let plan = import_over(&profile, &registered, both.as_bytes()).unwrap();
    assert_eq!((plan.report.added, plan.report.unchanged), (1, 1));
}

#[test]
fn who_is_moved_away_does_not_leave_a_formula_incomplete_unseen() {
    let profile = sample::profile();
    let both = rows(&[
        ("A", DISTRICT_1, "", "propietaria", "azul", ""),
        ("B", DISTRICT_1, "", "suplente", "azul", ""),
    ]);
    let registered = registry(import(&both).unwrap());
    let moved = rows(&[("B", MAYOR, "", "propietaria", "azul", "")]);
    let report = import_over(&profile, &registered, moved.as_bytes()).unwrap_err();
    assert_only(
        &report.errors,
        2,
        "calidad",
        "deja incompleta la fórmula de «A»",
    );
    let replaced = rows(&[
        ("B", MAYOR, "", "propietaria", "azul", ""),
        ("C", DISTRICT_1, "", "suplente", "azul", ""),
    ]);
    let plan = import_over(&profile, &registered, replaced.as_bytes()).unwrap();
    assert_eq!((plan.report.added, plan.report.changed), (1, 1));
}
