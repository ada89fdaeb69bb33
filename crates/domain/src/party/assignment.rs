//! Who of a party's capturers types for a candidacy: a division of work. It takes no right from the others, so that
//! on the last evening anybody of the party can help.

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::{AccountId, CandidacyId};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// The capturer of a candidacy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// Who types for it; none if that was taken back.
    pub capturer: Option<AccountId>,
    /// Since when.
    pub at: Instant,
}

impl Record for Assignment {
    const KIND: &'static str = "assignment";
    type Facts = ();
    fn id(&self) -> String {
        self.candidacy.to_string()
    }
}

impl Assignment {
    /// Assigns a candidacy, or with none takes the assignment back. None if it already is so.
    pub fn assign(
        before: Option<Self>,
        candidacy: CandidacyId,
        capturer: Option<AccountId>,
        by: Author,
        at: Instant,
    ) -> Option<Decided<Self>> {
        if before.and_then(|before| before.capturer) == capturer {
            return None;
        }
        let act = Act::new(
            at,
            by,
            Action::CandidacyAssigned,
            Subject::new(Self::KIND, candidacy),
        );
        let act = match capturer {
            Some(capturer) => act.with("capturer", capturer),
            None => act,
        };
        let assignment = Self {
            candidacy,
            capturer,
            at,
        };
        Some(Decided::new(assignment, act))
    }
}
