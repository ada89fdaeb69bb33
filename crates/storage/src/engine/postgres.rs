//! What only PostgreSQL needs: how its connections are set up, its transactions begun, its roles arranged and
//! its instances woken.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions, Postgres};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};

use crate::engine::database::Options;
use crate::engine::fault::sorted_out;
use crate::engine::transaction::for_postgres;
use crate::engine::{Query, Rows};
use crate::error::StorageError;

/// The advisory lock that every writing transaction takes first: the letters "conoc" as a number. Locks are
/// apart in each database, so one number serves all.
const WRITER_LOCK: i64 = 0x63_6f_6e_6f_63;

/// The channel on which instances tell one another that the history grew.
const CHANNEL: &str = "history_grew";

/// Writing connections of one process: its units take turns.
const WRITERS: u32 = 1;

/// A connection that rested longer is asked whether it still answers before it is used.
const RESTED: Duration = Duration::from_secs(1);

/// A connection's settings.
pub fn connect_options(
    url: &str,
    options: &Options,
    writing: bool,
) -> Result<PgConnectOptions, StorageError> {
    let wait = options.wait.as_millis().to_string();
    let settings = PgConnectOptions::from_str(url)
        .map_err(|_| StorageError::Location)?
        .application_name("conoceles")
        .options([("lock_timeout", wait.as_str()), ("timezone", "UTC")])
        .disable_statement_logging();
    Ok(if writing {
        // A process that stops in the middle of a unit must not keep the lock from all others.
        settings.options([
            ("idle_in_transaction_session_timeout", "30000"),
            ("synchronous_commit", "on"),
        ])
    } else {
        settings.options([("default_transaction_read_only", "on")])
    })
}

/// The connections that write.
pub fn writers(url: &str, options: &Options) -> Result<PgPool, StorageError> {
    Ok(pool(WRITERS, options).connect_lazy_with(connect_options(url, options, true)?))
}

/// The connections that read.
pub fn readers(url: &str, options: &Options) -> Result<PgPool, StorageError> {
    Ok(pool(options.readers, options).connect_lazy_with(connect_options(url, options, false)?))
}

fn pool(connections: u32, options: &Options) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(options.wait)
        // One that was used just now is not asked: it would cost every request a journey.
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move {
                if known.idle_for > RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .idle_timeout(Duration::from_secs(600))
}

/// Begins a transaction and takes the writer lock.
///
/// READ COMMITTED on purpose: in a stricter level the snapshot would be taken by the statement that waits for
/// the lock, and what the writer before it committed would stay unseen.
pub async fn begin_writing(
    pool: &PgPool,
) -> Result<sqlx::Transaction<'static, Postgres>, StorageError> {
    let fault = |error| sorted_out("begin", &error);
    let mut tx = pool
        .begin_with("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        .await
        .map_err(fault)?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(WRITER_LOCK)
        .execute(&mut *tx)
        .await
        .map_err(fault)?;
    Ok(tx)
}

/// Begins a transaction whose reads all see the state at its first one.
pub async fn begin_reading(
    pool: &PgPool,
) -> Result<sqlx::Transaction<'static, Postgres>, StorageError> {
    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await
        .map_err(|error| sorted_out("begin", &error))
}

/// Inserts rows into several tables by one statement. Foreign keys are looked at when it ends.
pub async fn insert_together(
    tx: &mut sqlx::Transaction<'static, Postgres>,
    all: Vec<Rows>,
) -> Result<(), StorageError> {
    let tables: Vec<&'static str> = all.iter().map(|each| each.insert.table).collect();
    let (mut text, mut values) = (String::new(), Vec::new());
    let last = all.len() - 1;
    for (number, each) in all.into_iter().enumerate() {
        let insertion = each.insert.text_after(values.len(), each.rows.len());
        let start = if number == 0 { "WITH" } else { "," };
        text += &if number == last {
            format!(" {insertion}")
        } else {
            format!("{start} part{number} AS ({insertion})")
        };
        values.extend(each.rows.into_iter().flatten());
    }
    let query = Query {
        table: tables[0],
        text: text.into(),
        values,
    };
    let refused = |error: sqlx::Error| {
        let named = error.as_database_error().and_then(|error| error.table());
        let table = tables.iter().find(|table| Some(**table) == named);
        sorted_out(table.unwrap_or(&tables[0]), &error)
    };
    tx.execute(for_postgres(query)).await.map_err(refused)?;
    Ok(())
}

/// Tells the other instances, when the transaction commits, how long the history is.
pub async fn announce(
    tx: &mut sqlx::Transaction<'static, Postgres>,
    size: u64,
) -> Result<(), StorageError> {
    sqlx::query("SELECT pg_notify($1, $2)")
        .bind(CHANNEL)
        .bind(size.to_string())
        .execute(&mut **tx)
        .await
        .map_err(|error| sorted_out("notify", &error))?;
    Ok(())
}

/// A listener on what the other instances announce.
pub async fn listener(pool: &PgPool) -> Result<PgListener, StorageError> {
    let fault = |error| sorted_out("listen", &error);
    let mut listener = PgListener::connect_with(pool).await.map_err(fault)?;
    listener.listen(CHANNEL).await.map_err(fault)?;
    Ok(listener)
}

/// Refuses to work as a role that could alter the history: the tables' owner or a superuser.
pub async fn refuse_owner(pool: &PgPool) -> Result<(), StorageError> {
    let row = sqlx::query(
        "SELECT role.rolsuper OR pg_has_role(role.oid, kept.relowner, 'MEMBER') AS owner \
         FROM pg_roles role, pg_class kept \
         WHERE role.rolname = current_user AND kept.oid = 'schema_migration'::regclass",
    )
    .fetch_one(pool)
    .await
    .map_err(|error| sorted_out("pg_roles", &error))?;
    let owner: bool = row
        .try_get("owner")
        .map_err(|error| sorted_out("pg_roles", &error))?;
    if owner {
        Err(StorageError::OwnerRole)
    } else {
        Ok(())
    }
}
