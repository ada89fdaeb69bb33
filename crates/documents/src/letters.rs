//! Many letters in one file.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::Zoned;
use serde_json::{Value, json};

use crate::printable::make_printable;
use crate::typesetting::{self, Enclosures, Manuscript};
use crate::{AccountLetter, Brand, DocumentError};

/// Cartas de entrega de cuenta in one file: a cover that lists them without codes, then each on its own page.
pub struct Letters {
    /// When the document was made; it enters the file's properties only.
    pub created: Zoned,
    /// Folio of the batch.
    pub folio: String,
    /// Place and date in words.
    pub place_and_date: String,
    /// The letters, in the order of the cover. Each one's own `created` plays no part here.
    pub letters: Vec<AccountLetter>,
}

impl fmt::Debug for Letters {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Letters")
            .field("folio", &self.folio)
            .field("letters", &self.letters.len())
            .finish_non_exhaustive()
    }
}

/// Hears how far a batch has come, as (letters set, letters in all), and may stop it.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) -> ControlFlow<()> + Sync);

impl Letters {
    /// The most letters that one file holds: its memory stays below half a gigabyte.
    pub const MOST: usize = 5_000;

    /// The batch as PDF/UA-1.
    ///
    /// # Errors
    /// As [`Letters::pdf_with_progress`], without the stop.
    pub fn pdf(&self, brand: &Brand) -> Result<Vec<u8>, DocumentError> {
        self.pdf_with_progress(brand, &|_, _| ControlFlow::Continue(()))
    }

    /// The batch as PDF/UA-1, telling each letter set. `progress` is called from several threads, with rising figures
    /// but not always in their order.
    ///
    /// # Errors
    /// [`DocumentError::BatchSize`] without letters or with more than [`Letters::MOST`]; [`DocumentError::Stopped`]
    /// when `progress` breaks; else as [`AccountLetter::pdf`].
    pub fn pdf_with_progress(
        &self,
        brand: &Brand,
        progress: Progress<'_>,
    ) -> Result<Vec<u8>, DocumentError> {
        let asked = self.letters.len();
        if !(1..=Self::MOST).contains(&asked) {
            return Err(DocumentError::BatchSize {
                asked,
                most: Self::MOST,
            });
        }
        let pieces = self.pieces()?;
        let tray = Tray::new(pieces, progress);
        let manuscript = Manuscript {
            template: "/letters.typ",
            title: format!("Cartas de entrega de cuentas {}", self.folio),
            created: &self.created,
            data: self.cover(),
            enclosures: Some(&tray),
        };
        let made = typesetting::pdf(manuscript, brand);
        if tray.stopped.load(Ordering::Relaxed) {
            return Err(DocumentError::Stopped);
        }
        made
    }

    /// What the cover lists: no codes.
    fn cover(&self) -> Value {
        let rows: Vec<Value> = self
            .letters
            .iter()
            .map(|letter| {
                json!({
                    "folio": letter.folio,
                    "login": letter.login,
                    "holder": letter.holder,
                    "party": letter.party,
                })
            })
            .collect();
        let mut cover = json!({
            "folio": self.folio,
            "place_and_date": self.place_and_date,
            "rows": rows,
        });
        let undrawn = make_printable(&mut cover);
        cover["undrawn"] = json!(undrawn);
        cover
    }

    fn pieces(&self) -> Result<Vec<Vec<u8>>, DocumentError> {
        self.letters
            .iter()
            .map(|letter| Ok(letter.data()?.to_string().into_bytes()))
            .collect()
    }
}

/// The letters' data, handed out when the typesetter comes to each: that is how far it has come.
struct Tray<'a> {
    pieces: Vec<Piece>,
    taken: AtomicUsize,
    stopped: AtomicBool,
    progress: Progress<'a>,
}

struct Piece {
    json: Vec<u8>,
    taken: AtomicBool,
}

impl<'a> Tray<'a> {
    fn new(pieces: Vec<Vec<u8>>, progress: Progress<'a>) -> Self {
        let pieces = pieces
            .into_iter()
            .map(|json| Piece {
                json,
                taken: AtomicBool::new(false),
            })
            .collect();
        Self {
            pieces,
            taken: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            progress,
        }
    }

    fn tell(&self) {
        let taken = self.taken.fetch_add(1, Ordering::Relaxed) + 1;
        if (self.progress)(taken, self.pieces.len()).is_break() {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }
}

impl Enclosures for Tray<'_> {
    fn piece(&self, place: usize) -> Option<Vec<u8>> {
        let piece = self.pieces.get(place)?;
        // The typesetter asks again when it lays a page out anew.
        if !piece.taken.swap(true, Ordering::Relaxed) {
            self.tell();
        }
        (!self.stopped.load(Ordering::Relaxed)).then(|| piece.json.clone())
    }
}
