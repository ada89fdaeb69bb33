//! Accounts from the command line: whoever runs the program on the institute's machine acts as the system, and the
//! history says so. It serves for the first accounts, and when nobody of the administration can come in.

use domain::activity::Author;
use domain::registry::Candidacy;
use domain::time::Instant;

use super::{AccountsError, Issued, NewAccount};
use crate::{App, AppError};

impl App {
    /// Creates an account and its activation code, as the system.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn issue_account_as_system(&self, new: NewAccount) -> Result<Issued, AccountsError> {
        let mut unit = self.store.write().await?;
        let issued = self.issue(&mut unit, new, Author::System).await?;
        unit.commit().await?;
        Ok(issued)
    }

    /// Records as the system that the account with this login was received, which starts the term of its
    /// candidacies (DGO 9, CDMX 10). Returns how many started.
    ///
    /// # Errors
    /// [`AccountsError`]; not found if nobody has the login.
    pub async fn record_receipt_as_system(
        &self,
        login: &str,
        received: Instant,
    ) -> Result<usize, AccountsError> {
        let mut unit = self.store.write().await?;
        let account = unit
            .account_by_login(login)
            .await?
            .ok_or(AppError::NotFound)?;
        let started = self
            .start_terms(&mut unit, &account, received, Author::System, self.now())
            .await?;
        unit.commit().await?;
        Ok(started)
    }

    /// The candidacy whose row of the registry has this key, for the system.
    ///
    /// # Errors
    /// Storage.
    pub async fn registered_candidacy(&self, key: &str) -> Result<Option<Candidacy>, AppError> {
        Ok(self.store.read().await?.candidacy_by_key(key).await?)
    }
}
