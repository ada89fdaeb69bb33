//! What a capture is made of.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::account::Role;
use crate::capture::outcome::{Outcome, Proposed};
use crate::id::{AccountId, CandidacyId};
use crate::key::{FieldKey, GroundKey, QuestionnaireKey, StageKey};
use crate::questionnaire::{Answers, Changes};
use crate::record::Record;
use crate::time::Instant;

/// A case taken from a stage's queue by one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who took it.
    pub by: AccountId,
    /// When.
    pub at: Instant,
}

/// What a stage asks to correct in one field (R21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The field.
    pub field: FieldKey,
    /// The ground, from the institute's catalogue.
    pub ground: GroundKey,
    /// The edition of the ground that was in force: its wording then. 0 is the profile's.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub edition: u32,
    /// What exactly, in the validator's words; may be empty.
    pub note: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(edition: &u32) -> bool {
    *edition == 0
}

/// Where a capture stands. Each variant owns what only makes sense there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Being written.
    Capturing,
    /// Sent; a stage is deciding.
    InStage {
        /// The stage.
        stage: StageKey,
        /// Who took the case, where the stage works from a queue.
        claim: Option<Claim>,
        /// Since when the stage has it; none of what came before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Instant>,
        /// A verdict that waits for a second person, or that one refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposed: Option<Box<Proposed>>,
    },
    /// Returned by a stage; its capturer corrects.
    Returned {
        /// The stage that returned it, where it comes back to.
        stage: StageKey,
        /// What to correct.
        remarks: Vec<Remark>,
        /// When it was returned.
        at: Instant,
        /// The last instant for correcting.
        due: Instant,
        /// The revision that was returned; none of what was returned before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        revision: Option<u32>,
        /// When who must correct first read the notification, where the days count from there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        read: Option<Instant>,
    },
    /// Closed without publication: its correction lapsed, or it did not comply after its last round.
    Closed {
        /// When.
        at: Instant,
    },
    /// Every stage approved.
    Validated {
        /// When the last one did.
        at: Instant,
    },
    /// Public.
    Published {
        /// Since when.
        at: Instant,
    },
}

/// A state without its data: for lists, filters, diagrams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateCode {
    /// Nobody has written anything.
    Untouched,
    /// Being written.
    Capturing,
    /// A stage is deciding.
    InStage,
    /// Being corrected.
    Returned,
    /// Closed without publication.
    Closed,
    /// Every stage approved; not public yet.
    Validated,
    /// Public.
    Published,
}

impl StateCode {
    /// All of them, in the order of the way.
    pub const ALL: [Self; 7] = [
        Self::Untouched,
        Self::Capturing,
        Self::InStage,
        Self::Returned,
        Self::Closed,
        Self::Validated,
        Self::Published,
    ];

    /// The code kept in databases and addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::Capturing => "capturing",
            Self::InStage => "in_stage",
            Self::Returned => "returned",
            Self::Closed => "closed",
            Self::Validated => "validated",
            Self::Published => "published",
        }
    }

    /// The state's name on the panel.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Untouched => "Sin captura",
            Self::Capturing => "En captura",
            Self::InStage => "En validación",
            Self::Returned => "Con observaciones",
            Self::Closed => "Cerrada sin publicar",
            Self::Validated => "Validada",
            Self::Published => "Publicada",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl State {
    /// The state without its data.
    pub const fn code(&self) -> StateCode {
        match self {
            Self::Capturing => StateCode::Capturing,
            Self::InStage { .. } => StateCode::InStage,
            Self::Returned { .. } => StateCode::Returned,
            Self::Closed { .. } => StateCode::Closed,
            Self::Validated { .. } => StateCode::Validated,
            Self::Published { .. } => StateCode::Published,
        }
    }

    /// Who took the case, where its stage works from a queue.
    pub const fn claim(&self) -> Option<Claim> {
        match self {
            Self::InStage { claim, .. } => *claim,
            _ => None,
        }
    }

    /// The verdict that waits for a second person.
    pub fn awaiting(&self) -> Option<&Proposed> {
        self.proposed()
            .filter(|proposed| proposed.refusal.is_none())
    }

    /// The verdict that was proposed last, also one that a second person refused.
    pub fn proposed(&self) -> Option<&Proposed> {
        match self {
            Self::InStage { proposed, .. } => proposed.as_deref(),
            _ => None,
        }
    }

    /// In this stage since `at`, taken by nobody.
    pub const fn entering(stage: StageKey, at: Instant) -> Self {
        Self::InStage {
            stage,
            claim: None,
            since: Some(at),
            proposed: None,
        }
    }

    /// The stage that has the case or returned it.
    pub const fn stage(&self) -> Option<&StageKey> {
        match self {
            Self::InStage { stage, .. } | Self::Returned { stage, .. } => Some(stage),
            _ => None,
        }
    }
}

/// The act of sending: the single capture (R19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The instant at which the whole request had arrived.
    pub at: Instant,
    /// Who sent it: the real person (R11).
    pub by: AccountId,
    /// In which role.
    pub role: Role,
    /// The revision that was sent.
    pub revision: u32,
    /// SHA-256 of the answers that were sent, hexadecimal.
    pub answers: String,
    /// SHA-256 of the declaration of veracity that was accepted, hexadecimal.
    pub declaration: String,
    /// Whether the term was over and the profile lets it in all the same (extemporánea).
    pub late: bool,
}

/// On what a correction of a published profile rests (R23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionCause {
    /// A request of change that was granted.
    GrantedRequest,
    /// The institute's own mistake.
    Clerical,
    /// The registry of candidacies was corrected.
    Registry,
    /// A tribunal or another authority ordered it.
    AuthorityOrder,
}

impl CorrectionCause {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [
        Self::GrantedRequest,
        Self::Clerical,
        Self::Registry,
        Self::AuthorityOrder,
    ];

    /// The code that the history and the form have.
    pub const fn code(self) -> &'static str {
        match self {
            Self::GrantedRequest => "granted_request",
            Self::Clerical => "clerical",
            Self::Registry => "registry",
            Self::AuthorityOrder => "authority_order",
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::GrantedRequest => "Solicitud de cambio procedente",
            Self::Clerical => "Error del instituto o del sistema",
            Self::Registry => "Corrección del registro de candidaturas",
            Self::AuthorityOrder => "Orden de un tribunal o de otra autoridad",
        }
    }

    /// The cause with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.code() == code)
    }
}

/// A correction of something public, of which the public page tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicCorrection {
    /// When.
    pub at: Instant,
    /// Which answer.
    pub field: FieldKey,
    /// On what it rests.
    pub cause: CorrectionCause,
    /// Which document says so. It is for the panel alone.
    pub reference: String,
}

/// The capture of one questionnaire by one candidacy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// The questionnaire.
    pub questionnaire: QuestionnaireKey,
    /// The version of the questionnaire that is being answered.
    pub version: String,
    /// Where it stands.
    pub state: State,
    /// Number of the latest revision, from 1.
    pub revision: u32,
    /// The answers after that revision.
    pub answers: Answers,
    /// The single capture, once sent (R19).
    pub submission: Option<Submission>,
    /// The latest sending of a corrected text, if a stage returned it.
    pub resubmission: Option<Submission>,
    /// How many times each stage has returned it.
    pub returns: BTreeMap<StageKey, u8>,
    /// Every account that typed in it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub hands: BTreeSet<AccountId>,
    /// How it ended, if it was not by an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Box<Outcome>>,
    /// What was corrected after it was published, the first one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<PublicCorrection>,
}

impl Record for Capture {
    const KIND: &'static str = "capture";
    type Facts = CaptureFacts;
    fn id(&self) -> String {
        Self::record_id(self.candidacy, &self.questionnaire)
    }
}

impl Capture {
    /// Whether a stage returned it and its capturer corrects.
    pub const fn is_returned(&self) -> bool {
        matches!(self.state, State::Returned { .. })
    }

    /// Whether this account typed in it or sent it.
    pub fn is_work_of(&self, account: AccountId) -> bool {
        let sent = [&self.submission, &self.resubmission];
        let sender = |sending: &Submission| sending.by == account;
        self.hands.contains(&account) || sent.into_iter().flatten().any(sender)
    }

    /// The answers that publication shows: those that were approved, or, where the profile publishes what lapsed, those
    /// that were sent, without the fields that it leaves out.
    pub fn public_answers(&self) -> &Answers {
        let of_outcome = self
            .outcome
            .as_ref()
            .and_then(|outcome| outcome.public.as_ref());
        of_outcome.unwrap_or(&self.answers)
    }

    /// The identifier by which the history names a capture.
    pub fn record_id(candidacy: CandidacyId, questionnaire: &QuestionnaireKey) -> String {
        format!("{candidacy}:{questionnaire}")
    }
}

/// Why a revision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevisionKind {
    /// While capturing.
    Draft,
    /// By a stage that may edit (R20).
    StageEdit,
    /// After a return (R21).
    Correction,
    /// After publication, by the administration (R23).
    PublicCorrection,
}

impl RevisionKind {
    /// The code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::StageEdit => "stage_edit",
            Self::Correction => "correction",
            Self::PublicCorrection => "public_correction",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Draft,
            Self::StageEdit,
            Self::Correction,
            Self::PublicCorrection,
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }
}

/// One change of answers, kept for ever: drafts, edits and corrections alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Its number, from 1 without gaps.
    pub number: u32,
    /// When.
    pub at: Instant,
    /// Who typed it: the real person (R11).
    pub by: AccountId,
    /// In which role.
    pub role: Role,
    /// Why.
    pub kind: RevisionKind,
    /// Field by field, before and after.
    pub changes: Changes,
}

/// What a transition leaves behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaptureFacts {
    /// The new revision, if answers changed.
    pub revision: Option<Revision>,
}
