//! One transaction of either engine, and the dispatch of a statement to it.

use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::{AssertSqlSafe, Executor as _};

use crate::engine::fault::sorted_out;
use crate::engine::value::Kind;
use crate::engine::{Insert, Query, Row, Rows, Value, postgres};
use crate::error::StorageError;

/// An open transaction. Dropping it rolls back.
pub struct Transaction(pub(super) Inner);

pub(super) enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Rows of one insertion are sent in these numbers, so that few texts are prepared. Not more: SQLite finds the
/// name of a placeholder by walking through all of them, so a text's cost grows with its square.
const BLOCKS: [usize; 3] = [24, 4, 1];

/// Rows that are few enough to go in one journey, so that few texts are prepared.
const FEW: usize = 8;

macro_rules! bound {
    ($query:expr, $values:expr) => {
        $values
            .into_iter()
            .fold($query, |query, value| match value {
                Value::Int(value) => query.bind(value),
                Value::Bool(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
                Value::Null(Kind::Int) => query.bind(None::<i64>),
                Value::Null(Kind::Bool) => query.bind(None::<bool>),
                Value::Null(Kind::Text) => query.bind(None::<String>),
                Value::Null(Kind::Bytes) => query.bind(None::<Vec<u8>>),
            })
    };
}

fn for_sqlite(query: Query) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
    // The text comes from `statements!` alone; values are bound.
    bound!(sqlx::query(AssertSqlSafe(query.text)), query.values)
}

pub(super) fn for_postgres(query: Query) -> sqlx::query::Query<'static, Postgres, PgArguments> {
    bound!(sqlx::query(AssertSqlSafe(query.text)), query.values)
}

impl Transaction {
    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// What the engine refused.
    pub async fn execute(&mut self, query: impl Into<Query>) -> Result<u64, StorageError> {
        let query = query.into();
        let table = query.table;
        let changed = match &mut self.0 {
            Inner::Sqlite(tx) => tx
                .execute(for_sqlite(query))
                .await
                .map(|done| done.rows_affected()),
            Inner::Postgres(tx) => tx
                .execute(for_postgres(query))
                .await
                .map(|done| done.rows_affected()),
        };
        changed.map_err(|error| sorted_out(table, &error))
    }

    /// The first row of a query, if it has one.
    ///
    /// # Errors
    /// What the engine refused.
    pub async fn optional(&mut self, query: impl Into<Query>) -> Result<Option<Row>, StorageError> {
        let query = query.into();
        let table = query.table;
        let row = match &mut self.0 {
            Inner::Sqlite(tx) => tx
                .fetch_optional(for_sqlite(query))
                .await
                .map(|row| row.map(|row| Row::sqlite(table, row))),
            Inner::Postgres(tx) => tx
                .fetch_optional(for_postgres(query))
                .await
                .map(|row| row.map(|row| Row::postgres(table, row))),
        };
        row.map_err(|error| sorted_out(table, &error))
    }

    /// The only row of a query that always has one.
    ///
    /// # Errors
    /// What the engine refused, or [`StorageError::Inconsistent`] if there is no row.
    pub async fn one(&mut self, query: impl Into<Query>) -> Result<Row, StorageError> {
        let query = query.into();
        let table = query.table;
        self.optional(query)
            .await?
            .ok_or(StorageError::Inconsistent { table, column: "*" })
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// What the engine refused.
    pub async fn all(&mut self, query: impl Into<Query>) -> Result<Vec<Row>, StorageError> {
        self.stream(query).try_collect().await
    }

    /// The rows of a query one by one, so that a long answer needs no memory.
    pub fn stream(&mut self, query: impl Into<Query>) -> BoxStream<'_, Result<Row, StorageError>> {
        let query = query.into();
        let table = query.table;
        match &mut self.0 {
            Inner::Sqlite(tx) => tx
                .fetch(for_sqlite(query))
                .map_ok(move |row| Row::sqlite(table, row))
                .map_err(move |error| sorted_out(table, &error))
                .boxed(),
            Inner::Postgres(tx) => tx
                .fetch(for_postgres(query))
                .map_ok(move |row| Row::postgres(table, row))
                .map_err(move |error| sorted_out(table, &error))
                .boxed(),
        }
    }

    /// Inserts rows, many at a time.
    ///
    /// # Errors
    /// What the engine refused.
    pub async fn insert(
        &mut self,
        insert: Insert,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StorageError> {
        let mut rows = rows.into_iter();
        for block in BLOCKS {
            while rows.len() >= block {
                let values = rows.by_ref().take(block).flatten().collect();
                let query = Query {
                    table: insert.table,
                    text: insert.text(block).into(),
                    values,
                };
                self.execute(query).await?;
            }
        }
        Ok(())
    }

    /// Inserts rows into several tables, those that others refer to first. PostgreSQL takes few rows in one journey,
    /// as one statement: with a server the journeys are what a small unit costs.
    ///
    /// # Errors
    /// What the engine refused.
    pub async fn insert_all(&mut self, mut all: Vec<Rows>) -> Result<(), StorageError> {
        all.retain(|each| !each.rows.is_empty());
        let few = all.len() > 1 && all.iter().map(|each| each.rows.len()).sum::<usize>() <= FEW;
        if let (Inner::Postgres(tx), true) = (&mut self.0, few) {
            return postgres::insert_together(tx, all).await;
        }
        for each in all {
            self.insert(each.insert, each.rows).await?;
        }
        Ok(())
    }

    /// Marks where [`undo`](Self::undo) goes back to.
    ///
    /// # Errors
    /// What the engine refused.
    pub async fn savepoint(&mut self) -> Result<(), StorageError> {
        self.control("SAVEPOINT unit").await
    }

    /// Takes back everything since the last [`savepoint`](Self::savepoint), also after an error.
    ///
    /// # Errors
    /// What the engine refused.
    pub async fn undo(&mut self) -> Result<(), StorageError> {
        self.control("ROLLBACK TO SAVEPOINT unit").await
    }

    async fn control(&mut self, text: &'static str) -> Result<(), StorageError> {
        let done = match &mut self.0 {
            Inner::Sqlite(tx) => tx.execute(sqlx::query(text)).await.map(drop),
            Inner::Postgres(tx) => tx.execute(sqlx::query(text)).await.map(drop),
        };
        done.map_err(|error| sorted_out("savepoint", &error))
    }

    /// Wakes other instances when this transaction commits. SQLite has no other instance.
    ///
    /// # Errors
    /// What the engine refused.
    pub async fn announce(&mut self, size: u64) -> Result<(), StorageError> {
        match &mut self.0 {
            Inner::Sqlite(_) => Ok(()),
            Inner::Postgres(tx) => postgres::announce(tx, size).await,
        }
    }

    /// Makes the transaction's writes last.
    ///
    /// # Errors
    /// What the engine refused; the transaction is rolled back then.
    pub async fn commit(self) -> Result<(), StorageError> {
        let done = match self.0 {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        };
        done.map_err(|error| sorted_out("commit", &error))
    }
}
