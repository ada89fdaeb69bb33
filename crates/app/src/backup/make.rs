//! Making a backup.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use domain::activity::{Act, Action, Author, Subject};
use flate2::Compression;
use flate2::read::GzEncoder;
use storage::{Location, RowCounts, newest_schema, take_copy};
use tokio::task::JoinSet;

use super::card::{Card, Contents, FORMAT, Included, KeptFile, Occasion};
use super::seal::{self, Sealer};
use super::shelf::{Held, Shelf};
use super::{BackupError, Backups, Drill, Scratch, Stage, blocking, disk, milliseconds, stopwatch};
use crate::App;
use crate::files::FileError;

/// Files that are sealed at once.
const AT_ONCE: usize = 4;

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// Its card.
    pub card: Card,
    /// What its drill found, or why there was none.
    pub drill: Result<Drill, BackupError>,
    /// Earlier backups that are no longer kept, and were removed.
    pub removed: Vec<String>,
}

/// What is in progress.
pub(super) struct Making<'a> {
    app: &'a App,
    backups: &'a Backups,
    shelf: &'a Shelf,
    sealer: Sealer,
    scratch: &'a Path,
    occasion: Occasion,
}

/// What sealing the files came to.
#[derive(Default)]
struct SealedFiles {
    contents: Contents,
    new: u64,
    bytes: u64,
    added: u64,
}

impl App {
    /// Makes a backup and its history entry, without its drill.
    pub(super) async fn make(
        &self,
        (author, occasion): (Author, Occasion),
        shelf: &Shelf,
        held: &Held,
        scratch: &Scratch,
    ) -> Result<Card, BackupError> {
        let backups = self.configured()?;
        shelf.clear_leftovers(held)?;
        let recipients = backups.setup.plan.recipients()?;
        let own = seal::own_identity(&backups.setup.keys)?;
        let making = Making {
            app: self,
            backups,
            shelf,
            sealer: Sealer::new(recipients, &own),
            scratch: scratch.path(),
            occasion,
        };
        let id = self.new_backup_id();
        let made = making.run(&id).await;
        if made.is_err() {
            shelf.abandon(&id);
        }
        let card = made?;
        let act = Act::new(
            self.now(),
            author,
            Action::BackupMade,
            Subject::new("backup", &card.id),
        )
        .with("entries", card.entries)
        .with("files", card.files)
        .with("new-files", card.new_files)
        .with("bytes", card.added_bytes)
        .with("milliseconds", card.milliseconds);
        self.log(act).await?;
        Ok(card)
    }

    /// A name by which backups stand in the order in which they were made.
    fn new_backup_id(&self) -> String {
        let at = self.now().in_zone(&jiff::tz::TimeZone::UTC);
        let chance = data_encoding::HEXLOWER.encode(&self.random::<2>());
        format!("{}-{chance}", at.strftime("%Y%m%dT%H%M%SZ"))
    }
}

impl Making<'_> {
    async fn run(&self, id: &str) -> Result<Card, BackupError> {
        let (app, begun, at) = (self.app, stopwatch(), self.app.now());
        // The copy holds every entry that this checkpoint covers.
        app.sign_what_was_written().await?;
        let checkpoint = app.store.read().await?.latest_checkpoint().await?;
        let checkpoint = checkpoint.map(|latest| latest.note).unwrap_or_default();
        let under_way = self.shelf.path().join(self.shelf.begin(id)?);
        let (rows, base_bytes) = self.base(&under_way).await?;
        let SealedFiles {
            mut contents,
            new,
            bytes,
            added,
        } = self.files().await?;
        let entries = rows.get("activity").copied().unwrap_or(0);
        contents.rows = rows;
        contents.included = included(&self.backups.setup.data, &self.backups.setup.included)?;
        let files = u64::try_from(contents.files.len()).unwrap_or(u64::MAX);
        let list = under_way.join("contenido.age");
        let sealer = self.sealer.clone();
        let list_bytes = blocking(move || {
            let text = serde_json::to_vec(&contents).expect("a list has only text and numbers");
            sealer.seal(&mut text.as_slice(), &list)
        })
        .await?;
        let card = Card {
            format: FORMAT,
            id: id.to_owned(),
            origin: app.origin().to_owned(),
            process: app.profile.process.key.to_string(),
            at: at.micros(),
            occasion: Some(self.occasion),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: match self.backups.setup.location {
                Location::Sqlite(_) => "sqlite",
                Location::Postgres(_) => "postgres",
            }
            .to_owned(),
            schema: newest_schema(),
            entries,
            checkpoint,
            files,
            files_bytes: bytes,
            new_files: new,
            added_bytes: base_bytes + list_bytes + added,
            base_bytes,
            milliseconds: milliseconds(begun),
        };
        self.shelf.finish(&card)?;
        Ok(card)
    }

    /// Copies the database and seals the copy.
    async fn base(&self, under_way: &Path) -> Result<(RowCounts, u64), BackupError> {
        let plain = self.scratch.join("copia");
        self.backups.tell(Stage::Copying, 0, 0);
        let rows = take_copy(&self.backups.setup.location, &plain).await?;
        self.backups.tell(Stage::Sealing, 0, 0);
        let (sealer, into) = (self.sealer.clone(), under_way.join("base.age"));
        let bytes = blocking(move || {
            let file = File::open(&plain).map_err(|error| BackupError::io(&plain, &error))?;
            let mut small = GzEncoder::new(BufReader::new(file), Compression::fast());
            let bytes = sealer.seal(&mut small, &into)?;
            fs::remove_file(&plain).map_err(|error| BackupError::io(&plain, &error))?;
            Ok(bytes)
        })
        .await?;
        Ok((rows, bytes))
    }

    /// Seals the uploaded files that are not in the folder yet. They never change, so once is enough. What was uploaded
    /// after the database was copied comes along and harms nobody.
    async fn files(&self) -> Result<SealedFiles, BackupError> {
        let listed = self.app.files.all().await?;
        let known = self.shelf.objects()?;
        let total = listed
            .iter()
            .filter(|(hash, _)| !known.contains(hash))
            .count();
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        let mut sealed = SealedFiles::default();
        let mut tasks = JoinSet::new();
        for (hash, bytes) in listed {
            if !known.contains(&hash) {
                let content = match self.app.files.read(&hash).await {
                    Ok(Some(content)) => content,
                    // It only waited for somebody's decision, and was dropped meanwhile.
                    Ok(None) => continue,
                    Err(FileError::Altered(_)) => {
                        sealed.contents.unreadable.push(hash);
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                };
                if tasks.len() >= AT_ONCE {
                    sealed.added += ended(tasks.join_next().await)?;
                }
                let (sealer, path) = (self.sealer.clone(), self.shelf.object(&hash));
                tasks.spawn_blocking(move || seal_file(&sealer, &content, &path));
                sealed.new += 1;
                self.backups.tell(Stage::Files, sealed.new, total);
            }
            sealed.bytes += bytes;
            sealed.contents.files.push(KeptFile { hash, bytes });
        }
        while let Some(task) = tasks.join_next().await {
            sealed.added += ended(Some(task))?;
        }
        Ok(sealed)
    }
}

fn ended(
    task: Option<Result<Result<u64, BackupError>, tokio::task::JoinError>>,
) -> Result<u64, BackupError> {
    match task {
        None => Ok(0),
        Some(Ok(done)) => done,
        Some(Err(_)) => Err(BackupError::App(crate::AppError::Unreadable("backup"))),
    }
}

fn seal_file(sealer: &Sealer, content: &[u8], path: &Path) -> Result<u64, BackupError> {
    if let Some(folder) = path.parent() {
        disk::make_folder(folder)?;
    }
    let half = disk::half_of(path);
    let sealed = sealer.seal(&mut &*content, &half).and_then(|bytes| {
        fs::rename(&half, path)
            .and_then(|()| disk::sync_folder_of(path))
            .map_err(|error| BackupError::io(path, &error))?;
        Ok(bytes)
    });
    if sealed.is_err() {
        // It would be cleared before the next backup; a full disk is better off at once.
        let _ = fs::remove_file(&half);
    }
    sealed
}

/// The files under these paths of the data folder.
fn included(data: &Path, paths: &[PathBuf]) -> Result<Vec<Included>, BackupError> {
    let mut files = Vec::new();
    let mut waiting: Vec<PathBuf> = paths.to_vec();
    while let Some(path) = waiting.pop() {
        let full = data.join(&path);
        let io = |error: std::io::Error| BackupError::io(&full, &error);
        if full.is_dir() {
            for entry in fs::read_dir(&full).map_err(io)? {
                waiting.push(path.join(entry.map_err(io)?.file_name()));
            }
        } else if full.exists() {
            let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
            files.push(Included {
                path: names.join("/"),
                content: BASE64.encode(&fs::read(&full).map_err(io)?),
            });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}
