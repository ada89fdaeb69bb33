//! Coordinates in the tree, and which stored hashes they are computed from.

use std::ops::Range;

use crate::{Hash, node_hash};

/// Hashes that one tile folds into one.
pub const TILE_WIDTH: u64 = 256;
/// Levels between a tile and the hashes that it folds.
const TILE_LEVELS: u8 = 8;

/// A complete aligned subtree of 256 stored hashes, which storage keeps as one row: at
/// level 8 the root over the leaves `256·index .. 256·(index + 1)`, at level 16 over the
/// tiles of level 8 with those indexes, and so on (24, 32 …).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// Height over the leaves: a multiple of 8, at least 8.
    pub level: u8,
    /// Place among the tiles of its level, from the left, from 0.
    pub index: u64,
    /// The subtree's root.
    pub hash: Hash,
}

impl Tile {
    /// Number of leaves from the tree's beginning to the tile's end.
    ///
    /// `None` if there is no such tile: the level is not a tile's or the number is
    /// beyond 64 bits.
    #[must_use]
    pub fn end(&self) -> Option<u64> {
        if self.level == 0 || !self.level.is_multiple_of(TILE_LEVELS) {
            return None;
        }
        let end = self.index.checked_add(1)?;
        let shifted = end.checked_shl(u32::from(self.level))?;
        (shifted >> self.level == end).then_some(shifted)
    }
}

/// A perfect subtree: the root over the leaves `index·2^level .. (index + 1)·2^level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, std::hash::Hash)]
pub struct NodeId {
    /// Height over the leaves, 0 to 63.
    pub level: u8,
    /// Place among the nodes of its level, from the left, from 0.
    pub index: u64,
}

/// Rows of storage that hold hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sources {
    /// Leaf hashes, by position.
    Leaves(Range<u64>),
    /// Tiles of one level, by index.
    Tiles {
        /// A multiple of 8, at least 8.
        level: u8,
        /// Indexes among the tiles of that level.
        range: Range<u64>,
    },
}

impl Sources {
    pub(crate) fn at(level: u8, range: Range<u64>) -> Self {
        if level == 0 {
            Self::Leaves(range)
        } else {
            Self::Tiles { level, range }
        }
    }

    /// Level of the rows: 0 for leaves, otherwise the tiles' level.
    #[must_use]
    pub const fn level(&self) -> u8 {
        match self {
            Self::Leaves(_) => 0,
            Self::Tiles { level, .. } => *level,
        }
    }

    /// Positions or indexes of the rows.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        match self {
            Self::Leaves(range) | Self::Tiles { range, .. } => range.clone(),
        }
    }
}

impl NodeId {
    /// The stored hashes that the node is computed from with [`NodeId::fold`]: one if it
    /// is a leaf or a tile, otherwise the 2 to 128 of the next lower stored level.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let stored = self.level / TILE_LEVELS * TILE_LEVELS;
        let height = self.level - stored;
        Sources::at(stored, self.index << height..(self.index + 1) << height)
    }

    /// The node's hash from those of its [`sources`](Self::sources), in order.
    ///
    /// `None` if there is another number of hashes than the node needs.
    #[must_use]
    pub fn fold(&self, hashes: &[Hash]) -> Option<Hash> {
        if hashes.len() != 1 << (self.level % TILE_LEVELS) {
            return None;
        }
        let mut row = hashes.to_vec();
        while row.len() > 1 {
            row = row
                .chunks_exact(2)
                .map(|pair| node_hash(&pair[0], &pair[1]))
                .collect();
        }
        row.first().copied()
    }
}

/// The perfect subtrees, from the left, that make up the leaves `start .. end` of an
/// RFC 6962 subtree: `start` must be a multiple of the largest power of two that is not
/// larger than `end − start`.
pub(crate) fn perfect_nodes(start: u64, end: u64) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    let mut at = start;
    for level in (0..64u8).rev() {
        if (end - start) >> level & 1 == 1 {
            nodes.push(NodeId {
                level,
                index: at >> level,
            });
            at += 1 << level;
        }
    }
    nodes
}

/// RFC 6962 root of adjacent perfect subtrees of decreasing height. `None` of none.
pub(crate) fn fold_right(hashes: &[Hash]) -> Option<Hash> {
    let (last, rest) = hashes.split_last()?;
    Some(
        rest.iter()
            .rfold(*last, |right, left| node_hash(left, &right)),
    )
}

/// Whether a perfect subtree of this height is kept as a [`Tile`].
pub(crate) fn is_tile_level(level: u8) -> bool {
    level > 0 && level.is_multiple_of(TILE_LEVELS)
}
