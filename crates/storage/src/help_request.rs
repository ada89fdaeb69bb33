//! Requests of people who cannot get in.

use domain::help_request::HelpRequest;
use domain::id::{AccountId, HelpRequestId};

use crate::document::document;
use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "help_request";
    statements {
        BY_ID = "SELECT id, account, waiting, content FROM help_request WHERE id = $1";
        ALL = "SELECT id, account, waiting, content FROM help_request ORDER BY id";
        WAITING = "SELECT id, account, waiting, content FROM help_request WHERE waiting ORDER BY id";
        WAITING_OF = "SELECT id, account, waiting, content FROM help_request WHERE account = $1 AND waiting ORDER BY id";
    }
    inserts {
        INSERT_HELP_REQUEST = Insert {
            table: "help_request",
            columns: &["id", "account", "waiting", "content"],
            conflict: "",
        };
    }
}

document!(
    HelpRequest,
    INSERT_HELP_REQUEST,
    BY_ID,
    ALL,
    "ON CONFLICT (id) DO UPDATE SET account = excluded.account, waiting = excluded.waiting, \
     content = excluded.content",
    |request| [request.account, request.ended.is_none()]
);

impl Unit {
    /// The request with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn help_request(
        &mut self,
        id: HelpRequestId,
    ) -> Result<Option<HelpRequest>, StorageError> {
        self.record(BY_ID.with(values![id.to_string()])).await
    }

    /// The requests that nobody answered, the oldest first: all, or those about one account.
    ///
    /// # Errors
    /// As every read.
    pub async fn waiting_help(
        &mut self,
        account: Option<AccountId>,
    ) -> Result<Vec<HelpRequest>, StorageError> {
        match account {
            Some(account) => self.records(WAITING_OF.with(values![account])).await,
            None => self.records(WAITING.into()).await,
        }
    }
}
