//! Statistics of the queue: what waits, in whose hands, since when; what was decided, by whom, by which ground, how fast.

use std::collections::BTreeMap;

use domain::id::AccountId;
use domain::key::{GroundKey, StageKey};
use domain::notification::Matter;
use domain::policy::{Right, Target, permit};
use domain::time::Instant;
use storage::DecisionRow;

use super::notifications::holder;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What the page of statistics shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueStatistics {
    /// As of when.
    pub at: Instant,
    /// Stage by stage, in the profile's order.
    pub stages: Vec<StageFigures>,
    /// Who decided or holds cases, by name.
    pub deciders: Vec<DeciderFigures>,
    /// The grounds that were used, the most used first.
    pub grounds: Vec<GroundFigures>,
}

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageFigures {
    /// The stage.
    pub stage: StageKey,
    /// Its name.
    pub name: String,
    /// Cases in it that nobody holds.
    pub waiting: u64,
    /// Cases in somebody's hands.
    pub held: u64,
    /// Since when the oldest case has been in it.
    pub oldest: Option<Instant>,
    /// Approvals.
    pub approved: u64,
    /// Returns.
    pub returned: u64,
    /// Closings.
    pub closed: u64,
    /// Seconds between the arrival of a case and its decision: as many were faster as slower.
    pub median_seconds: Option<i64>,
}

impl StageFigures {
    /// Of a hundred decisions, how many were returns; none without decisions.
    pub fn returned_percent(&self) -> Option<u64> {
        let all = self.approved + self.returned + self.closed;
        (all > 0).then(|| (self.returned * 100 + all / 2) / all)
    }
}

/// One person who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeciderFigures {
    /// The account.
    pub account: AccountId,
    /// Its holder.
    pub name: String,
    /// Cases in their hands.
    pub held: u64,
    /// Approvals.
    pub approved: u64,
    /// Returns.
    pub returned: u64,
    /// Closings.
    pub closed: u64,
    /// As of a stage.
    pub median_seconds: Option<i64>,
}

/// One ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundFigures {
    /// The ground.
    pub ground: GroundKey,
    /// Its name now.
    pub name: String,
    /// Remarks by it.
    pub remarks: u64,
    /// Candidacies with a remark by it.
    pub candidacies: u64,
}

/// What was decided, counted.
#[derive(Default)]
struct Tally {
    approved: u64,
    returned: u64,
    closed: u64,
    seconds: Vec<i64>,
}

impl Tally {
    fn add(&mut self, row: &DecisionRow) {
        match row.matter {
            Matter::Approved => self.approved += 1,
            Matter::Returned => self.returned += 1,
            Matter::Closed => self.closed += 1,
            Matter::Lapsed | Matter::Reopened => {}
        }
        let taken = row.arrived.map(|arrived| row.at.seconds_since(arrived));
        self.seconds.extend(taken);
    }

    /// The middle value; of an even number the earlier of the two in the middle.
    fn median(&mut self) -> Option<i64> {
        self.seconds.sort_unstable();
        let middle = self.seconds.len().checked_sub(1)? / 2;
        self.seconds.get(middle).copied()
    }
}

impl App {
    /// The statistics of the queue, for the institute's people.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn queue_statistics(&self, who: &SignedIn) -> Result<QueueStatistics, AppError> {
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ReadNotifications,
            Target::Process,
        )?;
        let mut unit = self.store.read().await?;
        let decisions = unit.decisions().await?;
        let queues = unit.queues(&self.curricular().key).await?;
        let mut stages = Vec::new();
        for stage in &self.profile.stages {
            let mut tally = Tally::default();
            let own = decisions.iter().filter(|row| row.stage == stage.key);
            own.for_each(|row| tally.add(row));
            let queue = queues.iter().find(|queue| queue.stage == stage.key);
            stages.push(StageFigures {
                stage: stage.key.clone(),
                name: stage.name.clone(),
                waiting: queue.map_or(0, |queue| queue.cases - queue.held),
                held: queue.map_or(0, |queue| queue.held),
                oldest: queue.and_then(|queue| queue.oldest),
                median_seconds: tally.median(),
                approved: tally.approved,
                returned: tally.returned,
                closed: tally.closed,
            });
        }
        let mut people: BTreeMap<AccountId, (Tally, u64)> = BTreeMap::new();
        for row in &decisions {
            if let Some(account) = row.decided_by {
                people.entry(account).or_default().0.add(row);
            }
        }
        for (account, cases) in unit.cases_by_holder(&self.curricular().key).await? {
            people.entry(account).or_default().1 = cases;
        }
        let mut deciders = Vec::new();
        for (account, (mut tally, held)) in people {
            deciders.push(DeciderFigures {
                account,
                name: holder(&mut unit, account).await?,
                held,
                median_seconds: tally.median(),
                approved: tally.approved,
                returned: tally.returned,
                closed: tally.closed,
            });
        }
        deciders.sort_by(|one, other| one.name.cmp(&other.name));
        let grounds = self.used_grounds(&mut unit).await?;
        Ok(QueueStatistics {
            at: self.now(),
            stages,
            deciders,
            grounds,
        })
    }

    async fn used_grounds(&self, unit: &mut storage::Unit) -> Result<Vec<GroundFigures>, AppError> {
        let catalogue = self.grounds_in(unit).await?;
        let mut used: BTreeMap<GroundKey, (u64, std::collections::BTreeSet<_>)> = BTreeMap::new();
        for told in unit.returns().await? {
            for remark in &told.remarks {
                let (remarks, candidacies) = used.entry(remark.ground.clone()).or_default();
                *remarks += 1;
                candidacies.insert(told.candidacy);
            }
        }
        let mut figures: Vec<GroundFigures> = used
            .into_iter()
            .map(|(ground, (remarks, candidacies))| {
                let latest = catalogue.editions(&ground).last();
                let name = latest.map_or_else(|| ground.to_string(), |of| of.ground.name.clone());
                GroundFigures {
                    ground,
                    name,
                    remarks,
                    candidacies: candidacies.len() as u64,
                }
            })
            .collect();
        figures.sort_by_key(|one| std::cmp::Reverse(one.remarks));
        Ok(figures)
    }
}
