//! The time each stage took, against what it may take.

use std::fmt;
use std::time::Duration;

/// What all stages together may take; past it the run has failed.
pub const WHOLE: Duration = Duration::from_secs(80 * 60);

/// The stages that ran, in their order.
#[derive(Default)]
pub struct Ledger {
    rows: Vec<Row>,
}

struct Row {
    stage: &'static str,
    took: Duration,
    budget: Duration,
    passed: bool,
}

impl Ledger {
    /// Notes a stage that ended.
    pub fn note(&mut self, stage: &'static str, took: Duration, budget: Duration, passed: bool) {
        self.rows.push(Row {
            stage,
            took,
            budget,
            passed,
        });
    }

    /// The time of all stages together.
    pub fn total(&self) -> Duration {
        self.rows.iter().map(|row| row.took).sum()
    }

    /// Whether all stages together took longer than they may.
    pub fn is_over(&self) -> bool {
        self.total() > WHOLE
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<10} {:>9} {:>7}", "stage", "seconds", "budget")?;
        for row in &self.rows {
            let remark = match (row.passed, row.took > row.budget) {
                (false, _) => "  failed",
                (true, true) => "  over its budget",
                (true, false) => "",
            };
            line(f, row.stage, row.took, row.budget, remark)?;
        }
        let remark = if self.is_over() { "  too slow" } else { "" };
        line(f, "total", self.total(), WHOLE, remark)
    }
}

fn line(
    f: &mut fmt::Formatter<'_>,
    stage: &str,
    took: Duration,
    budget: Duration,
    remark: &str,
) -> fmt::Result {
    let (took, budget) = (took.as_secs_f64(), budget.as_secs());
    writeln!(f, "{stage:<10} {took:>9.1} {budget:>7}{remark}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(count: u64) -> Duration {
        Duration::from_secs(count * 60)
    }

    #[test]
    fn a_slow_stage_is_marked_and_the_total_judged() {
        let mut ledger = Ledger::default();
        ledger.note("build", minutes(12), minutes(10), true);
        assert!(!ledger.is_over());
        ledger.note("test", minutes(69), minutes(40), true);
        assert!(ledger.is_over());
        let table = ledger.to_string();
        assert!(
            table.contains("build          720.0     600  over its budget"),
            "{table}"
        );
        assert!(
            table.contains("total         4860.0    4800  too slow"),
            "{table}"
        );
    }

    #[test]
    fn the_failed_stage_is_marked() {
        let mut ledger = Ledger::default();
        ledger.note("walls", minutes(0), minutes(1), false);
        assert!(
            ledger
                .to_string()
                .contains("walls            0.0      60  failed")
        );
    }
}
