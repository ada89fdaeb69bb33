//! What a zip package is and what it weighs, before anything of it is kept in memory.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::scan::{Scan, Seen};
use crate::{Limits, Unreadable};

/// The kinds of workbook that are zip packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    /// XLSX and XLSM.
    Xlsx,
    /// XLSB.
    Xlsb,
    /// ODS.
    Ods,
}

/// What an inspection found out.
#[derive(Debug)]
pub(super) struct Inspected {
    pub(super) package: Package,
    /// What each part was seen to have, by its name.
    pub(super) parts: BTreeMap<String, Seen>,
}

/// The parts of a package, which a workbook has some tens of; pictures may make them hundreds.
const MOST_PARTS: usize = 10_000;

/// The package's bytes, opened.
pub(super) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens the package and inflates every part once, keeping nothing: what its directory says about sizes may be a lie,
/// what comes out is not.
///
/// # Errors
/// Any [`Unreadable`] about weight, damage, a password, or a zip that holds no workbook.
pub(super) fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspected, Unreadable> {
    let mut archive = open(bytes)?;
    if archive.len() > MOST_PARTS {
        return Err(Unreadable::Overloaded);
    }
    let package = kind(&mut archive)?;
    declared(&mut archive, limits)?;
    let parts = weigh(&mut archive, limits)?;
    Ok(Inspected { package, parts })
}

/// Opens the package.
///
/// # Errors
/// [`Unreadable::Damaged`].
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, Unreadable> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)
}

/// A refusal that costs nothing: by what the directory itself declares, and by parts that share bytes, which is how
/// a small file declares little and inflates to much.
fn declared(archive: &mut Archive<'_>, limits: &Limits) -> Result<(), Unreadable> {
    let mut total = 0_u64;
    let mut spans = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|_| Unreadable::Damaged)?;
        total = total.saturating_add(part.size());
        let start = part.data_start().unwrap_or_default();
        spans.push((start, start.saturating_add(part.compressed_size())));
    }
    if total > limits.inflated_bytes {
        return Err(Unreadable::InflatesTooMuch(limits.inflated_bytes));
    }
    spans.sort_unstable();
    let overlap = spans
        .windows(2)
        .any(|pair| matches!(pair, [(_, end), (next, _)] if next < end));
    if overlap {
        return Err(Unreadable::Damaged);
    }
    Ok(())
}

/// Inflates part after part through one buffer, and gives what each was seen to have.
fn weigh(archive: &mut Archive<'_>, limits: &Limits) -> Result<BTreeMap<String, Seen>, Unreadable> {
    let mut parts = BTreeMap::new();
    let mut left = limits.inflated_bytes;
    let mut buffer = vec![0; 64 * 1024];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(refusal)?;
        let name = part.name().map_err(|_| Unreadable::Damaged)?.into_owned();
        let mut scan = Scan::of(&name, limits);
        loop {
            let read = part.read(&mut buffer).map_err(|_| Unreadable::Damaged)?;
            if read == 0 {
                break;
            }
            left = left
                .checked_sub(read as u64)
                .ok_or(Unreadable::InflatesTooMuch(limits.inflated_bytes))?;
            scan.feed(buffer.get(..read).unwrap_or_default())?;
        }
        parts.insert(name, scan.seen());
    }
    Ok(parts)
}

fn refusal(error: ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::Protected,
        _ => Unreadable::Damaged,
    }
}

/// The kind of workbook, by the parts that only it has.
fn kind(archive: &mut Archive<'_>) -> Result<Package, Unreadable> {
    let names: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(|name| name.to_ascii_lowercase())
        .collect();
    let has = |end: &str| names.iter().any(|name| name.ends_with(end));
    let within = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("[content_types].xml") {
        let types = start_of(archive, "[Content_Types].xml");
        if types.contains("spreadsheetml") || has("workbook.xml") {
            return Ok(Package::Xlsx);
        }
        if types.contains("sheet.binary") || has("workbook.bin") {
            return Ok(Package::Xlsb);
        }
    }
    if has("content.xml") && has("mimetype") {
        return match start_of(archive, "mimetype") {
            mime if mime.contains("opendocument.spreadsheet") => Ok(Package::Ods),
            _ => Err(Unreadable::NotASheet("un documento de LibreOffice")),
        };
    }
    Err(Unreadable::NotASheet(if within("word/") {
        "un documento de Word"
    } else if within("ppt/") {
        "una presentación"
    } else if within("index/") || has(".iwa") {
        "un libro de Numbers"
    } else {
        "un archivo comprimido (ZIP)"
    }))
}

/// The first part of a small text of the package, or nothing.
pub(super) fn start_of(archive: &mut Archive<'_>, name: &str) -> String {
    let mut start = Vec::new();
    if let Ok(part) = archive.by_name(name) {
        // What cannot be inflated is told when everything is weighed.
        let _ = part.take(64 * 1024).read_to_end(&mut start);
    }
    String::from_utf8_lossy(&start).into_owned()
}
