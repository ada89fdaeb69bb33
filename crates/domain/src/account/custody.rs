//! What protects an account: the custody undertaking, the second factor, the codes of the recovery sheet and the
//! locks of a loss report or a suspension (R09).

use serde::{Deserialize, Serialize};

use super::Role;
use crate::time::Instant;

/// How many codes a recovery sheet has.
pub const RECOVERY_CODES: usize = 8;

/// The acceptance of the custody undertaking: which text, when (DGO 12, CDMX 13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undertaking {
    /// SHA-256 in hexadecimal of the text that was shown.
    pub hash: String,
    /// When it was accepted.
    pub at: Instant,
}

/// A second factor in use: one-time codes by time (RFC 6238).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The secret, sealed by the program's own key; never readable in the database.
    pub sealed: String,
    /// Since when.
    pub since: Instant,
}

/// Why an account cannot be used for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockReason {
    /// Suspended by who manages it.
    Suspended,
    /// Reported lost; a new code opens it again (DGO 13, CDMX 14).
    ReportedLost,
}

/// A lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Why.
    pub reason: LockReason,
    /// Since when.
    pub at: Instant,
}

/// What an account still owes before it may act, in the order in which it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The code of the second factor, at this sign-in.
    ProveSecondFactor,
    /// The undertaking of custody.
    AcceptUndertaking,
    /// The institute's privacy notice in force.
    AcceptNotice,
    /// A second factor, which its role must have.
    EnrolSecondFactor,
}

/// What is asked of whoever comes in.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// SHA-256 in hexadecimal of the notice in force.
    pub notice: &'a str,
    /// SHA-256 in hexadecimal of the undertaking in force.
    pub undertaking: &'a str,
    /// The roles that must have a second factor.
    pub second_factor: &'a [Role],
    /// Whether this session proved its second factor.
    pub proven: bool,
}
