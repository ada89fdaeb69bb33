//! Deliveries of accounts.

use std::collections::BTreeSet;

use domain::delivery::Delivery;
use domain::id::{AccountId, DeliveryId};
use domain::key::PartyKey;

use crate::columns::code;
use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "delivery";
    statements {
        BY_ID = "SELECT id, account, kind, received, content FROM delivery WHERE id = $1";
        ALL = "SELECT id, account, kind, received, content FROM delivery ORDER BY id";
        DELIVERED_PARTIES = "SELECT DISTINCT account.party FROM account JOIN delivery ON delivery.account = account.id \
            WHERE account.role = 'party_representative' AND account.closed IS NULL AND account.party IS NOT NULL";
        OF_ACCOUNT = "SELECT id, account, kind, received, content FROM delivery WHERE account = $1 ORDER BY id";
    }
    inserts {
        INSERT_DELIVERY = Insert {
            table: "delivery",
            columns: &["id", "account", "kind", "received", "content"],
            conflict: "",
        };
    }
}

document!(Delivery, INSERT_DELIVERY, BY_ID, ALL, "", |delivery| [
    delivery.account,
    code(&delivery.kind),
    delivery.received,
]);

impl Unit {
    /// The delivery with this identifier.
    ///
    /// # Errors
    /// As every read.
    pub async fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>, StorageError> {
        self.record(BY_ID.with(values![id.to_string()])).await
    }

    /// The deliveries of an account, the first one first.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn deliveries_of(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<Delivery>, StorageError> {
        self.records(OF_ACCOUNT.with(values![account])).await
    }

    /// Every delivery, in the order in which they were recorded.
    ///
    /// # Errors
    /// As every read.
    pub async fn deliveries(&mut self) -> Result<Vec<Delivery>, StorageError> {
        self.records(ALL.into()).await
    }

    /// The parties whose representation received its account.
    ///
    /// # Errors
    /// As every read.
    pub async fn delivered_parties(&mut self) -> Result<BTreeSet<PartyKey>, StorageError> {
        let rows = self.tx.all(DELIVERED_PARTIES).await?;
        rows.iter().map(|row| row.parse("party")).collect()
    }
}
