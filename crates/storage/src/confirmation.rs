//! Links by which a candidacy's person confirms what the party captured, and what that person has seen of others'
//! changes.

use domain::confirmation::{ConfirmationLink, EditsSeen};
use domain::id::{CandidacyId, ConfirmationLinkId};
use domain::key::QuestionnaireKey;

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "confirmation";
    statements {
        LINK = "SELECT id, candidacy, digest, content FROM confirmation_link WHERE id = $1";
        LINKS = "SELECT id, candidacy, digest, content FROM confirmation_link ORDER BY id";
        LINKS_OF = "SELECT id, candidacy, digest, content FROM confirmation_link WHERE candidacy = $1 ORDER BY id";
        BY_DIGEST = "SELECT id, candidacy, digest, content FROM confirmation_link WHERE digest = $1";
        SEEN = "SELECT id, candidacy, content FROM edits_seen WHERE id = $1";
        ALL_SEEN = "SELECT id, candidacy, content FROM edits_seen ORDER BY id";
    }
    inserts {
        INSERT_LINK = Insert {
            table: "confirmation_link",
            columns: &["id", "candidacy", "digest", "content"],
            conflict: "",
        };
        INSERT_SEEN = Insert {
            table: "edits_seen",
            columns: &["id", "candidacy", "content"],
            conflict: "",
        };
    }
}

document!(
    ConfirmationLink,
    INSERT_LINK,
    LINK,
    LINKS,
    "ON CONFLICT (id) DO UPDATE SET candidacy = excluded.candidacy, digest = excluded.digest, \
     content = excluded.content",
    |link| [link.candidacy, link.digest.as_str()]
);
document!(
    EditsSeen,
    INSERT_SEEN,
    SEEN,
    ALL_SEEN,
    "ON CONFLICT (id) DO UPDATE SET candidacy = excluded.candidacy, content = excluded.content",
    |seen| [seen.candidacy]
);

impl Unit {
    /// The link with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn confirmation_link(
        &mut self,
        id: ConfirmationLinkId,
    ) -> Result<Option<ConfirmationLink>, StorageError> {
        self.record(LINK.with(values![id.to_string()])).await
    }

    /// The link whose code has this digest.
    ///
    /// # Errors
    /// As every read.
    pub async fn confirmation_link_by_digest(
        &mut self,
        digest: &str,
    ) -> Result<Option<ConfirmationLink>, StorageError> {
        self.record(BY_DIGEST.with(values![digest])).await
    }

    /// The links that were made for a candidacy, the oldest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn confirmation_links(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Vec<ConfirmationLink>, StorageError> {
        self.records(LINKS_OF.with(values![candidacy])).await
    }

    /// What the person of a candidacy has seen of others' changes.
    ///
    /// # Errors
    /// As every read.
    pub async fn edits_seen(
        &mut self,
        candidacy: CandidacyId,
        questionnaire: &QuestionnaireKey,
    ) -> Result<Option<EditsSeen>, StorageError> {
        let id = domain::capture::Capture::record_id(candidacy, questionnaire);
        self.record(SEEN.with(values![id])).await
    }
}
