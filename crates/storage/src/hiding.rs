//! What is hidden from the public for a person's safety.

use std::collections::HashMap;

use domain::hiding::{Hidden, Hiding};
use domain::id::{CandidacyId, HidingId};

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "hiding";
    statements {
        BY_ID = "SELECT id, candidacy, in_force, content FROM hiding WHERE id = $1";
        ALL = "SELECT id, candidacy, in_force, content FROM hiding ORDER BY id";
        IN_FORCE = "SELECT id, candidacy, in_force, content FROM hiding WHERE in_force ORDER BY id";
        OF = "SELECT id, candidacy, in_force, content FROM hiding WHERE candidacy = $1 ORDER BY id";
    }
    inserts {
        INSERT_HIDING = Insert {
            table: "hiding",
            columns: &["id", "candidacy", "in_force", "content"],
            conflict: "",
        };
    }
}

document!(
    Hiding,
    INSERT_HIDING,
    BY_ID,
    ALL,
    "ON CONFLICT (id) DO UPDATE SET candidacy = excluded.candidacy, in_force = excluded.in_force, \
     content = excluded.content",
    |hiding| [hiding.candidacy, hiding.is_in_force()]
);

impl Unit {
    /// The hiding with this identifier of a candidacy.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn hiding(
        &mut self,
        candidacy: CandidacyId,
        id: HidingId,
    ) -> Result<Option<Hiding>, StorageError> {
        let id = Hiding::record_id(candidacy, id);
        self.record(BY_ID.with(values![id])).await
    }

    /// Every hiding of a candidacy, lifted ones too.
    ///
    /// # Errors
    /// As every read.
    pub async fn hidings_of(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Vec<Hiding>, StorageError> {
        self.records(OF.with(values![candidacy])).await
    }

    /// Every hiding, or those in force. There are few: each is about somebody in danger.
    ///
    /// # Errors
    /// As every read.
    pub async fn hidings(&mut self, in_force: bool) -> Result<Vec<Hiding>, StorageError> {
        self.records(if in_force {
            IN_FORCE.into()
        } else {
            ALL.into()
        })
        .await
    }

    /// What is hidden now, candidacy by candidacy: what every public surface asks. Whoever is in danger is so in each of
    /// their candidacies that share a capture.
    ///
    /// # Errors
    /// As every read.
    pub async fn hidden(&mut self) -> Result<HashMap<CandidacyId, Hidden>, StorageError> {
        let mut hidden: HashMap<CandidacyId, Hidden> = HashMap::new();
        for hiding in self.hidings(true).await? {
            let others = self.candidacies_served_with(hiding.candidacy).await?;
            for candidacy in std::iter::once(hiding.candidacy).chain(others) {
                hidden.entry(candidacy).or_default().add(&hiding.what);
            }
        }
        Ok(hidden)
    }
}
