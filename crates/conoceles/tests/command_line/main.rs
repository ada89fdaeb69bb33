//! The program as people run it: its own binary, in a folder of its own.
//!
//! The tests over PostgreSQL take a throw-away server: `cargo xtask postgres -- cargo test -p conoceles`.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails at once, also in what its cases share"
)]

mod accounts;
mod backup_faults;
mod backups;
mod demo;
mod founding;
mod history;
mod killed;
mod place;
mod profile;
mod registry;
mod server;
mod serving;
mod site;
