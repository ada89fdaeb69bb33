//! The same process on the other engine: a demonstration's tables, copied from SQLite into PostgreSQL, so that both are
//! asked for the same.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use sqlx::postgres::PgPoolCopyExt as _;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, PgPool, Row as _, SqlitePool};

/// Bytes that are sent at once.
const BLOCK: usize = 1 << 20;

/// Copies every table of the SQLite file into the prepared database of the superuser's URL.
///
/// # Errors
/// An engine refuses something.
pub async fn copy(file: &str, superuser: &str) -> Result<()> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let from = SqlitePool::connect_with(options).await?;
    let into = PgPool::connect(superuser).await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'",
    )
    .fetch_all(&into)
    .await?;
    // Tables that only grow refuse to be emptied, and foreign keys to be filled in any order.
    for table in &tables {
        run(&into, format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).await?;
    }
    run(&into, format!("TRUNCATE {}", tables.join(", "))).await?;
    for table in &tables {
        copy_table(&from, &into, table)
            .await
            .with_context(|| format!("copying {table}"))?;
    }
    for table in &tables {
        run(&into, format!("ALTER TABLE {table} ENABLE TRIGGER ALL")).await?;
    }
    // As the server does by itself after a while.
    run(&into, "VACUUM ANALYZE".to_owned()).await
}

async fn run(pool: &PgPool, statement: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(pool)
        .await?;
    Ok(())
}

async fn copy_table(from: &SqlitePool, into: &PgPool, table: &str) -> Result<()> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT column_name::text, data_type::text FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(into)
    .await?;
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    let mut copying = into
        .copy_in_raw(&format!("COPY {table} ({names}) FROM STDIN"))
        .await?;
    let all = AssertSqlSafe(format!("SELECT {names} FROM {table}"));
    let mut text = String::new();
    for row in sqlx::query(all).fetch_all(from).await? {
        for (number, (_, kind)) in columns.iter().enumerate() {
            let cell = match kind.as_str() {
                "bigint" => row
                    .try_get::<Option<i64>, _>(number)?
                    .map(|n| n.to_string()),
                "boolean" => row
                    .try_get::<Option<bool>, _>(number)?
                    .map(|b| b.to_string()),
                "bytea" => row
                    .try_get::<Option<Vec<u8>>, _>(number)?
                    .map(|b| bytes(&b)),
                _ => row
                    .try_get::<Option<String>, _>(number)?
                    .map(|text| escaped(&text)),
            };
            if number > 0 {
                text.push('\t');
            }
            text.push_str(cell.as_deref().unwrap_or("\\N"));
        }
        text.push('\n');
        if text.len() > BLOCK {
            copying.send(std::mem::take(&mut text).into_bytes()).await?;
        }
    }
    copying.send(text.into_bytes()).await?;
    copying.finish().await?;
    Ok(())
}

fn bytes(bytes: &[u8]) -> String {
    bytes.iter().fold("\\\\x".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes text");
        text
    })
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
}
