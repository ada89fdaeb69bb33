//! Workbooks: zip packages (XLSX, XLSM, XLSB, ODS) and compound files (XLS).

mod cell;
mod number;
mod package;
mod scan;
mod xlsx;

use crate::{Limits, Sheet, Unreadable};

/// Reads a workbook that is a zip package.
pub(crate) fn read_zip(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    match package::inspect(bytes, limits)? {
        package::Package::Xlsx => xlsx::read(bytes, limits),
        package::Package::Xlsb | package::Package::Ods => Err(Unreadable::Damaged),
    }
}

/// Reads a workbook that is a compound file.
pub(crate) fn read_compound(_bytes: &[u8], _limits: &Limits) -> Result<Sheet, Unreadable> {
    Err(Unreadable::Damaged)
}
