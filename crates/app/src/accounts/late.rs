//! Candidacies that were registered after their party's representation received its account. Their term starts when the
//! representation is told of them, which is recorded as one more delivery of its account; or, where the profile says so,
//! when they are registered. Nobody has received anything for them before (R07).

use domain::account::{Account, Role};
use domain::activity::Author;
use domain::delivery::{Acknowledgement, DeliveryKind};
use domain::id::DeliveryId;
use domain::key::PartyKey;
use domain::policy::{Right, Target, permit};
use domain::profile::LateRegistration;
use domain::time::Instant;
use storage::{AccountFilter, Change, Unit, WriteUnit};

use super::{AccountsError, PAGE, UNIT};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Candidacies of one party whose term waits until the party is told of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// The party.
    pub party: PartyKey,
    /// How many.
    pub candidacies: u64,
}

impl App {
    /// The parties that were not told of candidacies registered after their account was received, for whoever records
    /// deliveries.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn untold_registrations(&self, who: &SignedIn) -> Result<Vec<Untold>, AppError> {
        self.tells(who)?;
        let counts = self.store.read().await?.late_registrations().await?;
        let untold = counts
            .into_iter()
            .map(|(party, candidacies)| Untold { party, candidacies });
        Ok(untold.collect())
    }

    /// Records that a party's representation is told, at this moment, of all its candidacies registered after its account
    /// was received, and starts their terms. The same form a second time changes nothing. Gives how many terms started.
    ///
    /// # Errors
    /// [`AccountsError::NothingToStart`]; denied, not found, storage.
    pub async fn tell_registrations(
        &self,
        who: &SignedIn,
        id: DeliveryId,
        party: &PartyKey,
        at: Instant,
    ) -> Result<usize, AccountsError> {
        let by = self.tells(who)?;
        let mut unit = self.store.write().await?;
        if unit.delivery(id).await?.is_some() {
            return Ok(0);
        }
        let (account, receiver, charge) = representation(&mut unit, party)
            .await?
            .ok_or(AppError::NotFound)?;
        let told = Acknowledgement {
            kind: DeliveryKind::Notice,
            received: at,
            receiver,
            charge,
            page: None,
        };
        let delivered = self.deliver(&mut unit, id, &account, told, by, at).await?;
        if delivered.started == 0 {
            return Err(AccountsError::NothingToStart);
        }
        unit.commit().await?;
        Ok(delivered.started)
    }

    /// Where the profile starts a term with a late registration, starts those that wait, a unit's worth of them. Gives how
    /// many it started.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn start_late(
        &self,
        unit: &mut WriteUnit,
        by: Author,
        at: Instant,
    ) -> Result<usize, AppError> {
        if self.profile.terms.late_registration != LateRegistration::Registration {
            return Ok(0);
        }
        let most = u32::try_from(UNIT).unwrap_or(u32::MAX);
        let waiting = unit.late_registered(most).await?;
        let ids: Vec<_> = waiting.iter().map(|candidacy| candidacy.id).collect();
        let start = |candidacy: domain::registry::Candidacy| {
            candidacy.start_term(at, &self.profile, by, at).ok()
        };
        let started: Vec<Change> = waiting
            .into_iter()
            .filter_map(start)
            .map(Change::from)
            .collect();
        let number = started.len();
        unit.apply_all(started).await?;
        self.level_terms(unit, ids, by, at).await?;
        Ok(number)
    }

    fn tells(&self, who: &SignedIn) -> Result<Author, AppError> {
        let (session, right) = (Some(who.session), Right::ManageAccounts);
        let permit = permit(&self.profile, &who.actor, session, right, Target::Process)?;
        Ok(permit.author())
    }
}

/// The account of a party's representation that was received, and by whom at last.
async fn representation(
    unit: &mut Unit,
    party: &PartyKey,
) -> Result<Option<(Account, String, String)>, AppError> {
    let filter = AccountFilter {
        party: Some(party.clone()),
        role: Some(Role::PartyRepresentative),
        closed: Some(false),
        ..AccountFilter::default()
    };
    for account in unit.accounts(&filter, None, PAGE).await? {
        if let Some(last) = unit.deliveries_of(account.id).await?.pop() {
            return Ok(Some((account, last.receiver, last.charge)));
        }
    }
    Ok(None)
}
