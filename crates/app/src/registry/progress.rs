//! The import that is under way in this program: one at a time, and how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use super::ImportError;

/// What an import is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ImportStage {
    /// None is under way.
    #[default]
    Idle,
    /// The file is being read.
    Reading,
    /// Its rows are being checked.
    Checking,
    /// Its changes are being written.
    Writing,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportProgress {
    /// What it is doing.
    pub stage: ImportStage,
    /// Rows checked so far.
    pub checked: usize,
    /// Rows in the file; 0 while it is being read.
    pub rows: usize,
    /// Changes written so far.
    pub written: usize,
    /// Changes to write; 0 until the check is over.
    pub total: usize,
}

/// The imports of one program.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    running: Arc<AtomicBool>,
    progress: watch::Sender<ImportProgress>,
}

impl Imports {
    /// Begins one, if none is under way; it ends when what is given goes.
    pub(super) fn begin(&self) -> Result<Running, ImportError> {
        if self.running.swap(true, Ordering::AcqRel) {
            return Err(ImportError::AlreadyRunning);
        }
        let running = Running {
            running: Arc::clone(&self.running),
            progress: self.progress.clone(),
            awaited: Arc::new(AtomicBool::new(true)),
        };
        running.tell(ImportProgress {
            stage: ImportStage::Reading,
            ..ImportProgress::default()
        });
        Ok(running)
    }

    pub(super) fn watch(&self) -> watch::Receiver<ImportProgress> {
        self.progress.subscribe()
    }
}

/// An import under way. However it ends, also by a panic or because nobody waits any more, the next may begin.
pub(super) struct Running {
    running: Arc<AtomicBool>,
    progress: watch::Sender<ImportProgress>,
    /// Whether it has not ended: a check goes on for a while on its own thread after nobody waits for it.
    awaited: Arc<AtomicBool>,
}

impl Running {
    pub(super) fn tell(&self, progress: ImportProgress) {
        self.progress.send_replace(progress);
    }

    /// Tells of the check from the thread that makes it.
    pub(super) fn checking(&self) -> impl FnMut(usize, usize) + Send + 'static {
        let progress = self.progress.clone();
        let awaited = Arc::clone(&self.awaited);
        move |checked, rows| {
            progress.send_if_modified(|progress| {
                let told = awaited.load(Ordering::Acquire);
                if told {
                    *progress = ImportProgress {
                        stage: ImportStage::Checking,
                        checked,
                        rows,
                        ..ImportProgress::default()
                    };
                }
                told
            });
        }
    }

    pub(super) fn written(&self, written: usize, total: usize) {
        self.progress.send_modify(|progress| {
            progress.stage = ImportStage::Writing;
            progress.written = written;
            progress.total = total;
        });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.awaited.store(false, Ordering::Release);
        self.tell(ImportProgress::default());
        self.running.store(false, Ordering::Release);
    }
}
