//! What waits for somebody, beyond the candidacies and the cases: help, proposals, letters, imports, what parties owe.

use domain::policy::{Right, may_ever};
use domain::proposal::Proposal;

use crate::party::NamedSupervisor;
use crate::proposals::ProposalsAbout;
use crate::registry::{ImportProgress, ImportStage};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What waits. A figure of zero, or none, waits for nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// People who cannot get in and asked this person for help.
    pub help: usize,
    /// Proposals about the registry that this person decides.
    pub registry_proposals: usize,
    /// Proposals about accounts of the administration that this person decides.
    pub account_proposals: usize,
    /// Proposals about terms that this person decides.
    pub term_proposals: usize,
    /// The own proposals that wait for somebody else.
    pub own_proposals: usize,
    /// Accounts that were issued to be received, and whose delivery is not recorded.
    pub undelivered: u64,
    /// Candidacies registered after their party's receipt, of which the party was not told.
    pub untold: u64,
    /// The import of a registry file that is under way.
    pub import: Option<ImportProgress>,
    /// Parties of which no supervisor is registered: of all, or the own one.
    pub without_supervisor: usize,
    /// Parties of which no privacy notice is registered, where the profile asks for it: of all, or the own one.
    pub without_notice: usize,
    /// Candidacies of the own party whose person is not recorded to have been shown its notice.
    pub without_evidence: usize,
    /// What is hidden for a person's safety and must be looked at again by now.
    pub hidings_due: usize,
}

impl App {
    /// What waits for `who`.
    ///
    /// # Errors
    /// Storage.
    pub async fn desk(&self, who: &SignedIn) -> Result<Desk, AppError> {
        let role = who.actor.role();
        let may = |right| may_ever(&self.profile, role, right);
        let mut desk = Desk::default();
        if may(Right::ManageAccounts) || may(Right::ManagePartyAccounts) {
            desk.help = self.help_cases(who).await?.len();
        }
        if may(Right::ProposeRegistry) {
            self.count_proposals(who, &mut desk).await?;
        }
        if may(Right::ManageAccounts) {
            desk.undelivered = self.store.read().await?.undelivered_accounts().await?;
            let untold = self.untold_registrations(who).await?;
            desk.untold = untold.iter().map(|of| of.candidacies).sum();
            let registers = self.party_registers(who).await?;
            let unsupervised = registers.iter().filter(|of| of.supervisors.is_empty());
            desk.without_supervisor = unsupervised.count();
            if self.profile.capture.party_notice {
                let without = registers.iter().filter(|of| of.notice.is_none());
                desk.without_notice = without.count();
            }
        }
        if may(Right::RegisterParty) {
            let named = self.supervisors(who).await?;
            let in_force = |named: &NamedSupervisor| named.appointment.ended.is_none();
            desk.without_supervisor = usize::from(!named.iter().any(in_force));
            if self.profile.capture.party_notice {
                desk.without_notice = usize::from(self.own_notices(who).await?.is_empty());
            }
        }
        if may(Right::RecordDisclosure) && who.actor.seat().party().is_some() {
            desk.without_evidence = self.without_evidence(who).await?;
        }
        if may(Right::HideData) {
            desk.hidings_due = self.hidings_due().await?;
        }
        if may(Right::ManageRegistry) {
            let progress = *self.import_progress().borrow();
            desk.import = Some(progress).filter(|progress| progress.stage != ImportStage::Idle);
        }
        Ok(desk)
    }

    async fn count_proposals(&self, who: &SignedIn, desk: &mut Desk) -> Result<(), AppError> {
        let own = |proposal: &Proposal| proposal.by == who.actor.account();
        for proposal in self.store.read().await?.waiting_proposals().await? {
            let decides = self.decides_proposal(who, &proposal);
            match ProposalsAbout::of(&proposal.matter) {
                _ if own(&proposal) => desk.own_proposals += 1,
                ProposalsAbout::Registry if decides => desk.registry_proposals += 1,
                ProposalsAbout::Accounts if decides => desk.account_proposals += 1,
                ProposalsAbout::Terms if decides => desk.term_proposals += 1,
                _ => {}
            }
        }
        Ok(())
    }
}
