//! What a sheet of an XLSX package says besides its values: hidden rows and columns, merged cells, and formulas saved
//! without a result. All of it only makes remarks, so that a package built in an unusual way is read without them.

use std::collections::BTreeMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{package, xml};
use crate::sheet::Gathering;
use crate::{Place, Remarked};

/// Remarks on the sheet of this name, whose values are gathered already.
pub(super) fn remark(bytes: &[u8], name: &str, gathering: &mut Gathering<'_>) {
    let Ok(mut archive) = package::open(bytes) else {
        return;
    };
    let Some(path) = path_of(&mut archive, name) else {
        return;
    };
    let Ok(part) = archive.by_name(&path) else {
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

/// The part that holds a sheet: the workbook names the relation, the relations name the part.
fn path_of(archive: &mut package::Archive<'_>, name: &str) -> Option<String> {
    let workbook = target(archive, "_rels/.rels", |kind, _| {
        kind.ends_with("/officeDocument")
    })
    .map(|target| resolved("", &target))?;
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let relations = resolved(folder, &format!("_rels/{file}.rels"));
    let relation = relation_of(archive, &workbook, name)?;
    let target = target(archive, &relations, |_, id| id == relation)?;
    Some(resolved(folder, &target))
}

/// A target beside the folder of the part that names it, or from the package's root when it begins with a slash.
fn resolved(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    }
}

fn target(
    archive: &mut package::Archive<'_>,
    relations: &str,
    is_it: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    first_element(archive, relations, |element| {
        let kind = xml::attribute(element, "Type")?;
        let id = xml::attribute(element, "Id")?;
        is_it(&kind, &id).then(|| xml::attribute(element, "Target"))?
    })
}

fn relation_of(archive: &mut package::Archive<'_>, workbook: &str, name: &str) -> Option<String> {
    first_element(archive, workbook, |element| {
        let is_it = element.local_name().as_ref() == "sheet"
            && xml::attribute(element, "name").as_deref() == Some(name);
        is_it.then(|| xml::attribute(element, "r:id"))?
    })
}

fn first_element(
    archive: &mut package::Archive<'_>,
    path: &str,
    find: impl Fn(&BytesStart<'_>) -> Option<String>,
) -> Option<String> {
    let mut xml = xml::reader(archive.by_name(path).ok()?);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(element) => {
                if let Some(found) = find(&element) {
                    return Some(found);
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
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
        let mut hidden_columns = BTreeMap::new();
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
                        hidden_columns.extend(number(&element, "min").zip(number(&element, "max")));
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
        for (first, last) in hidden_columns {
            self.gathering.remark_hidden_columns(first, last);
        }
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
