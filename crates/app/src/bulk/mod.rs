//! Drafts of many candidacies from one spreadsheet, and their photographs from one ZIP file: looked at first, then saved in
//! the background, each candidacy in short units of its own. It never sends, and overwrites only if it was asked to.
//!
//! What was uploaded is kept in memory for some hours, for whoever uploaded it and nobody else; a restart asks for it again. Of a
//! lot that ended its report stays for as long, without answers. What was saved is drafts and history like any other, under the
//! account that uploaded.

mod bundle;
mod lot;
mod reading;
mod saving;
mod template;

pub use lot::{Existing, Lot, LotRow, LotStage, Picture, SavedRow};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::{AccountId, StagedFileId};
use domain::key::PartyKey;
use domain::policy::{Denial, Right, may_ever};
use domain::time::Instant;

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Seconds for which an uploaded lot waits, and then its report.
const KEPT_SECONDS: i64 = 6 * 3_600;
/// Seconds for which a lot that waits keeps its place although others need one.
const UNDISTURBED_SECONDS: i64 = 30 * 60;
/// Lots that wait or are saved at once: each holds a spreadsheet's texts and the photographs that came with it.
const MOST_LOTS: usize = 4;
/// Reports of lots that ended.
const MOST_REPORTS: usize = 40;
/// Most candidacies of a lot.
pub const MOST_ROWS: usize = 3_000;
/// Most photographs of a lot.
pub const MOST_PHOTOGRAPHS: usize = 500;

/// Why a lot was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LotRefusal {
    /// The spreadsheet cannot be read.
    #[error(transparent)]
    Sheet(#[from] spreadsheets::Unreadable),
    /// It has no column that tells whose each row is.
    #[error(
        "El archivo no tiene la columna «clave», que dice de qué candidatura es cada renglón. Descargue la plantilla y copie en ella sus respuestas."
    )]
    NoKey,
    /// Two columns have the same heading.
    #[error("La columna «{0}» está dos veces. Deje una y suba de nuevo el archivo.")]
    TwiceTheColumn(String),
    /// Too many rows.
    #[error("El archivo tiene más de {MOST_ROWS} renglones. Divídalo y suba cada parte.")]
    TooManyRows,
    /// Nothing in it.
    #[error("El archivo no tiene renglones con datos debajo de los encabezados.")]
    NoRows,
    /// The file of photographs is no ZIP, or one that cannot be read.
    #[error(
        "El archivo de fotografías no es un ZIP que se pueda leer. Ponga las fotografías en una carpeta, comprímala y suba el archivo .zip."
    )]
    NotAZip,
    /// The file of photographs holds too much.
    #[error(
        "El archivo de fotografías trae más de {MOST_PHOTOGRAPHS}, o pesan demasiado al descomprimirse. Divídalo y suba cada parte."
    )]
    TooManyPhotographs,
    /// Others are waiting.
    #[error(
        "Hay varios archivos en revisión en este momento. Espere unos minutos y suba el suyo de nuevo."
    )]
    Full,
    /// It is being saved, or was.
    #[error("Este archivo ya se está guardando o ya se guardó.")]
    Begun,
    /// Denied, not found, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for LotRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

/// Each lot with whose it is and since when it is kept.
type Kept = HashMap<StagedFileId, (AccountId, Instant, Lot)>;

/// The lots that wait, run or ended lately.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lots(Arc<Mutex<Kept>>);

impl Lots {
    fn keep(
        &self,
        id: StagedFileId,
        of: AccountId,
        lot: Lot,
        now: Instant,
    ) -> Result<(), LotRefusal> {
        self.forget_old(now);
        let mut lots = self.lock();
        // The newest of each person takes the place of the one that waited.
        lots.retain(|_, (owner, _, lot)| *owner != of || lot.stage != LotStage::Waiting);
        let held = lots.values().filter(|(.., lot)| !lot.has_ended());
        if held.count() >= MOST_LOTS {
            let left = oldest(&lots, |since, lot| {
                lot.stage == LotStage::Waiting && now.seconds_since(since) >= UNDISTURBED_SECONDS
            });
            lots.remove(&left.ok_or(LotRefusal::Full)?);
        }
        lots.insert(id, (of, now, lot));
        Ok(())
    }

    fn with<T>(
        &self,
        id: StagedFileId,
        of: AccountId,
        now: Instant,
        what: impl FnOnce(&mut Lot) -> T,
    ) -> Option<T> {
        let mut lots = self.lock();
        let (owner, since, lot) = lots.get_mut(&id)?;
        (*owner == of && !is_old(*since, lot, now)).then(|| what(lot))
    }

    /// All of a lot was gone through: its report is kept from now on.
    fn end(&self, id: StagedFileId, now: Instant) {
        let mut lots = self.lock();
        if let Some((_, since, lot)) = lots.get_mut(&id) {
            *since = now;
            lot.stage = LotStage::Ended;
        }
        while lots.values().filter(|(.., lot)| lot.has_ended()).count() > MOST_REPORTS {
            let Some(oldest) = oldest(&lots, |_, lot| lot.has_ended()) else {
                break;
            };
            lots.remove(&oldest);
        }
    }

    /// Forgets what has waited for its hours, so that nobody's answers lie in memory until somebody else uploads.
    pub(crate) fn forget_old(&self, now: Instant) {
        self.lock()
            .retain(|_, (_, since, lot)| !is_old(*since, lot, now));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_old(since: Instant, lot: &Lot, now: Instant) -> bool {
    !lot.is_running() && now.seconds_since(since) >= KEPT_SECONDS
}

/// The one that is kept for longest, of those that `is_meant`.
fn oldest(lots: &Kept, is_meant: impl Fn(Instant, &Lot) -> bool) -> Option<StagedFileId> {
    let meant = lots
        .iter()
        .filter(|(_, (_, since, lot))| is_meant(*since, lot));
    meant
        .min_by_key(|(_, (_, since, _))| *since)
        .map(|(id, _)| *id)
}

impl App {
    /// The party that `who` may capture for.
    fn captures_for(&self, who: &SignedIn) -> Result<PartyKey, AppError> {
        let party = who.actor.seat().party().ok_or(Denial::Role)?;
        if !may_ever(&self.profile, who.actor.role(), Right::Capture) {
            return Err(Denial::Role.into());
        }
        Ok(party.clone())
    }

    /// Whether `who` may capture for a party, and so bring lots.
    ///
    /// # Errors
    /// Denied.
    pub fn may_bring_lots(&self, who: &SignedIn) -> Result<(), AppError> {
        self.captures_for(who).map(|_| ())
    }

    /// A lot that `who` uploaded, as it stands.
    ///
    /// # Errors
    /// Denied; not found, also if it is somebody else's or was forgotten.
    pub fn lot(&self, who: &SignedIn, id: StagedFileId) -> Result<Lot, AppError> {
        self.captures_for(who)?;
        let account = who.actor.account();
        let found = self.lots.with(id, account, self.now(), |lot| lot.clone());
        found.ok_or(AppError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Always;

    fn id(number: u8) -> StagedFileId {
        StagedFileId::new(Instant::from_micros(0), &Always(number))
    }

    fn account(number: u8) -> AccountId {
        AccountId::new(Instant::from_micros(0), &Always(number))
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(0).plus_seconds(seconds)
    }

    fn lot(stage: LotStage) -> Lot {
        Lot {
            file_name: "respuestas.csv".to_owned(),
            rows: Vec::new(),
            remarks: Vec::new(),
            unknown: Vec::new(),
            strays: Vec::new(),
            stage,
        }
    }

    fn is_kept(lots: &Lots, number: u8, now: Instant) -> bool {
        lots.with(id(number), account(number), now, |_| ())
            .is_some()
    }

    #[test]
    fn a_lot_that_nobody_confirms_goes_after_its_hours_although_nobody_uploads() {
        let lots = Lots::default();
        lots.keep(id(1), account(1), lot(LotStage::Waiting), at(0))
            .unwrap();
        lots.keep(id(2), account(2), lot(LotStage::Running { done: 0 }), at(0))
            .unwrap();
        assert!(is_kept(&lots, 1, at(KEPT_SECONDS - 1)));
        assert!(!is_kept(&lots, 1, at(KEPT_SECONDS)));
        lots.forget_old(at(KEPT_SECONDS));
        assert_eq!(lots.lock().len(), 1);
        // What is being saved goes on, and its report has its own hours.
        lots.end(id(2), at(KEPT_SECONDS));
        assert!(is_kept(&lots, 2, at(2 * KEPT_SECONDS - 1)));
        lots.forget_old(at(2 * KEPT_SECONDS));
        assert!(lots.lock().is_empty());
    }

    #[test]
    fn whoever_waits_long_leaves_the_place_and_no_report_is_lost_for_it() {
        let lots = Lots::default();
        let waiting = || lot(LotStage::Waiting);
        lots.keep(id(9), account(9), lot(LotStage::Running { done: 0 }), at(0))
            .unwrap();
        lots.end(id(9), at(0));
        for number in 1..=4 {
            let since = at(i64::from(number));
            lots.keep(id(number), account(number), waiting(), since)
                .unwrap();
        }
        let soon = at(UNDISTURBED_SECONDS);
        let refused = lots.keep(id(5), account(5), waiting(), soon);
        assert!(matches!(refused, Err(LotRefusal::Full)));
        // Who uploads again keeps the place.
        lots.keep(id(6), account(4), waiting(), soon).unwrap();
        let later = at(UNDISTURBED_SECONDS + 1);
        lots.keep(id(5), account(5), waiting(), later).unwrap();
        assert!(!is_kept(&lots, 1, later));
        assert!(is_kept(&lots, 2, later));
        assert!(is_kept(&lots, 9, later), "its report");
        // Nobody's saving is cut short.
        for number in [2, 3, 5] {
            let running = |lot: &mut Lot| lot.stage = LotStage::Running { done: 0 };
            lots.with(id(number), account(number), later, running)
                .unwrap();
        }
        lots.with(id(6), account(4), later, |lot| {
            lot.stage = LotStage::Running { done: 0 };
        })
        .unwrap();
        let much_later = at(10 * KEPT_SECONDS);
        let refused = lots.keep(id(7), account(7), waiting(), much_later);
        assert!(matches!(refused, Err(LotRefusal::Full)));
    }

    #[test]
    fn reports_are_so_many_at_most_and_the_newest() {
        let lots = Lots::default();
        for number in 0..=u8::try_from(MOST_REPORTS).unwrap() {
            let since = at(i64::from(number));
            let running = lot(LotStage::Running { done: 0 });
            lots.keep(id(number), account(number), running, since)
                .unwrap();
            lots.end(id(number), since);
        }
        let now = at(100);
        assert_eq!(lots.lock().len(), MOST_REPORTS);
        assert!(!is_kept(&lots, 0, now));
        assert!(is_kept(&lots, 1, now));
    }
}
