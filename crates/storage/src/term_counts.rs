//! The figures of the board of terms: how many candidacies are in each step, what ends next, what accounts there are for
//! them. Only candidacies that stand count.
//!
//! They are counted over what is known of every candidacy in memory ([`overview`](crate::overview)). Which parties have
//! accounts is asked once, not for each of their candidacies.

use std::collections::BTreeMap;

use domain::account::Role;
use domain::capture::StateCode;
use domain::key::PartyKey;
use domain::term_step::{Holders, TermStep};
use domain::time::Instant;

use crate::engine::statements;
use crate::error::StorageError;
use crate::overview::Overview;
use crate::term_board::TermFilter;
use crate::unit::Unit;

statements! {
    in "candidacy";
    statements {
        PARTY_ACCOUNTS = "SELECT party, role, standing FROM account WHERE party IS NOT NULL AND closed IS NULL";
        UNDELIVERED = "SELECT COUNT(*) AS accounts FROM account WHERE standing = 'issued' AND closed IS NULL \
            AND role IN ('party_representative', 'independent') \
            AND NOT EXISTS (SELECT delivery.account FROM delivery WHERE delivery.account = account.id)";
    }
}

/// Candidacies that are alike in everything that the board tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermGroup {
    /// The party that captures; none for independents.
    pub party: Option<PartyKey>,
    /// The last instant of their term, if it runs or ran.
    pub ends: Option<Instant>,
    /// Where their capture stands.
    pub state: StateCode,
    /// Their step.
    pub step: TermStep,
    /// How many.
    pub candidacies: u64,
}

/// Corrections that are due at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueGroup {
    /// The party that captures; none for independents.
    pub party: Option<PartyKey>,
    /// The last instant.
    pub due: Instant,
    /// How many.
    pub candidacies: u64,
}

/// What accounts the parties have, which their candidacies share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartyHolders {
    /// Parties with an account that receives, or one of who writes.
    pub issued: Vec<PartyKey>,
    /// Parties of which somebody who writes has activated an account.
    pub active: Vec<PartyKey>,
}

impl PartyHolders {
    pub(crate) fn of(&self, party: Option<&PartyKey>) -> Holders {
        match party {
            Some(party) if self.active.contains(party) => Holders::Active,
            Some(party) if self.issued.contains(party) => Holders::Issued,
            _ => Holders::None,
        }
    }
}

impl Unit {
    /// What accounts the parties have; `writing` are the roles that may write for a party.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn party_holders(&mut self, writing: &[Role]) -> Result<PartyHolders, StorageError> {
        let mut found: BTreeMap<PartyKey, bool> = BTreeMap::new();
        for row in self.tx.all(PARTY_ACCOUNTS).await? {
            let role = row.code::<Role>("role")?;
            let writes = writing.contains(&role);
            if writes || role == Role::PartyRepresentative {
                let active = writes && row.text("standing")? == "active";
                *found.entry(row.parse("party")?).or_default() |= active;
            }
        }
        let mut holders = PartyHolders::default();
        for (party, active) in found {
            if active {
                holders.active.push(party.clone());
            }
            holders.issued.push(party);
        }
        Ok(holders)
    }

    /// Every figure of the board within the filter's reach: its party, its candidacy or independents.
    ///
    /// # Errors
    /// As every read.
    pub async fn term_groups(
        &mut self,
        filter: &TermFilter,
        holders: &PartyHolders,
    ) -> Result<Vec<TermGroup>, StorageError> {
        let groups = |overview: &Overview| {
            let mut groups: BTreeMap<_, u64> = BTreeMap::new();
            for fact in filter.within_reach(overview) {
                let step = fact.step_facts(holders).step(filter.now);
                let alike = (&fact.party, fact.ends, fact.state, step);
                *groups.entry(alike).or_default() += 1;
            }
            let told =
                |((party, ends, state, step), candidacies): ((&Option<PartyKey>, _, _, _), _)| {
                    TermGroup {
                        party: party.clone(),
                        ends,
                        state,
                        step,
                        candidacies,
                    }
                };
            groups.into_iter().map(told).collect()
        };
        self.overview(&filter.questionnaire, groups).await
    }

    /// The corrections that are to be sent within the filter's reach, by last instant.
    ///
    /// # Errors
    /// As every read.
    pub async fn due_groups(&mut self, filter: &TermFilter) -> Result<Vec<DueGroup>, StorageError> {
        let groups = |overview: &Overview| {
            let mut groups: BTreeMap<_, u64> = BTreeMap::new();
            for fact in filter.within_reach(overview) {
                if let Some(due) = fact.correction_due() {
                    *groups.entry((&fact.party, due)).or_default() += 1;
                }
            }
            let told = |((party, due), candidacies): ((&Option<PartyKey>, _), _)| DueGroup {
                party: party.clone(),
                due,
                candidacies,
            };
            groups.into_iter().map(told).collect()
        };
        self.overview(&filter.questionnaire, groups).await
    }

    /// The nearest last instant, from now on, of what is to be sent or corrected within the filter's reach.
    ///
    /// # Errors
    /// As every read.
    pub async fn next_end(&mut self, filter: &TermFilter) -> Result<Option<Instant>, StorageError> {
        let nearest = |overview: &Overview| {
            let ends = filter.within_reach(overview).filter_map(|fact| {
                let unsent = matches!(fact.state, StateCode::Untouched | StateCode::Capturing);
                fact.ends.filter(|_| unsent).or(fact.correction_due())
            });
            ends.filter(|ends| *ends >= filter.now).min()
        };
        self.overview(&filter.questionnaire, nearest).await
    }

    /// Accounts that receive, were issued, and whose letter nobody is recorded to have received.
    ///
    /// # Errors
    /// As every read.
    pub async fn undelivered_accounts(&mut self) -> Result<u64, StorageError> {
        let row = self.tx.optional(UNDELIVERED).await?;
        row.map_or(Ok(0), |row| row.number("accounts"))
    }
}
