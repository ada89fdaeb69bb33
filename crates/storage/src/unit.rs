//! A unit of reading: everything in it sees one state of the database.

use futures_util::TryStreamExt as _;

use crate::engine::{Query, Transaction};
use crate::error::StorageError;
use crate::overview::Overviews;
use crate::record::{Seen, Stored};

/// A snapshot to read from. Dropping it ends it. What can be read is in the file of each entity; what can be
/// written is in [`WriteUnit`](crate::WriteUnit) alone.
pub struct Unit {
    pub(crate) tx: Transaction,
    pub(crate) seen: Seen,
    /// What the store's boards count; none in a unit that writes, which sees what nobody else does yet.
    pub(crate) overviews: Option<Overviews>,
}

impl Unit {
    pub(crate) fn over(tx: Transaction) -> Self {
        Self {
            tx,
            seen: Seen::default(),
            overviews: None,
        }
    }

    /// The same over what the store's boards count.
    pub(crate) fn sharing(mut self, overviews: &Overviews) -> Self {
        self.overviews = Some(Overviews::clone(overviews));
        self
    }

    /// The record of a query that has one row at most.
    pub(crate) async fn record<R: Stored>(
        &mut self,
        query: Query,
    ) -> Result<Option<R>, StorageError> {
        let Some(row) = self.tx.optional(query).await? else {
            return Ok(None);
        };
        let record = R::read(&row)?;
        self.seen.note(&record);
        Ok(Some(record))
    }

    /// The records of a query.
    pub(crate) async fn records<R: Stored>(
        &mut self,
        query: Query,
    ) -> Result<Vec<R>, StorageError> {
        let mut rows = self.tx.stream(query);
        let mut records = Vec::new();
        while let Some(row) = rows.try_next().await? {
            let record = R::read(&row)?;
            self.seen.note(&record);
            records.push(record);
        }
        Ok(records)
    }
}
