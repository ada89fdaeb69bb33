//! What was measured, as a table for `docs/rendimiento.md`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// One measured job.
pub struct Figure {
    /// The job.
    pub job: String,
    /// Our figure.
    pub ours: String,
    /// The bare limit's in the same run, where there is one.
    pub limit: String,
    /// Ours as a share of the limit.
    pub ratio: Option<f64>,
    /// Percentiles and whatever else tells how.
    pub detail: String,
    /// The machine's load in the minute before it was noted: what else it had to do.
    pub load: String,
}

/// The one-minute load average, where the system tells it.
fn load() -> String {
    let told = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().unwrap_or_default().to_owned()
}

/// All of a run.
#[derive(Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// Adds a job with its bare limit, both in things per second.
    pub fn rate(&mut self, job: &str, ours: f64, limit: f64, detail: String) {
        self.0.push(Figure {
            job: job.to_owned(),
            ours: format!("{ours:.0}/s"),
            limit: format!("{limit:.0}/s"),
            ratio: (limit > 0.0).then(|| ours / limit),
            detail,
            load: load(),
        });
    }

    /// Adds a figure that stands alone.
    pub fn alone(&mut self, job: &str, ours: String, detail: String) {
        self.0.push(Figure {
            job: job.to_owned(),
            ours,
            limit: "–".to_owned(),
            ratio: None,
            detail,
            load: load(),
        });
    }

    fn table(&self) -> String {
        let mut table = String::from(
            "| job | ours | bare limit | ratio | detail | load |\n|---|---|---|---|---|---|\n",
        );
        for figure in &self.0 {
            let ratio = figure
                .ratio
                .map_or_else(|| "–".to_owned(), |ratio| format!("{:.0} %", ratio * 100.0));
            let Figure {
                job,
                ours,
                limit,
                detail,
                load,
                ..
            } = figure;
            writeln!(
                table,
                "| {job} | {ours} | {limit} | {ratio} | {detail} | {load} |"
            )
            .expect("a string takes text");
        }
        table
    }

    /// Prints the table.
    pub fn print(&self) {
        println!("\n{}", self.table());
    }

    /// Writes the table.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, self.table()).with_context(|| format!("could not write {}", path.display()))
    }
}
