//! Checking proofs, by the algorithms of RFC 9162.

use crate::{Hash, empty_root, node_hash};

/// The hashes that lead from a leaf to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// Position of the leaf.
    pub index: u64,
    /// Size of the tree.
    pub size: u64,
    /// From the leaf's sibling up.
    pub hashes: Vec<Hash>,
}

/// The hashes that show one tree to be the beginning of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// Size of the earlier tree.
    pub from: u64,
    /// Size of the later tree.
    pub to: u64,
    /// In the order of RFC 9162.
    pub hashes: Vec<Hash>,
}

/// Why a proof shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The position is not in a tree of that size, or the sizes are in the wrong order.
    #[error("la prueba habla de una posición o un tamaño imposibles")]
    Range,
    /// The proof has fewer or more hashes than its sizes require.
    #[error("la prueba tiene un número de huellas que no corresponde")]
    Length,
    /// The hashes lead to another root.
    #[error("la prueba no conduce a la raíz del historial")]
    Root,
}

impl InclusionProof {
    /// See [`verify_inclusion`].
    ///
    /// # Errors
    /// As there.
    pub fn verify(&self, leaf: &Hash, root: &Hash) -> Result<(), ProofError> {
        verify_inclusion(leaf, self.index, self.size, &self.hashes, root)
    }
}

impl ConsistencyProof {
    /// See [`verify_consistency`].
    ///
    /// # Errors
    /// As there.
    pub fn verify(&self, old_root: &Hash, new_root: &Hash) -> Result<(), ProofError> {
        verify_consistency(self.from, self.to, &self.hashes, old_root, new_root)
    }
}

/// Checks that the leaf with hash `leaf` is at `index` in the tree of `size` leaves with
/// root `root` (RFC 9162, section 2.1.3.2).
///
/// # Errors
/// [`ProofError`] says why the proof does not show it.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Range);
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(sibling, &hash);
            climb_past_missing_siblings(&mut place, &mut last);
        } else {
            hash = node_hash(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == *root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// On the right edge of a tree that is not perfect, a node without sibling moves up
/// unchanged until it is somebody's right sibling.
const fn climb_past_missing_siblings(place: &mut u64, last: &mut u64) {
    while *place & 1 == 0 && *place != 0 {
        *place >>= 1;
        *last >>= 1;
    }
}

/// Checks that the tree of `from` leaves with root `old_root` is the beginning of the
/// tree of `to` leaves with root `new_root` (RFC 9162, section 2.1.4.2). The tree without
/// leaves is the beginning of every tree, and each tree of itself; both without hashes.
///
/// # Errors
/// [`ProofError`] says why the proof does not show it.
pub fn verify_consistency(
    from: u64,
    to: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofError> {
    if from > to {
        return Err(ProofError::Range);
    }
    if from == 0 || from == to {
        let known = if from == to { *new_root } else { empty_root() };
        return trivially_consistent(proof, old_root, &known);
    }
    let (seed, path) = if from.is_power_of_two() {
        (*old_root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(ProofError::Length)?;
        (*first, rest)
    };
    let (old, new) = climb_both(from, to, seed, path)?;
    if old == *old_root && new == *new_root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

fn trivially_consistent(proof: &[Hash], old_root: &Hash, known: &Hash) -> Result<(), ProofError> {
    if !proof.is_empty() {
        return Err(ProofError::Length);
    }
    if old_root == known {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// The roots of both trees that `path` leads to from their last common node `seed`.
fn climb_both(from: u64, to: u64, seed: Hash, path: &[Hash]) -> Result<(Hash, Hash), ProofError> {
    let (mut place, mut last) = (from - 1, to - 1);
    let skipped = place.trailing_ones();
    place = place.checked_shr(skipped).unwrap_or(0);
    last = last.checked_shr(skipped).unwrap_or(0);
    let (mut old, mut new) = (seed, seed);
    for sibling in path {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            climb_past_missing_siblings(&mut place, &mut last);
        } else {
            new = node_hash(&new, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last == 0 {
        Ok((old, new))
    } else {
        Err(ProofError::Length)
    }
}
