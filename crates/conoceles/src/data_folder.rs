//! A data folder: what an institute's process needs to be served again with `--datos DIR` alone.
//!
//! ```text
//! DIR/conoceles.toml       where the database and the keys are
//! DIR/perfil/              the profile's files as they were when the process was founded
//! DIR/curricular.sqlite3   the database, unless it is on a PostgreSQL server
//! DIR/.incompleta          while the folder is being made
//! ```
//! The keys are in a folder of their own (decision 4): a copy of the data holds none.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use storage::Location;

use crate::profile_source::ProfileSource;

const SETTINGS: &str = "conoceles.toml";
const UNFINISHED: &str = ".incompleta";
const PROFILE: &str = "perfil";

/// What the settings file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Key of the institute.
    #[serde(rename = "instituto")]
    pub institute: String,
    /// Key of the process.
    #[serde(rename = "proceso")]
    pub process: String,
    /// Whether it is a demonstration.
    #[serde(rename = "demostracion", default)]
    pub demonstration: bool,
    /// Address of the PostgreSQL server; none for the SQLite file of the folder.
    #[serde(rename = "base", skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Folder of the keys, from the data folder if it is relative.
    #[serde(rename = "llaves")]
    pub keys: PathBuf,
}

/// A data folder that is complete.
#[derive(Debug, Clone)]
pub struct DataFolder {
    path: PathBuf,
    settings: Settings,
}

/// What a folder holds, as far as one may write there.
#[derive(Debug)]
pub enum Occupant {
    /// Nothing, or the folder does not exist.
    Nobody,
    /// A complete process.
    Process(DataFolder),
    /// A process whose making was interrupted, or is under way.
    Unfinished {
        /// Whether nothing in it is worth keeping: a demonstration, or no more than the mark.
        worthless: bool,
    },
    /// Something else.
    Others,
}

impl Occupant {
    /// Looks at a folder.
    ///
    /// # Errors
    /// It cannot be read, or its settings cannot.
    pub fn of(path: &Path) -> Result<Self> {
        if !path.try_exists().with_context(|| unreadable(path))? {
            return Ok(Self::Nobody);
        }
        if path.join(UNFINISHED).exists() {
            let worthless = match path.join(SETTINGS).exists() {
                true => read_settings(path).is_ok_and(|settings| settings.demonstration),
                // Settings are written right after the mark, and everything else after them.
                false => {
                    fs::read_dir(path)
                        .with_context(|| unreadable(path))?
                        .count()
                        == 1
                }
            };
            return Ok(Self::Unfinished { worthless });
        }
        if path.join(SETTINGS).exists() {
            return DataFolder::open(path).map(Self::Process);
        }
        let mut entries = fs::read_dir(path).with_context(|| unreadable(path))?;
        Ok(if entries.next().is_none() {
            Self::Nobody
        } else {
            Self::Others
        })
    }
}

fn unreadable(path: &Path) -> String {
    format!("no se puede leer la carpeta {}", path.display())
}

impl DataFolder {
    /// Opens a complete folder.
    ///
    /// # Errors
    /// It is none, or was left half made.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        if path.join(UNFINISHED).exists() {
            bail!(
                "la carpeta {shown} quedó a medias: su puesta en marcha se interrumpió y no contiene un proceso"
            );
        }
        if !path.join(SETTINGS).exists() {
            bail!(
                "{shown} no es una carpeta de datos de conoceles (falta {SETTINGS}). Revise --datos, o empiece con: \
                 conoceles init --perfil PERFIL --datos {shown}"
            );
        }
        Ok(Self {
            path: path.to_owned(),
            settings: read_settings(path)?,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What its settings say.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its database.
    pub fn location(&self) -> Location {
        location(&self.path, self.settings.server.as_deref())
    }

    /// The folder of its keys.
    pub fn keys(&self) -> PathBuf {
        self.path.join(&self.settings.keys)
    }

    /// Its profile, as it was when the process was founded.
    pub fn profile(&self) -> ProfileSource {
        ProfileSource::Folder(self.path.join(PROFILE))
    }
}

fn read_settings(folder: &Path) -> Result<Settings> {
    let file = folder.join(SETTINGS);
    let text = fs::read_to_string(&file)
        .with_context(|| format!("no se puede leer {}", file.display()))?;
    toml::from_str(&text).with_context(|| {
        format!(
            "{} no se entiende; restáurelo de su copia o corrija lo que se indica",
            file.display()
        )
    })
}

/// Takes a folder, half made or complete, for this program alone until the file is closed.
///
/// # Errors
/// Another program has it.
pub fn take(folder: &Path) -> Result<File> {
    let settings = folder.join(SETTINGS);
    let file = File::open(&settings)
        .with_context(|| format!("no se puede leer {}", settings.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!(
                "otra ventana ya está usando {}. Ciérrela, o use otra carpeta: --datos DIR",
                folder.display()
            )
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| unreadable(folder)),
    }
}

/// The database of a folder: on `server` if there is one.
pub fn location(folder: &Path, server: Option<&str>) -> Location {
    server.map_or_else(
        || Location::in_folder(folder),
        |url| Location::Postgres(url.to_owned()),
    )
}

/// A folder in the making. Until [`Unfinished::complete`] it counts as half made; what [`Unfinished::undo`] removes
/// is what this made, and no more.
#[derive(Debug)]
pub struct Unfinished {
    path: PathBuf,
    settings: Settings,
    made_folder: bool,
    made_keys: bool,
    taken: Option<File>,
}

impl Unfinished {
    /// Begins to make `path`, which is empty or does not exist: settings, profile, and a folder for the keys.
    ///
    /// # Errors
    /// A folder or file cannot be written; what was made is removed.
    pub fn begin(path: &Path, settings: Settings, profile: &ProfileSource) -> Result<Self> {
        let made_folder = make_private(path)?;
        let mut unfinished = Self {
            path: path.to_owned(),
            settings,
            made_folder,
            made_keys: false,
            taken: None,
        };
        match unfinished.fill(profile) {
            Ok(()) => Ok(unfinished),
            Err(error) => {
                unfinished.undo();
                Err(error)
            }
        }
    }

    fn fill(&mut self, profile: &ProfileSource) -> Result<()> {
        write_new(&self.path.join(UNFINISHED), "")?;
        let settings =
            toml::to_string(&self.settings).context("los ajustes no se pudieron escribir")?;
        write_new(&self.path.join(SETTINGS), &format!("{HEADING}{settings}"))?;
        self.taken = Some(take(&self.path)?);
        profile.copy_to(&self.path.join(PROFILE))?;
        self.made_keys = make_private(&self.keys())?;
        Ok(())
    }

    /// The folder of the keys.
    pub fn keys(&self) -> PathBuf {
        self.path.join(&self.settings.keys)
    }

    /// The database.
    pub fn location(&self) -> Location {
        location(&self.path, self.settings.server.as_deref())
    }

    /// The folder is whole. The file keeps it taken for this program, as [`take`] does.
    ///
    /// # Errors
    /// The mark cannot be removed.
    pub fn complete(self) -> Result<(DataFolder, Option<File>)> {
        let mark = self.path.join(UNFINISHED);
        fs::remove_file(&mark).with_context(|| format!("no se pudo quitar {}", mark.display()))?;
        Ok((
            DataFolder {
                path: self.path,
                settings: self.settings,
            },
            self.taken,
        ))
    }

    /// Removes what was made; of a folder that was there, its content.
    pub fn undo(self) {
        // Whatever cannot be removed keeps the mark beside it or says by itself what it is.
        if self.made_keys {
            let _ = fs::remove_dir_all(self.keys());
        }
        if self.made_folder {
            let _ = fs::remove_dir_all(&self.path);
        } else {
            let _ = empty(&self.path);
        }
    }
}

/// Removes what a half-made folder holds, unless another program is making it now.
///
/// # Errors
/// It is, or something cannot be removed.
pub fn discard(folder: &Path) -> Result<()> {
    let _taken = folder
        .join(SETTINGS)
        .exists()
        .then(|| take(folder))
        .transpose()?;
    empty(folder)
}

/// Removes everything in a folder; the mark of the half made last, so that the rest is known for what it is if this
/// is interrupted too.
fn empty(folder: &Path) -> Result<()> {
    let unremovable = |path: &Path| format!("no se pudo borrar {}", path.display());
    for entry in fs::read_dir(folder).with_context(|| unreadable(folder))? {
        let path = entry.with_context(|| unreadable(folder))?.path();
        if path.ends_with(UNFINISHED) || path.ends_with(SETTINGS) {
            continue;
        }
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.with_context(|| unremovable(&path))?;
    }
    for name in [SETTINGS, UNFINISHED] {
        let path = folder.join(name);
        if path.exists() {
            fs::remove_file(&path).with_context(|| unremovable(&path))?;
        }
    }
    Ok(())
}

const HEADING: &str = "\
# Lo escribió «conoceles init». «base» es la dirección de PostgreSQL (sin ella, la base es el archivo de esta carpeta);
# «llaves», la carpeta de las llaves, que se respalda aparte y nunca junto con los datos.
";

/// Makes a folder that only its owner reads. Whether it had to be made.
fn make_private(path: &Path) -> Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .with_context(|| format!("no se pudo crear la carpeta {}", path.display()))?;
    Ok(true)
}

/// Writes a file that does not exist, for its owner only: an address may carry a password.
fn write_new(path: &Path, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
        })
        .with_context(|| format!("no se pudo escribir {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            institute: "dgo".into(),
            process: "dgo-2023-2024".into(),
            demonstration: false,
            server: None,
            keys: "../datos-llaves".into(),
        }
    }

    fn profile() -> ProfileSource {
        ProfileSource::Included("dgo".into())
    }

    #[test]
    fn a_folder_is_half_made_until_it_is_complete() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("datos");
        assert!(matches!(Occupant::of(&path).unwrap(), Occupant::Nobody));
        let unfinished = Unfinished::begin(&path, settings(), &profile()).unwrap();
        assert!(matches!(
            Occupant::of(&path).unwrap(),
            Occupant::Unfinished { worthless: false }
        ));
        assert!(
            DataFolder::open(&path)
                .unwrap_err()
                .to_string()
                .contains("quedó a medias")
        );
        unfinished.complete().unwrap();
        let Occupant::Process(folder) = Occupant::of(&path).unwrap() else {
            panic!("a complete folder is a process")
        };
        assert_eq!(folder.settings(), &settings());
        assert_eq!(folder.location(), Location::in_folder(&path));
        assert!(folder.keys().is_dir());
    }

    #[test]
    fn what_was_made_is_removed_and_no_more() {
        let place = tempfile::tempdir().unwrap();
        let (path, keys) = (
            place.path().join("datos"),
            place.path().join("datos-llaves"),
        );
        fs::create_dir(&keys).unwrap();
        Unfinished::begin(&path, settings(), &profile())
            .unwrap()
            .undo();
        assert!(!path.exists());
        assert!(keys.is_dir(), "the keys' folder was there before");
        fs::create_dir(&path).unwrap();
        Unfinished::begin(&path, settings(), &profile())
            .unwrap()
            .undo();
        assert!(matches!(Occupant::of(&path).unwrap(), Occupant::Nobody));
    }

    #[test]
    fn a_folder_is_taken_by_one_program_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("datos");
        let made = Unfinished::begin(&path, settings(), &profile()).unwrap();
        let (_, taken) = made.complete().unwrap();
        assert!(
            take(&path)
                .unwrap_err()
                .to_string()
                .contains("otra ventana")
        );
        drop(taken);
        assert!(take(&path).is_ok());
    }

    #[test]
    fn a_half_made_demonstration_is_known_and_can_be_emptied() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("datos");
        let demonstration = Settings {
            demonstration: true,
            keys: "llaves".into(),
            ..settings()
        };
        let under_way = Unfinished::begin(&path, demonstration, &profile()).unwrap();
        assert!(matches!(
            Occupant::of(&path).unwrap(),
            Occupant::Unfinished { worthless: true }
        ));
        assert!(discard(&path).is_err(), "somebody is making it");
        drop(under_way);
        discard(&path).unwrap();
        assert!(matches!(Occupant::of(&path).unwrap(), Occupant::Nobody));
        write_new(&path.join(UNFINISHED), "").unwrap();
        assert!(matches!(
            Occupant::of(&path).unwrap(),
            Occupant::Unfinished { worthless: true }
        ));
        fs::write(path.join("tesis.doc"), "x").unwrap();
        assert!(matches!(
            Occupant::of(&path).unwrap(),
            Occupant::Unfinished { worthless: false }
        ));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_data_and_the_keys() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("datos");
        let (folder, _) = Unfinished::begin(&path, settings(), &profile())
            .unwrap()
            .complete()
            .unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o700);
        assert_eq!(mode(&folder.keys()), 0o700);
        assert_eq!(mode(&path.join(SETTINGS)), 0o600);
    }

    #[test]
    fn a_folder_of_others_and_settings_of_nobody_are_told() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("tesis.doc"), "x").unwrap();
        assert!(matches!(
            Occupant::of(place.path()).unwrap(),
            Occupant::Others
        ));
        let said = DataFolder::open(place.path()).unwrap_err().to_string();
        assert!(said.contains("falta conoceles.toml"), "{said}");
        fs::write(place.path().join(SETTINGS), "instituto = ").unwrap();
        assert!(
            Occupant::of(place.path())
                .unwrap_err()
                .to_string()
                .contains("no se entiende")
        );
    }
}
