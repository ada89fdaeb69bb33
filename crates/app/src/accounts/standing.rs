//! Suspending, resuming and closing accounts. Whoever loses the use of an account loses its sessions in the same unit.

use domain::account::{Account, Role};
use domain::activity::{Action, Author};
use domain::id::AccountId;
use domain::policy::{Permit, Right};
use domain::registry::leader;
use domain::time::Instant;
use storage::{AccountFilter, EndReason, HistoryFilter, Unit, WriteUnit};

use super::custody::{Custodian, Custody};
use super::{AccountsError, PAGE};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What is done with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandingChange {
    /// It cannot be used until it is resumed.
    Suspend,
    /// A suspension is lifted.
    Resume,
    /// It cannot be used any more.
    Close,
}

impl App {
    /// Suspends, resumes or closes an account.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn change_standing(
        &self,
        who: &SignedIn,
        id: AccountId,
        change: StandingChange,
    ) -> Result<(), AccountsError> {
        let custodian = self.custodian(who)?;
        let now = self.now();
        let mut unit = self.store.write().await?;
        let account = self
            .account_within(&mut unit, &custodian.custody, id)
            .await?;
        if account.id == who.actor.account() {
            return Err(AccountsError::Own);
        }
        may_change(&mut unit, &custodian, &account, change).await?;
        match change {
            StandingChange::Suspend => {
                self.suspend_in(&mut unit, account, custodian.author, now)
                    .await?;
            }
            StandingChange::Resume => {
                unit.apply(account.resume(custodian.author, now)?).await?;
            }
            StandingChange::Close => {
                self.close_in(&mut unit, account, custodian.author, now)
                    .await?;
            }
        }
        unit.commit().await?;
        Ok(())
    }

    async fn suspend_in(
        &self,
        unit: &mut WriteUnit,
        account: Account,
        by: Author,
        at: Instant,
    ) -> Result<(), AccountsError> {
        not_the_last(unit, &account).await?;
        let id = account.id;
        unit.apply(account.suspend(by, at)?).await?;
        Ok(self.lose_use(unit, id, at).await?)
    }

    /// Closes an account in a unit under way, with its sessions.
    ///
    /// # Errors
    /// [`AccountsError::LastAdministrator`]; closed.
    pub(crate) async fn close_in(
        &self,
        unit: &mut WriteUnit,
        account: Account,
        by: Author,
        at: Instant,
    ) -> Result<(), AccountsError> {
        not_the_last(unit, &account).await?;
        let id = account.id;
        unit.apply(account.close(by, at)?).await?;
        Ok(self.lose_use(unit, id, at).await?)
    }

    /// What goes with the use of an account, in the unit that takes it away: its sessions end, and the cases that it
    /// took from a queue go back there, each with its entry.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn lose_use(
        &self,
        unit: &mut WriteUnit,
        id: AccountId,
        at: Instant,
    ) -> Result<(), AppError> {
        unit.end_sessions(id, at, EndReason::Locked).await?;
        for taken in unit.cases_taken_by(id).await? {
            let (candidacy, capture, group) = self.load(unit, taken).await?;
            let leads = leader(&group).unwrap_or(&candidacy);
            let permit = Permit::system(Right::Decide, leads.id);
            let machine = self.machine(leads, &group);
            // Of a candidacy that no longer stands nothing is decided, so nobody misses its case.
            if let Ok(released) = machine.release_abandoned(&permit, id, capture, at) {
                unit.apply(released).await?;
            }
        }
        Ok(())
    }

    /// How many accounts of the administration are in use.
    ///
    /// # Errors
    /// Storage.
    pub async fn administrators_in_use(&self) -> Result<usize, AppError> {
        let mut unit = self.store.read().await?;
        Ok(administrators(&mut unit).await?.len())
    }
}

/// Whether this custody makes this change to this account.
async fn may_change(
    unit: &mut Unit,
    custodian: &Custodian,
    account: &Account,
    change: StandingChange,
) -> Result<(), AccountsError> {
    let role = account.seat.role();
    match &custodian.custody {
        Custody::Process if role == Role::Administrator && change == StandingChange::Close => {
            Err(AccountsError::NeedsSecond)
        }
        Custody::Process => Ok(()),
        Custody::Party(_) if role != Role::Capturer => Err(AccountsError::NotHandedOn),
        Custody::Party(_) => {
            let lifts = change == StandingChange::Resume;
            if lifts && is_suspended_by_institute(unit, account).await? {
                return Err(AccountsError::SuspendedByInstitute);
            }
            Ok(())
        }
    }
}

/// Whether the institute, not the party, suspended the account last.
async fn is_suspended_by_institute(unit: &mut Unit, account: &Account) -> Result<bool, AppError> {
    let filter = HistoryFilter {
        action: Some(Action::AccountSuspended),
        subject: Some(account.id.to_string()),
        ..HistoryFilter::default()
    };
    let found = unit.history_page(&filter, None, 1).await?;
    let by = found
        .rows
        .first()
        .and_then(|row| row.entry.fields().actor.account_id()?.parse().ok());
    let Some(by) = by else {
        // The system suspended it, or nobody did: then there is nothing that a party could lift.
        return Ok(!found.rows.is_empty());
    };
    let by = unit.account(by).await?;
    Ok(by.is_some_and(|by| by.seat.role().is_institutes()))
}

/// Refuses to take the last administrator in use away.
async fn not_the_last(unit: &mut Unit, account: &Account) -> Result<(), AccountsError> {
    if account.seat.role() != Role::Administrator {
        return Ok(());
    }
    let others = administrators(unit).await?;
    if others.iter().any(|id| *id != account.id) {
        Ok(())
    } else {
        Err(AccountsError::LastAdministrator)
    }
}

/// The accounts of the administration that are in use.
async fn administrators(unit: &mut Unit) -> Result<Vec<AccountId>, AppError> {
    let filter = AccountFilter {
        role: Some(Role::Administrator),
        activated: Some(true),
        closed: Some(false),
        ..AccountFilter::default()
    };
    let found = unit.accounts(&filter, None, PAGE).await?;
    Ok(found
        .iter()
        .filter(|account| account.usable().is_ok())
        .map(|account| account.id)
        .collect())
}
