//! What a crash leaves: no acknowledged write lost, no half act, and everything verifies.
//!
//! A kill alone cannot show durability (the machine's memory survives it), so another test watches what the
//! program asks of the disk before it acknowledges.

mod kills;
mod trace;

/// The program that writes.
const WRITER: &str = env!("CARGO_BIN_EXE_storage-crash-writer");
