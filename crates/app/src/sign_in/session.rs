//! Sessions: opened with a password, ended by the person or by time, all of them in our own table.

use data_encoding::HEXLOWER;
use domain::account::{Account, AccountRefusal, Standing};
use domain::activity::{Act, Action, Author, Subject};
use domain::id::{AccountId, SessionId};
use domain::time::Instant;
use sha2::{Digest, Sha256};
use storage::{EndReason, Session, WriteUnit};

use super::failures::Target;
use super::{Attempt, SignedIn};
use crate::{App, AppError};

/// Seconds without a request after which a session ends.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// Seconds after which a session ends in any case.
pub const LONGEST_SECONDS: i64 = 12 * 3_600;

/// A session just opened.
#[derive(Debug)]
pub struct NewSession {
    /// The token for the cookie: the only time that it is known.
    pub token: String,
    /// Whose it is.
    pub account: AccountId,
}

/// Why a sign-in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// The password was left empty.
    #[error("Escriba su contraseña.")]
    NotTyped,
    /// Unknown login or wrong password: which, is not told.
    #[error("El usuario o la contraseña no son correctos. Revíselos y vuelva a intentar.")]
    Wrong,
    /// Too many failures from this network with this login.
    #[error(
        "Hubo varios intentos fallidos. Espere {0} segundos y vuelva a intentar; su cuenta no está bloqueada."
    )]
    Wait(i64),
    /// The account is locked or closed.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// Something else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for SignInRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

/// A login as it is looked up. What no text of a database can hold is not in any login.
pub(crate) fn fold_login(typed: &str) -> String {
    domain::questionnaire::clean_text(typed).to_lowercase()
}

/// SHA-256 of a token or login.
pub(super) fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

impl App {
    /// The notice in force, by its hash.
    pub fn notice_hash(&self) -> String {
        self.profile.notices.simplified.hash.to_string()
    }

    /// Opens a session with a login and a password. `network` is where the request comes from.
    ///
    /// # Errors
    /// [`SignInRefusal`].
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        network: &str,
    ) -> Result<NewSession, SignInRefusal> {
        if password.is_empty() {
            return Err(SignInRefusal::NotTyped);
        }
        let login = fold_login(login);
        let attempt = Attempt {
            login: HEXLOWER.encode(&digest(&login)),
            network: network.to_owned(),
        };
        let now = self.now();
        self.delays
            .begin(&attempt, now)
            .map_err(SignInRefusal::Wait)?;
        let account = self.store.read().await?.account_by_login(&login).await?;
        if !self.knows_password(account.as_ref(), password).await? {
            self.delays.was_wrong(&attempt, now);
            self.count_failure(account.as_ref(), &login, network, now)
                .await?;
            return Err(SignInRefusal::Wrong);
        }
        self.delays.succeeded(&attempt);
        let account = account.expect("a password was verified against it");
        // Only who knows the password learns that the account is locked or closed.
        account.usable()?;
        let mut unit = self.store.write().await?;
        let session = self.open_session(&mut unit, &account).await?;
        unit.commit().await?;
        Ok(session)
    }

    /// Whether `password` is the one of the account behind `who`: asked again before acts with legal effect.
    ///
    /// # Errors
    /// [`SignInRefusal`].
    pub async fn confirm_password(
        &self,
        who: &SignedIn,
        password: &str,
        network: &str,
    ) -> Result<(), SignInRefusal> {
        if password.is_empty() {
            return Err(SignInRefusal::NotTyped);
        }
        let attempt = Attempt {
            login: HEXLOWER.encode(&digest(&who.login)),
            network: network.to_owned(),
        };
        let now = self.now();
        self.delays
            .begin(&attempt, now)
            .map_err(SignInRefusal::Wait)?;
        let account = self
            .store
            .read()
            .await?
            .account(who.actor.account())
            .await?;
        if self.knows_password(account.as_ref(), password).await? {
            self.delays.succeeded(&attempt);
            return Ok(());
        }
        self.count_failure(account.as_ref(), &who.login, network, now)
            .await?;
        Err(SignInRefusal::Wrong)
    }

    async fn knows_password(
        &self,
        account: Option<&Account>,
        password: &str,
    ) -> Result<bool, AppError> {
        let stored = account.and_then(|account| match &account.standing {
            Standing::Active { password, .. } => Some(password.clone()),
            Standing::Issued { .. } => None,
        });
        let typed = password.chars().take(super::MAX_BYTES).collect();
        self.passwords.verify(typed, stored).await
    }

    /// Counts a failed sign-in for the history, which tells it by the minute ([`crate::jobs`]).
    pub(super) async fn count_failure(
        &self,
        account: Option<&Account>,
        login: &str,
        network: &str,
        now: Instant,
    ) -> Result<(), AppError> {
        let target = Target::of(account, login, self.keys.parking());
        let mut unit = self.store.write().await?;
        unit.count_failure(&target.0, network, minute_of(now))
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Opens a session of `account` in a write unit that is under way.
    pub(crate) async fn open_session(
        &self,
        unit: &mut WriteUnit,
        account: &Account,
    ) -> Result<NewSession, AppError> {
        let now = self.now();
        let token = HEXLOWER.encode(&self.random::<32>());
        let id = SessionId::new(now, self.entropy.as_ref());
        let session = Session {
            id,
            account: account.id,
            token: digest(&token),
            created: now,
            last_seen: now,
            expires: now.plus_seconds(LONGEST_SECONDS),
            ended: None,
            proven: false,
        };
        unit.open_session(&session).await?;
        let author = Author::Account {
            account: account.id,
            role: account.seat.role(),
            session: Some(id),
        };
        unit.log(Act::new(
            now,
            author,
            Action::SignedIn,
            Subject::new("session", id),
        ))
        .await?;
        Ok(NewSession {
            token,
            account: account.id,
        })
    }

    /// Accepts the notice in force for the account of a pending session (R12).
    ///
    /// # Errors
    /// Storage, or an account that no longer exists.
    pub async fn accept_notice(&self, account: AccountId, at: Instant) -> Result<(), AppError> {
        let mut unit = self.store.write().await?;
        let account = unit.account(account).await?.ok_or(AppError::NotFound)?;
        let decided = account
            .accept_notice(&self.notice_hash(), at)
            .map_err(|_| AppError::NotFound)?;
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Accepts the custody undertaking in force for the account of a pending session (DGO 12, CDMX 13).
    ///
    /// # Errors
    /// Storage, or an account that no longer exists.
    pub async fn accept_undertaking(
        &self,
        account: AccountId,
        at: Instant,
    ) -> Result<(), AppError> {
        let mut unit = self.store.write().await?;
        let account = unit.account(account).await?.ok_or(AppError::NotFound)?;
        let hash = self.profile.accounts.undertaking_hash.to_string();
        let decided = account
            .accept_undertaking(&hash, at)
            .map_err(|_| AppError::NotFound)?;
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Ends the session that a request comes from. Pending sessions too.
    ///
    /// # Errors
    /// Storage.
    pub async fn sign_out(&self, account: AccountId, session: SessionId) -> Result<(), AppError> {
        let now = self.now();
        let mut unit = self.store.write().await?;
        let role = unit
            .account(account)
            .await?
            .ok_or(AppError::NotFound)?
            .seat
            .role();
        unit.end_session(session, now, EndReason::SignedOut).await?;
        let author = Author::Account {
            account,
            role,
            session: Some(session),
        };
        unit.log(Act::new(
            now,
            author,
            Action::SignedOut,
            Subject::new("session", session),
        ))
        .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Ends every session of the account.
    ///
    /// # Errors
    /// Storage.
    pub async fn sign_out_everywhere(&self, who: &SignedIn) -> Result<(), AppError> {
        let now = self.now();
        let mut unit = self.store.write().await?;
        let ended = unit
            .end_sessions(who.actor.account(), now, EndReason::SignedOutEverywhere)
            .await?;
        let author = Author::of(&who.actor, Some(who.session));
        let act = Act::new(
            now,
            author,
            Action::SignedOutEverywhere,
            Subject::new("account", who.actor.account()),
        );
        unit.log(act.with("sessions", ended.len())).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Logs an act that changes no record.
    pub(crate) async fn log(&self, act: Act) -> Result<u64, AppError> {
        let mut unit = self.store.write().await?;
        let position = unit.log(act).await?;
        unit.commit().await?;
        Ok(position)
    }
}

/// The minute that failures are counted in.
pub(crate) const fn minute_of(at: Instant) -> i64 {
    at.micros().div_euclid(60_000_000)
}
