//! «Mi cuenta»: what its person sees and changes of what protects the account.

use domain::account::Account;
use domain::activity::{Act, Action, Author, Subject};
use domain::id::{AccountId, SessionId};
use domain::time::Instant;
use storage::EndReason;

use super::phrase::ChoiceFault;
use super::session::IDLE_SECONDS;
use super::{NewPassword, PasswordFault, SignInRefusal, SignedIn};
use crate::{App, AppError};

/// The own account.
pub struct OwnAccount {
    /// The account.
    pub account: Account,
    /// Whether its role must have a second factor.
    pub demands_second_factor: bool,
    /// Its open sessions, the newest first.
    pub sessions: Vec<OpenSession>,
}

/// A session that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSession {
    /// Its identifier.
    pub id: SessionId,
    /// When it was opened.
    pub created: Instant,
    /// When something was last done in it, to the minute.
    pub last_seen: Instant,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordChangeRefusal {
    /// The one that there is was not proven.
    #[error(transparent)]
    Current(#[from] SignInRefusal),
    /// The new one is not taken.
    #[error(transparent)]
    New(#[from] PasswordFault),
    /// Something else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<ChoiceFault> for PasswordChangeRefusal {
    fn from(fault: ChoiceFault) -> Self {
        match fault {
            ChoiceFault::Password(fault) => Self::New(fault),
            ChoiceFault::App(error) => Self::App(error),
        }
    }
}

impl From<storage::StorageError> for PasswordChangeRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

impl App {
    /// The own account with its sessions.
    ///
    /// # Errors
    /// Storage.
    pub async fn own_account(&self, who: &SignedIn) -> Result<OwnAccount, AppError> {
        let now = self.now();
        let mut unit = self.store.read().await?;
        let account = unit
            .account(who.actor.account())
            .await?
            .ok_or(AppError::NotFound)?;
        let mut sessions: Vec<OpenSession> = unit
            .open_sessions(account.id)
            .await?
            .into_iter()
            // One that ran out is over, though the job has not ended it yet.
            .filter(|session| {
                let ends = session
                    .last_seen
                    .plus_seconds(IDLE_SECONDS)
                    .min(session.expires);
                ends >= now
            })
            .map(|session| OpenSession {
                id: session.id,
                created: session.created,
                last_seen: session.last_seen,
                is_this: session.id == who.session,
            })
            .collect();
        sessions.reverse();
        Ok(OwnAccount {
            account,
            demands_second_factor: self.demands_second_factor(who),
            sessions,
        })
    }

    /// The account of somebody with a session, complete or not.
    ///
    /// # Errors
    /// Not found, storage.
    pub async fn holder(&self, account: AccountId) -> Result<Account, AppError> {
        self.read_account(account).await
    }

    /// Ends one of the own sessions from another; one that ended before stays so.
    ///
    /// # Errors
    /// Not found: another account's, or none.
    pub async fn end_own_session(&self, who: &SignedIn, id: SessionId) -> Result<(), AppError> {
        let now = self.now();
        let mut unit = self.store.write().await?;
        let session = unit
            .session(id)
            .await?
            .filter(|session| session.account == who.actor.account())
            .ok_or(AppError::NotFound)?;
        if unit
            .end_session(session.id, now, EndReason::ClosedElsewhere)
            .await?
        {
            let author = Author::of(&who.actor, Some(who.session));
            let subject = Subject::new("session", session.id);
            unit.log(Act::new(now, author, Action::SessionClosed, subject))
                .await?;
            unit.commit().await?;
        }
        Ok(())
    }

    /// Changes the own password: the one that there is must be given. Other sessions end.
    ///
    /// # Errors
    /// [`PasswordChangeRefusal`].
    pub async fn change_own_password(
        &self,
        who: &SignedIn,
        current: &str,
        password: &NewPassword<'_>,
        network: &str,
    ) -> Result<(), PasswordChangeRefusal> {
        self.confirm_password(who, current, network).await?;
        if password.offered.is_none() && password.typed == current {
            return Err(PasswordFault::Same.into());
        }
        let account = self.read_account(who.actor.account()).await?;
        let hash = self.chosen_password(&account, password).await?;
        let now = self.now();
        let mut unit = self.store.write().await?;
        let account = unit.account(account.id).await?.ok_or(AppError::NotFound)?;
        let id = account.id;
        let decided = account
            .change_password(hash, now)
            .map_err(|_| AppError::NotFound)?;
        unit.apply(decided).await?;
        self.end_sessions_but(&mut unit, id, Some(who.session), now)
            .await?;
        unit.commit().await?;
        Ok(())
    }
}
