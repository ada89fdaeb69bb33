//! What a document carries inside: read back on the machine of whoever checks it.
//!
//! It is for the command line, where a hostile file harms whoever opened it and nobody else: its compressed parts can
//! grow without bound while the file is read. A server compares a document's hash instead.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Stream, String as PdfText};

/// Levels of the tree of names that are followed.
const DEEPEST: u8 = 16;

/// The attachment with this name; none if the file is no PDF or has none.
#[must_use]
pub fn attachment(pdf: &[u8], name: &str) -> Option<Vec<u8>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    let catalogue: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
    let names: Dict<'_> = catalogue.get(b"Names")?;
    let tree: Dict<'_> = names.get(b"EmbeddedFiles")?;
    find(&tree, name, DEEPEST)
}

/// Looks for a name in a node of the tree: leaves hold pairs of name and file, the others their children.
fn find(node: &Dict<'_>, name: &str, depth: u8) -> Option<Vec<u8>> {
    if let Some(pairs) = node.get::<Array<'_>>(b"Names") {
        let mut pairs = pairs.flex_iter();
        while pairs.next::<PdfText<'_>>().is_some() {
            let file: Dict<'_> = pairs.next()?;
            if is_named(&file, name) {
                return content(&file);
            }
        }
        return None;
    }
    let deeper = depth.checked_sub(1)?;
    let children: Array<'_> = node.get(b"Kids")?;
    children
        .iter::<Dict<'_>>()
        .find_map(|child| find(&child, name, deeper))
}

fn is_named(file: &Dict<'_>, name: &str) -> bool {
    let said = |key: &[u8]| file.get::<PdfText<'_>>(key);
    [b"UF".as_slice(), b"F".as_slice()]
        .into_iter()
        .filter_map(said)
        .any(|text| plain(text.as_bytes()) == name)
}

/// A text of the PDF whose signs are all ASCII, from either of its encodings.
fn plain(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(wide) => wide
            .chunks_exact(2)
            .filter(|pair| pair[0] == 0)
            .map(|pair| char::from(pair[1]))
            .collect(),
        None => bytes.iter().copied().map(char::from).collect(),
    }
}

fn content(file: &Dict<'_>) -> Option<Vec<u8>> {
    let streams: Dict<'_> = file.get(b"EF")?;
    let stream: Stream<'_> = streams.get(b"F").or_else(|| streams.get(b"UF"))?;
    stream.decoded().ok().map(std::borrow::Cow::into_owned)
}
