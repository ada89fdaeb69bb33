//! Acts that one person proposes and another applies (DGO 20.2; acts of the administration that need two): the list, the
//! decision, and the way from each matter to what does it.

mod apply;
mod error;

use domain::activity::Author;
use domain::id::{AccountId, ProposalId};
use domain::policy::{Denial, Right, Target, may_ever, permit};
use domain::proposal::{Matter, Proposal};

pub use apply::Applied;
pub use error::ProposalsError;

use crate::registry::{Seen, unchanged};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Whose proposals a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalsAbout {
    /// The registry of candidacies.
    Registry,
    /// Terms.
    Terms,
    /// Accounts of the administration.
    Accounts,
}

impl ProposalsAbout {
    /// What a matter is about.
    pub const fn of(matter: &Matter) -> Self {
        match matter {
            Matter::Register { .. }
            | Matter::Correct { .. }
            | Matter::Cancel { .. }
            | Matter::Reinstate { .. }
            | Matter::ShareCapture { .. }
            | Matter::PartCapture { .. } => Self::Registry,
            Matter::ExtendEvery { .. } => Self::Terms,
            Matter::CloseAccount { .. } | Matter::RescueAccount { .. } => Self::Accounts,
        }
    }

    /// The right to propose.
    pub const fn proposing(self) -> Right {
        match self {
            Self::Registry => Right::ProposeRegistry,
            Self::Terms => Right::ExtendTerms,
            Self::Accounts => Right::ManageAccounts,
        }
    }

    /// The right to apply and to refuse.
    pub const fn deciding(self) -> Right {
        match self {
            Self::Registry => Right::ManageRegistry,
            Self::Terms => Right::ExtendTerms,
            Self::Accounts => Right::ManageAccounts,
        }
    }
}

impl App {
    /// An identifier for a proposal that is going to be made: the form carries it, so that sending it twice makes one.
    pub fn new_proposal_id(&self) -> ProposalId {
        ProposalId::new(self.now(), self.entropy.as_ref())
    }

    /// Proposes.
    ///
    /// # Errors
    /// [`ProposalsError`]; [`ProposalsError::Waiting`] if the same waits already.
    pub async fn propose(
        &self,
        who: &SignedIn,
        id: ProposalId,
        matter: Matter,
        reason: &str,
    ) -> Result<Proposal, ProposalsError> {
        let by = self.author_with(who, ProposalsAbout::of(&matter).proposing())?;
        let mut unit = self.store.write().await?;
        if unit.proposal(id).await?.is_some() {
            return Err(ProposalsError::Waiting(id));
        }
        let waiting = unit.waiting_proposals().await?;
        if let Some(same) = waiting.iter().find(|proposal| proposal.matter == matter) {
            return Err(ProposalsError::Waiting(same.id));
        }
        self.check_matter(&mut unit, &matter, who.actor.account())
            .await?;
        let decided = Proposal::open(id, matter, reason, who.actor.account(), by, self.now())?;
        let proposal = decided.record().clone();
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(proposal)
    }

    /// Applies a proposal: what it proposes is done in the same unit as the decision. `seen` is the candidacy as the
    /// screen showed it; without it nothing that is registered changes.
    ///
    /// # Errors
    /// [`ProposalsError`].
    pub async fn apply_proposal(
        &self,
        who: &SignedIn,
        id: ProposalId,
        seen: Option<&Seen>,
    ) -> Result<Applied, ProposalsError> {
        let mut unit = self.store.write().await?;
        let proposal = unit.proposal(id).await?.ok_or(AppError::NotFound)?;
        let by = self.decider(who, &proposal)?;
        let (matter, reason) = (proposal.matter.clone(), proposal.reason.clone());
        let decided = proposal.apply(who.actor.account(), by, self.now())?;
        unchanged(&mut unit, &matter, seen).await?;
        // A change of the profile, say a party that left an agreement, can make what was proposed impossible: then the
        // unit is dropped and the proposal goes on waiting.
        let applied = self
            .do_matter(&mut unit, &matter, &reason, by, self.now())
            .await?;
        unit.apply(decided).await?;
        unit.commit().await?;
        match &applied {
            Applied::Code { account, code } => self.keep_to_show(who, *account, code),
            Applied::Extension => self.extensions_were_granted(),
            Applied::Done => {}
        }
        Ok(applied)
    }

    /// Refuses a proposal, with the reason for who made it.
    ///
    /// # Errors
    /// [`ProposalsError`].
    pub async fn reject_proposal(
        &self,
        who: &SignedIn,
        id: ProposalId,
        reason: &str,
    ) -> Result<(), ProposalsError> {
        let mut unit = self.store.write().await?;
        let proposal = unit.proposal(id).await?.ok_or(AppError::NotFound)?;
        let by = self.decider(who, &proposal)?;
        let decided = proposal.reject(who.actor.account(), reason, by, self.now())?;
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Takes the own proposal back.
    ///
    /// # Errors
    /// [`ProposalsError`].
    pub async fn withdraw_proposal(
        &self,
        who: &SignedIn,
        id: ProposalId,
    ) -> Result<(), ProposalsError> {
        let mut unit = self.store.write().await?;
        let proposal = unit.proposal(id).await?.ok_or(AppError::NotFound)?;
        let by = self.author_with(who, ProposalsAbout::of(&proposal.matter).proposing())?;
        let decided = proposal.withdraw(who.actor.account(), by, self.now())?;
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(())
    }

    /// One proposal, for whoever may make or decide proposals of its kind.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn proposal(&self, who: &SignedIn, id: ProposalId) -> Result<Proposal, AppError> {
        let found = self.store.read().await?.proposal(id).await?;
        let proposal = found.ok_or(AppError::NotFound)?;
        if self.sees_proposals(who, ProposalsAbout::of(&proposal.matter)) {
            Ok(proposal)
        } else {
            Err(Denial::NotYours.into())
        }
    }

    /// The proposals about something that nobody decided, the oldest first, and the latest ones that were decided, the
    /// newest first, at most `latest`.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn proposals(
        &self,
        who: &SignedIn,
        about: ProposalsAbout,
        latest: usize,
    ) -> Result<(Vec<Proposal>, Vec<Proposal>), AppError> {
        /// Proposals among which the latest of one kind are looked for.
        const LOOKED_AT: u32 = 1_000;
        if !self.sees_proposals(who, about) {
            return Err(Denial::Role.into());
        }
        let mut unit = self.store.read().await?;
        let own = |proposal: &Proposal| ProposalsAbout::of(&proposal.matter) == about;
        let mut waiting = unit.waiting_proposals().await?;
        waiting.retain(own);
        let decided = unit.latest_proposals(LOOKED_AT).await?.into_iter();
        let decided = decided
            .filter(|proposal| own(proposal) && proposal.state.code() != "waiting")
            .take(latest)
            .collect();
        Ok((waiting, decided))
    }

    /// Whether `who` decides on a proposal that somebody made: another person with the right to.
    pub fn decides_proposal(&self, who: &SignedIn, proposal: &Proposal) -> bool {
        let right = ProposalsAbout::of(&proposal.matter).deciding();
        proposal.by != who.actor.account() && may_ever(&self.profile, who.actor.role(), right)
    }

    /// The names of those who proposed and decided, for screens.
    ///
    /// # Errors
    /// Storage.
    pub async fn holder_name(&self, id: AccountId) -> Result<Option<String>, AppError> {
        let account = self.store.read().await?.account(id).await?;
        Ok(account.map(|account| account.holder))
    }

    fn sees_proposals(&self, who: &SignedIn, about: ProposalsAbout) -> bool {
        let role = who.actor.role();
        [about.proposing(), about.deciding()]
            .into_iter()
            .any(|right| may_ever(&self.profile, role, right))
    }

    fn decider(&self, who: &SignedIn, proposal: &Proposal) -> Result<Author, AppError> {
        self.author_with(who, ProposalsAbout::of(&proposal.matter).deciding())
    }

    fn author_with(&self, who: &SignedIn, right: Right) -> Result<Author, AppError> {
        Ok(permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            right,
            Target::Process,
        )?
        .author())
    }
}
