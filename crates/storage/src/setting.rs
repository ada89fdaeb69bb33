//! What the program keeps for itself, by name: no record, nothing decides by it. Also the last time step of each second
//! factor, so that a code serves once.

use domain::id::AccountId;

use crate::engine::{Insert, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

statements! {
    in "setting";
    statements {
        BY_NAME = "SELECT content FROM setting WHERE name = $1";
        STEP_OF = "SELECT step FROM second_factor_step WHERE account = $1";
    }
    inserts {
        PUT_SETTING = Insert {
            table: "setting",
            columns: &["name", "content"],
            conflict: "ON CONFLICT (name) DO UPDATE SET content = excluded.content",
        };
        PUT_STEP = Insert {
            table: "second_factor_step",
            columns: &["account", "step"],
            conflict: "ON CONFLICT (account) DO UPDATE SET step = excluded.step",
        };
    }
}

impl Unit {
    /// What was kept under this name.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>, StorageError> {
        let row = self.tx.optional(BY_NAME.with(values![name])).await?;
        row.map(|row| row.text("content")).transpose()
    }

    /// The time step of the last code of the second factor that this account used.
    ///
    /// # Errors
    /// As every read.
    pub async fn second_factor_step(
        &mut self,
        account: AccountId,
    ) -> Result<Option<i64>, StorageError> {
        let row = self.tx.optional(STEP_OF.with(values![account])).await?;
        row.map(|row| row.int("step")).transpose()
    }
}

impl WriteUnit {
    /// Keeps `content` under this name, in place of what was there.
    ///
    /// # Errors
    /// As every write.
    pub async fn put_setting(&mut self, name: &str, content: &str) -> Result<(), StorageError> {
        self.insert(PUT_SETTING, vec![values![name, content]]).await
    }

    /// Notes the time step of a code of the second factor that was used.
    ///
    /// # Errors
    /// As every write.
    pub async fn put_second_factor_step(
        &mut self,
        account: AccountId,
        step: i64,
    ) -> Result<(), StorageError> {
        self.insert(PUT_STEP, vec![values![account, step]]).await
    }
}
