//! Backups: made while people work, sealed to the institute's recipients, and each one opened, restored into a scratch copy
//! and compared before it counts as verified (DGO 32, CDMX 33; decision 0029).
//!
//! `plan` is what the institute decided, `shelf` the folder where backups are, `card` what is written beside each, `seal`
//! who can open them. `make`, `drill` and `restore` do the three things; `keep` says which go and `when` when one is due;
//! `runs` does them while the program serves, and `operations` tells how it stands.

mod card;
mod disk;
mod drill;
mod error;
mod keep;
mod make;
mod operations;
mod plan;
mod restore;
mod runs;
mod seal;
mod shelf;
mod when;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};

use domain::time::Instant;
use storage::Location;
use tokio::sync::watch;

pub use card::{Card, Drill, Occasion};
pub use drill::{Trial, try_out};
pub use error::BackupError;
pub use make::Made;
pub use operations::{Operations, Verified, Warning};
pub use plan::{BackupPlan, Hour, Keep, PLAN_FILE, default_hour, recipient};
pub use restore::{Put, RestoreOrder, restore};
pub use seal::{Opener, new_identity, own_identity};
pub use shelf::{Shelf, Shelved};

use crate::{App, AppError};

/// The folder inside the data folder where the database is copied before it is sealed, and put back when it is tried.
const SCRATCH: &str = ".respaldo-en-curso";

/// What backups of an installation are made of and where they go.
#[derive(Debug, Clone)]
pub struct BackupSetup {
    /// What the institute decided.
    pub plan: BackupPlan,
    /// The database.
    pub location: Location,
    /// The data folder.
    pub data: PathBuf,
    /// The folder of the keys, of which nothing goes into a backup.
    pub keys: PathBuf,
    /// Files and folders of the data folder that a backup takes with it: settings and profile.
    pub included: Vec<PathBuf>,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing.
    Idle,
    /// The database is being copied.
    Copying,
    /// The copy is being sealed.
    Sealing,
    /// New files are being sealed.
    Files,
    /// The backup is being opened and restored into a scratch copy.
    Restoring,
    /// Its files are being opened and compared.
    Comparing,
}

impl Stage {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Idle => "Sin respaldo en curso",
            Self::Copying => "Copiando la base de datos",
            Self::Sealing => "Cifrando la copia",
            Self::Files => "Cifrando archivos nuevos",
            Self::Restoring => "Restaurando el respaldo en una copia de ensayo",
            Self::Comparing => "Comparando archivos",
        }
    }
}

/// How far a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much of it there is; 0 if that cannot be said.
    pub total: u64,
}

impl Progress {
    const IDLE: Self = Self::of(Stage::Idle, 0, 0);

    const fn of(stage: Stage, done: u64, total: u64) -> Self {
        Self { stage, done, total }
    }
}

/// The backups of a running system.
pub(crate) struct Backups {
    setup: BackupSetup,
    progress: watch::Sender<Progress>,
    /// When the schedule is looked at again.
    look_again: Mutex<Option<Instant>>,
    /// Entries that the checkpoint beside the backups covers.
    noted: AtomicU64,
}

impl Backups {
    fn tell(&self, stage: Stage, done: u64, total: u64) {
        self.progress.send_replace(Progress::of(stage, done, total));
    }

    fn look_again(&self) -> Option<Instant> {
        *self
            .look_again
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn look_again_at(&self, at: Instant) {
        *self
            .look_again
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}

impl App {
    /// The same system with backups.
    #[must_use]
    pub fn with_backups(mut self, setup: BackupSetup) -> Self {
        self.backups = Some(Backups {
            setup,
            progress: watch::Sender::new(Progress::IDLE),
            look_again: Mutex::new(None),
            noted: AtomicU64::new(0),
        });
        self
    }

    /// How far the backup that is being made is; none if backups are not configured.
    pub fn backup_progress(&self) -> Option<watch::Receiver<Progress>> {
        self.backups
            .as_ref()
            .map(|backups| backups.progress.subscribe())
    }

    fn configured(&self) -> Result<&Backups, BackupError> {
        self.backups.as_ref().ok_or(BackupError::NotConfigured)
    }

    /// The folder of the backups.
    pub(crate) fn shelf(&self) -> Result<Shelf, BackupError> {
        Shelf::of(&self.configured()?.setup.plan.folder, self.origin())
    }

    /// The name of this installation's history.
    pub fn origin(&self) -> &str {
        self.keys.signer().name().as_str()
    }
}

/// A folder for work that goes with it.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Of a data folder. What an interrupted run left in it goes first.
    pub(crate) fn of(data: &Path) -> Result<Self, BackupError> {
        let path = data.join(SCRATCH);
        disk::remove_folder(&path)?;
        disk::make_folder(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now goes before the next one begins.
        let _ = disk::remove_folder(&self.0);
    }
}

/// Runs what keeps a thread busy.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(BackupError::App(AppError::Unreadable("backup"))))
}

#[expect(
    clippy::disallowed_methods,
    reason = "it measures how long a backup takes; it never tells the time"
)]
fn stopwatch() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

fn milliseconds(since: tokio::time::Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
