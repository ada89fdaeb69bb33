//! The drill: a backup is truly opened, its database restored into a scratch copy, and everything compared.

use std::io::{Read as _, Write as _};
use std::path::Path;

use activity_log::{Checkpoint, VerifierKey};
use data_encoding::HEXLOWER;
use domain::time::Instant;
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};
use storage::{
    CopyError, Location, StorageError, Store, bring_up, clear_trial, examine, put_back, verify,
};

use super::card::{Card, Contents, Drill, KeptFile};
use super::seal::{Opener, Unreadable};
use super::shelf::Shelf;
use super::{BackupError, Progress, Stage, blocking, milliseconds, stopwatch};

/// Faults of files beyond this number are counted and not told one by one.
const MOST_FILE_FAULTS: usize = 20;
/// Files between two tellings of how far the comparison is.
const TELL_EVERY: usize = 500;
/// Threads that open files.
const MOST_THREADS: usize = 4;

/// A backup to be tried, and against what.
pub struct Trial<'a> {
    /// The folder of the backups.
    pub shelf: &'a Shelf,
    /// The backup.
    pub card: &'a Card,
    /// What opens it.
    pub opener: &'a Opener,
    /// Whether that is a key of the institute's, and not the installation's own.
    pub institutes_key: bool,
    /// A folder for the copy of the database, which is removed with it.
    pub folder: &'a Path,
    /// Where the database is restored: nothing real is there.
    pub scratch: Location,
    /// The public half of the key that signs the history.
    pub key: VerifierKey,
    /// The database that was backed up, if it is at hand.
    pub source: Option<&'a Store>,
    /// Whether damaged files are set apart, so that the next backup seals them anew.
    pub repair: bool,
    /// The present.
    pub now: Instant,
}

/// Opens a backup, restores it into a scratch copy and compares everything. What is wrong with the backup is told in the
/// drill; an error is what kept it from being tried.
///
/// # Errors
/// [`BackupError`]: no key opens it, no room, no database for trials.
pub async fn try_out(
    trial: &Trial<'_>,
    told: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Drill, BackupError> {
    let begun = stopwatch();
    let mut drill = Drill {
        at: trial.now.micros(),
        milliseconds: 0,
        rows: 0,
        entries: 0,
        records: 0,
        files: 0,
        files_bytes: 0,
        institutes_key: trial.institutes_key,
        faults: Vec::new(),
    };
    match contents(trial.opener, trial.shelf, trial.card) {
        Ok(contents) => {
            told(Progress::of(Stage::Restoring, 0, 0));
            if let Err(error) = compare_base(trial, &contents, &mut drill).await {
                drill.faults.push(fault_of(error)?);
            }
            compare_files(trial, contents, &mut drill, told).await?;
        }
        Err(error) => drill.faults.push(fault_of(error)?),
    }
    drill.milliseconds = milliseconds(begun);
    Ok(drill)
}

/// The list of a backup.
///
/// # Errors
/// [`BackupError::WrongKey`], [`BackupError::Damaged`].
pub fn contents(opener: &Opener, shelf: &Shelf, card: &Card) -> Result<Contents, BackupError> {
    let text = opener
        .read(&shelf.contents(&card.id))
        .map_err(|error| error.about("su lista de contenido"))?;
    serde_json::from_slice(&text)
        .map_err(|_| BackupError::Damaged("su lista de contenido".to_owned()))
}

/// Opens the database of a backup into a plain file.
///
/// # Errors
/// [`BackupError`].
pub fn open_base(
    opener: &Opener,
    shelf: &Shelf,
    card: &Card,
    into: &Path,
) -> Result<(), BackupError> {
    const WHAT: &str = "su base de datos";
    let sealed = opener
        .open(&shelf.base(&card.id))
        .map_err(|error| error.about(WHAT))?;
    let mut plain = GzDecoder::new(sealed);
    let mut file = super::disk::create(into).map_err(|error| BackupError::io(into, &error))?;
    let mut block = vec![0; 1 << 18];
    loop {
        // What cannot be read is the backup's fault; what cannot be written, the disk's.
        let length = plain
            .read(&mut block)
            .map_err(|_| BackupError::Damaged(WHAT.to_owned()))?;
        let Some(read) = block.get(..length).filter(|read| !read.is_empty()) else {
            break;
        };
        file.write_all(read)
            .map_err(|error| BackupError::io(into, &error))?;
    }
    // The compressed text may end before the sealed one does: only the end of that shows that nothing was cut.
    let mut rest = plain.into_inner();
    let end = std::io::copy(&mut rest, &mut std::io::sink());
    end.map_err(|_| BackupError::Damaged(WHAT.to_owned()))
        .map(drop)
}

async fn compare_base(
    trial: &Trial<'_>,
    contents: &Contents,
    drill: &mut Drill,
) -> Result<(), BackupError> {
    let plain = trial.folder.join("abierta");
    let (opener, shelf, card) = (
        trial.opener.clone(),
        trial.shelf.clone(),
        trial.card.clone(),
    );
    let into = plain.clone();
    blocking(move || open_base(&opener, &shelf, &card, &into)).await?;
    clear_trial(&trial.scratch).await?;
    let compared = compare_restored(trial, contents, &plain, drill).await;
    // Whatever was found, nothing of the institute's stays in a database for trials.
    clear_trial(&trial.scratch).await?;
    compared
}

async fn compare_restored(
    trial: &Trial<'_>,
    contents: &Contents,
    plain: &Path,
    drill: &mut Drill,
) -> Result<(), BackupError> {
    put_back(plain, &trial.scratch).await?;
    std::fs::remove_file(plain).map_err(|error| BackupError::io(plain, &error))?;
    let rows = examine(&trial.scratch).await?;
    drill.rows = rows.values().sum();
    for (table, expected) in &contents.rows {
        let found = rows.get(table).copied().unwrap_or(0);
        if found != *expected {
            drill.faults.push(format!(
                "La tabla «{table}» tenía {expected} filas al respaldar y restaurada tiene {found}."
            ));
        }
    }
    // A backup of an earlier version of the program must come up as it would in earnest.
    bring_up(&trial.scratch, None, trial.now).await?;
    let store = Store::open_copy(&trial.scratch).await?;
    let compared = compare_history(trial, &store, drill).await;
    store.close().await;
    compared
}

async fn compare_history(
    trial: &Trial<'_>,
    store: &Store,
    drill: &mut Drill,
) -> Result<(), BackupError> {
    let card = trial.card;
    let founding = store.read().await?.founding().await?;
    if founding.is_none_or(|founding| founding.origin != card.origin) {
        drill
            .faults
            .push("La base restaurada no es la del proceso que dice la ficha.".to_owned());
    }
    let checkpoint = Checkpoint::open(&card.checkpoint, &trial.key);
    let checkpoint = match checkpoint {
        Ok(checkpoint) => Some(checkpoint),
        Err(refused) => {
            let told = format!("El punto de control del respaldo no sirve: {refused}.");
            drill.faults.push(told);
            None
        }
    };
    let report = verify(store, &trial.key, false, checkpoint.as_ref()).await?;
    drill.entries = report.entries;
    drill.records = report.records;
    drill.faults.extend(report.faults.iter().cloned());
    if report.more_faults > 0 {
        let told = format!(
            "Y {} fallas más del historial o los registros.",
            report.more_faults
        );
        drill.faults.push(told);
    }
    if !report.is_sound() {
        return Ok(());
    }
    if report.entries != card.entries {
        drill.faults.push(format!(
            "El historial tenía {} entradas al respaldar y restaurado tiene {}.",
            card.entries, report.entries
        ));
    }
    let Some(source) = trial.source else {
        return Ok(());
    };
    let mut real = source.read().await?;
    // After a restoration the source may have less, or go on differently: then the signed checkpoint alone vouches.
    let epoch = |latest: Option<storage::StoredCheckpoint>| latest.map(|latest| latest.epoch);
    let same_epoch = epoch(real.latest_checkpoint().await?)
        == checkpoint.map(|checkpoint| checkpoint.fields().epoch);
    if !same_epoch || real.history_size().await? < report.entries {
        return Ok(());
    }
    let restored = store.read().await?.root_at(report.entries).await?;
    if real.root_at(report.entries).await? != restored {
        drill.faults.push(
            "La raíz del historial restaurado no es la que tiene el del proceso en esa entrada."
                .to_owned(),
        );
    }
    Ok(())
}

/// Opens and hashes every file.
async fn compare_files(
    trial: &Trial<'_>,
    contents: Contents,
    drill: &mut Drill,
    told: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), BackupError> {
    for hash in &contents.unreadable {
        drill.faults.push(format!(
            "El archivo {hash} ya estaba alterado en la carpeta de datos al respaldar: búsquelo en un respaldo anterior."
        ));
    }
    let total = u64::try_from(contents.files.len()).unwrap_or(u64::MAX);
    let mut wrong = Vec::new();
    for block in contents.files.chunks(TELL_EVERY) {
        told(Progress::of(Stage::Comparing, drill.files, total));
        let (opener, shelf, files) = (trial.opener.clone(), trial.shelf.clone(), block.to_vec());
        wrong.extend(blocking(move || Ok(wrong_files(&opener, &shelf, &files))).await?);
        drill.files += u64::try_from(block.len()).unwrap_or(0);
        drill.files_bytes += block.iter().map(|file| file.bytes).sum::<u64>();
    }
    if let Some((_, Unreadable::Disk(told))) = wrong
        .iter()
        .find(|(_, why)| matches!(why, Unreadable::Disk(_)))
    {
        return Err(BackupError::Io {
            path: trial.shelf.path().display().to_string(),
            told: told.clone(),
        });
    }
    for (hash, why) in &wrong {
        if trial.repair && *why == Unreadable::Damaged {
            trial.shelf.set_apart(hash);
        }
    }
    for (hash, why) in wrong.iter().take(MOST_FILE_FAULTS) {
        let why = match why {
            Unreadable::Missing => "falta",
            Unreadable::WrongKey => "no se abre con esta llave",
            Unreadable::Damaged | Unreadable::Disk(_) => "está dañado",
        };
        drill
            .faults
            .push(format!("El archivo {hash} del respaldo {why}."));
    }
    if wrong.len() > MOST_FILE_FAULTS {
        let more = wrong.len() - MOST_FILE_FAULTS;
        drill.faults.push(format!("Y {more} archivos más."));
    }
    Ok(())
}

/// Those of `files` that cannot be opened or are not what their name says.
fn wrong_files(opener: &Opener, shelf: &Shelf, files: &[KeptFile]) -> Vec<(String, Unreadable)> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let each = files.len().div_ceil(threads.min(MOST_THREADS)).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = files
            .chunks(each)
            .map(|part| {
                scope.spawn(move || {
                    part.iter()
                        .filter_map(|file| {
                            let wrong = file_fault(opener, &shelf.object(&file.hash), &file.hash);
                            wrong.map(|why| (file.hash.clone(), why))
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_default())
            .collect()
    })
}

fn file_fault(opener: &Opener, path: &Path, hash: &str) -> Option<Unreadable> {
    let mut digest = Digest(Sha256::new());
    match opener.copy(path, &mut digest) {
        Err(why) => Some(why),
        Ok(_) if HEXLOWER.encode(&digest.0.finalize()) != hash => Some(Unreadable::Damaged),
        Ok(_) => None,
    }
}

/// Bytes that are only hashed.
struct Digest(Sha256);

impl std::io::Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What an error says of the backup itself; an error that is not of the backup stays one.
fn fault_of(error: BackupError) -> Result<String, BackupError> {
    match error {
        BackupError::Damaged(what) => Ok(format!("El respaldo está dañado o incompleto: {what}.")),
        BackupError::Copy(CopyError::Damaged) => {
            Ok("La base restaurada no pasa la revisión de su motor.".to_owned())
        }
        BackupError::Copy(CopyError::ToolFailed {
            tool: "pg_restore",
            code,
            ..
        }) => Ok(format!(
            "La base no se pudo restaurar: pg_restore terminó con {code}."
        )),
        BackupError::Storage(
            error @ (StorageError::Inconsistent { .. }
            | StorageError::Damaged
            | StorageError::ForeignSchema
            | StorageError::NewerSchema { .. }),
        ) => Ok(error.to_string()),
        error => Err(error),
    }
}

/// The scratch database of an installation, in `folder` if it is SQLite.
pub(super) fn scratch_of(
    location: &Location,
    trial: Option<&str>,
    folder: &Path,
) -> Result<Location, BackupError> {
    match location {
        Location::Sqlite(_) => Ok(Location::Sqlite(folder.join("ensayo.sqlite3"))),
        Location::Postgres(_) => {
            let trial = trial.ok_or(BackupError::NoTrialDatabase)?;
            let trial = Location::Postgres(trial.to_owned());
            if storage::is_same_database(location, &trial) {
                return Err(BackupError::TrialIsReal);
            }
            Ok(trial)
        }
    }
}
