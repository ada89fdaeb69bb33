//! Separated text in the encodings and with the marks that spreadsheets use.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests are named by what they prove, and a panic is their failure's message"
)]

use rstest::rstest;
use spreadsheets::{Limits, Place, Remarked, Sheet, Unreadable, read};

fn text(bytes: &[u8]) -> Sheet {
    read(bytes, &Limits::default()).unwrap()
}

fn rows(sheet: &Sheet) -> Vec<(u32, Vec<&str>)> {
    let told = sheet.rows.iter();
    told.map(|row| (row.number, row.cells.iter().map(String::as_str).collect()))
        .collect()
}

#[rstest]
#[case::comma("clave,nota\n1,a;b\n2,\"x,y\"\n", vec!["a;b", "x,y"])]
#[case::semicolon("clave;nota\n1;a,b\n2;x,y\n", vec!["a,b", "x,y"])]
#[case::tab("clave\tnota\n1\ta,b\n2\tx;y\n", vec!["a,b", "x;y"])]
#[case::bar("clave|nota\n1|a,b\n2|x;y\n", vec!["a,b", "x;y"])]
#[case::told("sep=;\nclave;nota\n1;a,b,c\n2;x\n", vec!["a,b,c", "x"])]
#[case::told_in_quotes("\"sep=,\"\r\nclave,nota\r\n1,a;b\r\n2,x\r\n", vec!["a;b", "x"])]
#[case::title_above("Padrón de candidaturas, 2027\nclave;nota;z\n1;a,b;z\n2;x;z\n3;x;z\n", vec![])]
fn the_separator_is_told_by_the_rows(#[case] file: &str, #[case] notes: Vec<&str>) {
    let sheet = text(file.as_bytes());
    let rows = rows(&sheet);
    if notes.is_empty() {
        assert_eq!(rows[0], (1, vec!["Padrón de candidaturas, 2027"]));
        assert_eq!(rows[1], (2, vec!["clave", "nota", "z"]));
        return;
    }
    assert_eq!(rows[0], (1, vec!["clave", "nota"]));
    assert_eq!(rows[1], (2, vec!["1", notes[0]]));
    assert_eq!(rows[2], (3, vec!["2", notes[1]]));
}

#[rstest]
#[case::lf("\n")]
#[case::crlf("\r\n")]
#[case::cr("\r")]
fn rows_are_numbered_as_a_spreadsheet_does(#[case] end: &str) {
    let file = ["a,b", "", "\"dos", "líneas\",x", ",,", "fin,y", ""].join(end);
    let sheet = text(file.as_bytes());
    let two_lines = format!("dos{end}líneas");
    let expected = [
        (1, vec!["a", "b"]),
        (3, vec![two_lines.as_str(), "x"]),
        (5, vec!["fin", "y"]),
    ];
    assert_eq!(rows(&sheet), expected);
}

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    let units = mark.into_iter().chain(text.encode_utf16());
    let bytes = |unit: u16| {
        if little {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    };
    units.flat_map(bytes).collect()
}

const SPANISH: &str = "clave;nombre\n1;Ángel Muñoz Güereña\n2;José «Pepe» Íñiguez\n";

#[rstest]
#[case::utf8(SPANISH.as_bytes().to_vec(), false)]
#[case::utf8_marked([b"\xEF\xBB\xBF", SPANISH.as_bytes()].concat(), false)]
#[case::utf16_le(utf16(SPANISH, true, false), false)]
#[case::utf16_le_marked(utf16(SPANISH, true, true), false)]
#[case::utf16_be(utf16(SPANISH, false, false), false)]
#[case::utf16_be_marked(utf16(SPANISH, false, true), false)]
#[case::windows(encoding_rs::WINDOWS_1252.encode(SPANISH).0.into_owned(), true)]
fn accents_come_out_of_every_encoding(#[case] file: Vec<u8>, #[case] guessed: bool) {
    let sheet = text(&file);
    let expected = [
        (1, vec!["clave", "nombre"]),
        (2, vec!["1", "Ángel Muñoz Güereña"]),
        (3, vec!["2", "José «Pepe» Íñiguez"]),
    ];
    assert_eq!(rows(&sheet), expected);
    let remarked = sheet
        .remarks
        .iter()
        .any(|remark| remark.what == Remarked::ReadAsWindows1252);
    assert_eq!(remarked, guessed);
}

#[test]
fn one_letter_of_another_encoding_does_not_spoil_the_rest() {
    let file = [SPANISH.as_bytes(), b"3;Pe\xF1a\n"].concat();
    let refused = read(&file, &Limits::default()).unwrap_err();
    assert_eq!(refused, Unreadable::MixedEncodings { line: 4 });
    assert!(refused.to_string().contains("línea 4"), "{refused}");
}

#[test]
fn an_open_quotation_mark_is_remarked_with_its_row() {
    let sheet = text(b"a,b\n1,x\n2,\"abierta\n3,y\n4,z\n");
    let remark = &sheet.remarks[0];
    assert_eq!(
        (remark.place, &remark.what),
        (Place::row(3), &Remarked::OpenQuote)
    );
}

#[test]
fn a_quotation_mark_inside_a_cell_is_no_open_one() {
    let sheet = text(b"a,b\n1,5\" de alto\n2,\"dos\nl\xC3\xADneas\"\n3,x\n");
    assert_eq!(sheet.remarks, []);
    assert_eq!(sheet.rows[1].cells, ["1", "5\" de alto"]);
}

#[rstest]
#[case::nothing(b"".as_slice(), "vacío")]
#[case::only_blanks(b" , ,\n\n , ".as_slice(), "vacío")]
#[case::pdf(b"%PDF-1.7\n".as_slice(), "un PDF")]
#[case::png(b"\x89PNG\r\n\x1a\n".as_slice(), "una imagen (PNG)")]
#[case::jpeg(b"\xFF\xD8\xFF\xE0".as_slice(), "una imagen (JPEG)")]
#[case::html(b"\xEF\xBB\xBF <HTML><table><tr><td>clave</td></tr></table></HTML>".as_slice(), "HTML")]
#[case::bare_table(b"<table border=1><tr><td>clave</td></tr></table>".as_slice(), "HTML")]
#[case::xml_2003(b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>".as_slice(), "XML (Excel 2003)")]
#[case::archive(b"MIME-Version: 1.0\nContent-Type: multipart/related\n".as_slice(), "MHT")]
#[case::noise(b"\x01\x02\x03abc,def\x00\x07".as_slice(), "no una hoja")]
fn what_is_no_table_is_named(#[case] file: &[u8], #[case] says: &str) {
    let refused = read(file, &Limits::default()).unwrap_err().to_string();
    assert!(refused.contains(says), "{refused}");
}

#[test]
fn a_web_page_in_utf16_is_told_too() {
    let page = utf16("<html><body><table></table></body></html>", true, true);
    let refused = read(&page, &Limits::default()).unwrap_err().to_string();
    assert!(refused.contains("HTML"), "{refused}");
}
