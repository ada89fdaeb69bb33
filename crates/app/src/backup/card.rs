//! What is written beside a backup: its card, which anybody may read, the list inside it, which is sealed, and what its
//! drill found.

use domain::time::Instant;
use serde::{Deserialize, Serialize};
use storage::RowCounts;

/// The form of backups that this program writes.
pub const FORMAT: i64 = 1;

/// Who began a backup: the daily hour, a person on the page, a person on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// The daily hour.
    Daily,
    /// The button of the page.
    Panel,
    /// The command line.
    Terminal,
}

/// What anybody may know of a backup. No key, name or text is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The form of the backup.
    pub format: i64,
    /// Its name.
    pub id: String,
    /// The name of the history of the installation that made it.
    pub origin: String,
    /// The process.
    pub process: String,
    /// When it was begun, in microseconds of UTC.
    pub at: i64,
    /// What it was begun for; none on a backup from before this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<Occasion>,
    /// Version of the program.
    pub program: String,
    /// Engine of the database: `sqlite` or `postgres`.
    pub engine: String,
    /// Number of the latest migration of the database.
    pub schema: i64,
    /// Entries of the history.
    pub entries: u64,
    /// A signed checkpoint of the history, made just before.
    pub checkpoint: String,
    /// Files that people uploaded.
    pub files: u64,
    /// Their bytes, before sealing.
    pub files_bytes: u64,
    /// Files that were sealed for this backup; the rest were already kept.
    pub new_files: u64,
    /// Bytes that this backup added to the disk.
    pub added_bytes: u64,
    /// Bytes of the sealed database.
    pub base_bytes: u64,
    /// Milliseconds that it took, without its drill.
    pub milliseconds: u64,
}

impl Card {
    /// When it was begun.
    pub const fn instant(&self) -> Instant {
        Instant::from_micros(self.at)
    }
}

/// What is in a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Rows of each table.
    pub rows: RowCounts,
    /// Files that people uploaded, by their hash.
    pub files: Vec<KeptFile>,
    /// Settings and profile, as they are in the data folder.
    pub included: Vec<Included>,
    /// Files that were already altered or unreadable where they live.
    pub unreadable: Vec<String>,
}

/// A file that somebody uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// How many bytes.
    pub bytes: u64,
}

/// A file of the data folder that travels inside the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Included {
    /// Its path from the data folder, with `/`.
    pub path: String,
    /// Its bytes, in base 64.
    pub content: String,
}

/// What opening a backup, restoring it into a scratch copy and comparing it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drill {
    /// When, in microseconds of UTC.
    pub at: i64,
    /// Milliseconds that it took.
    pub milliseconds: u64,
    /// Rows that were compared.
    pub rows: u64,
    /// Entries of the history that were verified.
    pub entries: u64,
    /// Records that were compared with the history.
    pub records: u64,
    /// Files that were opened and hashed.
    pub files: u64,
    /// Their bytes.
    pub files_bytes: u64,
    /// Whether it was opened with a key of the institute's, and not with the installation's own.
    pub institutes_key: bool,
    /// What is wrong, in Spanish. Empty: it is sound.
    pub faults: Vec<String>,
}

impl Drill {
    /// Whether the backup is sound.
    pub const fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// When.
    pub const fn instant(&self) -> Instant {
        Instant::from_micros(self.at)
    }
}
