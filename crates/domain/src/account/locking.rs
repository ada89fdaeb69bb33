//! Accounts that are locked for a while or closed for good: lost, suspended, closed (R09).

use super::{Account, AccountRefusal, Lock, LockReason};
use crate::activity::{Action, Author};
use crate::record::Decided;
use crate::time::Instant;

impl Account {
    /// Locks the account because it was lost (DGO 13, CDMX 14); nobody can use it until a new code.
    ///
    /// # Errors
    /// [`AccountRefusal::Unchanged`] if it was locked so; closed.
    pub fn report_lost(self, by: Author, at: Instant) -> Result<Decided<Self>, AccountRefusal> {
        self.locked(LockReason::ReportedLost, Action::LossReported, by, at)
    }

    /// Suspends the account.
    ///
    /// # Errors
    /// [`AccountRefusal::Unchanged`] if it is suspended; closed.
    pub fn suspend(self, by: Author, at: Instant) -> Result<Decided<Self>, AccountRefusal> {
        self.locked(LockReason::Suspended, Action::AccountSuspended, by, at)
    }

    /// Lifts a suspension.
    ///
    /// # Errors
    /// [`AccountRefusal::Unchanged`] if it is not suspended; closed.
    pub fn resume(self, by: Author, at: Instant) -> Result<Decided<Self>, AccountRefusal> {
        self.open()?;
        if !self.is_locked_as(LockReason::Suspended) {
            return Err(AccountRefusal::Unchanged);
        }
        let account = Self { lock: None, ..self };
        Ok(account.decided(Action::AccountResumed, by, at))
    }

    /// Closes the account for good.
    ///
    /// # Errors
    /// [`AccountRefusal::Closed`] if it was.
    pub fn close(self, by: Author, at: Instant) -> Result<Decided<Self>, AccountRefusal> {
        self.open()?;
        let account = Self {
            closed: Some(at),
            rescue: None,
            ..self
        };
        Ok(account.decided(Action::AccountClosed, by, at))
    }

    /// Whether the account may be used at all: not closed, not locked.
    ///
    /// # Errors
    /// What keeps it from being used.
    pub fn usable(&self) -> Result<(), AccountRefusal> {
        self.open()?;
        match self.lock.map(|lock| lock.reason) {
            None => Ok(()),
            Some(LockReason::Suspended) => Err(AccountRefusal::Suspended),
            Some(LockReason::ReportedLost) => Err(AccountRefusal::ReportedLost),
        }
    }

    pub(super) fn is_locked_as(&self, reason: LockReason) -> bool {
        self.lock.is_some_and(|lock| lock.reason == reason)
    }

    fn locked(
        self,
        reason: LockReason,
        action: Action,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.open()?;
        // A suspension is the stronger lock: a loss report does not weaken it into one that a code opens.
        if self.is_locked_as(reason) || self.is_locked_as(LockReason::Suspended) {
            return Err(AccountRefusal::Unchanged);
        }
        let account = Self {
            lock: Some(Lock { reason, at }),
            rescue: None,
            ..self
        };
        Ok(account.decided(action, by, at))
    }
}
