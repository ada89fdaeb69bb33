//! Sessions: revocable, listed, with the time they were last seen (decision 14). Not records: what the history
//! tells of them are acts.

use domain::account::Account;
use domain::id::{AccountId, SessionId};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::account::account_columns;
use crate::columns::code;
use crate::engine::{Insert, Row, statements, values};
use crate::error::StorageError;
use crate::record::Stored as _;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

/// A session's `last_seen` is written at most this often, in seconds.
const TOUCH_SECONDS: i64 = 60;

macro_rules! session_columns {
    () => {
        "id, account, token, created, last_seen, expires, ended, end_reason, proven"
    };
}

statements! {
    in "session";
    statements {
        BY_ID = concat!("SELECT ", session_columns!(), " FROM session WHERE id = $1");
        /// Both in one journey: every request with a session asks this. What both tables name alike has another name.
        WITH_ACCOUNT = concat!("SELECT ", account_columns!(), ", session, token, opened, last_seen, expires, ended, \
                       end_reason, proven FROM account JOIN (SELECT id AS session, account AS of_account, token, \
                       created AS opened, last_seen, expires, ended, end_reason, proven FROM session \
                       WHERE token = $1) found ON account.id = found.of_account");
        OPEN_OF = concat!("SELECT ", session_columns!(), " FROM session WHERE account = $1 AND ended IS NULL ORDER BY id");
        OVERDUE = concat!("SELECT ", session_columns!(), " FROM session \
                  WHERE ended IS NULL AND (last_seen < $1 OR expires <= $2) ORDER BY id");
        TOUCH = "UPDATE session SET last_seen = $2 WHERE id = $1 AND ended IS NULL AND last_seen <= $3";
        PROVE = "UPDATE session SET proven = TRUE WHERE id = $1 AND ended IS NULL";
        END_ALL = "UPDATE session SET ended = $1, end_reason = $2 WHERE ended IS NULL";
        END = "UPDATE session SET ended = $2, end_reason = $3 WHERE id = $1 AND ended IS NULL";
    }
    inserts {
        INSERT_SESSION = Insert {
            table: "session",
            columns: &[
                "id", "account", "token", "created", "last_seen", "expires", "ended", "end_reason", "proven",
            ],
            conflict: "",
        };
    }
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Its person signed out.
    SignedOut,
    /// Its person signed out everywhere.
    SignedOutEverywhere,
    /// Nothing was done in it for too long.
    Idle,
    /// It reached its last instant.
    Expired,
    /// The account was given a new code or password.
    Replaced,
    /// Its person closed it from another session.
    ClosedElsewhere,
    /// The account was locked or closed.
    Locked,
    /// A backup took the place of the data.
    Restored,
}

/// The end of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: EndReason,
}

/// A session of an account.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its identifier, which the history names.
    pub id: SessionId,
    /// The account.
    pub account: AccountId,
    /// SHA-256 of the token in the browser's cookie. The token itself is not kept.
    pub token: [u8; 32],
    /// When it was opened.
    pub created: Instant,
    /// When something was last done in it, to the minute.
    pub last_seen: Instant,
    /// Its last instant, whatever is done in it.
    pub expires: Instant,
    /// Its end, if it ended.
    pub ended: Option<Ended>,
    /// Whether the second factor was proven in it.
    pub proven: bool,
}

impl std::fmt::Debug for Session {
    /// Without the token's digest.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.id)
    }
}

impl Session {
    /// Whether `last_seen` is old enough to be written again: at most once a minute.
    #[must_use]
    pub const fn is_due_for_touch(&self, at: Instant) -> bool {
        at.seconds_since(self.last_seen) >= TOUCH_SECONDS
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        Self::named(row, "id", "account", "created")
    }

    /// The session of a row that names some columns otherwise.
    fn named(
        row: &Row,
        id: &'static str,
        account: &'static str,
        created: &'static str,
    ) -> Result<Self, StorageError> {
        let ended = match row.optional_int("ended")? {
            None => None,
            Some(at) => Some(Ended {
                at: Instant::from_micros(at),
                reason: row.code("end_reason")?,
            }),
        };
        Ok(Self {
            id: row.parse(id)?,
            account: row.parse(account)?,
            token: row
                .bytes("token")?
                .try_into()
                .map_err(|_| row.inconsistent("token"))?,
            created: Instant::from_micros(row.int(created)?),
            last_seen: Instant::from_micros(row.int("last_seen")?),
            expires: Instant::from_micros(row.int("expires")?),
            ended,
            proven: row.bool("proven")?,
        })
    }
}

impl Unit {
    /// The session of a token with its account, by the token's digest; also if it ended.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn session_and_account(
        &mut self,
        token: &[u8; 32],
    ) -> Result<Option<(Session, Account)>, StorageError> {
        let Some(row) = self.tx.optional(WITH_ACCOUNT.with(values![token])).await? else {
            return Ok(None);
        };
        let session = Session::named(&row, "session", "id", "opened")?;
        let account = Account::read(&row)?;
        self.seen.note(&account);
        Ok(Some((session, account)))
    }

    /// The session with this identifier; also if it ended.
    ///
    /// # Errors
    /// As every read.
    pub async fn session(&mut self, id: SessionId) -> Result<Option<Session>, StorageError> {
        self.tx
            .optional(BY_ID.with(values![id]))
            .await?
            .as_ref()
            .map(Session::read)
            .transpose()
    }

    /// The sessions of an account that did not end, the oldest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn open_sessions(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<Session>, StorageError> {
        self.tx
            .all(OPEN_OF.with(values![account]))
            .await?
            .iter()
            .map(Session::read)
            .collect()
    }

    /// The sessions that did not end but should have: last seen before `idle_before`, or past their last
    /// instant at `at`.
    ///
    /// # Errors
    /// As every read.
    pub async fn overdue_sessions(
        &mut self,
        idle_before: Instant,
        at: Instant,
    ) -> Result<Vec<Session>, StorageError> {
        self.tx
            .all(OVERDUE.with(values![idle_before, at]))
            .await?
            .iter()
            .map(Session::read)
            .collect()
    }
}

impl WriteUnit {
    /// Ends every session that is open. How many there were.
    ///
    /// # Errors
    /// As every write.
    pub async fn end_every_session(
        &mut self,
        at: Instant,
        reason: EndReason,
    ) -> Result<u64, StorageError> {
        self.change(END_ALL.with(values![at, code(&reason)])).await
    }

    /// Opens a session.
    ///
    /// # Errors
    /// As every write.
    pub async fn open_session(&mut self, session: &Session) -> Result<(), StorageError> {
        let row = values![
            session.id,
            session.account,
            &session.token,
            session.created,
            session.last_seen,
            session.expires,
            session.ended.map(|end| end.at),
            session.ended.map(|end| code(&end.reason)),
            session.proven,
        ];
        self.insert(INSERT_SESSION, vec![row]).await
    }

    /// Notes that something was done in a session, at most once a minute; whether it was noted now.
    ///
    /// # Errors
    /// As every write.
    pub async fn touch_session(
        &mut self,
        id: SessionId,
        at: Instant,
    ) -> Result<bool, StorageError> {
        let before = at.plus_seconds(-TOUCH_SECONDS);
        Ok(self.change(TOUCH.with(values![id, at, before])).await? > 0)
    }

    /// Notes that the second factor was proven in a session; whether it was open.
    ///
    /// # Errors
    /// As every write.
    pub async fn prove_session(&mut self, id: SessionId) -> Result<bool, StorageError> {
        Ok(self.change(PROVE.with(values![id])).await? > 0)
    }

    /// Ends a session; whether it was open.
    ///
    /// # Errors
    /// As every write.
    pub async fn end_session(
        &mut self,
        id: SessionId,
        at: Instant,
        reason: EndReason,
    ) -> Result<bool, StorageError> {
        Ok(self
            .change(END.with(values![id, at, code(&reason)]))
            .await?
            > 0)
    }

    /// Ends all open sessions of an account, and gives them.
    ///
    /// # Errors
    /// As every write.
    pub async fn end_sessions(
        &mut self,
        account: AccountId,
        at: Instant,
        reason: EndReason,
    ) -> Result<Vec<SessionId>, StorageError> {
        let open: Vec<SessionId> = self
            .open_sessions(account)
            .await?
            .iter()
            .map(|session| session.id)
            .collect();
        for id in &open {
            self.end_session(*id, at, reason).await?;
        }
        Ok(open)
    }
}
