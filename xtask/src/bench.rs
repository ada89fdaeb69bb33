//! Builds the release and measures it (`bench/`). No figure is ever a test: a slow machine breaks nothing.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};
use clap::Args;

use crate::{command, postgres};

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// Measure saves on SQLite only.
    #[arg(long)]
    without_postgres: bool,
    /// What else the measuring program is told, for example `--seconds 30`.
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Measures and prints the table for `docs/rendimiento.md`.
///
/// # Errors
/// When the release cannot be built or measured.
pub fn run(options: &Options) -> Result<()> {
    let built = command::program("cargo")
        .args([
            "build",
            "--release",
            "--locked",
            "-p",
            "conoceles",
            "-p",
            "bench",
        ])
        .status()?;
    if !built.success() {
        bail!("the release does not build");
    }
    // Writes to disk before it acknowledges, as the engine that it is compared with does.
    let cluster = if options.without_postgres {
        None
    } else {
        Some(postgres::Cluster::start(true)?)
    };
    let mut bench = Command::new("target/release/bench");
    bench.stdin(Stdio::null()).args(&options.rest);
    if let Some(cluster) = &cluster {
        bench.args(["--postgres", &cluster.url()]);
    }
    if bench.status()?.success() {
        Ok(())
    } else {
        bail!("the measuring failed")
    }
}
