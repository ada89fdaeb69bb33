//! XLS: the workbook's stream is taken out of the compound file, inspected, and given to the parser in a new one, so
//! that what was inspected is what is read.

use std::io::{Cursor, Read, Write};

use calamine::{Reader, SheetType, SheetVisible, Xls};

use super::biff::{self, SheetFacts};
use super::{cell, guarded};
use crate::sheet::{Gathering, HiddenColumns};
use crate::{Limits, Place, Remarked, Sheet, Unreadable, writing};

type Workbook = Xls<Cursor<Vec<u8>>>;

/// The names that the workbook's stream has had.
const STREAMS: [&str; 2] = ["/Workbook", "/Book"];

/// Bytes below which a compound file keeps a stream among others (MS-CFB 2.2).
const SMALL_STREAM: usize = 4_096;

/// Reads the first visible sheet with data of a compound file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    let mut stream = stream(bytes, limits)?;
    let facts = biff::inspect(&mut stream, limits)?;
    let alone = alone(&stream).map_err(|_| Unreadable::Damaged)?;
    guarded(move || gather(alone, &facts, limits))
}

fn stream(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Unreadable> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if file.is_stream("/EncryptedPackage") {
        return Err(Unreadable::Protected);
    }
    let Some(name) = STREAMS.into_iter().find(|name| file.is_stream(name)) else {
        return Err(Unreadable::NotASheet(if file.is_stream("/WordDocument") {
            "un documento de Word"
        } else if file.is_stream("/PowerPoint Document") {
            "una presentación"
        } else {
            "un documento de Office que no es un libro"
        }));
    };
    let stream = file.open_stream(name).map_err(|_| Unreadable::Damaged)?;
    let mut content = Vec::new();
    // A stream is never longer than its file, whatever its directory says.
    let most = limits.bytes as u64;
    stream
        .take(most)
        .read_to_end(&mut content)
        .map_err(|_| Unreadable::Damaged)?;
    Ok(content)
}

/// A compound file with this stream and nothing else.
fn alone(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    let room = Cursor::new(Vec::with_capacity(stream.len()));
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, room)?;
    let mut out = file.create_stream(STREAMS[0])?;
    out.write_all(stream)?;
    // Shorter streams are kept in another way, which the parser does not expect alone; every sheet tells its own end.
    out.write_all(&vec![0; SMALL_STREAM.saturating_sub(stream.len())])?;
    out.flush()?;
    drop(out);
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

fn gather(bytes: Vec<u8>, facts: &[SheetFacts], limits: &Limits) -> Result<Sheet, Unreadable> {
    let mut workbook: Workbook = Xls::new(Cursor::new(bytes)).map_err(refusal)?;
    let sheets = workbook.sheets_metadata().to_vec();
    let mut gathering = Gathering::new(limits);
    let mut chosen = None;
    for (index, sheet) in sheets.into_iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet || writing::is_our_own(&sheet.name) {
            continue;
        }
        if sheet.visible != SheetVisible::Visible {
            gathering.remark(Place::WHOLE, Remarked::HiddenSheet(sheet.name));
        } else if chosen.is_none() {
            gather_cells(&mut workbook, &sheet.name, &mut gathering)?;
            if !gathering.is_empty() {
                remark(&workbook, &sheet.name, facts.get(index), &mut gathering);
                chosen = Some(sheet.name);
            }
        } else if !range(&mut workbook, &sheet.name)?.is_empty() {
            gathering.remark(Place::WHOLE, Remarked::OtherSheet(sheet.name));
        }
    }
    let chosen = chosen.ok_or(Unreadable::Empty)?;
    Ok(gathering.finish(chosen))
}

fn range(
    workbook: &mut Workbook,
    name: &str,
) -> Result<calamine::Range<calamine::Data>, Unreadable> {
    workbook.worksheet_range(name).map_err(refusal)
}

fn gather_cells(
    workbook: &mut Workbook,
    name: &str,
    gathering: &mut Gathering<'_>,
) -> Result<(), Unreadable> {
    let is_1904 = workbook.has_1904_epoch();
    let range = range(workbook, name)?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let row = u32::try_from(row).map_err(|_| Unreadable::Damaged)? + first_row + 1;
        let column = u32::try_from(column).map_err(|_| Unreadable::Damaged)? + first_column + 1;
        let told = cell::tell_kept(value, is_1904);
        if let Some(remark) = told.remark {
            gathering.remark(Place::cell(row, column), remark);
        }
        gathering.put(row, column, told.text)?;
    }
    Ok(())
}

fn remark(
    workbook: &Workbook,
    name: &str,
    facts: Option<&SheetFacts>,
    gathering: &mut Gathering<'_>,
) {
    for merged in workbook.merge_cells_by_sheet_name(name).unwrap_or_default() {
        let place = |(row, column): (u32, u32)| Place::cell(row + 1, column + 1);
        let last = Remarked::Merged(place(merged.end));
        gathering.remark_if_held(place(merged.start), last);
    }
    let Some(facts) = facts else { return };
    for row in &facts.hidden_rows {
        gathering.remark_if_held(Place::row(*row), Remarked::HiddenRow);
    }
    let mut hidden = HiddenColumns::new(gathering.limits);
    for (first, last) in &facts.hidden_columns {
        hidden.add(*first, *last);
    }
    gathering.remark_hidden_columns(&hidden);
}

fn refusal(error: calamine::XlsError) -> Unreadable {
    match error {
        calamine::XlsError::Password => Unreadable::Protected,
        _ => Unreadable::Damaged,
    }
}
