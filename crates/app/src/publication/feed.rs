//! What the portal reads: every candidacy with its capture, and what changed. The history is the only change feed
//! (decision 5); what may be public of it, the portal decides row by row.

use std::collections::HashMap;

use domain::capture::Capture;
use domain::hiding::Hidden;
use domain::id::CandidacyId;
use domain::registry::Candidacy;

use crate::{App, AppError};

/// What changed after a position of the history.
#[derive(Debug)]
pub struct ChangedCandidacies {
    /// The position up to which this holds.
    pub position: u64,
    /// The candidacies that the history says something about, as they stand now.
    pub candidacies: Vec<(Candidacy, Option<Capture>)>,
    /// Whether an agreement was registered, changed or ended.
    pub agreements: bool,
}

impl App {
    /// How many entries the history has: what the portal has read up to.
    ///
    /// # Errors
    /// Storage.
    pub async fn history_position(&self) -> Result<u64, AppError> {
        Ok(self.store.read().await?.history_size().await?)
    }

    /// Up to `most` candidacies that follow `after` in the order of their ids; fewer only at the end.
    ///
    /// # Errors
    /// Storage.
    pub async fn candidacies_after(
        &self,
        after: Option<CandidacyId>,
        most: u32,
    ) -> Result<Vec<(Candidacy, Option<Capture>)>, AppError> {
        let mut unit = self.store.read().await?;
        let key = &self.curricular().key;
        Ok(unit.portal_page(key, after, most).await?)
    }

    /// What is hidden now for a person's safety.
    ///
    /// # Errors
    /// Storage.
    pub async fn hidden(&self) -> Result<HashMap<CandidacyId, Hidden>, AppError> {
        Ok(self.store.read().await?.hidden().await?)
    }

    /// What changed after `position`.
    ///
    /// # Errors
    /// Storage.
    pub async fn changed_candidacies(&self, position: u64) -> Result<ChangedCandidacies, AppError> {
        let mut unit = self.store.read().await?;
        let changed = unit.changed_since(position).await?;
        let current = unit
            .portal_rows_of(&self.curricular().key, &changed.candidacies)
            .await?;
        Ok(ChangedCandidacies {
            position: changed.cursor,
            candidacies: current,
            agreements: changed.agreements,
        })
    }

    /// Wakes on every commit, here or on another instance of this process.
    pub fn subscribe(&self) -> tokio::sync::watch::Receiver<u64> {
        self.store.subscribe()
    }
}
