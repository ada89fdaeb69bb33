//! Creating an account with a one-time code, and giving another code in its place.

use domain::account::{Account, AccountRefusal, ActivationCode, Opening, Role, Seat, Standing};
use domain::activity::Author;
use domain::id::AccountId;
use domain::policy::{Denial, Right, may_ever};
use domain::registry::Postulation;
use storage::WriteUnit;

use super::AccountsError;
use crate::sign_in::{Code, SignedIn};
use crate::{App, AppError};

/// Most characters of a holder's name.
const HOLDER_MAX: usize = 120;

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
        let custodian = self.custodian(who)?;
        let mut unit = self.store.write().await?;
        if let Some(made) = unit.account(id).await? {
            let own = self
                .reaches(&mut unit, &custodian.custody, &made.seat)
                .await?;
            return Err(if own {
                AccountsError::AlreadyIssued(id)
            } else {
                AppError::from(Denial::NotYours).into()
            });
        }
        if !self.is_used(new.seat.role()) {
            return Err(AccountsError::RoleNotUsed);
        }
        if !self.hands_on(&custodian.custody, new.seat.role()) {
            return Err(AccountsError::NotHandedOn);
        }
        if !self
            .reaches(&mut unit, &custodian.custody, &new.seat)
            .await?
        {
            return Err(AccountsError::Seat);
        }
        let issued = self.issue_as(&mut unit, id, new, custodian.author).await?;
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
        let holder = holder_of(&new.holder)?;
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

    /// Gives a new code for an account that was not activated. It is shown once, by
    /// [`code_shown_once`](Self::code_shown_once).
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn reissue_account(
        &self,
        who: &SignedIn,
        id: AccountId,
    ) -> Result<Issued, AccountsError> {
        let custodian = self.custodian(who)?;
        let mut unit = self.store.write().await?;
        let account = self
            .account_within(&mut unit, &custodian.custody, id)
            .await?;
        if !self.hands_on(&custodian.custody, account.seat.role()) {
            return Err(AccountsError::NotHandedOn);
        }
        let (now, code) = (self.now(), self.new_code());
        let decided = account.reissue(
            ActivationCode::of(code.as_str(), now),
            custodian.author,
            now,
        )?;
        let account = decided.record().clone();
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(Issued { account, code })
    }

    /// Gives a new code as [`reissue_account`](Self::reissue_account) does, and keeps it sealed until the page that
    /// shows it once.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn reissue_to_show(
        &self,
        who: &SignedIn,
        id: AccountId,
    ) -> Result<(), AccountsError> {
        let issued = self.reissue_account(who, id).await?;
        self.keep_to_show(who, id, &issued.code);
        Ok(())
    }

    /// Seals a code for the page that shows it once, to whoever gave it.
    pub fn keep_to_show(&self, who: &SignedIn, account: AccountId, code: &Code) {
        self.keep_shown_once(who, &account.to_string(), code);
    }

    /// Seals a code for the page that shows it once, by the identifier of what it is for.
    pub(crate) fn keep_shown_once(&self, who: &SignedIn, what: &str, code: &Code) {
        let to = (who.actor.account(), what.to_owned());
        self.account_work
            .shown_once
            .keep(&self.account_work.seal, to, code, self);
    }

    /// The code that `who` gave for this; it is gone then.
    pub(crate) fn take_shown_once(&self, who: &SignedIn, what: &str) -> Option<String> {
        let to = (who.actor.account(), what.to_owned());
        let work = &self.account_work;
        work.shown_once.take(&work.seal, &to, self.now())
    }

    /// The account and the code that `who` gave for it; the code is gone then, and none if it was shown.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn code_shown_once(
        &self,
        who: &SignedIn,
        id: AccountId,
    ) -> Result<(Account, Option<String>), AccountsError> {
        let custodian = self.custodian(who)?;
        let mut unit = self.store.read().await?;
        let account = self
            .account_within(&mut unit, &custodian.custody, id)
            .await?;
        let code = self.take_shown_once(who, &id.to_string());
        Ok((account, code))
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

/// Whether an account waits for its activation and may get another code.
///
/// # Errors
/// What keeps it from that.
pub(super) fn awaits_activation(account: &Account) -> Result<(), AccountRefusal> {
    account.usable()?;
    match account.standing {
        Standing::Issued { .. } => Ok(()),
        Standing::Active { .. } => Err(AccountRefusal::AlreadyActive),
    }
}

/// A holder's name as it is kept.
pub(super) fn holder_of(typed: &str) -> Result<String, AccountsError> {
    let holder = domain::questionnaire::clean_text(typed);
    if holder.is_empty() || holder.chars().count() > HOLDER_MAX || holder.contains('\n') {
        return Err(AccountsError::Holder);
    }
    Ok(holder)
}

/// A registered channel as it is kept; none if it was left empty.
pub(super) fn contact_of(typed: Option<String>) -> Result<Option<String>, AccountsError> {
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
