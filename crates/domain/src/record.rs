//! The one way to change state: a record and the history entry that tells of the change, as a single value.
//!
//! Storage accepts nothing else, so a change that is not logged does not compile (R10).

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::activity::Act;

/// A row of state that the history vouches for.
pub trait Record: Serialize {
    /// What the history calls this kind of record, for instance `candidacy`.
    const KIND: &'static str;

    /// Facts that a change of this record leaves behind and that nothing changes afterwards, such as a revision.
    type Facts: Default;

    /// The record's identifier within its kind.
    fn id(&self) -> String;

    /// SHA-256 over the record's canonical bytes. The latest history entry about a record carries it, so an
    /// edited row shows (`bitacora verificar`). Canonical bytes are the JSON of the struct in field order;
    /// a field added later must be skipped while empty, so that old rows keep their hash.
    fn digest(&self) -> [u8; 32] {
        let bytes = serde_json::to_vec(self)
            .expect("records are plain data: no map with keys other than text");
        Sha256::digest(bytes).into()
    }
}

/// A record as it must be stored, together with the act that led to it. Only the domain can make one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a decision has no effect until storage applies it"]
pub struct Decided<R: Record> {
    record: R,
    act: Act,
    facts: R::Facts,
}

impl<R: Record> Decided<R> {
    pub(crate) fn new(record: R, act: Act) -> Self {
        Self {
            record,
            act,
            facts: R::Facts::default(),
        }
    }

    pub(crate) fn with_facts(record: R, act: Act, facts: R::Facts) -> Self {
        Self { record, act, facts }
    }

    /// The same decision, whose act has one more detail.
    pub(crate) fn telling(self, key: &'static str, value: impl std::fmt::Display) -> Self {
        Self {
            act: self.act.with(key, value),
            ..self
        }
    }

    /// The record after the act.
    pub fn record(&self) -> &R {
        &self.record
    }

    /// The act as the history will tell it.
    pub fn act(&self) -> &Act {
        &self.act
    }

    /// The facts that go with the change.
    pub fn facts(&self) -> &R::Facts {
        &self.facts
    }

    /// The record alone, once applied, to decide the next step on it.
    pub fn into_record(self) -> R {
        self.record
    }
}
