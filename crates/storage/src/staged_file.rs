//! Files that were uploaded and wait for a decision, such as a registry file between its preview and its import. The
//! bytes are in the store of files, by their hash.

use domain::id::{AccountId, StagedFileId};
use domain::time::Instant;

use crate::engine::{Insert, Row, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

statements! {
    in "staged_file";
    statements {
        BY_ID = "SELECT id, account, purpose, file_name, file_hash, choices, created FROM staged_file WHERE id = $1";
        OF_PURPOSE = "SELECT id, account, purpose, file_name, file_hash, choices, created FROM staged_file \
                      WHERE purpose = $1 ORDER BY created DESC, id LIMIT $2";
        OLD = "SELECT id, account, purpose, file_name, file_hash, choices, created FROM staged_file \
               WHERE created < $1 ORDER BY created, id";
        DROP_ONE = "DELETE FROM staged_file WHERE id = $1";
        DROP_OLD = "DELETE FROM staged_file WHERE created < $1";
    }
    inserts {
        PUT_STAGED_FILE = Insert {
            table: "staged_file",
            columns: &["id", "account", "purpose", "file_name", "file_hash", "choices", "created"],
            conflict: "ON CONFLICT (id) DO UPDATE SET choices = excluded.choices",
        };
    }
}

/// An uploaded file that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedFile {
    /// Identifier.
    pub id: StagedFileId,
    /// Who uploaded it.
    pub account: AccountId,
    /// What for, as a code.
    pub purpose: String,
    /// The name it had.
    pub file_name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub file_hash: String,
    /// What was chosen for it so far, as JSON.
    pub choices: String,
    /// When it was uploaded.
    pub created: Instant,
}

impl StagedFile {
    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.parse("id")?,
            account: row.parse("account")?,
            purpose: row.text("purpose")?,
            file_name: row.text("file_name")?,
            file_hash: row.text("file_hash")?,
            choices: row.text("choices")?,
            created: Instant::from_micros(row.int("created")?),
        })
    }
}

impl Unit {
    /// The staged file with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn staged_file(
        &mut self,
        id: StagedFileId,
    ) -> Result<Option<StagedFile>, StorageError> {
        let row = self
            .tx
            .optional(BY_ID.with(values![id.to_string()]))
            .await?;
        row.as_ref().map(StagedFile::read).transpose()
    }

    /// The files staged for a purpose, the newest first, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn staged_files(
        &mut self,
        purpose: &str,
        limit: u32,
    ) -> Result<Vec<StagedFile>, StorageError> {
        let rows = self
            .tx
            .all(OF_PURPOSE.with(values![purpose, limit]))
            .await?;
        rows.iter().map(StagedFile::read).collect()
    }

    /// The files that were staged before `before`, the oldest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn staged_files_before(
        &mut self,
        before: Instant,
    ) -> Result<Vec<StagedFile>, StorageError> {
        let rows = self.tx.all(OLD.with(values![before])).await?;
        rows.iter().map(StagedFile::read).collect()
    }
}

impl WriteUnit {
    /// Stages a file, or keeps other choices for the one of this identifier.
    ///
    /// # Errors
    /// As every write.
    pub async fn stage_file(&mut self, file: &StagedFile) -> Result<(), StorageError> {
        let row = values![
            file.id.to_string(),
            file.account,
            file.purpose.as_str(),
            file.file_name.as_str(),
            file.file_hash.as_str(),
            file.choices.as_str(),
            file.created,
        ];
        self.insert(PUT_STAGED_FILE, vec![row]).await
    }

    /// Forgets a staged file; whether it was there.
    ///
    /// # Errors
    /// As every write.
    pub async fn drop_staged_file(&mut self, id: StagedFileId) -> Result<bool, StorageError> {
        Ok(self.change(DROP_ONE.with(values![id.to_string()])).await? > 0)
    }

    /// Forgets the files that were staged before `before`; gives how many.
    ///
    /// # Errors
    /// As every write.
    pub async fn drop_staged_files(&mut self, before: Instant) -> Result<u64, StorageError> {
        self.change(DROP_OLD.with(values![before])).await
    }
}
