//! Copies of a SQLite file.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};

use super::{CopyError, RowCounts, counted, file_fault};
use crate::engine::sorted_out;
use crate::error::StorageError;

/// `VACUUM INTO` reads one snapshot of the file and writes another file, without its free pages. In WAL mode a reader
/// keeps nobody from writing.
pub async fn take(file: &Path, into: &Path) -> Result<RowCounts, CopyError> {
    if !file.exists() {
        return Err(StorageError::NotPrepared.into());
    }
    private_file(into)?;
    let mut connection = connect(file, false).await?;
    let copied = sqlx::query("VACUUM INTO $1")
        .bind(into.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await;
    let closed = connection.close().await;
    copied
        .and(closed)
        .map_err(|error| sorted_out("copy", &error))?;
    // Its integrity is looked at where it is tried.
    let mut copy = connect(into, true).await?;
    let counts = count(&mut copy).await?;
    copy.close()
        .await
        .map_err(|error| sorted_out("copy", &error))?;
    Ok(counts)
}

/// The file, empty and its owner's alone: SQLite writes into an empty one, and keeps its permissions.
fn private_file(path: &Path) -> Result<(), CopyError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|error| file_fault(&error))
}

pub fn put_back(from: &Path, file: &Path) -> Result<(), CopyError> {
    if file.exists() {
        return Err(CopyError::NotEmpty);
    }
    private_file(file)?;
    fs::copy(from, file)
        .and_then(|_| fs::File::open(file)?.sync_all())
        .map_err(|error| file_fault(&error))
}

pub async fn examine(file: &Path) -> Result<RowCounts, CopyError> {
    let damaged = |_: sqlx::Error| CopyError::Damaged;
    let mut connection = connect(file, true).await.map_err(|_| CopyError::Damaged)?;
    let told: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(&mut connection)
        .await
        .map_err(damaged)?;
    let broken = sqlx::query("PRAGMA foreign_key_check")
        .fetch_optional(&mut connection)
        .await
        .map_err(damaged)?;
    if told != "ok" || broken.is_some() {
        return Err(CopyError::Damaged);
    }
    let counts = count(&mut connection).await?;
    connection.close().await.map_err(damaged)?;
    Ok(counts)
}

async fn count(connection: &mut SqliteConnection) -> Result<RowCounts, CopyError> {
    let damaged = |_: sqlx::Error| CopyError::Damaged;
    let tables = sqlx::query("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut *connection)
        .await
        .map_err(damaged)?;
    let mut counts = RowCounts::new();
    for table in tables {
        let name: String = table.try_get(0).map_err(damaged)?;
        let Some(name) = counted(&name) else { continue };
        let rows: i64 =
            sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{name}\"")))
                .fetch_one(&mut *connection)
                .await
                .map_err(damaged)?;
        counts.insert(name.to_owned(), u64::try_from(rows).unwrap_or(0));
    }
    Ok(counts)
}

pub fn remove(file: &Path) -> Result<(), CopyError> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(file_fault(&error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A connection of its own, apart from those that serve. An unchanging one never makes a log beside the file.
async fn connect(file: &Path, unchanging: bool) -> Result<SqliteConnection, CopyError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .busy_timeout(std::time::Duration::from_secs(10))
        .pragma("trusted_schema", "OFF")
        .disable_statement_logging();
    let options = if unchanging {
        options.read_only(true)
    } else {
        options.journal_mode(SqliteJournalMode::Wal)
    };
    SqliteConnection::connect_with(&options)
        .await
        .map_err(|error| sorted_out("copy", &error).into())
}
