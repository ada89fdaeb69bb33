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

fn keys_of(value: &serde_json::Value) -> Vec<&str> {
    let keys = value.as_object().unwrap().keys();
    keys.map(String::as_str).collect()
}

#[test]
fn the_report_has_its_keys_and_no_other() {
    let place = Place::registered("dgo");
    import(&place, "registro.csv").ends_with(0);
    let read = report(&place);
    let mut keys = keys_of(&read);
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "advertencias",
            "altas",
            "ausentes",
            "bajas",
            "cambios",
            "columnas_no_leidas",
            "errores",
            "filas",
            "filas_buenas",
            "observaciones",
            "pide_confirmar_bajas",
            "sin_cambio",
            "sin_dato"
        ]
    );
    place.write(
        "malo.csv",
        place.text("registro.csv").replace("1979-11-02", "21/03/84"),
    );
    import(&place, "malo.csv").ends_with(1);
    let read = report(&place);
    let error = &read["errores"][0];
    let mut keys = keys_of(error);
    keys.sort_unstable();
    assert_eq!(keys, ["codigo", "columna", "fila", "mensaje"]);
    assert_eq!(error["columna"], "fecha_nacimiento");
    assert_eq!(error["codigo"], "fecha-nacimiento");
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

/// The template as people's programs save it again.
#[rstest::rstest]
#[case::windows_1252(|text: &str| text.chars().filter(|c| *c != '\u{FEFF}').map(|c| u8::try_from(u32::from(c)).unwrap()).collect())]
#[case::semicolons(|text: &str| text.replace(',', ";").into_bytes())]
#[case::tabs_in_utf_16(|text: &str| text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect())]
#[case::without_mark(|text: &str| text.trim_start_matches('\u{FEFF}').as_bytes().to_vec())]
#[case::headings_of_their_own(|text: &str| text.replacen("primer_apellido", "APELLIDO PATERNO", 1).replacen("sexo", "Sexo/Género", 1).into_bytes())]
#[case::title_above(|text: &str| text.replacen('\u{FEFF}', "\u{FEFF}Registro de candidaturas\r\n\r\n", 1).into_bytes())]
fn a_file_of_any_shape_is_the_same_registry(#[case] saved: fn(&str) -> Vec<u8>) {
    let place = Place::registered("dgo");
    let template = place.text("registro.csv");
    let rows = u64::try_from(template.lines().count() - 1).unwrap();
    place.write("otro.csv", saved(&template));
    let ran = import(&place, "otro.csv").ends_with(0);
    assert_eq!(counts(&place), [rows, 0, 0, rows], "{}", ran.out);
}

#[rstest::rstest]
#[case("dgo")]
#[case("cdmx")]
fn the_workbook_of_the_template_is_the_same_registry(#[case] profile: &str) {
    let place = Place::registered(profile);
    let arguments = ["registro", "plantilla", "--datos", "datos", "--salida"];
    place
        .run(&[&arguments[..], &["registro.xlsx"]].concat())
        .ends_with(0);
    let book = std::fs::read(place.file("registro.xlsx")).unwrap();
    assert!(book.starts_with(b"PK"));
    import(&place, "registro.xlsx").ends_with(0);
    let [rows, added, changed, unchanged] = counts(&place);
    assert_eq!((added, changed, unchanged), (0, 0, rows));
    assert!(rows > 1);
    place
        .run(&[&arguments[..], &["libro", "--formato", "xlsx"]].concat())
        .ends_with(0);
    assert_eq!(std::fs::read(place.file("libro")).unwrap(), book);
}

/// The 25 columns that INE publishes, with invented people.
const INE: &str = "\
PARTIDO_COALICION,CARGO,ENTIDAD,DISTRITO LOCAL,CIRCUNSCRIPCION,MUNICIPIO,NUM_LISTA_O_FORMULA,NOMBRE_CANDIDATO,TIPO_CANDIDATO,EDAD,SEXO,DIRECCION_CASA_CAMPAÑA,TELEFONO,CORREO_ELECTRONICO,PAGINA_WEB,REDES,ESCOLARIDAD,ESTATUS_ESCOLARIDAD,CURSOS,HISTORIA_PROFESIONAL,TRAYECTORIA_POLITICA,MOTIVO_CARGO_PUBLICO,PROPUESTA_1,PROPUESTA_2,PROPUESTA_GENERO
MOVIMIENTO CIUDADANO,DIPUTACIÓN LOCAL MR,DURANGO,1,,,1,XÓCHITL EJEMPLO NÚÑEZ,PROPIETARIA,34,MUJER,,,,,,,,,,,,,,
MOVIMIENTO CIUDADANO,DIPUTACIÓN LOCAL MR,DURANGO,1,,,1,LUCÍA MODELO PEÑA,SUPLENTE,29,MUJER,,,,,,,,,,,,,,
";

#[test]
fn the_file_that_ine_publishes_is_understood_as_it_is() {
    let place = Place::founded("dgo");
    place.write("ine.csv", INE);
    let ran = import(&place, "ine.csv").ends_with(0);
    assert_eq!(counts(&place), [2, 2, 0, 0]);
    assert!(ran.out.contains("2 sin fecha de nacimiento"), "{}", ran.out);
    assert_eq!(report(&place)["sin_dato"]["curp"], 2);
    import(&place, "ine.csv").ends_with(0);
    assert_eq!(counts(&place), [2, 0, 0, 2]);
}

#[test]
fn good_rows_are_written_when_they_are_asked_for() {
    let place = Place::founded("dgo");
    let template = place
        .run(&["registro", "plantilla", "--datos", "datos"])
        .ends_with(0)
        .out;
    // The first formula is wrong in one row, so that neither of its rows is written; the others are.
    place.write("malo.csv", template.replacen("1979-11-02", "ayer", 1));
    let ran = import(&place, "malo.csv").ends_with(1);
    assert!(ran.out.contains("agregue --parcial"), "{}", ran.out);
    assert_eq!(counts(&place)[1], 0);
    let arguments = [
        "registro",
        "importar",
        "malo.csv",
        "--datos",
        "datos",
        "--parcial",
        "--informe",
        "informe.json",
    ];
    let ran = place.run(&arguments).ends_with(1);
    assert!(
        ran.out.contains("Se escribieron las filas que están bien"),
        "{}",
        ran.out
    );
    let [rows, added, ..] = counts(&place);
    assert_eq!(added, rows - 2);
    place.write("bueno.csv", template);
    import(&place, "bueno.csv").ends_with(0);
    assert_eq!(counts(&place), [rows, 2, 0, rows - 2]);
}

#[test]
fn a_complete_file_asks_before_it_cancels_much() {
    let place = Place::registered("dgo");
    let kept: Vec<String> = place
        .text("registro.csv")
        .lines()
        .take(3)
        .map(str::to_owned)
        .collect();
    place.write("completo.csv", kept.join("\n"));
    let before = place.sound_counts();
    let complete = [
        "registro",
        "importar",
        "completo.csv",
        "--datos",
        "datos",
        "--completo",
    ];
    let ran = place
        .run(&[&complete[..], &["--ensayo"]].concat())
        .ends_with(0);
    assert!(ran.out.contains("se cancelarían"), "{}", ran.out);
    assert!(ran.out.contains("EJEMPLO-003"), "{}", ran.out);
    let ran = place.run(&complete).ends_with(2);
    assert!(ran.notes.contains("--confirmar-bajas"), "{}", ran.notes);
    assert_eq!(place.sound_counts(), before);
    let ran = place
        .run(&[&complete[..], &["--confirmar-bajas"]].concat())
        .ends_with(0);
    assert_eq!(ran.value("Sin cambio"), "2");
    assert_ne!(ran.value("Bajas"), "0");
    place.sound_counts();
}

#[test]
fn a_map_of_columns_is_given_once() {
    let place = Place::registered("dgo");
    let own = place
        .text("registro.csv")
        .replacen("cargo", "¿A qué aspira?", 1);
    place.write("propio.csv", own);
    let ran = import(&place, "propio.csv").ends_with(1);
    assert!(ran.out.contains("Falta la columna «cargo»"), "{}", ran.out);
    place.write("mapa.toml", "[columnas]\n\"¿A qué aspira?\" = \"cargo\"\n");
    let arguments = [
        "registro",
        "importar",
        "propio.csv",
        "--datos",
        "datos",
        "--columnas",
        "mapa.toml",
    ];
    place.run(&arguments).ends_with(0);
    import(&place, "propio.csv").ends_with(0);
    place.write("malo.toml", "[columnas]\n\"¿A qué aspira?\" = \"oficio\"\n");
    let arguments = [
        "registro",
        "importar",
        "propio.csv",
        "--datos",
        "datos",
        "--columnas",
        "malo.toml",
    ];
    let ran = place.run(&arguments).ends_with(2);
    assert!(
        ran.notes.contains("«oficio» no es una columna"),
        "{}",
        ran.notes
    );
}

#[test]
fn the_registry_is_looked_through_on_demand() {
    let place = Place::registered("dgo");
    let arguments = [
        "registro",
        "revisar",
        "--datos",
        "datos",
        "--informe",
        "hallazgos.json",
    ];
    let ran = place.run(&arguments).ends_with(0);
    assert!(
        ran.out.contains("contienda-sin-candidaturas"),
        "{}",
        ran.out
    );
    place.tamper("UPDATE candidacy SET given_names = 'JosÃ©' WHERE registry_key = 'EJEMPLO-001'");
    let ran = place.run(&arguments).ends_with(1);
    assert!(
        ran.out.contains("[error] EJEMPLO-001, nombre"),
        "{}",
        ran.out
    );
    let found: serde_json::Value = serde_json::from_str(&place.text("hallazgos.json")).unwrap();
    assert_eq!(found[0]["codigo"], "acentos-danados");
}

#[test]
fn a_second_import_waits_for_the_first_but_not_for_a_dead_one() {
    let place = Place::registered("dgo");
    let lease = |until: i64| {
        let import = "01890000-0000-7000-8000-000000000000";
        format!("{{\"import\":\"{import}\",\"until\":{until}}}")
    };
    let set = |content: String| {
        place.tamper(&format!(
            "UPDATE setting SET content = '{content}' WHERE name = 'registry.import'"
        ));
    };
    let now = now().as_microsecond();
    set(lease(now + 50_000_000));
    let ran = import(&place, "registro.csv").ends_with(2);
    assert!(
        ran.notes.contains("Ya hay una importación en curso"),
        "{}",
        ran.notes
    );
    set(lease(now - 1));
    import(&place, "registro.csv").ends_with(0);
    // Written by a clock that was an hour ahead.
    set(lease(now + 3_600_000_000));
    import(&place, "registro.csv").ends_with(0);
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program that is tested has the machine's clock"
)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
