//! Lists of keyed things, and references from one list to another.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::report::{Checked, Place};
use super::suggestion::remedy;

/// A thing and the line that defines it.
#[derive(Debug, Clone)]
pub(crate) struct Placed<T> {
    /// The thing.
    pub(crate) value: T,
    /// Its line, from 1.
    pub(crate) line: u32,
}

/// Keyed things in the order of their file. It also knows the keys of things that have mistakes of
/// their own, so that one mistake is not told again by everything that refers to it.
#[derive(Debug)]
pub(crate) struct Listing<K, T> {
    /// The things without mistakes.
    pub(crate) items: Vec<Placed<T>>,
    keys: BTreeMap<K, u32>,
    all_keys_read: bool,
    whole: bool,
}

impl<K, T> Listing<K, T> {
    /// A list that could not be read at all.
    pub(crate) fn unreadable() -> Self {
        Self {
            items: Vec::new(),
            keys: BTreeMap::new(),
            all_keys_read: false,
            whole: false,
        }
    }
}

impl<K: Ord + Clone + AsRef<str> + Display, T> Listing<K, T> {
    /// An empty list, to be filled.
    pub(crate) fn empty() -> Self {
        Self {
            items: Vec::new(),
            keys: BTreeMap::new(),
            all_keys_read: true,
            whole: true,
        }
    }

    /// Adds what a row or table defines; a key that is there already is a mistake.
    pub(crate) fn add(&mut self, key: Checked<K>, item: Checked<T>, place: Place<'_>) {
        let added = key.and_then(|key| self.add_key(key, place));
        self.all_keys_read &= added.is_ok();
        match (added, item) {
            (Ok(()), Ok(value)) => self.items.push(Placed {
                value,
                line: place.line,
            }),
            _ => self.whole = false,
        }
    }

    fn add_key(&mut self, key: K, place: Place<'_>) -> Checked<()> {
        if let Some(line) = self.keys.get(&key) {
            return Err(place.problem(
                format!("la clave «{key}» se repite: ya está en la línea {line}"),
                "deje una sola o dé a esta otra clave",
            ));
        }
        self.keys.insert(key, place.line);
        Ok(())
    }

    /// Whether every row or table was read without mistakes.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// The list, known to be incomplete if something in it could not even be told apart.
    pub(crate) fn require(mut self, whole: Checked<()>) -> Self {
        self.whole &= whole.is_ok();
        self.all_keys_read &= whole.is_ok();
        self
    }

    /// Checks a reference: `what` is "el partido", "el cargo"… A key that could not be read may be
    /// the one that is meant, so then nothing is said.
    pub(crate) fn check(&self, key: &K, what: &str, place: Place<'_>) -> Checked<()> {
        if self.keys.contains_key(key) || !self.all_keys_read {
            return Ok(());
        }
        Err(place.problem(
            format!("no existe {what} «{key}»"),
            remedy(key.as_ref(), self.keys.keys().map(AsRef::as_ref)),
        ))
    }

    /// The same list of other things.
    pub(crate) fn map<U>(self, mut turn: impl FnMut(T) -> U) -> Listing<K, U> {
        let turned = |item: Placed<T>| Placed {
            value: turn(item.value),
            line: item.line,
        };
        Listing {
            items: self.items.into_iter().map(turned).collect(),
            keys: self.keys,
            all_keys_read: self.all_keys_read,
            whole: self.whole,
        }
    }

    /// The things, without their lines.
    pub(crate) fn into_values(self) -> Vec<T> {
        self.items.into_iter().map(|item| item.value).collect()
    }
}
