//! Files that people upload: signed pages, evidence, registry files. Each is kept once, under the SHA-256 of its bytes,
//! and never changes; what refers to it names that hash, and so does the history.

use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use sha2::{Digest, Sha256};

/// Most bytes of a signed page or of evidence.
pub const LONGEST_EVIDENCE: usize = 10 * 1024 * 1024;

/// Why a file could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The folder cannot be used.
    #[error("no se puede usar la carpeta de archivos {folder}: {source}")]
    Folder {
        /// Which.
        folder: String,
        /// Why.
        source: std::io::Error,
    },
    /// The store failed: no room, no permission, no connection.
    #[error("no se pudo guardar o leer el archivo: {0}")]
    Store(#[from] object_store::Error),
    /// What is kept is not what was kept.
    #[error("el archivo {0} no es el que se guardó: su contenido cambió")]
    Altered(String),
}

/// What an uploaded page of evidence is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceKind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl EvidenceKind {
    /// The kind of `bytes`; none if it is none of those that are taken.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else if bytes.starts_with(b"\xFF\xD8\xFF") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
            Some(Self::Png)
        } else {
            None
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The end of its file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// The store of files.
#[derive(Debug, Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// The files of a folder, which is made if it is missing and is read by its owner alone. What was kept has reached
    /// the disk.
    ///
    /// # Errors
    /// The folder cannot be made or used.
    pub fn in_folder(folder: &Path) -> Result<Self, FileError> {
        make(folder).map_err(|source| FileError::Folder {
            folder: folder.display().to_string(),
            source,
        })?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self(Arc::new(store)))
    }

    /// Files that are gone with the program: for tests.
    pub fn in_memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// Keeps `bytes`, and gives their SHA-256 in hexadecimal. The same bytes are kept once.
    ///
    /// # Errors
    /// [`FileError::Store`].
    pub async fn keep(&self, bytes: Vec<u8>) -> Result<String, FileError> {
        let hash = Self::hash_of(&bytes);
        let key = key(&hash);
        if self.0.head(&key).await.is_err() {
            self.0.put(&key, PutPayload::from(bytes)).await?;
        }
        Ok(hash)
    }

    /// The name under which `bytes` are kept: their SHA-256 in hexadecimal.
    pub fn hash_of(bytes: &[u8]) -> String {
        HEXLOWER.encode(&Sha256::digest(bytes))
    }

    /// Whether anything is kept under `hash`. Its bytes are not read.
    ///
    /// # Errors
    /// [`FileError::Store`].
    pub async fn has(&self, hash: &str) -> Result<bool, FileError> {
        match self.0.head(&key(hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets the bytes kept under `hash`, if there are any: files that only waited for a decision. Nothing that a
    /// record or the history refers to is forgotten.
    ///
    /// # Errors
    /// [`FileError::Store`].
    pub async fn forget(&self, hash: &str) -> Result<(), FileError> {
        match self.0.delete(&key(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Every file that is kept: its hash and its bytes' number.
    ///
    /// # Errors
    /// [`FileError::Store`].
    pub async fn all(&self) -> Result<Vec<(String, u64)>, FileError> {
        let mut listed = self.0.list(None);
        let mut files = Vec::new();
        while let Some(file) = listed.try_next().await? {
            // What is being written has another name until it is whole.
            let name = file.location.filename().unwrap_or_default();
            if name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                files.push((name.to_owned(), file.size));
            }
        }
        Ok(files)
    }

    /// The bytes kept under `hash`; none if there are none.
    ///
    /// # Errors
    /// [`FileError`]; altered bytes are not given.
    pub async fn read(&self, hash: &str) -> Result<Option<Vec<u8>>, FileError> {
        let found = match self.0.get(&key(hash)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let bytes = found.bytes().await?.to_vec();
        if Self::hash_of(&bytes) != hash {
            return Err(FileError::Altered(hash.to_owned()));
        }
        Ok(Some(bytes))
    }
}

/// Two letters of the hash as a folder, so that none has tens of thousands of entries.
fn key(hash: &str) -> Key {
    let (folder, _) = hash.split_at_checked(2).unwrap_or((hash, ""));
    Key::from_iter([folder, hash])
}

fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_kept_is_found_by_its_hash_and_only_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(&folder.path().join("archivos")).unwrap();
        let hash = files.keep(b"acuse".to_vec()).await.unwrap();
        assert_eq!(files.keep(b"acuse".to_vec()).await.unwrap(), hash);
        assert_eq!(files.read(&hash).await.unwrap().unwrap(), b"acuse");
        assert_eq!(files.read(&"0".repeat(64)).await.unwrap(), None);
        let path = folder.path().join("archivos").join(&hash[..2]).join(&hash);
        std::fs::write(path, b"otra cosa").unwrap();
        assert!(matches!(
            files.read(&hash).await,
            Err(FileError::Altered(_))
        ));
    }

    #[test]
    fn evidence_is_told_by_its_content() {
        assert_eq!(EvidenceKind::of(b"%PDF-1.7"), Some(EvidenceKind::Pdf));
        assert_eq!(
            EvidenceKind::of(b"\xFF\xD8\xFF\xE0"),
            Some(EvidenceKind::Jpeg)
        );
        assert_eq!(EvidenceKind::of(b"<svg xmlns"), None);
        assert_eq!(EvidenceKind::of(b""), None);
    }
}
