//! Whole copies of the database: taking one while people work, putting one back, and counting what is in it (R27).
//!
//! SQLite copies itself (`VACUUM INTO`) from one reader's snapshot, so nobody who writes waits. PostgreSQL is copied and
//! put back by its own programs, `pg_dump` and `pg_restore`, over the very snapshot whose rows were counted.

mod postgres;
mod sqlite;

use std::collections::BTreeMap;
use std::path::Path;

use domain::time::Instant;

use crate::engine::{Location, Prepared, RuntimeRole, prepare};
use crate::error::StorageError;
use crate::schema::CURRICULAR;

/// Why a copy was not taken or put back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// The database refused.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// PostgreSQL's program is not on this machine.
    #[error(
        "no se encontró el programa {0}, que viene con PostgreSQL: instale el paquete de cliente (postgresql-client), de la \
         misma versión que el servidor o posterior, y revise que esté en la variable PATH"
    )]
    ToolMissing(&'static str),
    /// PostgreSQL's program is older than the server.
    #[error(
        "el programa {0} es de una versión anterior a la del servidor de PostgreSQL: instale el paquete de cliente \
         (postgresql-client) de la versión del servidor o posterior"
    )]
    ToolOlder(&'static str),
    /// PostgreSQL's program ended badly. `told` never has what rows say.
    #[error("el programa {tool} no terminó bien (código {code}){told}")]
    ToolFailed {
        /// Which.
        tool: &'static str,
        /// How it ended.
        code: i32,
        /// What it said, after a colon; or nothing.
        told: String,
    },
    /// The database into which a copy was to be put has something in it.
    #[error(
        "la base en la que se iba a restaurar no está vacía: no se tocó. Indique una base nueva"
    )]
    NotEmpty,
    /// What is to be put back is not a copy of a database, or is damaged.
    #[error("la copia de la base está dañada o no es de este programa")]
    Damaged,
    /// A file of the copy could not be read or written.
    #[error("no se pudo leer o escribir la copia de la base: {0}")]
    File(String),
}

/// Rows of each table, by its name.
pub type RowCounts = BTreeMap<String, u64>;

/// The number of the latest migration that this program knows.
#[must_use]
pub fn newest_schema() -> i64 {
    CURRICULAR
        .migrations
        .last()
        .map_or(0, |migration| migration.number)
}

/// Copies the database as it is at one instant into the file `into`, which must not exist, and counts what the copy
/// holds. On PostgreSQL the file is an archive of `pg_dump`. Nobody who writes waits for it.
///
/// # Errors
/// [`CopyError`]; what was written of the file may be left.
pub async fn take_copy(location: &Location, into: &Path) -> Result<RowCounts, CopyError> {
    match location {
        Location::Sqlite(file) => sqlite::take(file, into).await,
        Location::Postgres(url) => postgres::take(url, into).await,
    }
}

/// Puts the copy in the file `from` into `location`, where there must be nothing yet: on SQLite no file, on PostgreSQL a
/// database without tables, named as their owner-to-be. The copy keeps the schema that it has: see
/// [`bring_up`].
///
/// # Errors
/// [`CopyError`].
pub async fn put_back(from: &Path, location: &Location) -> Result<(), CopyError> {
    match location {
        Location::Sqlite(file) => sqlite::put_back(from, file),
        Location::Postgres(url) => postgres::put_back(from, url).await,
    }
}

/// Brings a copy that was put back to this program's version, as [`prepare`](crate::prepare) does.
///
/// # Errors
/// As there.
pub async fn bring_up(
    location: &Location,
    runtime: Option<&RuntimeRole>,
    at: Instant,
) -> Result<Prepared, StorageError> {
    prepare(location, &CURRICULAR, runtime, at.micros()).await
}

/// What a database holds, whatever version of this program it is of: its engine's own check of its integrity, and rows
/// of each table.
///
/// # Errors
/// [`CopyError::Damaged`] if the engine finds it damaged.
pub async fn examine(location: &Location) -> Result<RowCounts, CopyError> {
    match location {
        Location::Sqlite(file) => sqlite::examine(file).await,
        Location::Postgres(url) => postgres::examine(url).await,
    }
}

/// Empties a database for trials. One of PostgreSQL is only emptied if it is marked as such or has no tables, so that
/// a wrong address cannot destroy the institute's; on SQLite the file is removed.
///
/// # Errors
/// [`CopyError::NotEmpty`]: it is no database for trials, and was not touched.
pub async fn clear_trial(location: &Location) -> Result<(), CopyError> {
    match location {
        Location::Sqlite(file) => sqlite::remove(file),
        Location::Postgres(url) => postgres::clear_trial(url).await,
    }
}

/// Takes the mark for trials off a database that is to be used in earnest.
///
/// # Errors
/// No connection.
pub async fn keep_trial(location: &Location) -> Result<(), CopyError> {
    match location {
        Location::Sqlite(_) => Ok(()),
        Location::Postgres(url) => postgres::keep_trial(url).await,
    }
}

/// Whether two addresses are the same database, as far as their text tells.
#[must_use]
pub fn is_same_database(one: &Location, other: &Location) -> bool {
    match (one, other) {
        (Location::Sqlite(one), Location::Sqlite(other)) => one == other,
        (Location::Postgres(one), Location::Postgres(other)) => {
            postgres::is_same_database(one, other)
        }
        _ => false,
    }
}

/// The tables whose rows are counted, among those that a database has.
fn counted(name: &str) -> Option<&'static str> {
    CURRICULAR
        .tables()
        .map(|table| table.name)
        .find(|known| *known == name)
}

fn file_fault(error: &std::io::Error) -> CopyError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => CopyError::Storage(StorageError::Full),
        _ => CopyError::File(error.to_string()),
    }
}
