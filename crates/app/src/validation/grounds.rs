//! The catalogue of grounds: what validators choose from, and how the institute edits it.

use domain::activity::Author;
use domain::grounds::{Catalogue, GroundEdition, GroundRefusal, Wording};
use domain::key::GroundKey;
use domain::policy::{Right, Target, permit};
use domain::record::Decided;
use domain::time::Instant;
use storage::Unit;

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Why the catalogue did not change.
#[derive(Debug, thiserror::Error)]
pub enum GroundsError {
    /// A rule of the catalogue.
    #[error(transparent)]
    Refused(#[from] GroundRefusal),
    /// Denied, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for GroundsError {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

impl App {
    /// The catalogue with all its editions.
    ///
    /// # Errors
    /// Storage.
    pub async fn grounds(&self) -> Result<Catalogue, AppError> {
        self.grounds_in(&mut self.store.read().await?).await
    }

    /// The same as this unit sees it.
    pub(crate) async fn grounds_in(&self, unit: &mut Unit) -> Result<Catalogue, AppError> {
        Ok(Catalogue::of(&self.profile, &unit.ground_editions().await?))
    }

    /// Adds a ground.
    ///
    /// # Errors
    /// [`GroundsError`]; nothing changes then.
    pub async fn add_ground(
        &self,
        who: &SignedIn,
        key: GroundKey,
        wording: Wording,
        at: Instant,
    ) -> Result<(), GroundsError> {
        self.edit_grounds(who, |grounds, by| grounds.adding(key, wording, by, at))
            .await
    }

    /// Words a ground anew; `seen` is the edition that was on the screen.
    ///
    /// # Errors
    /// [`GroundsError`]; nothing changes then.
    pub async fn reword_ground(
        &self,
        who: &SignedIn,
        (key, seen): (&GroundKey, u32),
        wording: Wording,
        at: Instant,
    ) -> Result<(), GroundsError> {
        let edit = |grounds: &Catalogue, by| grounds.rewording(key, seen, wording, by, at);
        self.edit_grounds(who, edit).await
    }

    /// Takes a ground out of use, or puts it back; `seen` is the edition that was on the screen.
    ///
    /// # Errors
    /// [`GroundsError`]; nothing changes then.
    pub async fn retire_ground(
        &self,
        who: &SignedIn,
        (key, seen): (&GroundKey, u32),
        retired: bool,
        at: Instant,
    ) -> Result<(), GroundsError> {
        let edit = |grounds: &Catalogue, by| grounds.retiring(key, seen, retired, by, at);
        self.edit_grounds(who, edit).await
    }

    async fn edit_grounds(
        &self,
        who: &SignedIn,
        edit: impl FnOnce(&Catalogue, Author) -> Result<Decided<GroundEdition>, GroundRefusal>,
    ) -> Result<(), GroundsError> {
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageValidation,
            Target::Process,
        )
        .map_err(AppError::from)?;
        let mut unit = self.store.write().await?;
        let grounds = self.grounds_in(&mut unit).await?;
        let decided = edit(&grounds, permit.author())?;
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(())
    }
}
