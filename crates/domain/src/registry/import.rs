//! The import of a registry file: planned whole before anything is written, so that a bad row leaves all as it was.

use std::collections::{HashMap, HashSet};

use super::cells::Habits;
use super::change::Origin;
use super::column_map::ColumnMap;
use super::formula::Written;
use super::registered::{Registered, stands};
use super::report::{ImportReport, MissingData, ProblemCode, RowProblem};
use super::row::{Draft, RowReader};
use super::sharing::People;
use super::soundness::Soundness;
use super::table::Table;
use super::twins::{Somebody, twins};
use super::{Candidacy, Column, FileRow, RegistryData};
use crate::activity::{Act, Action, Author, Subject};
use crate::id::{CandidacyId, ImportId};
use crate::profile::Profile;
use crate::record::Decided;
use crate::time::Instant;

/// Rows after which whoever waits is told how far the check is.
const TOLD_EVERY: usize = 500;

/// What an import will do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a plan has no effect until storage applies it"]
pub struct ImportPlan {
    /// The candidacies that enter or change in the order of the file, and then those that are cancelled; those that
    /// stay as they are are not here.
    pub decisions: Vec<Decided<Candidacy>>,
    /// The import itself, for the history; also when the file changes nothing, since somebody did import it.
    pub act: Act,
    /// What people are told.
    pub report: ImportReport,
    /// Where each decision comes from, in their order.
    pub(super) origins: Vec<Origin>,
}

/// Who imports what, when and how.
#[derive(Debug, Clone, Copy)]
pub struct ImportOrder<'a> {
    /// The import's id.
    pub import: ImportId,
    /// Who imports.
    pub by: Author,
    /// When.
    pub at: Instant,
    /// SHA-256 of the file as it came, in hexadecimal.
    pub file: &'a str,
    /// Which of the file's headings is which column, where we would not know.
    pub columns: &'a ColumnMap,
    /// The file is the whole registry: what stands and is not in it is cancelled.
    pub complete: bool,
    /// Rows without mistakes are written although others have some.
    pub write_good_rows: bool,
}

/// Plans the import of `rows` over the registry as it stands; `ids` gives the id of each new candidacy and `checked`
/// is told from time to time how many rows were read, and of how many.
///
/// Rows are matched by `clave`, or by their place if the file has no keys. What is registered and absent from the
/// file stays untouched and is counted, unless the file is complete. The formulas are checked over the registry as
/// it would be afterwards, so that a file with corrections alone passes.
///
/// # Errors
/// The report with every mistake; nothing may be written then, and no id was asked for. If good rows are to be
/// written, only a file that is no registry at all.
pub fn plan_import(
    profile: &Profile,
    rows: &[FileRow],
    existing: &[Candidacy],
    order: &ImportOrder<'_>,
    ids: &mut dyn FnMut() -> CandidacyId,
    checked: &mut dyn FnMut(usize, usize),
) -> Result<ImportPlan, Box<ImportReport>> {
    let table = Table::read(rows, order.columns).map_err(|none| {
        Box::new(ImportReport {
            errors: none.problems,
            unread: none.unread,
            ..ImportReport::default()
        })
    })?;
    let registered = Registered::of(profile, existing);
    let mut reader = RowReader::new(profile, &registered, Habits::of(&table));
    let total = table.rows().len();
    let mut drafts: Vec<Draft> = Vec::with_capacity(total);
    for (done, row) in table.rows().iter().enumerate() {
        if done % TOLD_EVERY == 0 {
            checked(done, total);
        }
        drafts.push(reader.read(&table, row));
    }
    let (problems, warnings) = (reader.problems, reader.warnings);
    let mut sound = Soundness::of(profile, &table, &drafts, &registered, problems, order);
    let mut report = report(&table, &drafts, &sound, warnings);
    checked(total, total);
    if !sound.errors.is_empty() && !order.write_good_rows {
        report.errors = sound.into_errors();
        return Err(Box::new(report));
    }
    sound.tell_withheld();
    report.warnings.extend(sound.nothing_removed(order));
    drafts.retain(|draft| !sound.withheld.contains(&draft.row));
    let removed = sound.removed(&registered, order);
    let unnamed = sound.unnamed(&registered).count();
    report.errors = sound.into_errors();
    let mut plan = Plan::new(order, ids);
    for draft in &drafts {
        plan.put(draft, &registered);
    }
    for candidacy in &removed {
        plan.remove(candidacy);
    }
    if profile.capture.one_per_person {
        plan.share_captures(profile, &registered, &removed);
    }
    report
        .warnings
        .extend(same_people(profile, &drafts, &registered, &removed));
    report.warnings.sort_by_key(place_of);
    report.removed = removed.len();
    report.absent = unnamed - removed.len();
    report.needs_second_answer = removed.len() * 10 > registered.standing().count();
    Ok(plan.finish(report))
}

fn report(
    table: &Table<'_>,
    drafts: &[Draft],
    sound: &Soundness,
    warnings: Vec<RowProblem>,
) -> ImportReport {
    let good = || {
        drafts
            .iter()
            .filter(|draft| !sound.withheld.contains(&draft.row))
            .filter_map(|draft| draft.data.as_ref())
    };
    let mut warnings = warnings;
    warnings.sort_by_key(place_of);
    ImportReport {
        rows: drafts.len() + table.unreadable().len(),
        good_rows: good().count(),
        missing: missing(good()),
        remarks: table.remarks().to_vec(),
        unread: table.unread().to_vec(),
        warnings,
        ..ImportReport::default()
    }
}

fn missing<'a>(people: impl Iterator<Item = &'a RegistryData>) -> MissingData {
    let mut missing = MissingData::default();
    for person in people.map(|data| &data.person) {
        let no_date = person.birth_date.is_none();
        missing.birth_date += usize::from(no_date);
        missing.age += usize::from(no_date && person.declared_age.is_none());
        missing.curp += usize::from(person.curp.is_none());
        missing.surnames += usize::from(person.first_surname.is_empty());
    }
    missing
}

/// The same person in two candidacies, where one of them is in the file.
fn same_people(
    profile: &Profile,
    drafts: &[Draft],
    registered: &Registered<'_>,
    removed: &[&Candidacy],
) -> Vec<RowProblem> {
    let named: HashSet<&str> = drafts.iter().map(|draft| draft.key.as_str()).collect();
    let gone: HashSet<CandidacyId> = removed.iter().map(|candidacy| candidacy.id).collect();
    let others = registered
        .standing()
        .filter(|c| !named.contains(c.data.key.as_str()) && !gone.contains(&c.id))
        .map(|candidacy| Somebody {
            at: Written::Registered(candidacy),
            data: &candidacy.data,
        });
    let stand = |draft: &&Draft| registered.by_key(&draft.key).is_none_or(stands);
    let rows = drafts.iter().filter(stand).filter_map(|draft| {
        Some(Somebody {
            at: Written::Row(draft.row),
            data: draft.data.as_ref()?,
        })
    });
    twins(profile, others.chain(rows))
        .into_iter()
        .filter_map(|twins| match twins.at {
            Written::Row(row) => Some(RowProblem::new(
                row,
                twins.column.name(),
                twins.code,
                twins.message,
            )),
            Written::Registered(_) => None,
        })
        .collect()
}

/// A plan in the making.
struct Plan<'o, 'i> {
    order: &'o ImportOrder<'o>,
    ids: &'i mut dyn FnMut() -> CandidacyId,
    decisions: Vec<Decided<Candidacy>>,
    origins: Vec<Origin>,
    counts: HashMap<Action, usize>,
    unchanged: usize,
}

impl<'o, 'i> Plan<'o, 'i> {
    fn new(order: &'o ImportOrder<'o>, ids: &'i mut dyn FnMut() -> CandidacyId) -> Self {
        Self {
            order,
            ids,
            decisions: Vec::new(),
            origins: Vec::new(),
            counts: HashMap::new(),
            unchanged: 0,
        }
    }

    fn put(&mut self, draft: &Draft, registered: &Registered<'_>) {
        let Some(data) = &draft.data else { return };
        let ImportOrder { by, at, .. } = *self.order;
        let row = Some(draft.row);
        match registered.by_key(&data.key) {
            None => {
                let id = (self.ids)();
                let decided = Candidacy::register(id, data.clone(), by, at);
                self.decide(decided, Origin { row, before: None });
            }
            Some(candidacy) => match candidacy.clone().correct(data.clone(), by, at) {
                None => self.unchanged += 1,
                Some(decided) => {
                    let before = Some(candidacy.data.clone());
                    self.decide(decided, Origin { row, before });
                }
            },
        }
    }

    fn remove(&mut self, candidacy: &Candidacy) {
        let ImportOrder { by, at, .. } = *self.order;
        if let Ok(decided) = candidacy.clone().cancel(by, at) {
            let before = Some(candidacy.data.clone());
            self.decide(decided, Origin { row: None, before });
        }
    }

    /// Lets each new candidacy of somebody who stands already share that one's capture: also of two new ones in the same
    /// file, where the earlier row leads.
    fn share_captures(
        &mut self,
        profile: &Profile,
        registered: &Registered<'_>,
        removed: &[&Candidacy],
    ) {
        let ImportOrder { by, at, .. } = *self.order;
        let changed: HashSet<CandidacyId> = self
            .decisions
            .iter()
            .map(|decided| decided.record().id)
            .chain(removed.iter().map(|candidacy| candidacy.id))
            .collect();
        let mut people = People::default();
        registered
            .standing()
            .filter(|candidacy| !changed.contains(&candidacy.id))
            .for_each(|candidacy| people.put(candidacy));
        let is_new =
            |decided: &Decided<Candidacy>| decided.act().action == Action::CandidacyRegistered;
        for decided in self.decisions.iter().filter(|decided| !is_new(decided)) {
            people.put(decided.record());
        }
        for decided in self.decisions.iter_mut().filter(|decided| is_new(decided)) {
            let new = decided.record();
            if let Some(sharer) = people.sharer(profile, &new.data) {
                let (id, data) = (new.id, new.data.clone());
                *decided = Candidacy::register_with(id, data, Some(sharer), by, at);
            }
            people.put(decided.record());
        }
    }

    fn decide(&mut self, decided: Decided<Candidacy>, origin: Origin) {
        *self.counts.entry(decided.act().action).or_default() += 1;
        self.decisions.push(decided);
        self.origins.push(origin);
    }

    fn finish(self, report: ImportReport) -> ImportPlan {
        let count = |action| self.counts.get(&action).copied().unwrap_or_default();
        let report = ImportReport {
            added: count(Action::CandidacyRegistered),
            changed: count(Action::CandidacyCorrected),
            unchanged: self.unchanged,
            ..report
        };
        ImportPlan {
            act: act(&report, self.order),
            decisions: self.decisions,
            origins: self.origins,
            report,
        }
    }
}

fn act(report: &ImportReport, order: &ImportOrder<'_>) -> Act {
    let subject = Subject::new("import", order.import);
    let act = Act::new(order.at, order.by, Action::RegistryImported, subject)
        .with("file", order.file)
        .with("rows", report.rows)
        .with("added", report.added)
        .with("changed", report.changed)
        .with("unchanged", report.unchanged)
        .with("absent", report.absent);
    let act = if order.complete {
        act.with("removed", report.removed)
    } else {
        act
    };
    if order.write_good_rows {
        act.with("withheld", report.rows - report.good_rows)
    } else {
        act
    }
}

/// The order of what is told: by row, what is about all of it first, then by column.
pub(super) fn place_of(problem: &RowProblem) -> (u32, Option<usize>, ProblemCode) {
    let column = &problem.column;
    let place = Column::READ.iter().position(|known| known.name() == column);
    (problem.row, place, problem.code)
}
