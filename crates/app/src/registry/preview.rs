//! What an import would do, before it does.

use domain::activity::Author;
use domain::id::ImportId;
use domain::registry::{ChangeKind, ImportPlan, ImportReport, RegistryChange};

use super::{ImportError, ImportOptions};
use crate::App;

/// Changes of each kind in one page of a preview.
pub const PREVIEW_PAGE: usize = 100;

/// What an import would do. How many changes of each kind there are is in the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportPreview {
    /// What would be told.
    pub report: ImportReport,
    /// A page of the candidacies that would enter.
    pub added: Vec<RegistryChange>,
    /// A page of those that would change.
    pub changed: Vec<RegistryChange>,
    /// A page of those that would be cancelled.
    pub removed: Vec<RegistryChange>,
}

impl App {
    /// What an import of this file would do; see [`preview_import_by`](Self::preview_import_by).
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn preview_import(
        &self,
        file: &[u8],
        options: &ImportOptions,
        from: usize,
    ) -> Result<ImportPreview, ImportError> {
        let existing = self.store.read().await?.registry().await?;
        let import = ImportId::new(self.now(), self.entropy.as_ref());
        let order = (import, Author::System);
        let planned = self.plan(file, existing, order, options, |_, _| ()).await?;
        let profile = self.current();
        match planned.plan {
            Err(report) => Ok(ImportPreview {
                report: *report,
                ..ImportPreview::default()
            }),
            Ok(plan) => super::file::aside(move || pages(plan, &profile, from)).await,
        }
    }
}

fn pages(plan: ImportPlan, profile: &domain::profile::Profile, from: usize) -> ImportPreview {
    let mut preview = ImportPreview::default();
    let mut seen = [0_usize; 3];
    for change in plan.changes(profile) {
        let (seen, page) = match change.kind {
            ChangeKind::Added => (&mut seen[0], &mut preview.added),
            ChangeKind::Changed(_) => (&mut seen[1], &mut preview.changed),
            ChangeKind::Removed => (&mut seen[2], &mut preview.removed),
        };
        if *seen >= from && page.len() < PREVIEW_PAGE {
            page.push(change);
        }
        *seen += 1;
    }
    preview.report = plan.report;
    preview
}
