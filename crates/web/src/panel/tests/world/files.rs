//! A profile's files as a story needs them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::profile::Source;

/// A profile's files, read from the repository and changed as a test needs.
#[derive(Clone)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// The files of `profiles/<name>`.
    pub fn of(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../profiles")
            .join(name);
        let (mut files, mut folders) = (BTreeMap::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path: PathBuf = entry.unwrap().path();
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

    /// The same with `from` replaced by `to` in one file, once.
    pub fn with(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = String::from_utf8(self.0[path].clone()).unwrap();
        assert!(text.contains(from), "{path} has no {from:?}");
        self.0
            .insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
        self
    }
}

impl Source for Files {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).cloned()
    }

    fn list(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}
