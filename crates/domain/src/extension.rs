//! Extensions of the term by the administration, of one account or of all that a failure of the system affected, with
//! its written reason (R07, rules of the clock).

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::ExtensionId;
use crate::proposal::{ProposalRefusal, reason_of};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// One extension: the reason that stands behind the longer terms of its candidacies, which name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Identifier.
    pub id: ExtensionId,
    /// The new last instant.
    pub ends: Instant,
    /// Why.
    pub reason: String,
    /// SHA-256 in hexadecimal of the technical report of the failure, if it was one.
    pub report: Option<String>,
    /// How many candidacies it extends.
    pub candidacies: u32,
    /// When it was granted.
    pub at: Instant,
}

impl Record for Extension {
    const KIND: &'static str = "extension";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

impl Extension {
    /// Grants an extension; its candidacies are extended in the same unit.
    ///
    /// # Errors
    /// [`ProposalRefusal::Reason`] without a reason.
    pub fn grant(
        id: ExtensionId,
        ends: Instant,
        reason: &str,
        report: Option<String>,
        candidacies: u32,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, ProposalRefusal> {
        let extension = Self {
            id,
            ends,
            reason: reason_of(reason)?,
            report,
            candidacies,
            at,
        };
        let act = Act::new(
            at,
            by,
            Action::ExtensionGranted,
            Subject::new(Self::KIND, id),
        )
        .with("ends", ends.micros())
        .with("candidacies", candidacies);
        let act = match &extension.report {
            Some(report) => act.with("report", report),
            None => act,
        };
        Ok(Decided::new(extension, act))
    }
}
