//! A data folder: what an institute's process needs to be served again with `--datos DIR` alone.
//!
//! ```text
//! DIR/conoceles.toml       where the database and the keys are
//! DIR/perfil/              the profile's files as they were when the process was founded
//! DIR/curricular.sqlite3   the database, unless it is on a PostgreSQL server
//! DIR/respaldos.toml       where backups go, when, and to whom they are sealed
//! DIR/archivos/             files that people uploaded, each under its hash
//! DIR/.incompleta          while the folder is being made
//! ```
//! The keys are in a folder of their own (decision 4): a copy of the data holds none.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use app::PublicAddress;
use app::backup::PLAN_FILE;
use app::files::Files;
use serde::{Deserialize, Serialize};
use storage::Location;

use crate::profile_source::ProfileSource;

mod replacement;
mod unfinished;

pub use replacement::Replacement;
pub use unfinished::{Unfinished, discard};

const SETTINGS: &str = "conoceles.toml";
const UNFINISHED: &str = ".incompleta";
const PROFILE: &str = "perfil";
const FILES: &str = "archivos";

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
    /// Where people reach the site; none: wherever each reader did.
    #[serde(rename = "direccion_publica", skip_serializing_if = "Option::is_none")]
    pub outside: Option<PublicAddress>,
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

    /// The file with its settings.
    pub fn settings_file(&self) -> PathBuf {
        self.path.join(SETTINGS)
    }

    /// What its settings say.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its database.
    pub fn location(&self) -> Location {
        location(&self.path, self.settings.server.as_deref())
    }

    /// The store of its files.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn files(&self) -> Result<Files> {
        Ok(Files::in_folder(&self.path.join(FILES))?)
    }

    /// The folder of its keys.
    pub fn keys(&self) -> PathBuf {
        self.path.join(&self.settings.keys)
    }

    /// What a backup takes along from here, beside the database and the files.
    pub fn included() -> Vec<PathBuf> {
        [SETTINGS, PLAN_FILE, PROFILE].map(PathBuf::from).to_vec()
    }

    /// Takes the folder together with others that only work in it, until the file is closed: meanwhile nobody puts
    /// another one in its place.
    ///
    /// # Errors
    /// Somebody is putting another one in its place.
    pub fn share(&self) -> Result<File> {
        let settings = self.path.join(SETTINGS);
        let file = File::open(&settings)
            .with_context(|| format!("no se puede leer {}", settings.display()))?;
        match file.try_lock_shared() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "otra ventana tiene tomada la carpeta {} para sí sola: espere a que termine",
                    self.path.display()
                )
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| unreadable(&self.path)),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn settings() -> Settings {
        Settings {
            institute: "dgo".into(),
            process: "dgo-2023-2024".into(),
            demonstration: false,
            server: None,
            outside: None,
            keys: "../datos-llaves".into(),
        }
    }

    pub(super) fn profile() -> ProfileSource {
        ProfileSource::Included("dgo".into())
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
    fn an_address_in_the_settings_is_checked_and_kept() {
        let place = tempfile::tempdir().unwrap();
        let write = |address: &str| {
            let text = format!(
                "instituto = \"dgo\"\nproceso = \"p\"\nllaves = \"../l\"\ndireccion_publica = \"{address}\"\n"
            );
            fs::write(place.path().join(SETTINGS), text).unwrap();
            DataFolder::open(place.path())
        };
        let kept = write("https://Conoceles.example/").unwrap();
        let outside = kept.settings().outside.clone().unwrap();
        assert_eq!(outside.as_str(), "https://conoceles.example");
        let told = format!("{:#}", write("http://conoceles.example").unwrap_err());
        assert!(told.contains("empieza con https://"), "{told}");
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
