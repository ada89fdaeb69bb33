//! Boards: the candidacies that a role reaches, with the state of each, and what waits for it.

use std::collections::BTreeMap;

use domain::account::Role;
use domain::capture::StateCode;
use domain::id::{AccountId, CandidacyId};
use domain::policy::{Denial, Reach, Right, agreements_of, may_ever, reach};
use domain::profile::Stage;
pub use storage::{
    AssignmentFilter, BoardFilter, BoardRow, CaptureSummary, ClaimFilter, MarkFilter,
};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A page of a board.
#[derive(Debug, Clone)]
pub struct Board {
    /// Its rows.
    pub rows: Vec<BoardRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<CandidacyId>,
    /// Rows on all pages.
    pub total: u64,
}

impl App {
    /// A filter of the curricular board that leaves nothing out yet.
    pub fn board_filter(&self) -> BoardFilter {
        BoardFilter::of(self.curricular().key.clone())
    }

    /// Reads what boards count as far as it changed, so that the first who looks after a busy while does not wait.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn look_over_boards(&self) -> Result<(), AppError> {
        let mut unit = self.store.read().await?;
        Ok(unit.look_over(&self.curricular().key).await?)
    }

    /// A page of the board.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn board(
        &self,
        who: &SignedIn,
        filter: BoardFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<Board, AppError> {
        let filter = self.within_reach(who, filter)?;
        self.page_of(filter, after, limit).await
    }

    /// A page of cases to decide: the board without those of which a partner of an agreement only sees the state (R16).
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn queue(
        &self,
        who: &SignedIn,
        filter: BoardFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<Board, AppError> {
        let filter = self.within_work(who, filter)?;
        self.page_of(filter, after, limit).await
    }

    async fn page_of(
        &self,
        filter: BoardFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<Board, AppError> {
        let mut unit = self.store.read().await?;
        let counts = unit.board_counts(&filter).await?;
        let total = match filter.state {
            Some(state) => counts.get(&state).copied().unwrap_or(0),
            None => counts.values().sum(),
        };
        let page = unit.board(&filter, after, limit).await?;
        Ok(Board {
            rows: page.rows,
            next: page.next,
            total,
        })
    }

    /// How many of the candidacies that `who` reaches are in each state.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn state_counts(&self, who: &SignedIn) -> Result<BTreeMap<StateCode, u64>, AppError> {
        let filter = self.within_reach(who, self.board_filter())?;
        Ok(self.store.read().await?.board_counts(&filter).await?)
    }

    /// How many cases wait in `stage` among those that `who` reaches.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn waiting_in(&self, who: &SignedIn, stage: &Stage) -> Result<u64, AppError> {
        let mut filter = self.within_work(who, self.board_filter())?;
        filter.state = Some(StateCode::InStage);
        filter.stage = Some(stage.key.clone());
        filter.leading = true;
        let counts = self.store.read().await?.board_counts(&filter).await?;
        Ok(counts.get(&StateCode::InStage).copied().unwrap_or(0))
    }

    /// Who sent the cases that are in `stage`, of the party of `who`, by name; nobody for who is of no party.
    ///
    /// # Errors
    /// Storage.
    pub async fn senders(
        &self,
        who: &SignedIn,
        stage: &Stage,
    ) -> Result<Vec<(AccountId, String)>, AppError> {
        let Reach::Party(party) = reach(who.actor.seat()) else {
            return Ok(Vec::new());
        };
        let mut unit = self.store.read().await?;
        let key = &self.curricular().key;
        let mut senders = Vec::new();
        for account in unit.senders(key, &stage.key, &party).await? {
            if let Some(account) = unit.account(account).await? {
                senders.push((account.id, account.holder));
            }
        }
        senders.sort_by(|one, other| one.1.cmp(&other.1));
        Ok(senders)
    }

    /// How many cases `who` holds.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn held_by(&self, who: &SignedIn) -> Result<u64, AppError> {
        let mut filter = self.within_work(who, self.board_filter())?;
        filter.claim = Some(ClaimFilter::By(who.actor.account()));
        filter.leading = true;
        Ok(self
            .store
            .read()
            .await?
            .board_counts(&filter)
            .await?
            .values()
            .sum())
    }

    /// What this role may work on: partners of an agreement see the state of its candidacies, and decide on none that
    /// another party captures (DGO 20.1, CDMX 21).
    fn within_work(&self, who: &SignedIn, filter: BoardFilter) -> Result<BoardFilter, AppError> {
        let mut filter = self.within_reach(who, filter)?;
        filter.partner_in.clear();
        Ok(filter)
    }

    /// The policy's reach goes into the query as well: a row that is not this role's is not even read.
    fn within_reach(
        &self,
        who: &SignedIn,
        mut filter: BoardFilter,
    ) -> Result<BoardFilter, AppError> {
        if !may_ever(&self.profile, who.actor.role(), Right::SeeState) {
            return Err(Denial::Role.into());
        }
        match reach(who.actor.seat()) {
            Reach::Process => {}
            Reach::Party(party) => {
                // Partners of an agreement see the state of its candidacies, also where another one captures (R16).
                if matches!(
                    who.actor.role(),
                    Role::PartyRepresentative | Role::Supervisor
                ) {
                    filter.partner_in = agreements_of(&self.current(), &party).cloned().collect();
                }
                filter.party = Some(party);
            }
            Reach::Candidacy(candidacy) => filter.candidacy = Some(candidacy),
        }
        Ok(filter)
    }
}
