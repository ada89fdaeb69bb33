//! Reading the history.

use activity_log::{Entry, Hash};
use domain::activity::{Action, Module};
use domain::id::AccountId;
use domain::time::Instant;

use crate::engine::{Row, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

macro_rules! entry_columns {
    () => {
        "position, entry, leaf_hash"
    };
}

statements! {
    in "activity";
    statements {
        AT = concat!("SELECT ", entry_columns!(), " FROM activity WHERE position = $1");
        FROM = concat!("SELECT ", entry_columns!(), " FROM activity WHERE position >= $1 ORDER BY position LIMIT $2");
        LAST = "SELECT position FROM activity ORDER BY position DESC LIMIT 1";
        PAGE = concat!("SELECT ", entry_columns!(), " FROM activity WHERE TRUE");
        /// For the verification: everything, the columns beside the entry included.
        SCAN = "SELECT position, at, account, role, session, module, action, subject_kind, subject_id, entry, \
                leaf_hash FROM activity WHERE position >= $1 ORDER BY position";
    }
    pieces {
        SINCE = " AND at >= ";
        UNTIL = " AND at <= ";
        BY_ACCOUNT = " AND account = ";
        IN_MODULE = " AND module = ";
        OF_ACTION = " AND action = ";
        OF_ONE_OF = " AND (action = ";
        OR_OF = " OR action = ";
        OF_THESE = ")";
        ABOUT_FROM = " AND subject_id >= ";
        ABOUT_TO = " AND subject_id < ";
        BEFORE = " AND position < ";
        NEWEST_FIRST = " ORDER BY position DESC LIMIT ";
    }
}

/// The statement that gives every entry with its columns from a position on.
pub(super) const ALL_ENTRIES: crate::engine::Statement = SCAN;

/// An entry with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its position, from 0.
    pub position: u64,
    /// Its hash as a leaf of the tree.
    pub leaf_hash: Hash,
    /// What it says.
    pub entry: Entry,
}

/// Which entries a page shows. All conditions hold at once; the default is every entry.
#[derive(Debug, Clone, Default)]
pub struct HistoryFilter {
    /// Not earlier.
    pub from: Option<Instant>,
    /// Not later.
    pub until: Option<Instant>,
    /// Done by an account.
    pub account: Option<AccountId>,
    /// In a module.
    pub module: Option<Module>,
    /// Of one action.
    pub action: Option<Action>,
    /// Of one of these actions; none: of any.
    pub actions: Vec<Action>,
    /// About a thing, by its identifier; a candidacy's also finds its captures.
    pub subject: Option<String>,
}

/// A page of entries, the newest first.
#[derive(Debug, Clone)]
pub struct HistoryPage {
    /// The entries.
    pub rows: Vec<HistoryRow>,
    /// What to pass as `before` for the next page; none if this is the last.
    pub next: Option<u64>,
}

impl HistoryRow {
    fn read(row: &Row) -> Result<Self, StorageError> {
        let entry =
            Entry::parse(row.text("entry")?.as_bytes()).map_err(|_| row.inconsistent("entry"))?;
        Ok(Self {
            position: row.number("position")?,
            leaf_hash: row.bytes("leaf_hash")?.as_slice().try_into()?,
            entry,
        })
    }
}

impl Unit {
    /// Number of entries in the history.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn history_size(&mut self) -> Result<u64, StorageError> {
        match self.tx.optional(LAST).await? {
            None => Ok(0),
            Some(row) => Ok(row.number::<u64>("position")? + 1),
        }
    }

    /// The entry at `position`.
    ///
    /// # Errors
    /// As every read.
    pub async fn entry(&mut self, position: u64) -> Result<Option<HistoryRow>, StorageError> {
        self.tx
            .optional(AT.with(values![position]))
            .await?
            .as_ref()
            .map(HistoryRow::read)
            .transpose()
    }

    /// A page of the entries that pass `filter`, the newest first: those before position `before`.
    ///
    /// # Errors
    /// As every read.
    pub async fn history_page(
        &mut self,
        filter: &HistoryFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<HistoryPage, StorageError> {
        let mut query = PAGE.begin(Vec::new());
        query
            .bind_some(SINCE, filter.from)
            .bind_some(UNTIL, filter.until)
            .bind_some(BY_ACCOUNT, filter.account)
            .bind_some(IN_MODULE, filter.module.map(Module::code))
            .bind_some(OF_ACTION, filter.action.map(Action::code))
            .bind_some(BEFORE, before);
        for (place, action) in filter.actions.iter().enumerate() {
            let piece = if place == 0 { OF_ONE_OF } else { OR_OF };
            query.bind(piece, action.code());
        }
        if !filter.actions.is_empty() {
            query.piece(OF_THESE);
        }
        if let Some(subject) = &filter.subject {
            // A capture's identifier is its candidacy's, a colon and the questionnaire; `;` follows the colon.
            query
                .bind(ABOUT_FROM, subject.as_str())
                .bind(ABOUT_TO, format!("{subject};"));
        }
        query.bind(NEWEST_FIRST, u64::from(limit) + 1);
        let rows = self.tx.all(query.finish()).await?;
        let mut rows = rows
            .iter()
            .map(HistoryRow::read)
            .collect::<Result<Vec<_>, _>>()?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.position);
        Ok(HistoryPage { rows, next })
    }

    /// Entries from position `from` on, the oldest first, at most `limit`: an export takes them block by block.
    ///
    /// # Errors
    /// As every read.
    pub async fn history_block(
        &mut self,
        from: u64,
        limit: u32,
    ) -> Result<Vec<HistoryRow>, StorageError> {
        let rows = self.tx.all(FROM.with(values![from, limit])).await?;
        rows.iter().map(HistoryRow::read).collect()
    }
}
