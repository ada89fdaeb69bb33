//! A decision on a case, with what it leads to: the notification, the publication, the checkpoint.

use domain::activity::Action;
use domain::capture::{Broken, Capture, Machine, Remark};
use domain::grounds::Catalogue;
use domain::id::{CandidacyId, NotificationId};
use domain::notification::{Issuing, Notification};
use domain::policy::{Permit, Right, Target, permit};
use domain::record::Decided;
use domain::registry::Candidacy;
use domain::time::Instant;
use storage::WriteUnit;

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A decision on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Take it from the queue.
    Claim,
    /// Give it back to the queue.
    Release,
    /// Approve the revision that was on the screen.
    Approve {
        /// Its number.
        seen: u32,
    },
    /// Return it with remarks.
    Return {
        /// The revision that was on the screen.
        seen: u32,
        /// The remarks.
        remarks: Vec<Remark>,
    },
    /// Close it as not compliant.
    Close {
        /// The revision that was on the screen.
        seen: u32,
        /// What was not corrected.
        remarks: Vec<Remark>,
    },
    /// Confirm the verdict that another person proposed.
    Confirm {
        /// When the verdict that was on the screen was proposed.
        seen: Instant,
    },
    /// Refuse the verdict that another person proposed.
    Refuse {
        /// When the verdict that was on the screen was proposed.
        seen: Instant,
        /// Why.
        note: String,
    },
}

impl App {
    /// Takes a decision on the case that is in `stage`, and says what it did: a verdict may only be proposed by it.
    /// The stage comes from the page on which the person decided, so that a second click does not decide in the next one.
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
    ) -> Result<Action, AppError> {
        let stage = self
            .profile
            .stages
            .iter()
            .find(|known| known.key.as_str() == stage)
            .ok_or(AppError::NotFound)?;
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        let permit = self.deciding_permit(who, &candidacy, stage)?;
        let grounds = self.grounds_in(&mut unit).await?;
        let machine = self.machine(&candidacy, &group).judging_by(&grounds);
        let decided = take(&machine, &permit, capture.clone(), decision, at)?;
        let action = decided.act().action;
        let Some(before) = capture else {
            return Err(Broken::NothingCaptured.into());
        };
        let served = (&candidacy, group.as_slice());
        self.settle(&mut unit, served, &grounds, &before, decided, "")
            .await?;
        if has_legal_effect(action) {
            unit.checkpoint(self.keys.signer(), at).await?;
        }
        unit.commit().await?;
        Ok(action)
    }

    /// Sends a case that somebody holds back to the queue (administration).
    ///
    /// # Errors
    /// Denied, a broken rule, storage.
    pub async fn free_case(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        at: Instant,
    ) -> Result<(), AppError> {
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        let permit = self.managing_permit(who, &candidacy)?;
        let decided = self
            .machine(&candidacy, &group)
            .free(&permit, capture, at)?;
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Opens a case again that ended without an approval (administration); `reason` is told to party and candidate.
    ///
    /// # Errors
    /// Denied, a broken rule, storage.
    pub async fn reopen_case(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        reason: &str,
        at: Instant,
    ) -> Result<(), AppError> {
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        let permit = self.managing_permit(who, &candidacy)?;
        let grounds = self.grounds_in(&mut unit).await?;
        let before = capture.clone().ok_or(Broken::NothingCaptured)?;
        let decided = self
            .machine(&candidacy, &group)
            .reopen(&permit, capture, at)?;
        let served = (&candidacy, group.as_slice());
        self.settle(&mut unit, served, &grounds, &before, decided, reason)
            .await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Writes a decision on a capture, the notification that it asks for, and the publication if it is due.
    pub(super) async fn settle(
        &self,
        unit: &mut WriteUnit,
        served: (&Candidacy, &[Candidacy]),
        grounds: &Catalogue,
        before: &Capture,
        decided: Decided<Capture>,
        reason: &str,
    ) -> Result<(), AppError> {
        let at = decided.act().at;
        let issuing = Issuing {
            id: NotificationId::new(at, self.entropy.as_ref()),
            number: unit.next_notification_number().await?,
            candidacy: served.0,
            definition: self.curricular(),
            grounds,
            reason,
        };
        let notification = Notification::of(issuing, before, &decided);
        let after = decided.record().clone();
        unit.apply(decided).await?;
        if let Some(notification) = notification {
            unit.apply(notification).await?;
        }
        self.publish_if_due(unit, served, after, at).await
    }

    fn managing_permit(&self, who: &SignedIn, candidacy: &Candidacy) -> Result<Permit, AppError> {
        Ok(permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageValidation,
            Target::Candidacy(candidacy),
        )?)
    }
}

/// Whether the decision is one that its people may have to prove later.
const fn has_legal_effect(action: Action) -> bool {
    matches!(
        action,
        Action::StageApproved | Action::CaptureReturned | Action::CaseClosed
    )
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
        Decision::Approve { seen } => machine.approve(permit, capture, seen, at),
        Decision::Return { seen, remarks } => {
            machine.return_with(permit, capture, remarks, seen, at)
        }
        Decision::Close { seen, remarks } => machine.close(permit, capture, remarks, seen, at),
        Decision::Confirm { seen } => machine.confirm(permit, capture, seen, at),
        Decision::Refuse { seen, note } => machine.refuse(permit, capture, &note, seen, at),
    }
}
