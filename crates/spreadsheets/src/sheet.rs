//! A sheet as rows of text, and the one place where rows are gathered under the limits.

use crate::{Limits, Place, Remark, Remarked, Unreadable, remark::Remarks};

/// The sheet that was read, whatever file it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name in the workbook; empty for a text file.
    pub name: String,
    /// Rows with data, in the order of their numbers.
    pub rows: Vec<Row>,
    /// What whoever sent the file should know about how it was read.
    pub remarks: Vec<Remark>,
}

/// One row with data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The number that the spreadsheet shows at its left, from 1.
    pub number: u32,
    /// Its cells from column A, without the empty ones at the right.
    pub cells: Vec<String>,
}

/// Gathers cells into rows and refuses what goes past a limit.
pub(crate) struct Gathering<'l> {
    pub(crate) limits: &'l Limits,
    rows: Vec<Row>,
    remarks: Remarks,
    cells: usize,
    text_bytes: usize,
}

impl<'l> Gathering<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            rows: Vec::new(),
            remarks: Remarks::new(limits.remarks_of_a_kind),
            cells: 0,
            text_bytes: 0,
        }
    }

    pub(crate) fn remark(&mut self, place: Place, what: Remarked) {
        self.remarks.add(place, what);
    }

    /// Remarks something about a row or cell, if there is data in it.
    pub(crate) fn remark_if_held(&mut self, place: Place, what: Remarked) {
        let Some(number) = place.row else { return };
        let Ok(index) = self.rows.binary_search_by_key(&number, |row| row.number) else {
            return;
        };
        let row = self.rows.get(index);
        let held = place.column.is_none_or(|column| {
            let cell = row.and_then(|row| row.cells.get(column as usize - 1));
            cell.is_some_and(|cell| !cell.is_empty())
        });
        if held {
            self.remark(place, what);
        }
    }

    /// Remarks the hidden columns that have data.
    pub(crate) fn remark_hidden_columns(&mut self, hidden: &HiddenColumns) {
        for column in hidden.columns() {
            let place = column as usize - 1;
            let mut cells = self.rows.iter().filter_map(|row| row.cells.get(place));
            if cells.any(|cell| !cell.is_empty()) {
                self.remark(Place::column(column), Remarked::HiddenColumn);
            }
        }
    }

    /// Whether any cell with data was seen.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Keeps a cell; its place counts from 1. Nothing but spaces is nothing.
    pub(crate) fn put(&mut self, row: u32, column: u32, text: String) -> Result<(), Unreadable> {
        if text.trim().is_empty() {
            return Ok(());
        }
        self.weigh(row, column, &text)?;
        let index = self.index_of(row)?;
        // `index_of` just gave a row that exists.
        let Some(found) = self.rows.get_mut(index) else {
            return Ok(());
        };
        let place = column as usize - 1;
        if found.cells.len() <= place {
            self.cells += place + 1 - found.cells.len();
            if self.cells > self.limits.cells {
                return Err(Unreadable::TooManyCells(self.limits.cells));
            }
            found.cells.resize_with(place + 1, String::new);
        }
        found.cells[place] = text;
        Ok(())
    }

    fn weigh(&mut self, row: u32, column: u32, text: &str) -> Result<(), Unreadable> {
        if column == 0 || column > self.limits.columns {
            return Err(Unreadable::TooManyColumns(self.limits.columns));
        }
        // Characters are never more than bytes: most cells need no count.
        let limit = self.limits.cell_characters;
        if text.len() > limit && text.chars().nth(limit).is_some() {
            return Err(Unreadable::CellTooLong {
                place: Place::cell(row, column),
                limit,
            });
        }
        self.text_bytes += text.len();
        if self.text_bytes > self.limits.text_bytes {
            return Err(Unreadable::TooMuchText(self.limits.text_bytes));
        }
        Ok(())
    }

    /// Where the row is; writers may put rows in disorder, though they rarely do.
    fn index_of(&mut self, number: u32) -> Result<usize, Unreadable> {
        let index = match self.rows.last() {
            Some(last) if last.number == number => return Ok(self.rows.len() - 1),
            Some(last) if last.number > number => {
                match self.rows.binary_search_by_key(&number, |row| row.number) {
                    Ok(index) => return Ok(index),
                    Err(index) => index,
                }
            }
            _ => self.rows.len(),
        };
        if self.rows.len() >= self.limits.rows {
            return Err(Unreadable::TooManyRows(self.limits.rows));
        }
        let cells = Vec::new();
        self.rows.insert(index, Row { number, cells });
        Ok(index)
    }

    /// The sheet.
    pub(crate) fn finish(self, name: String) -> Sheet {
        Sheet {
            name,
            rows: self.rows,
            remarks: self.remarks.finish(),
        }
    }
}

/// The columns that a sheet hides, told in ranges: a file may tell millions of them, each at the cost of two numbers.
pub(crate) struct HiddenColumns {
    /// How many ranges begin at a column, less those that ended before it.
    changes: Vec<i64>,
}

impl HiddenColumns {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            changes: vec![0; limits.columns as usize + 2],
        }
    }

    /// Hides the columns from one to another, both counted from 1.
    pub(crate) fn add(&mut self, first: u32, last: u32) {
        let end = self.changes.len() - 1;
        let (first, after) = ((first as usize).min(end), (last as usize).min(end - 1) + 1);
        if first < after {
            self.changes[first] += 1;
            self.changes[after] -= 1;
        }
    }

    fn columns(&self) -> impl Iterator<Item = u32> {
        let mut open = 0;
        (0_u32..)
            .zip(&self.changes)
            .filter_map(move |(column, change)| {
                open += change;
                (open > 0 && column > 0).then_some(column)
            })
    }
}
