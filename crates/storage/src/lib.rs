//! SQLite and PostgreSQL behind one statement text: the curricular database with its history (decisions 1, 4,
//! 5, 6, 13).
//!
//! # How it is used
//!
//! [`prepare`] creates or migrates a database, [`Store::open`] opens it. [`Store::read`] gives a [`Unit`], which
//! sees one state; [`Store::write`] gives a [`WriteUnit`], which holds the writer lock and ends with
//! [`WriteUnit::commit`] or without a trace. Records of the domain are written by [`WriteUnit::apply`] alone,
//! which takes only what the domain decided: record and history entry as one value. So a change that the history
//! does not tell of does not compile.
//!
//! # How it is laid out
//!
//! `engine` knows the two engines and no table; `schema` the tables and no row; `history` appends, proves, follows
//! and verifies; every other file is an entity with its statements. A statement is written once with `$1`
//! placeholders inside the `statements!` macro, which lists it for the test in `texts` that forbids whatever
//! the engines do differently: `LIKE`, `now()`, `= 1` on a boolean, `SUM` without `CAST`, the order of nulls…
//! Text compares by bytes on both engines (the type map gives it the "C" collation), so what people should
//! find or see in order is kept folded, by `fold`.
//!
//! # How to extend it
//!
//! * **A column.** Add a numbered migration to `schema/curricular.rs` (`ALTER TABLE … ADD COLUMN`, nullable or
//!   with a default; never edit a released one), name the column in the entity's column macro and in its
//!   `INSERT`, and give it its place in `cells` and `read`. In the domain's struct the field must be
//!   skipped by serde while empty, or every stored digest changes. A test compares columns and table.
//! * **A table.** As above with `CREATE TABLE`, and a line in the migration's `tables` that says how its rows
//!   live: that line makes its triggers and the rights of the runtime role. A file with its `statements!`, named
//!   in `texts::ALL`. If the domain decides about it, implement `Stored` and add a variant to [`Change`].
//! * **A query.** A line in the file's `statements!` and a function on [`Unit`]. Filters that may be absent
//!   are `pieces` put together by `Composition`: values always go to placeholders. Two tables that are joined
//!   must not share a column name, or the statement names it with its table.

mod account;
mod agreement;
mod autosave;
mod board;
mod candidacy;
mod capture;
mod change;
mod columns;
mod confirmation;
mod copy;
mod delivery;
mod document;
mod engine;
mod error;
mod extension;
mod fold;
mod ground;
mod help_request;
mod hiding;
mod history;
mod likeness;
mod name_search;
mod notification;
mod overview;
mod parked_request;
mod party;
mod party_board;
mod process;
mod proposal;
mod publication;
mod receipt;
mod received_photograph;
mod record;
mod registry;
mod revision;
mod schema;
mod session;
mod setting;
mod sign_in_failure;
mod staged_file;
mod store;
mod term_board;
mod term_counts;
mod turn;
mod unit;
mod write_unit;

#[cfg(test)]
mod texts;

pub use account::AccountFilter;
pub use autosave::Autosave;
pub use board::{AssignmentFilter, BoardFilter, BoardPage, BoardRow, ClaimFilter, MarkFilter};
pub use capture::{CaptureSummary, QueueRow};
pub use change::Change;
pub use copy::{
    CopyError, RowCounts, bring_up, clear_trial, examine, is_same_database, keep_trial,
    newest_schema, put_back, take_copy,
};
pub use engine::{Location, Options, Prepared, RuntimeRole};
pub use error::StorageError;
pub use fold::fold;
pub use history::{
    Changed, HistoryFilter, HistoryPage, HistoryRow, Restoration, Restored, StoredCheckpoint,
    VerifyReport, verify,
};
pub use likeness::{IndexedText, Likeness};
pub use notification::DecisionRow;
pub use parked_request::{ParkedRequest, ParkedSummary};
pub use party_board::PartyRow;
pub use process::Founding;
pub use publication::WithCapture;
pub use received_photograph::{NamedFiles, ReceivedPhotograph};
pub use registry::{Lacking, RegistryFilter, RegistryPage, RegistryStanding};
pub use revision::REVISION_DETAIL;
pub use session::{EndReason, Ended, Session};
pub use sign_in_failure::FailureCount;
pub use staged_file::StagedFile;
pub use store::{Store, prepare};
pub use term_board::{TermFilter, TermPage, TermRow};
pub use term_counts::{DueGroup, PartyHolders, TermGroup};
pub use unit::Unit;
pub use write_unit::{Committed, WriteUnit};
