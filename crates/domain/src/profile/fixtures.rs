//! Profiles for tests: the two that the repository carries, and a tiny third institute.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Problem, Profile, Source};

/// Files in memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files(pub(crate) BTreeMap<String, Vec<u8>>);

impl Source for Files {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).cloned()
    }

    fn list(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

impl Files {
    /// The files of a profile of the repository.
    pub(crate) fn of_repository(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../profiles")
            .join(name);
        let mut files = BTreeMap::new();
        let mut folders: Vec<PathBuf> = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let inside = path
                        .strip_prefix(&root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned();
                    files.insert(inside, std::fs::read(&path).unwrap());
                }
            }
        }
        Self(files)
    }

    /// A third institute: three stages, a deputation by sections of a port, business days.
    pub(crate) fn of_tiny_institute() -> Self {
        let files = [
            ("profile.toml", include_str!("fixtures/profile.toml")),
            ("grounds.toml", include_str!("fixtures/grounds.toml")),
            ("offices.csv", include_str!("fixtures/offices.csv")),
            ("territories.csv", include_str!("fixtures/territories.csv")),
            ("seats.csv", include_str!("fixtures/seats.csv")),
            ("parties.csv", include_str!("fixtures/parties.csv")),
            ("agreements.csv", include_str!("fixtures/agreements.csv")),
            (
                "questionnaires/curricular.toml",
                include_str!("fixtures/curricular.toml"),
            ),
            ("notices/aviso.md", "# Aviso\n\nTexto del aviso.\n"),
        ];
        Self(
            files
                .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
                .into(),
        )
    }

    /// The same files with `from` replaced by `to`, once, in one of them.
    pub(crate) fn with(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.0
            .insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
        self
    }

    /// A file's text.
    pub(crate) fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[path].clone()).unwrap()
    }

    /// Reads the profile.
    pub(crate) fn load(&self) -> Result<Profile, Vec<Problem>> {
        Profile::load(self)
    }
}

/// A profile of the repository: `dgo` or `cdmx`.
pub(crate) fn repository_profile(name: &str) -> Profile {
    Files::of_repository(name)
        .load()
        .unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

/// Mistakes one per line.
pub(crate) fn listed(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("{problem}\n"))
        .collect()
}
