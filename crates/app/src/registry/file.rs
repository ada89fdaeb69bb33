//! A registry file of any kind as rows of text, read and checked outside the threads that serve people.

use domain::registry::FileRow;
use sha2::{Digest, Sha256};
use spreadsheets::Limits;

use super::ImportError;

/// A registry file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryFile {
    /// Its rows.
    pub rows: Vec<FileRow>,
    /// What was noticed while it was read.
    pub remarks: Vec<String>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
}

/// Reads a file.
///
/// # Errors
/// [`ImportError::Unreadable`].
pub async fn read_registry_file(bytes: &[u8]) -> Result<RegistryFile, ImportError> {
    let bytes = bytes.to_vec();
    aside(move || {
        let sheet = spreadsheets::read(&bytes, &Limits::default())?;
        let rows = sheet.rows.into_iter().map(|row| FileRow {
            number: row.number,
            cells: row.cells,
        });
        Ok(RegistryFile {
            rows: rows.collect(),
            remarks: sheet.remarks.iter().map(ToString::to_string).collect(),
            digest: data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)),
        })
    })
    .await?
}

/// Does long work on a thread of its own.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ImportError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ImportError::Interrupted)
}
