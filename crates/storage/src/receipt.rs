//! Receipts whose document was made.

use domain::receipt::{Folio, IssuedReceipt};

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "issued_receipt";
    statements {
        BY_ID = "SELECT id, file, content FROM issued_receipt WHERE id = $1";
        ALL = "SELECT id, file, content FROM issued_receipt ORDER BY id";
        BY_FILE = "SELECT id, file, content FROM issued_receipt WHERE file = $1 ORDER BY id LIMIT 1";
    }
    inserts {
        INSERT_RECEIPT = Insert {
            table: "issued_receipt",
            columns: &["id", "file", "content"],
            conflict: "",
        };
    }
}

document!(IssuedReceipt, INSERT_RECEIPT, BY_ID, ALL, "", |issued| [
    issued.file.as_str()
]);

impl Unit {
    /// The document that was issued for the entry with this folio, if one was.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn issued_receipt(
        &mut self,
        folio: Folio,
    ) -> Result<Option<IssuedReceipt>, StorageError> {
        let id = folio.position().to_string();
        self.record(BY_ID.with(values![id])).await
    }

    /// What was issued with this hash as its document's, if anything was.
    ///
    /// # Errors
    /// As every read.
    pub async fn receipt_of_file(
        &mut self,
        file: &str,
    ) -> Result<Option<IssuedReceipt>, StorageError> {
        self.record(BY_FILE.with(values![file])).await
    }
}
