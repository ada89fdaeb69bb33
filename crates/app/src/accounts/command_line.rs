//! Accounts from the command line: whoever runs the program on the institute's machine acts as the system, and the
//! history says so. It serves for the first accounts, and when nobody of the administration can come in.

use domain::account::Role;
use domain::activity::Author;
use domain::delivery::{Acknowledgement, DeliveryKind};
use domain::registry::Candidacy;
use domain::time::Instant;

use super::{AccountsError, BatchOrder, BatchOutcome, BatchPlan, Custody, Issued, NewAccount};
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

    /// Records as the system that the account with this login was received by its holder, which starts the term of
    /// its candidacies (DGO 9, CDMX 10). Returns how many started.
    ///
    /// # Errors
    /// [`AccountsError`]; not found if nobody has the login.
    pub async fn record_receipt_as_system(
        &self,
        login: &str,
        received: Instant,
    ) -> Result<usize, AccountsError> {
        self.record_acknowledgement_as_system(login, received, None, "")
            .await
    }

    /// Records as the system that the account with this login was received, by its holder if nobody else is named.
    /// What would start no term is refused here: the panel's ledger takes later acknowledgements.
    ///
    /// # Errors
    /// [`AccountsError`]; not found if nobody has the login.
    pub async fn record_acknowledgement_as_system(
        &self,
        login: &str,
        received: Instant,
        receiver: Option<&str>,
        charge: &str,
    ) -> Result<usize, AccountsError> {
        let mut unit = self.store.write().await?;
        let account = unit
            .account_by_login(login)
            .await?
            .ok_or(AppError::NotFound)?;
        let starts = matches!(
            account.seat.role(),
            Role::PartyRepresentative | Role::Independent
        );
        if !starts {
            return Err(AccountsError::StartsNoTerm);
        }
        let told = Acknowledgement {
            kind: DeliveryKind::Institute,
            received,
            receiver: receiver.unwrap_or(&account.holder).to_owned(),
            charge: charge.to_owned(),
            page: None,
        };
        let (id, at) = (self.new_delivery_id(), self.now());
        let delivered = self
            .deliver(&mut unit, id, &account, told, Author::System, at)
            .await?;
        if delivered.started == 0 {
            return Err(AccountsError::NothingToStart);
        }
        unit.commit().await?;
        Ok(delivered.started)
    }

    /// What a batch would make, for the system.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn plan_batch_as_system(
        &self,
        order: &BatchOrder,
    ) -> Result<BatchPlan, AccountsError> {
        self.plan_batch(&Custody::Process, order).await
    }

    /// Makes a batch as the system, telling how far it is as (accounts looked at, accounts in all).
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn make_batch_as_system(
        &self,
        order: &BatchOrder,
        progress: impl FnMut(usize, usize),
    ) -> Result<BatchOutcome, AccountsError> {
        let plan = self.plan_batch_as_system(order).await?;
        self.make_batch(plan, Author::System, progress).await
    }

    /// The candidacy whose row of the registry has this key, for the system.
    ///
    /// # Errors
    /// Storage.
    pub async fn registered_candidacy(&self, key: &str) -> Result<Option<Candidacy>, AppError> {
        Ok(self.store.read().await?.candidacy_by_key(key).await?)
    }
}
