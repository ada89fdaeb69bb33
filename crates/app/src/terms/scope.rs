//! Which candidacies an extension is for.

use domain::account::Seat;
use domain::id::{AccountId, CandidacyId};
use domain::key::PartyKey;
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use storage::{TermFilter, Unit};

use super::ExtensionRefusal;
use crate::{App, AppError};

/// Which candidacies an extension is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum ExtensionScope {
    /// One candidacy.
    Candidacy {
        /// Which.
        id: CandidacyId,
    },
    /// Those whose term the receipt of an account started.
    Account {
        /// Which.
        id: AccountId,
    },
    /// Those that a party captures.
    Party {
        /// Which.
        party: PartyKey,
    },
    /// Those whose term ended or would have ended while the system failed, both instants included.
    EndedBetween {
        /// When the failure began.
        from: Instant,
        /// When it was over.
        until: Instant,
    },
    /// All of them: an act of two administrators.
    Every,
}

impl App {
    /// The candidacies of a scope that are not sent and whose term runs or ran.
    pub(super) async fn filter_of(
        &self,
        unit: &mut Unit,
        scope: &ExtensionScope,
    ) -> Result<TermFilter, ExtensionRefusal> {
        let mut filter = self.term_filter();
        filter.unsent = true;
        filter.with_term = true;
        match scope {
            ExtensionScope::Every => {}
            ExtensionScope::Candidacy { id } => filter.candidacy = Some(*id),
            ExtensionScope::Party { party } => {
                self.profile
                    .party(party)
                    .ok_or(ExtensionRefusal::NoSuchScope)?;
                filter.party = Some(party.clone());
            }
            ExtensionScope::EndedBetween { from, until } => {
                // A failure that has not ended is not known: its end would be whatever somebody writes.
                if until < from || *until > self.now() {
                    return Err(ExtensionRefusal::Window);
                }
                filter.ends_between = Some((*from, *until));
            }
            ExtensionScope::Account { id } => {
                let account = unit.account(*id).await?.ok_or(AppError::NotFound)?;
                match account.seat {
                    Seat::Administrator | Seat::Auditor | Seat::Registrar | Seat::Validator => {
                        return Err(ExtensionRefusal::NoSuchScope);
                    }
                    Seat::PartyRepresentative { party }
                    | Seat::Supervisor { party }
                    | Seat::Capturer { party } => filter.party = Some(party),
                    Seat::Candidate { candidacy } | Seat::Independent { candidacy } => {
                        filter.candidacy = Some(candidacy);
                    }
                }
            }
        }
        Ok(filter)
    }
}
