//! Verifying the history by its own verifier.

use std::collections::HashSet;
use std::ops::Range;

use activity_log::{
    Checkpoint, Column, Entry, Fetched, Frontier, Plan, StoredEntry, Verifier, VerifierKey,
};
use futures_util::TryStreamExt as _;

use crate::engine::{Row, Transaction, values};
use crate::error::StorageError;
use crate::history::checkpoint::{ALL_CHECKPOINTS, ALL_TILES};
use crate::history::page::ALL_ENTRIES;
use crate::history::proof::fetch;
use crate::history::restoration::{Declared, Judged, Restored};
use crate::history::verify_records::{Vouched, check_all, check_named};
use crate::revision::REVISION_DETAIL;
use crate::store::Store;
use crate::unit::Unit;

/// Faults beyond this number are counted and not told one by one.
const MOST_FAULTS: usize = 50;

/// What a verification found.
#[derive(Debug, Clone)]
pub struct VerifyReport {
    /// First position that was verified; 0 for the whole history.
    pub from: u64,
    /// Number of entries in the history, as far as it could be followed.
    pub entries: u64,
    /// Number of record rows that were compared with the history, revisions included.
    pub records: u64,
    /// The latest checkpoint, if the history is sound.
    pub latest: Option<Checkpoint>,
    /// Restorations that the history declares, if it is sound.
    pub restorations: Vec<Restored>,
    /// Positions of the outside checkpoint's history that this one declares lost in a restoration: of them nothing can
    /// be compared any more.
    pub declared_lost: Option<Range<u64>>,
    /// Each fault with its place, in Spanish, without stored values. Empty: everything agrees.
    pub faults: Vec<String>,
    /// Faults that were found beyond those told.
    pub more_faults: u64,
}

impl VerifyReport {
    /// Whether everything agrees.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    pub(super) fn fault(&mut self, fault: String) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        } else {
            self.more_faults += 1;
        }
    }

    pub(super) fn faults_of(&mut self, fault: Option<String>) {
        if let Some(fault) = fault {
            self.fault(fault);
        }
    }

    /// Takes note of a row that cannot be read; any other error stops the verification.
    pub(super) fn unreadable(&mut self, error: StorageError) -> Result<(), StorageError> {
        match error {
            StorageError::Inconsistent { .. } => {
                self.fault(error.to_string());
                Ok(())
            }
            other => Err(other),
        }
    }
}

/// Verifies the history and the records, in one snapshot. With `since_last_checkpoint`, only the entries after
/// the latest checkpoint and the records that they are about: quick, for every start. `against` is a checkpoint
/// that was kept outside: only it shows a history that was rewritten with the signing key.
///
/// # Errors
/// No connection, or an engine's error. Whatever is wrong with what is stored is a fault of the report.
pub async fn verify(
    store: &Store,
    key: &VerifierKey,
    since_last_checkpoint: bool,
    against: Option<&Checkpoint>,
) -> Result<VerifyReport, StorageError> {
    let mut unit = store.read().await?;
    let mut report = VerifyReport {
        from: 0,
        entries: 0,
        records: 0,
        latest: None,
        restorations: Vec::new(),
        declared_lost: None,
        faults: Vec::new(),
        more_faults: 0,
    };
    let checked = check_history(&mut unit, key, since_last_checkpoint, against, &mut report).await;
    let vouched = match checked {
        Ok(vouched) => vouched,
        Err(Stopped::Fault(fault)) => {
            report.fault(fault);
            return Ok(report);
        }
        Err(Stopped::Error(error)) => {
            report.unreadable(error)?;
            return Ok(report);
        }
    };
    if since_last_checkpoint {
        check_named(&mut unit.tx, vouched, &mut report).await?;
    } else {
        check_all(&mut unit.tx, vouched, &mut report).await?;
    }
    Ok(report)
}

/// Why the history could not be followed to its end.
enum Stopped {
    Fault(String),
    Error(StorageError),
}

impl From<StorageError> for Stopped {
    fn from(error: StorageError) -> Self {
        Self::Error(error)
    }
}

impl From<activity_log::Fault> for Stopped {
    fn from(fault: activity_log::Fault) -> Self {
        Self::Fault(fault.to_string())
    }
}

async fn check_history(
    unit: &mut Unit,
    key: &VerifierKey,
    tail_only: bool,
    against: Option<&Checkpoint>,
    report: &mut VerifyReport,
) -> Result<Vouched, Stopped> {
    let (mut verifier, from) = if tail_only {
        resume(unit, key).await?
    } else {
        (Verifier::new(key.clone()), 0)
    };
    report.from = from;
    report.entries = from;
    let declared = Declared::read(&mut unit.tx)
        .await?
        .map_err(Stopped::Fault)?;
    if let Some(outside) = against {
        match declared.judge(outside) {
            Judged::Compare => verifier.against(outside)?,
            Judged::DeclaredLost(lost) => report.declared_lost = Some(lost),
            Judged::Fault(fault) => return Err(Stopped::Fault(fault)),
        }
    }
    feed_checkpoints(
        &mut unit.tx,
        &mut verifier,
        &declared,
        if tail_only { from + 1 } else { 0 },
    )
    .await?;
    let mut tiles = unit.tx.stream(ALL_TILES);
    while let Some(row) = tiles.try_next().await? {
        verifier.tile(
            row.number("level")?,
            row.number("tile_index")?,
            &row.bytes("hash")?,
        )?;
    }
    drop(tiles);
    let mut revisions = HashSet::new();
    let mut entries = unit.tx.stream(ALL_ENTRIES.with(values![from]));
    while let Some(row) = entries.try_next().await? {
        take_entry(&mut verifier, &row, &mut revisions)?;
        report.entries += 1;
    }
    drop(entries);
    let sound = verifier.finish()?;
    report.entries = sound.size();
    report.latest = Some(sound.latest.clone());
    report.restorations = declared.0;
    Ok(Vouched {
        records: sound.records,
        revisions,
    })
}

/// A verifier that begins at the latest stored checkpoint, whose signature it checks.
async fn resume(unit: &mut Unit, key: &VerifierKey) -> Result<(Verifier, u64), Stopped> {
    let Some(latest) = unit.latest_checkpoint().await? else {
        return Ok((Verifier::new(key.clone()), 0));
    };
    let mut fetched = Fetched::new();
    fetch(&mut unit.tx, &Plan::frontier(latest.size), &mut fetched).await?;
    let frontier = Frontier::rebuild(latest.size, &fetched)
        .map_err(|missing| Stopped::Fault(format!("Historial: {missing}.")))?;
    Ok((
        Verifier::resume(key.clone(), frontier, &latest.note)?,
        latest.size,
    ))
}

async fn feed_checkpoints(
    tx: &mut Transaction,
    verifier: &mut Verifier,
    declared: &Declared,
    from: u64,
) -> Result<(), Stopped> {
    let mut rows = tx.stream(ALL_CHECKPOINTS.with(values![from]));
    while let Some(row) = rows.try_next().await? {
        let note = row.text("note")?;
        verifier.checkpoint(&note)?;
        if let Some(fault) = declared.fault_of(&note) {
            return Err(Stopped::Fault(fault));
        }
    }
    Ok(())
}

fn take_entry(
    verifier: &mut Verifier,
    row: &Row,
    revisions: &mut HashSet<(String, String)>,
) -> Result<(), Stopped> {
    let (account, role) = (row.optional_text("account")?, row.text("role")?);
    let (session, module) = (row.optional_text("session")?, row.text("module")?);
    let (action, kind, id) = (
        row.text("action")?,
        row.text("subject_kind")?,
        row.text("subject_id")?,
    );
    let bytes = row.text("entry")?;
    let columns = [
        Column::Instant(row.int("at")?),
        Column::Account(account.as_deref()),
        Column::Role(&role),
        Column::Session(session.as_deref()),
        Column::Module(&module),
        Column::Action(&action),
        Column::SubjectKind(&kind),
        Column::SubjectId(&id),
    ];
    verifier.entry(StoredEntry {
        position: row.number("position")?,
        columns: &columns,
        bytes: bytes.as_bytes(),
        leaf_hash: &row.bytes("leaf_hash")?,
    })?;
    if bytes.contains(REVISION_DETAIL)
        && let Ok(entry) = Entry::parse(bytes.as_bytes())
        && let Some(vouched) = entry.into_fields().details.remove(REVISION_DETAIL)
    {
        revisions.insert((id, vouched));
    }
    Ok(())
}
