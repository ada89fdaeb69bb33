//! The records of an XLS workbook, walked before the parser sees them: it believes the size that a sheet says it has,
//! and sets aside room for every cell between the first and the last.

use crate::{Limits, Unreadable};

/// Records that a sheet's walk cares for (MS-XLS 2.3).
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const COLUMN_INFO: u16 = 0x007D;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MULTIPLE_NUMBERS: u16 = 0x00BD;
    pub(super) const RICH_TEXT: u16 = 0x00D6;
    pub(super) const SHARED_TEXT: u16 = 0x00FD;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOLEAN_OR_ERROR: u16 = 0x0205;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const SHORT_NUMBER: u16 = 0x027E;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// Sheets of a workbook, and records of all of them, walked once for each sheet that points to them.
const MOST_SHEETS: usize = 256;
const MOST_RECORDS: usize = 16_000_000;

/// What a sheet's records say besides its cells.
#[derive(Debug, Default)]
pub(super) struct SheetFacts {
    /// Rows hidden, from 1.
    pub(super) hidden_rows: Vec<u32>,
    /// Columns hidden, first and last, from 1.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    extent: Extent,
}

/// The rectangle around a sheet's cells.
#[derive(Debug, Default)]
struct Extent {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
}

impl Extent {
    fn hold(&mut self, row: u16, first: u16, last: u16) {
        let widen = |held: Option<(u16, u16)>, low: u16, high: u16| match held {
            Some((least, most)) => Some((least.min(low), most.max(high))),
            None => Some((low, high)),
        };
        self.rows = widen(self.rows, row, row);
        self.columns = widen(self.columns, first, last);
    }

    fn cells(&self) -> usize {
        let span = |held: Option<(u16, u16)>| {
            held.map_or(0, |(low, high)| usize::from(high.saturating_sub(low)) + 1)
        };
        span(self.rows) * span(self.columns)
    }
}

/// Walks every sheet in the order of the workbook, and empties the sizes that they say they have.
///
/// # Errors
/// [`Unreadable::Protected`], [`Unreadable::Damaged`], [`Unreadable::Overloaded`] or [`Unreadable::TooManyCells`].
pub(super) fn inspect(stream: &mut [u8], limits: &Limits) -> Result<Vec<SheetFacts>, Unreadable> {
    let starts = sheet_starts(stream)?;
    if starts.len() > MOST_SHEETS {
        return Err(Unreadable::Overloaded);
    }
    let mut left = MOST_RECORDS;
    let mut cells = 0;
    let mut facts = Vec::with_capacity(starts.len());
    for start in starts {
        let sheet = walk(stream, start, &mut left)?;
        cells += sheet.extent.cells();
        // Room is set aside for empty cells too, in all sheets: twice what one may keep is a real workbook's most.
        if cells > limits.cells.saturating_mul(2) {
            return Err(Unreadable::TooManyCells(limits.cells));
        }
        facts.push(sheet);
    }
    Ok(facts)
}

fn sheet_starts(stream: &[u8]) -> Result<Vec<usize>, Unreadable> {
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some((kind, data)) = record_at(stream, at)? {
        match kind {
            record::FILE_PASS => return Err(Unreadable::Protected),
            record::BOUND_SHEET => {
                let start = data.first_chunk().copied().ok_or(Unreadable::Damaged)?;
                starts.push(u32::from_le_bytes(start) as usize);
            }
            record::EOF => break,
            _ => {}
        }
        at += 4 + data.len();
    }
    Ok(starts)
}

/// The record that begins there: its kind and its data; `None` at the stream's end.
fn record_at(stream: &[u8], at: usize) -> Result<Option<(u16, &[u8])>, Unreadable> {
    let rest = stream.get(at..).ok_or(Unreadable::Damaged)?;
    if rest.is_empty() {
        return Ok(None);
    }
    let (kind, length) = word(rest, 0)
        .zip(word(rest, 2))
        .ok_or(Unreadable::Damaged)?;
    let end = 4 + usize::from(length);
    let data = rest.get(4..end).ok_or(Unreadable::Damaged)?;
    Ok(Some((kind, data)))
}

fn word(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*bytes))
}

fn walk(stream: &mut [u8], start: usize, left: &mut usize) -> Result<SheetFacts, Unreadable> {
    let mut facts = SheetFacts::default();
    let mut at = start;
    // Charts inside a sheet begin and end as sheets do.
    let mut depth = 0;
    while let Some((kind, data)) = record_at(stream, at)? {
        *left = left.checked_sub(1).ok_or(Unreadable::Overloaded)?;
        let length = data.len();
        match kind {
            record::BEGIN => depth += 1,
            record::EOF if depth <= 1 => break,
            record::EOF => depth -= 1,
            record::DIMENSIONS => {
                let end = at + 4 + length;
                if let Some(size) = stream.get_mut(at + 4..end) {
                    size.fill(0);
                }
            }
            _ => facts.note(kind, data),
        }
        at += 4 + length;
    }
    Ok(facts)
}

impl SheetFacts {
    fn note(&mut self, kind: u16, data: &[u8]) {
        let at = |place| word(data, place);
        match kind {
            record::FORMULA
            | record::RICH_TEXT
            | record::SHARED_TEXT
            | record::NUMBER
            | record::LABEL
            | record::BOOLEAN_OR_ERROR
            | record::SHORT_NUMBER => {
                if let Some((row, column)) = at(0).zip(at(2)) {
                    self.extent.hold(row, column, column);
                }
            }
            record::MULTIPLE_NUMBERS => {
                let last = data.len().checked_sub(2).and_then(at);
                if let (Some(row), Some(first), Some(last)) = (at(0), at(2), last) {
                    self.extent.hold(row, first, last.max(first));
                }
            }
            // MS-XLS 2.4.221: the height is zero when this bit is set.
            record::ROW => {
                if let Some((row, flags)) = at(0).zip(at(12))
                    && flags & 0x20 != 0
                {
                    self.hidden_rows.push(u32::from(row) + 1);
                }
            }
            // MS-XLS 2.4.53.
            record::COLUMN_INFO => {
                if let (Some(first), Some(last), Some(flags)) = (at(0), at(2), at(8))
                    && flags & 1 != 0
                {
                    let columns = (u32::from(first) + 1, u32::from(last) + 1);
                    self.hidden_columns.push(columns);
                }
            }
            _ => {}
        }
    }
}
