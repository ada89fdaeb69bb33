//! The board of terms: figures by party and step, what ends next, and the list behind each figure.

use std::collections::BTreeMap;

use domain::capture::StateCode;
use domain::id::CandidacyId;
use domain::key::PartyKey;
use domain::policy::{Denial, Reach, Right, may_ever, reach};
use domain::term_step::TermStep;
use domain::time::Instant;
use storage::{TermFilter, TermRow, Unit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// The candidacies of one party, or the independents, by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyTerms {
    /// The party; none for independents.
    pub party: Option<PartyKey>,
    /// How many are in each step; steps without any are absent.
    pub steps: BTreeMap<TermStep, u64>,
}

/// What ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndingKind {
    /// The term to capture.
    Capture,
    /// The term to correct what was returned.
    Correction,
}

/// What ends at one instant and was not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The last instant.
    pub at: Instant,
    /// What ends.
    pub kind: EndingKind,
    /// How many candidacies of each party; none stands for independents.
    pub parties: BTreeMap<Option<PartyKey>, u64>,
}

impl Ending {
    /// How many candidacies in all.
    pub fn candidacies(&self) -> u64 {
        self.parties.values().sum()
    }
}

/// The board.
#[derive(Debug, Clone)]
pub struct TermBoard {
    /// The instant at which it was read.
    pub now: Instant,
    /// By party, in the profile's order, independents last; only those with candidacies.
    pub parties: Vec<PartyTerms>,
    /// What has not ended yet, the nearest first.
    pub endings: Vec<Ending>,
    /// How many candidacies are in each state of the capture.
    pub states: BTreeMap<StateCode, u64>,
}

impl TermBoard {
    /// How many candidacies of all parties are in a step.
    pub fn total(&self, step: TermStep) -> u64 {
        let of = |party: &PartyTerms| party.steps.get(&step).copied().unwrap_or(0);
        self.parties.iter().map(of).sum()
    }
}

/// A page of the list behind a figure.
#[derive(Debug, Clone)]
pub struct TermList {
    /// Its rows.
    pub rows: Vec<TermRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<CandidacyId>,
    /// Rows on all pages.
    pub total: u64,
}

impl App {
    /// A filter of the board of terms that leaves nothing out yet, at this moment.
    pub fn term_filter(&self) -> TermFilter {
        TermFilter::of(self.curricular().key.clone(), self.now())
    }

    /// The figures of the board, as exact as the database is.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn term_board(&self, who: &SignedIn) -> Result<TermBoard, AppError> {
        let filter = self.terms_within_reach(who, self.term_filter())?;
        self.term_board_of(&mut self.store.read().await?, &filter)
            .await
    }

    pub(super) async fn term_board_of(
        &self,
        unit: &mut Unit,
        filter: &TermFilter,
    ) -> Result<TermBoard, AppError> {
        let holders = unit.party_holders(&self.writing_roles()).await?;
        let mut parties: BTreeMap<Option<PartyKey>, BTreeMap<TermStep, u64>> = BTreeMap::new();
        let mut endings: BTreeMap<(Instant, EndingKind), BTreeMap<_, u64>> = BTreeMap::new();
        let mut states: BTreeMap<StateCode, u64> = BTreeMap::new();
        for group in unit.term_groups(filter, &holders).await? {
            *states.entry(group.state).or_default() += group.candidacies;
            let unsent = matches!(group.state, StateCode::Untouched | StateCode::Capturing);
            if let Some(ends) = group.ends.filter(|ends| unsent && *ends >= filter.now) {
                let ending = endings.entry((ends, EndingKind::Capture)).or_default();
                *ending.entry(group.party.clone()).or_default() += group.candidacies;
            }
            let steps = parties.entry(group.party).or_default();
            *steps.entry(group.step).or_default() += group.candidacies;
        }
        for group in unit.due_groups(filter).await? {
            if group.due >= filter.now {
                let ending = endings.entry((group.due, EndingKind::Correction));
                *ending.or_default().entry(group.party).or_default() += group.candidacies;
            }
        }
        let ending = |((at, kind), parties)| Ending { at, kind, parties };
        Ok(TermBoard {
            now: filter.now,
            parties: self.in_profile_order(parties),
            endings: endings.into_iter().map(ending).collect(),
            states,
        })
    }

    fn in_profile_order(
        &self,
        mut parties: BTreeMap<Option<PartyKey>, BTreeMap<TermStep, u64>>,
    ) -> Vec<PartyTerms> {
        let known = self
            .profile
            .parties
            .iter()
            .map(|party| Some(party.key.clone()));
        let mut ordered = Vec::with_capacity(parties.len());
        for party in known.collect::<Vec<_>>() {
            let steps = parties.remove(&party);
            ordered.extend(steps.map(|steps| PartyTerms { party, steps }));
        }
        let mut others: Vec<_> = parties.into_iter().collect();
        others.sort_by_key(|(party, _)| party.is_none());
        let told = |(party, steps)| PartyTerms { party, steps };
        ordered.extend(others.into_iter().map(told));
        ordered
    }

    /// A page of the list behind a figure.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn term_list(
        &self,
        who: &SignedIn,
        filter: TermFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<TermList, AppError> {
        let filter = self.terms_within_reach(who, filter)?;
        let mut unit = self.store.read().await?;
        let holders = unit.party_holders(&self.writing_roles()).await?;
        let page = unit.term_rows(&filter, &holders, after, limit).await?;
        let whole = after.is_none() && page.next.is_none();
        let total = if whole {
            page.rows.len() as u64
        } else {
            unit.term_total(&filter, &holders).await?
        };
        Ok(TermList {
            rows: page.rows,
            next: page.next,
            total,
        })
    }

    /// Every row of the list behind a figure.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn term_rows(
        &self,
        who: &SignedIn,
        filter: TermFilter,
    ) -> Result<Vec<TermRow>, AppError> {
        /// Rows read at once.
        const BLOCK: u32 = 1_000;
        let filter = self.terms_within_reach(who, filter)?;
        let mut unit = self.store.read().await?;
        let holders = unit.party_holders(&self.writing_roles()).await?;
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = unit.term_rows(&filter, &holders, after, BLOCK).await?;
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                return Ok(rows);
            }
        }
    }

    /// The policy's reach goes into the query as well. A partner of an agreement has no term to watch over there, so
    /// this board shows a party what it captures itself.
    pub(super) fn terms_within_reach(
        &self,
        who: &SignedIn,
        mut filter: TermFilter,
    ) -> Result<TermFilter, AppError> {
        if !may_ever(&self.profile, who.actor.role(), Right::SeeState) {
            return Err(Denial::Role.into());
        }
        match reach(who.actor.seat()) {
            Reach::Process => {}
            Reach::Party(party) => {
                filter.party = Some(party);
                filter.independent = false;
            }
            Reach::Candidacy(candidacy) => filter.candidacy = Some(candidacy),
        }
        Ok(filter)
    }
}
