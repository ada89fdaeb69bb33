//! The activity history as an append-only Merkle log that anyone can verify.
//!
//! A history is a sequence of [`Entry`] values in canonical bytes. Their leaf hashes
//! form the Merkle tree of RFC 6962; a [`Signer`] signs the tree's head from time to
//! time as a [`Checkpoint`] in the C2SP signed-note format, and whoever holds a copy of
//! one can later tell, with a [`Verifier`], whether a single byte before it was changed,
//! removed, added or moved.
//!
//! The crate is pure: it reads no file, no database, no clock and no source of
//! randomness, so that a third party can use it alone. Storage needs to keep only the
//! leaf hashes and one row for each complete aligned subtree of 256 (see [`Tile`]);
//! a [`Plan`] names the stored hashes that a proof needs and turns them into the proof.
//!
//! The format itself is written down in the crate's `README.md`.

// The README's example is compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod checkpoint;
mod code;
mod entry;
mod fault;
mod frontier;
mod hash;
mod key;
mod node;
mod note;
mod plan;
mod proof;
mod receipt;
mod records;
mod verify;

pub use checkpoint::{
    Checkpoint, CheckpointError, CheckpointFields, OtherHead, SignedCheckpoint, TreeHead,
};
pub use code::CodeError;
pub use entry::{
    Actor, Commitments, Details, ENTRY_VERSION, Entry, EntryError, EntryFields, MAX_ENTRY_BYTES,
    MAX_PAIRS,
};
pub use fault::{Fault, FaultKind, Place};
pub use frontier::{Frontier, FrontierError};
pub use hash::{Hash, HashError, empty_root, leaf_hash, node_hash};
pub use key::{KeyError, KeyName, Signer, VerifierKey};
pub use node::{NodeId, Sources, TILE_WIDTH, Tile};
pub use plan::{Fetched, Plan, PlanError};
pub use proof::{
    ConsistencyProof, InclusionProof, ProofError, verify_consistency, verify_inclusion,
};
pub use receipt::{MAX_RECEIPT_BYTES, RECEIPT_FORMAT, Receipt, ReceiptError, VerifiedReceipt};
pub use records::Records;
pub use verify::{Column, Report, StoredEntry, Verifier};

/// The largest number that the formats admit (2⁵³ − 1): instants, positions and sizes
/// stay exact in every JSON implementation. In microseconds it reaches the year 2255.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;
