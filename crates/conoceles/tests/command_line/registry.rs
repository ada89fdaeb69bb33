//! `conoceles registro`.

use crate::place::{Place, Ran};

fn import(place: &Place, file: &str) -> Ran {
    place.run(&[
        "registro",
        "importar",
        file,
        "--datos",
        "datos",
        "--informe",
        "informe.json",
    ])
}

fn report(place: &Place) -> serde_json::Value {
    serde_json::from_str(&place.text("informe.json")).unwrap()
}

/// Rows, additions, changes and rows without change.
fn counts(place: &Place) -> [u64; 4] {
    let report = report(place);
    ["filas", "altas", "cambios", "sin_cambio"].map(|key| report[key].as_u64().unwrap())
}

#[rstest::rstest]
#[case("dgo")]
#[case("cdmx")]
fn a_template_imports_again_changes_nothing_and_a_correction_changes_one_row(
    #[case] profile: &str,
) {
    let place = Place::founded(profile);
    place
        .run(&[
            "registro",
            "plantilla",
            "--perfil",
            profile,
            "--salida",
            "registro.csv",
        ])
        .ends_with(0);
    let rows = u64::try_from(place.text("registro.csv").lines().count() - 1).unwrap();
    let first = import(&place, "registro.csv").ends_with(0);
    assert_eq!(counts(&place), [rows, rows, 0, 0], "{}", first.out);
    import(&place, "registro.csv").ends_with(0);
    assert_eq!(counts(&place), [rows, 0, 0, rows]);
    let corrected =
        place
            .text("registro.csv")
            .replacen("La maestra Lucía", "La profesora Lucía", 1);
    assert_ne!(corrected, place.text("registro.csv"));
    place.write("corregido.csv", corrected);
    import(&place, "corregido.csv").ends_with(0);
    assert_eq!(counts(&place), [rows, 0, 1, rows - 1]);
    place.sound_counts();
}

#[test]
fn the_report_has_its_five_keys_and_no_other() {
    let place = Place::registered("dgo");
    import(&place, "registro.csv").ends_with(0);
    let mut keys: Vec<String> = report(&place)
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    keys.sort();
    assert_eq!(keys, ["altas", "cambios", "errores", "filas", "sin_cambio"]);
    place.write(
        "malo.csv",
        place.text("registro.csv").replace("1979-11-02", "21/03/84"),
    );
    import(&place, "malo.csv").ends_with(1);
    let error = &report(&place)["errores"][0];
    let mut keys: Vec<String> = error.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    assert_eq!(keys, ["columna", "fila", "mensaje"]);
    assert_eq!(error["columna"], "fecha_nacimiento");
    assert!(error["fila"].as_u64().unwrap() >= 2);
}

#[test]
fn a_rehearsal_says_what_would_be_and_writes_nothing() {
    let place = Place::founded("dgo");
    place
        .run(&[
            "registro",
            "plantilla",
            "--datos",
            "datos",
            "--salida",
            "registro.csv",
        ])
        .ends_with(0);
    let before = place.sound_counts();
    let arguments = [
        "registro",
        "importar",
        "registro.csv",
        "--datos",
        "datos",
        "--ensayo",
        "--informe",
        "informe.json",
    ];
    let ran = place.run(&arguments).ends_with(0);
    assert!(
        ran.out.contains("Ensayo: no se escribió nada"),
        "{}",
        ran.out
    );
    assert!(counts(&place)[1] > 0);
    assert_eq!(place.sound_counts(), before);
}

#[rstest::rstest]
#[case::empty(|_: &str| Vec::new())]
#[case::header_alone_of_another_file(|_: &str| b"nombre,edad\n".to_vec())]
#[case::latin_1(|text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect())]
#[case::a_missing_column(|text: &str| text.replacen("clave,", "", 1).into_bytes())]
#[case::an_unknown_office(|text: &str| text.replacen("diputacion-mr", "diputacion-xx", 1).into_bytes())]
#[case::an_unknown_territory(|text: &str| text.replacen("distrito-01", "distrito-99", 1).into_bytes())]
#[case::a_repeated_key(|text: &str| text.replacen("EJEMPLO-002", "EJEMPLO-001", 1).into_bytes())]
#[case::a_bad_date(|text: &str| text.replacen("1979-11-02", "1979-02-30", 1).into_bytes())]
#[case::too_young(|text: &str| text.replacen("1979-11-02", "2023-03-21", 1).into_bytes())]
#[case::no_name(|text: &str| text.replacen("José Ángel", "", 1).into_bytes())]
#[case::a_cell_too_many(|text: &str| text.replacen("EJEMPLO-001,", "EJEMPLO-001,,", 1).into_bytes())]
#[case::binary(|_: &str| vec![0, 159, 146, 150, 0, 255])]
#[case::a_huge_cell(|text: &str| text.replacen("La maestra Lucía", &"x".repeat(10_000_000), 1).into_bytes())]
fn a_bad_file_is_told_by_row_and_nothing_is_written(#[case] spoil: fn(&str) -> Vec<u8>) {
    let place = Place::founded("dgo");
    let template = place
        .run(&["registro", "plantilla", "--datos", "datos"])
        .ends_with(0)
        .out;
    let before = place.sound_counts();
    let bad = spoil(&template);
    assert_ne!(bad, template.as_bytes());
    place.write("malo.csv", bad);
    let ran = import(&place, "malo.csv").ends_with(1);
    assert!(ran.out.contains("No se escribió nada"), "{}", ran.out);
    assert!(!report(&place)["errores"].as_array().unwrap().is_empty());
    assert_eq!(counts(&place)[1..], [0, 0, 0]);
    assert_eq!(place.sound_counts(), before);
    assert!(
        ran.out.len() < 20_000,
        "the screen is spared a huge cell: {}",
        ran.out.len()
    );
}

#[test]
fn a_report_without_a_place_is_refused_before_anything_is_written() {
    let place = Place::founded("dgo");
    place
        .run(&[
            "registro",
            "plantilla",
            "--datos",
            "datos",
            "--salida",
            "registro.csv",
        ])
        .ends_with(0);
    let before = place.sound_counts();
    let arguments = [
        "registro",
        "importar",
        "registro.csv",
        "--datos",
        "datos",
        "--informe",
        "no/hay/informe.json",
    ];
    let ran = place.run(&arguments).ends_with(2);
    assert!(ran.notes.contains("No se importó nada"), "{}", ran.notes);
    assert_eq!(place.sound_counts(), before);
}

#[test]
fn a_missing_file_and_a_template_over_another_file_are_refused() {
    let place = Place::founded("dgo");
    let ran = import(&place, "nada.csv").ends_with(2);
    assert!(
        ran.notes.contains("no se puede leer nada.csv"),
        "{}",
        ran.notes
    );
    place.write("registro.csv", "el trabajo de una semana");
    let ran = place
        .run(&[
            "registro",
            "plantilla",
            "--datos",
            "datos",
            "--salida",
            "registro.csv",
        ])
        .ends_with(2);
    assert!(ran.notes.contains("ya existe"), "{}", ran.notes);
    assert_eq!(place.text("registro.csv"), "el trabajo de una semana");
}
