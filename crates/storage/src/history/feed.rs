//! The history as the change feed: consumers keep a cursor, and something wakes them (decision 5).

use std::collections::BTreeSet;
use std::time::Duration;

use domain::capture::Capture;
use domain::hiding::Hiding;
use domain::id::CandidacyId;
use domain::record::Record as _;
use domain::registry::{Candidacy, RegisteredAgreement};
use domain::time::Instant;
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::engine::{Database, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

/// How often the history's end is looked at when nothing wakes us: another process on the same file, or a
/// lost connection to PostgreSQL.
const POLL: Duration = Duration::from_secs(1);

statements! {
    in "activity";
    statements {
        CHANGED = "SELECT DISTINCT subject_kind, subject_id FROM activity \
                   WHERE position >= $1 \
                   AND (subject_kind = 'candidacy' OR subject_kind = 'capture' OR subject_kind = 'hiding' \
                   OR subject_kind = 'agreement')";
        SHARED = "SELECT other.id FROM candidacy own JOIN candidacy other ON other.capture_home = own.capture_home \
                  WHERE own.id = $1 AND other.id <> own.id";
        CURSOR = "SELECT entries FROM consumer_cursor WHERE consumer = $1";
        SET_CURSOR = "INSERT INTO consumer_cursor (consumer, entries, at) VALUES ($1, $2, $3) \
                      ON CONFLICT (consumer) DO UPDATE SET entries = excluded.entries, at = excluded.at";
    }
}

/// What changed since a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The new cursor: number of entries in the history.
    pub cursor: u64,
    /// The candidacies that were touched, or a capture or a hiding of which was, in order of identifier.
    pub candidacies: Vec<CandidacyId>,
    /// Whether an agreement was registered, changed or ended.
    pub agreements: bool,
}

/// Where the history's end is told, and the task that looks for what others append.
pub struct Feed {
    size: watch::Sender<u64>,
    task: AbortHandle,
}

impl Feed {
    /// Begins to follow `database`.
    pub async fn start(database: &Database) -> Result<Self, StorageError> {
        let size = watch::Sender::new(history_size(database).await?);
        let task = tokio::spawn(follow(database.clone(), size.clone())).abort_handle();
        Ok(Self { size, task })
    }

    /// Tells that the history has `size` entries.
    pub fn tell(&self, size: u64) {
        tell(&self.size, size);
    }

    /// Stops following, so that the database's connections can be closed.
    pub fn stop(&self) {
        self.task.abort();
    }

    /// A receiver of the history's number of entries.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.size.subscribe()
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.stop();
    }
}

fn tell(sender: &watch::Sender<u64>, size: u64) {
    sender.send_if_modified(|known| {
        let grew = size > *known;
        *known = size.max(*known);
        grew
    });
}

/// Looks for new entries every second, and at once when another instance announces them.
async fn follow(database: Database, sender: watch::Sender<u64>) {
    let mut listener = None;
    loop {
        if listener.is_none() {
            listener = database.listener().await.ok().flatten();
        }
        if !wait(listener.as_mut()).await {
            listener = None;
        }
        // Without a connection now, the next round tries again.
        if let Ok(size) = history_size(&database).await {
            tell(&sender, size);
        }
    }
}

/// Waits for an announcement or a second; false if the listener broke.
async fn wait(listener: Option<&mut PgListener>) -> bool {
    let Some(listener) = listener else {
        tokio::time::sleep(POLL).await;
        return true;
    };
    match tokio::time::timeout(POLL, listener.recv()).await {
        Ok(Ok(_)) | Err(_) => true,
        Ok(Err(_)) => {
            tokio::time::sleep(POLL).await;
            false
        }
    }
}

async fn history_size(database: &Database) -> Result<u64, StorageError> {
    Unit::over(database.read().await?).history_size().await
}

impl Unit {
    /// The candidacies that entries from `cursor` on are about. The history is the only change feed: whoever
    /// keeps a copy of something asks this, applies it, and then keeps the new cursor.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn changed_since(&mut self, cursor: u64) -> Result<Changed, StorageError> {
        let size = self.history_size().await?;
        let (mut candidacies, mut shared) = (BTreeSet::new(), BTreeSet::new());
        let mut agreements = false;
        for row in self.tx.all(CHANGED.with(values![cursor])).await? {
            let (kind, id) = (row.text("subject_kind")?, row.text("subject_id")?);
            let candidacy = match kind.as_str() {
                Candidacy::KIND => id.as_str(),
                Capture::KIND | Hiding::KIND => id.split(':').next().unwrap_or_default(),
                RegisteredAgreement::KIND => {
                    agreements = true;
                    continue;
                }
                _ => return Err(row.inconsistent("subject_kind")),
            };
            let candidacy: CandidacyId = candidacy
                .parse()
                .map_err(|_| row.inconsistent("subject_id"))?;
            candidacies.insert(candidacy);
            if kind != Candidacy::KIND {
                shared.insert(candidacy);
            }
        }
        // What happens to a capture, or is hidden of its person, happens to every candidacy that it serves.
        for candidacy in shared {
            candidacies.extend(self.candidacies_served_with(candidacy).await?);
        }
        Ok(Changed {
            cursor: size,
            candidacies: candidacies.into_iter().collect(),
            agreements,
        })
    }

    /// The other candidacies that the same capture serves.
    pub(crate) async fn candidacies_served_with(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Vec<CandidacyId>, StorageError> {
        let rows = self.tx.all(SHARED.with(values![candidacy])).await?;
        rows.iter().map(|row| row.parse("id")).collect()
    }

    /// How many entries `consumer` has worked through; 0 if it never said.
    ///
    /// # Errors
    /// As every read.
    pub async fn cursor(&mut self, consumer: &str) -> Result<u64, StorageError> {
        match self.tx.optional(CURSOR.with(values![consumer])).await? {
            None => Ok(0),
            Some(row) => row.number("entries"),
        }
    }
}

impl WriteUnit {
    /// Keeps how many entries `consumer` has worked through.
    ///
    /// # Errors
    /// As every write.
    pub async fn set_cursor(
        &mut self,
        consumer: &str,
        cursor: u64,
        at: Instant,
    ) -> Result<(), StorageError> {
        self.change(SET_CURSOR.with(values![consumer, cursor, at]))
            .await
            .map(drop)
    }
}
