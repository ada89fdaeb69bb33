//! Workbooks: zip packages (XLSX, XLSM, ODS) and compound files (XLS).

mod biff;
mod cell;
mod number;
mod ods;
mod ods_cell;
mod package;
mod relations;
mod scan;
mod sheet_notes;
mod xls;
mod xlsx;
mod xml;

use crate::{Limits, Sheet, Unreadable};

/// Reads a workbook that is a zip package.
pub(crate) fn read_zip(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    let inspected = package::inspect(bytes, limits)?;
    match inspected.package {
        package::Package::Xlsx => guarded(|| xlsx::read(bytes, &inspected.parts, limits)),
        package::Package::Ods => ods::read(bytes, limits),
        // Its parser sets aside as much room as a record of the file asks for, and running out of memory would end
        // the whole program.
        package::Package::Xlsb => Err(Unreadable::Disguised("un libro binario de Excel (XLSB)")),
    }
}

/// Reads a workbook that is a compound file.
pub(crate) fn read_compound(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    xls::read(bytes, limits)
}

/// Runs a foreign parser over foreign bytes. It takes some damaged files for impossible ones (short records, column
/// letters past the type's end) and panics; nothing outlives it but what it returns, so that the file is refused as
/// damaged instead of ending the request without words.
fn guarded(read: impl FnOnce() -> Result<Sheet, Unreadable>) -> Result<Sheet, Unreadable> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or(Err(Unreadable::Damaged))
}
