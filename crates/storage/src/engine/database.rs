//! A database with its pools of connections.

use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool};
use sqlx::sqlite::SqlitePool;

use crate::engine::prepare::check_schema;
use crate::engine::transaction::Inner;
use crate::engine::{Location, Transaction, postgres, sqlite};
use crate::error::StorageError;
use crate::schema::Schema;

/// How a database is used.
#[derive(Debug, Clone)]
pub struct Options {
    /// Most connections that read at once.
    pub readers: u32,
    /// How long to wait for a connection or for the writer lock.
    pub wait: Duration,
    /// A ceiling on the size of a SQLite file, in its pages (4 KiB): beyond it writes answer
    /// [`StorageError::Full`]. For disks that are shared with others.
    pub sqlite_max_pages: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 8,
            wait: Duration::from_secs(10),
            sqlite_max_pages: None,
        }
    }
}

/// An open database. Clones share its connections.
#[derive(Clone)]
pub struct Database(Pools);

#[derive(Clone)]
enum Pools {
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres {
        writers: PgPool,
        readers: PgPool,
    },
}

impl Database {
    /// Opens a prepared database.
    ///
    /// # Errors
    /// [`StorageError::NotPrepared`], a schema that is not `schema` as this program knows it,
    /// [`StorageError::OwnerRole`], or no connection.
    pub async fn open(
        location: &Location,
        schema: &Schema,
        options: &Options,
    ) -> Result<Self, StorageError> {
        let database = Self::open_copy(location, schema, options).await?;
        if let Pools::Postgres { readers, .. } = &database.0 {
            postgres::refuse_owner(readers).await?;
        }
        Ok(database)
    }

    /// Opens a copy of a database, as whoever owns it.
    ///
    /// # Errors
    /// As [`Database::open`], save [`StorageError::OwnerRole`].
    pub async fn open_copy(
        location: &Location,
        schema: &Schema,
        options: &Options,
    ) -> Result<Self, StorageError> {
        let database = Self(match location {
            Location::Sqlite(file) if !file.exists() => return Err(StorageError::NotPrepared),
            Location::Sqlite(file) => Pools::Sqlite {
                writer: sqlite::writer(file, options),
                readers: sqlite::readers(file, options),
            },
            Location::Postgres(url) => Pools::Postgres {
                writers: postgres::writers(url, options)?,
                readers: postgres::readers(url, options)?,
            },
        });
        check_schema(&mut database.read().await?, schema).await?;
        Ok(database)
    }

    /// Begins a transaction that only reads, and sees one state throughout.
    ///
    /// # Errors
    /// No connection.
    pub async fn read(&self) -> Result<Transaction, StorageError> {
        Ok(Transaction(match &self.0 {
            Pools::Sqlite { readers, .. } => Inner::Sqlite(sqlite::begin_reading(readers).await?),
            Pools::Postgres { readers, .. } => {
                Inner::Postgres(postgres::begin_reading(readers).await?)
            }
        }))
    }

    /// Begins a transaction that may write, and takes the writer lock: until it ends no other writes.
    ///
    /// # Errors
    /// No connection, or [`StorageError::Busy`].
    pub async fn write(&self) -> Result<Transaction, StorageError> {
        Ok(Transaction(match &self.0 {
            Pools::Sqlite { writer, .. } => Inner::Sqlite(sqlite::begin_writing(writer).await?),
            Pools::Postgres { writers, .. } => {
                Inner::Postgres(postgres::begin_writing(writers).await?)
            }
        }))
    }

    /// A listener on other instances; none on SQLite.
    pub(crate) async fn listener(&self) -> Result<Option<PgListener>, StorageError> {
        match &self.0 {
            Pools::Sqlite { .. } => Ok(None),
            Pools::Postgres { readers, .. } => postgres::listener(readers).await.map(Some),
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                // The last to close folds the write-ahead log into the file.
                writer.close().await;
            }
            Pools::Postgres { writers, readers } => {
                writers.close().await;
                readers.close().await;
            }
        }
    }
}
