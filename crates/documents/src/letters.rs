//! Many letters in one file.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::Zoned;
use serde_json::{Value, json};

use crate::printable::make_printable;
use crate::typesetting::{Manuscript, Typeset, Watcher};
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

    /// Sets every letter as one page, and once more those that turned out longer: only these need their pages
    /// counted by the typesetter, which is slow.
    fn made(
        &self,
        data: &mut Value,
        watch: &Watch<'_>,
        brand: &Brand,
    ) -> Result<Vec<u8>, DocumentError> {
        let typeset = |data: &Value| {
            let manuscript = Manuscript {
                template: "/letters.typ",
                title: format!("Cartas de entrega de cuentas {}", self.folio),
                created: &self.created,
                data: data.clone(),
                watch: Some(watch),
            };
            Typeset::new(manuscript, brand)
        };
        let typeset_once = typeset(data)?;
        let long = longer_than_a_page(&typeset_once.page_numbers());
        if long.is_empty() {
            return typeset_once.pdf();
        }
        drop(typeset_once);
        data["long"] = json!(long);
        typeset(data)?.pdf()
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
        data["long"] = json!([]);
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

/// The places of the letters with more pages than one, from the number that each page of the file bears: every run of
/// pages begins with 1, and the first run is the cover.
fn longer_than_a_page(numbers: &[u64]) -> Vec<usize> {
    let mut runs = 0_usize;
    let mut long = Vec::new();
    for number in numbers {
        match number {
            1 => runs += 1,
            2 if runs > 1 => long.push(runs - 2),
            _ => {}
        }
    }
    long
}

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
        assert_eq!(longer_than_a_page(&[1, 2, 1, 1, 1]), [0_usize; 0]);
        assert_eq!(longer_than_a_page(&[1, 1, 2, 3, 1, 1, 2]), [0, 2]);
    }
}
