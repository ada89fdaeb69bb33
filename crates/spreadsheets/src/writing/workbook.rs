//! XLSX workbooks whose every cell is text, so that no key, number or date changes on its way.

use jiff::civil::DateTime;
use rust_xlsxwriter as xlsx;
use xlsx::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, XlsxError};

use super::lists::Lists;
use super::{INSTRUCTIONS, LISTS};

/// A column of a sheet to write.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnOut {
    /// Its heading, in the first row.
    pub heading: String,
    /// What the heading's note says; no note when empty.
    pub note: String,
    /// Its width, in digits of the standard letter (0 to 255).
    pub width: f64,
    /// What its cells may hold; anything when empty.
    pub choices: Vec<String>,
}

/// A sheet to write: its header stays in sight and filters the rows below.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetOut<R> {
    /// Its name: 1 to 31 characters, none of `[ ] : * ? / \`, and no other sheet's.
    pub name: String,
    /// Its columns, at most 16,384.
    pub columns: Vec<ColumnOut>,
    /// The rows below the header, at most 1,048,575; each with at most as many cells as there are columns.
    pub rows: R,
}

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A name, a size or a text breaks the rules of the format, or the disk is full.
    #[error("El libro no se pudo crear. No se perdió nada; inténtelo de nuevo.")]
    Refused(#[from] XlsxError),
    /// A row with more cells than columns, or one row too many.
    #[error("El libro no se pudo crear: la hoja «{sheet}» no cabe. No se perdió nada.")]
    TooLarge {
        /// The sheet.
        sheet: String,
    },
}

/// A workbook being written, sheet after sheet. The first problem is kept and told by [`finish`](Self::finish).
#[must_use = "a workbook is written when it is finished"]
pub struct Workbook {
    book: xlsx::Workbook,
    lists: Lists,
    failed: Option<WriteError>,
}

/// The last row that a sheet can have, from 0.
const LAST_ROW: u32 = 1_048_575;

/// The width of the instructions, in digits.
const PROSE_WIDTH: f64 = 100.0;

impl Workbook {
    /// A workbook without sheets. The same sheets and instant always give the same bytes.
    pub fn new(created: DateTime) -> Self {
        let mut workbook = Self {
            book: xlsx::Workbook::new(),
            lists: Lists::default(),
            failed: None,
        };
        match instant(created) {
            Ok(instant) => {
                let properties = DocProperties::new().set_creation_datetime(&instant);
                workbook.book.set_properties(&properties);
            }
            Err(error) => workbook.failed = Some(error.into()),
        }
        workbook
    }

    /// Writes a sheet with its header and rows.
    pub fn sheet<R>(mut self, sheet: SheetOut<R>) -> Self
    where
        R: IntoIterator<Item = Vec<String>>,
    {
        if self.failed.is_none() {
            self.failed = self.write_sheet(sheet).err();
        }
        self
    }

    /// Writes the sheet «Instrucciones», a paragraph a row. It is not read back as data. Put it after the sheets with
    /// data: a workbook opens on its first one.
    pub fn instructions<'a>(mut self, paragraphs: impl IntoIterator<Item = &'a str>) -> Self {
        if self.failed.is_none() {
            self.failed = self.write_instructions(paragraphs).err();
        }
        self
    }

    /// The workbook's bytes.
    ///
    /// # Errors
    /// [`WriteError`], also of a sheet that was written before; or when there is no sheet at all.
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.write_lists()?;
        Ok(self.book.save_to_buffer()?)
    }

    fn write_sheet<R>(&mut self, sheet: SheetOut<R>) -> Result<(), WriteError>
    where
        R: IntoIterator<Item = Vec<String>>,
    {
        let SheetOut {
            name,
            columns,
            rows,
        } = sheet;
        let too_large = || WriteError::TooLarge {
            sheet: name.clone(),
        };
        let text = text_format();
        // Rows go to disk as they come: 30,000 of them cost no memory.
        let out = self.book.add_worksheet_with_constant_memory()?;
        out.set_name(&name)?;
        for (place, column) in (0_u16..).zip(&columns) {
            out.set_column_width(place, column.width)?;
            out.set_column_format(place, &text)?;
            if !column.choices.is_empty() {
                let rule = self.lists.rule(&column.choices)?;
                out.add_data_validation(1, place, LAST_ROW, place, &rule)?;
            }
        }
        write_header(out, &columns)?;
        let mut last = 0;
        for cells in rows {
            if last == LAST_ROW || cells.len() > columns.len() {
                return Err(too_large());
            }
            last += 1;
            write_row(out, last, &cells, &text)?;
        }
        if let Some(place) = columns.len().checked_sub(1) {
            let place = u16::try_from(place).map_err(|_| too_large())?;
            out.autofilter(0, 0, last, place)?;
        }
        Ok(())
    }

    fn write_instructions<'a>(
        &mut self,
        paragraphs: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), WriteError> {
        let format = text_format().set_text_wrap().set_align(FormatAlign::Top);
        let out = self.book.add_worksheet_with_constant_memory()?;
        out.set_name(INSTRUCTIONS)?;
        out.set_column_width(0, PROSE_WIDTH)?;
        for (row, paragraph) in (0..).zip(paragraphs) {
            out.write_string_with_format(row, 0, paragraph, &format)?;
        }
        Ok(())
    }

    fn write_lists(&mut self) -> Result<(), WriteError> {
        let mut rows = self.lists.rows().peekable();
        if rows.peek().is_none() {
            return Ok(());
        }
        let text = text_format();
        let out = self.book.add_worksheet_with_constant_memory()?;
        out.set_name(LISTS)?;
        out.set_hidden(true);
        for (row, cells) in (0..).zip(rows) {
            write_row(out, row, &cells, &text)?;
        }
        Ok(())
    }
}

fn write_header(out: &mut xlsx::Worksheet, columns: &[ColumnOut]) -> Result<(), XlsxError> {
    let format = text_format()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color("#E7E9EC")
        .set_border_bottom(FormatBorder::Medium);
    for (place, column) in (0_u16..).zip(columns) {
        out.write_string_with_format(0, place, &column.heading, &format)?;
        if !column.note.is_empty() {
            let note = Note::new(&column.note).add_author_prefix(false);
            out.insert_note(0, place, &note)?;
        }
    }
    out.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Writes texts as texts: what begins with `=` is no formula, and what looks like a number stays as it is.
fn write_row(
    out: &mut xlsx::Worksheet,
    row: u32,
    cells: &[impl AsRef<str>],
    text: &Format,
) -> Result<(), XlsxError> {
    for (place, cell) in (0_u16..).zip(cells) {
        if !cell.as_ref().is_empty() {
            out.write_string_with_format(row, place, cell.as_ref(), text)?;
        }
    }
    Ok(())
}

fn text_format() -> Format {
    Format::new().set_num_format("@")
}

/// The instant in the library's own type, whose years are those of a spreadsheet: 1900 to 9999.
fn instant(created: DateTime) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(
        u16::try_from(created.year()).unwrap_or_default(),
        created.month().unsigned_abs(),
        created.day().unsigned_abs(),
    )?
    .and_hms(
        u16::from(created.hour().unsigned_abs()),
        created.minute().unsigned_abs(),
        f64::from(created.second()),
    )
}
