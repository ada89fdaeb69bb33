//! Corrections that did not come: when their days begin, what happens when they are over, and reopening.

use crate::activity::Action;
use crate::capture::machine::{Transition, act_on};
use crate::capture::{Broken, Capture, Cause, Machine, Outcome, Remark, Revision, State};
use crate::key::StageKey;
use crate::policy::{Permit, Right};
use crate::profile::{CorrectionFrom, Lapse};
use crate::questionnaire::Answers;
use crate::record::Decided;
use crate::time::Instant;

impl Machine<'_> {
    /// The first reading of a return by who must correct, where the days count from there; none if nothing follows from
    /// it: the days count from the return, or began with an earlier reading.
    pub fn read(&self, permit: &Permit, capture: Capture, at: Instant) -> Option<Decided<Capture>> {
        let State::Returned {
            stage,
            remarks,
            at: returned,
            due,
            revision,
            read: None,
        } = &capture.state
        else {
            return None;
        };
        let rules = self.profile.stage(stage)?;
        let CorrectionFrom::Reading(_) = rules.correction_from else {
            return None;
        };
        if at > *due {
            return None;
        }
        // Reading late gives no more days than not reading at all.
        let due = self.end_of(rules.correction?, at).min(*due);
        let act = act_on(&capture, Action::CorrectionBegun, permit, at)
            .with("stage", stage)
            .with("due", due.micros());
        let state = State::Returned {
            stage: stage.clone(),
            remarks: remarks.clone(),
            at: *returned,
            due,
            revision: *revision,
            read: Some(at),
        };
        Some(Decided::new(Capture { state, ..capture }, act))
    }

    /// Ends a case whose days to correct are over, as the profile says. `since` are the revisions that were made
    /// since it was returned: they were never sent, so nothing of them may be public.
    ///
    /// # Errors
    /// The rule that it would break; [`Broken::NothingLapsed`] also for a case that ended before.
    pub fn lapse(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        since: &[Revision],
        at: Instant,
    ) -> Transition {
        self.standing()?;
        self.need(permit, Right::ManageValidation)?;
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        let State::Returned {
            stage,
            remarks,
            due,
            ..
        } = &capture.state
        else {
            return Err(Broken::NothingLapsed);
        };
        let effect = self.profile.stage(stage).and_then(|stage| stage.on_lapse);
        let effect = effect.filter(|_| at > *due).ok_or(Broken::NothingLapsed)?;
        let sent = as_returned(&capture, since);
        let ended = (stage.clone(), remarks.clone(), sent);
        Ok(self.ended(capture, ended, Cause::Lapsed, effect, permit, at))
    }

    /// The case without an approval: closed, or on its way to publication as far as `effect` lets it.
    pub(super) fn ended(
        &self,
        capture: Capture,
        (stage, remarks, sent): (StageKey, Vec<Remark>, Answers),
        cause: Cause,
        effect: Lapse,
        permit: &Permit,
        at: Instant,
    ) -> Decided<Capture> {
        let action = match cause {
            Cause::Lapsed => Action::CorrectionLapsed,
            Cause::RoundsUsed => Action::CaseClosed,
        };
        let act = act_on(&capture, action, permit, at)
            .with("stage", &stage)
            .with("remarks", remarks.len())
            .with("effect", effect.code());
        let public = Outcome::public(effect, sent, &remarks);
        let state = match public {
            None => State::Closed { at },
            Some(_) => State::Validated { at },
        };
        let outcome = Outcome {
            stage,
            cause,
            effect,
            remarks,
            at,
            judged: judged(&capture),
            public,
        };
        let capture = Capture {
            state,
            outcome: Some(Box::new(outcome)),
            ..capture
        };
        Decided::new(capture, act)
    }

    /// Opens a case again that ended without an approval and is not public: what was observed can be corrected once
    /// more, in a term that begins now.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn reopen(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        self.standing()?;
        self.need(permit, Right::ManageValidation)?;
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        let ended = match &capture.state {
            State::Closed { .. } | State::Validated { .. } => capture.outcome.clone(),
            _ => None,
        };
        let ended = ended.ok_or(Broken::NotClosed)?;
        let rules = self.profile.stage(&ended.stage).ok_or(Broken::NotClosed)?;
        let due = self.correction_due(rules, at)?;
        let act = act_on(&capture, Action::CaseReopened, permit, at)
            .with("stage", &ended.stage)
            .with("due", due.micros());
        let state = State::Returned {
            stage: ended.stage,
            remarks: ended.remarks,
            at,
            due,
            revision: Some(ended.judged),
            read: None,
        };
        let capture = Capture {
            state,
            outcome: None,
            ..capture
        };
        Ok(Decided::new(capture, act))
    }
}

/// The answers as the stage judged them: without what was written since, newest undone first. What `since` says of the
/// time before the return is left alone.
fn as_returned(capture: &Capture, since: &[Revision]) -> Answers {
    let judged = judged(capture);
    let mut answers = capture.answers.clone();
    let unsent = since
        .iter()
        .rev()
        .filter(|revision| revision.number > judged);
    for revision in unsent {
        for (field, change) in &revision.changes {
            answers.set(field.clone(), change.before.clone());
        }
    }
    answers
}

/// The version that the stage judged: what was sent, with the stage's own edits.
fn judged(capture: &Capture) -> u32 {
    match capture.state {
        State::Returned { revision, .. } => revision.unwrap_or_else(|| {
            let sent = [&capture.resubmission, &capture.submission];
            sent.into_iter()
                .flatten()
                .next()
                .map_or(0, |sent| sent.revision)
        }),
        _ => capture.revision,
    }
}
