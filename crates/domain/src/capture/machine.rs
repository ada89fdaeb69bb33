//! The transitions.

use crate::account::Role;
use crate::activity::{Act, Action, Author, Subject};
use crate::capture::{
    Capture, CaptureFacts, Claim, Conflict, Remark, Revision, RevisionKind, State, Submission,
    merge,
};
use crate::id::AccountId;
use crate::key::{FieldKey, StageKey};
use crate::policy::{Permit, Right};
use crate::profile::{Profile, Stage};
use crate::questionnaire::{Answers, Changes, Definition, Finding, Section};
use crate::record::{Decided, Record};
use crate::registry::{Candidacy, CandidacyStatus, Postulation};
use crate::time::{Instant, last_instant};

/// The rule that a transition would have broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The permit is for something else.
    #[error("Su cuenta no tiene permiso para hacer esto.")]
    NotPermitted,
    /// The candidacy was replaced or cancelled.
    #[error("Esta candidatura ya no está activa, así que su cuestionario no puede cambiar.")]
    CandidacyNotActive,
    /// Nothing was captured yet.
    #[error("Todavía no hay nada capturado.")]
    NothingCaptured,
    /// The term is over and the profile does not let late captures in.
    #[error("El plazo para capturar ya terminó, por lo que no se puede guardar ni enviar.")]
    TermOver {
        /// Its last instant.
        ended: Instant,
    },
    /// The single opportunity was used (R19).
    #[error("El cuestionario ya se envió y no puede cambiar.")]
    AlreadySent,
    /// Two people changed the same fields.
    #[error(
        "Otra persona cambió lo mismo mientras usted escribía. Compare los dos textos y elija."
    )]
    Conflict(Vec<Conflict>),
    /// More text in one field than is kept.
    #[error(
        "Una respuesta es demasiado larga para guardarla. Su texto sigue en la pantalla: acórtelo y guarde de nuevo."
    )]
    TooLongToKeep(FieldKey),
    /// Something is missing or wrong.
    #[error("Todavía falta completar o corregir respuestas.")]
    Incomplete(Vec<Finding>),
    /// The capture is not in a validation stage.
    #[error("El cuestionario no está en esta etapa de validación.")]
    NotInStage,
    /// The stage may not edit.
    #[error(
        "En esta etapa no se modifica el texto: devuélvalo con observaciones para que se corrija."
    )]
    StageMayNotEdit,
    /// The stage may not return.
    #[error("En esta etapa no se devuelve el cuestionario: complételo o corríjalo y valide.")]
    StageMayNotReturn,
    /// The stage does not work from a queue.
    #[error("En esta etapa los casos no se toman: pueden decidirse directamente.")]
    NothingToClaim,
    /// Somebody else took the case.
    #[error("Otra persona validadora tomó este caso.")]
    ClaimedByOther,
    /// The case must be taken first.
    #[error("Tome el caso antes de decidir.")]
    NotClaimed,
    /// A return without remarks, or with a field or ground that does not exist.
    #[error("Señale al menos un campo y elija la causal de cada observación.")]
    RemarksMissing,
    /// No rounds left.
    #[error("Ya se devolvió {0} veces, el máximo en esta etapa: ahora debe validarse.")]
    NoRoundsLeft(u8),
    /// Not every stage approved.
    #[error("El perfil todavía no está validado.")]
    NotValidated,
    /// The office's date has not come.
    #[error("Los perfiles de este cargo todavía no pueden publicarse.")]
    TooEarlyToPublish {
        /// When they can.
        from: Instant,
    },
}

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

/// A final confirmation.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'a> {
    /// SHA-256 of the declaration of veracity that was accepted, hexadecimal.
    pub declaration: &'a str,
    /// The instant at which the whole request had arrived.
    pub at: Instant,
}

/// The machine for one questionnaire of one candidacy under one profile.
#[derive(Debug, Clone, Copy)]
pub struct Machine<'a> {
    profile: &'a Profile,
    definition: &'a Definition,
    candidacy: &'a Candidacy,
}

type Transition = Result<Decided<Capture>, Broken>;

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
        }
    }

    /// The stages that this candidacy passes, in order.
    pub fn stages(&self) -> impl Iterator<Item = &'a Stage> {
        let independent = self.candidacy.data.postulation == Postulation::Independent;
        self.profile
            .stages
            .iter()
            .filter(move |stage| !stage.deciding_roles(independent).is_empty())
    }

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
        let capture = capture.unwrap_or_else(|| self.untouched());
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
        let capture = capture.ok_or(Broken::NothingCaptured)?;
        self.need(permit, Right::Capture)?;
        let (account, role) = account_of(permit)?;
        let (next, late, action) = match &capture.state {
            State::Capturing => (
                self.after(None, sending.at),
                self.late(self.term_end(), sending.at)?,
                Action::CaptureSent,
            ),
            State::Returned { stage, due, .. } => (
                State::InStage {
                    stage: stage.clone(),
                    claim: None,
                },
                self.late(Some(*due), sending.at)?,
                Action::CaptureResent,
            ),
            _ => return Err(Broken::AlreadySent),
        };
        self.complete(&capture)?;
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

    /// Publishes a validated profile from its office's date on (R24).
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn publish(&self, permit: &Permit, capture: Option<Capture>, at: Instant) -> Transition {
        self.standing()?;
        let capture = capture.ok_or(Broken::NothingCaptured)?;
        self.need(permit, Right::Publish)?;
        if !matches!(capture.state, State::Validated { .. }) {
            return Err(Broken::NotValidated);
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
            State::Returned { due, .. } => {
                self.need(permit, Right::Capture)?;
                self.late(Some(*due), at)?;
                Ok((RevisionKind::Correction, Action::AnswersSaved))
            }
            State::InStage { stage, claim } => {
                if !permit.covers_stage(self.candidacy.id, stage) {
                    return Err(Broken::AlreadySent);
                }
                let stage = self.profile.stage(stage).ok_or(Broken::NotInStage)?;
                if !stage.may_edit {
                    return Err(Broken::StageMayNotEdit);
                }
                held(stage, *claim, permit)?;
                Ok((RevisionKind::StageEdit, Action::AnswersEdited))
            }
            State::Validated { .. } | State::Published { .. } => Err(Broken::AlreadySent),
        }
    }

    fn untouched(&self) -> Capture {
        Capture {
            candidacy: self.candidacy.id,
            questionnaire: self.definition.key.clone(),
            version: self.definition.version.clone(),
            state: State::Capturing,
            revision: 0,
            answers: Answers::default(),
            submission: None,
            resubmission: None,
            returns: std::collections::BTreeMap::new(),
        }
    }

    fn standing(&self) -> Result<(), Broken> {
        match self.candidacy.status {
            CandidacyStatus::Active => Ok(()),
            _ => Err(Broken::CandidacyNotActive),
        }
    }

    fn need(&self, permit: &Permit, right: Right) -> Result<(), Broken> {
        if permit.covers(right, self.candidacy.id) {
            Ok(())
        } else {
            Err(Broken::NotPermitted)
        }
    }

    fn term_end(&self) -> Option<Instant> {
        self.candidacy.term.map(|term| term.ends)
    }

    /// Whether `at` is after `end`; refused if the profile lets nothing late in (R07).
    fn late(&self, end: Option<Instant>, at: Instant) -> Result<bool, Broken> {
        match end {
            Some(ended) if at > ended && !self.profile.terms.late_allowed => {
                Err(Broken::TermOver { ended })
            }
            Some(ended) => Ok(at > ended),
            None => Ok(false),
        }
    }

    fn complete(&self, capture: &Capture) -> Result<(), Broken> {
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
    fn after(&self, stage: Option<&StageKey>, at: Instant) -> State {
        let mut stages = self.stages();
        if let Some(current) = stage {
            stages.find(|stage| stage.key == *current);
        }
        stages
            .next()
            .map_or(State::Validated { at }, |next| State::InStage {
                stage: next.key.clone(),
                claim: None,
            })
    }

    fn in_stage(
        &self,
        permit: &Permit,
        capture: Option<Capture>,
    ) -> Result<(Capture, &'a Stage, Option<Claim>), Broken> {
        self.standing()?;
        let capture = capture.ok_or(Broken::NothingCaptured)?;
        let State::InStage { stage, claim } = &capture.state else {
            return Err(Broken::NotInStage);
        };
        if !permit.covers_stage(self.candidacy.id, stage) {
            return Err(if permit.covers(Right::Decide, self.candidacy.id) {
                Broken::NotInStage
            } else {
                Broken::NotPermitted
            });
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

fn act_on(capture: &Capture, action: Action, permit: &Permit, at: Instant) -> Act {
    Act::new(
        at,
        permit.author(),
        action,
        Subject::new(Capture::KIND, capture.id()),
    )
}

/// The account behind a permit: writing and sending are always a person's (R11).
fn account_of(permit: &Permit) -> Result<(AccountId, Role), Broken> {
    match permit.author() {
        Author::Account { account, role, .. } => Ok((account, role)),
        Author::System | Author::Anonymous => Err(Broken::NotPermitted),
    }
}

/// Whether the stage's queue lets this account decide.
fn held(stage: &Stage, claim: Option<Claim>, permit: &Permit) -> Result<(), Broken> {
    let (account, _) = account_of(permit)?;
    match claim {
        _ if !stage.needs_claim => Ok(()),
        None => Err(Broken::NotClaimed),
        Some(claim) if claim.by == account => Ok(()),
        Some(_) => Err(Broken::ClaimedByOther),
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
    let revision = Revision {
        number,
        at,
        by,
        role,
        kind,
        changes,
    };
    let capture = Capture {
        revision: number,
        answers,
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
