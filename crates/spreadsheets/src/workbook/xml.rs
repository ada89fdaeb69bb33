//! What the readers of a package's XML share.

use std::io::{BufRead, BufReader, Read};

use quick_xml::events::{BytesRef, BytesStart};
use quick_xml::name::QName;
use quick_xml::{Reader, XmlVersion, escape};

use crate::Unreadable;

/// A reader that gives every element a beginning and an end, so that `<a/>` is no special case.
pub(super) fn reader<R: Read>(part: R) -> Reader<BufReader<R>> {
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 * 1024, part));
    let config = xml.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.check_comments = false;
    xml
}

/// An attribute by its whole name, with its entities resolved; `None` where it is missing or not well formed.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key == QName(name))?;
    found
        .normalized_value(XmlVersion::Implicit1_0)
        .ok()
        .map(|value| value.into_owned())
}

/// An attribute that counts repetitions, at least one; one when it is missing.
pub(super) fn count(element: &BytesStart<'_>, name: &str) -> Result<u32, Unreadable> {
    let told = attribute(element, name).map_or(Ok(1), |told| told.parse::<u32>());
    told.map(|count| count.max(1))
        .map_err(|_| Unreadable::Damaged)
}

/// Passes over an element whose beginning was just read.
pub(super) fn skip<R: BufRead>(
    xml: &mut Reader<R>,
    element: &BytesStart<'_>,
) -> Result<(), Unreadable> {
    let mut passed = Vec::new();
    xml.read_to_end_into(element.name(), &mut passed)
        .map(|_| ())
        .map_err(|_| Unreadable::Damaged)
}

/// The character of `&…;`: by number, or one of the five that XML knows. Others, which only a document type could
/// declare, are damage.
pub(super) fn push_reference(
    text: &mut String,
    reference: &BytesRef<'_>,
) -> Result<(), Unreadable> {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => text.push(letter),
        _ => text.push_str(
            escape::resolve_xml_entity(&reference.xml10_content()).ok_or(Unreadable::Damaged)?,
        ),
    }
    Ok(())
}
