//! The typesetter: templates and data in, PDF/UA-1 out.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::Zoned;
use serde_json::{Value, json};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::faces::faces;
use crate::printable::make_printable;
use crate::{Brand, DocumentError};

/// Every template, under the name by which others import it.
const TEMPLATES: [(&str, &str); 8] = [
    ("/main.typ", include_str!("main.typ")),
    ("/frame.typ", include_str!("frame.typ")),
    ("/account_letter.typ", include_str!("account_letter.typ")),
    (
        "/blank_questionnaire.typ",
        include_str!("blank_questionnaire.typ"),
    ),
    ("/delivery_ledger.typ", include_str!("delivery_ledger.typ")),
    ("/receipt.typ", include_str!("receipt.typ")),
    ("/recovery_sheet.typ", include_str!("recovery_sheet.typ")),
    ("/letters.typ", include_str!("letters.typ")),
];

/// The program that wrote the file, as its properties tell.
const CREATOR: &str = "conoceles";

/// A document ready to be set.
pub(crate) struct Manuscript<'a> {
    /// The template's name in [`TEMPLATES`].
    pub template: &'static str,
    /// What the reader's window shows as its name.
    pub title: String,
    /// When it was made.
    pub created: &'a Zoned,
    /// What the template reads, printable.
    pub data: Value,
    /// Who hears how far the work has come.
    pub watch: Option<&'a dyn Watcher>,
}

/// Hears how far the typesetter has come in a document of many pieces: the template reads `/set/0`, `/set/1` …
pub(crate) trait Watcher: Sync {
    /// The piece at this place is being set; `false` stops the work.
    fn goes_on(&self, place: usize) -> bool;
}

/// A document with all its pages set, not yet written.
pub(crate) struct Typeset {
    document: PagedDocument,
    options: PdfOptions,
    _evicted_at_the_end: CacheGuard,
}

impl Typeset {
    /// Sets a document.
    ///
    /// # Errors
    /// [`DocumentError::Typesetting`] when the template refuses, also because the watcher stopped it.
    pub(crate) fn new(manuscript: Manuscript<'_>, brand: &Brand) -> Result<Self, DocumentError> {
        let evicted_at_the_end = CacheGuard;
        let options = options(&manuscript)?;
        let desk = Desk::new(manuscript, brand)?;
        let document = typst::compile::<PagedDocument>(&desk)
            .output
            .map_err(|faults| refused(&faults))?;
        Ok(Self {
            document,
            options,
            _evicted_at_the_end: evicted_at_the_end,
        })
    }

    /// The number that each page bears, in their order.
    pub(crate) fn page_numbers(&self) -> Vec<u64> {
        self.document
            .pages()
            .iter()
            .map(|page| page.number)
            .collect()
    }

    /// Writes it as PDF/UA-1.
    ///
    /// # Errors
    /// [`DocumentError::Typesetting`] when the standard refuses.
    pub(crate) fn pdf(&self) -> Result<Vec<u8>, DocumentError> {
        typst_pdf::pdf(&self.document, &self.options).map_err(|faults| refused(&faults))
    }
}

/// Sets a document and writes it as PDF/UA-1.
///
/// # Errors
/// [`DocumentError::Typesetting`] when the template or the standard refuses.
pub(crate) fn pdf(manuscript: Manuscript<'_>, brand: &Brand) -> Result<Vec<u8>, DocumentError> {
    Typeset::new(manuscript, brand)?.pdf()
}

/// Empties the typesetter's cache when the work ends, however it ends: it holds names and codes, and it would grow
/// with every document.
struct CacheGuard;

impl Drop for CacheGuard {
    fn drop(&mut self) {
        typst::comemo::evict(0);
    }
}

/// Forgets what the typesetter did not use since the last sweep. Work under way keeps what it holds.
pub(crate) fn sweep_cache() {
    typst::comemo::evict(1);
}

fn options(manuscript: &Manuscript<'_>) -> Result<PdfOptions, DocumentError> {
    let standards =
        PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|fault| DocumentError::Typesetting {
            reason: fault.message().to_string(),
        })?;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("{} {}", manuscript.title, manuscript.created)),
        creator: Smart::Custom(Some(CREATOR.to_owned())),
        timestamp: timestamp(manuscript.created),
        standards,
        ..PdfOptions::default()
    })
}

fn timestamp(at: &Zoned) -> Option<Timestamp> {
    let part = |number: i8| u8::try_from(number).ok();
    let datetime = Datetime::from_ymd_hms(
        at.year().into(),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )?;
    Timestamp::new_local(datetime, at.offset().seconds() / 60)
}

/// The typesetter's own words up to the first quotation, where the document's could begin.
fn refused(faults: &[SourceDiagnostic]) -> DocumentError {
    let message = faults.first().map_or("", |fault| fault.message.as_str());
    DocumentError::Typesetting {
        reason: message
            .split(['"', '`'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned(),
    }
}

/// The templates, parsed once.
static SOURCES: LazyLock<HashMap<FileId, Source>> = LazyLock::new(|| {
    TEMPLATES
        .iter()
        .map(|(name, text)| (file(name), Source::new(file(name), (*text).to_owned())))
        .collect()
});

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("our templates' names are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// All that a template can see: the templates, the fonts, this document's data, and the empty files by which a watcher
/// hears of it. No disk, network or clock.
struct Desk<'a> {
    library: LazyHash<Library>,
    watch: Option<&'a dyn Watcher>,
}

impl<'a> Desk<'a> {
    fn new(manuscript: Manuscript<'a>, brand: &Brand) -> Result<Self, DocumentError> {
        let mut head = json!({ "brand": brand, "title": manuscript.title });
        make_printable(&mut head);
        head["document"] = manuscript.data;
        let inputs: Dict = [
            ("template", manuscript.template.into_value()),
            ("data", head.to_string().into_value()),
        ]
        .into_iter()
        .map(|(name, value)| (name.into(), value))
        .collect();
        Ok(Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            watch: manuscript.watch,
        })
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &faces().book
    }

    fn main(&self) -> FileId {
        file("/main.typ")
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let place = id
            .get()
            .vpath()
            .get_without_slash()
            .strip_prefix("set/")
            .and_then(|place| place.parse().ok());
        let goes_on =
            place.is_some_and(|place| self.watch.is_some_and(|watch| watch.goes_on(place)));
        goes_on
            .then(|| Bytes::new([]))
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        faces().get(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
