//! Correcting who holds an account and how that person is reached.

use domain::id::AccountId;

use super::AccountsError;
use super::issue::{contact_of, holder_of};
use crate::App;
use crate::sign_in::SignedIn;

impl App {
    /// Corrects the holder's name and the registered channel of an account.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn correct_account(
        &self,
        who: &SignedIn,
        id: AccountId,
        holder: &str,
        contact: &str,
    ) -> Result<(), AccountsError> {
        let custodian = self.custodian(who)?;
        let holder = holder_of(holder)?;
        let contact = contact_of(Some(contact.to_owned()))?;
        let mut unit = self.store.write().await?;
        let account = self
            .account_within(&mut unit, &custodian.custody, id)
            .await?;
        if !self.hands_on(&custodian.custody, account.seat.role()) {
            return Err(AccountsError::NotHandedOn);
        }
        let decided = account.correct(holder, contact, custodian.author, self.now())?;
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(())
    }
}
