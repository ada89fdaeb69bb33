//! Signed checkpoints.

use activity_log::{Checkpoint, CheckpointFields, Hash, SignedCheckpoint, Signer, TreeHead};
use domain::time::Instant;

use crate::engine::{Insert, Row, statements, values};
use crate::error::StorageError;
use crate::store::Store;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

macro_rules! checkpoint_columns {
    () => {
        "size, root, at, epoch, note"
    };
}

statements! {
    in "activity_checkpoint";
    statements {
        LATEST = concat!("SELECT ", checkpoint_columns!(), " FROM activity_checkpoint ORDER BY size DESC LIMIT 1");
        FROM = concat!("SELECT ", checkpoint_columns!(), " FROM activity_checkpoint WHERE size >= $1 \
                       ORDER BY size LIMIT $2");
        /// For the verification.
        SCAN = "SELECT size, note FROM activity_checkpoint WHERE size >= $1 ORDER BY size";
        SCAN_TILES = "SELECT level, tile_index, hash FROM activity_tile ORDER BY level, tile_index";
    }
    inserts {
        INSERT_CHECKPOINT = Insert {
            table: "activity_checkpoint",
            columns: &["size", "root", "at", "epoch", "note"],
            conflict: "",
        };
    }
}

/// The statements that the verification reads checkpoints and tiles with.
pub(super) const ALL_CHECKPOINTS: crate::engine::Statement = SCAN;
pub(super) const ALL_TILES: crate::engine::Statement = SCAN_TILES;

/// A checkpoint as it is stored. Its signature was not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Number of entries that it covers.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// When it was made.
    pub instant: Instant,
    /// Number of declared restorations before it.
    pub epoch: u64,
    /// The signed note, to be handed out byte for byte.
    pub note: String,
}

impl StoredCheckpoint {
    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            size: row.number("size")?,
            root: row.bytes("root")?.as_slice().try_into()?,
            instant: Instant::from_micros(row.int("at")?),
            epoch: row.number("epoch")?,
            note: row.text("note")?,
        })
    }
}

impl Unit {
    /// The checkpoint of most entries.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn latest_checkpoint(&mut self) -> Result<Option<StoredCheckpoint>, StorageError> {
        self.tx
            .optional(LATEST)
            .await?
            .as_ref()
            .map(StoredCheckpoint::read)
            .transpose()
    }

    /// Checkpoints of `from` entries or more, in order, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn checkpoints(
        &mut self,
        from: u64,
        limit: u32,
    ) -> Result<Vec<StoredCheckpoint>, StorageError> {
        let rows = self.tx.all(FROM.with(values![from, limit])).await?;
        rows.iter().map(StoredCheckpoint::read).collect()
    }
}

impl WriteUnit {
    /// Signs the history with everything that this unit wrote, and keeps the checkpoint with it. If the
    /// latest checkpoint already covers everything, that one is given.
    ///
    /// # Errors
    /// As every write; [`StorageError::Checkpoint`] if a number is out of range.
    pub async fn checkpoint(
        &mut self,
        signer: &Signer,
        at: Instant,
    ) -> Result<SignedCheckpoint, StorageError> {
        let epoch = self.latest_checkpoint().await?.map_or(0, |last| last.epoch);
        self.checkpoint_of_epoch(signer, at, epoch).await
    }

    /// As [`checkpoint`](Self::checkpoint), of an epoch that is not before the latest checkpoint's.
    pub(super) async fn checkpoint_of_epoch(
        &mut self,
        signer: &Signer,
        at: Instant,
        epoch: u64,
    ) -> Result<SignedCheckpoint, StorageError> {
        let latest = self.latest_checkpoint().await?;
        let tail = self.tail().await?;
        let head = TreeHead {
            size: tail.size(),
            root: tail.frontier().root(),
        };
        if let Some(latest) = latest.as_ref().filter(|latest| latest.size == head.size) {
            let checkpoint = Checkpoint::open(&latest.note, &signer.verifier_key())?;
            return Ok(SignedCheckpoint {
                checkpoint,
                note: latest.note.clone(),
            });
        }
        let not_before = tail
            .last()
            .into_iter()
            .chain(latest.as_ref().map(|latest| latest.instant))
            .max();
        let instant = not_before.map_or(at, |last| last.max(at));
        let fields = CheckpointFields {
            head,
            instant: instant.micros(),
            epoch,
            other: None,
        };
        let signed = Checkpoint::sign(fields, signer)?;
        let row = values![
            head.size,
            head.root.as_bytes(),
            instant,
            epoch,
            signed.note.as_str()
        ];
        self.insert(INSERT_CHECKPOINT, vec![row]).await?;
        Ok(signed)
    }
}

impl Store {
    /// Signs a checkpoint if entries were written since the latest, or if there is none at all. Called every
    /// few seconds it keeps the promise of a checkpoint within 60 s of any entry (decision 4).
    ///
    /// # Errors
    /// As every write.
    pub async fn checkpoint_if_due(
        &self,
        signer: &Signer,
        at: Instant,
    ) -> Result<Option<SignedCheckpoint>, StorageError> {
        let mut unit = self.read().await?;
        let covered = unit.latest_checkpoint().await?.map(|latest| latest.size);
        if covered == Some(unit.history_size().await?) {
            return Ok(None);
        }
        drop(unit);
        let mut unit = self.write().await?;
        let signed = unit.checkpoint(signer, at).await?;
        unit.commit().await?;
        Ok(Some(signed))
    }
}
