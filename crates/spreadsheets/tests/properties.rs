//! What holds for any rows and any bytes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests are named by what they prove, and a panic is their failure's message"
)]

use std::io::{Cursor, Read, Write};

use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use spreadsheets::{ColumnOut, Limits, SheetOut, Unreadable, Workbook, csv, read};

/// Rows of texts as people write them, with everything that means something to a file's format.
fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop_oneof![
        4 => "[A-Za-zÁÉÍÓÚÑáéíóúñü0-9 .'/-]{0,12}",
        1 => "[,;|\"<>&=+@_x0-9\u{201C}\n]{1,8}",
        1 => Just(String::new()),
    ];
    // A first column that is never empty keeps a row from being blank; at least two columns show the separator.
    let row = (
        "[a-z]{1,6}",
        "[a-z]{1,6}",
        prop::collection::vec(cell, 1..5),
    );
    let row = row.prop_map(|(first, second, rest)| [vec![first, second], rest].concat());
    prop::collection::vec(row, 2..12)
}

/// The cells as they come out: nothing but spaces is nothing, and rows end at their last cell with text.
fn tidy(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let blank = |cell: &String| cell.trim().is_empty();
    let tidy = |row: &Vec<String>| {
        let length = row
            .iter()
            .rposition(|cell| !blank(cell))
            .map_or(0, |last| last + 1);
        let cells = row[..length].iter();
        cells
            .map(|cell| {
                if blank(cell) {
                    String::new()
                } else {
                    cell.clone()
                }
            })
            .collect()
    };
    rows.iter().map(tidy).collect()
}

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let sheet = read(bytes, &Limits::default()).unwrap();
    sheet.rows.into_iter().map(|row| row.cells).collect()
}

fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let column = |number| ColumnOut {
        heading: format!("columna {number}"),
        note: String::new(),
        width: 12.0,
        choices: Vec::new(),
    };
    let sheet = SheetOut {
        name: "Datos".to_owned(),
        columns: (0..8).map(column).collect(),
        rows: rows.to_vec(),
    };
    let created = date(2027, 1, 1).at(0, 0, 0, 0);
    Workbook::new(created).sheet(sheet).finish().unwrap()
}

fn separated(rows: &[Vec<String>], separator: u8, end: &str) -> String {
    // Every row as wide as the widest, as spreadsheets write them.
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let terminator = match end {
        "\r\n" => ::csv::Terminator::CRLF,
        end => ::csv::Terminator::Any(end.as_bytes()[0]),
    };
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(terminator)
        .from_writer(Vec::new());
    for row in rows {
        let mut row = row.clone();
        row.resize(width, String::new());
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    let utf16 = |order: fn(u16) -> [u8; 2], mark: &str| {
        let marked = [mark, text].concat();
        marked.encode_utf16().flat_map(order).collect()
    };
    match encoding {
        "UTF-8" => text.as_bytes().to_vec(),
        "UTF-8 with a mark" => ["\u{FEFF}", text].concat().into_bytes(),
        "UTF-16 LE" => utf16(u16::to_le_bytes, ""),
        "UTF-16 LE with a mark" => utf16(u16::to_le_bytes, "\u{FEFF}"),
        "UTF-16 BE" => utf16(u16::to_be_bytes, ""),
        "UTF-16 BE with a mark" => utf16(u16::to_be_bytes, "\u{FEFF}"),
        _ => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}

const ENCODINGS: [&str; 7] = [
    "UTF-8",
    "UTF-8 with a mark",
    "UTF-16 LE",
    "UTF-16 LE with a mark",
    "UTF-16 BE",
    "UTF-16 BE with a mark",
    "Windows-1252",
];

const FIXTURES: [&str; 8] = [
    "openpyxl.xlsx",
    "openpyxl-hard.xlsx",
    "libreoffice-hard.xlsx",
    "libreoffice-hard.xls",
    "xlwt.xls",
    "libreoffice-hard.ods",
    "odfpy.ods",
    "libreoffice-win.csv",
];

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

/// Small limits bound the time and memory that one case may take.
const LIMITS: Limits = Limits {
    bytes: 1_000_000,
    inflated_bytes: 4_000_000,
    rows: 5_000,
    columns: 64,
    cells: 50_000,
    cell_characters: 2_000,
    text_bytes: 500_000,
    remarks_of_a_kind: 5,
};

/// Reads without a panic, and never gives more than the limits let.
fn holds(bytes: &[u8]) -> Result<(), TestCaseError> {
    match read(bytes, &LIMITS) {
        Ok(sheet) => {
            prop_assert!(!sheet.rows.is_empty() && sheet.rows.len() <= LIMITS.rows);
            let cells: usize = sheet.rows.iter().map(|row| row.cells.len()).sum();
            prop_assert!(cells <= LIMITS.cells);
            prop_assert!(
                sheet
                    .rows
                    .is_sorted_by(|one, next| one.number < next.number)
            );
            prop_assert!(sheet.remarks.len() <= 12 * (LIMITS.remarks_of_a_kind + 1));
        }
        Err(refused) => prop_assert!(refused.to_string().ends_with('.')),
    }
    Ok(())
}

/// One thing done to bytes: cut, changed, repeated or taken out.
#[derive(Debug, Clone)]
enum Damage {
    Cut(Index),
    Flip(Index, u8),
    Repeat(Index, usize),
    Remove(Index, usize),
    Number(Index, u32),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        1 => at().prop_map(Damage::Cut),
        4 => (at(), 1..=255_u8).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        1 => (at(), 1..200_usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
        1 => (at(), 1..50_usize).prop_map(|(at, length)| Damage::Remove(at, length)),
        2 => (at(), select(vec![u32::MAX, 0x7FFF_FFFF, 0xFFFF, 0])).prop_map(|(at, number)| Damage::Number(at, number)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match damage {
            Damage::Cut(at) => bytes.truncate(at.index(length)),
            Damage::Flip(at, bits) => bytes[at.index(length)] ^= bits,
            Damage::Repeat(at, count) => {
                let start = at.index(length);
                let piece = bytes[start..length.min(start + count)].to_vec();
                bytes.splice(start..start, piece);
            }
            Damage::Remove(at, count) => {
                let start = at.index(length);
                bytes.drain(start..length.min(start + count));
            }
            Damage::Number(at, number) => {
                let start = at.index(length);
                let end = length.min(start + 4);
                bytes[start..end].copy_from_slice(&number.to_le_bytes()[..end - start]);
            }
        }
    }
    bytes
}

/// The parts of a package, inflated.
fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let read = |index| {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        (part.name().unwrap().into_owned(), content)
    };
    (0..package_length(package)).map(read).collect()
}

fn package_length(package: &[u8]) -> usize {
    zip::ZipArchive::new(Cursor::new(package)).unwrap().len()
}

/// The package with one part damaged and everything around it whole, so that the damage reaches the XML's reader.
fn with_damaged_part(package: &[u8], which: Index, damages: &[Damage]) -> Vec<u8> {
    let mut parts = parts(package);
    let which = which.index(parts.len());
    parts[which].1 = damaged(std::mem::take(&mut parts[which].1), damages);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).unwrap();
        zip.write_all(&content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The old workbook with damage inside its stream of records.
fn with_damaged_stream(file: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut whole = cfb::CompoundFile::open(Cursor::new(file.to_vec())).unwrap();
    let mut stream = Vec::new();
    whole
        .open_stream("/Workbook")
        .unwrap()
        .read_to_end(&mut stream)
        .unwrap();
    let stream = damaged(stream, damages);
    let mut out = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    out.create_stream("/Workbook")
        .unwrap()
        .write_all(&stream)
        .unwrap();
    out.into_inner().into_inner()
}

proptest! {
    #[test]
    fn rows_written_to_a_workbook_are_the_rows_read(rows in rows()) {
        prop_assert_eq!(&cells(&workbook(&rows))[1..], tidy(&rows));
    }

    #[test]
    fn rows_of_a_text_file_are_the_rows_read(
        rows in rows(),
        encoding in select(ENCODINGS.to_vec()),
        separator in select(vec![b',', b';', b'\t', b'|']),
        end in select(vec!["\n", "\r\n", "\r"]),
    ) {
        // The mark is told, as Excel does: among texts full of marks no sniffer can know the one that was meant.
        let told = format!("sep={}{end}{}", char::from(separator), separated(&rows, separator, end));
        prop_assert_eq!(cells(&encoded(&told, encoding)), tidy(&rows));
    }

    #[test]
    fn the_separator_of_ordinary_rows_is_found(
        rows in prop::collection::vec(prop::collection::vec("[A-Za-zÁñ0-9 .]{0,9}|[a-z]{1,4}\u{1}[a-z]{1,4}", 4), 2..30),
        encoding in select(ENCODINGS.to_vec()),
        separator in select(vec![b',', b';', b'\t', b'|']),
    ) {
        // Some cells hold the mark itself, in quotes.
        let mark = char::from(separator).to_string();
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.replace('\u{1}', &mark)).collect())
            .collect();
        prop_assume!(rows.iter().flatten().any(|cell| !cell.trim().is_empty()));
        let kept: Vec<Vec<String>> = tidy(&rows).into_iter().filter(|row| !row.is_empty()).collect();
        prop_assert_eq!(cells(&encoded(&separated(&rows, separator, "\n"), encoding)), kept);
    }

    #[test]
    fn an_export_comes_back_with_an_apostrophe_before_what_could_be_a_formula(rows in rows()) {
        let guarded = |cell: &String| match cell.chars().next() {
            Some('=' | '+' | '-' | '@' | '\n') => format!("'{cell}"),
            _ => cell.clone(),
        };
        let guarded: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(guarded).collect()).collect();
        let out = String::from_utf8(csv(&rows)).unwrap();
        let told = out.replacen('\u{FEFF}', "sep=,\r\n", 1);
        prop_assert_eq!(cells(told.as_bytes()), tidy(&guarded));
    }
}

proptest! {
    #[test]
    fn random_bytes_are_read_or_refused(
        start in select(vec![&b""[..], b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\xFF\xFE", b"sep=;\n"]),
        rest in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        holds(&[start, &rest].concat())?;
    }

    #[test]
    fn damaged_files_are_read_or_refused(
        name in select(FIXTURES.to_vec()),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        holds(&damaged(fixture(name), &damages))?;
    }

    #[test]
    fn damaged_parts_are_read_or_refused(
        name in select(vec!["openpyxl-hard.xlsx", "libreoffice-hard.xlsx", "libreoffice-hard.ods", "odfpy.ods"]),
        which in any::<Index>(),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        holds(&with_damaged_part(&fixture(name), which, &damages))?;
    }

    #[test]
    fn damaged_records_are_read_or_refused(
        name in select(vec!["xlwt.xls", "libreoffice-hard.xls"]),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        holds(&with_damaged_stream(&fixture(name), &damages))?;
    }
}

#[test]
fn a_file_cut_anywhere_is_read_or_refused() {
    for name in FIXTURES {
        let whole = fixture(name);
        for length in (0..whole.len()).step_by(97) {
            let told = read(&whole[..length], &LIMITS);
            assert!(
                name.ends_with("csv") || told.is_err() || length == whole.len(),
                "{name} cut at {length}"
            );
            if length == 0 {
                assert_eq!(told.unwrap_err(), Unreadable::Empty);
            }
        }
    }
}
