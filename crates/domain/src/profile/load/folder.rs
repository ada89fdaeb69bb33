//! The profile's folder: reads each file once, as text, and remembers what was read.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::report::{Checked, Place, Report, Reported};
use super::suggestion::nearest;
use super::text::TextFile;
use crate::profile::{ContentHash, Source};

/// A profile's folder while it is read.
pub(crate) struct Folder<'a> {
    source: &'a dyn Source,
    report: &'a Report,
    listed: Vec<String>,
    read: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl<'a> Folder<'a> {
    /// A folder over a source.
    pub(crate) fn new(source: &'a dyn Source, report: &'a Report) -> Self {
        let mut listed = source.list();
        listed.sort();
        Self {
            source,
            report,
            listed,
            read: RefCell::default(),
        }
    }

    /// Where mistakes go.
    pub(crate) fn report(&self) -> &'a Report {
        self.report
    }

    /// Whether the folder has this file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.listed.iter().any(|listed| listed == path)
    }

    /// The files of a subfolder that end in `.extension`, in order.
    pub(crate) fn within(&self, subfolder: &str, extension: &str) -> Vec<&str> {
        let inside = |path: &&str| {
            path.strip_prefix(subfolder)
                .and_then(|rest| rest.strip_prefix('/'))
                .and_then(|name| name.strip_suffix(extension))
                .is_some_and(|stem| stem.ends_with('.') && !stem.starts_with('.'))
        };
        self.listed
            .iter()
            .map(String::as_str)
            .filter(inside)
            .collect()
    }

    /// A file that every profile has.
    pub(crate) fn file(&self, path: &str) -> Checked<TextFile> {
        self.file_named_at(path, self.report.place(path, 1))
    }

    /// A file of the profile, and its bytes for its own hash.
    pub(crate) fn file_with_bytes(&self, path: &str) -> Checked<(TextFile, Vec<u8>)> {
        let file = self.file(path)?;
        let bytes = self.read.borrow().get(path).cloned().unwrap_or_default();
        Ok((file, bytes))
    }

    /// A file that another names, at `place`; a missing one is that place's mistake.
    pub(crate) fn file_named_at(&self, path: &str, place: Place<'_>) -> Checked<TextFile> {
        let bytes = self
            .source
            .read(path)
            .ok_or_else(|| self.missing(path, place))?;
        let text = TextFile::decode(path, &bytes, self.report);
        self.read.borrow_mut().insert(path.to_owned(), bytes);
        text
    }

    fn missing(&self, path: &str, place: Place<'_>) -> Reported {
        let message = format!("falta el archivo {path}");
        match nearest(path, self.listed.iter().map(String::as_str)) {
            Some(other) => {
                place.problem(message, format!("¿es {other}? Cámbiele el nombre a {path}"))
            }
            None => place.problem(message, format!("cree {path} en la carpeta del perfil")),
        }
    }

    /// Reports files that look like part of the profile and that nothing read: data that somebody
    /// believes to be in force and is not. Notices are spared if a mistake hides which ones are named.
    pub(crate) fn check_unread(&self, notices_known: bool) {
        let read = self.read.borrow();
        let spared = |path: &str| !notices_known && path.ends_with(".md");
        let unread = |path: &&String| is_data(path) && !read.contains_key(*path) && !spared(path);
        for path in self.listed.iter().filter(unread) {
            self.report.place(path, 1).problem(
                "ningún archivo del perfil usa este archivo",
                "bórrelo, corrija su nombre o menciónelo donde corresponda (los avisos se nombran en [avisos])",
            );
        }
    }

    /// The hash of all files that were read, in order of path.
    pub(crate) fn hash(&self) -> ContentHash {
        let read = self.read.borrow();
        ContentHash::of_files(
            read.iter()
                .map(|(path, bytes)| (path.as_str(), bytes.as_slice())),
        )
    }
}

/// Whether a path looks like a file of a profile; a folder's own README is for people.
fn is_data(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "toml" | "csv" | "md") && name != "README.md" && !name.starts_with('.')
}
