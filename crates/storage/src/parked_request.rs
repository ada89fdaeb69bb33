//! Requests that arrived on a session that had just ended: kept encrypted, few, for a short time, and given back
//! to the same account after it signs in (decision 7).

use domain::id::{AccountId, ParkedRequestId};
use domain::time::Instant;

use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

statements! {
    in "parked_request";
    statements {
        LIST = "SELECT id, path, created FROM parked_request \
                WHERE account = $1 AND created >= $2 ORDER BY created DESC, id DESC";
        ONE = "SELECT id, account, path, nonce, ciphertext, created FROM parked_request \
               WHERE id = $1 AND account = $2 AND created >= $3";
        DROP_ONE = "DELETE FROM parked_request WHERE id = $1";
        DROP_OLD = "DELETE FROM parked_request WHERE created < $1";
        DROP_BEYOND = "DELETE FROM parked_request WHERE account = $1 AND id NOT IN \
                       (SELECT id FROM parked_request WHERE account = $1 ORDER BY created DESC, id DESC LIMIT $2)";
    }
    inserts {
        INSERT_PARKED = Insert {
            table: "parked_request",
            columns: &["id", "account", "path", "nonce", "ciphertext", "created"],
            conflict: "",
        };
    }
}

/// A request that waits for its person to sign in again.
#[derive(Clone, PartialEq, Eq)]
pub struct ParkedRequest {
    /// Its identifier.
    pub id: ParkedRequestId,
    /// The account to which alone it is given back.
    pub account: AccountId,
    /// The path that it was sent to.
    pub path: String,
    /// The nonce of its encryption.
    pub nonce: Vec<u8>,
    /// Its body, encrypted.
    pub ciphertext: Vec<u8>,
    /// When it arrived.
    pub created: Instant,
}

impl std::fmt::Debug for ParkedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ParkedRequest({})", self.id)
    }
}

/// A waiting request without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedSummary {
    /// Its identifier.
    pub id: ParkedRequestId,
    /// The path that it was sent to.
    pub path: String,
    /// When it arrived.
    pub created: Instant,
}

impl Unit {
    /// The requests of an account that arrived at `since` or later, the newest first.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn parked_requests(
        &mut self,
        account: AccountId,
        since: Instant,
    ) -> Result<Vec<ParkedSummary>, StorageError> {
        let rows = self.tx.all(LIST.with(values![account, since])).await?;
        rows.iter()
            .map(|row| {
                Ok(ParkedSummary {
                    id: row.parse("id")?,
                    path: row.text("path")?,
                    created: Instant::from_micros(row.int("created")?),
                })
            })
            .collect()
    }
}

impl WriteUnit {
    /// Keeps a request; of each account only the newest `most` stay.
    ///
    /// # Errors
    /// As every write.
    pub async fn park_request(
        &mut self,
        request: &ParkedRequest,
        most: u32,
    ) -> Result<(), StorageError> {
        let row = values![
            request.id,
            request.account,
            request.path.as_str(),
            request.nonce.as_slice(),
            request.ciphertext.as_slice(),
            request.created,
        ];
        self.insert(INSERT_PARKED, vec![row]).await?;
        self.change(DROP_BEYOND.with(values![request.account, most]))
            .await
            .map(drop)
    }

    /// Takes a request of `account` that arrived at `since` or later: it is given once.
    ///
    /// # Errors
    /// As every write.
    pub async fn take_parked_request(
        &mut self,
        id: ParkedRequestId,
        account: AccountId,
        since: Instant,
    ) -> Result<Option<ParkedRequest>, StorageError> {
        let Some(row) = self
            .tx
            .optional(ONE.with(values![id, account, since]))
            .await?
        else {
            return Ok(None);
        };
        let request = ParkedRequest {
            id,
            account,
            path: row.text("path")?,
            nonce: row.bytes("nonce")?,
            ciphertext: row.bytes("ciphertext")?,
            created: Instant::from_micros(row.int("created")?),
        };
        self.change(DROP_ONE.with(values![id])).await?;
        Ok(Some(request))
    }

    /// Forgets the requests that arrived before `before`; how many.
    ///
    /// # Errors
    /// As every write.
    pub async fn drop_parked_requests(&mut self, before: Instant) -> Result<u64, StorageError> {
        self.change(DROP_OLD.with(values![before])).await
    }
}
