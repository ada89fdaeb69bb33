//! The right edge of the tree: all that appending needs.

use crate::node::{fold_right, is_tile_level, perfect_nodes};
use crate::{Fetched, Hash, NodeId, Plan, PlanError, Tile, empty_root, node_hash};

/// A tree reduced to its size and the roots of the perfect subtrees on its right edge,
/// at most 64. Appending a leaf is O(1) amortised, the root O(log size).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// One root per bit set in `size`, from the largest subtree (the left) on.
    edge: Vec<Hash>,
}

/// Why hashes are not the right edge of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "un árbol de {size} hojas tiene {expected} huellas en su orilla derecha y se dieron {found}"
)]
pub struct FrontierError {
    /// The tree's size.
    pub size: u64,
    /// Number of hashes that it needs.
    pub expected: usize,
    /// Number of hashes that were given.
    pub found: usize,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A tree from its right edge, as [`edge`](Self::edge) gave it.
    ///
    /// # Errors
    /// If the number of hashes is not the number of bits set in `size`.
    pub fn from_edge(size: u64, edge: Vec<Hash>) -> Result<Self, FrontierError> {
        let expected = size.count_ones() as usize;
        if edge.len() != expected {
            return Err(FrontierError {
                size,
                expected,
                found: edge.len(),
            });
        }
        Ok(Self { size, edge })
    }

    /// A tree from what [`Plan::frontier`] of the same size asked storage for.
    ///
    /// # Errors
    /// [`PlanError::Missing`] if a hash was not fetched.
    pub fn rebuild(size: u64, fetched: &Fetched) -> Result<Self, PlanError> {
        let edge = Plan::frontier(size).finish(fetched)?;
        Ok(Self { size, edge })
    }

    /// Number of leaves, which is the position of the next one.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the perfect subtrees on the right edge, the largest first.
    #[must_use]
    pub fn edge(&self) -> &[Hash] {
        &self.edge
    }

    /// Where the hashes of [`edge`](Self::edge) stand in the tree.
    #[must_use]
    pub fn nodes(&self) -> Vec<NodeId> {
        perfect_nodes(0, self.size)
    }

    /// Adds a leaf and returns the tiles that it completes, from the lowest level on;
    /// storage must keep them in the same transaction as the leaf.
    pub fn append(&mut self, leaf: Hash) -> Vec<Tile> {
        let mut tiles = Vec::new();
        let (mut hash, mut level) = (leaf, 0u8);
        while self.size >> level & 1 == 1 {
            let left = self.edge.pop().expect("one hash per bit set in the size");
            hash = node_hash(&left, &hash);
            level += 1;
            if is_tile_level(level) {
                tiles.push(Tile {
                    level,
                    index: self.size >> level,
                    hash,
                });
            }
        }
        self.edge.push(hash);
        self.size += 1;
        tiles
    }

    /// The RFC 6962 root; SHA-256 of the empty string for a tree without leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold_right(&self.edge).unwrap_or_else(empty_root)
    }
}
