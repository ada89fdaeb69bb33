//! Which part of an XLSX package holds which sheet: the root names the workbook, the workbook gives each sheet a
//! relation, and the relations name the parts.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::{package, xml};

/// The part of each sheet, by the sheet's name. A package built in an unusual way gives none.
pub(super) fn sheet_parts(bytes: &[u8]) -> BTreeMap<String, String> {
    parts(bytes).unwrap_or_default()
}

fn parts(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut archive = package::open(bytes).ok()?;
    let workbook = pairs(&mut archive, "_rels/.rels", |element| {
        let kind = xml::attribute(element, "Type")?;
        let target = xml::attribute(element, "Target")?;
        kind.ends_with("/officeDocument")
            .then(|| (kind, resolved("", &target)))
    })?
    .into_values()
    .next()?;
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let relations = pairs(
        &mut archive,
        &resolved(folder, &format!("_rels/{file}.rels")),
        |element| {
            let target = xml::attribute(element, "Target")?;
            Some((xml::attribute(element, "Id")?, resolved(folder, &target)))
        },
    )?;
    let sheets = pairs(&mut archive, &workbook, |element| {
        (element.local_name().as_ref() == "sheet")
            .then(|| xml::attribute(element, "name").zip(xml::attribute(element, "r:id")))?
    })?;
    let part = |(name, relation): (String, String)| Some((name, relations.get(&relation)?.clone()));
    Some(sheets.into_iter().filter_map(part).collect())
}

/// A target beside the folder of the part that names it, or from the package's root when it begins with a slash.
fn resolved(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    }
}

/// What the part's elements tell, two texts each.
fn pairs(
    archive: &mut package::Archive<'_>,
    path: &str,
    told: impl Fn(&BytesStart<'_>) -> Option<(String, String)>,
) -> Option<BTreeMap<String, String>> {
    let mut xml = xml::reader(archive.by_name(path).ok()?);
    let mut buffer = Vec::new();
    let mut found = BTreeMap::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(element) => found.extend(told(&element)),
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}
