//! Files made to take the machine's memory or time, and files that broke on their way.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests are named by what they prove, and a panic is their failure's message"
)]

mod packages;

use std::io::{Cursor, Write};

use packages::{STRINGS, STYLES, ods, with_parts, workbook, zip};
use rstest::rstest;
use spreadsheets::{Limits, Unreadable, read};

fn refusal(bytes: &[u8]) -> Unreadable {
    read(bytes, &Limits::default()).unwrap_err()
}

/// Small limits, so that what goes past them is small too.
const SMALL: Limits = Limits {
    bytes: 100_000,
    inflated_bytes: 1_000_000,
    rows: 10,
    columns: 5,
    cells: 30,
    cell_characters: 20,
    text_bytes: 200,
    remarks_of_a_kind: 3,
};

#[test]
fn a_file_that_weighs_too_much_is_not_looked_into() {
    let refused = read(&vec![b'a'; 100_001], &SMALL).unwrap_err();
    assert_eq!(refused, Unreadable::TooHeavy(100_000));
}

#[test]
fn a_bomb_is_refused_by_what_it_declares() {
    let spaces = " ".repeat(2_000_000);
    let bomb = workbook(&format!("<sheetData/>{spaces}"));
    assert!(bomb.len() < 20_000);
    let refused = read(&bomb, &SMALL).unwrap_err();
    assert_eq!(refused, Unreadable::InflatesTooMuch(1_000_000));
    assert!(refused.to_string().contains("descomprimido"), "{refused}");
}

/// Puts another size for every part into the directory and the headers.
fn lie_about_sizes(mut zip: Vec<u8>) -> Vec<u8> {
    let places = [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)];
    for (mark, size_at) in places {
        let found: Vec<usize> = (0..zip.len() - 4)
            .filter(|at| zip[*at..*at + 4] == *mark)
            .collect();
        for at in found {
            zip[at + size_at..at + size_at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
    }
    zip
}

#[test]
fn a_directory_that_lies_does_not_win() {
    let spaces = " ".repeat(2_000_000);
    let bomb = lie_about_sizes(workbook(&format!("<sheetData/>{spaces}")));
    let refused = read(&bomb, &SMALL).unwrap_err();
    let stopped = [Unreadable::InflatesTooMuch(1_000_000), Unreadable::Damaged];
    assert!(stopped.contains(&refused), "{refused:?}");
}

#[test]
fn parts_that_share_their_bytes_are_refused() {
    let mut shared = zip(&[
        ("[Content_Types].xml", b"<spreadsheetml/>"),
        ("b.xml", b"<bbbb/>"),
    ]);
    // The second entry of the directory points to where the first one is.
    let second = (0..shared.len() - 4)
        .filter(|at| shared[*at..*at + 4] == *b"PK\x01\x02")
        .nth(1)
        .unwrap();
    shared[second + 42..second + 46].copy_from_slice(&0_u32.to_le_bytes());
    assert_eq!(refusal(&shared), Unreadable::Damaged);
}

#[rstest]
#[case::texts(format!("<sst>{}</sst>", "<si/>".repeat(130)), STYLES.to_owned())]
#[case::prefixed(format!("<x:sst xmlns:x=\"y\">{}</x:sst>", "<x:si/>".repeat(130)), STYLES.to_owned())]
#[case::count("<sst uniqueCount=\"99999999999\"/>".to_owned(), STYLES.to_owned())]
#[case::spaced_count("<sst uniqueCount = '99999999999'/>".to_owned(), STYLES.to_owned())]
#[case::styles(STRINGS.to_owned(), format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(400_001)))]
#[case::entities(
    format!("<!DOCTYPE sst [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>", "x".repeat(99)),
    STYLES.to_owned()
)]
fn what_the_parser_would_keep_piece_by_piece_is_counted(
    #[case] strings: String,
    #[case] styles: String,
) {
    let limits = Limits {
        cells: 30,
        ..Limits::default()
    };
    let bomb = with_parts("<sheetData/>", &strings, &styles);
    assert_eq!(read(&bomb, &limits).unwrap_err(), Unreadable::Overloaded);
}

#[test]
fn a_part_in_utf16_hides_nothing() {
    let strings: Vec<u8> = "\u{FEFF}<sst uniqueCount=\"99999999999\"/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let bomb = zip(&[
        ("[Content_Types].xml", packages::CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", packages::ROOT.as_bytes()),
        ("xl/workbook.xml", packages::WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", packages::RELATIONS.as_bytes()),
        ("xl/sharedStrings.xml", &strings),
    ]);
    assert_eq!(refusal(&bomb), Unreadable::Damaged);
}

fn cells(cells: &str) -> Vec<u8> {
    workbook(&format!(
        "<sheetData><row r=\"1\">{cells}</row></sheetData>"
    ))
}

#[rstest]
#[case::columns(cells("<c r=\"F1\"><v>1</v></c>"), Unreadable::TooManyColumns(5))]
#[case::last_column(cells("<c r=\"XFD1\"><v>1</v></c>"), Unreadable::TooManyColumns(5))]
#[case::long_text(cells(&format!("<c r=\"A1\" t=\"str\"><v>{}</v></c>", "á".repeat(21))), Unreadable::CellTooLong { place: spreadsheets::Place::cell(1, 1), limit: 20 })]
#[case::rows(b"a\n".repeat(11), Unreadable::TooManyRows(10))]
#[case::cells(b"a,b,c,d,e\n".repeat(7), Unreadable::TooManyCells(30))]
#[case::text(b"aaaaaaaaaaaaaaaaaaaa,aaaaaaaaaaaaaaaaaaaa,b\n".repeat(6), Unreadable::TooMuchText(200))]
#[case::text_columns(b"a,b,c,d,e,f\n".to_vec(), Unreadable::TooManyColumns(5))]
#[case::ods_rows(
    ods(
        "<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"4000000000\"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>",
        ""
    ),
    Unreadable::TooManyRows(10)
)]
#[case::ods_columns(
    ods(
        "<table:table table:name=\"A\"><table:table-row><table:table-cell table:number-columns-repeated=\"4000000000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>",
        ""
    ),
    Unreadable::TooManyColumns(5)
)]
fn what_goes_past_a_limit_is_told_by_that_limit(
    #[case] file: Vec<u8>,
    #[case] expected: Unreadable,
) {
    let refused = read(&file, &SMALL).unwrap_err();
    assert_eq!(refused, expected);
    let told = refused.to_string();
    assert!(told.contains("no se leyó") && told.ends_with('.'), "{told}");
}

#[test]
fn a_long_text_of_many_bytes_is_within_its_limit() {
    let file = cells(&format!(
        "<c r=\"A1\" t=\"str\"><v>{}</v></c>",
        "á".repeat(20)
    ));
    assert_eq!(read(&file, &SMALL).unwrap().rows[0].cells, ["á".repeat(20)]);
}

#[test]
fn half_a_million_empty_rows_are_passed_over() {
    let mut sheet = String::from("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    for row in 2..500_002 {
        sheet.push_str(&format!("<row r=\"{row}\" s=\"1\" customFormat=\"1\"><c r=\"A{row}\" s=\"1\"/><c r=\"B{row}\" s=\"3\"/></row>"));
    }
    sheet.push_str("<row r=\"500002\"><c r=\"B500002\"><v>2</v></c></row></sheetData>");
    let read = read(&workbook(&sheet), &Limits::default()).unwrap();
    let rows: Vec<(u32, &[String])> = read
        .rows
        .iter()
        .map(|row| (row.number, &row.cells[..]))
        .collect();
    let (one, two) = (["1".to_owned()], [String::new(), "2".to_owned()]);
    assert_eq!(rows, [(1, &one[..]), (500_002, &two[..])]);
}

#[test]
fn a_million_errors_do_not_hide_the_rest() {
    let mut sheet = String::from("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    for row in 2..12 {
        sheet.push_str(&format!(
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"e\"><v>#REF!</v></c></row>"
        ));
    }
    sheet.push_str("</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>");
    let remarks = read(&workbook(&sheet), &SMALL).unwrap().remarks;
    let told: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 5);
    assert_eq!(
        told[2],
        "Celda A4: La celda muestra el error #¡REF!; se leyó vacía. Escriba el dato."
    );
    assert_eq!(told[3], "Y 7 casos más como el anterior.");
    assert!(
        told[4].starts_with("Celda A1: Hay celdas combinadas hasta B1"),
        "{}",
        told[4]
    );
}

#[rstest]
#[case::letters("<c r=\"AAAAAAAAAAAA1\"><v>1</v></c>")]
#[case::digits("<c r=\"A99999999999\"><v>1</v></c>")]
#[case::no_row("<c r=\"A0\"><v>1</v></c>")]
#[case::no_such_text("<c r=\"A1\" t=\"s\"><v>7</v></c>")]
#[case::cut("<c r=\"A1\"><v>1")]
fn a_cell_that_cannot_be_is_damage(#[case] cell: &str) {
    assert_eq!(refusal(&cells(cell)), Unreadable::Damaged);
}

#[rstest]
#[case::cut("<table:table table:name=\"A\"><table:table-row><table:table-cell>")]
#[case::no_number(
    "<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"-1\"/></table:table>"
)]
#[case::entity(
    "<table:table table:name=\"A\"><table:table-row><table:table-cell><text:p>&what;</text:p></table:table-cell></table:table-row></table:table>"
)]
fn an_ods_that_ends_too_soon_is_damage(#[case] tables: &str) {
    assert_eq!(refusal(&ods(tables, "")), Unreadable::Damaged);
}

#[test]
fn an_ods_under_a_password_is_told() {
    let manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    assert_eq!(refusal(&ods("", manifest)), Unreadable::Protected);
}

/// A compound file with this stream of records.
fn compound(name: &str, records: &[(u16, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream(name).unwrap();
    for (kind, data) in records {
        stream.write_all(&kind.to_le_bytes()).unwrap();
        let length = u16::try_from(data.len()).unwrap();
        stream.write_all(&length.to_le_bytes()).unwrap();
        stream.write_all(data).unwrap();
    }
    stream.flush().unwrap();
    drop(stream);
    file.into_inner().into_inner()
}

const BEGIN_BOOK: (u16, &[u8]) = (0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const BEGIN_SHEET: (u16, &[u8]) = (0x0809, &[0, 6, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const END: (u16, &[u8]) = (0x000A, &[]);

/// Where the sheet begins in [`old_workbook`]: two records of 16 and 9 bytes and an end before it.
const SHEET_AT: u8 = 20 + 13 + 4;
const SHEET: (u16, &[u8]) = (0x0085, &[SHEET_AT, 0, 0, 0, 0, 0, 1, 0, b'A']);

fn old_workbook(sheet: &[(u16, &[u8])]) -> Vec<u8> {
    let mut records = vec![BEGIN_BOOK, SHEET, END, BEGIN_SHEET];
    records.extend_from_slice(sheet);
    records.push(END);
    compound("/Workbook", &records)
}

/// A number 1 in a cell, its row and column from 0.
fn number(row: u16, column: u16) -> Vec<u8> {
    let place = [row, column, 0].map(u16::to_le_bytes).concat();
    [place, 1.0_f64.to_le_bytes().to_vec()].concat()
}

#[test]
fn a_size_that_an_old_workbook_makes_up_is_not_believed() {
    let huge = [
        &[0; 4],
        &u32::MAX.to_le_bytes(),
        &[0, 0, 0xFF, 0xFF, 0, 0][..],
    ]
    .concat();
    let file = old_workbook(&[(0x0200, &huge), (0x0203, &number(0, 0))]);
    let sheet = read(&file, &Limits::default()).unwrap();
    assert_eq!(sheet.rows[0].cells, ["1"]);
}

#[test]
fn two_far_cells_of_an_old_workbook_do_not_take_room_for_all_between() {
    let file = old_workbook(&[(0x0203, &number(0, 0)), (0x0203, &number(65_535, 255))]);
    let limits = Limits::default();
    assert_eq!(refusal(&file), Unreadable::TooManyCells(limits.cells));
}

#[test]
fn an_old_workbook_under_a_password_is_told() {
    let pass = (0x002F, &[1, 0, 1, 0][..]);
    assert_eq!(
        refusal(&compound("/Workbook", &[BEGIN_BOOK, pass, END])),
        Unreadable::Protected
    );
}

#[rstest]
#[case("/WordDocument", "Word")]
#[case("/PowerPoint Document", "presentación")]
#[case("/Otro", "no es un libro")]
fn other_compound_files_are_named(#[case] stream: &str, #[case] says: &str) {
    let told = refusal(&compound(stream, &[END])).to_string();
    assert!(told.contains(says), "{told}");
}

#[rstest]
#[case("word/document.xml", "Word")]
#[case("ppt/presentation.xml", "presentación")]
#[case("Index/Document.iwa", "Numbers")]
#[case("registro.csv", "ZIP")]
fn other_packages_are_named(#[case] part: &str, #[case] says: &str) {
    let told = refusal(&zip(&[(part, b"x")])).to_string();
    assert!(told.contains(says), "{told}");
}

#[test]
fn a_binary_workbook_is_told_how_to_come() {
    let types = b"<Types>application/vnd.ms-excel.sheet.binary.macroEnabled.main</Types>";
    let told = refusal(&zip(&[("[Content_Types].xml", types)])).to_string();
    assert!(told.contains("XLSB") && told.contains(".xlsx"), "{told}");
}

#[test]
fn an_error_repeated_without_end_is_remarked_once() {
    let file = ods(
        "<table:table table:name=\"A\"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated=\"4000000000\"><table:table-cell table:number-columns-repeated=\"4000000000\" calcext:value-type=\"error\"><text:p>#N/A</text:p></table:table-cell></table:table-row></table:table>",
        "",
    );
    let sheet = read(&file, &SMALL).unwrap();
    assert_eq!((sheet.rows.len(), sheet.remarks.len()), (1, 1));
}

#[test]
fn hidden_columns_told_a_million_times_are_looked_at_once() {
    let columns = "<col min=\"1\" max=\"16384\" hidden=\"1\"/>".repeat(300_000);
    let file = workbook(&format!(
        "<cols>{columns}</cols><sheetData><row r=\"1\"><c r=\"B1\"><v>1</v></c></row></sheetData>"
    ));
    let remarks = read(&file, &Limits::default()).unwrap().remarks;
    let told: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["Columna B: La columna está oculta en la hoja; también se leyó."]
    );
}

#[test]
fn a_workbook_that_names_a_part_without_end_is_refused() {
    let sheets: String = (0..300)
        .map(|number| format!("<sheet name=\"H{number}\" sheetId=\"1\" r:id=\"rId1\"/>"))
        .collect();
    let book = packages::WORKBOOK.replace(
        "<sheet name=\"Hoja1\" sheetId=\"1\" r:id=\"rId1\"/>",
        &sheets,
    );
    let file = zip(&[
        ("[Content_Types].xml", packages::CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", packages::ROOT.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", packages::RELATIONS.as_bytes()),
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet><sheetData/></worksheet>",
        ),
    ]);
    assert_eq!(refusal(&file), Unreadable::Overloaded);
}
