//! The folder of the backups, best on another disk or machine.
//!
//! ```text
//! RESPALDOS/instalacion.json             whose backups these are
//! RESPALDOS/.candado                     held by whoever works on them
//! RESPALDOS/ultimo-punto.txt             the latest checkpoint of the history, to know what a restoration loses
//! RESPALDOS/objetos/ab/abcd….age         each uploaded file once, sealed, under the hash of its bytes
//! RESPALDOS/20240416T083000Z-1f2e/       one backup
//!     ficha.json                         its card
//!     base.age                           the database
//!     contenido.age                      its list: rows, files, settings, profile
//!     ensayo.json                        what its latest drill found
//! RESPALDOS/.en-curso-…/                 one that was not finished
//! ```

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::card::{Card, Drill, FORMAT};
use super::{BackupError, disk};

const MARK: &str = "instalacion.json";
const LOCK: &str = ".candado";
const OBJECTS: &str = "objetos";
const UNDER_WAY: &str = ".en-curso-";
const LEAVING: &str = ".se-retira-";
const CARD: &str = "ficha.json";
const DRILL: &str = "ensayo.json";
const LATEST: &str = "ultimo-punto.txt";
/// The end of the name of what is sealed.
const SEALED: &str = ".age";
/// The end of the name of a sealed file that was found damaged; it is sealed anew by the next backup.
const DAMAGED: &str = ".danado";

/// Whose backups these are.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    format: i64,
    origin: String,
}

/// A folder of backups.
#[derive(Debug, Clone)]
pub struct Shelf {
    path: PathBuf,
    origin: String,
}

/// The folder of backups while one works on it: nobody else does.
#[derive(Debug)]
pub struct Held {
    _lock: File,
}

/// A backup as it is in the folder.
#[derive(Debug, Clone)]
pub struct Shelved {
    /// Its name.
    pub id: String,
    /// Its card; none if it cannot be read.
    pub card: Option<Card>,
    /// Its latest drill.
    pub drill: Option<Drill>,
}

impl Shelved {
    /// Whether its latest drill found it sound.
    pub fn is_verified(&self) -> bool {
        self.card.is_some() && self.drill.as_ref().is_some_and(Drill::is_sound)
    }
}

impl Shelf {
    /// Prepares a folder for the backups of the installation whose history is `origin`: it must be empty or not exist, or
    /// be that already.
    ///
    /// # Errors
    /// [`BackupError::Occupied`], [`BackupError::Foreign`], the disk.
    pub fn found(path: &Path, origin: &str) -> Result<Self, BackupError> {
        disk::make_folder(path)?;
        if !path.join(MARK).exists() {
            let others = fs::read_dir(path)
                .map_err(|error| BackupError::io(path, &error))?
                .flatten()
                // What a disk of its own has at its root.
                .any(|entry| entry.file_name() != "lost+found");
            if others {
                return Err(BackupError::Occupied(path.display().to_string()));
            }
            let mark = Mark {
                format: FORMAT,
                origin: origin.to_owned(),
            };
            disk::write_whole(&path.join(MARK), &json(&mark))?;
        }
        Self::of(path, origin)
    }

    /// The folder of the backups of the installation whose history is `origin`.
    ///
    /// # Errors
    /// [`BackupError::NoShelf`] if the disk is not there, [`BackupError::Foreign`].
    pub fn of(path: &Path, origin: &str) -> Result<Self, BackupError> {
        let shelf = Self::at(path)?;
        if shelf.origin != origin {
            return Err(BackupError::Foreign {
                folder: path.display().to_string(),
                origin: shelf.origin,
            });
        }
        Ok(shelf)
    }

    /// A folder of backups, whosever they are.
    ///
    /// # Errors
    /// [`BackupError::NoShelf`].
    pub fn at(path: &Path) -> Result<Self, BackupError> {
        let missing = || BackupError::NoShelf(path.display().to_string());
        let text = fs::read(path.join(MARK)).map_err(|_| missing())?;
        let mark: Mark = serde_json::from_slice(&text).map_err(|_| missing())?;
        if mark.format > FORMAT {
            return Err(BackupError::Newer {
                found: mark.format,
                known: FORMAT,
            });
        }
        Ok(Self {
            path: path.to_owned(),
            origin: mark.origin,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the history of the installation whose backups these are.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Takes the folder for this work alone.
    ///
    /// # Errors
    /// [`BackupError::Busy`].
    pub fn hold(&self) -> Result<Held, BackupError> {
        let path = self.path.join(LOCK);
        let lock = disk::create(&path).map_err(|error| BackupError::io(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Held { _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                Err(BackupError::Busy(self.path.display().to_string()))
            }
            Err(TryLockError::Error(error)) => Err(BackupError::io(&path, &error)),
        }
    }

    /// Removes what interrupted work left behind.
    pub fn clear_leftovers(&self, _held: &Held) -> Result<(), BackupError> {
        for name in self.names(&self.path)? {
            if name.starts_with(UNDER_WAY) || name.starts_with(LEAVING) {
                disk::remove_folder(&self.path.join(name))?;
            }
        }
        for path in self.object_files()? {
            if path.to_string_lossy().ends_with(disk::HALF) {
                fs::remove_file(&path).map_err(|error| BackupError::io(&path, &error))?;
            }
        }
        Ok(())
    }

    /// The backups, newest first; none that was not finished.
    pub fn backups(&self) -> Result<Vec<Shelved>, BackupError> {
        let mut backups: Vec<Shelved> = self
            .names(&self.path)?
            .into_iter()
            .filter(|name| !name.starts_with('.') && self.path.join(name).join(CARD).exists())
            .map(|id| self.shelved(id))
            .collect();
        backups.sort_by(|one, other| other.id.cmp(&one.id));
        Ok(backups)
    }

    /// One backup by its name; `ultimo` is the newest of all.
    ///
    /// # Errors
    /// [`BackupError::NotFound`], [`BackupError::None`].
    pub fn backup(&self, id: &str) -> Result<Shelved, BackupError> {
        let mut backups = self.backups()?;
        if id == "ultimo" {
            return backups.into_iter().next().ok_or(BackupError::None);
        }
        let at = backups.iter().position(|backup| backup.id == id);
        at.map(|at| backups.swap_remove(at))
            .ok_or_else(|| BackupError::NotFound(id.to_owned()))
    }

    fn shelved(&self, id: String) -> Shelved {
        let folder = self.path.join(&id);
        let card: Option<Card> = fs::read(folder.join(CARD))
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok());
        let drill = fs::read(folder.join(DRILL))
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok());
        Shelved {
            // A folder that was given another name is not the backup that its card says.
            card: card.filter(|card| card.id == id),
            drill,
            id,
        }
    }

    /// The sealed database of a backup.
    pub fn base(&self, id: &str) -> PathBuf {
        self.path.join(id).join("base.age")
    }

    /// The sealed list of a backup.
    pub fn contents(&self, id: &str) -> PathBuf {
        self.path.join(id).join("contenido.age")
    }

    /// Begins a backup of this name in a folder that does not count until [`finish`](Self::finish).
    pub fn begin(&self, id: &str) -> Result<String, BackupError> {
        let under_way = format!("{UNDER_WAY}{id}");
        disk::make_folder(&self.path.join(&under_way))?;
        Ok(under_way)
    }

    /// From here on the backup counts.
    pub fn finish(&self, card: &Card) -> Result<(), BackupError> {
        let under_way = self.path.join(format!("{UNDER_WAY}{}", card.id));
        disk::write_whole(&under_way.join(CARD), &json(card))?;
        let path = self.path.join(&card.id);
        fs::rename(&under_way, &path)
            .and_then(|()| disk::sync_folder_of(&path))
            .map_err(|error| BackupError::io(&path, &error))
    }

    /// Drops a backup that was not finished.
    pub fn abandon(&self, id: &str) {
        // What cannot be removed now is removed before the next backup.
        let _ = disk::remove_folder(&self.path.join(format!("{UNDER_WAY}{id}")));
    }

    /// Keeps what a drill found, beside the backup.
    pub fn note_drill(&self, id: &str, drill: &Drill) -> Result<(), BackupError> {
        disk::write_whole(&self.path.join(id).join(DRILL), &json(drill))
    }

    /// Removes a backup. Its files go with [`sweep`](Self::sweep), once no other backup has them.
    pub fn remove(&self, id: &str, _held: &Held) -> Result<(), BackupError> {
        let (path, leaving) = (self.path.join(id), self.path.join(format!("{LEAVING}{id}")));
        fs::rename(&path, &leaving).map_err(|error| BackupError::io(&path, &error))?;
        disk::remove_folder(&leaving)
    }

    /// Where an uploaded file is kept.
    pub fn object(&self, hash: &str) -> PathBuf {
        let (folder, _) = hash.split_at_checked(2).unwrap_or((hash, ""));
        let name = format!("{hash}{SEALED}");
        self.path.join(OBJECTS).join(folder).join(name)
    }

    /// The uploaded files that are kept, by their hash.
    pub fn objects(&self) -> Result<HashSet<String>, BackupError> {
        let files = self.object_files()?;
        let hash =
            |path: &PathBuf| Some(path.file_name()?.to_str()?.strip_suffix(SEALED)?.to_owned());
        Ok(files.iter().filter_map(hash).collect())
    }

    /// Sets a damaged file apart, so that the next backup seals it anew.
    pub fn set_apart(&self, hash: &str) {
        let path = self.object(hash);
        // If it stays, the next drill finds it again.
        let _ = fs::rename(&path, path.with_extension(DAMAGED.trim_start_matches('.')));
    }

    /// Removes the uploaded files that are in none of the lists. How many.
    pub fn sweep(&self, kept: &HashSet<String>, _held: &Held) -> Result<u64, BackupError> {
        let mut removed = 0;
        for hash in self.objects()?.difference(kept) {
            let path = self.object(hash);
            fs::remove_file(&path).map_err(|error| BackupError::io(&path, &error))?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Keeps the latest checkpoint outside of what it vouches for.
    pub fn note_checkpoint(&self, note: &str) -> Result<(), BackupError> {
        disk::write_whole(&self.path.join(LATEST), note.as_bytes())
    }

    /// The latest checkpoint that was kept.
    pub fn latest_checkpoint(&self) -> Option<String> {
        fs::read_to_string(self.path.join(LATEST)).ok()
    }

    fn object_files(&self) -> Result<Vec<PathBuf>, BackupError> {
        let objects = self.path.join(OBJECTS);
        let mut files = Vec::new();
        for folder in self.names(&objects)? {
            let folder = objects.join(folder);
            files.extend(
                self.names(&folder)?
                    .into_iter()
                    .map(|name| folder.join(name)),
            );
        }
        Ok(files)
    }

    /// The names in a folder; none if it is not there.
    fn names(&self, folder: &Path) -> Result<Vec<String>, BackupError> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(BackupError::io(folder, &error)),
        };
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<_>>()
            .map_err(|error| BackupError::io(folder, &error))
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec_pretty(value).expect("a card has only text and numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_others_of_another_installation_or_of_nobody_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("respaldos");
        assert!(matches!(
            Shelf::of(&path, "a"),
            Err(BackupError::NoShelf(_))
        ));
        Shelf::found(&path, "a").unwrap();
        assert!(Shelf::of(&path, "a").unwrap().backups().unwrap().is_empty());
        assert!(matches!(
            Shelf::of(&path, "b"),
            Err(BackupError::Foreign { .. })
        ));
        assert!(matches!(
            Shelf::found(&path, "b"),
            Err(BackupError::Foreign { .. })
        ));
        let others = place.path().join("otros");
        fs::create_dir(&others).unwrap();
        fs::write(others.join("tesis.doc"), "x").unwrap();
        assert!(matches!(
            Shelf::found(&others, "a"),
            Err(BackupError::Occupied(_))
        ));
    }

    #[test]
    fn one_works_at_a_time_and_what_was_cut_short_goes() {
        let place = tempfile::tempdir().unwrap();
        let shelf = Shelf::found(&place.path().join("r"), "a").unwrap();
        let held = shelf.hold().unwrap();
        assert!(matches!(shelf.hold(), Err(BackupError::Busy(_))));
        shelf.begin("x").unwrap();
        let object = shelf.object(&"ab".repeat(32));
        disk::make_folder(object.parent().unwrap()).unwrap();
        fs::write(disk::half_of(&object), "medio").unwrap();
        fs::write(&object, "entero").unwrap();
        assert!(shelf.backups().unwrap().is_empty());
        shelf.clear_leftovers(&held).unwrap();
        assert!(!disk::half_of(&object).exists() && object.exists());
        assert!(!shelf.path().join(".en-curso-x").exists());
        drop(held);
        assert!(shelf.hold().is_ok());
        assert_eq!(shelf.objects().unwrap(), HashSet::from(["ab".repeat(32)]));
    }
}
