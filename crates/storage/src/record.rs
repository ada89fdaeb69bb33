//! Records: rows that the history vouches for.

use std::collections::HashSet;

use domain::record::Record;

use crate::engine::{Insert, Kind, Row, Statement, Value};
use crate::error::StorageError;

/// A record with its table. `cells` and `read` are each other's inverse, which `verificar` relies on: a row is
/// read back into the record, whose digest the history has, and the record's cells must be the row's.
pub trait Stored: Record + Sized + Send + Sync {
    /// The insertion of a new row. Its columns are all the table's columns.
    const INSERT: Insert;
    /// What follows [`INSERT`](Self::INSERT) to overwrite the row of the same key.
    const OVERWRITE: &'static str;
    /// All rows, in the order of their key.
    const SCAN: Statement;

    /// The values of the columns, in order.
    fn cells(&self) -> Vec<Value>;

    /// The record of a row.
    ///
    /// # Errors
    /// [`StorageError::Inconsistent`] if no record has such a row.
    fn read(row: &Row) -> Result<Self, StorageError>;

    /// The first column, if any, in which `row` is not what the record says.
    ///
    /// # Errors
    /// [`StorageError::Inconsistent`] if a column has another type.
    fn altered_column(&self, row: &Row) -> Result<Option<&'static str>, StorageError> {
        for (column, expected) in Self::INSERT.columns.iter().zip(self.cells()) {
            if row.value(column, kind_of(&expected))? != expected {
                return Ok(Some(column));
            }
        }
        Ok(None)
    }
}

const fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Int(_) => Kind::Int,
        Value::Bool(_) => Kind::Bool,
        Value::Text(_) => Kind::Text,
        Value::Bytes(_) => Kind::Bytes,
        Value::Null(kind) => *kind,
    }
}

/// The records that a writing unit has read or written: those that it may overwrite. Whoever decides on a
/// record that was read under the writer lock cannot overwrite what somebody else changed meanwhile.
#[derive(Debug, Default)]
pub struct Seen(HashSet<(&'static str, String)>);

impl Seen {
    /// Notes that `record` exists as it was read or written.
    pub fn note<R: Record>(&mut self, record: &R) {
        self.0.insert((R::KIND, record.id()));
    }

    /// Whether the record with `id` was read or written.
    pub fn knows<R: Record>(&self, id: &str) -> bool {
        self.0.contains(&(R::KIND, id.to_owned()))
    }
}
