//! The history in the database: appending, reading, proving, following and verifying it (decisions 1, 4, 5).

mod append;
mod checkpoint;
mod entry;
mod feed;
mod page;
mod proof;
mod restoration;
mod verify;
mod verify_records;

pub(crate) use append::{Append, Tail};
pub use checkpoint::StoredCheckpoint;
pub(crate) use entry::Written;
pub use feed::Changed;
pub(crate) use feed::Feed;
pub use page::{HistoryFilter, HistoryPage, HistoryRow};
pub use restoration::{Restoration, Restored};
pub use verify::{VerifyReport, verify};

#[cfg(test)]
pub(crate) const TEXTS: [crate::engine::Texts; 6] = [
    append::TEXTS,
    checkpoint::TEXTS,
    feed::TEXTS,
    page::TEXTS,
    proof::TEXTS,
    restoration::TEXTS,
];
