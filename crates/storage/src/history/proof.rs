//! Proofs from the stored hashes.

use activity_log::{
    ConsistencyProof, Fetched, Frontier, Hash, InclusionProof, Plan, Receipt, Sources, Tile,
};

use crate::engine::{Transaction, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "activity";
    statements {
        LEAVES = "SELECT position, leaf_hash FROM activity WHERE position >= $1 AND position < $2 ORDER BY position";
        TILES = "SELECT tile_index, hash FROM activity_tile \
                 WHERE level = $1 AND tile_index >= $2 AND tile_index < $3 ORDER BY tile_index";
    }
}

/// Reads the rows that `plan` asks for.
pub async fn fetch(
    tx: &mut Transaction,
    plan: &Plan,
    fetched: &mut Fetched,
) -> Result<(), StorageError> {
    for sources in plan.sources() {
        let range = sources.range();
        match sources {
            Sources::Leaves(_) => {
                for row in tx.all(LEAVES.with(values![range.start, range.end])).await? {
                    fetched.leaf(
                        row.number("position")?,
                        row.bytes("leaf_hash")?.as_slice().try_into()?,
                    );
                }
            }
            Sources::Tiles { level, .. } => {
                for row in tx
                    .all(TILES.with(values![level, range.start, range.end]))
                    .await?
                {
                    let hash = row.bytes("hash")?.as_slice().try_into()?;
                    fetched.tile(Tile {
                        level,
                        index: row.number("tile_index")?,
                        hash,
                    });
                }
            }
        }
    }
    Ok(())
}

impl Unit {
    /// The root of the tree of the first `size` entries.
    ///
    /// # Errors
    /// As every read; [`StorageError::Proof`] if stored hashes are missing.
    pub async fn root_at(&mut self, size: u64) -> Result<Hash, StorageError> {
        let mut fetched = Fetched::new();
        fetch(&mut self.tx, &Plan::frontier(size), &mut fetched).await?;
        Ok(Frontier::rebuild(size, &fetched)?.root())
    }

    /// The receipt of the entry at `position`: its proof in the first checkpoint that covers it, so that the same
    /// receipt comes out byte for byte whenever it is asked for. None if there is no such entry or no checkpoint
    /// covers it yet.
    ///
    /// # Errors
    /// As every read; [`StorageError::Proof`] if stored hashes are missing.
    pub async fn receipt(&mut self, position: u64) -> Result<Option<Receipt>, StorageError> {
        let Some(checkpoint) = self.checkpoints(position + 1, 1).await?.pop() else {
            return Ok(None);
        };
        let Some(row) = self.entry(position).await? else {
            return Ok(None);
        };
        let proof = self.inclusion_proof(position, checkpoint.size).await?;
        Ok(Some(Receipt::new(row.entry, proof, checkpoint.note)))
    }

    /// The proof that the entry at `position` is in the tree of the first `size` entries.
    ///
    /// # Errors
    /// As every read; [`StorageError::Proof`] unless `position < size` and the hashes are there.
    pub async fn inclusion_proof(
        &mut self,
        position: u64,
        size: u64,
    ) -> Result<InclusionProof, StorageError> {
        let plan = Plan::inclusion(position, size)?;
        let mut fetched = Fetched::new();
        fetch(&mut self.tx, &plan, &mut fetched).await?;
        Ok(InclusionProof {
            index: position,
            size,
            hashes: plan.finish(&fetched)?,
        })
    }

    /// The proof that the tree of the first `from` entries is the beginning of that of the first `to`.
    ///
    /// # Errors
    /// As every read; [`StorageError::Proof`] unless `from <= to` and the hashes are there.
    pub async fn consistency_proof(
        &mut self,
        from: u64,
        to: u64,
    ) -> Result<ConsistencyProof, StorageError> {
        let plan = Plan::consistency(from, to)?;
        let mut fetched = Fetched::new();
        fetch(&mut self.tx, &plan, &mut fetched).await?;
        Ok(ConsistencyProof {
            from,
            to,
            hashes: plan.finish(&fetched)?,
        })
    }
}
