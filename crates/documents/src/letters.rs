//! Many letters in one file.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::Zoned;
use serde_json::{Value, json};

use crate::printable::make_printable;
use crate::typesetting::{Manuscript, Typeset, Watcher, sweep_cache};
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
    /// The most letters that one file holds. Each takes about half a megabyte while the file is made: a file per
    /// party is kinder to a small machine than one for all.
    pub const MOST: usize = 2_500;

    /// The batch as PDF/UA-1.
    ///
    /// # Errors
    /// As [`Letters::pdf_with_progress`], without the stop.
    pub fn pdf(&self, brand: &Brand) -> Result<Vec<u8>, DocumentError> {
        self.pdf_with_progress(brand, &|_, _| ControlFlow::Continue(()))
    }

    /// The batch as PDF/UA-1, telling each letter set. `progress` is called from several threads, with rising figures
    /// but not always in their order; after the last one the file is still to be written, about as long again.
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
        let mut data = self.data()?;
        let watch = Watch::new(asked, progress);
        let made = self.made(&mut data, &watch, brand);
        if watch.stopped.load(Ordering::Relaxed) {
            return Err(DocumentError::Stopped);
        }
        made
    }

    /// The template is told how many pages the cover and each letter have: the cover is first set alone; every letter
    /// is taken for one page, and should some turn out longer, the batch is set again.
    fn made(
        &self,
        data: &mut Value,
        watch: &Watch<'_>,
        brand: &Brand,
    ) -> Result<Vec<u8>, DocumentError> {
        let letters = data["letters"].take();
        data["letters"] = json!([]);
        data["cover_pages"] = self
            .typeset(data, watch, brand)?
            .page_numbers()
            .len()
            .into();
        data["letters"] = letters;
        data["pages"] = vec![1_usize; self.letters.len()].into();
        let typeset = self.typeset(data, watch, brand)?;
        let pages = letter_lengths(&typeset.page_numbers());
        if pages.iter().all(|pages| *pages == 1) {
            return typeset.pdf();
        }
        drop(typeset);
        data["pages"] = pages.into();
        self.typeset(data, watch, brand)?.pdf()
    }

    fn typeset(
        &self,
        data: &Value,
        watch: &Watch<'_>,
        brand: &Brand,
    ) -> Result<Typeset, DocumentError> {
        let manuscript = Manuscript {
            template: "/letters.typ",
            title: format!("Cartas de entrega de cuentas {}", self.folio),
            created: &self.created,
            data: data.clone(),
            watch: Some(watch),
        };
        Typeset::new(manuscript, brand)
    }

    /// What the template reads: the cover's rows have no codes.
    fn data(&self) -> Result<Value, DocumentError> {
        let mut data = json!({
            "folio": self.folio,
            "place_and_date": self.place_and_date,
            "rows": self.letters.iter().map(row).collect::<Vec<_>>(),
        });
        let undrawn = make_printable(&mut data);
        data["undrawn"] = json!(undrawn);
        let letters: Result<Vec<Value>, DocumentError> =
            self.letters.iter().map(AccountLetter::data).collect();
        data["letters"] = letters?.into();
        data["cover_pages"] = json!(1);
        Ok(data)
    }
}

fn row(letter: &AccountLetter) -> Value {
    json!({
        "folio": letter.folio,
        "login": letter.login,
        "holder": letter.holder,
        "party": letter.party,
    })
}

/// How many pages each letter has, from the number that each page of the file bears: every run of pages begins with 1,
/// and the first run is the cover.
fn letter_lengths(numbers: &[u64]) -> Vec<usize> {
    let runs = numbers.chunk_by(|_, next| *next != 1);
    runs.skip(1).map(<[u64]>::len).collect()
}

/// Letters after which the typesetter forgets what it kept of earlier ones, which would double the memory.
const SET_BETWEEN_SWEEPS: usize = 64;

/// Notes each letter when the typesetter comes to it.
struct Watch<'a> {
    seen: Vec<AtomicBool>,
    done: AtomicUsize,
    stopped: AtomicBool,
    progress: Progress<'a>,
}

impl<'a> Watch<'a> {
    fn new(letters: usize, progress: Progress<'a>) -> Self {
        Self {
            seen: (0..letters).map(|_| AtomicBool::new(false)).collect(),
            done: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            progress,
        }
    }
}

impl Watcher for Watch<'_> {
    fn goes_on(&self, place: usize) -> bool {
        // The typesetter comes by again when it lays a page out anew.
        let is_new = self
            .seen
            .get(place)
            .is_some_and(|seen| !seen.swap(true, Ordering::Relaxed));
        if is_new {
            let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(SET_BETWEEN_SWEEPS) {
                sweep_cache();
            }
            if (self.progress)(done, self.seen.len()).is_break() {
                self.stopped.store(true, Ordering::Relaxed);
            }
        }
        !self.stopped.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_several_pages_are_told_by_their_numbers() {
        assert_eq!(letter_lengths(&[1, 2, 1, 1, 1]), [1, 1, 1]);
        assert_eq!(letter_lengths(&[1, 1, 2, 3, 1, 1, 2]), [3, 1, 2]);
    }
}
