//! Four eyes: a verdict that takes effect once another person confirms it.

use crate::activity::Action;
use crate::capture::deciding::{InStage, moved};
use crate::capture::holding::not_own;
use crate::capture::machine::{Transition, account_of};
use crate::capture::{Broken, Capture, Machine, Proposed, Refusal, State};
use crate::policy::Permit;
use crate::record::Decided;
use crate::time::Instant;

impl<'a> Machine<'a> {
    /// Confirms the verdict that was proposed at `seen`: it takes effect now.
    ///
    /// # Errors
    /// The rule that it would break; the verdict is judged again, since the catalogue or the text may have changed.
    pub fn confirm(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        seen: Instant,
        at: Instant,
    ) -> Transition {
        let (case, proposed) = self.proposal(permit, capture, seen)?;
        if case.capture.revision != proposed.revision {
            return Err(Broken::ChangedSinceSeen);
        }
        self.holds(&case, proposed.verdict, &proposed.remarks)?;
        self.in_force(case, proposed.verdict, proposed.remarks, permit, at)
    }

    /// Refuses the verdict that was proposed at `seen`: the case is decided again, by whoever takes it.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn refuse(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        note: &str,
        seen: Instant,
        at: Instant,
    ) -> Transition {
        let (by, _) = account_of(permit)?;
        let (case, proposed) = self.proposal(permit, capture, seen)?;
        let note = note.to_owned();
        let refused = Proposed {
            refusal: Some(Refusal { by, at, note }),
            ..proposed
        };
        let state = with_proposed(&case.capture, refused);
        Ok(moved(case, state, Action::VerdictRefused, permit, at))
    }

    /// The case in its stage with a verdict that waits; nobody holds it meanwhile.
    pub(super) fn proposing(
        &self,
        case: InStage<'a>,
        proposed: Proposed,
        permit: &Permit,
        at: Instant,
    ) -> Decided<Capture> {
        let verdict = proposed.verdict;
        let state = with_proposed(&case.capture, proposed);
        moved(case, state, Action::VerdictProposed, permit, at).telling("verdict", verdict.code())
    }

    /// The case and the verdict that waits, for a person who did not propose it.
    fn proposal(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        seen: Instant,
    ) -> Result<(InStage<'a>, Proposed), Broken> {
        let case = self.in_stage(permit, capture)?;
        let (account, _) = account_of(permit)?;
        let waiting = case.capture.state.awaiting().cloned();
        let proposed = waiting.ok_or(Broken::NothingProposed)?;
        if proposed.by == account {
            return Err(Broken::SamePerson);
        }
        not_own(case.stage, &case.capture, permit)?;
        if proposed.at != seen {
            return Err(Broken::ChangedSinceSeen);
        }
        Ok((case, proposed))
    }
}

/// The state of this case with this verdict proposed, in nobody's hands.
fn with_proposed(capture: &Capture, proposed: Proposed) -> State {
    match &capture.state {
        State::InStage { stage, since, .. } => State::InStage {
            stage: stage.clone(),
            claim: None,
            since: *since,
            proposed: Some(Box::new(proposed)),
        },
        other => other.clone(),
    }
}
