//! Proofs from stored hashes. Storage is asynchronous and this crate is not, so a proof
//! is made in three steps: a [`Plan`] names the rows, the caller reads them, and the
//! plan folds them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::node::{fold_right, perfect_nodes};
use crate::{Hash, NodeId, Sources, TILE_WIDTH, Tile};

/// Stored hashes that were read for a [`Plan`].
#[derive(Debug, Clone, Default)]
pub struct Fetched(HashMap<(u8, u64), Hash>);

impl Fetched {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the leaf hash at `position`.
    pub fn leaf(&mut self, position: u64, hash: Hash) {
        self.0.insert((0, position), hash);
    }

    /// Adds a stored tile.
    pub fn tile(&mut self, tile: Tile) {
        self.0.insert((tile.level, tile.index), tile.hash);
    }

    /// Adds a row of [`Sources`]: level 0 is a leaf, the others are tiles.
    pub fn insert(&mut self, level: u8, index: u64, hash: Hash) {
        self.0.insert((level, index), hash);
    }
}

/// Why a proof cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The position is not in a tree of that size.
    #[error("la posición {index} no está en un historial de {size} entradas")]
    Position {
        /// The position asked for.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// The earlier size is larger than the later one.
    #[error("el punto anterior tiene {from} entradas, más que las {to} del posterior")]
    Sizes {
        /// Size of the earlier tree.
        from: u64,
        /// Size of the later tree.
        to: u64,
    },
    /// A hash that the plan asked for was not fetched.
    #[error("falta una huella guardada del historial: nivel {level}, índice {index}")]
    Missing {
        /// 0 for a leaf, otherwise the tile's level.
        level: u8,
        /// The leaf's position or the tile's index.
        index: u64,
    },
}

/// Which nodes a proof consists of and which rows they are computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Each hash of the result as the perfect subtrees that it is folded from.
    elements: Vec<Vec<NodeId>>,
}

impl Plan {
    /// Inclusion proof of the leaf at `index` in the tree of `size` leaves.
    ///
    /// # Errors
    /// [`PlanError::Position`] unless `index < size`.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, PlanError> {
        if index >= size {
            return Err(PlanError::Position { index, size });
        }
        Ok(Self::of(inclusion_ranges(index, size)))
    }

    /// Consistency proof between the trees of `from` and of `to` leaves; without hashes
    /// if they are the same size or `from` is 0.
    ///
    /// # Errors
    /// [`PlanError::Sizes`] unless `from <= to`.
    pub fn consistency(from: u64, to: u64) -> Result<Self, PlanError> {
        if from > to {
            return Err(PlanError::Sizes { from, to });
        }
        Ok(Self::of(consistency_ranges(from, to)))
    }

    /// The right edge of the tree of `size` leaves; see [`Frontier::rebuild`].
    ///
    /// [`Frontier::rebuild`]: crate::Frontier::rebuild
    #[must_use]
    pub fn frontier(size: u64) -> Self {
        Self {
            elements: perfect_nodes(0, size)
                .into_iter()
                .map(|node| vec![node])
                .collect(),
        }
    }

    /// The root of the tree of `size` leaves, as one hash (none if `size` is 0).
    #[must_use]
    pub fn root(size: u64) -> Self {
        let whole = (size > 0).then_some(0..size);
        Self::of(whole.into_iter().collect())
    }

    fn of(ranges: Vec<Range<u64>>) -> Self {
        Self {
            elements: ranges
                .into_iter()
                .map(|range| perfect_nodes(range.start, range.end))
                .collect(),
        }
    }

    /// The nodes that the plan computes, in the order of its result.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.elements.iter().flatten().copied()
    }

    /// The rows to read, each range within one aligned block of 256. Every row exists in
    /// a tree of the plan's size. A few more rows than needed may be named, so that
    /// there are few ranges: about two for every eight levels.
    #[must_use]
    pub fn sources(&self) -> Vec<Sources> {
        let mut blocks: BTreeMap<(u8, u64), Range<u64>> = BTreeMap::new();
        for sources in self.nodes().map(|node| node.sources()) {
            let range = sources.range();
            let block = blocks
                .entry((sources.level(), range.start / TILE_WIDTH))
                .or_insert(range.clone());
            block.start = block.start.min(range.start);
            block.end = block.end.max(range.end);
        }
        blocks
            .into_iter()
            .map(|((level, _), range)| Sources::at(level, range))
            .collect()
    }

    /// The proof's hashes, in order.
    ///
    /// # Errors
    /// [`PlanError::Missing`] if a row of [`sources`](Self::sources) that is needed was
    /// not fetched.
    pub fn finish(&self, fetched: &Fetched) -> Result<Vec<Hash>, PlanError> {
        self.elements
            .iter()
            .map(|nodes| element(nodes, fetched))
            .collect()
    }
}

fn element(nodes: &[NodeId], fetched: &Fetched) -> Result<Hash, PlanError> {
    let hashes = nodes
        .iter()
        .map(|id| node(id, fetched))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(fold_right(&hashes).expect("an element has at least one node"))
}

fn node(id: &NodeId, fetched: &Fetched) -> Result<Hash, PlanError> {
    let sources = id.sources();
    let level = sources.level();
    let hash = |index| {
        fetched
            .0
            .get(&(level, index))
            .copied()
            .ok_or(PlanError::Missing { level, index })
    };
    let hashes = sources.range().map(hash).collect::<Result<Vec<_>, _>>()?;
    Ok(id
        .fold(&hashes)
        .expect("the range has as many hashes as the node folds"))
}

/// Largest power of two smaller than `size`; `size` is at least 2.
const fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// PATH of RFC 6962, section 2.1.1, as leaf ranges from the leaf's sibling up.
fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut low, mut high) = (0, size);
    let mut ranges = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            ranges.push(middle..high);
            high = middle;
        } else {
            ranges.push(low..middle);
            low = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// PROOF of RFC 6962, section 2.1.2, as leaf ranges in the proof's order.
fn consistency_ranges(from: u64, to: u64) -> Vec<Range<u64>> {
    if from == 0 || from == to {
        return Vec::new();
    }
    let (mut low, mut high) = (0, to);
    let mut ranges = Vec::new();
    while from != high {
        let middle = low + split(high - low);
        if from <= middle {
            ranges.push(middle..high);
            high = middle;
        } else {
            ranges.push(low..middle);
            low = middle;
        }
    }
    // Only when the old tree is itself a subtree of the new one does the verifier know
    // this hash already: it is the old root.
    if low > 0 {
        ranges.push(low..high);
    }
    ranges.reverse();
    ranges
}
