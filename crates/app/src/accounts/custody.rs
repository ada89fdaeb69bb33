//! Whose accounts somebody manages: the administration all of them, a party's representation those of its party
//! (DGO 10 and 11, CDMX 11 and 12). The scope goes into the queries; a row beyond it is as if it did not exist.

use domain::account::{Account, Role, Seat};
use domain::activity::Author;
use domain::key::PartyKey;
use domain::policy::{Denial, Right, Target, may_ever, permit};
use domain::profile::SupervisorDelivery;
use domain::registry::Candidacy;
use storage::{AccountFilter, Unit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Whose accounts somebody manages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Custody {
    /// All of the process.
    Process,
    /// Those of one party and of the candidacies that it captures.
    Party(PartyKey),
}

impl Custody {
    /// The filter without the rows beyond this custody.
    pub(super) fn narrow(&self, mut filter: AccountFilter) -> AccountFilter {
        if let Self::Party(party) = self {
            filter.within = Some(party.clone());
        }
        filter
    }

    /// Whether a candidacy's account is among the rows.
    pub(super) fn includes(&self, candidacy: &Candidacy) -> bool {
        match self {
            Self::Process => true,
            Self::Party(party) => candidacy.data.postulation.capturing_party() == Some(party),
        }
    }
}

/// Somebody who manages accounts, and the author that the history will name.
#[derive(Debug, Clone)]
pub(crate) struct Custodian {
    pub(crate) custody: Custody,
    pub(crate) author: Author,
}

impl App {
    /// Whose accounts `who` manages.
    ///
    /// # Errors
    /// Denied.
    pub fn custody_of(&self, who: &SignedIn) -> Result<Custody, AppError> {
        self.custodian(who).map(|custodian| custodian.custody)
    }

    pub(crate) fn custodian(&self, who: &SignedIn) -> Result<Custodian, AppError> {
        let ask =
            |right, target| permit(&self.profile, &who.actor, Some(who.session), right, target);
        if may_ever(&self.profile, who.actor.role(), Right::ManageAccounts) {
            let author = ask(Right::ManageAccounts, Target::Process)?.author();
            return Ok(Custodian {
                custody: Custody::Process,
                author,
            });
        }
        let party = who.actor.seat().party().ok_or(Denial::Role)?;
        let author = ask(Right::ManagePartyAccounts, Target::Party(party))?.author();
        Ok(Custodian {
            custody: Custody::Party(party.clone()),
            author,
        })
    }

    /// Whether this custody creates, prints and hands on accounts of this role: the administration all, a party those
    /// of its capturers and candidates and, where the institute does not deliver them itself, its supervisors.
    pub fn hands_on(&self, custody: &Custody, role: Role) -> bool {
        match custody {
            Custody::Process => true,
            Custody::Party(_) => match role {
                Role::Capturer | Role::Candidate => true,
                Role::Supervisor => self.profile.accounts.supervisor == SupervisorDelivery::Party,
                _ => false,
            },
        }
    }

    /// An account within a custody, read as a record of the unit.
    ///
    /// # Errors
    /// Not found; somebody else's; storage.
    pub(super) async fn account_within(
        &self,
        unit: &mut Unit,
        custody: &Custody,
        id: domain::id::AccountId,
    ) -> Result<Account, AppError> {
        let account = unit.account(id).await?.ok_or(AppError::NotFound)?;
        if self.reaches(unit, custody, &account.seat).await? {
            Ok(account)
        } else {
            Err(Denial::NotYours.into())
        }
    }

    /// Whether accounts of this seat are within a custody.
    pub(super) async fn reaches(
        &self,
        unit: &mut Unit,
        custody: &Custody,
        seat: &Seat,
    ) -> Result<bool, AppError> {
        let Custody::Party(own) = custody else {
            return Ok(true);
        };
        Ok(match (seat.party(), seat.candidacy()) {
            (Some(party), _) => party == own,
            (None, Some(candidacy)) => unit
                .candidacy(candidacy)
                .await?
                .is_some_and(|candidacy| custody.includes(&candidacy)),
            (None, None) => false,
        })
    }
}
