//! In whose hands a case is: taken from the queue, left, or gone back by itself.

use crate::activity::{Action, Author};
use crate::capture::deciding::InStage;
use crate::capture::machine::{Transition, account_of, act_on};
use crate::capture::{Broken, Capture, Claim, Machine, State};
use crate::id::AccountId;
use crate::policy::{Permit, Right};
use crate::profile::Stage;
use crate::record::Decided;
use crate::time::Instant;

impl Machine<'_> {
    /// Takes a case from the stage's queue.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn claim(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        let case = self.in_stage(permit, capture)?;
        let (account, _) = account_of(permit)?;
        if !case.stage.needs_claim {
            return Err(Broken::NothingToClaim);
        }
        unproposed(&case.capture)?;
        not_own(case.stage, &case.capture, permit)?;
        match case.claim {
            Some(claim) if claim.by != account => Err(Broken::ClaimedByOther),
            _ => {
                let claim = Some(Claim { by: account, at });
                Ok(self.handed(case, claim, Action::CaseClaimed, permit, at))
            }
        }
    }

    /// Gives a case back to the queue.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn release(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        let case = self.in_stage(permit, capture)?;
        if !case.stage.needs_claim {
            return Err(Broken::NothingToClaim);
        }
        unproposed(&case.capture)?;
        held(case.stage, case.claim, permit)?;
        Ok(self.handed(case, None, Action::CaseReleased, permit, at))
    }

    /// Sends a case that somebody holds back to the queue: by the program once the claim has lapsed, by the
    /// administration at any time.
    ///
    /// # Errors
    /// The rule that it would break; [`Broken::ClaimInForce`] for the program while the claim has not lapsed.
    pub fn free(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        self.standing()?;
        self.need(permit, Right::ManageValidation)?;
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        let State::InStage { stage, claim, .. } = &capture.state else {
            return Err(Broken::NotInStage);
        };
        let stage = self.profile.stage(stage).ok_or(Broken::NotInStage)?;
        let claim = claim.ok_or(Broken::NotClaimed)?;
        let by_itself = permit.author() == Author::System;
        if by_itself && claim_lapses(stage, claim).is_none_or(|lapses| at < lapses) {
            return Err(Broken::ClaimInForce);
        }
        let action = match by_itself {
            true => Action::ClaimLapsed,
            false => Action::ClaimFreed,
        };
        let case = InStage {
            stage,
            claim: Some(claim),
            capture,
        };
        Ok(self.handed(case, None, action, permit, at))
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
        let State::InStage { stage, claim, .. } = &capture.state else {
            return Err(Broken::NotInStage);
        };
        let stage = self.profile.stage(stage).ok_or(Broken::NotInStage)?;
        let claim = claim.ok_or(Broken::NotClaimed)?;
        if claim.by != holder {
            return Err(Broken::ClaimedByOther);
        }
        let case = InStage {
            stage,
            claim: Some(claim),
            capture,
        };
        Ok(self.handed(case, None, Action::CaseReleased, permit, at))
    }

    /// The same case in other hands, or in nobody's.
    fn handed(
        &self,
        case: InStage<'_>,
        claim: Option<Claim>,
        action: Action,
        permit: &Permit,
        at: Instant,
    ) -> Decided<Capture> {
        let mut act = act_on(&case.capture, action, permit, at)
            .with("stage", &case.stage.key)
            .with("revision", case.capture.revision);
        if let Some(before) = case.claim
            && account_of(permit).map_or(true, |(account, _)| account != before.by)
        {
            act = act.with("holder", before.by);
        }
        let state = match case.capture.state {
            State::InStage {
                stage,
                since,
                proposed,
                ..
            } => State::InStage {
                stage,
                claim,
                since,
                proposed,
            },
            other => other,
        };
        let capture = Capture {
            state,
            ..case.capture
        };
        Decided::new(capture, act)
    }
}

/// When a claim of this stage goes back to the queue by itself; none: never.
pub fn claim_lapses(stage: &Stage, claim: Claim) -> Option<Instant> {
    stage
        .claim_hours
        .map(|hours| claim.at.plus_seconds(i64::from(hours) * 3_600))
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

/// Whether no verdict waits for a second person.
pub(super) fn unproposed(capture: &Capture) -> Result<(), Broken> {
    match capture.state.awaiting() {
        Some(_) => Err(Broken::AwaitsSecond),
        None => Ok(()),
    }
}

/// Whether the stage lets this account decide on what it wrote or sent itself.
pub(super) fn not_own(stage: &Stage, capture: &Capture, permit: &Permit) -> Result<(), Broken> {
    let (account, _) = account_of(permit)?;
    match !stage.own_work && capture.is_work_of(account) {
        true => Err(Broken::OwnWork),
        false => Ok(()),
    }
}
