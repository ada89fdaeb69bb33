//! ODS, read element by element: repeated empty rows and cells are counted, never made.

use std::collections::BTreeSet;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{ods_cell, package, xml};
use crate::sheet::{Gathering, HiddenColumns};
use crate::{Limits, Place, Remarked, Sheet, Unreadable, writing};

/// Reads the first visible sheet with data of an inspected package.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    let mut archive = package::open(bytes)?;
    // Under a password the parts are there, but as noise; the manifest tells.
    if package::start_of(&mut archive, "META-INF/manifest.xml").contains("encryption-data") {
        return Err(Unreadable::Protected);
    }
    let part = archive
        .by_name("content.xml")
        .map_err(|_| Unreadable::Damaged)?;
    let mut content = Content {
        xml: xml::reader(part),
        hidden_styles: BTreeSet::new(),
        gathering: Gathering::new(limits),
        chosen: None,
    };
    content.read()?;
    let chosen = content.chosen.ok_or(Unreadable::Empty)?;
    Ok(content.gathering.finish(chosen))
}

/// The part that holds every sheet, while it is read.
struct Content<'l, R> {
    xml: Reader<R>,
    /// Styles of tables that are not shown.
    hidden_styles: BTreeSet<String>,
    gathering: Gathering<'l>,
    chosen: Option<String>,
}

/// Cells of a row with something in them, by column from 1.
pub(super) struct Filled {
    pub(super) column: u32,
    pub(super) repeated: u32,
    pub(super) cell: ods_cell::OdsCell,
}

impl<R: BufRead> Content<'_, R> {
    fn read(&mut self) -> Result<(), Unreadable> {
        let mut buffer = Vec::new();
        let mut style = None;
        let mut is_whole = false;
        loop {
            buffer.clear();
            match event(&mut self.xml, &mut buffer)? {
                Event::Start(found) => match found.local_name().as_ref() {
                    "style" => style = xml::attribute(&found, "style:name"),
                    "table-properties" if is_not_shown(&found) => {
                        self.hidden_styles.extend(style.take());
                    }
                    "tracked-changes" => xml::skip(&mut self.xml, &found)?,
                    "table" => self.read_table(&found.to_owned())?,
                    _ => {}
                },
                Event::End(found) => is_whole |= found.local_name().as_ref() == "document-content",
                Event::Eof if is_whole => return Ok(()),
                Event::Eof => return Err(Unreadable::Damaged),
                _ => {}
            }
        }
    }

    fn read_table(&mut self, table: &BytesStart<'_>) -> Result<(), Unreadable> {
        let name = xml::attribute(table, "table:name").unwrap_or_default();
        if writing::is_our_own(&name) {
            return xml::skip(&mut self.xml, table);
        }
        let style = xml::attribute(table, "table:style-name");
        if style.is_some_and(|style| self.hidden_styles.contains(&style)) {
            self.gathering
                .remark(Place::WHOLE, Remarked::HiddenSheet(name));
            return xml::skip(&mut self.xml, table);
        }
        if self.chosen.is_none() {
            self.read_rows(true)?;
            self.chosen = (!self.gathering.is_empty()).then_some(name);
        } else if self.read_rows(false)? {
            self.gathering
                .remark(Place::WHOLE, Remarked::OtherSheet(name));
        }
        Ok(())
    }

    /// Reads up to the table's end, and keeps its cells if asked to. Gives whether it had any.
    fn read_rows(&mut self, keep: bool) -> Result<bool, Unreadable> {
        let mut buffer = Vec::new();
        let mut has_data = false;
        let mut hidden = HiddenColumns::new(self.gathering.limits);
        let (mut row, mut column) = (1_u32, 1_u32);
        loop {
            buffer.clear();
            match event(&mut self.xml, &mut buffer)? {
                Event::Start(found) => match found.local_name().as_ref() {
                    "table-row" => {
                        let found = found.to_owned();
                        let repeated = xml::count(&found, "table:number-rows-repeated")?;
                        let filled = self.read_row()?;
                        has_data |= !filled.is_empty();
                        if keep {
                            self.keep_rows(row, repeated, is_hidden(&found), &filled)?;
                        }
                        row = row.saturating_add(repeated);
                    }
                    "table-column" => {
                        let next = column
                            .saturating_add(xml::count(&found, "table:number-columns-repeated")?);
                        if is_hidden(&found) {
                            hidden.add(column, next - 1);
                        }
                        column = next;
                    }
                    // Drawings, forms and a table inside a cell are no rows of this one.
                    "shapes" | "forms" | "table" | "named-expressions" => {
                        xml::skip(&mut self.xml, &found)?;
                    }
                    _ => {}
                },
                Event::End(found) if found.local_name().as_ref() == "table" => break,
                Event::Eof => return Err(Unreadable::Damaged),
                _ => {}
            }
        }
        if keep {
            self.gathering.remark_hidden_columns(&hidden);
        }
        Ok(has_data)
    }

    fn read_row(&mut self) -> Result<Vec<Filled>, Unreadable> {
        let mut buffer = Vec::new();
        let mut filled = Vec::new();
        let mut column = 1_u32;
        let Limits {
            cell_characters: most,
            columns,
            ..
        } = *self.gathering.limits;
        loop {
            buffer.clear();
            match event(&mut self.xml, &mut buffer)? {
                Event::Start(found) => {
                    let found = found.to_owned();
                    let repeated = match found.local_name().as_ref() {
                        "table-cell" | "covered-table-cell" => {
                            xml::count(&found, "table:number-columns-repeated")?
                        }
                        _ => continue,
                    };
                    if found.local_name().as_ref() == "table-cell" {
                        let cell = ods_cell::read(&mut self.xml, &found, most)?;
                        if cell.has_text() && column > columns {
                            return Err(Unreadable::TooManyColumns(columns));
                        }
                        if !cell.is_empty() && column <= columns {
                            filled.push(Filled {
                                column,
                                repeated,
                                cell,
                            });
                        }
                    } else {
                        // What lies under merged cells is not on the sheet.
                        xml::skip(&mut self.xml, &found)?;
                    }
                    column = column.saturating_add(repeated);
                }
                Event::End(found) if found.local_name().as_ref() == "table-row" => {
                    return Ok(filled);
                }
                Event::Eof => return Err(Unreadable::Damaged),
                _ => {}
            }
        }
    }

    fn keep_rows(
        &mut self,
        first: u32,
        repeated: u32,
        hidden: bool,
        filled: &[Filled],
    ) -> Result<(), Unreadable> {
        for one in filled {
            if let Some(remark) = &one.cell.told.remark {
                let place = Place::cell(first, one.column);
                self.gathering.remark(place, remark.clone());
            }
        }
        let with_text = || filled.iter().filter(|one| one.cell.has_text());
        if with_text().next().is_none() {
            return Ok(());
        }
        // Each row and cell kept counts against the limits, which end these loops however often they repeat.
        for row in (first..=u32::MAX).take(repeated as usize) {
            for one in with_text() {
                for column in (one.column..=u32::MAX).take(one.repeated as usize) {
                    self.keep(row, column, &one.cell)?;
                }
            }
            if hidden {
                self.gathering
                    .remark_if_held(Place::row(row), Remarked::HiddenRow);
            }
        }
        Ok(())
    }

    fn keep(&mut self, row: u32, column: u32, cell: &ods_cell::OdsCell) -> Result<(), Unreadable> {
        let place = Place::cell(row, column);
        self.gathering.put(row, column, cell.told.text.clone())?;
        if let Some((rows, columns)) = cell.spans {
            let last = Place::cell(
                row.saturating_add(rows - 1),
                column.saturating_add(columns - 1),
            );
            self.gathering.remark_if_held(place, Remarked::Merged(last));
        }
        Ok(())
    }
}

fn event<'b, R: BufRead>(
    xml: &mut Reader<R>,
    buffer: &'b mut Vec<u8>,
) -> Result<Event<'b>, Unreadable> {
    xml.read_event_into(buffer).map_err(|_| Unreadable::Damaged)
}

fn is_not_shown(table: &BytesStart<'_>) -> bool {
    xml::attribute(table, "table:display").as_deref() == Some("false")
}

fn is_hidden(element: &BytesStart<'_>) -> bool {
    xml::attribute(element, "table:visibility").is_some_and(|shown| shown != "visible")
}
