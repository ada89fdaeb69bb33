//! What a capture is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::Role;
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
    /// What exactly, in the validator's words; may be empty.
    pub note: String,
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
    /// Every stage approved; not public yet.
    Validated,
    /// Public.
    Published,
}

impl StateCode {
    /// All of them, in the order of the way.
    pub const ALL: [Self; 6] = [
        Self::Untouched,
        Self::Capturing,
        Self::InStage,
        Self::Returned,
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
}

impl RevisionKind {
    /// The code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::StageEdit => "stage_edit",
            Self::Correction => "correction",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Draft, Self::StageEdit, Self::Correction]
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
