//! What only SQLite needs: how its connections are set up and its transactions begun.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

use crate::engine::database::Options;
use crate::engine::fault::sorted_out;
use crate::error::StorageError;

/// A connection's settings. sqlx sets the busy timeout with a call when the file opens, before it sends any
/// PRAGMA: set later, two processes that open a new file together would find it locked at `journal_mode`.
pub fn connect_options(file: &Path, options: &Options) -> SqliteConnectOptions {
    let settings = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .busy_timeout(options.wait)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write must outlive a power cut, not only a crash of the program.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // Otherwise a replacing insert deletes the old row without firing its DELETE trigger.
        .pragma("recursive_triggers", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16000")
        .disable_statement_logging();
    match options.sqlite_max_pages {
        Some(pages) => settings.pragma("max_page_count", pages.to_string()),
        None => settings,
    }
}

/// One connection that writes. A second one would only wait for the file's lock.
pub fn writer(file: &Path, options: &Options) -> SqlitePool {
    pool(1, options).connect_lazy_with(connect_options(file, options))
}

/// Connections that read. They refuse to write even if a statement asked for it.
pub fn readers(file: &Path, options: &Options) -> SqlitePool {
    pool(options.readers, options)
        .connect_lazy_with(connect_options(file, options).pragma("query_only", "ON"))
}

fn pool(connections: u32, options: &Options) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(options.wait)
        // A connection to a file does not go stale.
        .test_before_acquire(false)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
}

/// Begins a transaction that holds the writer lock from the start, so that what it reads stays true.
pub async fn begin_writing(
    pool: &SqlitePool,
) -> Result<sqlx::Transaction<'static, Sqlite>, StorageError> {
    pool.begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(|error| sorted_out("begin", &error))
}

/// Begins a transaction whose reads all see the state at its first one.
pub async fn begin_reading(
    pool: &SqlitePool,
) -> Result<sqlx::Transaction<'static, Sqlite>, StorageError> {
    pool.begin_with("BEGIN DEFERRED")
        .await
        .map_err(|error| sorted_out("begin", &error))
}

/// Creates the file empty, readable by its owner alone; WAL and shared-memory files take its permissions.
pub fn create_file(file: &Path) -> Result<(), StorageError> {
    let mut open = std::fs::OpenOptions::new();
    open.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    match open.open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(StorageError::ReadOnly)
        }
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(StorageError::Full),
        Err(_) => Err(StorageError::Unreachable),
    }
}
