//! A data folder in the making.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use app::files::Files;
use storage::Location;

use super::{
    DataFolder, FILES, PROFILE, SETTINGS, Settings, UNFINISHED, location, take, unreadable,
};
use crate::profile_source::ProfileSource;

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

    /// The store of its files.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn files(&self) -> Result<Files> {
        Ok(Files::in_folder(&self.path.join(FILES))?)
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

pub(super) const HEADING: &str = "\
# Lo escribió «conoceles init». «base» es la dirección de PostgreSQL (sin ella, la base es el archivo de esta carpeta);
# «llaves», la carpeta de las llaves, que se respalda aparte y nunca junto con los datos.
";

/// Makes a folder that only its owner reads. Whether it had to be made.
pub(super) fn make_private(path: &Path) -> Result<bool> {
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
pub(super) fn write_new(path: &Path, text: &str) -> Result<()> {
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
    use super::super::Occupant;
    use super::super::tests::{profile, settings};
    use super::*;

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
}
