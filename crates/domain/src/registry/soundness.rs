//! Which rows of a file may be written: those without mistakes whose formula holds without the others.

use std::collections::{HashMap, HashSet};

use super::formula::{Formula, Formulas, PartialPlace, Written};
use super::import::{ImportOrder, place_of};
use super::registered::{Registered, stands};
use super::report::{ProblemCode, RowProblem};
use super::row::Draft;
use super::table::Table;
use super::{Candidacy, Column};
use crate::profile::Profile;

/// How often formulas are looked at again because rows were left out; a file that needs more is left out whole.
const ROUNDS: usize = 20;

/// What was found of the rows together.
pub(super) struct Soundness {
    /// Every mistake, in no order.
    pub(super) errors: Vec<RowProblem>,
    /// The rows that are not written.
    pub(super) withheld: HashSet<u32>,
    named: HashSet<String>,
}

impl Soundness {
    pub(super) fn of(
        profile: &Profile,
        table: &Table<'_>,
        drafts: &[Draft],
        registered: &Registered<'_>,
        problems: Vec<RowProblem>,
        order: &ImportOrder<'_>,
    ) -> Self {
        let named = drafts.iter().map(|draft| draft.key.clone());
        let mut sound = Self {
            errors: problems,
            withheld: HashSet::new(),
            named: named.filter(|key| !key.is_empty()).collect(),
        };
        sound.errors.extend_from_slice(table.unreadable());
        sound.keys(drafts, registered, table.has(Column::Key));
        let shaken = sound.formulas(profile, table, drafts, registered, order);
        sound.withheld.extend(shaken);
        sound.withheld.extend(sound.errors.iter().map(|e| e.row));
        if !sound.withheld.is_empty() {
            sound.leave_out(profile, drafts, registered);
        }
        sound
    }

    /// Keys that two rows have, and candidacies that no longer stand.
    fn keys(&mut self, drafts: &[Draft], registered: &Registered<'_>, own: bool) {
        let mut first: HashMap<&str, u32> = HashMap::new();
        for draft in drafts.iter().filter(|draft| !draft.key.is_empty()) {
            if let Some(row) = first.get(draft.key.as_str()) {
                self.withheld.extend([*row, draft.row]);
                // Without keys of its own, two rows of one place are told as such.
                if own {
                    self.errors.push(RowProblem::new(
                        draft.row,
                        Column::Key.name(),
                        ProblemCode::RepeatedKey,
                        format!(
                            "La clave «{}» ya está en la fila {row}. Cada candidatura lleva la suya.",
                            draft.key
                        ),
                    ));
                }
            } else {
                first.insert(&draft.key, draft.row);
            }
            self.errors.extend(no_longer_stands(draft, registered));
        }
    }

    /// The mistakes of the formulas as the whole file would leave them; gives the rows that are in one.
    fn formulas(
        &mut self,
        profile: &Profile,
        table: &Table<'_>,
        drafts: &[Draft],
        registered: &Registered<'_>,
        order: &ImportOrder<'_>,
    ) -> HashSet<u32> {
        let mut formulas = Formulas::new(profile);
        if !order.complete {
            self.unnamed(registered)
                .for_each(|candidacy| formulas.registered(candidacy));
        }
        for draft in drafts.iter().filter(|draft| takes_place(draft, registered)) {
            formulas.row(draft);
        }
        if !table.unreadable().is_empty() {
            formulas.unreadable_rows();
        }
        let left = left(profile, drafts.iter(), registered);
        let mut shaken = HashSet::new();
        for fault in formulas.faults() {
            let (code, column) = (fault.code, fault.column.name());
            match fault.at {
                Written::Row(row) => {
                    let problem = RowProblem::new(row, column, code, fault.message);
                    self.errors.push(problem);
                    shaken.extend(fault.rows);
                }
                // What was wrong before is not this file's doing, unless it took somebody away.
                Written::Registered(candidacy) => {
                    for row in left.get(&fault.formula).into_iter().flatten() {
                        let message = format!(
                            "La fila cambia de lugar a esta candidatura y deja incompleta la fórmula de «{}». Corrija el lugar, o traiga en el archivo a quien la completa.",
                            candidacy.data.key
                        );
                        self.errors
                            .push(RowProblem::new(*row, column, code, message));
                        shaken.insert(*row);
                    }
                }
            }
        }
        shaken
    }

    /// Leaves out also the rows that do not hold without those that are left out, until all that remain do. What
    /// the file would change and does not is counted as it is registered.
    fn leave_out(&mut self, profile: &Profile, drafts: &[Draft], registered: &Registered<'_>) {
        for _ in 0..ROUNDS {
            let good = || {
                let written = drafts.iter().filter(|d| !self.withheld.contains(&d.row));
                written.filter(|draft| takes_place(draft, registered))
            };
            let written: HashSet<&str> = good().map(|draft| draft.key.as_str()).collect();
            let stays = |candidacy: &&Candidacy| {
                let key = candidacy.data.key.as_str();
                !written.contains(key)
            };
            let mut formulas = Formulas::new(profile);
            registered
                .standing()
                .filter(stays)
                .for_each(|candidacy| formulas.registered(candidacy));
            good().for_each(|draft| formulas.row(draft));
            let left = left(profile, good(), registered);
            let mut shaken = Vec::new();
            for fault in formulas.faults() {
                if fault.rows.is_empty() {
                    shaken.extend(left.get(&fault.formula).into_iter().flatten());
                }
                shaken.extend(fault.rows);
            }
            if shaken.is_empty() {
                return;
            }
            self.withheld.extend(shaken);
        }
        self.withheld.extend(drafts.iter().map(|draft| draft.row));
    }

    /// Says of every row without a mistake of its own that it waits for another.
    pub(super) fn tell_withheld(&mut self) {
        let told: HashSet<u32> = self.errors.iter().map(|problem| problem.row).collect();
        let silent = self.withheld.iter().filter(|row| !told.contains(row));
        let silent = silent.map(|row| {
            RowProblem::of_row(
                *row,
                ProblemCode::Withheld,
                "La fila no tiene errores, pero no se escribe: otra de su fórmula, o con su misma clave, sí los tiene.",
            )
        });
        let silent: Vec<RowProblem> = silent.collect();
        self.errors.extend(silent);
    }

    /// The candidacies that stand and that no row of the file names.
    pub(super) fn unnamed<'r>(
        &self,
        registered: &Registered<'r>,
    ) -> impl Iterator<Item = &'r Candidacy> {
        let named = &self.named;
        registered
            .standing()
            .filter(move |candidacy| !named.contains(candidacy.data.key.as_str()))
    }

    /// The candidacies that a complete file cancels: none while a row of it is not written, since it may be one of
    /// them, or hold the formula of one.
    pub(super) fn removed<'r>(
        &self,
        registered: &Registered<'r>,
        order: &ImportOrder<'_>,
    ) -> Vec<&'r Candidacy> {
        if !order.complete || !self.withheld.is_empty() {
            return Vec::new();
        }
        self.unnamed(registered).collect()
    }

    /// Why a complete file cancels nothing, if it is so.
    pub(super) fn nothing_removed(&self, order: &ImportOrder<'_>) -> Option<RowProblem> {
        (order.complete && !self.withheld.is_empty()).then(|| {
            RowProblem::of_row(
                0,
                ProblemCode::NothingRemoved,
                "Hay filas con errores: aunque el archivo sea completo, no se cancela ninguna candidatura hasta que todas estén bien.",
            )
        })
    }

    /// Every mistake by row and column.
    pub(super) fn into_errors(mut self) -> Vec<RowProblem> {
        self.errors.sort_by_key(place_of);
        self.errors
    }
}

/// The rows that take somebody out of a formula, by the formula that they leave.
fn left<'d>(
    profile: &Profile,
    drafts: impl Iterator<Item = &'d Draft>,
    registered: &Registered<'_>,
) -> HashMap<Formula, Vec<u32>> {
    let mut left: HashMap<Formula, Vec<u32>> = HashMap::new();
    for draft in drafts.filter(|draft| takes_place(draft, registered)) {
        let before = registered
            .by_key(&draft.key)
            .and_then(|known| Formula::at(profile, &PartialPlace::from(&known.data)));
        let now = Formula::at(profile, &draft.place);
        if let (Some(before), Some(now)) = (before, now)
            && before != now
        {
            left.entry(before).or_default().push(draft.row);
        }
    }
    left
}

/// Who no longer stands takes no place, also while the file still names them.
fn takes_place(draft: &Draft, registered: &Registered<'_>) -> bool {
    registered.by_key(&draft.key).is_none_or(stands)
}

/// A row that would change a candidacy that was replaced or cancelled.
fn no_longer_stands(draft: &Draft, registered: &Registered<'_>) -> Option<RowProblem> {
    let candidacy = registered.by_key(&draft.key)?;
    let data = draft.data.as_ref()?;
    (!stands(candidacy) && candidacy.data != *data).then(|| {
        RowProblem::new(
            draft.row,
            Column::Key.name(),
            ProblemCode::NoLongerStands,
            "Esta candidatura se sustituyó o canceló, así que sus datos ya no cambian. Deje la fila como estaba; quien la sustituye lleva otra clave.",
        )
    })
}
