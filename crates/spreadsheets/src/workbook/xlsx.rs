//! XLSX and XLSM: cells are streamed, so that a sheet's empty and formatted cells cost no memory.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsx};

use super::scan::Seen;
use super::{cell, relations, sheet_notes};
use crate::sheet::Gathering;
use crate::{Limits, Place, Remarked, Sheet, Unreadable, writing};

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Sheets of a workbook, and how many are read in search of the first with data: a workbook can name one heavy
/// part as many times as it likes.
const MOST_SHEETS: usize = 256;
const MOST_READ: usize = 8;

/// Reads the first visible sheet with data of an inspected package, whose parts were seen to have this.
pub(super) fn read(
    bytes: &[u8],
    parts: &BTreeMap<String, Seen>,
    limits: &Limits,
) -> Result<Sheet, Unreadable> {
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(refusal)?;
    let sheets = workbook.sheets_metadata().to_vec();
    if sheets.len() > MOST_SHEETS {
        return Err(Unreadable::Overloaded);
    }
    let places = relations::sheet_parts(bytes);
    let mut gathering = Gathering::new(limits);
    let mut chosen = None;
    let mut tries = 0;
    for sheet in sheets {
        if sheet.typ != SheetType::WorkSheet || writing::is_our_own(&sheet.name) {
            continue;
        }
        let path = places.get(&sheet.name);
        let seen = path.and_then(|path| parts.get(path));
        if sheet.visible != SheetVisible::Visible {
            gathering.remark(Place::WHOLE, Remarked::HiddenSheet(sheet.name));
        } else if chosen.is_some() {
            if seen.is_some_and(|seen| seen.values) {
                gathering.remark(Place::WHOLE, Remarked::OtherSheet(sheet.name));
            }
        } else if seen.is_none_or(|seen| seen.values) && tries < MOST_READ {
            tries += 1;
            gather(&mut workbook, &sheet.name, &mut gathering)?;
            if gathering.is_empty() {
                continue;
            }
            if let Some(path) = path.filter(|_| seen.is_some_and(|seen| seen.notes)) {
                sheet_notes::remark(bytes, path, &mut gathering);
            }
            chosen = Some(sheet.name);
        }
    }
    let chosen = chosen.ok_or(Unreadable::Empty)?;
    Ok(gathering.finish(chosen))
}

fn gather(
    workbook: &mut Workbook<'_>,
    name: &str,
    gathering: &mut Gathering<'_>,
) -> Result<(), Unreadable> {
    let is_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(name).map_err(refusal)?;
    while let Some(found) = cells.next_cell().map_err(refusal)? {
        let (row, column) = found.get_position();
        // Both counted from 0, far below the type's end for any real sheet.
        let (row, column) = (row.saturating_add(1), column.saturating_add(1));
        let told = cell::tell(found.get_value(), is_1904);
        if let Some(remark) = told.remark {
            gathering.remark(Place::cell(row, column), remark);
        }
        gathering.put(row, column, told.text)?;
    }
    Ok(())
}

fn refusal(error: calamine::XlsxError) -> Unreadable {
    match error {
        calamine::XlsxError::Password => Unreadable::Protected,
        _ => Unreadable::Damaged,
    }
}
