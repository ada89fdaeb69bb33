//! The party's board: its candidacies by what presses most, with who types for each, how far it is and whether it may
//! be opened at all.

use std::collections::HashMap;

use domain::account::Account;
use domain::capture::StateCode;
use domain::id::{AccountId, CandidacyId};
use domain::key::OfficeKey;
use domain::policy::Right;
use domain::questionnaire::Answers;
use domain::registry::Candidacy;
use domain::time::Instant;
use storage::{PartyRow, Unit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Who types for the candidacies that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignedTo {
    /// Whoever looks.
    Me,
    /// Nobody.
    Nobody,
    /// Anybody.
    Somebody,
    /// Somebody certain.
    Person(AccountId),
}

/// Which of the party's candidacies are looked for. All conditions hold at once.
#[derive(Debug, Clone, Default)]
pub struct PartyFilter {
    /// Every word begins a word of the name.
    pub text: String,
    /// In a state.
    pub state: Option<StateCode>,
    /// For an office.
    pub office: Option<OfficeKey>,
    /// By who types.
    pub assigned: Option<AssignedTo>,
    /// With evidence of the notice, or without.
    pub shown: Option<bool>,
}

/// A candidacy on the board.
#[derive(Debug, Clone)]
pub struct PartyBoardRow {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// Where its capture stands.
    pub state: StateCode,
    /// Sections with nothing missing.
    pub complete: usize,
    /// Until when something is to be sent; none if nothing is, or the term has not begun.
    pub until: Option<Instant>,
    /// Who types for it.
    pub capturer: Option<AccountId>,
    /// Whether that is whoever looks.
    pub mine: bool,
    /// Whether there is evidence that its person was shown the party's notice.
    pub shown: bool,
}

/// A page of the board.
#[derive(Debug, Clone)]
pub struct PartyBoard {
    /// Its rows.
    pub rows: Vec<PartyBoardRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<CandidacyId>,
    /// Rows on all pages.
    pub total: usize,
    /// The party's people, for the names of who types.
    pub people: HashMap<AccountId, Account>,
}

impl PartyFilter {
    /// Leaves the rows that are looked for by `me`.
    pub(super) fn narrow(&self, rows: &mut Vec<PartyRow>, me: AccountId) {
        let wanted = storage::fold(&self.text);
        rows.retain(|row| self.keeps(row, &wanted, me));
    }

    fn keeps(&self, row: &PartyRow, wanted: &str, me: AccountId) -> bool {
        let assigned = match self.assigned {
            None => true,
            Some(AssignedTo::Me) => row.capturer == Some(me),
            Some(AssignedTo::Nobody) => row.capturer.is_none(),
            Some(AssignedTo::Somebody) => row.capturer.is_some(),
            Some(AssignedTo::Person(account)) => row.capturer == Some(account),
        };
        assigned
            && self.state.is_none_or(|state| state == row.state)
            && self.shown.is_none_or(|shown| shown == row.shown)
            && self
                .office
                .as_ref()
                .is_none_or(|office| *office == row.office)
            && (wanted.is_empty() || row.is_called(wanted))
    }
}

/// The order of the board: what ends first, then what is least advanced, returned ones ahead of all.
fn pressure(row: &PartyRow) -> (bool, Option<Instant>, u8) {
    let state = match row.state {
        StateCode::Returned => 0,
        StateCode::Untouched => 1,
        StateCode::Capturing => 2,
        StateCode::InStage => 3,
        StateCode::Validated => 4,
        StateCode::Published => 5,
        StateCode::Closed => 6,
    };
    let until = row.running_until();
    // What has no term yet, or nothing to send, comes after everything that runs.
    (until.is_none(), until, state)
}

/// `rows` after the one with the id `after`, at most `limit`, and where the next page begins.
pub(super) fn page_of(
    rows: &[PartyRow],
    after: Option<CandidacyId>,
    limit: usize,
) -> (&[PartyRow], Option<CandidacyId>) {
    let start = after
        .and_then(|after| rows.iter().position(|row| row.candidacy == after))
        .map_or(0, |at| at + 1);
    let end = rows.len().min(start + limit);
    let page = &rows[start..end];
    let next = page
        .last()
        .filter(|_| end < rows.len())
        .map(|row| row.candidacy);
    (page, next)
}

impl App {
    /// A page of the own party's board. Somebody who types sees their own candidacies first.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn party_board(
        &self,
        who: &SignedIn,
        filter: &PartyFilter,
        after: Option<CandidacyId>,
        limit: usize,
    ) -> Result<PartyBoard, AppError> {
        let rights = [Right::RecordDisclosure, Right::AssignCapturers];
        let (party, _) = self.own_party(who, &rights)?;
        let me = who.actor.account();
        let mut unit = self.store.read().await?;
        let questionnaire = &self.curricular().key;
        let mut found = unit.party_rows(&party, questionnaire).await?;
        filter.narrow(&mut found, me);
        // The order of names, in which they come, decides between equals.
        found.sort_by_key(|row| (row.capturer != Some(me), pressure(row)));
        let (page, next) = page_of(&found, after, limit);
        let mut rows = Vec::with_capacity(page.len());
        for row in page {
            rows.push(self.board_row(&mut unit, row, me).await?);
        }
        let people = self.team(&mut unit, &party).await?;
        Ok(PartyBoard {
            rows,
            next,
            total: found.len(),
            people: people
                .into_iter()
                .map(|account| (account.id, account))
                .collect(),
        })
    }

    /// The row with what a page shows of it.
    async fn board_row(
        &self,
        unit: &mut Unit,
        row: &PartyRow,
        me: AccountId,
    ) -> Result<PartyBoardRow, AppError> {
        let candidacy = unit
            .candidacy(row.candidacy)
            .await?
            .ok_or(AppError::NotFound)?;
        let answers = match row.state {
            StateCode::Untouched => Answers::default(),
            _ => unit
                .capture(candidacy.capture_home(), &self.curricular().key)
                .await?
                .map(|capture| capture.answers)
                .unwrap_or_default(),
        };
        Ok(PartyBoardRow {
            state: row.state,
            complete: self.complete_sections(&answers),
            until: row.running_until(),
            capturer: row.capturer,
            mine: row.capturer == Some(me),
            shown: row.shown,
            candidacy,
        })
    }

    /// How many sections have nothing missing, as the task list counts them.
    fn complete_sections(&self, answers: &Answers) -> usize {
        let definition = self.curricular();
        let counting = self.profile.capture.counting;
        let complete = |section: &&domain::questionnaire::Section| {
            definition
                .check_section(section, answers, counting)
                .is_empty()
        };
        definition.sections.iter().filter(complete).count()
    }
}
