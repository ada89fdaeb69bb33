//! What the program gives out of its hands for a while, or keeps where others could read it, sealed: it opens only
//! with the program's own key, for the purpose and the account that it was sealed for, and as long as it serves.

use data_encoding::BASE64URL_NOPAD;
use domain::id::AccountId;
use domain::time::Instant;
use hmac::{Hmac, KeyInit as _, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::App;
use crate::sealed::SealingKey;

/// What is sealed. Each purpose has a key of its own, so that nothing sealed for one opens as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The secret of a second factor in use, as it is stored.
    SecondFactor,
    /// The secret of a second factor that is being set up, between two pages.
    Enrolment,
    /// A phrase that was offered as password, between two pages.
    Phrase,
    /// The codes of a recovery sheet, between its page and its document.
    Sheet,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::SecondFactor => b"conoceles second factor v1",
            Self::Enrolment => b"conoceles enrolment v1",
            Self::Phrase => b"conoceles phrase v1",
            Self::Sheet => b"conoceles recovery sheet v1",
        }
    }
}

impl App {
    /// Seals `plain` for this purpose and account; it opens only with the same `bound`.
    pub(super) fn seal(
        &self,
        purpose: Purpose,
        account: AccountId,
        bound: &str,
        plain: &[u8],
    ) -> String {
        let bound = bound_to(account, bound);
        let sealed = self
            .sealing_key(purpose)
            .seal(self.entropy.as_ref(), &bound, plain);
        BASE64URL_NOPAD.encode(&sealed)
    }

    /// What was sealed so; none if it was sealed for something else, by another key, or was changed.
    pub(super) fn unseal(
        &self,
        purpose: Purpose,
        account: AccountId,
        bound: &str,
        sealed: &str,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
        self.sealing_key(purpose)
            .open(&bound_to(account, bound), &bytes)
    }

    /// Seals `plain` so that it serves for a while: for a form that comes back.
    pub(super) fn seal_now(
        &self,
        purpose: Purpose,
        account: AccountId,
        bound: &str,
        plain: &[u8],
    ) -> String {
        let at = self.now().micros();
        let sealed = self.seal(purpose, account, &format!("{at} {bound}"), plain);
        format!("{at}.{sealed}")
    }

    /// What was sealed with [`seal_now`](Self::seal_now) at most `seconds` ago. One that comes from the future was
    /// sealed before the clock was set back, and does not serve.
    pub(super) fn unseal_within(
        &self,
        seconds: i64,
        purpose: Purpose,
        account: AccountId,
        bound: &str,
        sealed: &str,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (at, sealed) = sealed.split_once('.')?;
        let at: i64 = at.parse().ok()?;
        let age = self.now().seconds_since(Instant::from_micros(at));
        if !(0..=seconds).contains(&age) {
            return None;
        }
        self.unseal(purpose, account, &format!("{at} {bound}"), sealed)
    }

    /// The purpose's own key: HMAC-SHA256 of its name under the program's key, which is HKDF's expansion by one block
    /// (RFC 5869, 2.3) of a key that is uniformly random already.
    fn sealing_key(&self, purpose: Purpose) -> SealingKey {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.keys.parking())
            .expect("HMAC takes a key of any length");
        mac.update(purpose.label());
        mac.update(&[1]);
        SealingKey::of(mac.finalize().into_bytes().into())
    }
}

/// What the ciphertext is bound to: moved to another account or occasion, it does not open.
fn bound_to(account: AccountId, bound: &str) -> String {
    format!("{account}\n{bound}")
}
