//! The repository's files as git lists them: those that are or would be
//! committed.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;

use crate::command;

/// Paths from the repository's root, each with its text unless it is a
/// picture or other bytes.
pub struct Tree(BTreeMap<String, Option<String>>);

impl Tree {
    /// Reads every file.
    ///
    /// # Errors
    /// When git fails.
    pub fn read() -> Result<Self> {
        let root = command::root();
        let listed = command::output(command::program("git").args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
        ]))?;
        let files = listed
            .lines()
            // A listed file may have been deleted and not committed yet.
            .filter(|name| root.join(name).is_file())
            .map(|name| (name.to_owned(), fs::read_to_string(root.join(name)).ok()))
            .collect();
        Ok(Self(files))
    }

    /// An invented repository.
    #[cfg(test)]
    pub fn planted(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| ((*path).to_owned(), Some((*text).to_owned()));
        Self(files.iter().map(file).collect())
    }

    /// Every path, also those without text.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Every file that is text, with its path.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let text = |(path, text)| Some((String::as_str(path), Option::as_deref(text)?));
        self.0.iter().filter_map(text)
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path)?.as_deref()
    }

    /// Whether there is a file or a folder at this path.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        path.is_empty()
            || self.0.contains_key(path)
            || self.0.keys().any(|file| file.starts_with(&folder))
    }

    /// The folder of a crate of ours by the name that code gives it.
    pub fn folder_of_crate(&self, name: &str) -> Option<String> {
        let candidates = [
            name.to_owned(),
            format!("crates/{name}"),
            format!("crates/{}", name.replace('_', "-")),
        ];
        candidates
            .into_iter()
            .find(|folder| self.0.contains_key(&format!("{folder}/Cargo.toml")))
    }

    /// The Rust files of a crate of ours, from its folder on.
    pub fn code_of_crate(&self, name: &str) -> Option<Vec<(&str, &str)>> {
        let folder = format!("{}/", self.folder_of_crate(name)?);
        let code = self
            .texts()
            .filter_map(|(path, text)| Some((path.strip_prefix(&folder)?, text)))
            .filter(|(path, _)| path.ends_with(".rs"));
        Some(code.collect())
    }
}
