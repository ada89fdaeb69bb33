//! A data folder that is being put together from a backup, beside the one whose place it will take.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use app::files::Files;
use storage::Location;

use super::unfinished::{HEADING, make_private, write_new};
use super::{FILES, Occupant, SETTINGS, UNFINISHED, location, read_settings, take};

/// A folder in the making, with the one whose place it takes. Until [`Replacement::put_in_place`] nothing else changed.
#[derive(Debug)]
pub struct Replacement {
    made: PathBuf,
    target: PathBuf,
    replaced: Option<PathBuf>,
    _taken: Option<File>,
}

impl Replacement {
    /// Begins beside `target`, which must be empty or not exist; with `replacing` it may be a process that nobody is
    /// using, and then `stamp` completes the name under which it is kept.
    ///
    /// # Errors
    /// It is in use, or has something else in it.
    pub fn begin(target: &Path, replacing: bool, stamp: &str) -> Result<Self> {
        let shown = target.display();
        let (replaced, taken) = match Occupant::of(target)? {
            Occupant::Nobody => (None, None),
            Occupant::Process(_) if replacing => {
                let taken = take(target).with_context(|| {
                    format!("el programa está en servicio en {shown}: deténgalo antes de restaurar")
                })?;
                (
                    Some(beside(target, &format!("anterior-{stamp}"))?),
                    Some(taken),
                )
            }
            Occupant::Process(_) => bail!(
                "la carpeta {shown} ya tiene un proceso. Indique otra, o use --reemplazar para conservar esa aparte y poner \
                 el respaldo en su lugar"
            ),
            Occupant::Unfinished { .. } => {
                bail!("la carpeta {shown} quedó a medias: bórrela o indique otra")
            }
            Occupant::Others => {
                bail!("la carpeta {shown} tiene otros archivos. Indique una vacía o que no exista")
            }
        };
        let made = beside(target, "restaurando")?;
        if made.exists() {
            // Only this makes folders of that name with that mark: what an interrupted restoration left.
            if !made.join(UNFINISHED).exists() {
                bail!("{} estorba: cámbielo de lugar y repita", made.display());
            }
            fs::remove_dir_all(&made)
                .with_context(|| format!("no se pudo borrar {}", made.display()))?;
        }
        make_private(&made)?;
        write_new(&made.join(UNFINISHED), "")?;
        Ok(Self {
            made,
            target: target.to_owned(),
            replaced,
            _taken: taken,
        })
    }

    /// The folder in the making.
    pub fn path(&self) -> &Path {
        &self.made
    }

    /// Where its database goes, unless it is on a server.
    pub fn location(&self) -> Location {
        location(&self.made, None)
    }

    /// The store of its files.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn files(&self) -> Result<Files> {
        Ok(Files::in_folder(&self.made.join(FILES))?)
    }

    /// Puts the folder in its place, with the settings that hold there: `server` is where its database is now, `keys` the
    /// folder of the keys. Gives the place where the one that was there is kept.
    ///
    /// # Errors
    /// The disk; the one that was there is where it was, or under the name that is told.
    pub fn put_in_place(self, server: Option<String>, keys: PathBuf) -> Result<Option<PathBuf>> {
        let mut settings = read_settings(&self.made)?;
        settings.server = server;
        settings.keys = keys;
        let text = toml::to_string(&settings).context("los ajustes no se pudieron escribir")?;
        let path = self.made.join(SETTINGS);
        fs::remove_file(&path).with_context(|| format!("no se pudo cambiar {}", path.display()))?;
        write_new(&path, &format!("{HEADING}{text}"))?;
        fs::remove_file(self.made.join(UNFINISHED)).context("no se pudo quitar la marca")?;
        let moved = |from: &Path, to: &Path| {
            fs::rename(from, to)
                .with_context(|| format!("no se pudo mover {} a {}", from.display(), to.display()))
        };
        if let Some(kept) = &self.replaced {
            moved(&self.target, kept)?;
        } else if self.target.exists() {
            // It is empty.
            fs::remove_dir(&self.target)
                .with_context(|| format!("no se pudo usar {}", self.target.display()))?;
        }
        moved(&self.made, &self.target)?;
        Ok(self.replaced)
    }

    /// Removes what was made.
    pub fn undo(self) {
        // What stays has the mark, and the next restoration removes it.
        let _ = fs::remove_dir_all(&self.made);
    }
}

/// A folder beside `target`, named after it.
fn beside(target: &Path, end: &str) -> Result<PathBuf> {
    let target = std::path::absolute(target)
        .with_context(|| format!("no se entiende la ruta {}", target.display()))?;
    let Some(name) = target.file_name() else {
        bail!("la carpeta de datos no puede ser la raíz del disco");
    };
    Ok(target.with_file_name(format!("{}.{end}", name.to_string_lossy())))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{profile, settings};
    use super::super::{DataFolder, Unfinished};
    use super::*;

    fn process(path: &Path) {
        let made = Unfinished::begin(path, settings(), &profile()).unwrap();
        made.complete().unwrap();
    }

    fn filled(replacement: &Replacement) {
        let text = toml::to_string(&settings()).unwrap();
        fs::write(replacement.path().join(SETTINGS), text).unwrap();
        fs::write(replacement.path().join("nuevo"), "").unwrap();
    }

    #[test]
    fn what_was_there_is_kept_aside_and_only_at_the_end() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("datos");
        process(&path);
        assert!(Replacement::begin(&path, false, "x").is_err());
        let replacement = Replacement::begin(&path, true, "x").unwrap();
        filled(&replacement);
        assert!(!path.join("nuevo").exists());
        let keys = place.path().join("datos-llaves");
        let kept = replacement.put_in_place(None, keys).unwrap().unwrap();
        assert!(path.join("nuevo").exists());
        assert!(kept.ends_with("datos.anterior-x") && kept.join(SETTINGS).exists());
        assert!(DataFolder::open(&path).is_ok());
    }

    #[test]
    fn a_folder_in_use_is_not_replaced_and_an_interrupted_restoration_is_done_again() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("datos");
        process(&path);
        let serving = DataFolder::open(&path).unwrap().share().unwrap();
        let told = Replacement::begin(&path, true, "x")
            .unwrap_err()
            .to_string();
        assert!(told.contains("en servicio"), "{told}");
        drop(serving);
        let interrupted = Replacement::begin(&path, true, "x").unwrap();
        assert!(
            DataFolder::open(&path).unwrap().share().is_err(),
            "nobody begins to serve while it is being replaced"
        );
        drop(interrupted);
        let again = Replacement::begin(&path, true, "y").unwrap();
        again.undo();
        assert!(!place.path().join("datos.restaurando").exists());
        assert!(DataFolder::open(&path).is_ok());
    }
}
