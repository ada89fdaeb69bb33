//! Proposals that another person applies.

use domain::id::ProposalId;
use domain::proposal::Proposal;

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "proposal";
    statements {
        BY_ID = "SELECT id, state, matter, proposer, content FROM proposal WHERE id = $1";
        ALL = "SELECT id, state, matter, proposer, content FROM proposal ORDER BY id";
        IN_STATE = "SELECT id, state, matter, proposer, content FROM proposal WHERE state = $1 ORDER BY id";
        LATEST = "SELECT id, state, matter, proposer, content FROM proposal ORDER BY id DESC LIMIT $1";
    }
    inserts {
        INSERT_PROPOSAL = Insert {
            table: "proposal",
            columns: &["id", "state", "matter", "proposer", "content"],
            conflict: "",
        };
    }
}

document!(
    Proposal,
    INSERT_PROPOSAL,
    BY_ID,
    ALL,
    "ON CONFLICT (id) DO UPDATE SET state = excluded.state, matter = excluded.matter, \
     proposer = excluded.proposer, content = excluded.content",
    |proposal| [proposal.state.code(), proposal.matter.code(), proposal.by]
);

impl Unit {
    /// The proposal with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn proposal(&mut self, id: ProposalId) -> Result<Option<Proposal>, StorageError> {
        self.record(BY_ID.with(values![id.to_string()])).await
    }

    /// The proposals that nobody decided, the oldest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn waiting_proposals(&mut self) -> Result<Vec<Proposal>, StorageError> {
        self.records(IN_STATE.with(values!["waiting"])).await
    }

    /// The latest proposals, at most `limit`, the newest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn latest_proposals(&mut self, limit: u32) -> Result<Vec<Proposal>, StorageError> {
        self.records(LATEST.with(values![limit])).await
    }
}
