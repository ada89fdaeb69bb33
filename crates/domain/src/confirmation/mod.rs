//! The person of a candidacy sees what the party captured and answers, by a one-time link, without an account: "this is
//! what I want to say", or what should be corrected (R11, R19; DGO 15, CDMX 16).
//!
//! An answer is bound to the revision that the person read: a later change makes it out of date.

use serde::{Deserialize, Serialize};

use crate::account::{Account, Role, digest_code};
use crate::activity::{Act, Action, Author, Subject};
use crate::capture::{Capture, Revision, RevisionKind, State};
use crate::id::{AccountId, CandidacyId, ConfirmationLinkId};
use crate::key::{PartyKey, QuestionnaireKey};
use crate::policy::{Permit, Right};
use crate::questionnaire::clean_text;
use crate::record::{Decided, Record};
use crate::registry::Candidacy;
use crate::time::Instant;

/// Hours during which a link serves.
pub const LINK_HOURS: i64 = 72;
/// Most characters of what a person asks to correct.
pub const NOTE_MAX: usize = 2_000;

/// What an institute asks of a party before it sends: profile `[captura] confirmacion`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmationRule {
    /// Advised: what is missing is told, and nothing is held back.
    Advised,
    /// A party's people send only what the person confirmed.
    Demanded,
}

/// What the person answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// This is what the person wants to say.
    Confirmed,
    /// Something should be corrected.
    CorrectionAsked {
        /// What, in the person's words.
        note: String,
    },
}

/// An answer, bound to what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkAnswer {
    /// What it says.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// When.
    pub at: Instant,
    /// The revision that was read.
    pub revision: u32,
    /// SHA-256 in hexadecimal of the answers of that revision.
    pub answers: String,
}

/// A link: only the digest of its code is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationLink {
    /// Identifier.
    pub id: ConfirmationLinkId,
    /// The candidacy under which the capture of the person it is for is kept.
    pub candidacy: CandidacyId,
    /// The questionnaire that it shows.
    pub questionnaire: QuestionnaireKey,
    /// SHA-256 in hexadecimal of its code.
    pub digest: String,
    /// Who made it: it serves no longer than that account's right. None in links that were written before this was kept,
    /// under the same schema, and such a link counts for nobody; the history has their digest, so they stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// When it was made.
    pub made: Instant,
    /// The last instant at which it serves.
    pub expires: Instant,
    /// When it was taken back, if it was.
    pub revoked: Option<Instant>,
    /// The person's answer: there is one.
    pub answer: Option<LinkAnswer>,
}

impl Record for ConfirmationLink {
    const KIND: &'static str = "confirmation-link";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// Why a link was not made, or does not do what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// Nothing was written yet.
    #[error("Todavía no hay nada capturado que mostrar.")]
    NothingToShow,
    /// The profile is public.
    #[error("El perfil ya está publicado: lo que dice se consulta en el portal.")]
    Public,
    /// Whoever asks does not capture for a party.
    #[error("Este enlace lo hace quien captura por el partido.")]
    NotPermitted,
    /// It was taken back, or another one took its place.
    #[error(
        "Este enlace ya no sirve: quien lo hizo lo canceló o hizo otro. Pida el nuevo a su partido."
    )]
    Revoked,
    /// Its time is over.
    #[error("Este enlace venció. Pida otro a su partido.")]
    Expired,
    /// The person has answered.
    #[error("Ya respondió con este enlace. Si algo cambió después, pida otro a su partido.")]
    Answered,
    /// Somebody saved while the person was reading.
    #[error(
        "Alguien guardó cambios mientras usted leía. Lea el texto como está ahora y responda de nuevo."
    )]
    ChangedMeanwhile,
    /// A correction without saying what, or too long a note.
    #[error("Escriba qué se debe corregir, en 2,000 caracteres como máximo.")]
    Note,
}

impl ConfirmationLink {
    /// Makes a link to what `capture` says, with a code that is shown once. `leads` is the candidacy in which that is
    /// captured: another one than the capture's home once that one was cancelled.
    ///
    /// # Errors
    /// [`LinkRefusal`].
    pub fn make(
        id: ConfirmationLinkId,
        permit: &Permit,
        leads: &Candidacy,
        capture: Option<&Capture>,
        code: &str,
        at: Instant,
    ) -> Result<Decided<Self>, LinkRefusal> {
        let capture = capture
            .filter(|capture| capture.revision > 0)
            .ok_or(LinkRefusal::NothingToShow)?;
        if matches!(capture.state, State::Published { .. }) {
            return Err(LinkRefusal::Public);
        }
        if !may_link(permit, leads, capture.candidacy) {
            return Err(LinkRefusal::NotPermitted);
        }
        let link = Self {
            id,
            candidacy: capture.candidacy,
            questionnaire: capture.questionnaire.clone(),
            digest: digest_code(code),
            by: match permit.author() {
                Author::Account { account, .. } => Some(account),
                Author::System | Author::Anonymous => None,
            },
            made: at,
            expires: at.plus_seconds(LINK_HOURS * 3_600),
            revoked: None,
            answer: None,
        };
        let act = link
            .act(Action::ConfirmationLinkMade, permit.author(), at)
            .with("revision", capture.revision);
        Ok(Decided::new(link, act))
    }

    /// Whether what it says counts while `party` captures: `maker`, the account that made it, is of that party, and may
    /// still be used unless the person has answered. An answer that was given in time outlives its maker's account.
    #[must_use]
    pub fn counts(&self, maker: Option<&Account>, party: Option<&PartyKey>) -> bool {
        maker.is_some_and(|maker| {
            let of_party = party.is_some() && maker.seat.party() == party;
            self.by == Some(maker.id)
                && of_party
                && (self.answer.is_some() || maker.usable().is_ok())
        })
    }

    /// Takes it back: it shows nothing from now on. One that was answered or taken back stays as it is.
    ///
    /// # Errors
    /// [`LinkRefusal::Answered`], [`LinkRefusal::Revoked`].
    pub fn revoke(
        self,
        permit: &Permit,
        leads: &Candidacy,
        at: Instant,
    ) -> Result<Decided<Self>, LinkRefusal> {
        if !may_link(permit, leads, self.candidacy) {
            return Err(LinkRefusal::NotPermitted);
        }
        if self.answer.is_some() {
            return Err(LinkRefusal::Answered);
        }
        if self.revoked.is_some() {
            return Err(LinkRefusal::Revoked);
        }
        let act = self.act(Action::ConfirmationLinkRevoked, permit.author(), at);
        let link = Self {
            revoked: Some(at),
            ..self
        };
        Ok(Decided::new(link, act))
    }

    /// Whether it can be looked at and answered at `at`.
    ///
    /// # Errors
    /// The rule in the way.
    pub fn serves(&self, at: Instant) -> Result<(), LinkRefusal> {
        if self.answer.is_some() {
            Err(LinkRefusal::Answered)
        } else if self.revoked.is_some() {
            Err(LinkRefusal::Revoked)
        } else if at > self.expires {
            Err(LinkRefusal::Expired)
        } else {
            Ok(())
        }
    }

    /// Whether this is what was answered: a second click of the same person, or of another who says the same.
    #[must_use]
    pub fn says(&self, verdict: &Verdict) -> bool {
        let said = self.answer.as_ref().map(|answer| &answer.verdict);
        match (said, verdict) {
            (Some(Verdict::Confirmed), Verdict::Confirmed) => true,
            (Some(Verdict::CorrectionAsked { note }), Verdict::CorrectionAsked { note: typed }) => {
                *note == clean_text(typed)
            }
            _ => false,
        }
    }

    /// The person answers, having read `read` of `capture`.
    ///
    /// # Errors
    /// [`LinkRefusal`]; nothing changes then.
    pub fn answer(
        self,
        capture: &Capture,
        read: u32,
        verdict: Verdict,
        at: Instant,
    ) -> Result<Decided<Self>, LinkRefusal> {
        self.serves(at)?;
        if matches!(capture.state, State::Published { .. }) {
            return Err(LinkRefusal::Public);
        }
        if capture.revision != read || capture.candidacy != self.candidacy {
            return Err(LinkRefusal::ChangedMeanwhile);
        }
        let (verdict, action) = match verdict {
            Verdict::Confirmed => (Verdict::Confirmed, Action::AnswersConfirmed),
            Verdict::CorrectionAsked { note } => {
                let note = clean_text(&note);
                if note.is_empty() || note.chars().count() > NOTE_MAX {
                    return Err(LinkRefusal::Note);
                }
                (Verdict::CorrectionAsked { note }, Action::CorrectionAsked)
            }
        };
        let answer = LinkAnswer {
            verdict,
            at,
            revision: read,
            answers: capture.answers.digest(),
        };
        let act = self
            .act(action, Author::Anonymous, at)
            .with("revision", read)
            .with("answers", &answer.answers);
        let link = Self {
            answer: Some(answer),
            ..self
        };
        Ok(Decided::new(link, act))
    }

    fn act(&self, action: Action, by: Author, at: Instant) -> Act {
        Act::new(at, by, action, Subject::new(Self::KIND, self.id))
            .with("candidacy", self.candidacy)
    }
}

/// Whether a permit for the candidacy that leads is one for what is captured under `home`.
fn may_link(permit: &Permit, leads: &Candidacy, home: CandidacyId) -> bool {
    leads.capture_home() == home && permit.covers(Right::Capture, leads.id)
}

/// Where a candidacy stands with its person's confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// No link was made, or none serves and none was answered.
    NotAsked,
    /// A link waits for its person.
    Waiting {
        /// The last instant at which it serves.
        expires: Instant,
    },
    /// The person answered.
    Answered {
        /// The answer.
        answer: LinkAnswer,
        /// Whether it is about the text as it stands.
        current: bool,
    },
}

impl Confirmation {
    /// What the links of a candidacy that [count](ConfirmationLink::counts), oldest first, say of its capture at `at`:
    /// the latest answer, unless a newer link waits.
    #[must_use]
    pub fn of(links: &[ConfirmationLink], capture: Option<&Capture>, at: Instant) -> Self {
        let revision = capture.map_or(0, |capture| capture.revision);
        for link in links.iter().rev() {
            if let Some(answer) = &link.answer {
                return Self::Answered {
                    answer: answer.clone(),
                    current: answer.revision == revision,
                };
            }
            if link.serves(at).is_ok() {
                return Self::Waiting {
                    expires: link.expires,
                };
            }
        }
        Self::NotAsked
    }

    /// Whether the person confirmed the text as it stands.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(
            self,
            Self::Answered {
                answer: LinkAnswer {
                    verdict: Verdict::Confirmed,
                    ..
                },
                current: true,
            }
        )
    }
}

/// Whether a revision changed what stood there, by somebody of the party or of a stage that edits: the candidate is to
/// see it (R20). What the party wrote where nothing was is shown with the rest of the text.
#[must_use]
pub fn is_others_edit(revision: &Revision) -> bool {
    let of_party = matches!(
        revision.role,
        Role::Supervisor | Role::Capturer | Role::PartyRepresentative
    );
    let replaced = || {
        revision
            .changes
            .values()
            .any(|change| change.before.is_some())
    };
    match revision.kind {
        RevisionKind::PublicCorrection => true,
        RevisionKind::StageEdit => !matches!(revision.role, Role::Candidate | Role::Independent),
        RevisionKind::Draft | RevisionKind::Correction => of_party && replaced(),
    }
}

/// Up to which revision the person of a candidacy has seen what others changed in it (R20): one row per capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditsSeen {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// The questionnaire.
    pub questionnaire: QuestionnaireKey,
    /// The latest revision that was seen.
    pub revision: u32,
    /// When.
    pub at: Instant,
}

impl Record for EditsSeen {
    const KIND: &'static str = "edits-seen";
    type Facts = ();
    fn id(&self) -> String {
        Capture::record_id(self.candidacy, &self.questionnaire)
    }
}

impl EditsSeen {
    /// The person saw the changes up to `revision`, never fewer than before; `by` is the person's account, or nobody's
    /// name when a link was used. None if nothing is seen that was not seen before: there is nothing to write.
    pub fn acknowledge(
        before: Option<&Self>,
        capture: &Capture,
        revision: u32,
        by: Author,
        at: Instant,
    ) -> Option<Decided<Self>> {
        let known = before.map_or(0, |before| before.revision);
        let revision = revision.min(capture.revision);
        if revision <= known {
            return None;
        }
        let seen = Self {
            candidacy: capture.candidacy,
            questionnaire: capture.questionnaire.clone(),
            revision,
            at,
        };
        let act = Act::new(
            at,
            by,
            Action::EditsSeen,
            Subject::new(Self::KIND, Record::id(&seen)),
        )
        .with("revision", seen.revision);
        Some(Decided::new(seen, act))
    }
}

#[cfg(test)]
mod tests;
