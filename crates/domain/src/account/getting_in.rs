//! What somebody gets in with: password, second factor, the codes of the recovery sheet, and the code that who manages the
//! account gives to somebody who lost them (R09).

use super::{
    Account, AccountRefusal, ActivationCode, LockReason, SecondFactor, Standing, digest_code,
};
use crate::activity::{Action, Author};
use crate::record::Decided;
use crate::time::Instant;

impl Account {
    /// Puts a second factor in use, in place of the one there was.
    ///
    /// # Errors
    /// [`AccountRefusal::NotActive`], locked, closed.
    pub fn enrol_second_factor(
        self,
        sealed: String,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.in_use()?;
        let author = self.author();
        let account = Self {
            second_factor: Some(SecondFactor { sealed, since: at }),
            ..self
        };
        Ok(account.decided(Action::SecondFactorEnrolled, author, at))
    }

    /// Takes the second factor away: its person, or who manages the account after checking who asks.
    ///
    /// # Errors
    /// [`AccountRefusal::Unchanged`] if there is none; closed.
    pub fn remove_second_factor(
        self,
        by: Option<Author>,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.open()?;
        if self.second_factor.is_none() {
            return Err(AccountRefusal::Unchanged);
        }
        let by = by.unwrap_or_else(|| self.author());
        let account = Self {
            second_factor: None,
            ..self
        };
        Ok(account.decided(Action::SecondFactorRemoved, by, at))
    }

    /// Replaces the recovery sheet; `digests` are those of the new codes, by [`digest_code`].
    ///
    /// # Errors
    /// [`AccountRefusal::NotActive`], locked, closed.
    pub fn renew_recovery(
        self,
        digests: Vec<String>,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.in_use()?;
        let author = self.author();
        let account = Self {
            recovery: digests,
            ..self
        };
        Ok(account.decided(Action::RecoverySheetRenewed, author, at))
    }

    /// Whether `typed` is an unused code of the recovery sheet.
    pub fn knows_recovery_code(&self, typed: &str) -> bool {
        self.recovery.contains(&digest_code(typed))
    }

    /// Spends a code of the recovery sheet in place of the second factor, which must be set up anew.
    ///
    /// # Errors
    /// [`AccountRefusal::WrongCode`]; not active, locked, closed.
    pub fn spend_recovery_code(
        self,
        typed: &str,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.in_use()?;
        let account = Self {
            second_factor: None,
            ..self.without_recovery_code(typed)?
        };
        let author = account.author();
        Ok(account.decided(Action::RecoveryCodeUsed, author, at))
    }

    /// Sets a new password with a code of the recovery sheet; the second factor stays.
    ///
    /// # Errors
    /// [`AccountRefusal::WrongCode`]; not active, locked, closed.
    pub fn recover_password(
        self,
        typed: &str,
        password: String,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.in_use()?;
        let account = self.without_recovery_code(typed)?.with_password(password);
        let author = account.author();
        Ok(account.decided(Action::PasswordRecovered, author, at))
    }

    /// Sets a new password by its person, who proved the one before.
    ///
    /// # Errors
    /// [`AccountRefusal::NotActive`], locked, closed.
    pub fn change_password(
        self,
        password: String,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.in_use()?;
        let author = self.author();
        let account = self.with_password(password);
        Ok(account.decided(Action::PasswordChanged, author, at))
    }

    /// Offers a code to get in again: given by who manages the account, after checking who asks (DGO 13, CDMX 14).
    ///
    /// # Errors
    /// [`AccountRefusal::NotActive`]: one that was never activated is issued again; suspended, closed.
    pub fn offer_rescue(
        self,
        code: ActivationCode,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.open()?;
        if !matches!(self.standing, Standing::Active { .. }) {
            return Err(AccountRefusal::NotActive);
        }
        if self.is_locked_as(LockReason::Suspended) {
            return Err(AccountRefusal::Suspended);
        }
        let account = Self {
            rescue: Some(code),
            ..self
        };
        Ok(account.decided(Action::RescueOffered, by, at))
    }

    /// Whether `typed` is the code that was given to get in again.
    ///
    /// # Errors
    /// The rule that the code breaks.
    pub fn check_rescue(&self, typed: &str, at: Instant) -> Result<(), AccountRefusal> {
        self.open()?;
        let code = self.rescue.as_ref().ok_or(AccountRefusal::WrongCode)?;
        code.check(typed, at)?;
        if self.is_locked_as(LockReason::Suspended) {
            return Err(AccountRefusal::Suspended);
        }
        Ok(())
    }

    /// Gets in again with the code that was given: new password, no second factor and no recovery sheet; what locked
    /// it as lost is over. The term goes on as it was.
    ///
    /// # Errors
    /// The rule that the code breaks.
    pub fn rescued(
        self,
        typed: &str,
        password: String,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.check_rescue(typed, at)?;
        let account = Self {
            rescue: None,
            second_factor: None,
            recovery: Vec::new(),
            lock: None,
            ..self.with_password(password)
        };
        let author = account.author();
        Ok(account.decided(Action::AccountRescued, author, at))
    }

    fn with_password(self, password: String) -> Self {
        let since = match self.standing {
            Standing::Active { since, .. } => since,
            Standing::Issued { .. } => self.created,
        };
        Self {
            standing: Standing::Active { password, since },
            ..self
        }
    }

    fn without_recovery_code(mut self, typed: &str) -> Result<Self, AccountRefusal> {
        let digest = digest_code(typed);
        let before = self.recovery.len();
        self.recovery.retain(|known| *known != digest);
        if self.recovery.len() == before {
            return Err(AccountRefusal::WrongCode);
        }
        Ok(self)
    }
}
