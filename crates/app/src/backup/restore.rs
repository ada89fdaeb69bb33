//! Putting a backup back in earnest: into a folder that is being made, and nowhere else until everything agrees.

use std::fs;
use std::path::{Component, Path, PathBuf};

use activity_log::{Checkpoint, VerifierKey};
use data_encoding::BASE64;
use domain::time::Instant;
use storage::{
    Location, Options, Restoration, Restored, RuntimeRole, Store, bring_up, clear_trial, examine,
    keep_trial, newest_schema, put_back, verify,
};

use super::card::{Card, Contents, FORMAT, Included};
use super::drill::{contents, open_base};
use super::seal::Opener;
use super::shelf::Shelf;
use super::{BackupError, Progress, Stage, blocking, disk};
use crate::files::Files;
use crate::keys::Keys;

/// A backup to be put back, and where.
pub struct RestoreOrder<'a> {
    /// The folder of the backups.
    pub shelf: &'a Shelf,
    /// The backup.
    pub card: &'a Card,
    /// What opens it.
    pub opener: &'a Opener,
    /// The data folder that is being made.
    pub data: &'a Path,
    /// The store of files that is being made.
    pub files: &'a Files,
    /// Where the database goes: a file that does not exist, or an empty database as its owner.
    pub owner: Location,
    /// As what the program will work there, on PostgreSQL.
    pub runtime: Option<(Location, RuntimeRole)>,
    /// The folder of the keys of the installation.
    pub keys: &'a Path,
    /// A checkpoint that was kept outside, as its text.
    pub against: Option<String>,
    /// The latest checkpoint of the database whose place this takes, as far as it can still be read.
    pub replaced: Option<String>,
    /// The present.
    pub now: Instant,
}

/// What was put back.
#[derive(Debug)]
pub struct Put {
    /// The restoration as the history declares it.
    pub restored: Restored,
    /// The first checkpoint of the new epoch, signed.
    pub checkpoint: String,
    /// Migrations that brought the database to this program's version.
    pub migrations: usize,
    /// Records that were compared with the history.
    pub records: u64,
    /// Files that people uploaded.
    pub files: u64,
}

/// Puts a backup back: settings, profile, database and files, brought to this program's version and verified; then the
/// history declares a new epoch.
///
/// # Errors
/// [`BackupError`]; what was made in the new folder may be left, and nothing else was touched.
pub async fn restore(
    order: &RestoreOrder<'_>,
    told: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Put, BackupError> {
    let card = order.card;
    check_version(card)?;
    let keys = Keys::open(order.keys, &card.origin)?;
    let key = keys.signer().verifier_key();
    let checkpoint = Checkpoint::open(&card.checkpoint, &key)
        .map_err(|_| BackupError::ForeignKeys(order.keys.display().to_string()))?;
    let known = known_before(order, &key)?;
    let contents = contents(order.opener, order.shelf, card)?;
    write_included(order.data, &contents.included)?;
    told(Progress::of(Stage::Restoring, 0, 0));
    // Refused unless it is empty; from here on it is known for one that may be emptied again.
    clear_trial(&order.owner).await?;
    let put = put(order, &contents, &keys, &checkpoint, known, told).await;
    match put {
        Ok(put) => {
            keep_trial(&order.owner).await?;
            Ok(put)
        }
        Err(error) => {
            // Why it was not restored matters more than what could not be emptied: the mark says it may be.
            let _ = clear_trial(&order.owner).await;
            Err(error)
        }
    }
}

async fn put(
    order: &RestoreOrder<'_>,
    contents: &Contents,
    keys: &Keys,
    checkpoint: &Checkpoint,
    known: Option<Checkpoint>,
    told: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Put, BackupError> {
    let migrations = base(order, contents).await?;
    let files = files(order, contents, told).await?;
    let open = order
        .runtime
        .as_ref()
        .map_or(&order.owner, |(open, _)| open);
    let store = Store::open(open, &Options::default()).await?;
    let declared = declare(order, &store, keys, checkpoint, known).await;
    store.close().await;
    let (restored, note, records) = declared?;
    Ok(Put {
        restored,
        checkpoint: note,
        migrations,
        records,
        files,
    })
}

/// That this program understands the backup.
fn check_version(card: &Card) -> Result<(), BackupError> {
    for (found, known) in [(card.format, FORMAT), (card.schema, newest_schema())] {
        if found > known {
            return Err(BackupError::Newer { found, known });
        }
    }
    Ok(())
}

/// The latest checkpoint that anybody has of what was there before.
fn known_before(
    order: &RestoreOrder<'_>,
    key: &VerifierKey,
) -> Result<Option<Checkpoint>, BackupError> {
    let given = match &order.against {
        None => None,
        Some(note) => Some(
            Checkpoint::open(note, key).map_err(|why| BackupError::Checkpoint(why.to_string()))?,
        ),
    };
    // The program itself wrote these; one that is not signed is worth nothing.
    let written = [order.shelf.latest_checkpoint(), order.replaced.clone()];
    let written = written.into_iter().flatten();
    let written = written.filter_map(|note| Checkpoint::open(&note, key).ok());
    let age = |checkpoint: &Checkpoint| (checkpoint.fields().epoch, checkpoint.size());
    Ok(given.into_iter().chain(written).max_by_key(age))
}

/// Opens the database, puts it back, compares its rows and brings it to this version.
async fn base(order: &RestoreOrder<'_>, contents: &Contents) -> Result<usize, BackupError> {
    let plain = order.data.join(".base-abierta");
    let (opener, shelf) = (order.opener.clone(), order.shelf.clone());
    let (card, into) = (order.card.clone(), plain.clone());
    blocking(move || open_base(&opener, &shelf, &card, &into)).await?;
    put_back(&plain, &order.owner).await?;
    fs::remove_file(&plain).map_err(|error| BackupError::io(&plain, &error))?;
    if examine(&order.owner).await? != contents.rows {
        return Err(BackupError::Unsound(
            "las tablas no tienen las filas que tenían al respaldar".to_owned(),
        ));
    }
    let role = order.runtime.as_ref().map(|(_, role)| role);
    Ok(bring_up(&order.owner, role, order.now).await?.applied)
}

async fn files(
    order: &RestoreOrder<'_>,
    contents: &Contents,
    told: &(dyn Fn(Progress) + Send + Sync),
) -> Result<u64, BackupError> {
    let total = u64::try_from(contents.files.len()).unwrap_or(u64::MAX);
    for (done, file) in (1..).zip(&contents.files) {
        told(Progress::of(Stage::Comparing, done, total));
        let (opener, path) = (order.opener.clone(), order.shelf.object(&file.hash));
        let what = format!("el archivo {}", file.hash);
        let damaged = what.clone();
        let bytes =
            blocking(move || opener.read(&path).map_err(|error| error.about(&what))).await?;
        if order.files.keep(bytes).await? != file.hash {
            return Err(BackupError::Damaged(damaged));
        }
    }
    Ok(total)
}

/// Settings and profile. A path that leads out of the folder is no path of ours.
fn write_included(data: &Path, included: &[Included]) -> Result<(), BackupError> {
    let damaged = || BackupError::Damaged("sus ajustes".to_owned());
    for file in included {
        let path = PathBuf::from(&file.path);
        let plain = path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain || file.path.is_empty() {
            return Err(damaged());
        }
        let path = data.join(path);
        if let Some(folder) = path.parent() {
            disk::make_folder(folder)?;
        }
        let bytes = BASE64
            .decode(file.content.as_bytes())
            .map_err(|_| damaged())?;
        disk::write_whole(&path, &bytes)?;
    }
    Ok(())
}

/// Verifies what was put back, declares it in the history, and verifies that.
async fn declare(
    order: &RestoreOrder<'_>,
    store: &Store,
    keys: &Keys,
    checkpoint: &Checkpoint,
    known: Option<Checkpoint>,
) -> Result<(Restored, String, u64), BackupError> {
    let key = keys.signer().verifier_key();
    let report = verify(store, &key, false, Some(checkpoint)).await?;
    if let Some(fault) = report.faults.first() {
        return Err(BackupError::Unsound(fault.clone()));
    }
    let founding = store.read().await?.founding().await?;
    if founding.is_none_or(|founding| founding.origin != order.card.origin) {
        return Err(BackupError::Unsound(
            "la base no es la del proceso que dice la ficha".to_owned(),
        ));
    }
    if let Some(known) = known
        .as_ref()
        .filter(|known| known.size() <= report.entries)
        && store.read().await?.root_at(known.size()).await? != known.root()
    {
        return Err(BackupError::Checkpoint(
            "el historial del respaldo no es el que vio".to_owned(),
        ));
    }
    let restoration = Restoration {
        backup: order.card.id.clone(),
        known,
    };
    let mut unit = store.write().await?;
    let (restored, signed) = unit
        .open_epoch(&restoration, keys.signer(), order.now)
        .await?;
    unit.commit().await?;
    let after = verify(store, &key, true, None).await?;
    match after.faults.first() {
        Some(fault) => Err(BackupError::Unsound(fault.clone())),
        None => Ok((restored, signed.note, report.records)),
    }
}
