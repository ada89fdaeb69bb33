//! Help without e-mail: who cannot get in asks from outside, and who manages the account checks by the registered channel
//! and then helps. Nothing that somebody says from outside locks an account by itself (R09).

use domain::account::{Account, AccountRefusal};
use domain::activity::Author;
use domain::help_request::{AlreadyEnded, HelpKind, HelpOutcome, HelpRequest};
use domain::id::HelpRequestId;
use domain::policy::{Right, may_ever};
use domain::registry::Candidacy;
use storage::WriteUnit;

use super::session::fold_login;
use super::{Attempt, RescueRefusal, SignedIn};
use crate::accounts::Issued;
use crate::{App, AppError};

/// Requests from one network that cost nothing in an hour: a party's office may well need that many.
const FREE: u32 = 25;
/// The name under which the last request from outside is noted.
const ASKED: &str = "help-asked";

/// A request with the account that it is about.
pub struct HelpCase {
    /// The request.
    pub request: HelpRequest,
    /// The account.
    pub account: Account,
    /// The candidacy that it is bound to.
    pub candidacy: Option<Candidacy>,
}

/// What came of a request.
pub enum Helped {
    /// A code to get in again, to tell its person.
    Code(Box<Issued>),
    /// The account is locked.
    Locked(Box<Account>),
}

/// Why a request was not taken or answered.
#[derive(Debug, thiserror::Error)]
pub enum HelpRefusal {
    /// No login.
    #[error("Escriba su usuario. Viene en la carta con la que recibió su cuenta.")]
    NotTyped,
    /// Too many requests from this network.
    #[error("Desde su red llegaron muchas solicitudes. Espere {0} segundos y vuelva a enviarla.")]
    Wait(i64),
    /// Whoever answers did not say that the person was checked.
    #[error(
        "Antes de seguir, compruebe por el medio registrado que es la persona y marque esta casilla."
    )]
    NotChecked,
    /// It was answered before.
    #[error(transparent)]
    Ended(#[from] AlreadyEnded),
    /// No code can be given.
    #[error(transparent)]
    Rescue(#[from] RescueRefusal),
    /// Denied, not found, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for HelpRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

impl App {
    /// Takes a request from outside. It is answered in the same way, and after the same work, whether or not somebody
    /// has this login; of each kind at most one waits for an account.
    ///
    /// # Errors
    /// [`HelpRefusal`].
    pub async fn ask_for_help(
        &self,
        login: &str,
        kind: HelpKind,
        network: &str,
    ) -> Result<(), HelpRefusal> {
        let login = fold_login(login);
        if login.is_empty() {
            return Err(HelpRefusal::NotTyped);
        }
        let attempt = Attempt {
            login: "pedir ayuda".to_owned(),
            network: network.to_owned(),
        };
        let now = self.now();
        self.delays
            .begin_after(&attempt, FREE, now)
            .map_err(HelpRefusal::Wait)?;
        let mut unit = self.store.write().await?;
        // Written in any case: a commit is what takes time, and its lack would tell who has an account.
        unit.put_setting(ASKED, &now.micros().to_string()).await?;
        let account = unit.account_by_login(&login).await?;
        if let Some(account) = account.filter(|account| account.closed.is_none()) {
            self.ask_once(&mut unit, &account, kind).await?;
        }
        unit.commit().await?;
        Ok(())
    }

    /// Reports the loss of the own account from a session: it is locked at once and every session ends; the term goes on
    /// as it was. Who manages it finds the request for a new code.
    ///
    /// # Errors
    /// Storage.
    pub async fn report_own_loss(&self, who: &SignedIn) -> Result<(), AppError> {
        let by = Author::of(&who.actor, Some(who.session));
        let mut unit = self.store.write().await?;
        let account = unit
            .account(who.actor.account())
            .await?
            .ok_or(AppError::NotFound)?;
        let account = self.lock_as_lost(&mut unit, account, by).await?;
        self.ask_once(&mut unit, &account, HelpKind::Access).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The requests that wait for `who`, the oldest first.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn help_cases(&self, who: &SignedIn) -> Result<Vec<HelpCase>, AppError> {
        self.may_help(who)?;
        let mut unit = self.store.read().await?;
        let mut cases = Vec::new();
        for request in unit.waiting_help(None).await? {
            let Some(account) = unit.account(request.account).await? else {
                continue;
            };
            let candidacy = match account.seat.candidacy() {
                Some(id) => unit.candidacy(id).await?,
                None => None,
            };
            if account.id != who.actor.account()
                && self
                    .authority_over(who, &account, candidacy.as_ref())
                    .is_ok()
            {
                cases.push(HelpCase {
                    request,
                    account,
                    candidacy,
                });
            }
        }
        Ok(cases)
    }

    /// One request, answered or not, about an account that `who` manages.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn help_case(&self, who: &SignedIn, id: HelpRequestId) -> Result<HelpCase, AppError> {
        self.may_help(who)?;
        let mut unit = self.store.read().await?;
        let request = unit.help_request(id).await?.ok_or(AppError::NotFound)?;
        let account = unit
            .account(request.account)
            .await?
            .ok_or(AppError::NotFound)?;
        self.manages(&mut unit, who, &account).await?;
        let candidacy = match account.seat.candidacy() {
            Some(id) => unit.candidacy(id).await?,
            None => None,
        };
        Ok(HelpCase {
            request,
            account,
            candidacy,
        })
    }

    /// Confirms a request after its person was checked by the registered channel: gives a code to get in again, or locks
    /// the account that was lost.
    ///
    /// # Errors
    /// [`HelpRefusal`].
    pub async fn confirm_help(
        &self,
        who: &SignedIn,
        id: HelpRequestId,
        checked: bool,
    ) -> Result<Helped, HelpRefusal> {
        self.may_help(who)?;
        let mut unit = self.store.write().await?;
        let (request, account, by) = self.answering(&mut unit, who, id).await?;
        if !checked {
            return Err(HelpRefusal::NotChecked);
        }
        let kind = request.kind;
        unit.apply(request.end(HelpOutcome::Confirmed, by, self.now())?)
            .await?;
        let helped = match kind {
            HelpKind::Access => {
                let issued = self.offer_rescue_in(&mut unit, who, account, by).await?;
                Helped::Code(Box::new(issued))
            }
            HelpKind::Loss if account.id == who.actor.account() => {
                return Err(RescueRefusal::Own.into());
            }
            HelpKind::Loss => {
                let account = self.lock_as_lost(&mut unit, account, by).await?;
                Helped::Locked(Box::new(account))
            }
        };
        unit.commit().await?;
        Ok(helped)
    }

    /// Dismisses a request that was not the account's person's.
    ///
    /// # Errors
    /// [`HelpRefusal`].
    pub async fn dismiss_help(&self, who: &SignedIn, id: HelpRequestId) -> Result<(), HelpRefusal> {
        self.may_help(who)?;
        let mut unit = self.store.write().await?;
        let (request, _, by) = self.answering(&mut unit, who, id).await?;
        unit.apply(request.end(HelpOutcome::Dismissed, by, self.now())?)
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// A request about an account that `who` manages, in a unit that will answer it.
    async fn answering(
        &self,
        unit: &mut WriteUnit,
        who: &SignedIn,
        id: HelpRequestId,
    ) -> Result<(HelpRequest, Account, Author), AppError> {
        let request = unit.help_request(id).await?.ok_or(AppError::NotFound)?;
        let account = unit
            .account(request.account)
            .await?
            .ok_or(AppError::NotFound)?;
        let by = self.manages(unit, who, &account).await?;
        Ok((request, account, by))
    }

    fn may_help(&self, who: &SignedIn) -> Result<(), AppError> {
        let role = who.actor.role();
        let may = [Right::ManageAccounts, Right::ManagePartyAccounts]
            .into_iter()
            .any(|right| may_ever(&self.profile, role, right));
        if may {
            Ok(())
        } else {
            Err(domain::policy::Denial::Role.into())
        }
    }

    async fn ask_once(
        &self,
        unit: &mut WriteUnit,
        account: &Account,
        kind: HelpKind,
    ) -> Result<(), AppError> {
        let waiting = unit.waiting_help(Some(account.id)).await?;
        if waiting.iter().all(|request| request.kind != kind) {
            let now = self.now();
            let id = HelpRequestId::new(now, self.entropy.as_ref());
            unit.apply(HelpRequest::ask(id, account.id, kind, now))
                .await?;
        }
        Ok(())
    }

    /// Locks an account as lost and ends its sessions; one that is locked stays as it is.
    async fn lock_as_lost(
        &self,
        unit: &mut WriteUnit,
        account: Account,
        by: Author,
    ) -> Result<Account, AppError> {
        let now = self.now();
        let locked = match account.clone().report_lost(by, now) {
            Ok(decided) => {
                let locked = decided.record().clone();
                unit.apply(decided).await?;
                locked
            }
            Err(AccountRefusal::Unchanged) => account,
            Err(_) => return Err(AppError::NotFound),
        };
        self.lose_use(unit, locked.id, now).await?;
        Ok(locked)
    }
}
