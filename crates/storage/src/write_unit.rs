//! A unit of writing: it holds the writer lock, and ends with everything written or nothing.

use std::ops::{Deref, DerefMut, Range};
use std::sync::Arc;
use std::time::Duration;

use domain::activity::Act;

use crate::change::{Batch, Change};
use crate::engine::{Insert, Query, Rows, Transaction, Value};
use crate::error::StorageError;
use crate::history::{Append, Tail, Written};
use crate::store::Shared;
use crate::turn::Turn;
use crate::unit::Unit;

/// A unit longer than this keeps others waiting, and is told in the log (decision 6).
const LONGEST: Duration = Duration::from_millis(250);

/// A unit that reads and writes. Dropping it without [`commit`](Self::commit) leaves no trace.
///
/// An existing record may be overwritten only if it was read, whole, in this same unit: under the writer lock
/// nobody changes it meanwhile, so no decision rests on an old state.
pub struct WriteUnit {
    /// Until the unit ends.
    under_way: Option<(Unit, Turn)>,
    shared: Arc<Shared>,
    tail: Option<Tail>,
    first: Option<u64>,
    whole: bool,
    began: tokio::time::Instant,
}

/// What a commit did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed(Range<u64>);

impl Committed {
    /// The position of the first entry that the unit wrote, if it wrote any.
    #[must_use]
    pub fn first_position(&self) -> Option<u64> {
        (!self.0.is_empty()).then_some(self.0.start)
    }

    /// The position of the last entry that the unit wrote, if it wrote any.
    #[must_use]
    pub fn last_position(&self) -> Option<u64> {
        (!self.0.is_empty()).then(|| self.0.end - 1)
    }

    /// The positions of the entries that the unit wrote.
    #[must_use]
    pub fn positions(&self) -> Range<u64> {
        self.0.clone()
    }
}

impl Deref for WriteUnit {
    type Target = Unit;
    fn deref(&self) -> &Unit {
        &self.under_way.as_ref().expect(UNDER_WAY).0
    }
}

impl DerefMut for WriteUnit {
    fn deref_mut(&mut self) -> &mut Unit {
        &mut self.under_way.as_mut().expect(UNDER_WAY).0
    }
}

impl Drop for WriteUnit {
    fn drop(&mut self) {
        if let Some((unit, turn)) = self.under_way.take() {
            turn.give_up(unit.tx);
        }
    }
}

/// Why a unit has its transaction: ending takes the unit itself.
const UNDER_WAY: &str = "a unit that ended is gone";

impl WriteUnit {
    pub(crate) fn over(tx: Transaction, turn: Turn, shared: Arc<Shared>) -> Self {
        Self {
            tail: turn.tail().cloned(),
            under_way: Some((Unit::over(tx), turn)),
            shared,
            first: None,
            whole: true,
            began: stopwatch(),
        }
    }

    /// Writes a decision: the record, its facts and its entry. Gives the entry's position.
    ///
    /// # Errors
    /// [`StorageError::AlreadyExists`] if the record exists and was not read in this unit, or has the unique
    /// key of another; and as every write.
    pub async fn apply(&mut self, decision: impl Into<Change>) -> Result<u64, StorageError> {
        self.apply_all([decision.into()])
            .await
            .map(|positions| positions.start)
    }

    /// Writes many changes in the order of the history, many rows at a time: imports, the demonstration.
    /// Gives the entries' positions. Some 2,000 changes at a time keep memory small.
    ///
    /// # Errors
    /// As [`apply`](Self::apply).
    pub async fn apply_all(
        &mut self,
        changes: impl IntoIterator<Item = Change>,
    ) -> Result<Range<u64>, StorageError> {
        let mut batch = Batch::default();
        for change in changes {
            batch.take(change);
        }
        self.begin_change()?;
        let (rows, written) = batch.into_rows(&mut self.seen);
        let positions = self.append(rows, written).await?;
        self.end_change();
        Ok(positions)
    }

    /// Writes an act that changes no record: sessions, refused attempts, exports. Gives its entry's position.
    ///
    /// # Errors
    /// As every write; [`StorageError::Entry`] if the history does not admit the act.
    pub async fn log(&mut self, act: Act) -> Result<u64, StorageError> {
        self.apply(act).await
    }

    /// Ends the unit: everything it wrote lasts. Then the consumers of the history are woken.
    ///
    /// # Errors
    /// [`StorageError::HalfDone`] if a change of the unit failed or was interrupted; what the engine refused.
    /// Nothing was written then.
    pub async fn commit(mut self) -> Result<Committed, StorageError> {
        if !self.whole {
            return Err(StorageError::HalfDone);
        }
        let positions = match (&self.tail, self.first) {
            (Some(tail), Some(first)) => first..tail.size(),
            _ => 0..0,
        };
        let (unit, turn) = self.under_way.take().expect(UNDER_WAY);
        let entries = (!positions.is_empty()).then_some(positions.end);
        let told = turn.end(unit.tx, self.tail.take(), entries);
        warn_if_long(self.began.elapsed(), positions.end - positions.start);
        // Nobody tells only if the commit was broken off: by a panic, or by the end of the program.
        told.await.unwrap_or(Err(StorageError::Unreachable))?;
        Ok(Committed(positions))
    }

    /// Writes rows, and appends the entries that tell of them.
    async fn append(
        &mut self,
        mut rows: Vec<Rows>,
        written: Vec<Written>,
    ) -> Result<Range<u64>, StorageError> {
        let start = self.tail().await?.size();
        let mut append = Append::default();
        let tail = self.tail.as_mut().expect("it was loaded just now");
        for written in written {
            tail.take(written, &mut append)?;
        }
        let end = tail.size();
        rows.extend(append.into_rows());
        self.tx.insert_all(rows).await?;
        self.first.get_or_insert(start);
        Ok(start..end)
    }

    /// The end of the history, with what this unit appended.
    pub(crate) async fn tail(&mut self) -> Result<&Tail, StorageError> {
        if self.tail.is_none() {
            let remembered = self.shared.remembered();
            self.tail = Some(Tail::load(&mut self.tx, remembered).await?);
        }
        Ok(self.tail.as_ref().expect("it was loaded just now"))
    }

    /// Runs a statement that changes rows which are not records; gives how many it changed.
    pub(crate) async fn change(&mut self, query: Query) -> Result<u64, StorageError> {
        self.begin_change()?;
        let changed = self.tx.execute(query).await?;
        self.end_change();
        Ok(changed)
    }

    /// Inserts rows that are not records.
    pub(crate) async fn insert(
        &mut self,
        insert: Insert,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StorageError> {
        self.begin_change()?;
        self.tx.insert(insert, rows).await?;
        self.end_change();
        Ok(())
    }

    /// Writes rows with an entry that vouches for them.
    pub(crate) async fn insert_vouched(
        &mut self,
        insert: Insert,
        row: Vec<Value>,
        written: Written,
    ) -> Result<u64, StorageError> {
        self.begin_change()?;
        let rows = vec![Rows::of(insert, vec![row])];
        let positions = self.append(rows, vec![written]).await?;
        self.end_change();
        Ok(positions.start)
    }

    /// From here to [`end_change`](Self::end_change) an error, or a request that is given up, leaves the unit
    /// half done: it takes no other change and can no longer be committed.
    const fn begin_change(&mut self) -> Result<(), StorageError> {
        if !self.whole {
            return Err(StorageError::HalfDone);
        }
        self.whole = false;
        Ok(())
    }

    const fn end_change(&mut self) {
        self.whole = true;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "it measures how long the lock is held; it never tells the time"
)]
fn stopwatch() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

fn warn_if_long(taken: Duration, entries: u64) {
    if taken > LONGEST {
        let milliseconds = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX);
        tracing::warn!(
            milliseconds,
            entries,
            "a write kept the database for too long"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Level, Metadata, Subscriber};

    use super::*;

    /// Counts warnings.
    #[derive(Clone, Default)]
    struct Ear(Arc<AtomicUsize>);

    impl Subscriber for Ear {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            *metadata.level() == Level::WARN
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, _: &Event<'_>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn a_unit_that_keeps_others_waiting_is_told_in_the_log() {
        let ear = Ear::default();
        tracing::subscriber::with_default(ear.clone(), || {
            warn_if_long(Duration::from_millis(250), 1);
            assert_eq!(ear.0.load(Ordering::Relaxed), 0);
            warn_if_long(Duration::from_millis(251), 1);
        });
        assert_eq!(ear.0.load(Ordering::Relaxed), 1);
    }
}
