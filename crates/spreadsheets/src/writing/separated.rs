//! CSV for spreadsheets.

use csv::{Terminator, WriterBuilder};

/// First letters by which a spreadsheet takes a cell for a formula, also behind a line break.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// Rows as CSV: UTF-8 with a byte-order mark, by which spreadsheets know it, commas and CRLF.
///
/// A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break gets an apostrophe before it, as OWASP advises,
/// so that no spreadsheet runs as a formula what somebody typed into a form. Whoever reads the file with another
/// program sees that apostrophe; a number below zero gets it too.
pub fn csv<R>(rows: R) -> Vec<u8>
where
    R: IntoIterator,
    R::Item: IntoIterator<Item: AsRef<str>>,
{
    let mut writer = WriterBuilder::new()
        .flexible(true)
        .terminator(Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    for row in rows {
        let cells = row.into_iter().map(|cell| inert(cell.as_ref()));
        writer
            .write_record(cells)
            .expect("a flexible record written to memory cannot fail");
    }
    writer
        .into_inner()
        .expect("a buffer in memory can always be flushed")
}

/// A cell that no spreadsheet takes for a formula; see [`csv`].
pub fn inert(cell: &str) -> String {
    if cell.starts_with(FORMULA_STARTS) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
