//! Where the command line takes a profile from: a folder, or the ones that travel in the binary.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, Result, bail};
use domain::profile::Source;

/// The profiles of the repository, inside the binary.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../profiles/"]
struct Included;

/// A profile's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileSource {
    /// One that travels in the binary, by the name of its folder.
    Included(String),
    /// A folder on disk.
    Folder(PathBuf),
}

impl ProfileSource {
    /// The names of the profiles in the binary, in order.
    pub fn included() -> Vec<String> {
        let mut names: Vec<String> = Included::iter()
            .filter_map(|path| Some(path.split_once('/')?.0.to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// A short name for folders and titles: `dgo`.
    pub fn short_name(&self) -> String {
        match self {
            Self::Included(name) => name.clone(),
            Self::Folder(path) => path
                .canonicalize()
                .unwrap_or_else(|_| path.clone())
                .file_name()
                .map_or_else(
                    || "perfil".to_owned(),
                    |name| name.to_string_lossy().into_owned(),
                ),
        }
    }

    /// Refuses a folder that is not there; whatever else is wrong with it is a mistake of the profile.
    ///
    /// # Errors
    /// There is no such folder, or it cannot be read.
    pub fn check_exists(&self) -> Result<()> {
        let Self::Folder(path) = self else {
            return Ok(());
        };
        if path.is_file() {
            bail!(
                "{} es un archivo: indique la carpeta que contiene profile.toml",
                path.display()
            );
        }
        fs::read_dir(path).map(drop).with_context(|| {
            let included = Self::included().join(", ");
            format!(
                "no se puede leer la carpeta del perfil {} (perfiles incluidos: {included})",
                path.display()
            )
        })
    }

    /// Copies every file into `folder`, which must not exist.
    ///
    /// # Errors
    /// The folder exists, or a file cannot be read or written.
    pub fn copy_to(&self, folder: &Path) -> Result<()> {
        fs::create_dir(folder).with_context(|| format!("no se pudo crear {}", folder.display()))?;
        for path in self.list() {
            let to = folder.join(&path);
            let bytes = self
                .read(&path)
                .with_context(|| format!("no se pudo leer {path} del perfil"))?;
            let parent = to.parent().unwrap_or(folder);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&to, bytes))
                .with_context(|| format!("no se pudo escribir {}", to.display()))?;
        }
        Ok(())
    }
}

impl FromStr for ProfileSource {
    type Err = std::convert::Infallible;

    /// The name of an included profile, or else a folder (`./dgo` is always a folder).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if Self::included().iter().any(|name| name == text) {
            Self::Included(text.to_owned())
        } else {
            Self::Folder(PathBuf::from(text))
        })
    }
}

impl fmt::Display for ProfileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Included(name) => write!(f, "«{name}», incluido en el programa"),
            Self::Folder(path) => write!(f, "{}", path.display()),
        }
    }
}

impl Source for ProfileSource {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        match self {
            Self::Included(name) => {
                let file = Included::get(&format!("{name}/{path}"))?;
                Some(file.data.into_owned())
            }
            Self::Folder(folder) => fs::read(folder.join(path)).ok(),
        }
    }

    fn list(&self) -> Vec<String> {
        match self {
            Self::Included(name) => {
                let inside = |path: std::borrow::Cow<'_, str>| {
                    let rest = path.strip_prefix(name)?.strip_prefix('/')?;
                    Some(rest.to_owned())
                };
                Included::iter().filter_map(inside).collect()
            }
            Self::Folder(folder) => files_of(folder),
        }
    }
}

/// The files of a folder and of its folders, with `/` between names. Hidden ones are no part of a profile, and a
/// link to a folder is not followed: it could lead back.
fn files_of(root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![(root.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push((path, format!("{prefix}{name}/"))),
                Ok(_) if path.is_file() => files.push(format!("{prefix}{name}")),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use domain::profile::Profile;

    use super::*;

    fn repository(name: &str) -> ProfileSource {
        let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles");
        ProfileSource::Folder(profiles.join(name))
    }

    #[test]
    fn both_institutes_travel_in_the_binary_as_they_are_in_the_repository() {
        assert_eq!(ProfileSource::included(), ["cdmx", "dgo"]);
        for name in ProfileSource::included() {
            let included = Profile::load(&ProfileSource::Included(name.clone())).unwrap();
            let on_disk = Profile::load(&repository(&name)).unwrap();
            assert_eq!(included.hash(), on_disk.hash(), "{name}");
        }
    }

    #[test]
    fn a_name_is_an_included_profile_and_everything_else_a_folder() {
        let read = |text: &str| text.parse::<ProfileSource>().unwrap();
        assert_eq!(read("dgo"), ProfileSource::Included("dgo".into()));
        assert_eq!(read("./dgo"), ProfileSource::Folder("./dgo".into()));
        assert_eq!(read("jalisco"), ProfileSource::Folder("jalisco".into()));
    }

    #[test]
    fn a_copy_is_the_same_profile_and_never_overwrites() {
        let place = tempfile::tempdir().unwrap();
        let to = place.path().join("perfil");
        let source = ProfileSource::Included("dgo".into());
        source.copy_to(&to).unwrap();
        let copy = Profile::load(&ProfileSource::Folder(to.clone())).unwrap();
        assert_eq!(copy.hash(), Profile::load(&source).unwrap().hash());
        assert!(source.copy_to(&to).is_err());
    }

    #[test]
    fn a_missing_folder_and_a_file_are_told_apart() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("profile.toml");
        fs::write(&file, "").unwrap();
        let said = |path: PathBuf| {
            let error = ProfileSource::Folder(path).check_exists().unwrap_err();
            error.to_string()
        };
        assert!(said(file).contains("es un archivo"));
        assert!(said(place.path().join("nada")).contains("cdmx, dgo"));
    }

    #[test]
    fn hidden_files_and_links_that_lead_back_are_not_listed() {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("notices")).unwrap();
        fs::write(place.path().join("notices/a.md"), "a").unwrap();
        fs::write(place.path().join(".oculto.md"), "a").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(place.path(), place.path().join("vuelta")).unwrap();
        assert_eq!(files_of(place.path()), ["notices/a.md"]);
    }
}
