//! Sealed bytes in a file without a name: the system frees it when the program ends, however it ends, and without the
//! key, which only this program's memory has, nothing in it can be read.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Mutex;

use super::AccountsError;

/// A file without a name that holds sealed bytes.
pub(super) struct Spooled(Mutex<File>);

impl Spooled {
    /// Puts sealed bytes into a file without a name.
    pub(super) fn keep(sealed: &[u8]) -> Result<Self, AccountsError> {
        let write = || {
            let mut file = tempfile::tempfile()?;
            file.write_all(sealed)?;
            Ok(file)
        };
        Ok(Self(Mutex::new(write().map_err(spool)?)))
    }

    /// The sealed bytes as the file has them.
    pub(super) fn read(&self) -> Result<Vec<u8>, AccountsError> {
        let mut file = self.0.lock().map_err(|_| AccountsError::Spool)?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))
            .and_then(|_| file.read_to_end(&mut bytes))
            .map_err(spool)?;
        Ok(bytes)
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
    use crate::sealed::{NONCE, SealingKey};

    #[test]
    fn what_is_spooled_says_nothing_without_its_key() {
        let key = SealingKey::fresh(&SystemEntropy);
        let secret = b"%PDF-1.7 codigo 2345-6789-BCDF-GHJK".repeat(100);
        let spooled = Spooled::keep(&key.seal(&SystemEntropy, "carta 1", &secret)).unwrap();
        let raw = spooled.read().unwrap();
        let says = |words: &[u8]| raw.windows(words.len()).any(|part| part == words);
        assert!(!says(b"%PDF") && !says(b"2345-6789"));
        assert_eq!(raw.len(), secret.len() + NONCE + 16);
        assert_eq!(*key.open("carta 1", &raw).unwrap(), secret);
    }
}
