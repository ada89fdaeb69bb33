//! What *registro* proposes and the administrator applies (DGO 20.2), each after having seen what it would change. The
//! proposals themselves are as all others: see [`crate::proposals`].

use domain::id::{AccountId, ProposalId};
use domain::proposal::{Matter, Proposal, ProposalState};
use domain::registry::Candidacy;

use super::changes::{ChangeError, RegistryAct, Seen, candidacy_of};
use crate::proposals::{ProposalsAbout, ProposalsError};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A proposal with what its screen tells.
#[derive(Debug, Clone)]
pub struct ProposalView {
    /// The proposal.
    pub proposal: Proposal,
    /// The candidacy as it is registered now; none if it is about a new one.
    pub candidacy: Option<Candidacy>,
    /// Who proposed it.
    pub proposer: String,
    /// Who decided it; empty if nobody did.
    pub decider: String,
}

impl App {
    /// The proposals about the registry: those that wait, the oldest first, and the latest `latest` that were decided.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn registry_proposals(
        &self,
        who: &SignedIn,
        latest: usize,
    ) -> Result<(Vec<ProposalView>, Vec<ProposalView>), AppError> {
        let (waiting, decided) = self
            .proposals(who, ProposalsAbout::Registry, latest)
            .await?;
        Ok((
            self.viewed_all(waiting).await?,
            self.viewed_all(decided).await?,
        ))
    }

    /// One proposal about the registry.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn registry_proposal(
        &self,
        who: &SignedIn,
        id: ProposalId,
    ) -> Result<ProposalView, AppError> {
        let proposal = self.proposal(who, id).await?;
        if !proposal.matter.is_of_registry() {
            return Err(AppError::NotFound);
        }
        self.viewed(proposal).await
    }

    /// Proposes an act. Sent twice it is proposed once; `seen` is what the form showed.
    ///
    /// # Errors
    /// [`ProposalsError`], and what of the registry hinders it as [`ProposalsError::Change`].
    pub async fn propose_registry_act(
        &self,
        who: &SignedIn,
        id: ProposalId,
        act: &RegistryAct,
        seen: Option<&Seen>,
        reason: &str,
    ) -> Result<ProposalId, ProposalsError> {
        let reviewed = self.review_registry_act(who, act).await?;
        if let Some(now) = reviewed.before
            && seen != Some(&Seen::of(&now))
        {
            return Err(ChangeError::Changed(Box::new(now)).into());
        }
        match self.propose(who, id, reviewed.matter, reason).await {
            Ok(proposal) => Ok(proposal.id),
            // The same form, sent twice.
            Err(ProposalsError::Waiting(same)) if same == id => Ok(id),
            Err(error) => Err(error),
        }
    }

    async fn viewed_all(&self, proposals: Vec<Proposal>) -> Result<Vec<ProposalView>, AppError> {
        let mut views = Vec::with_capacity(proposals.len());
        for proposal in proposals {
            views.push(self.viewed(proposal).await?);
        }
        Ok(views)
    }

    async fn viewed(&self, proposal: Proposal) -> Result<ProposalView, AppError> {
        let mut unit = self.store.read().await?;
        let candidacy = match (candidacy_of(&proposal.matter), &proposal.matter) {
            (Some(id), _) => unit.candidacy(id).await?,
            (None, Matter::Register { data }) => unit.candidacy_by_key(&data.key).await?,
            _ => None,
        };
        drop(unit);
        let decided_by: Option<AccountId> = match &proposal.state {
            ProposalState::Applied { by, .. } | ProposalState::Rejected { by, .. } => Some(*by),
            ProposalState::Waiting | ProposalState::Withdrawn { .. } => None,
        };
        let decider = match decided_by {
            Some(by) => self.holder_name(by).await?,
            None => None,
        };
        Ok(ProposalView {
            candidacy,
            proposer: self.holder_name(proposal.by).await?.unwrap_or_default(),
            decider: decider.unwrap_or_default(),
            proposal,
        })
    }
}
