//! Load and cost of the system (`cargo xtask bench`): every figure stands beside what this machine can do at most in
//! the same run, so that a slower machine changes both.
//!
//! Pages are loaded with `wrk`, a standard tool. Saves need sessions and the revision that each one leaves, which no
//! standard tool keeps, so they have a generator of their own (`editors`).
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's command talks through its output"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "the ban on clocks protects the product's rules; here the clock measures"
)]

mod bare;
mod client;
mod desks;
mod editors;
mod figures;
mod importing;
mod institute;
mod program;
mod reading;
mod saving;
mod wrk;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Measures the release build of the program.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    job: Option<Job>,
    /// The program to measure.
    #[arg(long, default_value = "target/release/conoceles")]
    program: PathBuf,
    /// Where demonstrations are filled and kept for the next run.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Candidacies of the demonstration.
    #[arg(long, default_value_t = 20_000)]
    candidacies: u32,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 15)]
    seconds: u32,
    /// PostgreSQL in which to measure saves too: an owner's URL of an empty database.
    #[arg(long)]
    postgres: Option<String>,
}

#[derive(Subcommand)]
enum Job {
    /// The bare limit as a server: precompressed bodies by id, and one commit per save.
    Bare(bare::Options),
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    if let Some(Job::Bare(options)) = cli.job {
        return bare::serve(options).await;
    }
    let mut figures = figures::Figures::default();
    reading::measure(
        &cli.program,
        &cli.folder,
        cli.candidacies,
        cli.seconds,
        &mut figures,
    )
    .await?;
    saving::measure(
        &cli.program,
        &cli.folder,
        cli.seconds,
        cli.postgres.as_deref(),
        &mut figures,
    )
    .await?;
    importing::measure(&cli.program, &cli.folder, &mut figures).await?;
    figures.print();
    figures.write(&cli.folder.join("figures.md"))
}
