//! Copies of a PostgreSQL database, by PostgreSQL's own programs.

use std::path::Path;
use std::process::Stdio;
use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use tokio::process::Command;
use url::Url;

use super::{CopyError, RowCounts, counted};
use crate::engine::sorted_out;
use crate::error::StorageError;

const DUMP: &str = "pg_dump";
const RESTORE: &str = "pg_restore";

/// The table by which a database is known to be for trials alone.
const TRIAL_MARK: &str = "conoceles_ensayo";

/// What may stand in an address for PostgreSQL's programs too; the rest is sqlx's own.
const SHARED_SETTINGS: [&str; 9] = [
    "host",
    "port",
    "user",
    "dbname",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "connect_timeout",
];

/// Rows are counted and dumped in one snapshot, which this connection keeps open meanwhile.
pub async fn take(url: &str, into: &Path) -> Result<RowCounts, CopyError> {
    let mut connection = connect(url).await?;
    let fault = |error| CopyError::from(sorted_out("copy", &error));
    let mut tx = connection
        .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await
        .map_err(fault)?;
    let snapshot: String = sqlx::query_scalar("SELECT pg_export_snapshot()")
        .fetch_one(&mut *tx)
        .await
        .map_err(fault)?;
    let counts = count(&mut tx).await?;
    let address = Address::of(url)?;
    let mut dump = address.command(DUMP);
    dump.args(["--format=custom", "--compress=0", "--no-owner"])
        .args([
            "--no-privileges",
            "--no-password",
            "--lock-wait-timeout=10000",
        ])
        .arg(format!("--snapshot={snapshot}"))
        .arg("--file")
        .arg(into);
    run(DUMP, dump, true).await?;
    tx.rollback().await.map_err(fault)?;
    Ok(counts)
}

pub async fn put_back(from: &Path, url: &str) -> Result<(), CopyError> {
    let mut connection = connect(url).await?;
    let tables = tables(&mut connection).await?;
    let _ = connection.close().await;
    if tables.iter().any(|table| table != TRIAL_MARK) {
        return Err(CopyError::NotEmpty);
    }
    let address = Address::of(url)?;
    let mut restore = address.command(RESTORE);
    restore
        .args(["--no-owner", "--no-privileges", "--exit-on-error"])
        .args(["--single-transaction", "--no-password"])
        .arg(from);
    // What it says of a row that does not fit may quote the row.
    run(RESTORE, restore, false).await
}

/// That a restoration ended, with every index and rule made anew, is the engine's check.
pub async fn examine(url: &str) -> Result<RowCounts, CopyError> {
    let mut connection = connect(url).await?;
    let counts = count(&mut connection).await;
    let _ = connection.close().await;
    counts
}

pub async fn clear_trial(url: &str) -> Result<(), CopyError> {
    let mut connection = connect(url).await?;
    let tables = tables(&mut connection).await?;
    let is_marked = tables.iter().any(|table| table == TRIAL_MARK);
    if !tables.is_empty() && !is_marked {
        return Err(CopyError::NotEmpty);
    }
    let clear = format!(
        "CREATE TABLE IF NOT EXISTS {TRIAL_MARK} (note TEXT); {drops} \
         DROP FUNCTION IF EXISTS refuse_change() CASCADE",
        drops = tables
            .iter()
            .filter(|table| *table != TRIAL_MARK)
            .map(|table| format!(
                "DROP TABLE IF EXISTS \"{}\" CASCADE;",
                table.replace('"', "\"\"")
            ))
            .collect::<String>(),
    );
    sqlx::raw_sql(AssertSqlSafe(clear))
        .execute(&mut connection)
        .await
        .map_err(|error| sorted_out("trial", &error))?;
    let _ = connection.close().await;
    Ok(())
}

pub async fn keep_trial(url: &str) -> Result<(), CopyError> {
    let mut connection = connect(url).await?;
    let unmark = format!("DROP TABLE IF EXISTS {TRIAL_MARK}");
    sqlx::raw_sql(AssertSqlSafe(unmark))
        .execute(&mut connection)
        .await
        .map_err(|error| sorted_out("trial", &error))?;
    let _ = connection.close().await;
    Ok(())
}

pub fn is_same_database(one: &str, other: &str) -> bool {
    let place = |url: &str| {
        let options = PgConnectOptions::from_str(url).ok()?;
        let host = options.get_socket().map_or_else(
            || options.get_host().to_owned(),
            |socket| socket.display().to_string(),
        );
        Some((
            host,
            options.get_port(),
            options.get_database().map(str::to_owned),
        ))
    };
    place(one).is_some() && place(one) == place(other)
}

async fn connect(url: &str) -> Result<PgConnection, CopyError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StorageError::Location)?
        .application_name("conoceles-respaldo")
        .options([
            ("lock_timeout", "10000"),
            ("client_min_messages", "warning"),
        ])
        .disable_statement_logging();
    PgConnection::connect_with(&options)
        .await
        .map_err(|error| sorted_out("copy", &error).into())
}

async fn tables(connection: &mut PgConnection) -> Result<Vec<String>, CopyError> {
    let fault = |error| CopyError::from(sorted_out("pg_tables", &error));
    let rows =
        sqlx::query("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()")
            .fetch_all(connection)
            .await
            .map_err(fault)?;
    rows.iter()
        .map(|row| row.try_get(0).map_err(fault))
        .collect()
}

async fn count(connection: &mut PgConnection) -> Result<RowCounts, CopyError> {
    let mut counts = RowCounts::new();
    for table in tables(connection).await? {
        let Some(name) = counted(&table) else {
            continue;
        };
        let rows: i64 =
            sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{name}\"")))
                .fetch_one(&mut *connection)
                .await
                .map_err(|error| sorted_out("copy", &error))?;
        counts.insert(name.to_owned(), u64::try_from(rows).unwrap_or(0));
    }
    Ok(counts)
}

/// A database's address for PostgreSQL's programs: the password apart, since everybody on the machine can read a
/// program's arguments.
struct Address {
    plain: String,
    password: Option<String>,
}

impl Address {
    fn of(url: &str) -> Result<Self, StorageError> {
        let mut url = Url::parse(url).map_err(|_| StorageError::Location)?;
        let mut password = url.password().map(decoded).transpose()?;
        let mut shared = Vec::new();
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "password" => password = Some(value.into_owned()),
                "ssl-mode" => shared.push(("sslmode".to_owned(), value.into_owned())),
                name if SHARED_SETTINGS.contains(&name) => {
                    shared.push((name.to_owned(), value.into_owned()));
                }
                _ => {}
            }
        }
        url.set_password(None)
            .map_err(|()| StorageError::Location)?;
        url.set_query(None);
        if !shared.is_empty() {
            url.query_pairs_mut().extend_pairs(shared);
        }
        Ok(Self {
            // In an address `+` is a space for a browser and itself for PostgreSQL.
            plain: url.as_str().replace('+', "%20"),
            password,
        })
    }

    fn command(&self, program: &'static str) -> Command {
        let mut command = Command::new(program);
        command
            .arg("--dbname")
            .arg(&self.plain)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .env("LC_ALL", "C")
            .env("PGAPPNAME", "conoceles-respaldo")
            .kill_on_drop(true);
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command
    }
}

fn decoded(text: &str) -> Result<String, StorageError> {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| StorageError::Location)
}

async fn run(tool: &'static str, mut command: Command, speaks: bool) -> Result<(), CopyError> {
    let output = command.output().await.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => CopyError::ToolMissing(tool),
        _ => CopyError::File(error.to_string()),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("server version mismatch") {
        return Err(CopyError::ToolOlder(tool));
    }
    if said.contains("No space left on device") {
        return Err(StorageError::Full.into());
    }
    let told = said.lines().next().filter(|_| speaks);
    Err(CopyError::ToolFailed {
        tool,
        code: output.status.code().unwrap_or(-1),
        told: told.map_or_else(String::new, |line| format!(": {line}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stands_among_the_arguments() {
        let address = Address::of(
            "postgres://ana:se%2Fcreto@servidor:5433/base?sslmode=verify-full&statement-cache-capacity=5&sslrootcert=/a+b.pem",
        )
        .unwrap();
        assert_eq!(address.password.as_deref(), Some("se/creto"));
        assert!(!address.plain.contains("creto"), "{}", address.plain);
        assert!(address.plain.contains("sslmode=verify-full"));
        assert!(!address.plain.contains("statement-cache"));
        let in_the_query = Address::of("postgres://ana@servidor/base?password=secreto").unwrap();
        assert_eq!(in_the_query.password.as_deref(), Some("secreto"));
        assert!(!in_the_query.plain.contains("secreto"));
    }

    #[test]
    fn the_same_database_is_known_whoever_connects() {
        let one = "postgres://operacion:x@servidor/conoceles";
        assert!(is_same_database(
            one,
            "postgres://duena@servidor:5432/conoceles"
        ));
        assert!(!is_same_database(
            one,
            "postgres://duena@servidor/conoceles_ensayo"
        ));
        assert!(!is_same_database(one, "postgres://duena@otro/conoceles"));
    }
}
