//! The editions of the catalogue of grounds.

use domain::grounds::GroundEdition;

use crate::document::document;
use crate::engine::{Insert, statements};
use crate::error::StorageError;
use crate::unit::Unit;

statements! {
    in "ground";
    statements {
        BY_ID = "SELECT id, issued, content FROM ground WHERE id = $1";
        ALL = "SELECT id, issued, content FROM ground ORDER BY id";
        IN_ORDER = "SELECT id, issued, content FROM ground ORDER BY issued, id";
    }
    inserts {
        INSERT_GROUND = Insert {
            table: "ground",
            columns: &["id", "issued", "content"],
            conflict: "",
        };
    }
}

document!(GroundEdition, INSERT_GROUND, BY_ID, ALL, "", |ground| [
    ground.at
]);

impl Unit {
    /// The editions of grounds that were made since the process began, in the order in which they were made.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn ground_editions(&mut self) -> Result<Vec<GroundEdition>, StorageError> {
        self.records(IN_ORDER.into()).await
    }
}
