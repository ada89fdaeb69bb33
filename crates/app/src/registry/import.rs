//! The import itself: nothing is written unless the file was checked as a whole, and then in short units.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::activity::Author;
use domain::id::{CandidacyId, ImportId};
use domain::record::Decided;
use domain::registry::{Candidacy, ImportOrder, ImportPlan, ImportReport, plan_import};
use domain::time::Instant;
use storage::Change;

use super::file::{aside, read_registry_file};
use super::progress::Running;
use super::{ImportError, ImportOptions, lease};
use crate::App;

/// What the check of a file gave.
pub(super) struct Planned {
    /// What it will do, or why not.
    pub(super) plan: Result<ImportPlan, Box<ImportReport>>,
    /// The registry over which it was planned.
    pub(super) existing: Vec<Candidacy>,
}

impl App {
    /// Imports a registry file, or with `rehearse` only says what it would do.
    ///
    /// The file is checked as a whole before the first row is written. Writing goes in short units; the same file
    /// again finishes one that was interrupted. A file with mistakes gives its report and changes nothing, unless its
    /// good rows are to be written.
    ///
    /// # Errors
    /// [`ImportError`]; [`ImportError::AlreadyRunning`] while another import is under way.
    pub async fn import_registry(
        &self,
        file: &[u8],
        by: Author,
        options: &ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        let running = self.imports.begin()?;
        let import = ImportId::new(self.now(), self.entropy.as_ref());
        if options.rehearse {
            let existing = self.store.read().await?.registry().await?;
            let planned = self
                .plan(file, existing, (import, by), options, running.checking())
                .await?;
            return Ok(match planned.plan {
                Ok(plan) => plan.report,
                Err(report) => *report,
            });
        }
        let mut unit = self.store.write().await?;
        lease::take(&mut unit, import, self.now()).await?;
        unit.commit().await?;
        let outcome = self
            .import_leased(file, (import, by), options, &running)
            .await;
        let mut unit = self.store.write().await?;
        lease::give_back(&mut unit, import).await?;
        unit.commit().await?;
        outcome
    }

    async fn import_leased(
        &self,
        file: &[u8],
        (import, by): (ImportId, Author),
        options: &ImportOptions,
        running: &Running,
    ) -> Result<ImportReport, ImportError> {
        let existing = self.store.read().await?.registry().await?;
        let planned = self
            .plan(file, existing, (import, by), options, running.checking())
            .await?;
        let plan = match planned.plan {
            Ok(plan) => plan,
            Err(report) => return Ok(*report),
        };
        if plan.report.needs_second_answer && !options.confirmed_removal {
            return Err(ImportError::RemovalNotConfirmed(Box::new(plan.report)));
        }
        if let Some(columns) = &options.columns {
            self.keep_column_map(columns).await?;
        }
        let before: HashMap<CandidacyId, Candidacy> = planned
            .existing
            .into_iter()
            .map(|candidacy| (candidacy.id, candidacy))
            .collect();
        self.write(plan, &before, running, import).await
    }

    /// Reads and checks a file outside the threads that serve people.
    pub(super) async fn plan(
        &self,
        file: &[u8],
        existing: Vec<Candidacy>,
        (import, by): (ImportId, Author),
        options: &ImportOptions,
        mut checked: impl FnMut(usize, usize) + Send + 'static,
    ) -> Result<Planned, ImportError> {
        let read = match read_registry_file(file).await {
            Ok(read) => read,
            Err(ImportError::Unreadable(why)) => {
                return Ok(Planned {
                    plan: Err(Box::new(ImportReport::unreadable(&why.to_string()))),
                    existing,
                });
            }
            Err(other) => return Err(other),
        };
        let columns = match &options.columns {
            Some(columns) => columns.clone(),
            None => self.column_map().await?,
        };
        let at = self.now();
        let entropy = Arc::clone(&self.entropy);
        let profile = self.current();
        let (complete, write_good_rows) = (options.complete, options.write_good_rows);
        aside(move || {
            let order = ImportOrder {
                import,
                by,
                at,
                file: &read.digest,
                columns: &columns,
                complete,
                write_good_rows,
            };
            let mut ids = || CandidacyId::new(at, entropy.as_ref());
            let mut plan = plan_import(
                &profile,
                &read.rows,
                &existing,
                &order,
                &mut ids,
                &mut checked,
            );
            let report = match &mut plan {
                Ok(plan) => &mut plan.report,
                Err(report) => report,
            };
            report.remarks.splice(0..0, read.remarks);
            Planned { plan, existing }
        })
        .await
    }

    /// Writes a plan in short units, and the import's own entry last.
    async fn write(
        &self,
        plan: ImportPlan,
        before: &HashMap<CandidacyId, Candidacy>,
        running: &Running,
        import: ImportId,
    ) -> Result<ImportReport, ImportError> {
        let total = plan.decisions.len();
        let mut written = 0;
        let mut pace = Pace::default();
        let mut decisions = plan.decisions.into_iter().peekable();
        running.written(written, total);
        while decisions.peek().is_some() {
            let batch: Vec<Decided<Candidacy>> = decisions.by_ref().take(pace.batch).collect();
            written += batch.len();
            let began = self.now();
            self.write_batch(batch, before, import).await?;
            pace.took(began, self.now());
            running.written(written, total);
            // Another program over one SQLite file finds the lock free only if it asks while it is.
            tokio::time::sleep(Pace::BETWEEN).await;
        }
        let mut unit = self.store.write().await?;
        self.part_astray(&mut unit, plan.act.author, plan.act.at)
            .await?;
        unit.commit().await?;
        loop {
            let mut unit = self.store.write().await?;
            let at = self.now();
            let started = self.start_late(&mut unit, plan.act.author, at).await?;
            if started == 0 {
                break;
            }
            unit.commit().await?;
            tokio::time::sleep(Pace::BETWEEN).await;
        }
        self.log(plan.act).await?;
        Ok(plan.report)
    }

    async fn write_batch(
        &self,
        batch: Vec<Decided<Candidacy>>,
        before: &HashMap<CandidacyId, Candidacy>,
        import: ImportId,
    ) -> Result<(), ImportError> {
        let mut unit = self.store.write_long().await?;
        lease::renew(&mut unit, import, self.now()).await?;
        for decided in &batch {
            let record = decided.record();
            let Some(checked) = before.get(&record.id) else {
                continue;
            };
            if unit.candidacy(record.id).await?.as_ref() != Some(checked) {
                return Err(ImportError::ChangedMeanwhile);
            }
            let (by, at) = (decided.act().author, decided.act().at);
            self.readdress_if_moved(&mut unit, checked, &record.data, by, at)
                .await?;
        }
        unit.apply_all(batch.into_iter().map(Change::from)).await?;
        unit.commit().await?;
        Ok(())
    }
}

/// How many changes go into a unit: as many as the machine writes in a twentieth of a second, so that whoever saves
/// meanwhile never waits long (decision 10).
struct Pace {
    batch: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { batch: 100 }
    }
}

impl Pace {
    /// Microseconds that a unit should take.
    const WANTED: i64 = 50_000;
    /// Pause between two units: SQLite asks for its lock every 25 ms at first.
    const BETWEEN: Duration = Duration::from_millis(30);
    /// Fewest and most changes in a unit.
    const BOUNDS: std::ops::RangeInclusive<usize> = 20..=250;

    fn took(&mut self, began: Instant, ended: Instant) {
        let took = (ended.micros() - began.micros()).max(1);
        let batch = i64::try_from(self.batch).unwrap_or(i64::MAX);
        let fits = usize::try_from(batch.saturating_mul(Self::WANTED) / took).unwrap_or(usize::MAX);
        // Never more than twice as many as before: one unit may have been quick by chance.
        self.batch = fits
            .min(self.batch * 2)
            .clamp(*Self::BOUNDS.start(), *Self::BOUNDS.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_grow_on_a_quick_machine_and_shrink_on_a_slow_one() {
        let at = Instant::from_micros;
        let mut pace = Pace::default();
        pace.took(at(0), at(1_000));
        assert_eq!(pace.batch, 200);
        pace.took(at(0), at(400_000));
        assert_eq!(pace.batch, 25);
        pace.took(at(0), at(60_000_000));
        assert_eq!(pace.batch, 20);
        for _ in 0..10 {
            pace.took(at(0), at(0));
        }
        assert_eq!(pace.batch, 250);
    }
}
