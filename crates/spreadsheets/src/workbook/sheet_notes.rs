//! What a sheet of an XLSX package says besides its values: hidden rows and columns, merged cells, and formulas saved
//! without a result. All of it only makes remarks, so that a package built in an unusual way is read without them.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{package, xml};
use crate::sheet::{Gathering, HiddenColumns};
use crate::{Place, Remarked};

/// Remarks on the sheet in this part, whose values are gathered already.
pub(super) fn remark(bytes: &[u8], path: &str, gathering: &mut Gathering<'_>) {
    let Ok(mut archive) = package::open(bytes) else {
        return;
    };
    let Ok(part) = archive.by_name(path) else {
        return;
    };
    let mut notes = Notes {
        row: 0,
        column: 0,
        is_text: false,
        formula: Formula::None,
        gathering,
    };
    notes.read(&mut xml::reader(part));
}

/// A cell's formula, and whether its result was seen.
#[derive(PartialEq, Eq)]
enum Formula {
    None,
    Alone,
}

struct Notes<'g, 'l> {
    row: u32,
    column: u32,
    is_text: bool,
    formula: Formula,
    gathering: &'g mut Gathering<'l>,
}

impl Notes<'_, '_> {
    fn read<R: BufRead>(&mut self, xml: &mut Reader<R>) {
        let mut buffer = Vec::new();
        let mut hidden = HiddenColumns::new(self.gathering.limits);
        let mut in_formula = false;
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer) {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "row" => self.begin_row(&element),
                    "c" => self.begin_cell(&element),
                    "f" => {
                        self.formula = Formula::Alone;
                        in_formula = true;
                    }
                    // A formula whose result is an empty text has it written like this.
                    "v" if self.is_text => self.formula = Formula::None,
                    "col" if is_hidden(&element) => {
                        if let Some((first, last)) =
                            number(&element, "min").zip(number(&element, "max"))
                        {
                            hidden.add(first, last);
                        }
                    }
                    "mergeCell" => self.merged(&element),
                    _ => {}
                },
                Ok(Event::Text(_) | Event::GeneralRef(_)) if !in_formula => {
                    self.formula = Formula::None;
                }
                Ok(Event::End(element)) => match element.local_name().as_ref() {
                    "f" => in_formula = false,
                    "c" => self.end_cell(),
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        self.gathering.remark_hidden_columns(&hidden);
    }

    fn begin_row(&mut self, element: &BytesStart<'_>) {
        self.row = number(element, "r").unwrap_or(self.row.saturating_add(1));
        self.column = 0;
        if is_hidden(element) {
            self.gathering
                .remark_if_held(Place::row(self.row), Remarked::HiddenRow);
        }
    }

    fn begin_cell(&mut self, element: &BytesStart<'_>) {
        let told = raw(element, "r").and_then(cell_at);
        self.is_text = raw(element, "t") == Some("str");
        self.column = told.map_or(self.column.saturating_add(1), |(_, column)| column);
    }

    fn end_cell(&mut self) {
        if self.formula == Formula::Alone {
            let place = Place::cell(self.row, self.column);
            self.gathering.remark(place, Remarked::FormulaWithoutValue);
        }
        self.formula = Formula::None;
    }

    fn merged(&mut self, element: &BytesStart<'_>) {
        let ends = raw(element, "ref")
            .and_then(|told| told.split_once(':'))
            .and_then(|(first, last)| cell_at(first).zip(cell_at(last)));
        if let Some(((row, column), (last_row, last_column))) = ends {
            let last = Remarked::Merged(Place::cell(last_row, last_column));
            self.gathering
                .remark_if_held(Place::cell(row, column), last);
        }
    }
}

/// An attribute without entities, as places and numbers are: looked up for every cell, so nothing is copied.
fn raw<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<&'e str> {
    let attributes = element.attributes_raw();
    let mut rest = attributes;
    while let Some(at) = rest.find(name) {
        let before = rest.get(..at)?;
        let after = rest.get(at + name.len()..)?;
        if before.is_empty() || before.ends_with([' ', '\n', '\t', '\r']) {
            let value = after.trim_start().strip_prefix('=')?.trim_start();
            let quote = value
                .chars()
                .next()
                .filter(|mark| matches!(mark, '"' | '\''))?;
            return value.get(1..)?.split(quote).next();
        }
        rest = after;
    }
    None
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    raw(element, name)?.parse().ok()
}

fn is_hidden(element: &BytesStart<'_>) -> bool {
    matches!(raw(element, "hidden"), Some("1" | "true"))
}

/// The row and column, from 1, of a place such as `AB12`; dollars of absolute places are passed over.
fn cell_at(told: &str) -> Option<(u32, u32)> {
    let mut column = 0_u32;
    let mut row = 0_u32;
    for letter in told.bytes() {
        match letter {
            b'A'..=b'Z' => {
                column = column
                    .checked_mul(26)?
                    .checked_add(u32::from(letter - b'A') + 1)?;
            }
            b'0'..=b'9' => {
                row = row.checked_mul(10)?.checked_add(u32::from(letter - b'0'))?;
            }
            b'$' => {}
            _ => return None,
        }
    }
    (row > 0 && column > 0).then_some((row, column))
}
