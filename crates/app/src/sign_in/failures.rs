//! Whose sign-in failed, as 32 bytes that can be kept: the account, or a digest of what no account is called.

use domain::account::Account;
use domain::id::AccountId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a failed sign-in was aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target(pub(crate) [u8; 32]);

/// Bytes before an account's identifier. A digest that begins like this is as likely as guessing 128 bits.
const ACCOUNT: [u8; 16] = [0; 16];

impl Target {
    /// The account; without one the keyed digest of what was typed, which may be a password in the wrong box: nobody
    /// who reads the history can try words against it.
    pub(crate) fn of(account: Option<&Account>, typed: &str, key: &[u8; 32]) -> Self {
        let known = account.and_then(|account| Uuid::parse_str(&account.id.to_string()).ok());
        let Some(id) = known else {
            let digest = Sha256::new()
                .chain_update(b"login")
                .chain_update(key)
                .chain_update(typed.as_bytes());
            return Self(digest.finalize().into());
        };
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&ACCOUNT);
        bytes[16..].copy_from_slice(id.as_bytes());
        Self(bytes)
    }

    /// The account, if one was aimed at.
    pub(crate) fn account(&self) -> Option<AccountId> {
        let (mark, id) = self.0.split_at(16);
        if mark != ACCOUNT {
            return None;
        }
        Uuid::from_slice(id)
            .ok()?
            .hyphenated()
            .to_string()
            .parse()
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_account_is_called_is_kept_under_a_key() {
        let typed = "mi contraseña en la casilla equivocada";
        let (one, other) = (
            Target::of(None, typed, &[1; 32]),
            Target::of(None, typed, &[2; 32]),
        );
        assert_ne!(
            one, other,
            "without the key nobody can try words against it"
        );
        assert_eq!(
            one,
            Target::of(None, typed, &[1; 32]),
            "the same login is counted together"
        );
        assert_eq!(one.account(), None);
        assert_ne!(one.0.as_slice(), Sha256::digest(typed).as_slice());
    }
}
