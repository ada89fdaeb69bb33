//! The machine, its two great steps, sending and publishing, and what its transitions share.

use crate::account::Role;
use crate::activity::{Act, Action, Author, Subject};
use crate::capture::{Broken, Capture, State, Submission};
use crate::grounds::Catalogue;
use crate::id::AccountId;
use crate::key::StageKey;
use crate::policy::{Permit, Right};
use crate::profile::{Profile, PublicationMode, Stage};
use crate::questionnaire::Definition;
use crate::record::{Decided, Record};
use crate::registry::{Candidacy, CandidacyStatus, Postulation, leader};
use crate::time::Instant;

/// A final confirmation.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'a> {
    /// SHA-256 of the declaration of veracity that was accepted, hexadecimal.
    pub declaration: &'a str,
    /// The revision that the person reviewed before declaring.
    pub reviewed: u32,
    /// The instant at which the whole request had arrived.
    pub at: Instant,
}

/// The machine for one questionnaire of one candidacy under one profile.
#[derive(Debug, Clone, Copy)]
pub struct Machine<'a> {
    pub(super) profile: &'a Profile,
    pub(super) definition: &'a Definition,
    pub(super) candidacy: &'a Candidacy,
    leads: bool,
    pub(super) grounds: Option<&'a Catalogue>,
}

pub(super) type Transition = Result<Decided<Capture>, Broken>;

impl<'a> Machine<'a> {
    /// The machine for this candidacy's capture of `definition`.
    pub const fn new(
        profile: &'a Profile,
        definition: &'a Definition,
        candidacy: &'a Candidacy,
    ) -> Self {
        Self {
            profile,
            definition,
            candidacy,
            leads: candidacy.capture_of.is_none(),
            grounds: None,
        }
    }

    /// The same machine with the grounds as the institute has them now; without them, those of the profile.
    #[must_use]
    pub const fn judging_by(self, grounds: &'a Catalogue) -> Self {
        Self {
            grounds: Some(grounds),
            ..self
        }
    }

    /// The same among the candidacies that share its capture: only the one that leads moves it.
    #[must_use]
    pub fn among(self, group: &[Candidacy]) -> Self {
        let own = |known: &Candidacy| {
            known.id == self.candidacy.id && known.capture_home() == self.candidacy.capture_home()
        };
        let leads = match group {
            [] => self.leads,
            group => leader(group).is_some_and(own),
        };
        Self { leads, ..self }
    }

    /// The stages that this candidacy passes, in order.
    pub fn stages(&self) -> impl Iterator<Item = &'a Stage> + use<'a> {
        let independent = self.candidacy.data.postulation == Postulation::Independent;
        self.profile
            .stages
            .iter()
            .filter(move |stage| !stage.deciding_roles(independent).is_empty())
    }

    /// Sends the questionnaire: the single capture, or a corrected text (R19, R21).
    ///
    /// # Errors
    /// The rule that it would break; nothing changes then.
    pub fn send(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        sending: Sending<'_>,
    ) -> Transition {
        self.standing()?;
        self.need(permit, Right::Capture)?;
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        let (account, role) = account_of(permit)?;
        let (next, late, action) = match &capture.state {
            State::Capturing => (
                self.after(None, sending.at),
                self.late(self.term_end(), sending.at)?,
                Action::CaptureSent,
            ),
            State::Returned { stage, due, .. } => {
                self.corrects(permit, stage)?;
                (
                    State::entering(stage.clone(), sending.at),
                    self.correction_late(stage, *due, sending.at)?,
                    Action::CaptureResent,
                )
            }
            State::Closed { .. } => return Err(Broken::CaseClosed),
            _ => return Err(Broken::AlreadySent),
        };
        // What cannot be sent at all is told first; then, that it is not what was reviewed.
        self.complete(&capture)?;
        if capture.revision != sending.reviewed {
            return Err(Broken::ChangedSinceReview);
        }
        let submission = Submission {
            at: sending.at,
            by: account,
            role,
            revision: capture.revision,
            answers: capture.answers.digest(),
            declaration: sending.declaration.to_owned(),
            late,
        };
        let act = act_on(&capture, action, permit, sending.at)
            .with("revision", submission.revision)
            .with("answers", &submission.answers)
            .with("declaration", &submission.declaration)
            .with("late", late);
        let capture = match capture.submission {
            None => Capture {
                state: next,
                submission: Some(submission),
                ..capture
            },
            Some(_) => Capture {
                state: next,
                resubmission: Some(submission),
                ..capture
            },
        };
        Ok(Decided::new(capture, act))
    }

    /// Publishes a validated profile from its office's date on (R24).
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn publish(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        // Each candidacy of one capture may be the one whose office's date comes first.
        self.active()?;
        self.need(permit, Right::Publish)?;
        self.released_by(permit)?;
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        match capture.state {
            State::Validated { .. } => {}
            State::Published { .. } => return Err(Broken::AlreadyPublished),
            _ => return Err(Broken::NotValidated),
        }
        let from = self.publishable_from();
        if at < from {
            return Err(Broken::TooEarlyToPublish { from });
        }
        let act = act_on(&capture, Action::CapturePublished, permit, at)
            .with("revision", capture.revision);
        Ok(Decided::new(
            Capture {
                state: State::Published { at },
                ..capture
            },
            act,
        ))
    }

    /// From when profiles of this candidacy's office may be public.
    pub fn publishable_from(&self) -> Instant {
        let zone = &self.profile.institute.zone;
        self.profile.office(&self.candidacy.data.office).map_or(
            Instant::from_micros(i64::MAX),
            |office| {
                Instant::from_civil(office.publish_from.date(), office.publish_from.time(), zone)
            },
        )
    }

    pub(super) fn standing(&self) -> Result<(), Broken> {
        self.active()?;
        if self.leads {
            Ok(())
        } else {
            Err(Broken::LedByAnother)
        }
    }

    fn active(&self) -> Result<(), Broken> {
        match self.candidacy.status {
            CandidacyStatus::Active => Ok(()),
            _ => Err(Broken::CandidacyNotActive),
        }
    }

    pub(super) fn need(&self, permit: &Permit, right: Right) -> Result<(), Broken> {
        if permit.covers(right, self.candidacy.id) {
            Ok(())
        } else {
            Err(Broken::NotPermitted)
        }
    }

    /// The capture, if it is this machine's: a permit for one candidacy never moves another's.
    pub(super) fn own(&self, capture: Capture) -> Result<Capture, Broken> {
        let own = capture.candidacy == self.candidacy.capture_home()
            && capture.questionnaire == self.definition.key;
        if own {
            Ok(capture)
        } else {
            Err(Broken::NothingCaptured)
        }
    }

    /// Where the institute releases profiles by an act of its own, the program does not publish by itself (R24).
    fn released_by(&self, permit: &Permit) -> Result<(), Broken> {
        let by_itself = permit.author() == Author::System;
        if by_itself && self.profile.publication.mode == PublicationMode::Released {
            return Err(Broken::NotPermitted);
        }
        Ok(())
    }

    pub(super) fn term_end(&self) -> Option<Instant> {
        self.candidacy.term.map(|term| term.ends)
    }

    /// Whether `at` is after `end`; refused if the profile lets nothing late in (R07).
    pub(super) fn late(&self, end: Option<Instant>, at: Instant) -> Result<bool, Broken> {
        match end {
            Some(ended) if at > ended && !self.profile.terms.late_allowed => {
                Err(Broken::TermOver { ended })
            }
            Some(ended) => Ok(at > ended),
            None => Ok(false),
        }
    }

    /// Whether `at` is after the days to correct; refused if the profile lets nothing late in, or says what happens then.
    pub(super) fn correction_late(
        &self,
        stage: &StageKey,
        due: Instant,
        at: Instant,
    ) -> Result<bool, Broken> {
        let lapses = self
            .profile
            .stage(stage)
            .is_some_and(|stage| stage.on_lapse.is_some());
        match lapses && at > due {
            true => Err(Broken::TermOver { ended: due }),
            false => self.late(Some(due), at),
        }
    }

    /// Whether who holds this permit corrects what `stage` returned.
    pub(super) fn corrects(&self, permit: &Permit, stage: &StageKey) -> Result<(), Broken> {
        let (_, role) = account_of(permit)?;
        let named = self
            .profile
            .stage(stage)
            .map_or(&[][..], |stage| &stage.corrected_by);
        let independent = self.candidacy.data.postulation == Postulation::Independent;
        match independent || named.is_empty() || named.contains(&role) {
            true => Ok(()),
            false => Err(Broken::CorrectedByOthers),
        }
    }

    pub(super) fn complete(&self, capture: &Capture) -> Result<(), Broken> {
        let findings = self
            .definition
            .check(&capture.answers, self.profile.capture.counting);
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Broken::Incomplete(findings))
        }
    }

    /// The state that follows an approval in `stage`, or the first sending.
    pub(super) fn after(&self, stage: Option<&StageKey>, at: Instant) -> State {
        let mut stages = self.stages();
        if let Some(current) = stage {
            stages.find(|stage| stage.key == *current);
        }
        stages.next().map_or(State::Validated { at }, |next| {
            State::entering(next.key.clone(), at)
        })
    }
}

pub(super) fn act_on(capture: &Capture, action: Action, permit: &Permit, at: Instant) -> Act {
    Act::new(
        at,
        permit.author(),
        action,
        Subject::new(Capture::KIND, capture.id()),
    )
}

/// The account behind a permit: writing and sending are always a person's (R11).
pub(super) fn account_of(permit: &Permit) -> Result<(AccountId, Role), Broken> {
    match permit.author() {
        Author::Account { account, role, .. } => Ok((account, role)),
        Author::System | Author::Anonymous => Err(Broken::NotPermitted),
    }
}
