//! What comes out of a statement.

use std::str::FromStr;

use serde::de::DeserializeOwned;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Decode, Row as _, Type, ValueRef};

use crate::engine::Value;
use crate::engine::value::Kind;
use crate::error::StorageError;

/// One row, of either engine.
pub struct Row {
    table: &'static str,
    cells: Cells,
}

enum Cells {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// A type that both engines give.
pub trait Cell:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Cell for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl Row {
    pub(super) const fn sqlite(table: &'static str, row: SqliteRow) -> Self {
        Self {
            table,
            cells: Cells::Sqlite(row),
        }
    }

    pub(super) const fn postgres(table: &'static str, row: PgRow) -> Self {
        Self {
            table,
            cells: Cells::Postgres(row),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// As every getter: [`StorageError::Inconsistent`] if the column is missing, empty or of another type.
    pub fn int(&self, column: &'static str) -> Result<i64, StorageError> {
        self.required(column)
    }

    /// A whole number that fits `T`.
    ///
    /// # Errors
    /// As [`int`](Self::int); also if it does not fit.
    pub fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, StorageError> {
        T::try_from(self.int(column)?).map_err(|_| self.inconsistent(column))
    }

    /// A whole number that fits `T`, or nothing.
    ///
    /// # Errors
    /// As [`number`](Self::number).
    pub fn optional_number<T: TryFrom<i64>>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StorageError> {
        self.optional_int(column)?
            .map(T::try_from)
            .transpose()
            .map_err(|_| self.inconsistent(column))
    }

    /// A whole number or nothing.
    ///
    /// # Errors
    /// As [`int`](Self::int).
    pub fn optional_int(&self, column: &'static str) -> Result<Option<i64>, StorageError> {
        self.optional(column)
    }

    /// True or false.
    ///
    /// # Errors
    /// As [`int`](Self::int).
    pub fn bool(&self, column: &'static str) -> Result<bool, StorageError> {
        self.required(column)
    }

    /// Text.
    ///
    /// # Errors
    /// As [`int`](Self::int).
    pub fn text(&self, column: &'static str) -> Result<String, StorageError> {
        self.required(column)
    }

    /// Text or nothing.
    ///
    /// # Errors
    /// As [`int`](Self::int).
    pub fn optional_text(&self, column: &'static str) -> Result<Option<String>, StorageError> {
        self.optional(column)
    }

    /// Bytes.
    ///
    /// # Errors
    /// As [`int`](Self::int).
    pub fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StorageError> {
        self.required(column)
    }

    /// Bytes or nothing.
    ///
    /// # Errors
    /// As [`int`](Self::int).
    pub fn optional_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, StorageError> {
        self.optional(column)
    }

    /// Text that names a `T`: an identifier or a key.
    ///
    /// # Errors
    /// As [`int`](Self::int); also if it names none.
    pub fn parse<T: FromStr>(&self, column: &'static str) -> Result<T, StorageError> {
        self.text(column)?
            .parse()
            .map_err(|_| self.inconsistent(column))
    }

    /// Text that names a `T`, or nothing.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn optional_parse<T: FromStr>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StorageError> {
        let text = self.optional_text(column)?;
        text.map(|text| text.parse())
            .transpose()
            .map_err(|_| self.inconsistent(column))
    }

    /// Text that is the JSON of a `T`.
    ///
    /// # Errors
    /// As [`int`](Self::int); also if it is not.
    pub fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StorageError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| self.inconsistent(column))
    }

    /// Text that is the JSON of a `T`, or nothing.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub fn optional_json<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StorageError> {
        let text = self.optional_text(column)?;
        text.map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|_| self.inconsistent(column))
    }

    /// Text that is the code of a `T`: a variant without data, as serde writes it.
    ///
    /// # Errors
    /// As [`int`](Self::int); also if there is no such variant.
    pub fn code<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StorageError> {
        serde_json::from_value(serde_json::Value::String(self.text(column)?))
            .map_err(|_| self.inconsistent(column))
    }

    /// The column as a value of `kind`, to be compared with what should be there.
    ///
    /// # Errors
    /// As [`int`](Self::int).
    pub fn value(&self, column: &'static str, kind: Kind) -> Result<Value, StorageError> {
        Ok(match kind {
            Kind::Int => self.optional_int(column)?.into(),
            Kind::Bool => self.optional::<bool>(column)?.into(),
            Kind::Text => self.optional_text(column)?.into(),
            Kind::Bytes => self.optional_bytes(column)?.into(),
        })
    }

    /// Whether the column has nothing: for the missing side of an outer join.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn is_null(&self, column: &'static str) -> Result<bool, StorageError> {
        let null = match &self.cells {
            Cells::Sqlite(row) => row.try_get_raw(column).map(|value| value.is_null()),
            Cells::Postgres(row) => row.try_get_raw(column).map(|value| value.is_null()),
        };
        null.map_err(|_| self.inconsistent(column))
    }

    /// That something in this column cannot be what the program stored.
    #[must_use]
    pub const fn inconsistent(&self, column: &'static str) -> StorageError {
        StorageError::Inconsistent {
            table: self.table,
            column,
        }
    }

    fn optional<T: Cell>(&self, column: &'static str) -> Result<Option<T>, StorageError> {
        let cell = match &self.cells {
            Cells::Sqlite(row) => row.try_get::<Option<T>, _>(column),
            Cells::Postgres(row) => row.try_get::<Option<T>, _>(column),
        };
        // The engine's own message may quote the value, so it stops here.
        cell.map_err(|_| self.inconsistent(column))
    }

    fn required<T: Cell>(&self, column: &'static str) -> Result<T, StorageError> {
        self.optional(column)?
            .ok_or_else(|| self.inconsistent(column))
    }
}
