//! Any spreadsheet file as rows of text, and workbooks with lists and notes.
//!
//! [`read`] takes the bytes of a file of any usual kind (XLSX, XLSM, XLS, ODS, or separated text in any usual
//! encoding), tells the kind by its content and gives rows of text with the numbers that the spreadsheet shows,
//! with remarks on everything that whoever sent it should check. What cannot be read is refused with words that say
//! what happened and what to do. [`Limits`] keep a hostile file from taking the machine's memory or time.
//!
//! The crate is synchronous and pure: no clock, no chance, no files of its own but those it is given.

mod kind;
mod limits;
mod remark;
mod sheet;
mod text;
mod unreadable;
mod workbook;
mod writing;

pub use limits::Limits;
pub use remark::{Place, Remark, Remarked, column_letters};
pub use sheet::{Row, Sheet};
pub use unreadable::Unreadable;
pub use writing::{ColumnOut, SheetOut, Workbook, WriteError, csv, inert};

/// Reads the first visible sheet with data.
///
/// # Errors
/// [`Unreadable`], whose text is for whoever sent the file; no part of it was read then.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    if bytes.len() > limits.bytes {
        return Err(Unreadable::TooHeavy(limits.bytes));
    }
    match kind::of(bytes)? {
        kind::Kind::Zip => workbook::read_zip(bytes, limits),
        kind::Kind::Compound => workbook::read_compound(bytes, limits),
        kind::Kind::Text => text::read(bytes, limits),
    }
}
