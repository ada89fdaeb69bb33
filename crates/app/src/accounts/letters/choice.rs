//! Which accounts get a letter.

use std::collections::BTreeMap;

use domain::account::Account;
use domain::registry::Candidacy;
use storage::{AccountFilter, Unit};

use super::{BundleOf, LetterOrder};
use crate::accounts::AccountsError;
use crate::accounts::custody::Custody;
use crate::accounts::gaps::all;
use crate::accounts::issue::awaits_activation;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// An account that gets a letter, with its candidacy.
pub(super) type Addressee = (Account, Option<Candidacy>);

impl App {
    /// How many accounts would get a letter, by whose they are.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn count_letters(
        &self,
        who: &SignedIn,
        order: &LetterOrder,
    ) -> Result<BTreeMap<BundleOf, usize>, AccountsError> {
        let custody = self.custodian(who)?.custody;
        let chosen = self.addressees(&custody, order).await?;
        Ok(chosen
            .into_iter()
            .map(|(of, accounts)| (of, accounts.len()))
            .collect())
    }

    /// The accounts that get a letter, by whose they are.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub(super) async fn addressees(
        &self,
        custody: &Custody,
        order: &LetterOrder,
    ) -> Result<BTreeMap<BundleOf, Vec<Addressee>>, AccountsError> {
        let mut unit = self.store.read().await?;
        let accounts = match order {
            LetterOrder::One(id) => {
                let account = self.account_within(&mut unit, custody, *id).await?;
                if !self.hands_on(custody, account.seat.role()) {
                    return Err(AccountsError::NotHandedOn);
                }
                awaits_activation(&account)?;
                vec![account]
            }
            LetterOrder::Chosen {
                party,
                role,
                delivered_too,
            } => {
                let filter = custody.narrow(AccountFilter {
                    role: *role,
                    within: party.clone(),
                    activated: Some(false),
                    closed: Some(false),
                    delivered: (!delivered_too).then_some(false),
                    ..AccountFilter::default()
                });
                let mut found = all(&mut unit, &filter).await?;
                found.retain(|account| {
                    self.hands_on(custody, account.seat.role())
                        && awaits_activation(account).is_ok()
                });
                found
            }
        };
        let mut chosen: BTreeMap<BundleOf, Vec<Addressee>> = BTreeMap::new();
        for account in accounts {
            let candidacy = candidacy_of(&mut unit, &account).await?;
            let of = whose(&account, candidacy.as_ref());
            chosen.entry(of).or_default().push((account, candidacy));
        }
        Ok(chosen)
    }
}

async fn candidacy_of(unit: &mut Unit, account: &Account) -> Result<Option<Candidacy>, AppError> {
    match account.seat.candidacy() {
        Some(id) => Ok(unit.candidacy(id).await?),
        None => Ok(None),
    }
}

fn whose(account: &Account, candidacy: Option<&Candidacy>) -> BundleOf {
    let party = account
        .seat
        .party()
        .or_else(|| candidacy.and_then(|candidacy| candidacy.data.postulation.capturing_party()));
    match party {
        Some(party) => BundleOf::Party(party.clone()),
        None if account.seat.candidacy().is_some() => BundleOf::Independents,
        None => BundleOf::Institute,
    }
}
