//! Correcting what is public: by the administration, with its cause, and with a note that everybody sees (R23, R24).

use crate::activity::Action;
use crate::capture::machine::{Transition, account_of, act_on};
use crate::capture::{
    Broken, Capture, CaptureFacts, CorrectionCause, Machine, PublicCorrection, Revision,
    RevisionKind, State,
};
use crate::key::FieldKey;
use crate::policy::{Permit, Right};
use crate::profile::Counting;
use crate::questionnaire::{Answers, FieldClass, clean_text, length};
use crate::record::Decided;
use crate::time::Instant;

/// Most characters of the reference to what a correction rests on.
pub const LONGEST_REFERENCE: usize = 200;

/// A correction of one answer.
#[derive(Debug, Clone, Copy)]
pub struct PublicChange<'a> {
    /// The question.
    pub field: &'a FieldKey,
    /// Its new answer, as typed and cleaned.
    pub typed: &'a Answers,
    /// The version that was on the screen.
    pub reviewed: u32,
    /// On what it rests.
    pub cause: CorrectionCause,
    /// Which document says so.
    pub reference: &'a str,
    /// When.
    pub at: Instant,
}

impl Machine<'_> {
    /// Corrects one answer of a published profile. It stays published, and the public page says what was corrected and
    /// when.
    ///
    /// # Errors
    /// The rule that it would break; nothing changes then.
    pub fn correct(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        change: PublicChange<'_>,
    ) -> Transition {
        self.standing()?;
        self.need(permit, Right::Publish)?;
        let (by, role) = account_of(permit)?;
        let capture = self.own(capture.ok_or(Broken::NothingCaptured)?)?;
        if !matches!(capture.state, State::Published { .. }) {
            return Err(Broken::NotPublished);
        }
        if capture.revision != change.reviewed {
            return Err(Broken::ChangedSinceReview);
        }
        let question = self
            .definition
            .field(change.field)
            .ok_or(Broken::NothingChanged)?;
        let reference = reference_of(change.reference)?;
        if let Some(field) = change.typed.too_long_to_keep() {
            return Err(Broken::TooLongToKeep(field.clone()));
        }
        // What the public reads, which may be another text than what was written since (decision 34).
        let before = capture.public_answers();
        let typed = change.typed.get(change.field).cloned();
        let mut after = before.clone();
        after.set(change.field.clone(), typed.clone());
        let changes = before.changes_to(&after);
        if changes.is_empty() {
            return Err(Broken::NothingChanged);
        }
        self.answered(&after, change.field)?;
        let number = capture.revision + 1;
        let act = act_on(&capture, Action::ProfileCorrected, permit, change.at)
            .with("field", change.field)
            .with("cause", change.cause.code())
            .with("revision", number);
        let mut corrections = capture.corrections.clone();
        // What nobody could read before is nobody's news.
        if question.published && question.class == FieldClass::Public {
            corrections.push(PublicCorrection {
                at: change.at,
                field: change.field.clone(),
                cause: change.cause,
                reference,
            });
        }
        let mut outcome = capture.outcome.clone();
        if let Some(public) = outcome.as_mut().and_then(|outcome| outcome.public.as_mut()) {
            *public = after;
        }
        let mut answers = capture.answers.clone();
        answers.set(change.field.clone(), typed);
        let corrected = Capture {
            answers,
            outcome,
            revision: number,
            corrections,
            ..capture
        };
        let revision = Revision {
            number,
            at: change.at,
            by,
            role,
            kind: RevisionKind::PublicCorrection,
            changes,
        };
        let facts = CaptureFacts {
            revision: Some(revision),
        };
        Ok(Decided::with_facts(corrected, act, facts))
    }
}

impl Machine<'_> {
    /// That one answer is right. What is missing elsewhere is no reason to leave an error standing in public.
    fn answered(&self, answers: &Answers, field: &FieldKey) -> Result<(), Broken> {
        let mut findings = self
            .definition
            .check(answers, self.profile.capture.counting);
        findings.retain(|finding| finding.field == *field);
        match findings.is_empty() {
            true => Ok(()),
            false => Err(Broken::Incomplete(findings)),
        }
    }
}

fn reference_of(text: &str) -> Result<String, Broken> {
    let text = clean_text(text);
    let count = length(&text, Counting::WithSpaces);
    if count == 0 || count > LONGEST_REFERENCE {
        return Err(Broken::ReferenceMissing);
    }
    Ok(text)
}
