//! A registry file between its upload and its import: kept with what was chosen for it, looked at as often as wanted,
//! imported in the background, with a result that can be found again. A day later it is forgotten.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use domain::activity::Author;
use domain::id::StagedFileId;
use domain::registry::{ColumnMap, ImportReport, RowProblem};
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use storage::StagedFile;

use super::file::aside;
use super::progress::ImportStage;
use super::{ImportError, ImportOptions, ImportPreview};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Code of registry files among those that wait.
const PURPOSE: &str = "registry";
/// Seconds for which an uploaded file waits.
pub const STAGED_SECONDS: i64 = 24 * 3_600;
/// Files that are listed.
const LISTED: u32 = 10;

/// What was chosen for a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportChoices {
    /// The file is the whole registry.
    pub complete: bool,
    /// Rows without mistakes are written although others have some.
    pub good_rows: bool,
    /// Which heading is which column; none: as was said the last time.
    pub columns: Option<ColumnMap>,
}

/// How far an uploaded file has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum StagedStage {
    /// It waits for a decision.
    #[default]
    Waiting,
    /// It is being imported.
    Running {
        /// Since when.
        since: Instant,
    },
    /// The import ended; what it did is kept under this hash.
    Ended {
        /// When.
        at: Instant,
        /// SHA-256 of the result.
        result: String,
    },
    /// The import could not be made.
    Failed {
        /// When.
        at: Instant,
        /// Why, for whoever imports.
        why: String,
    },
}

/// What is kept with the file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Kept {
    sheet: String,
    bytes: usize,
    choices: ImportChoices,
    stage: StagedStage,
}

/// A registry file that waits, runs or ended.
#[derive(Debug, Clone)]
pub struct StagedImport {
    /// Identifier.
    pub id: StagedFileId,
    /// The name it had.
    pub file_name: String,
    /// Its bytes.
    pub size: usize,
    /// The sheet that is read; empty for a text file.
    pub sheet: String,
    /// When it was uploaded.
    pub created: Instant,
    /// What was chosen.
    pub choices: ImportChoices,
    /// How far it is.
    pub stage: StagedStage,
    /// Whether the import of it is under way in this program.
    pub is_running_here: bool,
    file: String,
}

/// Something told of a row, as results keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldOfRow {
    /// The row as a spreadsheet numbers it; 0 when it is about the whole file.
    pub row: u32,
    /// The column's name; empty when it is about the whole row.
    pub column: String,
    /// The code of what it is.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// What an import did, as it can be looked at afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportResult {
    /// Rows in the file.
    pub rows: usize,
    /// Candidacies that entered.
    pub added: usize,
    /// Candidacies that changed.
    pub changed: usize,
    /// Candidacies that the file repeated as they were.
    pub unchanged: usize,
    /// Candidacies that the file did not name and that stayed.
    pub absent: usize,
    /// Candidacies that were cancelled.
    pub removed: usize,
    /// Whether anything was written: a file with mistakes changes nothing unless its good rows were asked for.
    pub is_written: bool,
    /// What was wrong.
    pub errors: Vec<ToldOfRow>,
    /// What is worth a look.
    pub warnings: Vec<ToldOfRow>,
}

/// The files whose import this program has under way: from the moment it is asked for until its result is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Importing(Arc<Mutex<BTreeSet<StagedFileId>>>);

impl Importing {
    /// Begins with a file, unless its import is under way; it ends when what is given goes.
    fn begin(&self, id: StagedFileId) -> Option<UnderWay> {
        let began = self.ids().insert(id);
        began.then(|| UnderWay(self.clone(), id))
    }

    /// Those under way now. Asked before a file is read: one that ends meanwhile has kept its result by then, so that
    /// none is taken for interrupted.
    fn now(&self) -> BTreeSet<StagedFileId> {
        self.ids().clone()
    }

    fn ids(&self) -> std::sync::MutexGuard<'_, BTreeSet<StagedFileId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An import under way.
struct UnderWay(Importing, StagedFileId);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.ids().remove(&self.1);
    }
}

impl ToldOfRow {
    fn of(problem: &RowProblem) -> Self {
        Self {
            row: problem.row,
            column: problem.column.clone(),
            code: problem.code.key().to_owned(),
            message: problem.message.clone(),
        }
    }
}

impl ImportResult {
    /// What a report says, in the form that is kept.
    pub fn of(report: &ImportReport, good_rows: bool) -> Self {
        let told = |problems: &[RowProblem]| problems.iter().map(ToldOfRow::of).collect();
        Self {
            rows: report.rows,
            added: report.added,
            changed: report.changed,
            unchanged: report.unchanged,
            absent: report.absent,
            removed: report.removed,
            is_written: report.errors.is_empty() || good_rows && report.good_rows > 0,
            errors: told(&report.errors),
            warnings: told(&report.warnings),
        }
    }
}

impl App {
    /// Keeps an uploaded registry file until it is decided upon.
    ///
    /// # Errors
    /// [`ImportError`]; [`ImportError::Unreadable`] if it is no spreadsheet.
    pub async fn stage_registry_file(
        &self,
        who: &SignedIn,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<StagedFileId, ImportError> {
        self.registry_author(who)?;
        let copy = bytes.clone();
        let limits = spreadsheets::Limits::default();
        let sheet =
            aside(move || spreadsheets::read(&copy, &limits).map(|sheet| sheet.name)).await??;
        let size = bytes.len();
        let file_hash = self.files.keep(bytes).await.map_err(AppError::from)?;
        let kept = Kept {
            sheet,
            bytes: size,
            ..Kept::default()
        };
        let (now, account) = (self.now(), who.actor.account());
        let file = StagedFile {
            id: StagedFileId::new(now, self.entropy.as_ref()),
            account,
            purpose: PURPOSE.to_owned(),
            file_name: name.to_owned(),
            file_hash,
            choices: written(&kept),
            created: now,
        };
        let mut unit = self.store.write().await?;
        unit.stage_file(&file).await?;
        unit.commit().await?;
        Ok(file.id)
    }

    /// The latest registry files, the newest first.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn staged_imports(&self, who: &SignedIn) -> Result<Vec<StagedImport>, ImportError> {
        self.registry_author(who)?;
        let under_way = self.importing.now();
        let files = self
            .store
            .read()
            .await?
            .staged_files(PURPOSE, LISTED)
            .await?;
        Ok(files
            .into_iter()
            .map(|file| staged(file, &under_way))
            .collect())
    }

    /// One registry file.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn staged_import(
        &self,
        who: &SignedIn,
        id: StagedFileId,
    ) -> Result<StagedImport, ImportError> {
        self.registry_author(who)?;
        let under_way = self.importing.now();
        Ok(staged(self.staged_file(id).await?, &under_way))
    }

    /// Keeps other choices for a file that is not being imported, which waits for a decision again.
    ///
    /// # Errors
    /// [`ImportError::AlreadyRunning`]; denied, not found, storage.
    pub async fn choose_for_import(
        &self,
        who: &SignedIn,
        id: StagedFileId,
        choices: ImportChoices,
    ) -> Result<(), ImportError> {
        let staged = self.staged_import(who, id).await?;
        if staged.is_running_here {
            return Err(ImportError::AlreadyRunning);
        }
        self.keep_staged(id, |kept| {
            kept.choices = choices;
            kept.stage = StagedStage::Waiting;
        })
        .await
    }

    /// What the import of a file would do, with the changes of each kind from `from` on.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn preview_staged(
        &self,
        who: &SignedIn,
        staged: &StagedImport,
        from: usize,
    ) -> Result<ImportPreview, ImportError> {
        let bytes = self.staged_bytes(&staged.file).await?;
        let options = options_of(&staged.choices, false);
        self.preview_import_by(who, &bytes, &options, from).await
    }

    /// Begins to import a file in the background. `confirmed`: how many candidacies whoever imports agreed to cancel.
    ///
    /// # Errors
    /// [`ImportError::AlreadyRunning`]; [`ImportError::RemovalNotConfirmed`]; denied, not found, storage.
    pub async fn start_import(
        self: &Arc<Self>,
        who: &SignedIn,
        id: StagedFileId,
        confirmed: Option<usize>,
    ) -> Result<(), ImportError> {
        let by = self.registry_author(who)?;
        let staged = self.staged_import(who, id).await?;
        if staged.is_running_here || matches!(staged.stage, StagedStage::Ended { .. }) {
            return Ok(());
        }
        if self.import_progress().borrow().stage != ImportStage::Idle {
            return Err(ImportError::AlreadyRunning);
        }
        let bytes = self.staged_bytes(&staged.file).await?;
        if staged.choices.complete {
            let preview = self.preview_staged(who, &staged, 0).await?;
            let removed = preview.report.removed;
            if preview.report.needs_second_answer && confirmed != Some(removed) {
                return Err(ImportError::RemovalNotConfirmed(Box::new(preview.report)));
            }
        }
        // A second click finds it under way.
        let Some(under_way) = self.importing.begin(id) else {
            return Ok(());
        };
        let since = self.now();
        self.keep_staged(id, |kept| kept.stage = StagedStage::Running { since })
            .await?;
        let app = Arc::clone(self);
        tokio::spawn(async move {
            app.run_import(id, bytes, by, staged.choices).await;
            drop(under_way);
        });
        Ok(())
    }

    /// What an import that ended did.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn import_result(
        &self,
        who: &SignedIn,
        hash: &str,
    ) -> Result<ImportResult, ImportError> {
        self.registry_author(who)?;
        let bytes = self.staged_bytes(hash).await?;
        serde_json::from_slice(&bytes).map_err(|_| AppError::Unreadable("import result").into())
    }

    /// Forgets the files that were uploaded more than a day ago, with their bytes; gives how many.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn drop_staged_files(&self) -> Result<u64, AppError> {
        let before = self.now().plus_seconds(-STAGED_SECONDS);
        let old = self.store.read().await?.staged_files_before(before).await?;
        if old.is_empty() {
            return Ok(0);
        }
        let mut unit = self.store.write().await?;
        let dropped = unit.drop_staged_files(before).await?;
        let mut kept = Vec::new();
        for purpose in old.iter().map(|file| file.purpose.as_str()) {
            kept.extend(unit.staged_files(purpose, u32::MAX).await?);
        }
        unit.commit().await?;
        let hashes =
            |files: &[StagedFile]| -> Vec<String> { files.iter().flat_map(held).collect() };
        let still = hashes(&kept);
        for hash in hashes(&old).iter().filter(|hash| !still.contains(hash)) {
            self.files.forget(hash).await?;
        }
        Ok(dropped)
    }

    async fn run_import(
        self: Arc<Self>,
        id: StagedFileId,
        bytes: Vec<u8>,
        by: Author,
        choices: ImportChoices,
    ) {
        let options = options_of(&choices, true);
        let outcome = self.import_registry(&bytes, by, &options).await;
        let at = self.now();
        let stage = match outcome {
            Ok(report) => {
                let result = ImportResult::of(&report, choices.good_rows);
                let json = serde_json::to_vec(&result).expect("texts and numbers are JSON");
                match self.files.keep(json).await {
                    Ok(result) => StagedStage::Ended { at, result },
                    Err(error) => failed(at, &AppError::from(error).into()),
                }
            }
            Err(error) => failed(at, &error),
        };
        if let Err(error) = self.keep_staged(id, |kept| kept.stage = stage).await {
            tracing::error!(%error, file = %id, "the result of an import could not be kept");
        }
    }

    async fn staged_file(&self, id: StagedFileId) -> Result<StagedFile, ImportError> {
        let file = self.store.read().await?.staged_file(id).await?;
        let waits = |file: &StagedFile| {
            file.purpose == PURPOSE && self.now() < file.created.plus_seconds(STAGED_SECONDS)
        };
        Ok(file.filter(waits).ok_or(AppError::NotFound)?)
    }

    async fn staged_bytes(&self, hash: &str) -> Result<Vec<u8>, ImportError> {
        let bytes = self.files.read(hash).await.map_err(AppError::from)?;
        Ok(bytes.ok_or(AppError::NotFound)?)
    }

    async fn keep_staged(
        &self,
        id: StagedFileId,
        change: impl FnOnce(&mut Kept),
    ) -> Result<(), ImportError> {
        let mut unit = self.store.write().await?;
        let mut file = unit.staged_file(id).await?.ok_or(AppError::NotFound)?;
        let mut kept = read(&file);
        change(&mut kept);
        file.choices = written(&kept);
        unit.stage_file(&file).await?;
        unit.commit().await?;
        Ok(())
    }
}

fn staged(file: StagedFile, under_way: &BTreeSet<StagedFileId>) -> StagedImport {
    let kept = read(&file);
    let runs = matches!(kept.stage, StagedStage::Running { .. });
    StagedImport {
        id: file.id,
        file_name: file.file_name,
        size: kept.bytes,
        sheet: kept.sheet,
        created: file.created,
        choices: kept.choices,
        stage: kept.stage,
        is_running_here: runs && under_way.contains(&file.id),
        file: file.file_hash,
    }
}

fn failed(at: Instant, error: &ImportError) -> StagedStage {
    let why = error.to_string();
    StagedStage::Failed { at, why }
}

fn options_of(choices: &ImportChoices, confirmed: bool) -> ImportOptions {
    ImportOptions {
        rehearse: false,
        complete: choices.complete,
        write_good_rows: choices.good_rows,
        confirmed_removal: confirmed,
        columns: choices.columns.clone(),
    }
}

/// Everything in the store of files that a staged file holds.
fn held(file: &StagedFile) -> Vec<String> {
    let result = match read(file).stage {
        StagedStage::Ended { result, .. } => Some(result),
        _ => None,
    };
    std::iter::once(file.file_hash.clone())
        .chain(result)
        .collect()
}

fn read(file: &StagedFile) -> Kept {
    // What another version kept and this one cannot read is as if nothing had been chosen.
    serde_json::from_str(&file.choices).unwrap_or_default()
}

fn written(kept: &Kept) -> String {
    serde_json::to_string(kept).expect("texts, numbers and a map from text to text are JSON")
}
