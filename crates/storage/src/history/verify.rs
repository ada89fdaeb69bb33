//! Verifying: the history by its own verifier, and every record row against what the history says of it.

use std::collections::HashMap;

use activity_log::{
    Checkpoint, Column, Entry, Fetched, Frontier, Plan, Records, StoredEntry, Verifier, VerifierKey,
};
use domain::account::Account;
use domain::capture::Capture;
use domain::registry::Candidacy;
use futures_util::TryStreamExt as _;

use crate::engine::{Row, Transaction, values};
use crate::error::StorageError;
use crate::history::checkpoint::{ALL_CHECKPOINTS, ALL_TILES};
use crate::history::page::ALL_ENTRIES;
use crate::history::proof::fetch;
use crate::process::Founding;
use crate::record::Stored;
use crate::revision::{ALL_REVISIONS, REVISION_DETAIL, read as read_revision, vouched};
use crate::store::Store;

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

    fn fault(&mut self, fault: String) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        } else {
            self.more_faults += 1;
        }
    }

    /// Takes note of a row that cannot be read; any other error stops the verification.
    fn unreadable(&mut self, error: StorageError) -> Result<(), StorageError> {
        match error {
            StorageError::Inconsistent { .. } => {
                self.fault(error.to_string());
                Ok(())
            }
            other => Err(other),
        }
    }
}

/// What the history vouches for: records, and the revisions made with captures by capture and `number:digest`.
struct Vouched {
    records: Records,
    revisions: HashMap<(String, String), ()>,
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
        faults: Vec::new(),
        more_faults: 0,
    };
    let checked = check_history(
        &mut unit.tx,
        key,
        since_last_checkpoint,
        against,
        &mut report,
    )
    .await;
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
    let tx = &mut unit.tx;
    let Vouched {
        records,
        mut revisions,
    } = vouched;
    check_records::<Founding>(tx, &records, since_last_checkpoint, &mut report).await?;
    check_records::<Candidacy>(tx, &records, since_last_checkpoint, &mut report).await?;
    check_records::<Account>(tx, &records, since_last_checkpoint, &mut report).await?;
    check_records::<Capture>(tx, &records, since_last_checkpoint, &mut report).await?;
    check_revisions(tx, &mut revisions, since_last_checkpoint, &mut report).await?;
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
    tx: &mut Transaction,
    key: &VerifierKey,
    tail_only: bool,
    against: Option<&Checkpoint>,
    report: &mut VerifyReport,
) -> Result<Vouched, Stopped> {
    let (mut verifier, from) = if tail_only {
        resume(tx, key).await?
    } else {
        (Verifier::new(key.clone()), 0)
    };
    report.from = from;
    report.entries = from;
    if let Some(outside) = against {
        verifier.against(outside)?;
    }
    feed_checkpoints(tx, &mut verifier, if tail_only { from + 1 } else { 0 }).await?;
    let mut tiles = tx.stream(ALL_TILES);
    while let Some(row) = tiles.try_next().await? {
        verifier.tile(
            row.number("level")?,
            row.number("tile_index")?,
            &row.bytes("hash")?,
        )?;
    }
    drop(tiles);
    let mut revisions = HashMap::new();
    let mut entries = tx.stream(ALL_ENTRIES.with(values![from]));
    while let Some(row) = entries.try_next().await? {
        take_entry(&mut verifier, &row, &mut revisions)?;
        report.entries += 1;
    }
    drop(entries);
    let sound = verifier.finish()?;
    report.entries = sound.size();
    report.latest = Some(sound.latest.clone());
    Ok(Vouched {
        records: sound.records,
        revisions,
    })
}

/// A verifier that begins at the latest stored checkpoint, whose signature it checks.
async fn resume(tx: &mut Transaction, key: &VerifierKey) -> Result<(Verifier, u64), Stopped> {
    let mut latest = None;
    let mut rows = tx.stream(ALL_CHECKPOINTS.with(values![0_i64]));
    while let Some(row) = rows.try_next().await? {
        latest = Some((row.number::<u64>("size")?, row.text("note")?));
    }
    drop(rows);
    let Some((size, note)) = latest else {
        return Ok((Verifier::new(key.clone()), 0));
    };
    let plan = Plan::frontier(size);
    let mut fetched = Fetched::new();
    fetch(tx, &plan, &mut fetched).await?;
    let frontier = Frontier::rebuild(size, &fetched).map_err(StorageError::from);
    match frontier {
        Ok(frontier) => Ok((Verifier::resume(key.clone(), frontier, &note)?, size)),
        Err(error) => Err(Stopped::Fault(error.to_string())),
    }
}

async fn feed_checkpoints(
    tx: &mut Transaction,
    verifier: &mut Verifier,
    from: u64,
) -> Result<(), Stopped> {
    let mut rows = tx.stream(ALL_CHECKPOINTS.with(values![from]));
    while let Some(row) = rows.try_next().await? {
        verifier.checkpoint(&row.text("note")?)?;
    }
    Ok(())
}

fn take_entry(
    verifier: &mut Verifier,
    row: &Row,
    revisions: &mut HashMap<(String, String), ()>,
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
        revisions.insert((id, vouched), ());
    }
    Ok(())
}

/// Compares the rows of one kind with what the history says: an altered row, a row that no entry tells of, and
/// (in the whole history) a row that is gone.
async fn check_records<R: Stored>(
    tx: &mut Transaction,
    vouched: &Records,
    tail_only: bool,
    report: &mut VerifyReport,
) -> Result<(), StorageError> {
    let kind = R::KIND;
    let mut missing: HashMap<&str, _> = vouched.of_kind(kind).collect();
    let mut rows = tx.stream(R::SCAN);
    while let Some(row) = rows.try_next().await? {
        let record = match R::read(&row) {
            Ok(record) => record,
            Err(error) => {
                report.unreadable(error)?;
                continue;
            }
        };
        let id = record.id();
        let Some(digest) = missing.remove(id.as_str()) else {
            if !tail_only {
                report.fault(format!("Registro «{kind}» {id}: está en la base pero ningún acto del historial lo explica."));
            }
            continue;
        };
        report.records += 1;
        let altered = row_fault(&record, &row, digest.as_bytes())?;
        if let Some(altered) = altered {
            report.fault(format!("Registro «{kind}» {id}: {altered}"));
        }
    }
    drop(rows);
    for id in missing.into_keys() {
        report.fault(format!(
            "Registro «{kind}» {id}: el historial lo menciona y ya no está en la base."
        ));
    }
    Ok(())
}

fn row_fault<R: Stored>(
    record: &R,
    row: &Row,
    digest: &[u8; 32],
) -> Result<Option<String>, StorageError> {
    if record.digest() != *digest {
        return Ok(Some(
            "fue alterado: no es el que dejó su último acto en el historial.".to_owned(),
        ));
    }
    let column = record.altered_column(row)?;
    Ok(column
        .map(|column| format!("su columna «{column}» fue alterada y no corresponde a lo demás.")))
}

/// Compares revisions with the details that vouch for them.
async fn check_revisions(
    tx: &mut Transaction,
    vouched_for: &mut HashMap<(String, String), ()>,
    tail_only: bool,
    report: &mut VerifyReport,
) -> Result<(), StorageError> {
    let mut rows = tx.stream(ALL_REVISIONS);
    while let Some(row) = rows.try_next().await? {
        let place = (
            row.text("candidacy")?,
            row.text("questionnaire")?,
            row.int("number")?,
        );
        let capture = format!("{}:{}", place.0, place.1);
        let digest = match read_revision(&row) {
            Ok(revision) => vouched(&capture, &revision),
            Err(error) => {
                report.unreadable(error)?;
                continue;
            }
        };
        let number = place.2;
        if vouched_for.remove(&(capture.clone(), digest)).is_some() {
            report.records += 1;
        } else if !tail_only {
            report.fault(format!("Revisión {number} de la captura {capture}: fue alterada o ningún acto del historial la explica."));
        }
    }
    drop(rows);
    for ((capture, vouched), ()) in vouched_for.drain() {
        let number = vouched.split(':').next().unwrap_or_default();
        report.fault(format!("Revisión {number} de la captura {capture}: el historial la menciona y no está como se guardó."));
    }
    Ok(())
}
