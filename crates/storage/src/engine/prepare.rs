//! Creating a database and bringing it to the program's version.

use std::path::Path;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::engine::database::Options;
use crate::engine::fault::sorted_out;
use crate::engine::transaction::Inner;
use crate::engine::{
    Location, RuntimeRole, Statement, Transaction, postgres, sqlite, statements, values,
};
use crate::error::StorageError;
use crate::schema::{Dialect, Migration, Schema};

statements! {
    in "schema_migration";
    statements {
        APPLIED = "SELECT number, name, digest FROM schema_migration ORDER BY number";
        APPLY = "INSERT INTO schema_migration (number, name, digest, at) VALUES ($1, $2, $3, $4)";
    }
}

/// Catalogues differ between engines; so does the question whether a table exists.
const SQLITE_EXISTS: Statement = Statement {
    table: "sqlite_schema",
    text: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'",
};
const POSTGRES_EXISTS: Statement = Statement {
    table: "pg_tables",
    text: "SELECT tablename FROM pg_tables \
           WHERE schemaname = current_schema() AND tablename = 'schema_migration'",
};

/// What preparing a database did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prepared {
    /// Number of migrations that were applied now.
    pub applied: usize,
    /// Whether the database was new.
    pub created: bool,
}

/// Creates the database's tables, or brings them to the program's version; all or nothing. `at` is the
/// present, in microseconds of UTC.
///
/// On PostgreSQL `location` names the tables' owner, and `runtime` the role that the program will work as,
/// which is created if there is none and gets the rights that it needs and no more.
///
/// # Errors
/// [`StorageError::NewerSchema`] or [`StorageError::ForeignSchema`], and nothing is touched; no connection.
pub async fn prepare(
    location: &Location,
    schema: &Schema,
    runtime: Option<&RuntimeRole>,
    at: i64,
) -> Result<Prepared, StorageError> {
    match location {
        Location::Sqlite(file) => prepare_sqlite(file, schema, at).await,
        Location::Postgres(url) => prepare_postgres(url, schema, runtime, at).await,
    }
}

async fn prepare_sqlite(file: &Path, schema: &Schema, at: i64) -> Result<Prepared, StorageError> {
    sqlite::create_file(file)?;
    let pool = sqlite::writer(file, &Options::default());
    let mut tx = Transaction(Inner::Sqlite(sqlite::begin_writing(&pool).await?));
    let prepared = migrate(&mut tx, schema, Dialect::Sqlite, at).await?;
    tx.commit().await?;
    pool.close().await;
    Ok(prepared)
}

async fn prepare_postgres(
    url: &str,
    schema: &Schema,
    runtime: Option<&RuntimeRole>,
    at: i64,
) -> Result<Prepared, StorageError> {
    let pool = postgres::writers(url, &Options::default())?;
    let mut tx = Transaction(Inner::Postgres(postgres::begin_writing(&pool).await?));
    let prepared = migrate(&mut tx, schema, Dialect::Postgres, at).await?;
    if let (Some(runtime), Inner::Postgres(inner)) = (runtime, &mut tx.0) {
        ensure_role(inner, runtime).await?;
        run(&mut tx, &schema.grants(runtime.name())).await?;
    }
    tx.commit().await?;
    pool.close().await;
    Ok(prepared)
}

async fn migrate(
    tx: &mut Transaction,
    schema: &Schema,
    dialect: Dialect,
    at: i64,
) -> Result<Prepared, StorageError> {
    let created = !exists(tx).await?;
    if created {
        run(tx, &schema.foundation(dialect)).await?;
    }
    let known = check_applied(tx, schema).await?;
    let missing: Vec<&Migration> = schema.migrations.iter().skip(known).collect();
    for migration in &missing {
        run(tx, &migration.render(dialect)).await?;
        let values = values![migration.number, schema.name, migration.digest(), at];
        tx.execute(APPLY.with(values)).await?;
    }
    Ok(Prepared {
        applied: missing.len(),
        created,
    })
}

/// That the database is exactly at the version of `schema`.
pub(super) async fn check_schema(
    tx: &mut Transaction,
    schema: &Schema,
) -> Result<(), StorageError> {
    if !exists(tx).await? {
        return Err(StorageError::NotPrepared);
    }
    let applied = check_applied(tx, schema).await?;
    let number = |index: usize| {
        schema
            .migrations
            .get(index)
            .map_or(0, |migration| migration.number)
    };
    if applied < schema.migrations.len() {
        let known = number(schema.migrations.len() - 1);
        return Err(StorageError::OlderSchema {
            found: applied.checked_sub(1).map_or(0, number),
            known,
        });
    }
    Ok(())
}

/// How many of the schema's migrations the database has. It must have them from the first on, and no other.
async fn check_applied(tx: &mut Transaction, schema: &Schema) -> Result<usize, StorageError> {
    let rows = tx.all(APPLIED).await?;
    let latest = schema
        .migrations
        .last()
        .map_or(0, |migration| migration.number);
    for (index, row) in rows.iter().enumerate() {
        let number = row.int("number")?;
        if row.text("name")? != schema.name {
            return Err(StorageError::ForeignSchema);
        }
        if number > latest {
            return Err(StorageError::NewerSchema {
                found: number,
                known: latest,
            });
        }
        let expected = schema.migrations.get(index);
        if !expected.is_some_and(|m| m.number == number && Ok(m.digest()) == row.text("digest")) {
            return Err(StorageError::ForeignSchema);
        }
    }
    Ok(rows.len())
}

async fn exists(tx: &mut Transaction) -> Result<bool, StorageError> {
    let question = match &tx.0 {
        Inner::Sqlite(_) => SQLITE_EXISTS,
        Inner::Postgres(_) => POSTGRES_EXISTS,
    };
    Ok(tx.optional(question).await?.is_some())
}

/// Runs DDL, which has several statements and no values.
async fn run(tx: &mut Transaction, ddl: &str) -> Result<(), StorageError> {
    let ddl = || sqlx::raw_sql(AssertSqlSafe(ddl.to_owned()));
    let done = match &mut tx.0 {
        Inner::Sqlite(tx) => tx.execute(ddl()).await.map(drop),
        Inner::Postgres(tx) => tx.execute(ddl()).await.map(drop),
    };
    done.map_err(|error| sorted_out("schema", &error))
}

/// Creates the runtime role if the server has none of that name. Its name was checked; its password travels as
/// a value and is quoted by the server.
async fn ensure_role(
    connection: &mut PgConnection,
    role: &RuntimeRole,
) -> Result<(), StorageError> {
    let fault = |error| sorted_out("pg_roles", &error);
    let known = sqlx::query("SELECT 1 FROM pg_roles WHERE rolname = $1")
        .bind(role.name().to_owned())
        .fetch_optional(&mut *connection)
        .await
        .map_err(fault)?;
    if known.is_some() {
        return Ok(());
    }
    sqlx::query(
        "SELECT set_config('conoceles.role', $1, true), set_config('conoceles.password', $2, true)",
    )
    .bind(role.name().to_owned())
    .bind(role.password().unwrap_or_default().to_owned())
    .execute(&mut *connection)
    .await
    .map_err(fault)?;
    // Two preparations on one server may meet here: whoever comes second finds the role made.
    let mut nested = connection.begin().await.map_err(fault)?;
    let created = nested.execute(sqlx::raw_sql(CREATE_ROLE)).await;
    match created {
        Ok(_) => nested.commit().await.map_err(fault),
        Err(sqlx::Error::Database(error))
            if matches!(error.code().as_deref(), Some("42710" | "23505")) =>
        {
            nested.rollback().await.map_err(fault)
        }
        Err(error) => Err(fault(error)),
    }
}

const CREATE_ROLE: &str = "DO $do$ BEGIN \
    IF current_setting('conoceles.password') = '' THEN \
        EXECUTE format('CREATE ROLE %I LOGIN', current_setting('conoceles.role')); \
    ELSE \
        EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', \
            current_setting('conoceles.role'), current_setting('conoceles.password')); \
    END IF; END $do$";
