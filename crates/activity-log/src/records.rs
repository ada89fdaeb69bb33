//! What the history says each record is by now.

use std::collections::HashMap;

use crate::{EntryFields, Hash};

/// The latest `record` hash of each subject, as the verified entries tell it, for the
/// caller to compare with the rows of its state: 32 bytes and a key for each subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records(HashMap<String, HashMap<String, Hash>>);

impl Records {
    /// Takes note of an entry. One without `record` leaves the subject as it was.
    pub(crate) fn observe(&mut self, entry: &EntryFields) {
        let Some(record) = entry.record else { return };
        let kind = match self.0.get_mut(&entry.subject_kind) {
            Some(kind) => kind,
            None => self.0.entry(entry.subject_kind.clone()).or_default(),
        };
        match kind.get_mut(&entry.subject_id) {
            Some(hash) => *hash = record,
            None => drop(kind.insert(entry.subject_id.clone(), record)),
        }
    }

    /// The latest hash of one subject's record.
    #[must_use]
    pub fn get(&self, kind: &str, id: &str) -> Option<Hash> {
        self.0.get(kind)?.get(id).copied()
    }

    /// Identifier and latest hash of each subject of a kind, in no order.
    pub fn of_kind<'a>(&'a self, kind: &str) -> impl Iterator<Item = (&'a str, Hash)> + use<'a> {
        self.0
            .get(kind)
            .into_iter()
            .flatten()
            .map(|(id, hash)| (id.as_str(), *hash))
    }

    /// Kind, identifier and latest hash of each subject, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, Hash)> {
        self.0.iter().flat_map(|(kind, ids)| ids_of(kind, ids))
    }

    /// Number of subjects.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values().map(HashMap::len).sum()
    }

    /// Whether no verified entry had a record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn ids_of<'a>(
    kind: &'a str,
    ids: &'a HashMap<String, Hash>,
) -> impl Iterator<Item = (&'a str, &'a str, Hash)> {
    ids.iter().map(move |(id, hash)| (kind, id.as_str(), *hash))
}
