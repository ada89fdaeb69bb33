//! The verdicts of a validation stage: approve, return, close (R20, R21).

use crate::account::Role;
use crate::activity::Action;
use crate::capture::holding::{held, not_own, unproposed};
use crate::capture::machine::{Transition, account_of, act_on};
use crate::capture::{Broken, Capture, Cause, Claim, Machine, Proposed, Remark, State};
use crate::grounds::Catalogue;
use crate::policy::{Permit, Right};
use crate::profile::{CorrectionFrom, Stage, Verdict};
use crate::record::Decided;
use crate::time::{Instant, last_instant};

/// A case in the stage in which somebody wants to decide.
pub(super) struct InStage<'a> {
    pub(super) capture: Capture,
    pub(super) stage: &'a Stage,
    pub(super) claim: Option<Claim>,
}

impl<'a> Machine<'a> {
    /// Approves in the current stage; `seen` is the revision that was on the screen.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn approve(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        seen: u32,
        at: Instant,
    ) -> Transition {
        self.decide(permit, capture, Verdict::Approve, Vec::new(), seen, at)
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
        seen: u32,
        at: Instant,
    ) -> Transition {
        self.decide(permit, capture, Verdict::Return, remarks, seen, at)
    }

    /// Closes a case that does not comply and has no round left, with what was not corrected.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn close(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        remarks: Vec<Remark>,
        seen: u32,
        at: Instant,
    ) -> Transition {
        self.decide(permit, capture, Verdict::Close, remarks, seen, at)
    }

    /// A verdict: in force at once, or proposed where the stage asks for a second person.
    fn decide(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        verdict: Verdict,
        remarks: Vec<Remark>,
        seen: u32,
        at: Instant,
    ) -> Transition {
        let case = self.in_stage(permit, capture)?;
        let (account, role) = account_of(permit)?;
        offers(case.stage, verdict, role)?;
        unproposed(&case.capture)?;
        held(case.stage, case.claim, permit)?;
        not_own(case.stage, &case.capture, permit)?;
        if case.capture.revision != seen {
            return Err(Broken::ChangedSinceSeen);
        }
        self.holds(&case, verdict, &remarks)?;
        if !case.stage.second_review.contains(&verdict) {
            return self.in_force(case, verdict, remarks, permit, at);
        }
        let proposed = Proposed {
            verdict,
            remarks,
            revision: seen,
            by: account,
            at,
            refusal: None,
        };
        Ok(self.proposing(case, proposed, permit, at))
    }

    /// Whether the case lets this verdict be.
    pub(super) fn holds(
        &self,
        case: &InStage<'_>,
        verdict: Verdict,
        remarks: &[Remark],
    ) -> Result<(), Broken> {
        let stage = case.stage;
        let used = rounds_used(&case.capture, stage);
        match verdict {
            Verdict::Approve => self.complete(&case.capture),
            Verdict::Return => {
                self.known(remarks)?;
                if used >= stage.rounds {
                    return Err(Broken::NoRoundsLeft(stage.rounds));
                }
                Ok(())
            }
            Verdict::Close => {
                self.known(remarks)?;
                if used < stage.rounds {
                    return Err(Broken::RoundsLeft);
                }
                Ok(())
            }
        }
    }

    /// What follows from a verdict.
    pub(super) fn in_force(
        &self,
        case: InStage<'a>,
        verdict: Verdict,
        remarks: Vec<Remark>,
        permit: &Permit,
        at: Instant,
    ) -> Transition {
        match verdict {
            Verdict::Approve => {
                let next = self.after(Some(&case.stage.key), at);
                Ok(moved(case, next, Action::StageApproved, permit, at))
            }
            Verdict::Return => self.returned(case, remarks, permit, at),
            Verdict::Close => {
                let sent = case.capture.answers.clone();
                let effect = case.stage.on_lapse.ok_or(Broken::StageMayNotClose)?;
                let stage = case.stage.key.clone();
                let capture = case.capture;
                let ended = (stage, remarks, sent);
                Ok(self.ended(capture, ended, Cause::RoundsUsed, effect, permit, at))
            }
        }
    }

    fn returned(
        &self,
        case: InStage<'_>,
        remarks: Vec<Remark>,
        permit: &Permit,
        at: Instant,
    ) -> Transition {
        let InStage { capture, stage, .. } = case;
        let round = rounds_used(&capture, stage) + 1;
        let due = self.correction_due(stage, at)?;
        let count = remarks.len();
        let mut returns = capture.returns.clone();
        returns.insert(stage.key.clone(), round);
        let state = State::Returned {
            stage: stage.key.clone(),
            remarks,
            at,
            due,
            revision: Some(capture.revision),
            read: None,
        };
        let act = act_on(&capture, Action::CaptureReturned, permit, at)
            .with("stage", &stage.key)
            .with("remarks", count)
            .with("round", round)
            .with("due", due.micros());
        let capture = Capture {
            state,
            returns,
            ..capture
        };
        Ok(Decided::new(capture, act))
    }

    /// The last instant for correcting what `stage` returns at `at`, while nobody has read it.
    pub(super) fn correction_due(&self, stage: &Stage, at: Instant) -> Result<Instant, Broken> {
        let correction = stage.correction.ok_or(Broken::StageMayNotReturn)?;
        let from = match stage.correction_from {
            CorrectionFrom::Return => at,
            CorrectionFrom::Reading(presumed) => self.end_of(presumed, at),
        };
        Ok(self.end_of(correction, from))
    }

    /// The last instant of a term that begins at `from`.
    pub(super) fn end_of(&self, term: crate::profile::Term, from: Instant) -> Instant {
        let p = self.profile;
        last_instant(from, term, &p.institute.zone, &p.business_days, &p.process)
    }

    /// Whether each remark is on a field that there is, by a ground as it is in force.
    fn known(&self, remarks: &[Remark]) -> Result<(), Broken> {
        let of_profile;
        let grounds = match self.grounds {
            Some(grounds) => grounds,
            None => {
                of_profile = Catalogue::of(self.profile, &[]);
                &of_profile
            }
        };
        let is_known = |remark: &Remark| {
            self.definition.field(&remark.field).is_some()
                && grounds.find(&remark.ground, remark.edition).is_some()
        };
        if remarks.is_empty() || !remarks.iter().all(is_known) {
            return Err(Broken::RemarksMissing);
        }
        let stale =
            |remark: &&Remark| grounds.edition_in_force(&remark.ground) != Some(remark.edition);
        match remarks.iter().find(stale) {
            Some(remark) => Err(Broken::GroundChanged(remark.ground.clone())),
            None => Ok(()),
        }
    }

    /// The case, if this permit decides on it in the stage in which it is.
    pub(super) fn in_stage(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
    ) -> Result<InStage<'a>, Broken> {
        self.standing()?;
        self.need(permit, Right::Decide)?;
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        let State::InStage { stage, claim, .. } = &capture.state else {
            return Err(Broken::NotInStage);
        };
        if !permit.covers_stage(self.candidacy.id, stage) {
            return Err(Broken::NotInStage);
        }
        let stage = self.profile.stage(stage).ok_or(Broken::NotInStage)?;
        let claim = *claim;
        Ok(InStage {
            capture,
            stage,
            claim,
        })
    }
}

/// Whether the stage gives this verdict at all. Who stands without party and validates alone has nobody to return to.
fn offers(stage: &Stage, verdict: Verdict, role: Role) -> Result<(), Broken> {
    match verdict {
        Verdict::Return if !stage.may_return || role == Role::Independent => {
            Err(Broken::StageMayNotReturn)
        }
        Verdict::Close if !stage.may_close || role == Role::Independent => {
            Err(Broken::StageMayNotClose)
        }
        _ => Ok(()),
    }
}

/// How many times `stage` has returned this capture.
pub(super) fn rounds_used(capture: &Capture, stage: &Stage) -> u8 {
    capture.returns.get(&stage.key).copied().unwrap_or(0)
}

/// The case in its next state.
pub(super) fn moved(
    case: InStage<'_>,
    state: State,
    action: Action,
    permit: &Permit,
    at: Instant,
) -> Decided<Capture> {
    let act = act_on(&case.capture, action, permit, at)
        .with("stage", &case.stage.key)
        .with("revision", case.capture.revision);
    let capture = Capture {
        state,
        ..case.capture
    };
    Decided::new(capture, act)
}
