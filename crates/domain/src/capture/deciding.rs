//! What a validation stage does: take a case, give it back, approve, return (R20, R21).

use crate::activity::{Action, Author};
use crate::capture::machine::{Transition, account_of, act_on};
use crate::capture::{Broken, Capture, Claim, Machine, Remark, State};
use crate::id::AccountId;
use crate::policy::{Permit, Right};
use crate::profile::Stage;
use crate::record::Decided;
use crate::time::{Instant, last_instant};

impl<'a> Machine<'a> {
    /// Takes a case from the stage's queue.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn claim(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        let (capture, stage, claim) = self.in_stage(permit, capture)?;
        let (account, _) = account_of(permit)?;
        if !stage.needs_claim {
            return Err(Broken::NothingToClaim);
        }
        match claim {
            Some(claim) if claim.by != account => Err(Broken::ClaimedByOther),
            _ => {
                let state = State::InStage {
                    stage: stage.key.clone(),
                    claim: Some(Claim { by: account, at }),
                };
                Ok(self.moved(capture, state, Action::CaseClaimed, permit, stage, at))
            }
        }
    }

    /// Gives a case back to the queue.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn release(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        let (capture, stage, claim) = self.in_stage(permit, capture)?;
        if !stage.needs_claim {
            return Err(Broken::NothingToClaim);
        }
        held(stage, claim, permit)?;
        let state = State::InStage {
            stage: stage.key.clone(),
            claim: None,
        };
        Ok(self.moved(capture, state, Action::CaseReleased, permit, stage, at))
    }

    /// Gives back to the queue a case whose holder can decide no more, because the account was closed, suspended or
    /// lost: what the program does by itself with the account that loses its use.
    ///
    /// # Errors
    /// The rule that it would break; [`Broken::ClaimedByOther`] if somebody else has it.
    pub fn release_abandoned(
        &self,
        permit: &Permit,
        holder: AccountId,
        capture: Option<Capture>,
        at: Instant,
    ) -> Transition {
        self.standing()?;
        self.need(permit, Right::Decide)?;
        if permit.author() != Author::System {
            return Err(Broken::NotPermitted);
        }
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        let State::InStage { stage, claim } = &capture.state else {
            return Err(Broken::NotInStage);
        };
        match claim {
            None => return Err(Broken::NotClaimed),
            Some(claim) if claim.by != holder => return Err(Broken::ClaimedByOther),
            Some(_) => {}
        }
        let act = act_on(&capture, Action::CaseReleased, permit, at)
            .with("stage", stage)
            .with("revision", capture.revision)
            .with("holder", holder);
        let state = State::InStage {
            stage: stage.clone(),
            claim: None,
        };
        Ok(Decided::new(Capture { state, ..capture }, act))
    }

    /// Approves in the current stage.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn approve(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        let (capture, stage, claim) = self.in_stage(permit, capture)?;
        held(stage, claim, permit)?;
        self.complete(&capture)?;
        let next = self.after(Some(&stage.key), at);
        Ok(self.moved(capture, next, Action::StageApproved, permit, stage, at))
    }

    /// Returns the questionnaire with remarks (R21).
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn return_with(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        remarks: Vec<Remark>,
        at: Instant,
    ) -> Transition {
        let (capture, stage, claim) = self.in_stage(permit, capture)?;
        let correction = stage
            .correction
            .filter(|_| stage.may_return)
            .ok_or(Broken::StageMayNotReturn)?;
        held(stage, claim, permit)?;
        let known = |remark: &Remark| {
            self.definition.field(&remark.field).is_some()
                && self.profile.ground(&remark.ground).is_some()
        };
        if remarks.is_empty() || !remarks.iter().all(known) {
            return Err(Broken::RemarksMissing);
        }
        let used = capture.returns.get(&stage.key).copied().unwrap_or(0);
        if used >= stage.rounds {
            return Err(Broken::NoRoundsLeft(stage.rounds));
        }
        let mut returns = capture.returns.clone();
        returns.insert(stage.key.clone(), used + 1);
        let p = self.profile;
        let due = last_instant(
            at,
            correction,
            &p.institute.zone,
            &p.business_days,
            &p.process,
        );
        let count = remarks.len();
        let state = State::Returned {
            stage: stage.key.clone(),
            remarks,
            at,
            due,
        };
        let act = act_on(&capture, Action::CaptureReturned, permit, at)
            .with("stage", &stage.key)
            .with("remarks", count)
            .with("round", used + 1)
            .with("due", due.micros());
        Ok(Decided::new(
            Capture {
                state,
                returns,
                ..capture
            },
            act,
        ))
    }

    fn in_stage(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
    ) -> Result<(Capture, &'a Stage, Option<Claim>), Broken> {
        self.standing()?;
        self.need(permit, Right::Decide)?;
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        let State::InStage { stage, claim } = &capture.state else {
            return Err(Broken::NotInStage);
        };
        if !permit.covers_stage(self.candidacy.id, stage) {
            return Err(Broken::NotInStage);
        }
        let stage = self.profile.stage(stage).ok_or(Broken::NotInStage)?;
        let claim = *claim;
        Ok((capture, stage, claim))
    }

    fn moved(
        &self,
        capture: Capture,
        state: State,
        action: Action,
        permit: &Permit,
        stage: &Stage,
        at: Instant,
    ) -> Decided<Capture> {
        let act = act_on(&capture, action, permit, at)
            .with("stage", &stage.key)
            .with("revision", capture.revision);
        Decided::new(Capture { state, ..capture }, act)
    }
}

/// Whether the stage's queue lets this account decide.
pub(super) fn held(stage: &Stage, claim: Option<Claim>, permit: &Permit) -> Result<(), Broken> {
    let (account, _) = account_of(permit)?;
    match claim {
        _ if !stage.needs_claim => Ok(()),
        None => Err(Broken::NotClaimed),
        Some(claim) if claim.by == account => Ok(()),
        Some(_) => Err(Broken::ClaimedByOther),
    }
}
