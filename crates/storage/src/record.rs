//! Records: rows that the history vouches for.

use std::collections::HashSet;

use domain::record::Record;

use crate::engine::{Insert, Kind, Query, Row, Statement, Value};
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

    /// The query for the row of the record with this identifier; none if no record can have it.
    fn find(id: &str) -> Option<Query>;

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::account::Account;
    use domain::capture::Capture;
    use domain::confirmation::{ConfirmationLink, EditsSeen};
    use domain::delivery::Delivery;
    use domain::extension::Extension;
    use domain::grounds::GroundEdition;
    use domain::help_request::HelpRequest;
    use domain::hiding::Hiding;
    use domain::notification::Notification;
    use domain::party::{Assignment, Disclosure, PartyNotice, SupervisorAppointment};
    use domain::proposal::Proposal;
    use domain::receipt::IssuedReceipt;
    use domain::registry::{Candidacy, RegisteredAgreement};
    use domain::time::Instant;

    use super::*;
    use crate::engine::{Database, Location, Options, values};
    use crate::process::Founding;
    use crate::schema::CURRICULAR;
    use crate::unit::Unit;

    const COLUMNS: Statement = Statement {
        table: "pragma",
        text: "SELECT name FROM pragma_table_info($1)",
    };

    async fn database(folder: &tempfile::TempDir) -> Database {
        let location = Location::in_folder(folder.path());
        crate::prepare(&location, None, Instant::from_micros(0))
            .await
            .unwrap();
        Database::open(&location, &CURRICULAR, &Options::default())
            .await
            .unwrap()
    }

    async fn columns_of(unit: &mut Unit, table: &str) -> BTreeSet<String> {
        let rows = unit.tx.all(COLUMNS.with(values![table])).await.unwrap();
        rows.iter().map(|row| row.text("name").unwrap()).collect()
    }

    async fn check<R: Stored>(unit: &mut Unit) {
        let table = R::INSERT.table;
        let written: BTreeSet<String> = R::INSERT.columns.iter().map(|c| (*c).to_owned()).collect();
        assert_eq!(columns_of(unit, table).await, written, "{table}");
        for column in R::INSERT
            .columns
            .iter()
            .filter(|_| !R::OVERWRITE.is_empty())
        {
            let set = R::OVERWRITE.contains(&format!("{column} = excluded.{column}"));
            let key = R::OVERWRITE.split(')').next().unwrap().contains(column);
            assert!(set || key, "{table}.{column} would keep its old value");
        }
    }

    #[tokio::test]
    async fn every_column_of_a_record_s_table_is_written_and_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let mut unit = Unit::over(database(&folder).await.read().await.unwrap());
        check::<Account>(&mut unit).await;
        check::<Candidacy>(&mut unit).await;
        check::<Capture>(&mut unit).await;
        check::<Founding>(&mut unit).await;
        check::<RegisteredAgreement>(&mut unit).await;
        check::<Extension>(&mut unit).await;
        check::<Delivery>(&mut unit).await;
        check::<Proposal>(&mut unit).await;
        check::<SupervisorAppointment>(&mut unit).await;
        check::<PartyNotice>(&mut unit).await;
        check::<Disclosure>(&mut unit).await;
        check::<Assignment>(&mut unit).await;
        check::<HelpRequest>(&mut unit).await;
        check::<GroundEdition>(&mut unit).await;
        check::<Notification>(&mut unit).await;
        check::<IssuedReceipt>(&mut unit).await;
        check::<Hiding>(&mut unit).await;
        check::<ConfirmationLink>(&mut unit).await;
        check::<EditsSeen>(&mut unit).await;
        for insert in crate::texts::inserts() {
            let columns = columns_of(&mut unit, insert.table).await;
            assert_eq!(columns.len(), insert.columns.len(), "{}", insert.table);
        }
    }

    #[tokio::test]
    async fn a_reading_unit_could_not_write_even_if_it_had_the_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut unit = Unit::over(database(&folder).await.read().await.unwrap());
        let cursor = Insert {
            table: "consumer_cursor",
            columns: &["consumer", "entries", "at"],
            conflict: "",
        };
        let refused = unit
            .tx
            .insert(cursor, vec![values!["portal", 1_i64, 1_i64]])
            .await;
        assert_eq!(refused.unwrap_err(), StorageError::ReadOnly);
    }
}
