//! What a crash leaves: no acknowledged write lost, no half act, and everything verifies.
//!
//! A kill alone cannot show durability (the machine's memory survives it), so another test watches what the
//! program asks of the disk before it acknowledges.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "in a test a panic is the failure's message, and what it prints is its figure"
)]

mod kills;
mod trace;

/// The program that writes.
const WRITER: &str = env!("CARGO_BIN_EXE_storage-crash-writer");
