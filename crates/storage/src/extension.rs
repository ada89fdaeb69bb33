//! Extensions of terms.

use domain::extension::Extension;
use domain::id::ExtensionId;

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "extension";
    statements {
        BY_ID = "SELECT id, content FROM extension WHERE id = $1";
        ALL = "SELECT id, content FROM extension ORDER BY id";
    }
    inserts {
        INSERT_EXTENSION = Insert {
            table: "extension",
            columns: &["id", "content"],
            conflict: "",
        };
    }
}

document!(Extension, INSERT_EXTENSION, BY_ID, ALL, "", |extension| []);

impl Unit {
    /// The extension with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn extension(&mut self, id: ExtensionId) -> Result<Option<Extension>, StorageError> {
        self.record(BY_ID.with(values![id.to_string()])).await
    }

    /// Every extension, the first one first.
    ///
    /// # Errors
    /// As every read.
    pub async fn extensions(&mut self) -> Result<Vec<Extension>, StorageError> {
        self.records(ALL.into()).await
    }
}
