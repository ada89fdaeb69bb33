//! Failed sign-ins, counted by login, network and minute: one row instead of one entry for each attempt, so that
//! nobody fills the history by guessing. Minutes are those since 1970 in UTC.

use crate::engine::{statements, values};
use crate::error::StorageError;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

statements! {
    in "sign_in_failure";
    statements {
        COUNT = "INSERT INTO sign_in_failure (login, network, minute, attempts, told) \
                 VALUES ($1, $2, $3, 1, FALSE) ON CONFLICT (login, network, minute) DO UPDATE SET \
                 attempts = sign_in_failure.attempts + 1";
        OF_LOGIN = "SELECT CAST(COALESCE(SUM(attempts), 0) AS BIGINT) AS attempts FROM sign_in_failure \
                    WHERE login = $1 AND minute >= $2";
        OF_NETWORK = "SELECT CAST(COALESCE(SUM(attempts), 0) AS BIGINT) AS attempts FROM sign_in_failure \
                      WHERE network = $1 AND minute >= $2";
        OF_BOTH = "SELECT CAST(COALESCE(SUM(attempts), 0) AS BIGINT) AS attempts FROM sign_in_failure \
                   WHERE login = $1 AND network = $2 AND minute >= $3";
        CLOSED = "SELECT login, network, minute, attempts FROM sign_in_failure \
                  WHERE told = FALSE AND minute < $1 ORDER BY minute, login, network";
        TELL = "UPDATE sign_in_failure SET told = TRUE WHERE told = FALSE AND minute < $1";
        FORGET = "DELETE FROM sign_in_failure WHERE told = TRUE AND minute < $1";
    }
}

/// Failures of one login from one network in one minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureCount {
    /// SHA-256 of the login that was typed: it may be a password typed into the wrong box.
    pub login: [u8; 32],
    /// The network, as the caller names it.
    pub network: String,
    /// The minute.
    pub minute: i64,
    /// How many.
    pub attempts: u64,
}

impl Unit {
    /// Failures with a login since a minute.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn failures_of_login(
        &mut self,
        login: &[u8; 32],
        since: i64,
    ) -> Result<u64, StorageError> {
        self.tx
            .one(OF_LOGIN.with(values![login, since]))
            .await?
            .number("attempts")
    }

    /// Failures from a network since a minute.
    ///
    /// # Errors
    /// As every read.
    pub async fn failures_of_network(
        &mut self,
        network: &str,
        since: i64,
    ) -> Result<u64, StorageError> {
        self.tx
            .one(OF_NETWORK.with(values![network, since]))
            .await?
            .number("attempts")
    }

    /// Failures with a login from a network since a minute: what delays grow by (decision 14), so that a rival
    /// elsewhere locks nobody out.
    ///
    /// # Errors
    /// As every read.
    pub async fn failures_of(
        &mut self,
        login: &[u8; 32],
        network: &str,
        since: i64,
    ) -> Result<u64, StorageError> {
        self.tx
            .one(OF_BOTH.with(values![login, network, since]))
            .await?
            .number("attempts")
    }
}

impl WriteUnit {
    /// Counts one more failure.
    ///
    /// # Errors
    /// As every write.
    pub async fn count_failure(
        &mut self,
        login: &[u8; 32],
        network: &str,
        minute: i64,
    ) -> Result<(), StorageError> {
        self.change(COUNT.with(values![login, network, minute]))
            .await
            .map(drop)
    }

    /// The counts of minutes before `minute` that the history was not told of yet. Each is given once, so the
    /// caller logs them in this unit.
    ///
    /// # Errors
    /// As every write.
    pub async fn closed_failures(
        &mut self,
        minute: i64,
    ) -> Result<Vec<FailureCount>, StorageError> {
        let rows = self.tx.all(CLOSED.with(values![minute])).await?;
        let counts = rows
            .iter()
            .map(|row| {
                Ok(FailureCount {
                    login: row
                        .bytes("login")?
                        .try_into()
                        .map_err(|_| row.inconsistent("login"))?,
                    network: row.text("network")?,
                    minute: row.int("minute")?,
                    attempts: row.number("attempts")?,
                })
            })
            .collect::<Result<Vec<_>, StorageError>>()?;
        self.change(TELL.with(values![minute])).await?;
        Ok(counts)
    }

    /// Forgets counts of minutes before `minute` that the history was told of; how many.
    ///
    /// # Errors
    /// As every write.
    pub async fn forget_failures(&mut self, minute: i64) -> Result<u64, StorageError> {
        self.change(FORGET.with(values![minute])).await
    }
}
