//! A direct transcription of RFC 6962 to compare with, and leaf hashes and tiles as
//! storage would keep them.

#![allow(
    dead_code,
    reason = "each test binary compiles this module and uses a part of it"
)]

use std::collections::HashMap;
use std::sync::LazyLock;

use activity_log::{
    Fetched, Frontier, Hash, Plan, Sources, Tile, empty_root, leaf_hash, node_hash,
};

/// The definitions of RFC 6962, section 2.1, as they are written.
pub struct Naive {
    pub leaves: Vec<Hash>,
    known: HashMap<(usize, usize), Hash>,
}

pub fn largest_power_below(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

impl Naive {
    pub fn of(leaves: Vec<Hash>) -> Self {
        Self {
            leaves,
            known: HashMap::new(),
        }
    }

    pub fn root(&mut self, low: usize, high: usize) -> Hash {
        match high - low {
            0 => return empty_root(),
            1 => return self.leaves[low],
            _ => {}
        }
        if let Some(hash) = self.known.get(&(low, high)) {
            return *hash;
        }
        let middle = low + largest_power_below(high - low);
        let hash = node_hash(&self.root(low, middle), &self.root(middle, high));
        self.known.insert((low, high), hash);
        hash
    }

    pub fn path(&mut self, m: usize, low: usize, high: usize) -> Vec<Hash> {
        if high - low == 1 {
            return Vec::new();
        }
        let k = largest_power_below(high - low);
        let (mut path, other) = if m < k {
            (self.path(m, low, low + k), self.root(low + k, high))
        } else {
            (self.path(m - k, low + k, high), self.root(low, low + k))
        };
        path.push(other);
        path
    }

    pub fn subproof(&mut self, m: usize, low: usize, high: usize, known: bool) -> Vec<Hash> {
        if m == high - low {
            return if known {
                Vec::new()
            } else {
                vec![self.root(low, high)]
            };
        }
        let k = largest_power_below(high - low);
        let (mut proof, other) = if m <= k {
            (
                self.subproof(m, low, low + k, known),
                self.root(low + k, high),
            )
        } else {
            (
                self.subproof(m - k, low + k, high, false),
                self.root(low, low + k),
            )
        };
        proof.push(other);
        proof
    }
}

pub fn leaves(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|n| leaf_hash(format!("hoja {n}").as_bytes()))
        .collect()
}

/// Leaf hashes and tiles as storage would keep them.
pub struct Stored {
    pub leaves: Vec<Hash>,
    pub tiles: HashMap<(u8, u64), Hash>,
    pub roots: Vec<Hash>,
}

impl Stored {
    pub fn of(leaves: Vec<Hash>) -> Self {
        let mut frontier = Frontier::new();
        let mut roots = vec![frontier.root()];
        let mut tiles = HashMap::new();
        for leaf in &leaves {
            for Tile { level, index, hash } in frontier.append(*leaf) {
                assert!(
                    tiles.insert((level, index), hash).is_none(),
                    "a tile completed twice"
                );
            }
            roots.push(frontier.root());
        }
        Self {
            leaves,
            tiles,
            roots,
        }
    }

    pub fn fetch(&self, plan: &Plan) -> Fetched {
        let mut fetched = Fetched::new();
        for sources in plan.sources() {
            let range = sources.range();
            assert!(range.end - range.start <= 256, "a range within one block");
            for index in range {
                let hash = match &sources {
                    Sources::Leaves(_) => self.leaves[at(index)],
                    Sources::Tiles { level, .. } => self.tiles[&(*level, index)],
                };
                fetched.insert(sources.level(), index, hash);
            }
        }
        fetched
    }

    /// All that is stored, for many plans at once.
    pub fn everything(&self) -> Fetched {
        let mut fetched = Fetched::new();
        for (position, hash) in (0..).zip(&self.leaves) {
            fetched.leaf(position, *hash);
        }
        for (&(level, index), &hash) in &self.tiles {
            fetched.tile(Tile { level, index, hash });
        }
        fetched
    }

    pub fn finish(&self, plan: &Plan) -> Vec<Hash> {
        plan.finish(&self.fetch(plan))
            .expect("all rows were fetched")
    }

    pub fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        self.finish(&Plan::inclusion(index, size).expect("in range"))
    }

    pub fn consistency(&self, from: u64, to: u64) -> Vec<Hash> {
        self.finish(&Plan::consistency(from, to).expect("in range"))
    }
}

pub fn at(index: u64) -> usize {
    usize::try_from(index).expect("in memory")
}

/// Large enough for a tile of level 16 and part of a second one.
pub static LARGE: LazyLock<Stored> = LazyLock::new(|| Stored::of(leaves(70_000)));
