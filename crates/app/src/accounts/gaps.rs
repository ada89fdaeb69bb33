//! Who has nobody to receive an account, or an account that nobody received: what the administration must look after
//! before the term can run.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{Account, Role, Seat};
use domain::id::{AccountId, CandidacyId};
use domain::key::PartyKey;
use domain::profile::SupervisorDelivery;
use domain::registry::{CandidacyStatus, Postulation};
use storage::{AccountFilter, Unit};

use super::PAGE;
use super::custody::Custody;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Whose account it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GapOf {
    /// A party's representation.
    Party(PartyKey),
    /// An independent candidacy, with its person's name.
    Independent(CandidacyId, String),
    /// The supervisors that a party named: how many.
    Supervisors(PartyKey, usize),
    /// The candidacies of a party, none of which has somebody who could capture: how many.
    Candidacies(PartyKey, usize),
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// There is no account.
    Account,
    /// Nobody knows how to reach who holds it.
    Contact,
    /// It was not delivered.
    Delivery,
}

/// Something that keeps an account from being received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Whose.
    pub of: GapOf,
    /// The account, if there is one.
    pub account: Option<AccountId>,
    /// What is missing, at least one thing.
    pub missing: Vec<Missing>,
}

impl App {
    /// What keeps the accounts that `who` manages from being received, the parties first.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn delivery_gaps(&self, who: &SignedIn) -> Result<Vec<Gap>, AppError> {
        let custody = self.custodian(who)?.custody;
        let mut unit = self.store.read().await?;
        let mut gaps = Vec::new();
        if custody == Custody::Process {
            self.gaps_of_parties(&mut unit, &mut gaps).await?;
            gaps_of_independents(&mut unit, &mut gaps).await?;
        }
        self.gaps_of_supervisors(&mut unit, &custody, &mut gaps)
            .await?;
        self.gaps_of_candidacies(&mut unit, &custody, &mut gaps)
            .await?;
        Ok(gaps)
    }

    async fn gaps_of_parties(&self, unit: &mut Unit, gaps: &mut Vec<Gap>) -> Result<(), AppError> {
        let accounts = open_accounts(unit, Role::PartyRepresentative).await?;
        let received = received(unit, Role::PartyRepresentative).await?;
        for party in self.profile.parties.iter().map(|party| &party.key) {
            let own: Vec<&Account> = accounts
                .iter()
                .filter(|account| account.seat.party() == Some(party))
                .collect();
            gaps.extend(gap(GapOf::Party(party.clone()), &own, &received));
        }
        Ok(())
    }

    async fn gaps_of_supervisors(
        &self,
        unit: &mut Unit,
        custody: &Custody,
        gaps: &mut Vec<Gap>,
    ) -> Result<(), AppError> {
        let by_institute = self.profile.accounts.supervisor == SupervisorDelivery::Institute;
        if by_institute != (*custody == Custody::Process) {
            return Ok(());
        }
        let party = match custody {
            Custody::Process => None,
            Custody::Party(party) => Some(party),
        };
        let mut waiting: BTreeMap<PartyKey, usize> = BTreeMap::new();
        for named in unit.supervisors(party).await? {
            if named.ended.is_none() && named.account.is_none() {
                *waiting.entry(named.party).or_default() += 1;
            }
        }
        gaps.extend(waiting.into_iter().map(|(party, count)| Gap {
            of: GapOf::Supervisors(party, count),
            account: None,
            missing: vec![Missing::Account],
        }));
        Ok(())
    }

    /// Candidacies for which nobody could capture: no account of their own, and none of their party that captures.
    async fn gaps_of_candidacies(
        &self,
        unit: &mut Unit,
        custody: &Custody,
        gaps: &mut Vec<Gap>,
    ) -> Result<(), AppError> {
        let (mut parties, mut persons) = (BTreeSet::new(), BTreeSet::new());
        for role in &self.profile.capture.party_roles {
            for account in open_accounts(unit, *role).await? {
                match account.seat {
                    Seat::Candidate { candidacy } => {
                        persons.insert(candidacy);
                    }
                    seat => parties.extend(seat.party().cloned()),
                }
            }
        }
        let mut alone: BTreeMap<PartyKey, usize> = BTreeMap::new();
        for candidacy in unit.registry().await? {
            let Some(party) = candidacy.data.postulation.capturing_party() else {
                continue;
            };
            let looked_after = parties.contains(party) || persons.contains(&candidacy.id);
            let active = candidacy.status == CandidacyStatus::Active;
            if active && !looked_after && custody.includes(&candidacy) {
                *alone.entry(party.clone()).or_default() += 1;
            }
        }
        gaps.extend(alone.into_iter().map(|(party, count)| Gap {
            of: GapOf::Candidacies(party, count),
            account: None,
            missing: vec![Missing::Account],
        }));
        Ok(())
    }
}

async fn gaps_of_independents(unit: &mut Unit, gaps: &mut Vec<Gap>) -> Result<(), AppError> {
    let accounts = open_accounts(unit, Role::Independent).await?;
    let received = received(unit, Role::Independent).await?;
    for candidacy in unit.registry().await? {
        let active = candidacy.status == CandidacyStatus::Active;
        if !active || candidacy.data.postulation != Postulation::Independent {
            continue;
        }
        let own: Vec<&Account> = accounts
            .iter()
            .filter(|account| account.seat.candidacy() == Some(candidacy.id))
            .collect();
        let of = GapOf::Independent(candidacy.id, candidacy.data.person.full_name());
        gaps.extend(gap(of, &own, &received));
    }
    Ok(())
}

/// What is missing of the accounts of one seat; one that has everything is enough.
fn gap(of: GapOf, accounts: &[&Account], received: &BTreeSet<AccountId>) -> Option<Gap> {
    let missing = |account: &Account| {
        let mut missing = Vec::new();
        if account.contact.is_none() {
            missing.push(Missing::Contact);
        }
        if !received.contains(&account.id) {
            missing.push(Missing::Delivery);
        }
        missing
    };
    let best = accounts
        .iter()
        .map(|account| (account.id, missing(account)))
        .min_by_key(|(_, missing)| missing.len());
    match best {
        None => Some(Gap {
            of,
            account: None,
            missing: vec![Missing::Account],
        }),
        Some((_, missing)) if missing.is_empty() => None,
        Some((account, missing)) => Some(Gap {
            of,
            account: Some(account),
            missing,
        }),
    }
}

async fn open_accounts(unit: &mut Unit, role: Role) -> Result<Vec<Account>, AppError> {
    let filter = AccountFilter {
        role: Some(role),
        closed: Some(false),
        ..AccountFilter::default()
    };
    all(unit, &filter).await
}

/// The accounts of a role that were delivered.
async fn received(unit: &mut Unit, role: Role) -> Result<BTreeSet<AccountId>, AppError> {
    let filter = AccountFilter {
        role: Some(role),
        delivered: Some(true),
        ..AccountFilter::default()
    };
    let found = all(unit, &filter).await?;
    Ok(found.into_iter().map(|account| account.id).collect())
}

/// Every account that a filter leaves.
pub(super) async fn all(unit: &mut Unit, filter: &AccountFilter) -> Result<Vec<Account>, AppError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = unit.accounts(filter, after, PAGE).await?;
        after = page.last().map(|account| account.id);
        if after.is_none() {
            return Ok(found);
        }
        found.extend(page);
    }
}
