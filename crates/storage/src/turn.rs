//! Whose turn it is to write, and what is confirmed together (decision 37).
//!
//! Units write one after another. One that ends while others wait does not keep them waiting for the disk too: the
//! next goes on in the same transaction, behind a savepoint, and one commit makes all of them last. Until then nobody
//! is told that a unit was written, and nobody else sees it; if that commit is refused, all of them are.
//!
//! The first unit that ends queues for the commit behind those who wait already. So nobody waits for a commit behind
//! more units than had been waiting when it ended, and where nobody waits the commit comes at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::engine::{Database, Transaction};
use crate::error::StorageError;
use crate::history::Tail;
use crate::store::Shared;

/// The place where writers stand in line; what is in it was written and is not confirmed yet.
pub type Place = Arc<Mutex<Option<Group>>>;

/// Units that ended one after another in one transaction.
pub struct Group {
    tx: Transaction,
    written: Written,
    /// Whether something that was given up stands after the savepoint.
    undo: bool,
}

/// What a group's units did so far.
#[derive(Default)]
struct Written {
    /// The history's end, once a unit looked for it.
    tail: Option<Tail>,
    /// The number of entries, if a unit appended any.
    entries: Option<u64>,
    /// Where each unit is told.
    ended: Vec<oneshot::Sender<Outcome>>,
}

/// What a commit came to.
pub type Outcome = Result<(), StorageError>;

/// A unit's turn: nobody else of this store writes while it lasts.
pub struct Turn {
    place: OwnedMutexGuard<Option<Group>>,
    shared: Arc<Shared>,
    before: Written,
}

/// Waits for a turn, at most `wait`. A long unit is `alone`: what was written before it is confirmed first, so that
/// nobody who was quick waits for it.
///
/// # Errors
/// [`StorageError::Busy`], no connection. Whoever waits to be told of a lost connection's group is told as well.
pub async fn take(
    database: &Database,
    shared: &Arc<Shared>,
    wait: Duration,
    alone: bool,
) -> Result<(Turn, Transaction), StorageError> {
    let queued = tokio::time::timeout(wait, Arc::clone(&shared.place).lock_owned());
    let mut place = queued.await.map_err(|_| StorageError::Busy)?;
    if alone {
        place = confirm(place, Arc::clone(shared)).await?;
    }
    if let Some(group) = place.as_mut()
        && let Err(error) = group.go_on().await
    {
        if let Some(lost) = place.take() {
            lost.written.tell(&Err(error.clone()));
        }
        return Err(error);
    }
    let (tx, before) = match place.take() {
        Some(group) => (group.tx, group.written),
        None => (database.write().await?, Written::default()),
    };
    let shared = Arc::clone(shared);
    Ok((
        Turn {
            place,
            shared,
            before,
        },
        tx,
    ))
}

impl Turn {
    /// The history's end as the units before this one left it; none if it has to be looked for.
    pub const fn tail(&self) -> Option<&Tail> {
        self.before.tail.as_ref()
    }

    /// Ends the turn of a unit that is whole: it is confirmed with those around it. `entries` is the history's number
    /// of entries, if the unit appended any. The answer comes once everything lasts.
    pub fn end(
        mut self,
        tx: Transaction,
        tail: Option<Tail>,
        entries: Option<u64>,
    ) -> oneshot::Receiver<Outcome> {
        let (teller, told) = oneshot::channel();
        let mut written = self.before;
        let is_first = written.ended.is_empty();
        written.ended.push(teller);
        written.tail = tail.or(written.tail);
        written.entries = entries.or(written.entries);
        *self.place = Some(Group {
            tx,
            written,
            undo: false,
        });
        drop(self.place);
        if is_first {
            // A task of its own: the commit comes also if the person who saved goes away meanwhile.
            tokio::spawn(async move {
                let place = Arc::clone(&self.shared.place).lock_owned().await;
                confirm(place, self.shared).await
            });
        }
        told
    }

    /// Ends the turn of a unit that leaves no trace. What others wrote before it stays.
    pub fn give_up(mut self, tx: Transaction) {
        if !self.before.ended.is_empty() {
            *self.place = Some(Group {
                tx,
                written: self.before,
                undo: true,
            });
        }
    }
}

impl Group {
    /// Undoes what was given up, and begins where a unit can be undone by itself.
    async fn go_on(&mut self) -> Result<(), StorageError> {
        if self.undo {
            self.tx.undo().await?;
            self.undo = false;
        }
        self.tx.savepoint().await
    }

    async fn confirm(self, shared: &Shared) {
        let Self {
            tx,
            mut written,
            undo,
        } = self;
        let done = last(tx, undo, written.entries).await;
        if done.is_ok() {
            if let Some(tail) = written.tail.take() {
                shared.remember(tail);
            }
            if let Some(entries) = written.entries {
                shared.feed.tell(entries);
            }
        }
        written.tell(&done);
    }
}

/// Commits, without what was given up, and tells the other instances of new entries.
async fn last(mut tx: Transaction, undo: bool, entries: Option<u64>) -> Outcome {
    if undo {
        tx.undo().await?;
    }
    if let Some(entries) = entries {
        tx.announce(entries).await?;
    }
    tx.commit().await
}

impl Written {
    fn tell(self, outcome: &Outcome) {
        for teller in self.ended {
            // Whoever went away meanwhile does not hear it.
            teller.send(outcome.clone()).ok();
        }
    }
}

/// Commits what is in the place, if anything is. It runs to its end even if whoever asked for it goes away.
async fn confirm(
    mut place: OwnedMutexGuard<Option<Group>>,
    shared: Arc<Shared>,
) -> Result<OwnedMutexGuard<Option<Group>>, StorageError> {
    if place.is_none() {
        return Ok(place);
    }
    let confirming = tokio::spawn(async move {
        if let Some(group) = place.take() {
            group.confirm(&shared).await;
        }
        place
    });
    confirming.await.map_err(|_| StorageError::Unreachable)
}
