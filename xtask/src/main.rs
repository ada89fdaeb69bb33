//! Development tasks of the workspace, run as `cargo xtask TASK`.
//!
//! `ci` is the whole proof of a change and what the README tells a newcomer
//! to run; the other tasks are its parts, for daily use.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's command line talks through its output"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "the ban on clocks protects the product's rules; here the clock only times stages"
)]

mod bench;
mod browser;
mod budget;
mod ci;
mod code;
mod command;
mod compliance;
mod faults;
mod house;
mod licences;
mod metadata;
mod packages;
#[cfg(test)]
mod planted;
mod postgres;
mod references;
mod screens;
mod setup;
mod tree;
mod walls;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Development tasks: what builds, proves and looks at the product.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the tests need and this machine lacks.
    Setup,
    /// Run every check and test, with a printed time budget per stage.
    Ci(ci::Options),
    /// Run a command with a throw-away PostgreSQL, named in `CONOCELES_TEST_POSTGRES`.
    Postgres(postgres::Options),
    /// Measure the release build, with the machine's bare limit in the same run.
    Bench(bench::Options),
    /// Take pictures of the pages listed in `tests/browser/screens.json`.
    Screens(screens::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Setup => setup::run().map(|()| ExitCode::SUCCESS),
        Task::Ci(options) => ci::run(&options).map(|()| ExitCode::SUCCESS),
        Task::Postgres(options) => postgres::run(&options),
        Task::Bench(options) => bench::run(&options).map(|()| ExitCode::SUCCESS),
        Task::Screens(options) => screens::run(&options).map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|fault| {
        eprintln!("\nerror: {fault:#}");
        ExitCode::FAILURE
    })
}
