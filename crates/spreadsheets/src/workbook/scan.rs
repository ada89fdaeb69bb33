//! Looks through the bytes of a package's part as they are inflated, for what would make the parser behind take
//! memory without measure: it believes counts, and keeps a record of each style and shared text.

use crate::{Limits, Unreadable};

/// Elements that a part other than a sheet may have: Excel itself stops at 65,490 cell formats.
const MOST_ELEMENTS: usize = 400_000;

/// Bytes kept from one block to the next, so that a word cut in two is found.
const OVERLAP: usize = 64;

/// Words that tell a part whose elements are kept in memory one by one.
const SHARED_TEXTS: [&[u8]; 2] = [b"<sst", b":sst"];
const STYLES: [&[u8]; 8] = [
    b"<cellXfs",
    b":cellXfs",
    b"<fonts",
    b":fonts",
    b"<fills",
    b":fills",
    b"<borders",
    b":borders",
];

/// How XML begins: with or without a byte-order mark, in bytes or in pairs of them.
const XML_STARTS: [&[u8]; 9] = [
    b"<",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\0<",
    b" ",
    b"\t",
    b"\r",
    b"\n",
];

/// What a sheet has when something besides its values is worth a remark.
const NOTES: [&[u8]; 10] = [
    b"hidden=\"1",
    b"hidden=\"t",
    b"hidden='",
    b"mergeCell",
    b"<f>",
    b"<f ",
    b"<f/",
    b":f>",
    b":f ",
    b":f/",
];

/// What a sheet with any value has.
const VALUES: [&[u8]; 4] = [b"<v", b":v>", b"<is", b":is>"];

/// What a part was seen to have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Hidden rows or columns, merged cells or formulas.
    pub(super) notes: bool,
    /// Cells with a value.
    pub(super) values: bool,
}

/// One part, while it is inflated.
pub(super) struct Scan {
    is_picture: bool,
    /// Nothing of it was seen yet.
    is_new: bool,
    starts_as_xml: bool,
    is_binary: bool,
    most_shared: usize,
    elements: usize,
    has_cells: bool,
    has_shared_texts: bool,
    has_styles: bool,
    seen: Seen,
    window: Vec<u8>,
}

impl Scan {
    /// Begins a part. Its name excuses it from little: a part is read as what the package's relations say it is.
    pub(super) fn of(name: &str, limits: &Limits) -> Self {
        Self {
            is_picture: name.to_ascii_lowercase().ends_with(".svg"),
            is_new: true,
            starts_as_xml: false,
            is_binary: false,
            // An entry of plain text has four tags, opening and closing.
            most_shared: limits.cells.saturating_mul(4),
            elements: 0,
            has_cells: false,
            has_shared_texts: false,
            has_styles: false,
            seen: Seen::default(),
            window: Vec::new(),
        }
    }

    /// Looks through the next block.
    ///
    /// # Errors
    /// [`Unreadable::Overloaded`] or [`Unreadable::Damaged`].
    pub(super) fn feed(&mut self, block: &[u8]) -> Result<(), Unreadable> {
        if self.is_new {
            self.is_new = false;
            self.starts_as_xml = XML_STARTS.iter().any(|start| block.starts_with(start));
        }
        self.is_binary |= memchr::memchr(0, block).is_some();
        // Of all XML, only UTF-16 has zero bytes; it would hide every word from this search, and no writer uses it.
        if self.is_binary && self.starts_as_xml {
            return Err(Unreadable::Damaged);
        }
        self.elements += memchr::memchr_iter(b'<', block).count();
        self.window.extend_from_slice(block);
        self.look()?;
        let keep = self.window.len().min(OVERLAP);
        self.window.drain(..self.window.len() - keep);
        self.count()
    }

    /// What was seen up to now.
    pub(super) fn seen(&self) -> Seen {
        self.seen
    }

    fn look(&mut self) -> Result<(), Unreadable> {
        let has = |word: &[u8]| memchr::memmem::find(&self.window, word).is_some();
        // Neither format has document types: whoever writes one wants entities that grow.
        if !self.is_picture && (has(b"<!DOCTYPE") || has(b"<!ENTITY")) {
            return Err(Unreadable::Overloaded);
        }
        self.has_cells |= has(b"sheetData") || has(b"table:table");
        self.has_shared_texts |= SHARED_TEXTS.into_iter().any(has);
        self.has_styles = self.has_styles || STYLES.into_iter().any(has);
        self.seen.notes = self.seen.notes || NOTES.into_iter().any(has);
        self.seen.values = self.seen.values || VALUES.into_iter().any(has);
        if self.has_shared_texts {
            self.believe_no_count()?;
        }
        Ok(())
    }

    /// The parser sets aside room for as many texts as the part says it has.
    fn believe_no_count(&self) -> Result<(), Unreadable> {
        for at in memchr::memmem::find_iter(&self.window, b"niqueCount") {
            let rest = self
                .window
                .get(at + b"niqueCount".len()..)
                .unwrap_or_default();
            let digits = rest
                .iter()
                .skip_while(|byte| {
                    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\'')
                })
                .take_while(|byte| byte.is_ascii_digit());
            let told = digits.fold(0_usize, |sum, digit| {
                sum.saturating_mul(10)
                    .saturating_add(usize::from(digit - b'0'))
            });
            if told > self.most_shared {
                return Err(Unreadable::Overloaded);
            }
        }
        Ok(())
    }

    fn count(&self) -> Result<(), Unreadable> {
        let most = match (self.has_styles, self.has_shared_texts, self.has_cells) {
            (true, ..) | (false, false, false) => MOST_ELEMENTS,
            (_, true, _) => self.most_shared,
            // Sheets are streamed: their empty cells cost nothing, the others are counted when kept.
            (_, _, true) => usize::MAX,
        };
        if self.elements > most && !self.is_binary {
            return Err(Unreadable::Overloaded);
        }
        Ok(())
    }
}
