//! Validation: the queue of a stage and the decisions taken in it. Which stages there are is the profile's (decision 11).

use domain::activity::Action;
use domain::capture::{Broken, Capture, Machine, Remark, Revision, State};
use domain::id::CandidacyId;
use domain::policy::{Permit, Right, Target, permit};
use domain::profile::Stage;
use domain::record::Decided;
use domain::registry::{Candidacy, Postulation};
use domain::time::Instant;

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A decision on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Take it from the queue.
    Claim,
    /// Give it back to the queue.
    Release,
    /// Approve it.
    Approve,
    /// Return it with remarks.
    Return(Vec<Remark>),
}

/// A case as whoever decides on it sees it.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// Its capture.
    pub capture: Capture,
    /// The stage that it is in.
    pub stage: &'a Stage,
    /// Whether this person holds it, where cases are claimed; otherwise whether the person may decide at all.
    pub mine: bool,
    /// Whether somebody else holds it.
    pub taken: bool,
    /// Every revision, oldest first.
    pub revisions: Vec<Revision>,
}

impl Case<'_> {
    /// The revisions made since the text was first sent: edits of stages and corrections.
    pub fn since_sending(&self) -> impl Iterator<Item = &Revision> {
        let sent = self
            .capture
            .submission
            .as_ref()
            .map_or(0, |submission| submission.revision);
        self.revisions
            .iter()
            .filter(move |revision| revision.number > sent)
    }
}

impl App {
    /// The stages in which `who` decides on some candidacy, in the profile's order.
    pub fn stages_of(&self, who: &SignedIn) -> Vec<&Stage> {
        let role = who.actor.role();
        let decides = |stage: &&Stage| {
            stage.party_roles.contains(&role) || stage.independent_roles.contains(&role)
        };
        self.profile.stages.iter().filter(decides).collect()
    }

    /// A case for its page.
    ///
    /// # Errors
    /// Denied, not found (also when the capture is in no stage), storage.
    pub async fn case(&self, who: &SignedIn, id: CandidacyId) -> Result<Case<'_>, AppError> {
        let mut unit = self.store.read().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        self.reads_lead(who, &candidacy, &group)?;
        let capture = capture.ok_or(AppError::NotFound)?;
        let State::InStage { stage, claim } = &capture.state else {
            return Err(Broken::NotInStage.into());
        };
        let stage = self.profile.stage(stage).ok_or(AppError::NotFound)?;
        if let Err(denied) = self.deciding_permit(who, &candidacy, stage) {
            // It went on from this person's stage to one of somebody else's: that is where it stands, not an intrusion.
            let decides_elsewhere = self.stages_of(who).iter().any(|own| own.key != stage.key);
            return Err(if decides_elsewhere {
                Broken::NotInStage.into()
            } else {
                denied
            });
        }
        let me = who.actor.account();
        let mine = !stage.needs_claim || claim.is_some_and(|claim| claim.by == me);
        let taken = claim.is_some_and(|claim| claim.by != me);
        let home = candidacy.capture_home();
        let revisions = unit.revisions(home, &self.curricular().key, 0).await?;
        Ok(Case {
            candidacy,
            capture,
            stage,
            mine,
            taken,
            revisions,
        })
    }

    /// Takes a decision on the case that is in `stage`. The stage comes from the page on which the person decided,
    /// so that a second click does not decide in the next one.
    ///
    /// # Errors
    /// Denied, a broken rule, storage. Nothing changes then.
    pub async fn decide(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        stage: &str,
        decision: Decision,
        at: Instant,
    ) -> Result<u64, AppError> {
        let stage = self
            .profile
            .stages
            .iter()
            .find(|known| known.key.as_str() == stage)
            .ok_or(AppError::NotFound)?;
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        let permit = self.deciding_permit(who, &candidacy, stage)?;
        let machine = self.machine(&candidacy, &group);
        let decided = take(&machine, &permit, capture, decision, at)?;
        let after = decided.record().clone();
        let legal_effect = matches!(
            decided.act().action,
            Action::StageApproved | Action::CaptureReturned
        );
        let position = unit.apply(decided).await?;
        self.publish_if_due(&mut unit, (&candidacy, &group), after, at)
            .await?;
        if legal_effect {
            unit.checkpoint(self.keys.signer(), at).await?;
        }
        unit.commit().await?;
        Ok(position)
    }

    fn deciding_permit(
        &self,
        who: &SignedIn,
        candidacy: &Candidacy,
        stage: &Stage,
    ) -> Result<Permit, AppError> {
        Ok(permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::Decide,
            Target::Stage(candidacy, stage),
        )?)
    }

    /// The roles that decide on this candidacy in `stage`.
    pub fn deciders<'a>(
        &self,
        candidacy: &Candidacy,
        stage: &'a Stage,
    ) -> &'a [domain::account::Role] {
        stage.deciding_roles(candidacy.data.postulation == Postulation::Independent)
    }
}

fn take(
    machine: &Machine<'_>,
    permit: &Permit,
    capture: Option<Capture>,
    decision: Decision,
    at: Instant,
) -> Result<Decided<Capture>, Broken> {
    match decision {
        Decision::Claim => machine.claim(permit, capture, at),
        Decision::Release => machine.release(permit, capture, at),
        Decision::Approve => machine.approve(permit, capture, at),
        Decision::Return(remarks) => machine.return_with(permit, capture, remarks, at),
    }
}
