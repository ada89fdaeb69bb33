//! XLSX and XLSM: cells are streamed, so that a sheet's empty and formatted cells cost no memory.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsx};

use super::{cell, sheet_notes};
use crate::sheet::Gathering;
use crate::{Limits, Place, Remarked, Sheet, Unreadable, writing};

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Reads the first visible sheet with data of an inspected package, with or without sheets to remark on.
pub(super) fn read(bytes: &[u8], has_notes: bool, limits: &Limits) -> Result<Sheet, Unreadable> {
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(refusal)?;
    let sheets = workbook.sheets_metadata().to_vec();
    let mut gathering = Gathering::new(limits);
    let mut chosen = None;
    for sheet in sheets {
        if sheet.typ != SheetType::WorkSheet || writing::is_our_own(&sheet.name) {
            continue;
        }
        if sheet.visible != SheetVisible::Visible {
            gathering.remark(Place::WHOLE, Remarked::HiddenSheet(sheet.name));
        } else if chosen.is_none() {
            gather(&mut workbook, &sheet.name, &mut gathering)?;
            if !gathering.is_empty() {
                if has_notes {
                    sheet_notes::remark(bytes, &sheet.name, &mut gathering);
                }
                chosen = Some(sheet.name);
            }
        } else if has_data(&mut workbook, &sheet.name)? {
            gathering.remark(Place::WHOLE, Remarked::OtherSheet(sheet.name));
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

fn has_data(workbook: &mut Workbook<'_>, name: &str) -> Result<bool, Unreadable> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(refusal)?;
    while let Some(found) = cells.next_cell().map_err(refusal)? {
        if *found.get_value() != calamine::DataRef::Empty {
            return Ok(true);
        }
    }
    Ok(false)
}

fn refusal(error: calamine::XlsxError) -> Unreadable {
    match error {
        calamine::XlsxError::Password => Unreadable::Protected,
        _ => Unreadable::Damaged,
    }
}
