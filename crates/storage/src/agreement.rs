//! Agreements registered after the process began.

use domain::key::AgreementKey;
use domain::registry::RegisteredAgreement;

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "agreement";
    statements {
        BY_KEY = "SELECT id, content FROM agreement WHERE id = $1";
        ALL = "SELECT id, content FROM agreement ORDER BY id";
    }
    inserts {
        INSERT_AGREEMENT = Insert {
            table: "agreement",
            columns: &["id", "content"],
            conflict: "",
        };
    }
}

document!(
    RegisteredAgreement,
    INSERT_AGREEMENT,
    BY_KEY,
    ALL,
    "ON CONFLICT (id) DO UPDATE SET content = excluded.content",
    |agreement| []
);

impl Unit {
    /// The agreement of this key, if one was registered after the process began.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn registered_agreement(
        &mut self,
        key: &AgreementKey,
    ) -> Result<Option<RegisteredAgreement>, StorageError> {
        self.record(BY_KEY.with(values![key])).await
    }

    /// The agreements that were registered after the process began, by key.
    ///
    /// # Errors
    /// As every read.
    pub async fn registered_agreements(
        &mut self,
    ) -> Result<Vec<RegisteredAgreement>, StorageError> {
        self.records(ALL.into()).await
    }
}
