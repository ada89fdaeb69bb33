//! Verdicts that wait for a second person, and how a case ends that nobody approved.

use serde::{Deserialize, Serialize};

use crate::capture::Remark;
use crate::id::AccountId;
use crate::key::StageKey;
use crate::profile::{Lapse, Verdict};
use crate::questionnaire::Answers;
use crate::time::Instant;

/// A verdict that takes effect once another person confirms it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// What.
    pub verdict: Verdict,
    /// The remarks, of a return or a closing.
    pub remarks: Vec<Remark>,
    /// The revision that was judged.
    pub revision: u32,
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Instant,
    /// The second person did not agree: the case is decided again.
    pub refusal: Option<Refusal>,
}

/// Why a second person did not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Instant,
    /// In their words.
    pub note: String,
}

/// Why a case ended without an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The days to correct were over.
    Lapsed,
    /// It did not comply and no round was left.
    RoundsUsed,
}

impl Cause {
    /// The code that the history keeps.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lapsed => "lapsed",
            Self::RoundsUsed => "rounds_used",
        }
    }
}

/// How a case ended that nobody approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// In which stage.
    pub stage: StageKey,
    /// Why.
    pub cause: Cause,
    /// What the profile says of it.
    pub effect: Lapse,
    /// What was not corrected.
    pub remarks: Vec<Remark>,
    /// When.
    pub at: Instant,
    /// The version that was judged: what was written later was not sent.
    pub judged: u32,
    /// What may be public all the same; none: nothing.
    pub public: Option<Answers>,
}

impl Outcome {
    /// What `effect` lets be public of `sent`, the answers as they were judged.
    pub(super) fn public(effect: Lapse, sent: Answers, remarks: &[Remark]) -> Option<Answers> {
        match effect {
            Lapse::DoNotPublish => None,
            Lapse::PublishMarked => Some(sent),
            Lapse::PublishValidFields => {
                let mut valid = sent;
                for remark in remarks {
                    valid.set(remark.field.clone(), None);
                }
                Some(valid)
            }
        }
    }
}
