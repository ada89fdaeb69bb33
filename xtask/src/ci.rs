//! `cargo xtask ci`: every check and test, in the order that tells of a
//! mistake soonest, each stage timed.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::budget::Ledger;
use crate::postgres::{Cluster, VARIABLE};
use crate::{browser, command, house, licences, metadata, setup, walls};

/// Options of `cargo xtask ci`.
#[derive(Args)]
pub struct Options {
    /// Run these stages alone (may be repeated).
    #[arg(long, value_name = "STAGE", conflicts_with = "from")]
    only: Vec<Stage>,
    /// Begin at this stage.
    #[arg(long, value_name = "STAGE")]
    from: Option<Stage>,
}

/// One step of the proof. Their order here is the order they run in.
///
/// Clippy reads only the dependencies' interfaces (some 115 CPU seconds that
/// build does not share, of 310 for both) and tells of a mistake before any
/// code is made. All stages use the whole workspace, hence one set of
/// features, and the tests compile nothing but the documentation's examples.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
enum Stage {
    Setup,
    Format,
    Walls,
    Licences,
    House,
    Clippy,
    Build,
    Test,
    Browser,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Format => "format",
            Self::Walls => "walls",
            Self::Licences => "licences",
            Self::House => "house",
            Self::Clippy => "clippy",
            Self::Build => "build",
            Self::Test => "test",
            Self::Browser => "browser",
        }
    }

    /// What the stage may take on a machine of two cores that has nothing of
    /// the build yet. Together they fit the whole's budget.
    fn budget(self) -> Duration {
        Duration::from_secs(match self {
            Self::Setup => 300,
            Self::Format | Self::Walls | Self::Licences | Self::House => 15,
            Self::Clippy => 420,
            Self::Build => 900,
            Self::Test => 1_020,
            // Every page of both institutes, each looked at by axe.
            Self::Browser => 2_100,
        })
    }
}

/// What stages leave for later ones.
#[derive(Default)]
struct Site {
    cluster: Option<Cluster>,
}

/// Runs the chosen stages and prints the budget table, also after a failure.
///
/// # Errors
/// With the first stage that failed, or when all together took too long.
pub fn run(options: &Options) -> Result<()> {
    let mut site = Site::default();
    let mut ledger = Ledger::default();
    for stage in options.stages() {
        println!("\n== {} ==", stage.name());
        let began = Instant::now();
        let done = site.run(stage);
        ledger.note(stage.name(), began.elapsed(), stage.budget(), done.is_ok());
        if done.is_err() {
            println!("\n{ledger}");
            return done.with_context(|| format!("stage {} failed", stage.name()));
        }
    }
    println!("\n{ledger}");
    if ledger.is_over() {
        bail!("every stage passed, but together they took too long");
    }
    Ok(())
}

impl Options {
    fn stages(&self) -> Vec<Stage> {
        Stage::value_variants()
            .iter()
            .copied()
            .filter(|stage| self.only.is_empty() || self.only.contains(stage))
            .filter(|stage| self.from.is_none_or(|from| *stage >= from))
            .collect()
    }
}

impl Site {
    fn run(&mut self, stage: Stage) -> Result<()> {
        match stage {
            Stage::Setup => setup::run(),
            Stage::Format => command::run(&mut command::cargo(["fmt", "--all", "--check"])),
            Stage::Walls => walls::check(&metadata::load()?),
            Stage::Licences => licences::check(&metadata::load()?),
            Stage::House => house::check(),
            Stage::Clippy => command::run(build(["clippy"]).args(["--", "--deny=warnings"])),
            Stage::Build => command::run(&mut build(["build"])),
            Stage::Test => self.test(),
            Stage::Browser => browser::run(self.postgres()?),
        }
    }

    fn test(&mut self) -> Result<()> {
        // Without `--all-targets`, which would leave out the documentation's
        // examples; the units are the same.
        let mut test = command::cargo(["test", "--workspace", "--locked", "--no-fail-fast"]);
        calm(&mut test).env(VARIABLE, self.postgres()?);
        command::run(&mut test)
    }

    /// The address of the cluster, which starts with the first stage that
    /// needs it and lives until the run ends.
    fn postgres(&mut self) -> Result<String> {
        let cluster = match self.cluster.take() {
            Some(cluster) => cluster,
            None => Cluster::start(false)?,
        };
        Ok(self.cluster.insert(cluster).url())
    }
}

/// A cargo command over everything there is. Anything less, even leaving out
/// the tests' own dependencies, is another set of features and another build.
pub fn build<const N: usize>(arguments: [&str; N]) -> Command {
    let mut cargo = command::cargo(arguments);
    calm(cargo.args(["--workspace", "--all-targets", "--locked"]));
    cargo
}

/// On a machine that builds once, what helps the next build is wasted work.
fn calm(cargo: &mut Command) -> &mut Command {
    if std::env::var_os("CI").is_some() {
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(only: &[Stage], from: Option<Stage>) -> Vec<Stage> {
        let only = only.to_vec();
        Options { only, from }.stages()
    }

    #[test]
    fn all_stages_run_unless_chosen() {
        assert_eq!(chosen(&[], None).len(), Stage::value_variants().len());
        assert_eq!(chosen(&[Stage::Walls], None), [Stage::Walls]);
        assert_eq!(
            chosen(&[], Some(Stage::Test)),
            [Stage::Test, Stage::Browser]
        );
    }

    #[test]
    fn the_stages_budgets_fit_the_whole() {
        let sum: Duration = chosen(&[], None).into_iter().map(Stage::budget).sum();
        assert!(sum <= crate::budget::WHOLE, "{sum:?}");
    }
}
