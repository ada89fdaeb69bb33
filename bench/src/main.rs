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

mod backup;
mod bare;
mod chance;
mod client;
mod copying;
mod desks;
mod editors;
mod evening;
mod figures;
mod importing;
mod institute;
mod letters;
mod meanwhile;
mod person;
mod photograph;
mod pictures;
mod program;
mod reading;
mod receipts;
mod saving;
mod wrk;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use crate::evening::Evening;

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
    /// Seconds of each measurement; if not told, 15, and 600 for the evening.
    #[arg(long)]
    seconds: Option<u32>,
    /// In the evening, one person in so many sends a photograph in ten minutes.
    #[arg(long, default_value = "3")]
    photographs: NonZeroUsize,
    /// A durable PostgreSQL server on which to measure too: a superuser's URL.
    #[arg(long)]
    postgres: Option<String>,
    /// Only these parts; may be repeated.
    #[arg(long, value_enum)]
    only: Vec<Part>,
}

/// What can be measured by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The portal, and the start.
    Reading,
    /// Desks and boards.
    Desks,
    /// Saves.
    Saving,
    /// An import while people save.
    Import,
    /// Letters while people save.
    Letters,
    /// Backups of 30,000 candidacies with photographs, while people save, and a drill by itself.
    Backup,
    /// A photograph of 12 megapixels, one at a time.
    Photograph,
    /// Receipts, from the sending's answer.
    Receipt,
    /// 300 people who write for ten minutes.
    Evening,
}

/// Seconds of a measurement.
const SECONDS: u32 = 15;
/// Seconds of the evening.
const EVENING: u32 = 600;

impl Cli {
    fn measures(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
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
    let (program, folder) = (&cli.program, &cli.folder);
    let postgres = cli.postgres.as_deref();
    let seconds = cli.seconds.unwrap_or(SECONDS);
    std::fs::create_dir_all(folder)?;
    if cli.measures(Part::Reading) {
        reading::measure(program, folder, cli.candidacies, seconds, &mut figures).await?;
    }
    if cli.measures(Part::Desks) {
        desks::measure(program, folder, postgres, &mut figures).await?;
    }
    if cli.measures(Part::Saving) {
        saving::measure(program, folder, seconds, postgres, &mut figures).await?;
    }
    if cli.measures(Part::Import) {
        importing::measure(program, folder, postgres, &mut figures).await?;
    }
    if cli.measures(Part::Letters) {
        letters::measure(program, folder, postgres, &mut figures).await?;
    }
    if cli.measures(Part::Backup) {
        backup::measure(program, folder, postgres, &mut figures).await?;
    }
    if cli.measures(Part::Photograph) {
        photograph::measure(program, folder, postgres, &mut figures).await?;
    }
    if cli.measures(Part::Receipt) {
        receipts::measure(program, folder, postgres, &mut figures).await?;
    }
    if cli.measures(Part::Evening) {
        let evening = Evening {
            seconds: cli.seconds.unwrap_or(EVENING),
            one_in: cli.photographs.get(),
        };
        evening::measure(program, folder, postgres, evening, &mut figures).await?;
    }
    figures.print();
    figures.write(&folder.join("figures.md"))
}
