//! Accounts: created with a one-time code, delivered, received. The receipt starts the term (R07, R08).

mod command_line;
mod receipt;

use domain::account::{Account, AccountRefusal, ActivationCode, Opening, Role, Seat};
use domain::activity::Author;
use domain::id::AccountId;
use domain::policy::{Right, Target, may_ever, permit};
use domain::registry::{Candidacy, Postulation, RegistryRefusal};
pub use storage::AccountFilter;
use storage::{StorageError, WriteUnit};

use crate::sign_in::{Code, SignedIn};
use crate::{App, AppError};

/// An account to create.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Who will hold it.
    pub holder: String,
    /// The registered channel by which that person is reached: a telephone or an e-mail address.
    pub contact: Option<String>,
    /// Role and reach.
    pub seat: Seat,
}

/// An account with its code: the only time that the code is known.
pub struct Issued {
    /// The account.
    pub account: Account,
    /// The code to deliver.
    pub code: Code,
}

/// Why accounts refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The name of the holder is missing or too long.
    #[error("Escriba el nombre de la persona o área que tendrá la cuenta (hasta 120 caracteres).")]
    Holder,
    /// The registered channel is neither a telephone nor an address.
    #[error(
        "El medio de contacto no parece un teléfono de 10 dígitos ni un correo. Corríjalo o déjelo vacío."
    )]
    Contact,
    /// The seat is bound to a party or candidacy that does not exist, or of the other kind.
    #[error("Elija el partido o la candidatura que corresponde a esta cuenta.")]
    Seat,
    /// This kind of account's receipt starts no term.
    #[error(
        "El plazo corre desde la recepción por la representación del partido o por la candidatura independiente."
    )]
    StartsNoTerm,
    /// The role has nothing to do in this institute.
    #[error("En este instituto ese papel no tiene tareas: elija otro.")]
    RoleNotUsed,
    /// The same form arrived before: one account was made, not two.
    #[error("Esta cuenta ya se creó con este mismo formulario.")]
    AlreadyIssued(AccountId),
    /// There is nothing whose term could start.
    #[error("No hay candidaturas cuyo plazo deba empezar: ya corre para todas las de esta cuenta.")]
    NothingToStart,
    /// The account refuses.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// The registry refuses.
    #[error(transparent)]
    Registry(#[from] RegistryRefusal),
    /// Denied, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for AccountsError {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

impl App {
    /// Creates an account and its activation code.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn issue_account(
        &self,
        who: &SignedIn,
        new: NewAccount,
    ) -> Result<Issued, AccountsError> {
        self.issue_account_once(who, self.new_account_id(), new)
            .await
    }

    /// An identifier for an account that is going to be created: the form carries it, so that sending it twice
    /// creates one account.
    pub fn new_account_id(&self) -> AccountId {
        AccountId::new(self.now(), self.entropy.as_ref())
    }

    /// Creates the account `id` and its activation code.
    ///
    /// # Errors
    /// [`AccountsError`]; [`AccountsError::AlreadyIssued`] if `id` was created before.
    pub async fn issue_account_once(
        &self,
        who: &SignedIn,
        id: AccountId,
        new: NewAccount,
    ) -> Result<Issued, AccountsError> {
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageAccounts,
            Target::Process,
        )
        .map_err(AppError::from)?;
        let mut unit = self.store.write().await?;
        if unit.account(id).await?.is_some() {
            return Err(AccountsError::AlreadyIssued(id));
        }
        if !self.is_used(new.seat.role()) {
            return Err(AccountsError::RoleNotUsed);
        }
        let issued = self.issue_as(&mut unit, id, new, permit.author()).await?;
        unit.commit().await?;
        Ok(issued)
    }

    /// Whether a role has anything to do in this institute.
    pub fn is_used(&self, role: Role) -> bool {
        Right::ALL
            .iter()
            .any(|right| may_ever(&self.profile, role, *right))
    }

    /// Creates an account in a unit under way, on the authority of `by`.
    pub(crate) async fn issue(
        &self,
        unit: &mut WriteUnit,
        new: NewAccount,
        by: Author,
    ) -> Result<Issued, AccountsError> {
        self.issue_as(unit, self.new_account_id(), new, by).await
    }

    async fn issue_as(
        &self,
        unit: &mut WriteUnit,
        id: AccountId,
        new: NewAccount,
        by: Author,
    ) -> Result<Issued, AccountsError> {
        let holder = domain::questionnaire::clean_text(&new.holder);
        if holder.is_empty() || holder.chars().count() > 120 || holder.contains('\n') {
            return Err(AccountsError::Holder);
        }
        let contact = contact_of(new.contact)?;
        let stem = self.login_stem(unit, &new.seat).await?;
        let login = free_login(unit, &stem).await?;
        let (now, code) = (self.now(), self.new_code());
        let opening = Opening {
            id,
            login,
            holder,
            contact,
            seat: new.seat,
            code: ActivationCode::of(code.as_str(), now),
        };
        let decided = Account::issue(opening, by, now);
        let account = decided.record().clone();
        unit.apply(decided).await?;
        Ok(Issued { account, code })
    }

    /// Gives a new code for an account that was not activated.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn reissue_account(
        &self,
        who: &SignedIn,
        id: AccountId,
    ) -> Result<Issued, AccountsError> {
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageAccounts,
            Target::Process,
        )
        .map_err(AppError::from)?;
        let mut unit = self.store.write().await?;
        let account = unit.account(id).await?.ok_or(AppError::NotFound)?;
        let (now, code) = (self.now(), self.new_code());
        let decided =
            account.reissue(ActivationCode::of(code.as_str(), now), permit.author(), now)?;
        let account = decided.record().clone();
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(Issued { account, code })
    }

    /// A page of the accounts, by login.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn accounts(
        &self,
        who: &SignedIn,
        filter: &AccountFilter,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<Account>, AppError> {
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageAccounts,
            Target::Process,
        )?;
        Ok(self
            .store
            .read()
            .await?
            .accounts(filter, after, limit)
            .await?)
    }

    /// One account, with the candidacy that it is bound to.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn account(
        &self,
        who: &SignedIn,
        id: AccountId,
    ) -> Result<(Account, Option<Candidacy>), AppError> {
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageAccounts,
            Target::Process,
        )?;
        let mut unit = self.store.read().await?;
        let account = unit.account(id).await?.ok_or(AppError::NotFound)?;
        let candidacy = match account.seat.candidacy() {
            Some(candidacy) => unit.candidacy(candidacy).await?,
            None => None,
        };
        Ok((account, candidacy))
    }

    /// The candidacy whose row of the registry has this key.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn candidacy_by_key(
        &self,
        who: &SignedIn,
        key: &str,
    ) -> Result<Option<Candidacy>, AppError> {
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageAccounts,
            Target::Process,
        )?;
        let key = domain::questionnaire::clean_text(key);
        Ok(self.store.read().await?.candidacy_by_key(&key).await?)
    }

    /// The first part of a login, from what the account is for.
    async fn login_stem(&self, unit: &mut WriteUnit, seat: &Seat) -> Result<String, AccountsError> {
        let role = seat.role().key();
        if let Some(party) = seat.party() {
            self.profile.party(party).ok_or(AccountsError::Seat)?;
            return Ok(format!("{role}.{party}"));
        }
        let Some(id) = seat.candidacy() else {
            return Ok(role.to_owned());
        };
        let candidacy = unit.candidacy(id).await?.ok_or(AccountsError::Seat)?;
        let independent = candidacy.data.postulation == Postulation::Independent;
        if independent != matches!(seat, Seat::Independent { .. }) {
            return Err(AccountsError::Seat);
        }
        Ok(format!("{role}.{}", candidacy.data.key.to_lowercase()))
    }
}

/// A registered channel as it is kept; none if it was left empty.
fn contact_of(typed: Option<String>) -> Result<Option<String>, AccountsError> {
    let contact = typed
        .map(|typed| domain::questionnaire::clean_text(&typed))
        .filter(|contact| !contact.is_empty());
    match contact {
        Some(contact) if !domain::party::is_contact(&contact) => Err(AccountsError::Contact),
        contact => Ok(contact),
    }
}

/// `stem`, or with a number if it is taken.
async fn free_login(unit: &mut WriteUnit, stem: &str) -> Result<String, AccountsError> {
    let mut login = stem.to_owned();
    let mut number = 1;
    while unit.account_by_login(&login).await?.is_some() {
        number += 1;
        login = format!("{stem}-{number}");
    }
    Ok(login)
}
