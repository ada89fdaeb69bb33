//! Making a batch in short units, in the background of the panel or under the eyes of the command line.

use std::sync::Arc;

use domain::account::Seat;
use domain::activity::Author;
use domain::id::AccountId;
use domain::time::Instant;
use storage::{AccountFilter, WriteUnit};
use tokio::sync::watch;

use super::{BatchOrder, BatchOutcome, BatchPlan, Wanted};
use crate::accounts::one_at_a_time::{OneAtATime, Running};
use crate::accounts::{AccountsError, UNIT};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Where the latest batch of this program is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BatchStage {
    /// None was made since the program began.
    #[default]
    Idle,
    /// It is being made.
    Running,
    /// It was made.
    Done(BatchOutcome),
    /// It could not be finished; what was made stays, and the same batch again makes the rest.
    Failed(String),
}

/// How far the latest batch is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchProgress {
    /// Where it is.
    pub stage: BatchStage,
    /// Who began it.
    pub by: Option<AccountId>,
    /// When.
    pub began: Option<Instant>,
    /// Accounts looked at so far.
    pub done: usize,
    /// Accounts in all.
    pub total: usize,
}

/// The batches of one program.
#[derive(Debug, Default)]
pub(crate) struct Batches {
    turn: OneAtATime,
    progress: watch::Sender<BatchProgress>,
}

impl App {
    /// Begins a batch in the background.
    ///
    /// # Errors
    /// [`AccountsError::AlreadyRunning`]; what keeps the batch from being planned.
    pub async fn start_batch(
        self: &Arc<Self>,
        who: &SignedIn,
        order: &BatchOrder,
    ) -> Result<(), AccountsError> {
        let custodian = self.custodian(who)?;
        let turn = self.account_work.batches.turn.begin()?;
        let plan = self.plan_batch(&custodian.custody, order).await?;
        self.account_work
            .batches
            .progress
            .send_replace(BatchProgress {
                stage: BatchStage::Running,
                by: Some(who.actor.account()),
                began: Some(self.now()),
                done: 0,
                total: plan.to_make(),
            });
        let app = Arc::clone(self);
        tokio::spawn(async move { app.run_batch(plan, custodian.author, turn).await });
        Ok(())
    }

    async fn run_batch(&self, plan: BatchPlan, by: Author, turn: Running) {
        let progress = &self.account_work.batches.progress;
        let outcome = self
            .make_batch(plan, by, |done, _| {
                progress.send_modify(|progress| progress.done = done);
            })
            .await;
        let stage = match outcome {
            Ok(outcome) => BatchStage::Done(outcome),
            Err(error) => {
                tracing::error!("a batch of accounts could not be finished");
                BatchStage::Failed(error.to_string())
            }
        };
        drop(turn);
        progress.send_modify(|progress| progress.stage = stage);
    }

    /// How far the latest batch is, for whoever began it; of others' only that there is one.
    ///
    /// # Errors
    /// Denied.
    pub fn batch_progress(&self, who: &SignedIn) -> Result<BatchProgress, AppError> {
        self.custodian(who)?;
        let progress = self.account_work.batches.progress.borrow().clone();
        let own = progress.by == Some(who.actor.account());
        Ok(match progress.stage {
            _ if own => progress,
            BatchStage::Running => BatchProgress {
                by: None,
                ..progress
            },
            _ => BatchProgress::default(),
        })
    }

    /// Makes what a plan says, in short units.
    ///
    /// # Errors
    /// [`AccountsError`]; what was made stays.
    pub(in crate::accounts) async fn make_batch(
        &self,
        plan: BatchPlan,
        by: Author,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<BatchOutcome, AccountsError> {
        let total = plan.wanted.len();
        let mut outcome = BatchOutcome {
            existing: plan.existing(),
            made: 0,
        };
        let mut done = 0;
        progress(done, total);
        for wanted in plan.wanted.chunks(UNIT) {
            let mut unit = self.store.write_long().await?;
            for one in wanted {
                if self.make_one(&mut unit, one, by).await? {
                    outcome.made += 1;
                } else {
                    outcome.existing += 1;
                }
            }
            unit.commit().await?;
            done += wanted.len();
            progress(done, total);
        }
        Ok(outcome)
    }

    /// Makes one account unless it is there by now; whether it was made.
    async fn make_one(
        &self,
        unit: &mut WriteUnit,
        wanted: &Wanted,
        by: Author,
    ) -> Result<bool, AccountsError> {
        let Some(id) = wanted.appointment else {
            if is_taken(unit, &wanted.new.seat).await? {
                return Ok(false);
            }
            self.issue(unit, wanted.new.clone(), by).await?;
            return Ok(true);
        };
        let named = unit.supervisor(id).await?.ok_or(AppError::NotFound)?;
        if named.account.is_some() || named.ended.is_some() {
            return Ok(false);
        }
        let issued = self.issue(unit, wanted.new.clone(), by).await?;
        unit.apply(named.with_account(issued.account.id, by, self.now())?)
            .await?;
        Ok(true)
    }
}

/// Whether a seat has an account that was not closed.
async fn is_taken(unit: &mut WriteUnit, seat: &Seat) -> Result<bool, AppError> {
    let filter = AccountFilter {
        role: Some(seat.role()),
        party: seat.party().cloned(),
        candidacy: seat.candidacy(),
        closed: Some(false),
        ..AccountFilter::default()
    };
    Ok(!unit.accounts(&filter, None, 1).await?.is_empty())
}
