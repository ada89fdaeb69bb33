//! The storage suite: the same tests on both engines.
//!
//! PostgreSQL's need a server: `cargo xtask postgres -- cargo test -p storage`. Without one they fail and say so.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "in a test a panic is the failure's message, and what it prints is its figure"
)]

#[macro_use]
mod bed;
mod world;

mod append_only;
mod boards;
mod copies;
mod errors;
mod feed;
mod forgers;
mod history;
mod many;
mod parties;
mod photographs;
mod public;
mod records;
mod restorations;
mod schema;
mod sessions;
mod shared_captures;
mod terms;
mod units;
mod validation;
mod writing;
