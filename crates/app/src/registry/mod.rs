//! The registry of candidacies comes from a file of any shape: read, checked whole, looked at before it counts, and
//! written in short units.

mod changes;
mod file;
mod import;
mod lease;
mod listing;
mod options;
mod preview;
mod progress;
mod proposals;
mod sharing;
mod staging;
mod template;

pub(crate) use changes::unchanged;
pub use changes::{ChangeError, RegistryAct, ReviewedAct, Seen, candidacy_of};
pub use file::{RegistryFile, read_registry_file};
pub use listing::{
    Lacking, RegistryFilter, RegistryRecord, RegistryStanding, RegistryView, table_file,
};
pub use options::{ImportError, ImportOptions};
pub use preview::{ImportPreview, PREVIEW_PAGE};
pub(crate) use progress::Imports;
pub use progress::{ImportProgress, ImportStage};
pub use proposals::ProposalView;
pub use sharing::Sibling;
pub(crate) use staging::Importing;
pub use staging::{
    ImportChoices, ImportResult, STAGED_SECONDS, StagedImport, StagedStage, ToldOfRow,
};
pub use template::{TemplateFormat, registry_template};

use domain::activity::Author;
use domain::policy::{Right, Target, permit};
use domain::registry::{ColumnMap, Finding, ImportReport, lint, without_term};
use tokio::sync::watch;

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Name of the setting in which the last column map is kept.
const COLUMNS: &str = "registry.columns";

impl App {
    /// What an import of this file would do, for whoever manages the registry: the report, and of each kind of change
    /// the page that begins at `from`. Nothing is written, and an import under way does not hinder it.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn preview_import_by(
        &self,
        who: &SignedIn,
        file: &[u8],
        options: &ImportOptions,
        from: usize,
    ) -> Result<ImportPreview, ImportError> {
        self.registry_author(who)?;
        self.preview_import(file, options, from).await
    }

    /// Imports a registry file for whoever manages the registry; see [`import_registry`](Self::import_registry).
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn import_registry_by(
        &self,
        who: &SignedIn,
        file: &[u8],
        options: &ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        let by = self.registry_author(who)?;
        self.import_registry(file, by, options).await
    }

    /// How far the import is that this program makes, if it makes one.
    pub fn import_progress(&self) -> watch::Receiver<ImportProgress> {
        self.imports.watch()
    }

    /// Looks through the stored registry, for whoever manages it.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn lint_registry_by(&self, who: &SignedIn) -> Result<Vec<Finding>, ImportError> {
        self.registry_author(who)?;
        self.lint_registry().await
    }

    /// Looks through the stored registry: whatever an import would refuse today, and what is missing.
    ///
    /// # Errors
    /// Storage.
    pub async fn lint_registry(&self) -> Result<Vec<Finding>, ImportError> {
        let mut unit = self.store.read().await?;
        let (candidacies, delivered) = (unit.registry().await?, unit.delivered_parties().await?);
        drop(unit);
        let profile = self.current();
        file::aside(move || {
            let mut found = lint(&profile, &candidacies);
            found.extend(without_term(&candidacies, &delivered));
            found.sort_by_key(|finding| finding.level);
            found
        })
        .await
    }

    /// The column map that was kept; empty if none was.
    ///
    /// # Errors
    /// Storage.
    pub async fn column_map(&self) -> Result<ColumnMap, AppError> {
        let kept = self.store.read().await?.setting(COLUMNS).await?;
        // A map of another version that cannot be read is as good as none: it is asked for again.
        Ok(kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    /// Keeps a column map for the imports to come, for whoever manages the registry.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn keep_column_map_by(
        &self,
        who: &SignedIn,
        columns: &ColumnMap,
    ) -> Result<(), AppError> {
        self.registry_author(who)?;
        self.keep_column_map(columns).await
    }

    async fn keep_column_map(&self, columns: &ColumnMap) -> Result<(), AppError> {
        let text = serde_json::to_string(columns).expect("a map from text to text is JSON");
        let mut unit = self.store.write().await?;
        unit.put_setting(COLUMNS, &text).await?;
        unit.commit().await?;
        Ok(())
    }

    fn registry_author(&self, who: &SignedIn) -> Result<Author, AppError> {
        Ok(permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageRegistry,
            Target::Process,
        )?
        .author())
    }
}
