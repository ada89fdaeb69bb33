//! Files that go out: workbooks with lists and notes, and CSV.

mod lists;
mod separated;
mod workbook;

pub use separated::{csv, inert};
pub use workbook::{ColumnOut, SheetOut, Workbook, WriteError};

/// The sheet with the instructions of a workbook of ours.
pub(crate) const INSTRUCTIONS: &str = "Instrucciones";

/// The hidden sheet that holds the lists to choose from.
pub(crate) const LISTS: &str = "Listas";

/// Whether the sheet came with a workbook of ours and holds none of its data: nobody needs to be told about it when
/// the workbook comes back.
pub(crate) fn is_our_own(sheet: &str) -> bool {
    sheet == INSTRUCTIONS || sheet == LISTS
}
