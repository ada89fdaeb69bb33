//! Files that other programs wrote, against the rows and remarks they should give. `files/README.md` tells how each
//! was made.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests are named by what they prove, and a panic is their failure's message"
)]

use rstest::rstest;
use spreadsheets::{Limits, Sheet, Unreadable, read};

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn sheet(name: &str) -> Sheet {
    read(&file(name), &Limits::default()).unwrap()
}

fn rows(sheet: &Sheet) -> Vec<(u32, Vec<&str>)> {
    let told = sheet.rows.iter();
    told.map(|row| (row.number, row.cells.iter().map(String::as_str).collect()))
        .collect()
}

fn remarks(sheet: &Sheet) -> Vec<String> {
    let mut told: Vec<String> = sheet.remarks.iter().map(ToString::to_string).collect();
    told.sort();
    told
}

const HEADER: [&str; 8] = [
    "clave",
    "nombre",
    "primer_apellido",
    "numero",
    "fecha_nacimiento",
    "curp",
    "telefono",
    "activo",
];

/// The registry that every writer was given; a boolean and a moment are written differently by some.
fn registry<'a>(yes: &'a str, no: &'a str, moment: &'a str) -> Vec<(u32, Vec<&'a str>)> {
    let first = [
        "C-001",
        "María José",
        "Ñúñez",
        "1",
        "1980-02-29",
        "NUXM800229MDGXXR08",
        "10000000000",
        yes,
    ];
    let second = [
        "C-002",
        "Ángel",
        "Güereña O'Farrill",
        "12",
        "1999-12-31",
        "GUOA991231HDGRFN01",
        "6181234567",
        no,
    ];
    let last = ["C-003", "texto\ncon salto", "", "0.5", moment, "", "1.1"];
    vec![
        (1, HEADER.to_vec()),
        (2, first.to_vec()),
        (3, second.to_vec()),
        (5, last.to_vec()),
    ]
}

#[rstest]
#[case::excel_like("openpyxl.xlsx", "VERDADERO", "FALSO", "2027-03-05T14:30:00")]
#[case::libreoffice_xlsx("libreoffice.xlsx", "VERDADERO", "FALSO", "2027-03-05T14:30:00")]
#[case::libreoffice_xls("libreoffice.xls", "VERDADERO", "FALSO", "2027-03-05T14:30:00")]
// It saves a boolean as the number of a formula.
#[case::libreoffice_ods("libreoffice.ods", "1", "0", "2027-03-05T14:30:00")]
#[case::comma_utf8("libreoffice-utf8.csv", "TRUE", "FALSE", "2027-03-05 14:30:00")]
#[case::tab_utf16("libreoffice-utf16.csv", "TRUE", "FALSE", "2027-03-05 14:30:00")]
#[case::semicolon_windows("libreoffice-win.csv", "TRUE", "FALSE", "2027-03-05 14:30:00")]
fn the_same_registry_comes_out_of_every_writer(
    #[case] name: &str,
    #[case] yes: &str,
    #[case] no: &str,
    #[case] moment: &str,
) {
    let sheet = sheet(name);
    assert_eq!(rows(&sheet), registry(yes, no, moment));
    let guessed = name.contains("win");
    assert_eq!(
        sheet.remarks.len(),
        usize::from(guessed),
        "{:?}",
        sheet.remarks
    );
    assert_eq!(guessed, remarks(&sheet).concat().contains("Windows-1252"));
}

#[rstest]
#[case("openpyxl.xlsx", "Candidaturas")]
#[case("libreoffice.xls", "Candidaturas")]
#[case("odfpy.ods", "Candidaturas")]
#[case("libreoffice-utf8.csv", "")]
fn the_sheet_tells_its_name(#[case] file: &str, #[case] name: &str) {
    assert_eq!(sheet(file).name, name);
}

#[test]
fn repeated_empty_rows_of_ods_are_counted_and_left_out() {
    let sheet = sheet("odfpy.ods");
    let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 2, 3, 6]);
    assert_eq!(
        sheet.rows[3].cells,
        ["C-003", "texto\ncon salto", "", "0.5"]
    );
}

#[rstest]
#[case("openpyxl-1904.xlsx", &[(1, vec!["fecha"]), (2, vec!["1980-02-29"]), (3, vec!["2027-06-06T08:00:00"])])]
#[case("xlwt-1904.xls", &[(1, vec!["fecha"]), (2, vec!["1980-02-29"])])]
fn dates_count_from_1904_where_the_workbook_says_so(
    #[case] name: &str,
    #[case] expected: &[(u32, Vec<&str>)],
) {
    assert_eq!(rows(&sheet(name)), expected);
}

const HARD_REMARKS: [&str; 9] = [
    "Celda A5: Hay celdas combinadas hasta C6; el dato cuenta solo para la primera. Si vale para todas, sepárelas y repítalo.",
    "Celda A7: El número tiene más de 15 cifras y las hojas de cálculo pierden las últimas. Revíselo y guárdelo con formato de texto.",
    "Celda B2: La celda muestra el error #N/A; se leyó vacía. Escriba el dato.",
    "Celda C2: La celda guarda una duración, no una fecha; se leyó vacía. Escriba el dato con formato de texto.",
    "Columna B: La columna está oculta en la hoja; también se leyó.",
    "Fila 7: La fila está oculta en la hoja; también se leyó.",
    "La hoja «Muy» está oculta y no se leyó.",
    "La hoja «Otra» también tiene datos y no se leyó. Si la necesita, guárdela como un archivo aparte.",
    "La hoja «Portada» está oculta y no se leyó.",
];

#[rstest]
#[case("libreoffice-hard.xlsx")]
#[case("libreoffice-hard.xls")]
#[case("libreoffice-hard.ods")]
fn what_a_person_should_check_is_remarked_alike_in_every_kind(#[case] name: &str) {
    let sheet = sheet(name);
    assert_eq!(sheet.name, "Datos");
    assert_eq!(remarks(&sheet), HARD_REMARKS);
    let expected: [(u32, Vec<&str>); 5] = [
        (1, vec!["clave", "valor", "fecha"]),
        (2, vec!["uno"]),
        (3, vec!["dos", "2"]),
        (5, vec!["Total"]),
        (7, vec!["123456789012346000", "'=no"]),
    ];
    assert_eq!(rows(&sheet), expected);
}

#[test]
fn a_formula_saved_without_its_result_is_remarked() {
    let sheet = sheet("openpyxl-hard.xlsx");
    let told = remarks(&sheet);
    assert!(
        told.contains(&"Celda B3: La fórmula se guardó sin su resultado; se leyó vacía. Abra el libro en su hoja de cálculo, guárdelo y envíelo de nuevo.".to_owned()),
        "{told:?}"
    );
    assert_eq!(told.len(), HARD_REMARKS.len() + 1);
    assert_eq!(rows(&sheet)[2], (3, vec!["dos"]));
}

#[test]
fn an_old_workbook_tells_merged_hidden_and_other_sheets() {
    let sheet = sheet("xlwt.xls");
    let expected = [
        "Celda A5: Hay celdas combinadas hasta B6; el dato cuenta solo para la primera. Si vale para todas, sepárelas y repítalo.",
        "Columna D: La columna está oculta en la hoja; también se leyó.",
        "Fila 7: La fila está oculta en la hoja; también se leyó.",
        "La hoja «Oculta» está oculta y no se leyó.",
        "La hoja «Otra» también tiene datos y no se leyó. Si la necesita, guárdela como un archivo aparte.",
    ];
    assert_eq!(remarks(&sheet), expected);
    assert_eq!(rows(&sheet)[..3], registry("VERDADERO", "FALSO", "")[..3]);
}

#[rstest]
#[case("msoffcrypto-protected.xlsx", "contraseña")]
#[case("libreoffice.html", "una página web (HTML)")]
#[case("libreoffice.fods", "XML plano (FODS)")]
fn what_is_no_table_is_refused_with_what_to_do(#[case] name: &str, #[case] says: &str) {
    let refused = read(&file(name), &Limits::default()).unwrap_err();
    assert!(!matches!(refused, Unreadable::Damaged), "{refused:?}");
    let told = refused.to_string();
    assert!(told.contains(says), "{told}");
    assert!(told.contains("guárde"), "{told}");
}
