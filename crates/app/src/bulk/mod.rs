//! Drafts of many candidacies from one spreadsheet, and their photographs from one ZIP file: looked at first, then saved in
//! the background, each candidacy in short units of its own. It never sends, and overwrites only if it was asked to.
//!
//! What was uploaded is kept in memory for some hours, for whoever uploaded it and nobody else; a restart asks for it again. What
//! was saved is drafts and history like any other, under the account that uploaded.

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

/// Seconds for which an uploaded lot waits.
const KEPT_SECONDS: i64 = 6 * 3_600;
/// Lots kept at once: each holds a spreadsheet's texts and the photographs that came with it.
const MOST_LOTS: usize = 4;
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

/// The lots that wait, run or ended lately.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lots(Arc<Mutex<HashMap<StagedFileId, (AccountId, Instant, Lot)>>>);

impl Lots {
    fn keep(
        &self,
        id: StagedFileId,
        of: AccountId,
        lot: Lot,
        now: Instant,
    ) -> Result<(), LotRefusal> {
        let mut lots = self.lock();
        lots.retain(|_, (_, since, lot)| {
            lot.is_running() || now.seconds_since(*since) < KEPT_SECONDS
        });
        // The newest of each person takes the place of the one that waited.
        lots.retain(|_, (owner, _, lot)| *owner != of || !matches!(lot.stage, LotStage::Waiting));
        if lots.len() >= MOST_LOTS {
            let ended = lots
                .iter()
                .filter(|(_, (_, _, lot))| matches!(lot.stage, LotStage::Ended))
                .min_by_key(|(_, (_, since, _))| *since)
                .map(|(id, _)| *id);
            lots.remove(&ended.ok_or(LotRefusal::Full)?);
        }
        lots.insert(id, (of, now, lot));
        Ok(())
    }

    fn with<T>(
        &self,
        id: StagedFileId,
        of: AccountId,
        what: impl FnOnce(&mut Lot) -> T,
    ) -> Option<T> {
        let mut lots = self.lock();
        let (owner, _, lot) = lots.get_mut(&id)?;
        (*owner == of).then(|| what(lot))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<StagedFileId, (AccountId, Instant, Lot)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        let found = self.lots.with(id, who.actor.account(), |lot| lot.clone());
        found.ok_or(AppError::NotFound)
    }
}
