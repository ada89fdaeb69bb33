//! Workbooks and CSV that go out, opened again.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests are named by what they prove, and a panic is their failure's message"
)]

use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetVisible, Xlsx};
use jiff::civil::date;
use rstest::rstest;
use spreadsheets::{ColumnOut, Limits, SheetOut, Workbook, csv, read};

fn column(heading: &str, choices: &[&str]) -> ColumnOut {
    ColumnOut {
        heading: heading.to_owned(),
        note: format!("Escriba {heading}."),
        width: 20.0,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    }
}

fn texts(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// Forty municipalities: more than fit inside a cell's own rule.
fn municipalities() -> Vec<String> {
    (1..=40)
        .map(|number| format!("Municipio {number}"))
        .collect()
}

fn template() -> Vec<u8> {
    let names = municipalities();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let columns = vec![
        column("clave", &[]),
        column("sexo", &["M", "H", "X"]),
        column("municipio", &names),
        column("otro municipio", &names),
    ];
    let rows = vec![
        texts(&["007", "M", "Municipio 1", "=1+1"]),
        texts(&["1980-02-29", "", "6181234567"]),
    ];
    Workbook::new(date(2027, 1, 15).at(9, 30, 0, 0))
        .sheet(SheetOut {
            name: "Candidaturas".to_owned(),
            columns,
            rows,
        })
        .instructions(["Llene una fila por persona.", "Guarde el libro y súbalo."])
        .finish()
        .unwrap()
}

fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn another_library_reads_texts_where_texts_were_written() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(template())).unwrap();
    let range = book.worksheet_range("Candidaturas").unwrap();
    let told = |row, column| range.get_value((row, column)).cloned().unwrap();
    assert_eq!(told(0, 0), Data::String("clave".to_owned()));
    assert_eq!(told(1, 0), Data::String("007".to_owned()));
    assert_eq!(told(1, 3), Data::String("=1+1".to_owned()));
    assert_eq!(told(2, 0), Data::String("1980-02-29".to_owned()));
    assert!(book.worksheet_formula("Candidaturas").unwrap().is_empty());
}

#[test]
fn lists_too_long_for_a_cell_are_on_a_hidden_sheet_once() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(template())).unwrap();
    let sheets: Vec<(&str, SheetVisible)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.visible))
        .collect();
    let expected = [
        ("Candidaturas", SheetVisible::Visible),
        ("Instrucciones", SheetVisible::Visible),
        ("Listas", SheetVisible::Hidden),
    ];
    assert_eq!(sheets, expected);
    let range = book.worksheet_range("Listas").unwrap();
    assert_eq!(range.get_size(), (40, 1));
    let sheet = part(&template(), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("sqref=\"B2:B1048576\""), "{sheet}");
    assert!(sheet.contains("\"M,H,X\""), "{sheet}");
    assert_eq!(sheet.matches("Listas!$A$1:$A$40").count(), 2);
}

#[test]
fn the_header_stays_filters_and_has_notes() {
    let sheet = part(&template(), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("state=\"frozen\""), "{sheet}");
    assert!(sheet.contains("<autoFilter ref=\"A1:D3\"/>"), "{sheet}");
    let notes = part(&template(), "xl/comments1.xml");
    assert!(notes.contains("Escriba municipio."), "{notes}");
}

#[test]
fn the_same_workbook_has_the_same_bytes() {
    assert_eq!(template(), template());
    let properties = part(&template(), "docProps/core.xml");
    assert_eq!(
        properties.matches("2027-01-15T09:30:00Z").count(),
        2,
        "{properties}"
    );
}

#[test]
fn our_own_sheets_come_back_without_a_remark() {
    let sheet = read(&template(), &Limits::default()).unwrap();
    assert_eq!(
        (sheet.name.as_str(), &sheet.remarks[..]),
        ("Candidaturas", &[][..])
    );
    assert_eq!(sheet.rows[1].cells, ["007", "M", "Municipio 1", "=1+1"]);
    assert_eq!(sheet.rows[2].cells, ["1980-02-29", "", "6181234567"]);
}

fn sheet(name: &str, rows: Vec<Vec<String>>) -> SheetOut<Vec<Vec<String>>> {
    SheetOut {
        name: name.to_owned(),
        columns: vec![column("a", &[])],
        rows,
    }
}

#[rstest]
#[case::long_name(sheet("Una hoja con un nombre larguísimo", vec![]))]
#[case::sign(sheet("a/b", vec![]))]
#[case::more_cells_than_columns(sheet("A", vec![texts(&["1", "2"])]))]
#[case::long_text(sheet("A", vec![vec!["x".repeat(32_768)]]))]
fn what_does_not_fit_the_format_is_refused(#[case] sheet: SheetOut<Vec<Vec<String>>>) {
    let created = date(2027, 1, 15).at(0, 0, 0, 0);
    let refused = Workbook::new(created).sheet(sheet).finish().unwrap_err();
    assert!(
        refused.to_string().contains("No se perdió nada"),
        "{refused}"
    );
}

#[rstest]
#[case("=1+1", "'=1+1")]
#[case("+52 618", "'+52 618")]
#[case("-3", "'-3")]
#[case("@x", "'@x")]
#[case("\tx", "'\tx")]
#[case("\rx", "\"'\rx\"")]
#[case("\nx", "\"'\nx\"")]
#[case("a=b", "a=b")]
#[case("dos, tres", "\"dos, tres\"")]
fn no_cell_of_an_export_is_a_formula(#[case] cell: &str, #[case] written: &str) {
    let expected = format!("\u{FEFF}clave,x\r\n1,{written}\r\n");
    let out = csv([["clave", "x"], ["1", cell]]);
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}
