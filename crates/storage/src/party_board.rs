//! A party's board: what is known by heart of each of its candidacies, so that all of them can be put in order by what
//! presses most and looked through by who types for each. What a page shows besides is read for its rows alone.

use std::collections::HashSet;

use domain::capture::StateCode;
use domain::id::{AccountId, CandidacyId};
use domain::key::{OfficeKey, PartyKey, QuestionnaireKey};
use domain::time::Instant;

use crate::error::StorageError;
use crate::fold::matches;
use crate::overview::{Fact, Overview};
use crate::unit::Unit;

/// A candidacy that a party captures, on its board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRow {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// Its office.
    pub office: OfficeKey,
    /// The name by which it is put in order.
    pub folded_name: String,
    /// The last instant of its term, if it runs or ran.
    pub term_ends: Option<Instant>,
    /// Where its capture stands.
    pub state: StateCode,
    /// Until when what was returned may be corrected.
    pub due: Option<Instant>,
    /// Who types for it.
    pub capturer: Option<AccountId>,
    /// Whether there is evidence that its person was shown the party's notice.
    pub shown: bool,
}

impl PartyRow {
    /// Until when something is to be sent: the term while nothing was, the correction while it was returned.
    #[must_use]
    pub const fn running_until(&self) -> Option<Instant> {
        match self.state {
            StateCode::Untouched | StateCode::Capturing => self.term_ends,
            StateCode::Returned => self.due,
            StateCode::InStage
            | StateCode::Closed
            | StateCode::Validated
            | StateCode::Published => None,
        }
    }

    /// Whether every word of `wanted`, a text that was folded, begins a word of the name.
    #[must_use]
    pub fn is_called(&self, wanted: &str) -> bool {
        matches(&self.folded_name, wanted)
    }

    fn of(fact: &Fact, shown: &HashSet<CandidacyId>) -> Self {
        Self {
            candidacy: fact.id,
            office: fact.office.clone(),
            folded_name: fact.folded_name.clone(),
            term_ends: fact.ends,
            state: fact.state,
            due: fact.due,
            capturer: fact.capturer,
            shown: shown.contains(&fact.home),
        }
    }
}

impl Unit {
    /// The candidacies in force that a party captures, in the order of names.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn party_rows(
        &mut self,
        party: &PartyKey,
        questionnaire: &QuestionnaireKey,
    ) -> Result<Vec<PartyRow>, StorageError> {
        let rows = |overview: &Overview| {
            let shown = overview.homes_told_by(party);
            let its = |fact: &&Fact| fact.active && fact.party.as_ref() == Some(party);
            let mut its: Vec<&Fact> = overview.facts().filter(its).collect();
            its.sort_unstable_by(|one, other| one.in_order().cmp(&other.in_order()));
            let rows = its.into_iter().map(|fact| PartyRow::of(fact, &shown));
            rows.collect()
        };
        self.overview(questionnaire, rows).await
    }
}
