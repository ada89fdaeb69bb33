//! One-time codes: activation (R08), assisted recovery and the codes of the recovery sheet (R09). Only digests are
//! kept.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::AccountRefusal;
use crate::time::Instant;

/// A one-time activation code as it is kept: only its digest and the instant until which it serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationCode {
    digest: String,
    expires: Instant,
}

/// Characters of an activation code: no vowels (so that no word appears) and none that look alike.
pub const CODE_ALPHABET: &[u8; 25] = b"23456789BCDFGHJKMNPQRSTVX";
/// Characters in an activation code, without the hyphens: 25^16 is 74 bits.
pub const CODE_LENGTH: usize = 16;
/// Days during which an activation code serves.
pub const CODE_DAYS: i64 = 30;

/// Hours during which a code to get in again serves: it is told by telephone or handed over, not printed and carried.
pub const RESCUE_HOURS: i64 = 72;

impl ActivationCode {
    /// Keeps `code`, given to get in again, for [`RESCUE_HOURS`] from `at`.
    pub fn for_rescue(code: &str, at: Instant) -> Self {
        Self {
            digest: digest_code(code),
            expires: at.plus_seconds(RESCUE_HOURS * 3_600),
        }
    }

    /// Keeps `code` for [`CODE_DAYS`] from `at`.
    pub fn of(code: &str, at: Instant) -> Self {
        Self {
            digest: digest_code(code),
            expires: at.plus_seconds(CODE_DAYS * 86_400),
        }
    }

    /// Whether `typed` is this code and it still serves at `at`.
    ///
    /// # Errors
    /// [`AccountRefusal::WrongCode`], [`AccountRefusal::CodeExpired`].
    pub(super) fn check(&self, typed: &str, at: Instant) -> Result<(), AccountRefusal> {
        if self.digest != digest_code(typed) {
            Err(AccountRefusal::WrongCode)
        } else if at > self.expires {
            Err(AccountRefusal::CodeExpired)
        } else {
            Ok(())
        }
    }

    /// The code as storage kept it.
    pub const fn kept(digest: String, expires: Instant) -> Self {
        Self { digest, expires }
    }

    /// The last instant at which it serves.
    pub const fn expires(&self) -> Instant {
        self.expires
    }

    /// The digest by which storage finds the account that a code belongs to.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// SHA-256 in hexadecimal of a code as typed: case, spaces and hyphens do not count. A code has 74 bits of
/// chance, so a plain digest is enough to keep it.
pub fn digest_code(typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_uppercase)
        .collect();
    Sha256::digest(plain.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
