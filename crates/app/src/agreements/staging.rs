//! A file of agreements between its upload and its registration.

use domain::id::StagedFileId;
use domain::profile::Agreement;
use domain::registry::read_agreements;
use storage::StagedFile;

use super::AgreementsError;
use crate::registry::{ImportError, STAGED_SECONDS, read_registry_file};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Code of files of agreements among those that wait.
const PURPOSE: &str = "agreements";

/// A file of agreements that waits.
#[derive(Debug, Clone)]
pub struct StagedAgreements {
    /// The name it had.
    pub file_name: String,
    /// The agreements in it.
    pub agreements: Vec<Agreement>,
}

impl App {
    /// Reads an uploaded file of agreements and keeps it until it is decided upon.
    ///
    /// # Errors
    /// [`AgreementsError`], with every mistake of the file.
    pub async fn stage_agreements(
        &self,
        who: &SignedIn,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<StagedFileId, AgreementsError> {
        self.agreements_author(who)?;
        self.read_agreements(&bytes).await?;
        let file_hash = self.files.keep(bytes).await.map_err(AppError::from)?;
        let now = self.now();
        let file = StagedFile {
            id: StagedFileId::new(now, self.entropy.as_ref()),
            account: who.actor.account(),
            purpose: PURPOSE.to_owned(),
            file_name: name.to_owned(),
            file_hash,
            choices: "{}".to_owned(),
            created: now,
        };
        let mut unit = self.store.write().await?;
        unit.stage_file(&file).await?;
        unit.commit().await?;
        Ok(file.id)
    }

    /// The agreements of a file that waits.
    ///
    /// # Errors
    /// [`AgreementsError`]; not found once it was registered or a day has passed.
    pub async fn staged_agreements(
        &self,
        who: &SignedIn,
        id: StagedFileId,
    ) -> Result<StagedAgreements, AgreementsError> {
        self.agreements_author(who)?;
        let file = self.store.read().await?.staged_file(id).await?;
        let waits = |file: &StagedFile| {
            file.purpose == PURPOSE && self.now() < file.created.plus_seconds(STAGED_SECONDS)
        };
        let file = file.filter(waits).ok_or(AppError::NotFound)?;
        let bytes = self
            .files
            .read(&file.file_hash)
            .await
            .map_err(AppError::from)?;
        Ok(StagedAgreements {
            file_name: file.file_name,
            agreements: self
                .read_agreements(&bytes.ok_or(AppError::NotFound)?)
                .await?,
        })
    }

    async fn read_agreements(&self, bytes: &[u8]) -> Result<Vec<Agreement>, AgreementsError> {
        let read = read_registry_file(bytes)
            .await
            .map_err(|error| match error {
                ImportError::App(error) => AgreementsError::App(error),
                other => AgreementsError::Unreadable(other.to_string()),
            })?;
        read_agreements(&self.current(), &read.rows).map_err(AgreementsError::File)
    }
}
