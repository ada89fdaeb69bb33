//! Writing: drafts, corrections, and the edits of a stage that may edit.

use crate::account::Role;
use crate::activity::Action;
use crate::capture::holding::{held, unproposed};
use crate::capture::machine::{Transition, account_of, act_on};
use crate::capture::{
    Broken, Capture, CaptureFacts, Machine, Revision, RevisionKind, State, merge,
};
use crate::id::AccountId;
use crate::key::FieldKey;
use crate::policy::{Permit, Right};
use crate::questionnaire::{Answer, Answers, Changes, Section};
use crate::record::Decided;
use crate::time::Instant;

/// A save of one section.
#[derive(Debug, Clone, Copy)]
pub struct Save<'a> {
    /// The section that was on the screen.
    pub section: &'a Section,
    /// Its answers as typed, cleaned.
    pub typed: &'a Answers,
    /// Revisions made since the one on which the person started, oldest first.
    pub since: &'a [Revision],
}

impl Machine<'_> {
    /// Saves a section: a draft, a correction, or the edit of a stage that may edit (R20).
    ///
    /// # Errors
    /// The rule that it would break; nothing changes then.
    pub fn save(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
        save: Save<'_>,
        at: Instant,
    ) -> Transition {
        self.standing()?;
        let capture = match capture {
            Some(capture) => self.own(capture)?,
            None => self.untouched(),
        };
        let (kind, action) = self.writing(permit, &capture, at)?;
        let author = account_of(permit)?;
        if let Some(field) = save.typed.too_long_to_keep() {
            return Err(Broken::TooLongToKeep(field.clone()));
        }
        let fields: Vec<FieldKey> = save
            .section
            .fields
            .iter()
            .map(|field| field.key.clone())
            .collect();
        let merged =
            merge(&capture.answers, save.since, &fields, save.typed).map_err(Broken::Conflict)?;
        let changes = capture.answers.changes_to(&merged);
        Ok(revised(
            capture,
            merged,
            changes,
            kind,
            action,
            permit,
            author,
            save.section,
            at,
        ))
    }

    /// What this machine says of writing now: none if an edit is possible, otherwise the rule in the way. Screens
    /// ask before they offer a form.
    pub fn may_write(
        &self,
        permit: &Permit,
        capture: Option<&Capture>,
        at: Instant,
    ) -> Result<(), Broken> {
        self.standing()?;
        match capture {
            Some(capture) => self.writing(permit, capture, at).map(|_| ()),
            None => self.writing(permit, &self.untouched(), at).map(|_| ()),
        }
    }

    /// Whether, why and under which action `permit` writes in this state.
    fn writing(
        &self,
        permit: &Permit,
        capture: &Capture,
        at: Instant,
    ) -> Result<(RevisionKind, Action), Broken> {
        match &capture.state {
            State::Capturing => {
                self.need(permit, Right::Capture)?;
                self.late(self.term_end(), at)?;
                Ok((RevisionKind::Draft, Action::AnswersSaved))
            }
            State::Returned { stage, due, .. } => {
                self.need(permit, Right::Capture)?;
                self.corrects(permit, stage)?;
                self.correction_late(stage, *due, at)?;
                Ok((RevisionKind::Correction, Action::AnswersSaved))
            }
            State::InStage { stage, claim, .. } => {
                if !permit.covers_stage(self.candidacy.id, stage) {
                    return Err(self.too_late(permit));
                }
                let stage = self.profile.stage(stage).ok_or(Broken::NotInStage)?;
                if !stage.may_edit {
                    return Err(Broken::StageMayNotEdit);
                }
                unproposed(capture)?;
                held(stage, *claim, permit)?;
                Ok((RevisionKind::StageEdit, Action::AnswersEdited))
            }
            State::Closed { .. } => Err(match self.too_late(permit) {
                Broken::AlreadySent => Broken::CaseClosed,
                broken => broken,
            }),
            State::Validated { .. } | State::Published { .. } => Err(self.too_late(permit)),
        }
    }

    /// Why somebody cannot write once it was sent: who never could is told no more than that.
    fn too_late(&self, permit: &Permit) -> Broken {
        let id = self.candidacy.id;
        if permit.covers(Right::Capture, id) || permit.covers(Right::Decide, id) {
            Broken::AlreadySent
        } else {
            Broken::NotPermitted
        }
    }

    fn untouched(&self) -> Capture {
        Capture {
            candidacy: self.candidacy.capture_home(),
            questionnaire: self.definition.key.clone(),
            version: self.definition.version.clone(),
            state: State::Capturing,
            revision: 0,
            answers: Answers::default(),
            submission: None,
            resubmission: None,
            returns: std::collections::BTreeMap::new(),
            hands: std::collections::BTreeSet::new(),
            outcome: None,
            corrections: Vec::new(),
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one revision, each of its own type"
)]
fn revised(
    capture: Capture,
    answers: Answers,
    changes: Changes,
    kind: RevisionKind,
    action: Action,
    permit: &Permit,
    (by, role): (AccountId, Role),
    section: &Section,
    at: Instant,
) -> Decided<Capture> {
    let act = act_on(&capture, action, permit, at).with("section", &section.key);
    if changes.is_empty() {
        // An explicit save is always an entry, also when nothing differs.
        let act = act.with("revision", capture.revision);
        return Decided::new(capture, act);
    }
    let number = capture.revision + 1;
    let act = act.with("revision", number).with("fields", changes.len());
    // Of a photograph the history has the hash: which picture was shown when can be proved by whoever has the file.
    let photograph = changes
        .values()
        .find_map(|change| change.after.as_ref().and_then(Answer::photograph));
    let act = match photograph {
        Some(photograph) => act.with("photograph", &photograph.large),
        None => act,
    };
    let revision = Revision {
        number,
        at,
        by,
        role,
        kind,
        changes,
    };
    let mut hands = capture.hands;
    hands.insert(by);
    let capture = Capture {
        revision: number,
        answers,
        hands,
        ..capture
    };
    Decided::with_facts(
        capture,
        act,
        CaptureFacts {
            revision: Some(revision),
        },
    )
}
