//! Files of separated text: any of the usual encodings and separators.

mod encoding;
mod numbering;
mod separator;

use crate::kind;
use crate::sheet::Gathering;
use crate::{Limits, Place, Remarked, Sheet, Unreadable};
use numbering::RowCounter;

/// Reads text of unknown encoding and separator.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    let decoded = encoding::decode(bytes)?;
    if let Some(disguise) = kind::disguised_text(&decoded.text) {
        return Err(Unreadable::Disguised(disguise));
    }
    if kind::is_binary(&decoded.text) {
        return Err(Unreadable::NotASheet("de un tipo que aquí no se conoce"));
    }
    let mut gathering = Gathering::new(limits);
    if decoded.as_windows_1252 {
        gathering.remark(Place::WHOLE, Remarked::ReadAsWindows1252);
    }
    let (separator, table) = separator::of(&decoded.text);
    gather(table, separator, &mut gathering)?;
    if gathering.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(gathering.finish(String::new()))
}

fn gather(table: &str, separator: u8, gathering: &mut Gathering<'_>) -> Result<(), Unreadable> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(table.as_bytes());
    let mut rows = RowCounter::of(table);
    let mut record = csv::StringRecord::new();
    let mut last = 0;
    let mut spans_lines = false;
    while reader
        .read_record(&mut record)
        .map_err(|_| Unreadable::Damaged)?
    {
        let (number, inner_breaks) = rows.number(&record);
        (last, spans_lines) = (number, inner_breaks > 0);
        for (column, cell) in (1..).zip(&record) {
            gathering.put(number, column, cell.to_owned())?;
        }
    }
    // Inside a quoted cell a mark is written twice, so only an open one makes their count odd.
    let marks = table.bytes().filter(|byte| *byte == b'"').count();
    if spans_lines && marks % 2 == 1 {
        gathering.remark(Place::row(last), Remarked::OpenQuote);
    }
    Ok(())
}
