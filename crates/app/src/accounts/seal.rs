//! What must not be read by whoever takes the disk: sealed with a key that only this program's memory has, so that
//! nothing can be opened after it stops.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Mutex;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::id::Entropy;
use zeroize::Zeroizing;

use super::AccountsError;

/// The key of one run of the program.
pub(crate) struct Seal {
    key: Zeroizing<[u8; 32]>,
}

/// Bytes that were sealed, with their nonce.
pub(super) struct Sealed {
    nonce: [u8; 24],
    bytes: Vec<u8>,
}

/// A file without a name that holds sealed bytes: the system frees it when the program ends, however it ends.
pub(super) struct Spooled {
    nonce: [u8; 24],
    file: Mutex<File>,
}

impl Seal {
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        let mut key = Zeroizing::new([0_u8; 32]);
        entropy.fill(key.as_mut());
        Self { key }
    }

    /// Seals `bytes`, bound to `what`: under another name they do not open.
    pub(super) fn close(
        &self,
        what: &str,
        bytes: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Sealed, AccountsError> {
        let mut nonce = [0_u8; 24];
        entropy.fill(&mut nonce);
        let payload = Payload {
            msg: bytes,
            aad: what.as_bytes(),
        };
        let bytes = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| AccountsError::Spool)?;
        Ok(Sealed { nonce, bytes })
    }

    /// Opens what was sealed under this name.
    pub(super) fn open(&self, what: &str, sealed: &Sealed) -> Result<Vec<u8>, AccountsError> {
        let payload = Payload {
            msg: &sealed.bytes,
            aad: what.as_bytes(),
        };
        self.cipher()
            .decrypt(&XNonce::from(sealed.nonce), payload)
            .map_err(|_| AccountsError::Spool)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.key))
    }
}

impl Spooled {
    /// Puts sealed bytes into a file without a name.
    pub(super) fn keep(sealed: &Sealed) -> Result<Self, AccountsError> {
        let write = || {
            let mut file = tempfile::tempfile()?;
            file.write_all(&sealed.bytes)?;
            Ok(file)
        };
        let file = write().map_err(spool)?;
        Ok(Self {
            nonce: sealed.nonce,
            file: Mutex::new(file),
        })
    }

    /// The sealed bytes as the file has them.
    pub(super) fn read(&self) -> Result<Sealed, AccountsError> {
        let mut file = self.file.lock().map_err(|_| AccountsError::Spool)?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))
            .and_then(|_| file.read_to_end(&mut bytes))
            .map_err(spool)?;
        Ok(Sealed {
            nonce: self.nonce,
            bytes,
        })
    }
}

fn spool(error: std::io::Error) -> AccountsError {
    tracing::error!(%error, "the sealed spool failed");
    AccountsError::Spool
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::SystemEntropy;

    #[test]
    fn what_is_spooled_cannot_be_read_without_this_key_nor_under_another_name() {
        let (seal, other) = (Seal::new(&SystemEntropy), Seal::new(&SystemEntropy));
        let secret = b"%PDF-1.7 codigo 2345-6789-BCDF-GHJK".repeat(100);
        let sealed = seal.close("carta 1", &secret, &SystemEntropy).unwrap();
        let spooled = Spooled::keep(&sealed).unwrap();
        let mut raw = Vec::new();
        {
            let mut file = spooled.file.lock().unwrap();
            file.seek(SeekFrom::Start(0)).unwrap();
            file.read_to_end(&mut raw).unwrap();
        }
        let says = |words: &[u8]| raw.windows(words.len()).any(|part| part == words);
        assert!(!says(b"%PDF") && !says(b"2345-6789"));
        assert_eq!(raw.len(), secret.len() + 16);
        let read = spooled.read().unwrap();
        assert_eq!(seal.open("carta 1", &read).unwrap(), secret);
        assert!(seal.open("carta 2", &read).is_err());
        assert!(other.open("carta 1", &read).is_err());
    }
}
