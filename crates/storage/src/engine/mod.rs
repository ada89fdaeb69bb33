//! SQLite and PostgreSQL behind one statement text. Nothing here knows a table: a second database of the same
//! kind needs only its own [`Schema`](crate::schema::Schema).

mod database;
mod fault;
mod location;
pub(crate) mod postgres;
mod prepare;
mod row;
pub(crate) mod sqlite;
mod statement;
mod transaction;
mod value;

pub use database::{Database, Options};
pub(crate) use fault::sorted_out;
pub use location::{Location, RuntimeRole};
#[cfg(test)]
pub(crate) use prepare::TEXTS as PREPARE_TEXTS;
pub use prepare::{Prepared, prepare};
pub(crate) use row::Row;
#[cfg(test)]
pub(crate) use statement::Texts;
pub(crate) use statement::{Composition, Insert, Piece, Query, Rows, Statement, statements};
pub(crate) use transaction::Transaction;
pub(crate) use value::{Keep, Kind, Value, kept, values};
