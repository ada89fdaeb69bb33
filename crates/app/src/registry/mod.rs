//! The registry of candidacies comes from a file; nothing is written unless every row is right.

use std::collections::HashMap;

use domain::activity::Author;
use domain::id::{CandidacyId, ImportId};
use domain::record::Decided;
use domain::registry::{Candidacy, ImportReport, plan_import};
use storage::Change;

use crate::{App, AppError};

/// Changes in one write unit of an import: whoever saves meanwhile never waits long for it (decision 6).
const BATCH: usize = 500;

/// Why an import stopped. What mistakes a file has is in its report, not here.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A candidacy changed between the check and the writing.
    #[error(
        "El registro cambió mientras se importaba el archivo. Lo escrito hasta aquí está completo: \
         importe el mismo archivo otra vez para terminar."
    )]
    ChangedMeanwhile,
    /// Storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for ImportError {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

impl App {
    /// Imports a registry file, or with `rehearse` only says what it would do. `progress` is told how many changes
    /// are written, and of how many.
    ///
    /// The file is checked as a whole before the first row is written. Writing goes in short units; the same file
    /// again finishes one that was interrupted.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn import_registry(
        &self,
        file: &[u8],
        by: Author,
        rehearse: bool,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<ImportReport, ImportError> {
        let existing = self.store.read().await?.registry().await?;
        let at = self.now();
        let import = ImportId::new(at, self.entropy.as_ref());
        let mut ids = || CandidacyId::new(at, self.entropy.as_ref());
        let plan = match plan_import(&self.profile, file, &existing, at, by, import, &mut ids) {
            Ok(plan) => plan,
            Err(report) => return Ok(report),
        };
        if rehearse {
            return Ok(plan.report);
        }
        let before: HashMap<CandidacyId, Candidacy> = existing
            .into_iter()
            .map(|candidacy| (candidacy.id, candidacy))
            .collect();
        let total = plan.decisions.len();
        let mut written = 0;
        let mut decisions = plan.decisions.into_iter().peekable();
        while decisions.peek().is_some() {
            let batch: Vec<Decided<Candidacy>> = decisions.by_ref().take(BATCH).collect();
            written += batch.len();
            self.write_batch(batch, &before).await?;
            progress(written, total);
        }
        self.log(plan.act).await?;
        Ok(plan.report)
    }

    async fn write_batch(
        &self,
        batch: Vec<Decided<Candidacy>>,
        before: &HashMap<CandidacyId, Candidacy>,
    ) -> Result<(), ImportError> {
        let mut unit = self.store.write().await?;
        for id in batch.iter().map(|decided| decided.record().id) {
            if let Some(checked) = before.get(&id)
                && unit.candidacy(id).await?.as_ref() != Some(checked)
            {
                return Err(ImportError::ChangedMeanwhile);
            }
        }
        unit.apply_all(batch.into_iter().map(Change::from)).await?;
        unit.commit().await?;
        Ok(())
    }
}
