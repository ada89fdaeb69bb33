//! Sealing: XChaCha20-Poly1305 with a fresh nonce, which goes before the ciphertext, and bound to what the bytes are for.
//! The one place that knows the cipher; what has which key and is bound to what is said where it is sealed.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::id::Entropy;
use zeroize::Zeroizing;

/// Bytes of the nonce before each ciphertext.
pub(crate) const NONCE: usize = 24;

/// A key that seals and opens.
pub(crate) struct SealingKey(Zeroizing<[u8; 32]>);

impl SealingKey {
    /// This key.
    pub(crate) fn of(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    /// A fresh key, which nobody has but whoever holds this value.
    pub(crate) fn fresh(entropy: &dyn Entropy) -> Self {
        let mut key = [0_u8; 32];
        entropy.fill(&mut key);
        Self::of(key)
    }

    /// Seals `plain`: it opens only with this key and the same `bound`.
    pub(crate) fn seal(&self, entropy: &dyn Entropy, bound: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE];
        entropy.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: bound.as_bytes(),
        };
        let ciphertext = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("XChaCha20-Poly1305 seals anything shorter than 256 GiB");
        [nonce.as_slice(), &ciphertext].concat()
    }

    /// What was sealed so; none if it was sealed for something else, with another key, or was changed.
    pub(crate) fn open(&self, bound: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, ciphertext) = sealed.split_at_checked(NONCE)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).ok()?;
        let payload = Payload {
            msg: ciphertext,
            aad: bound.as_bytes(),
        };
        self.cipher()
            .decrypt(&XNonce::from(nonce), payload)
            .ok()
            .map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::SystemEntropy;

    #[test]
    fn what_is_sealed_opens_with_its_key_its_occasion_and_as_it_was() {
        let (key, other) = (
            SealingKey::fresh(&SystemEntropy),
            SealingKey::fresh(&SystemEntropy),
        );
        let sealed = key.seal(&SystemEntropy, "carta 1", b"2345-6789");
        assert_eq!(
            key.open("carta 1", &sealed).unwrap().as_slice(),
            b"2345-6789"
        );
        assert!(key.open("carta 2", &sealed).is_none());
        assert!(other.open("carta 1", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open("carta 1", &changed).is_none(), "byte {at}");
            assert!(key.open("carta 1", &sealed[..at]).is_none(), "cut at {at}");
        }
        assert_ne!(sealed, key.seal(&SystemEntropy, "carta 1", b"2345-6789"));
    }
}
