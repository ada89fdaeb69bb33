//! Appending to the history. The writer lock is held, so positions are ours alone.

use activity_log::{Entry, Fetched, Frontier, Plan, Tile, leaf_hash};
use domain::time::Instant;

use crate::engine::{Insert, Rows, Transaction, Value, statements, values};
use crate::error::StorageError;
use crate::history::entry::Written;
use crate::history::proof::fetch;

statements! {
    in "activity";
    statements {
        LAST = "SELECT position, at FROM activity ORDER BY position DESC LIMIT 1";
    }
    inserts {
        INSERT_ENTRY = Insert {
            table: "activity",
            columns: &[
                "position", "at", "account", "role", "session", "module", "action", "subject_kind",
                "subject_id", "entry", "leaf_hash",
            ],
            conflict: "",
        };
        INSERT_TILE = Insert {
            table: "activity_tile",
            columns: &["level", "tile_index", "hash"],
            conflict: "",
        };
    }
}

/// The end of the history: all that appending needs.
#[derive(Debug, Clone)]
pub struct Tail {
    frontier: Frontier,
    last: Option<Instant>,
}

/// Entries that were given positions, as rows.
#[derive(Debug, Default)]
pub struct Append {
    entries: Vec<Vec<Value>>,
    tiles: Vec<Vec<Value>>,
}

impl Tail {
    /// The end of the history as the database has it. `remembered` saves rebuilding the tree's edge if nobody
    /// else appended since.
    pub async fn load(
        tx: &mut Transaction,
        remembered: Option<Self>,
    ) -> Result<Self, StorageError> {
        let (size, last) = match tx.optional(LAST).await? {
            None => (0, None),
            Some(row) => {
                let position: u64 = row.number("position")?;
                (position + 1, Some(Instant::from_micros(row.int("at")?)))
            }
        };
        match remembered {
            Some(tail) if tail.frontier.size() == size && tail.last == last => Ok(tail),
            _ => Ok(Self {
                frontier: rebuild(tx, size).await?,
                last,
            }),
        }
    }

    /// Number of entries.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The tree's edge.
    pub const fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// The instant of the last entry.
    pub const fn last(&self) -> Option<Instant> {
        self.last
    }

    /// Gives `written` the next position.
    pub fn take(&mut self, written: Written, append: &mut Append) -> Result<u64, StorageError> {
        let entry = written.into_entry(self.last.unwrap_or(Instant::from_micros(0)))?;
        let position = self.frontier.size();
        let canonical = entry.canonical();
        let leaf = leaf_hash(&canonical);
        self.last = Some(Instant::from_micros(entry.fields().instant));
        append
            .tiles
            .extend(self.frontier.append(leaf).iter().map(tile_cells));
        append
            .entries
            .push(entry_cells(position, &entry, canonical, leaf.as_bytes()));
        Ok(position)
    }
}

impl Append {
    /// The rows to write.
    pub fn into_rows(self) -> [Rows; 2] {
        [
            Rows::of(INSERT_ENTRY, self.entries),
            Rows::of(INSERT_TILE, self.tiles),
        ]
    }
}

async fn rebuild(tx: &mut Transaction, size: u64) -> Result<Frontier, StorageError> {
    let mut fetched = Fetched::new();
    fetch(tx, &Plan::frontier(size), &mut fetched).await?;
    Ok(Frontier::rebuild(size, &fetched)?)
}

fn entry_cells(position: u64, entry: &Entry, canonical: Vec<u8>, leaf: &[u8; 32]) -> Vec<Value> {
    let fields = entry.fields();
    values![
        position,
        fields.instant,
        fields.actor.account_id(),
        fields.role.as_str(),
        fields.session.as_deref(),
        fields.module.as_str(),
        fields.action.as_str(),
        fields.subject_kind.as_str(),
        fields.subject_id.as_str(),
        String::from_utf8(canonical).expect("canonical bytes are ASCII"),
        leaf,
    ]
}

fn tile_cells(tile: &Tile) -> Vec<Value> {
    values![tile.level, tile.index, tile.hash.as_bytes()]
}
