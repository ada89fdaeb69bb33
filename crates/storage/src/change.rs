//! Changes on their way into the database.

use std::collections::BTreeMap;

use domain::account::Account;
use domain::activity::Act;
use domain::capture::Capture;
use domain::record::{Decided, Record};
use domain::registry::Candidacy;

use crate::engine::{Transaction, Value};
use crate::error::StorageError;
use crate::history::Written;
use crate::record::{Seen, Stored};
use crate::revision::{INSERT_REVISION, REVISION_DETAIL, cells as revision_cells, vouched};
use crate::unit::Unit;

/// One thing to write: a decision of the domain, or an act that changes no record.
#[derive(Debug, Clone)]
pub enum Change {
    /// About an account.
    Account(Decided<Account>),
    /// About a candidacy.
    Candidacy(Decided<Candidacy>),
    /// About a capture.
    Capture(Box<Decided<Capture>>),
    /// An act alone.
    Act(Act),
}

impl From<Decided<Account>> for Change {
    fn from(decided: Decided<Account>) -> Self {
        Self::Account(decided)
    }
}

impl From<Decided<Candidacy>> for Change {
    fn from(decided: Decided<Candidacy>) -> Self {
        Self::Candidacy(decided)
    }
}

impl From<Decided<Capture>> for Change {
    fn from(decided: Decided<Capture>) -> Self {
        Self::Capture(Box::new(decided))
    }
}

impl From<Act> for Change {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}

/// Changes that are written together: of each record only its last state is a row, of each act there is an entry.
#[derive(Default)]
pub struct Batch {
    candidacies: BTreeMap<String, Candidacy>,
    accounts: BTreeMap<String, Account>,
    captures: BTreeMap<String, Capture>,
    revisions: Vec<Vec<Value>>,
    acts: Vec<Written>,
}

impl Batch {
    /// Adds a change.
    pub fn take(&mut self, change: Change) {
        match change {
            Change::Account(decided) => {
                self.acts.push(written(&decided));
                put(&mut self.accounts, decided.into_record());
            }
            Change::Candidacy(decided) => {
                self.acts.push(written(&decided));
                put(&mut self.candidacies, decided.into_record());
            }
            Change::Capture(decided) => self.take_capture(*decided),
            Change::Act(act) => self.acts.push(Written::act(act)),
        }
    }

    fn take_capture(&mut self, decided: Decided<Capture>) {
        let mut act = written(&decided);
        if let Some(revision) = &decided.facts().revision {
            let capture = decided.record();
            act = act.vouching(REVISION_DETAIL, vouched(&capture.id(), revision));
            self.revisions.push(revision_cells(capture, revision));
        }
        self.acts.push(act);
        put(&mut self.captures, decided.into_record());
    }

    /// Writes the rows and gives the acts, in order, for the history. Rows come before those that refer to them.
    pub async fn write_records(self, unit: &mut Unit) -> Result<Vec<Written>, StorageError> {
        let Unit { tx, seen } = unit;
        write(tx, seen, self.candidacies).await?;
        write(tx, seen, self.accounts).await?;
        write(tx, seen, self.captures).await?;
        tx.insert(INSERT_REVISION, self.revisions).await?;
        Ok(self.acts)
    }
}

fn written<R: Record>(decided: &Decided<R>) -> Written {
    Written::of_record(decided.act().clone(), decided.record().digest())
}

fn put<R: Record>(records: &mut BTreeMap<String, R>, record: R) {
    records.insert(record.id(), record);
}

/// Overwrites the records that this unit knows and inserts the others, which must be new.
async fn write<R: Stored>(
    tx: &mut Transaction,
    seen: &mut Seen,
    records: BTreeMap<String, R>,
) -> Result<(), StorageError> {
    let (known, new): (Vec<_>, Vec<_>) =
        records.into_iter().partition(|(id, _)| seen.knows::<R>(id));
    tx.insert(R::INSERT, cells_of(&new)).await?;
    tx.insert(R::INSERT.or(R::OVERWRITE), cells_of(&known))
        .await?;
    new.iter().for_each(|(_, record)| seen.note(record));
    Ok(())
}

fn cells_of<R: Stored>(records: &[(String, R)]) -> Vec<Vec<Value>> {
    records.iter().map(|(_, record)| record.cells()).collect()
}
