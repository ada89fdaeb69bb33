//! How each kind of cell becomes text.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests are named by what they prove, and a panic is their failure's message"
)]

mod packages;

use packages::{ods, workbook};
use rstest::rstest;
use spreadsheets::{Limits, column_letters, read};

/// The cell beside one that always has text, so that an empty one is seen too; and the remark on it.
fn second(file: &[u8]) -> (String, Option<String>) {
    let sheet = read(file, &Limits::default()).unwrap();
    let cell = sheet.rows[0].cells.get(1).cloned().unwrap_or_default();
    (cell, sheet.remarks.first().map(ToString::to_string))
}

fn in_xlsx(cell: &str) -> (String, Option<String>) {
    second(&workbook(&format!(
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" {cell}</c></row></sheetData>"
    )))
}

#[rstest]
#[case::whole("><v>12</v>", "12")]
#[case::whole_with_point("><v>12.0</v>", "12")]
#[case::exponent("><v>1.0E+10</v>", "10000000000")]
#[case::phone("><v>6181234567</v>", "6181234567")]
#[case::fraction("><v>0.30000000000000004</v>", "0.3")]
#[case::small("><v>1E-7</v>", "0.0000001")]
#[case::negative("><v>-0</v>", "0")]
#[case::shared("t=\"s\"><v>0</v>", "hola")]
#[case::inline("t=\"inlineStr\"><is><t>x &amp; y</t></is>", "x & y")]
#[case::rich(
    "t=\"inlineStr\"><is><r><t xml:space=\"preserve\">María </t></r><r><t>José</t></r></is>",
    "María José"
)]
#[case::formula_text("t=\"str\"><f>A1</f><v>hola</v>", "hola")]
#[case::formula_empty_text("t=\"str\"><f>A1</f><v></v>", "")]
#[case::formula_number("><f>1+1</f><v>2</v>", "2")]
#[case::yes("t=\"b\"><v>1</v>", "VERDADERO")]
#[case::no("t=\"b\"><v>0</v>", "FALSO")]
#[case::date("s=\"1\"><v>29280</v>", "1980-02-29")]
#[case::first_day("s=\"1\"><v>1</v>", "1900-01-01")]
#[case::before_the_false_leap_day("s=\"1\"><v>59</v>", "1900-02-28")]
#[case::after_it("s=\"1\"><v>61</v>", "1900-03-01")]
#[case::moment("s=\"1\"><v>46451.604166666664</v>", "2027-03-05T14:30:00")]
#[case::time("s=\"1\"><v>0.3333333333333333</v>", "08:00:00")]
#[case::iso("t=\"d\"><v>1980-02-29</v>", "1980-02-29")]
#[case::iso_moment("t=\"d\"><v>1980-02-29T10:00:00</v>", "1980-02-29T10:00:00")]
#[case::text_like_a_number("s=\"3\" t=\"inlineStr\"><is><t>007</t></is>", "007")]
#[case::spaces_only("t=\"inlineStr\"><is><t>  </t></is>", "")]
fn a_value_becomes_the_text_that_people_typed(#[case] cell: &str, #[case] text: &str) {
    assert_eq!(in_xlsx(cell), (text.to_owned(), None));
}

#[rstest]
#[case::error("t=\"e\"><v>#DIV/0!</v>", "#¡DIV/0!")]
#[case::duration("s=\"2\"><v>1.25</v>", "duración")]
#[case::false_leap_day("s=\"1\"><v>60</v>", "no es una fecha")]
#[case::negative_date("s=\"1\"><v>-3</v>", "no es una fecha")]
#[case::far_date("s=\"1\"><v>99999999</v>", "no es una fecha")]
#[case::iso_nonsense("t=\"d\"><v>1980-02-31</v>", "no es una fecha")]
#[case::no_result("><f>1+1</f>", "sin su resultado")]
fn what_has_no_text_is_left_empty_and_remarked(#[case] cell: &str, #[case] says: &str) {
    let (text, remark) = in_xlsx(cell);
    assert_eq!(text, "");
    let remark = remark.unwrap();
    assert!(
        remark.starts_with("Celda B1: ") && remark.contains(says),
        "{remark}"
    );
}

#[test]
fn a_number_too_long_to_be_whole_is_told() {
    let (text, remark) = in_xlsx("><v>1.23456789012346E+17</v>");
    assert_eq!(text, "123456789012346000");
    assert!(remark.unwrap().contains("más de 15 cifras"));
}

fn in_ods(cell: &str) -> (String, Option<String>) {
    let row = format!(
        "<table:table table:name=\"A\"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>{cell}</table:table-row></table:table>"
    );
    second(&ods(&row, ""))
}

#[rstest]
#[case::number(
    "<table:table-cell office:value-type=\"float\" office:value=\"1E+10\"><text:p>1.0E+10</text:p></table:table-cell>",
    "10000000000"
)]
#[case::date(
    "<table:table-cell office:value-type=\"date\" office:date-value=\"1980-02-29\"><text:p>29/02/80</text:p></table:table-cell>",
    "1980-02-29"
)]
#[case::moment(
    "<table:table-cell office:value-type=\"date\" office:date-value=\"2027-03-05T14:30:00.000000000\"/>",
    "2027-03-05T14:30:00"
)]
#[case::time(
    "<table:table-cell office:value-type=\"time\" office:time-value=\"PT08H05M00S\"/>",
    "08:05:00"
)]
#[case::yes(
    "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>",
    "VERDADERO"
)]
#[case::paragraphs(
    "<table:table-cell office:value-type=\"string\"><text:p>uno<text:s text:c=\"2\"/>y <text:span>dos</text:span></text:p><text:p>tres</text:p></table:table-cell>",
    "uno  y dos\ntres"
)]
#[case::comment(
    "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>nota</text:p></office:annotation><text:p>dato &lt;b&gt;</text:p></table:table-cell>",
    "dato <b>"
)]
#[case::covered(
    "<table:covered-table-cell><text:p>tapado</text:p></table:covered-table-cell>",
    ""
)]
fn an_ods_cell_becomes_text_too(#[case] cell: &str, #[case] text: &str) {
    assert_eq!(in_ods(cell), (text.to_owned(), None));
}

#[rstest]
#[case::error(
    "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>",
    "#DIV/0!"
)]
#[case::old_error(
    "<table:table-cell table:formula=\"of:=X\" office:value-type=\"string\"><text:p>#NAME?</text:p></table:table-cell>",
    "#NAME?"
)]
#[case::duration(
    "<table:table-cell office:value-type=\"time\" office:time-value=\"PT30H00M00S\"/>",
    "duración"
)]
#[case::no_result("<table:table-cell table:formula=\"of:=1+1\"/>", "sin su resultado")]
fn an_ods_cell_without_text_is_remarked(#[case] cell: &str, #[case] says: &str) {
    let (text, remark) = in_ods(cell);
    assert_eq!(text, "");
    let remark = remark.unwrap();
    assert!(
        remark.starts_with("Celda B1: ") && remark.contains(says),
        "{remark}"
    );
}

#[test]
fn rows_in_disorder_come_out_in_order() {
    let file = workbook(
        "<sheetData><row r=\"3\"><c r=\"A3\"><v>3</v></c></row><row r=\"1\"><c r=\"B1\"><v>2</v></c><c r=\"A1\"><v>1</v></c></row></sheetData>",
    );
    let rows = read(&file, &Limits::default()).unwrap().rows;
    let told: Vec<(u32, &[String])> = rows
        .iter()
        .map(|row| (row.number, &row.cells[..]))
        .collect();
    assert_eq!(
        told,
        [
            (1, &["1".to_owned(), "2".to_owned()][..]),
            (3, &["3".to_owned()][..])
        ]
    );
}

#[rstest]
#[case(1, "A")]
#[case(26, "Z")]
#[case(27, "AA")]
#[case(702, "ZZ")]
#[case(703, "AAA")]
#[case(16_384, "XFD")]
fn columns_have_the_letters_of_a_spreadsheet(#[case] column: u32, #[case] letters: &str) {
    assert_eq!(column_letters(column), letters);
}
