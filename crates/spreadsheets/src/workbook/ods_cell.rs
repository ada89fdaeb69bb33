//! One cell of an ODS sheet.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::cell::{self, Told};
use super::{number, xml};
use crate::{Remarked, Unreadable};

/// A cell's value, and how many rows and columns it covers when it is merged.
pub(super) struct OdsCell {
    pub(super) told: Told,
    pub(super) spans: Option<(u32, u32)>,
}

impl OdsCell {
    pub(super) fn is_empty(&self) -> bool {
        !self.has_text() && self.told.remark.is_none()
    }

    /// Whether there is more than spaces in it.
    pub(super) fn has_text(&self) -> bool {
        !self.told.text.trim().is_empty()
    }
}

/// Reads a cell whose beginning was just read, up to its end.
///
/// # Errors
/// [`Unreadable::Damaged`], also for a text many times longer than a cell may be.
pub(super) fn read<R: BufRead>(
    xml: &mut Reader<R>,
    element: &BytesStart<'_>,
    most_characters: usize,
) -> Result<OdsCell, Unreadable> {
    let shown = read_text(xml, most_characters)?;
    let rows = xml::count(element, "table:number-rows-spanned")?;
    let columns = xml::count(element, "table:number-columns-spanned")?;
    Ok(OdsCell {
        told: tell(element, shown),
        spans: (rows > 1 || columns > 1).then_some((rows.max(1), columns.max(1))),
    })
}

fn tell(element: &BytesStart<'_>, shown: String) -> Told {
    let get = |name: &str| xml::attribute(element, name);
    if get("calcext:value-type").as_deref() == Some("error") {
        return Told::empty(Remarked::CellError(shown));
    }
    let has_formula = get("table:formula").is_some();
    match get("office:value-type").as_deref() {
        Some("float" | "percentage" | "currency") => {
            match get("office:value").and_then(|value| value.parse().ok()) {
                Some(value) => cell::number(value),
                None => Told::text(shown),
            }
        }
        Some("boolean") => cell::boolean(get("office:boolean-value").as_deref() == Some("true")),
        Some("date") => cell::date(get("office:date-value").and_then(|date| number::iso(&date))),
        Some("time") => match get("office:time-value").and_then(|time| time_of_day(&time)) {
            Some(time) => Told::text(time),
            None => Told::empty(Remarked::Duration),
        },
        _ if has_formula && is_error(&shown) => Told::empty(Remarked::CellError(shown)),
        Some(_) => Told::text(get("office:string-value").unwrap_or(shown)),
        None if has_formula && shown.is_empty() => Told::empty(Remarked::FormulaWithoutValue),
        None => Told::text(shown),
    }
}

/// Files of older writers keep a formula's error as its text only.
fn is_error(shown: &str) -> bool {
    let ends = shown.ends_with(['!', '?', 'A']);
    (shown.starts_with('#') && ends) || shown.starts_with("Err:")
}

/// A length of time below a day, as the time of day that people see.
fn time_of_day(told: &str) -> Option<String> {
    let span: jiff::SignedDuration = told.parse().ok()?;
    let seconds = span.as_secs();
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    (0..24)
        .contains(&hours)
        .then(|| format!("{hours:02}:{minutes:02}:{:02}", seconds % 60))
}

/// The paragraphs that the cell shows, one a line.
fn read_text<R: BufRead>(xml: &mut Reader<R>, most: usize) -> Result<String, Unreadable> {
    let mut buffer = Vec::new();
    let mut text = String::new();
    let mut paragraphs = 0;
    let mut inside = 0;
    loop {
        buffer.clear();
        let event = xml
            .read_event_into(&mut buffer)
            .map_err(|_| Unreadable::Damaged)?;
        match event {
            Event::Start(found) => match found.local_name().as_ref() {
                "p" | "h" => {
                    inside += 1;
                    paragraphs += 1;
                    if paragraphs > 1 {
                        text.push('\n');
                    }
                }
                "s" => {
                    let spaces = xml::count(&found, "text:c")? as usize;
                    text.extend(std::iter::repeat_n(' ', spaces.min(most)));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                // Comments and drawings have paragraphs too, which are not the cell's.
                "annotation" | "frame" | "custom-shape" | "control" | "g" | "detective" => {
                    xml::skip(xml, &found)?;
                }
                _ => {}
            },
            Event::Text(part) if inside > 0 => {
                text.extend(part.xml10_content().chars().map(in_line));
            }
            Event::CData(part) if inside > 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) if inside > 0 => {
                xml::push_reference(&mut text, &reference)?
            }
            Event::End(found) => match found.local_name().as_ref() {
                "p" | "h" => inside -= 1,
                "table-cell" => return Ok(text),
                _ => {}
            },
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
        // Four bytes are the longest letter; far past the limit the text is not gathered any further.
        if text.len() > most.saturating_mul(8) {
            return Err(Unreadable::Damaged);
        }
    }
}

/// Line ends in the XML itself are no more than spaces; the sheet's own are elements.
fn in_line(letter: char) -> char {
    if matches!(letter, '\n' | '\r' | '\t') {
        ' '
    } else {
        letter
    }
}
