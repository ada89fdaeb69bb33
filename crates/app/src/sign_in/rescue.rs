//! A code to get in again, given by who manages the account after checking who asks (DGO 13, CDMX 14): for who has
//! neither password nor recovery sheet, and after a loss.

use domain::account::{Account, AccountRefusal, ActivationCode, Role, Standing, digest_code};
use domain::activity::Author;
use domain::id::AccountId;
use domain::policy::{Denial, Right, Target, may_ever, permit};
use domain::registry::Candidacy;
use storage::{Unit, WriteUnit};

use super::activation::attempt_with_code;
use super::{NewPassword, NewSession, RecoveryRefusal, SignedIn};
use crate::accounts::Issued;
use crate::{App, AppError};

/// Why no code was given.
#[derive(Debug, thiserror::Error)]
pub enum RescueRefusal {
    /// Nobody helps their own account in.
    #[error(
        "No puede darse un código a su propia cuenta: pídalo a otra persona de la administración."
    )]
    Own,
    /// An administrator's account needs a second administrator.
    #[error(
        "Es una cuenta de la administración: necesita a dos personas. Propóngalo en «Papeles»; otra persona de la administración lo aplica y ahí se muestra el código."
    )]
    SecondPerson,
    /// The account says no.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// Denied, not found, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for RescueRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

impl App {
    /// The account that a code to get in again was given for.
    ///
    /// # Errors
    /// [`RecoveryRefusal`].
    pub async fn account_to_rescue(
        &self,
        code: &str,
        network: &str,
    ) -> Result<Account, RecoveryRefusal> {
        let attempt = attempt_with_code("volver a entrar", code, network);
        let now = self.now();
        self.delays
            .begin(&attempt, now)
            .map_err(RecoveryRefusal::Wait)?;
        let mut unit = self.store.read().await?;
        let Some(account) = unit.account_by_rescue(&digest_code(code)).await? else {
            self.delays.was_wrong(&attempt, now);
            return Err(RecoveryRefusal::Wrong);
        };
        self.delays.succeeded(&attempt);
        account.check_rescue(code, now)?;
        Ok(account)
    }

    /// Gets in again with a code that was given: a new password, no second factor and no recovery sheet, every session
    /// ended and a new one open. The term goes on as it was.
    ///
    /// # Errors
    /// [`RecoveryRefusal`]; the code still serves then.
    pub async fn rescue(
        &self,
        code: &str,
        password: &NewPassword<'_>,
        network: &str,
    ) -> Result<NewSession, RecoveryRefusal> {
        let account = self.account_to_rescue(code, network).await?;
        let hash = self.chosen_password(&account, password).await?;
        let now = self.now();
        let mut unit = self.store.write().await?;
        let account = unit.account(account.id).await?.ok_or(AppError::NotFound)?;
        let decided = account.rescued(code, hash, now)?;
        let account = decided.record().clone();
        unit.apply(decided).await?;
        self.end_sessions_but(&mut unit, account.id, None, now)
            .await?;
        let session = self.open_session(&mut unit, &account).await?;
        unit.commit().await?;
        Ok(session)
    }

    /// Gives a code for an account that `who` manages, after checking by the registered channel who asks.
    ///
    /// # Errors
    /// [`RescueRefusal`].
    pub async fn offer_rescue(
        &self,
        who: &SignedIn,
        account: AccountId,
    ) -> Result<Issued, RescueRefusal> {
        let mut unit = self.store.write().await?;
        let account = unit.account(account).await?.ok_or(AppError::NotFound)?;
        let by = self.manages(&mut unit, who, &account).await?;
        let issued = self.offer_rescue_in(&mut unit, who, account, by).await?;
        unit.commit().await?;
        Ok(issued)
    }

    /// The same in a unit under way, on the authority of `by`.
    pub(super) async fn offer_rescue_in(
        &self,
        unit: &mut WriteUnit,
        who: &SignedIn,
        account: Account,
        by: Author,
    ) -> Result<Issued, RescueRefusal> {
        if account.id == who.actor.account() {
            return Err(RescueRefusal::Own);
        }
        if account.seat.role() == Role::Administrator {
            return Err(RescueRefusal::SecondPerson);
        }
        self.rescue_account_approved(unit, account, by).await
    }

    /// Gives a code to get in again, or a new activation code to who never came in, once whoever must agree has agreed:
    /// for an administrator's account, when another administrator applies the proposal. `account` was read in `unit`.
    /// Its open sessions end when the code is used, not before: a code given by mistake costs its person nothing.
    ///
    /// # Errors
    /// [`RescueRefusal::Account`]: suspended, closed; storage.
    pub async fn rescue_account_approved(
        &self,
        unit: &mut WriteUnit,
        account: Account,
        by: Author,
    ) -> Result<Issued, RescueRefusal> {
        let (now, code) = (self.now(), self.new_code());
        let decided = match account.standing {
            Standing::Active { .. } => {
                account.offer_rescue(ActivationCode::for_rescue(code.as_str(), now), by, now)?
            }
            Standing::Issued { .. } => {
                account.reissue(ActivationCode::of(code.as_str(), now), by, now)?
            }
        };
        let account = decided.record().clone();
        unit.apply(decided).await?;
        Ok(Issued { account, code })
    }

    /// On what authority `who` manages `account`: the administration every one, a party's representation those of its
    /// party's people and of the candidacies that it captures for. Nobody manages their own, or another representation.
    ///
    /// # Errors
    /// Denied, as if the account did not exist; storage.
    pub(super) async fn manages(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        account: &Account,
    ) -> Result<Author, AppError> {
        let candidacy = match account.seat.candidacy() {
            Some(id) => unit.candidacy(id).await?,
            None => None,
        };
        self.authority_over(who, account, candidacy.as_ref())
            .map_err(AppError::from)
    }

    pub(super) fn authority_over(
        &self,
        who: &SignedIn,
        account: &Account,
        candidacy: Option<&Candidacy>,
    ) -> Result<Author, Denial> {
        let (profile, actor) = (self.current(), &who.actor);
        let asks = |right, target: Target<'_>| {
            permit(&profile, actor, Some(who.session), right, target).map(|permit| permit.author())
        };
        if may_ever(&profile, actor.role(), Right::ManageAccounts) {
            return asks(Right::ManageAccounts, Target::Process);
        }
        let right = Right::ManagePartyAccounts;
        match (account.seat.party(), candidacy) {
            (Some(_), _) if account.seat.role() == Role::PartyRepresentative => {
                Err(Denial::NotYours)
            }
            (Some(party), _) => asks(right, Target::Party(party)),
            (None, Some(candidacy)) => asks(right, Target::Candidacy(candidacy)),
            (None, None) => Err(Denial::NotYours),
        }
    }
}
