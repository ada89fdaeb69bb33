//! The numbers that a spreadsheet gives the rows of a text file: blank lines count, line breaks inside a cell do not.

use csv::StringRecord;

/// Counts line ends (LF, CRLF or CR) up to a record, less those that lay inside cells.
pub(super) struct RowCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    ends: usize,
    inside: usize,
}

impl<'a> RowCounter<'a> {
    /// Begins at the first line.
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            ends: 0,
            inside: 0,
        }
    }

    /// The record's number and how many line breaks its cells hold. Records must come in order.
    pub(super) fn number(&mut self, record: &StringRecord) -> (u32, usize) {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        // The parser stops a record before its line end's last byte, and skips blank lines.
        while self
            .bytes
            .get(self.at)
            .is_some_and(|byte| self.at < start || matches!(byte, b'\r' | b'\n'))
        {
            self.ends += usize::from(ends_line(self.bytes, self.at));
            self.at += 1;
        }
        let number = self.ends - self.inside + 1;
        let inner_breaks = record.iter().map(line_ends).sum::<usize>();
        self.inside += inner_breaks;
        (u32::try_from(number).unwrap_or(u32::MAX), inner_breaks)
    }
}

fn ends_line(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b'\n') => true,
        Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

fn line_ends(cell: &str) -> usize {
    let bytes = cell.as_bytes();
    (0..bytes.len()).filter(|at| ends_line(bytes, *at)).count()
}
