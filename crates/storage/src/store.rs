//! The curricular database, open.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::time::Instant;
use tokio::sync::watch;

use crate::engine::{self, Database, Location, Options, Prepared, RuntimeRole};
use crate::error::StorageError;
use crate::history::{Feed, Tail};
use crate::overview::Overviews;
use crate::schema::CURRICULAR;
use crate::turn::{self, Place};
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

/// Creates the curricular database, or brings it to this program's version; all or nothing.
///
/// On PostgreSQL `location` names the tables' owner, and `runtime` the role that the program will work as: it
/// is created if there is none, and gets the rights that it needs and no more.
///
/// # Errors
/// [`StorageError::NewerSchema`] or [`StorageError::ForeignSchema`], and nothing is touched; no connection.
pub async fn prepare(
    location: &Location,
    runtime: Option<&RuntimeRole>,
    at: Instant,
) -> Result<Prepared, StorageError> {
    engine::prepare(location, &CURRICULAR, runtime, at.micros()).await
}

/// The open database. Clones share it.
#[derive(Clone)]
pub struct Store {
    database: Database,
    shared: Arc<Shared>,
    overviews: Overviews,
    wait: Duration,
}

/// What the units of one store share.
pub struct Shared {
    /// The history's end as this process last wrote it: it saves rebuilding the tree's edge.
    tail: Mutex<Option<Tail>>,
    pub(crate) feed: Feed,
    /// Where its writers stand in line.
    pub(crate) place: Place,
}

impl Shared {
    pub(crate) fn remember(&self, tail: Tail) {
        *self.tail.lock().unwrap_or_else(PoisonError::into_inner) = Some(tail);
    }

    pub(crate) fn remembered(&self) -> Option<Tail> {
        self.tail
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Store {
    /// Opens a prepared database. Must be called within a tokio runtime, in which a task follows the history.
    ///
    /// # Errors
    /// [`StorageError::NotPrepared`], a schema of another version, [`StorageError::OwnerRole`], no connection.
    pub async fn open(location: &Location, options: &Options) -> Result<Self, StorageError> {
        Self::over(
            Database::open(location, &CURRICULAR, options).await?,
            options,
        )
        .await
    }

    async fn over(database: Database, options: &Options) -> Result<Self, StorageError> {
        let feed = Feed::start(&database).await?;
        Ok(Self {
            database,
            shared: Arc::new(Shared {
                tail: Mutex::new(None),
                feed,
                place: Place::default(),
            }),
            overviews: Overviews::default(),
            wait: options.wait,
        })
    }

    /// Opens a copy of a database for looking at it: the owner of its tables may, since nothing real is in it. It is closed
    /// when that is done.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_copy(location: &Location) -> Result<Self, StorageError> {
        let options = Options::default();
        Self::over(
            Database::open_copy(location, &CURRICULAR, &options).await?,
            &options,
        )
        .await
    }

    /// Begins to read: one state throughout.
    ///
    /// # Errors
    /// No connection.
    pub async fn read(&self) -> Result<Unit, StorageError> {
        Ok(Unit::over(self.database.read().await?).sharing(&self.overviews))
    }

    /// Begins to write: takes the writer lock. No hashing of passwords, PDF or mail while it is held. What is written
    /// is confirmed together with the units of others that wait (decision 37).
    ///
    /// # Errors
    /// No connection, or [`StorageError::Busy`].
    pub async fn write(&self) -> Result<WriteUnit, StorageError> {
        self.begin(false).await
    }

    /// The same for a unit that takes long, such as a part of an import: what others wrote before is confirmed first.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_long(&self) -> Result<WriteUnit, StorageError> {
        self.begin(true).await
    }

    async fn begin(&self, alone: bool) -> Result<WriteUnit, StorageError> {
        let (turn, tx) = turn::take(&self.database, &self.shared, self.wait, alone).await?;
        Ok(WriteUnit::over(tx, turn, Arc::clone(&self.shared)))
    }

    /// The history's number of entries, told anew whenever it grows: at once for this process's commits and,
    /// on PostgreSQL, for other instances'; within a second otherwise.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.feed.subscribe()
    }

    /// Closes the database's connections, once the units in progress end.
    pub async fn close(&self) {
        self.shared.feed.stop();
        self.database.close().await;
    }
}
