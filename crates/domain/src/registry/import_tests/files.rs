//! The file as a whole: encodings, separators, headers, row numbers, and time.

use rstest::rstest;

use super::{
    GOVERNOR, HEADER, assert_only, file, governor_with, import, import_over, order, refused,
    rows_of,
};
use crate::profile::{Party, Profile, Race, Territory};
use crate::registry::{Column, ColumnMap, plan_import, template};
use crate::sample;

#[test]
fn empty_file_asks_for_the_header() {
    assert_only(&refused(""), 1, "", "Escriba el encabezado: clave,cargo");
    assert_only(&refused(",,,\n ,"), 1, "", "está vacío");
}

#[test]
fn header_alone_imports_nothing() {
    let plan = import(HEADER).unwrap();
    assert_eq!((plan.report.rows, plan.decisions.len()), (0, 0));
}

#[test]
fn columns_may_come_in_any_order() {
    let turn = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
    let plain = import(&file(&[GOVERNOR])).unwrap();
    let turned = import(&format!("{}\n{}\n", turn(HEADER), turn(GOVERNOR))).unwrap();
    assert_eq!(plain.decisions, turned.decisions);
}

#[test]
fn mark_crlf_and_spaces_around_names_are_tolerated() {
    let header = HEADER.replace(',', " , ");
    let text = format!("\u{FEFF}{header}\r\n{GOVERNOR}\r\n");
    assert_eq!(import(&text).unwrap().report.added, 1);
}

#[test]
fn empty_columns_at_the_right_are_passed_over_unless_they_hold_data() {
    let empty = format!("{HEADER},,\n{GOVERNOR},,\n");
    assert_eq!(import(&empty).unwrap().report.added, 1);
    let held = format!("{HEADER},,\n{GOVERNOR},,algo\n");
    assert_only(&refused(&held), 2, "", "columna sin nombre");
}

#[test]
fn row_with_too_many_or_too_few_cells_is_told() {
    assert_only(
        &refused(&file(&[&format!("{GOVERNOR},x")])),
        2,
        "",
        "comillas",
    );
    assert_only(
        &refused(&file(&["G-1,gubernatura"])),
        2,
        "",
        "2 celdas y el encabezado 14",
    );
}

#[test]
fn mistakes_of_other_rows_are_told_beside_an_unreadable_one() {
    let holder = "D-1,diputacion-mr,distrito-01,,propietaria,azul,,Ana,Pérez,,,M,,";
    let wrong = governor_with("sexo", "otro");
    let report = import(&file(&[holder, "D-2,diputacion-mr", &wrong])).unwrap_err();
    let told: Vec<(u32, &str)> = report
        .errors
        .iter()
        .map(|p| (p.row, p.column.as_str()))
        .collect();
    assert_eq!(told, [(3, ""), (4, "sexo")]);
    assert_eq!(report.rows, 3);
}

#[test]
fn open_quotes_are_told_as_such() {
    let mut rows = rows_of(file(&[GOVERNOR]).as_bytes());
    rows[1].cells.truncate(3);
    rows[1].cells.push("Ana,Pérez\nG-2,gubernatura".to_owned());
    let columns = ColumnMap::default();
    let mut ids = sample::ids();
    let profile = sample::profile();
    let report = plan_import(
        &profile,
        &rows,
        &[],
        &order(&columns),
        &mut ids,
        &mut |_, _| (),
    );
    assert_only(&report.unwrap_err().errors, 2, "", "comillas abiertas");
}

#[test]
fn rows_carry_the_numbers_that_they_came_with() {
    let mut rows = rows_of(file(&[GOVERNOR, &governor_with("sexo", "otro")]).as_bytes());
    rows[1].number = 40;
    rows[2].number = 70_000;
    let columns = ColumnMap::default();
    let mut ids = sample::ids();
    let profile = sample::profile();
    let report = plan_import(
        &profile,
        &rows,
        &[],
        &order(&columns),
        &mut ids,
        &mut |_, _| (),
    );
    let errors = report.unwrap_err().errors;
    assert!(
        errors.iter().all(|problem| problem.row == 70_000),
        "{errors:#?}"
    );
    assert!(
        errors
            .iter()
            .any(|problem| problem.message.contains("fila 40"))
    );
}

#[test]
fn template_can_be_imported_as_it_is() {
    let profile = sample::profile();
    let text = template(&profile);
    assert!(text.starts_with(&format!("\u{FEFF}{HEADER}\r\n")));
    let plan =
        import_over(&profile, &[], text.as_bytes()).unwrap_or_else(|report| panic!("{report:#?}"));
    let mut shapes: Vec<&str> = plan
        .decisions
        .iter()
        .filter_map(|decided| profile.office(&decided.record().data.office))
        .map(|office| office.shape.key())
        .collect();
    shapes.dedup();
    assert_eq!(
        shapes,
        [
            "persona",
            "formula",
            "lista_formulas",
            "formula_suplente_opcional",
            "lista"
        ]
    );
}

#[test]
fn header_and_columns_are_the_same_list() {
    assert_eq!(Column::ALL.map(Column::name).join(","), HEADER);
}

/// A process of 500 districts and 20 parties, each with its formula: 20,000 candidacies.
fn large() -> (Profile, String) {
    let mut profile = sample::profile();
    profile.agreements.clear();
    let (territory, race) = (profile.territories[1].clone(), profile.races[1].clone());
    profile.territories = (0..500)
        .map(|n| Territory {
            key: sample::key(&format!("d-{n}")),
            ..territory.clone()
        })
        .collect();
    profile.races = (0..500)
        .map(|n| Race {
            territory: sample::key(&format!("d-{n}")),
            ..race.clone()
        })
        .collect();
    let party = profile.parties[0].clone();
    profile.parties = (0..20)
        .map(|n| Party {
            key: sample::key(&format!("p-{n}")),
            ..party.clone()
        })
        .collect();
    let mut text = String::from(HEADER);
    for n in 0..20_000 {
        let (district, party) = (n / 40, n / 2 % 20);
        let calling = ["propietaria", "suplente"][n % 2];
        text.push_str(&format!("\nR-{n},diputacion-mr,d-{district},,{calling},p-{party},,Ana,Pérez,López,Ani,mujer,1980-05-31,PELA800531MDGRPN09"));
    }
    (profile, text)
}

/// The goal is 2 s on a quiet machine; the limit leaves room for a busy one and still tells a quadratic step.
#[rstest]
#[case::right("", "", 20_000, 0)]
#[case::every_party_and_gender_wrong(",p-", ",q-", 0, 40_000)]
fn twenty_thousand_rows_are_planned_within_their_budget(
    #[case] from: &str,
    #[case] to: &str,
    #[case] added: usize,
    #[case] errors: usize,
) {
    let (profile, mut text) = large();
    if errors > 0 {
        text = text.replace(from, to).replace(",mujer,", ",otra,");
    }
    let started = now();
    let outcome = import_over(&profile, &[], text.as_bytes());
    let took = now().duration_since(started);
    match outcome {
        Ok(plan) => assert_eq!(plan.report.added, added),
        Err(report) => assert_eq!((0, report.errors.len()), (added, errors)),
    }
    assert!(took < std::time::Duration::from_secs(10), "{took:?}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "this test measures how long the work takes"
)]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

#[rstest]
#[case::durango("dgo")]
#[case::mexico_city("cdmx")]
fn template_of_each_institute_can_be_imported(#[case] name: &str) {
    let profile = crate::profile::fixtures::repository_profile(name);
    let plan = import_over(&profile, &[], template(&profile).as_bytes())
        .unwrap_or_else(|report| panic!("{report:#?}"));
    assert!(plan.report.added > 1);
}
