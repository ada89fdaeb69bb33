//! Boards: candidacies with where their capture stands, filtered, in the order of names, by pages.

use std::collections::BTreeMap;

use domain::capture::StateCode;
use domain::id::{AccountId, CandidacyId};
use domain::key::{AgreementKey, OfficeKey, PartyKey, QuestionnaireKey, StageKey, TerritoryKey};
use domain::registry::Candidacy;

use crate::candidacy::candidacy_columns;
use crate::capture::{CaptureSummary, capture_summary_columns};
use crate::engine::{Composition, Query, statements, values};
use crate::error::StorageError;
use crate::fold::matches;
use crate::name_search;
use crate::overview::{Fact, Found, Overview};
use crate::record::Stored;
use crate::unit::Unit;

/// Both tables; the capture's side is empty while nobody has written anything.
macro_rules! board_tables {
    () => {
        " FROM candidacy LEFT JOIN capture ON capture.candidacy = candidacy.capture_home AND capture.questionnaire = $1 \
         WHERE TRUE"
    };
}

statements! {
    in "board";
    statements {
        ROWS = concat!("SELECT ", candidacy_columns!(), ", ", capture_summary_columns!(), board_tables!());
        COUNTS = concat!("SELECT state, COUNT(*) AS candidacies", board_tables!());
    }
    pieces {
        IN_OFFICE = " AND office = ";
        IN_TERRITORY = " AND territory = ";
        OF_PARTY = " AND party = ";
        OF_PARTY_OR = " AND (party = ";
        OR_AGREEMENT = " OR agreement = ";
        OR_END = ")";
        ASSIGNED_TO = " AND id IN (SELECT assignment.id FROM assignment WHERE assignment.capturer = ";
        ASSIGNED_END = ")";
        UNASSIGNED = " AND NOT EXISTS (SELECT assignment.capturer FROM assignment \
                      WHERE assignment.id = candidacy.id AND assignment.capturer IS NOT NULL)";
        INDEPENDENT = " AND postulation = 'independent'";
        THE_CANDIDACY = " AND id = ";
        AMONG = " AND id IN (";
        IN_STATE = " AND state = ";
        UNTOUCHED = " AND state IS NULL";
        IN_STAGE = " AND stage = ";
        CLAIMED_BY = " AND claimed_by = ";
        TAKEN = " AND claimed_by IS NOT NULL";
        FREE = " AND state = 'in_stage' AND claimed_by IS NULL";
        LEADING = " AND (capture_home = id OR NOT EXISTS (SELECT home.id FROM candidacy home \
                   WHERE home.id = candidacy.capture_home AND home.status = 'active'))";
        WITH_MARKS = " AND (late OR EXISTS (SELECT likeness.share FROM likeness WHERE likeness.candidacy = candidacy.id))";
        WITHOUT_MARKS = " AND NOT (late OR EXISTS (SELECT likeness.share FROM likeness \
                         WHERE likeness.candidacy = candidacy.id))";
        ENDED = " AND (state = 'closed' OR (state = 'validated' AND outcome IS NOT NULL))";
        AWAITING = " AND proposed IS NOT NULL AND claimed_by IS NULL";
        SENT_BY = " AND sent_by = ";
        AFTER = " AND (folded_name, id) > (SELECT earlier.folded_name, earlier.id FROM candidacy earlier \
                 WHERE earlier.id = ";
        AFTER_END = ")";
        IN_ORDER = " ORDER BY folded_name, id";
        AT_MOST = " LIMIT ";
        BY_STATE = " GROUP BY state";
    }
}

/// Whether a case was taken from its stage's queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimFilter {
    /// Taken by an account.
    By(AccountId),
    /// In a stage and taken by nobody.
    Free,
    /// Taken by anybody.
    Taken,
}

/// Who types for a candidacy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignmentFilter {
    /// A capturer.
    To(AccountId),
    /// Nobody.
    Nobody,
}

/// Whether something asks for a look before a case is validated: sent late, or texts that repeat another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkFilter {
    /// Something does.
    With,
    /// Nothing does.
    Without,
}

/// Which candidacies a board shows. All conditions hold at once.
#[derive(Debug, Clone)]
pub struct BoardFilter {
    /// The questionnaire whose captures are shown.
    pub questionnaire: QuestionnaireKey,
    /// For an office.
    pub office: Option<OfficeKey>,
    /// In a territory.
    pub territory: Option<TerritoryKey>,
    /// Captured by a party.
    pub party: Option<PartyKey>,
    /// With `party`: or postulated by one of these agreements, in which it is a partner.
    pub partner_in: Vec<AgreementKey>,
    /// Assigned to a capturer, or to none.
    pub assigned: Option<AssignmentFilter>,
    /// Only independents.
    pub independent: bool,
    /// One candidacy: the reach of its own account.
    pub candidacy: Option<CandidacyId>,
    /// In a state; [`StateCode::Untouched`] finds those without a capture.
    pub state: Option<StateCode>,
    /// In a stage, or returned by it.
    pub stage: Option<StageKey>,
    /// Taken or free.
    pub claim: Option<ClaimFilter>,
    /// Only one of those that share a capture: the one that leads.
    pub leading: bool,
    /// With something to look at first, or without.
    pub marks: Option<MarkFilter>,
    /// With a verdict that waits for a second person.
    pub awaiting_second: bool,
    /// That ended without an approval and is not public: closed, or on its way to publication.
    pub ended: bool,
    /// Sent by this account.
    pub sent_by: Option<AccountId>,
    /// Every word begins a word of the name or nickname, whatever its accents and case.
    pub text: Option<String>,
}

/// A candidacy on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardRow {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// Its capture, if anything was written.
    pub capture: Option<CaptureSummary>,
}

/// A page of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardPage {
    /// The rows.
    pub rows: Vec<BoardRow>,
    /// What to pass as `after` for the next page; none if this is the last.
    pub next: Option<CandidacyId>,
}

impl BoardFilter {
    /// Every candidacy, with its capture of `questionnaire`.
    #[must_use]
    pub const fn of(questionnaire: QuestionnaireKey) -> Self {
        Self {
            questionnaire,
            office: None,
            territory: None,
            party: None,
            partner_in: Vec::new(),
            assigned: None,
            independent: false,
            candidacy: None,
            state: None,
            stage: None,
            claim: None,
            leading: false,
            marks: None,
            awaiting_second: false,
            ended: false,
            sent_by: None,
            text: None,
        }
    }

    /// Whether boards know by heart all that it asks for: which texts are alike, the history does not tell.
    const fn is_known_by_heart(&self) -> bool {
        self.marks.is_none()
    }

    /// The same as `narrow` on what is known by heart; `wanted` is the text, folded. A test compares the two.
    fn shows(&self, overview: &Overview, fact: &Fact, wanted: Option<&str>) -> bool {
        fn is<T: PartialEq>(filter: Option<&T>, value: Option<&T>) -> bool {
            filter.is_none_or(|wanted| value == Some(wanted))
        }
        let in_agreement = fact
            .agreement
            .as_ref()
            .is_some_and(|agreement| self.partner_in.contains(agreement));
        let claimed = match self.claim {
            Some(ClaimFilter::By(account)) => fact.claimed_by == Some(account),
            Some(ClaimFilter::Free) => {
                fact.state == StateCode::InStage && fact.claimed_by.is_none()
            }
            Some(ClaimFilter::Taken) => fact.claimed_by.is_some(),
            None => true,
        };
        let assigned = match self.assigned {
            Some(AssignmentFilter::To(account)) => fact.capturer == Some(account),
            Some(AssignmentFilter::Nobody) => fact.capturer.is_none(),
            None => true,
        };
        claimed
            && assigned
            && self.shows_work(overview, fact)
            && is(self.office.as_ref(), Some(&fact.office))
            && is(self.territory.as_ref(), Some(&fact.territory))
            && is(self.candidacy.as_ref(), Some(&fact.id))
            && is(self.stage.as_ref(), fact.stage.as_ref())
            && (!self.independent || fact.independent)
            && (is(self.party.as_ref(), fact.party.as_ref()) || in_agreement)
            && wanted.is_none_or(|wanted| matches(&fact.folded_name, wanted))
    }

    /// The same as `narrow_work`, and whether it leads.
    fn shows_work(&self, overview: &Overview, fact: &Fact) -> bool {
        let ended = match fact.state {
            StateCode::Closed => true,
            StateCode::Validated => fact.unapproved,
            _ => false,
        };
        (!self.leading || overview.leads(fact))
            && (!self.awaiting_second || (fact.proposed && fact.claimed_by.is_none()))
            && (!self.ended || ended)
            && (self.sent_by.is_none() || fact.sent_by == self.sent_by)
    }

    fn narrow(&self, query: &mut Composition) {
        query
            .bind_some(IN_OFFICE, self.office.as_ref())
            .bind_some(IN_TERRITORY, self.territory.as_ref())
            .bind_some(THE_CANDIDACY, self.candidacy)
            .bind_some(IN_STAGE, self.stage.as_ref());
        if self.independent {
            query.piece(INDEPENDENT);
        }
        if self.leading {
            query.piece(LEADING);
        }
        self.narrow_party(query);
        match self.assigned {
            Some(AssignmentFilter::To(account)) => {
                query.bind(ASSIGNED_TO, account).piece(ASSIGNED_END)
            }
            Some(AssignmentFilter::Nobody) => query.piece(UNASSIGNED),
            None => query,
        };
        match self.claim {
            Some(ClaimFilter::By(account)) => query.bind(CLAIMED_BY, account),
            Some(ClaimFilter::Free) => query.piece(FREE),
            Some(ClaimFilter::Taken) => query.piece(TAKEN),
            None => query,
        };
        if let Some(wanted) = name_search::wanted(self.text.as_deref()) {
            name_search::narrow(query, &wanted);
        }
        self.narrow_work(query);
    }

    /// By what a case asks of whoever decides on it.
    fn narrow_work(&self, query: &mut Composition) {
        match self.marks {
            Some(MarkFilter::With) => query.piece(WITH_MARKS),
            Some(MarkFilter::Without) => query.piece(WITHOUT_MARKS),
            None => query,
        };
        if self.awaiting_second {
            query.piece(AWAITING);
        }
        if self.ended {
            query.piece(ENDED);
        }
        query.bind_some(SENT_BY, self.sent_by);
    }

    fn narrow_party(&self, query: &mut Composition) {
        match &self.party {
            Some(party) if !self.partner_in.is_empty() => {
                query.bind(OF_PARTY_OR, party);
                for agreement in &self.partner_in {
                    query.bind(OR_AGREEMENT, agreement);
                }
                query.piece(OR_END);
            }
            party => {
                query.bind_some(OF_PARTY, party.as_ref());
            }
        }
    }

    fn narrow_state(&self, query: &mut Composition) {
        match self.state {
            Some(StateCode::Untouched) => query.piece(UNTOUCHED),
            Some(state) => query.bind(IN_STATE, state.code()),
            None => query,
        };
    }

    /// The rows after a candidacy, in order, at most `limit`.
    fn page(&self, after: Option<CandidacyId>, limit: u64) -> Query {
        let mut query = ROWS.begin(values![&self.questionnaire]);
        self.narrow(&mut query);
        self.narrow_state(&mut query);
        if let Some(after) = after {
            query.bind(AFTER, after).piece(AFTER_END);
        }
        query.piece(IN_ORDER).bind(AT_MOST, limit);
        query.finish()
    }
}

impl Unit {
    /// A page of a board in the order of surnames: the rows after `after`, at most `limit`.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn board(
        &mut self,
        filter: &BoardFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<BoardPage, StorageError> {
        if filter.is_known_by_heart()
            && let Some(page) = self.board_by_heart(filter, after, limit).await?
        {
            return Ok(page);
        }
        let query = filter.page(after, u64::from(limit) + 1);
        let rows = self.tx.all(query).await?;
        let mut rows: Vec<BoardRow> = rows.iter().map(BoardRow::read).collect::<Result<_, _>>()?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.candidacy.id);
        Ok(BoardPage { rows, next })
    }

    /// The same where the rows of a page are known before any is read; none if they are not.
    async fn board_by_heart(
        &mut self,
        filter: &BoardFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<Option<BoardPage>, StorageError> {
        let wanted = name_search::wanted(filter.text.as_deref());
        let keeps = |overview: &Overview, fact: &Fact| {
            filter.state.is_none_or(|state| state == fact.state)
                && filter.shows(overview, fact, wanted.as_deref())
        };
        let questionnaire = &filter.questionnaire;
        let found = self
            .find_by_heart(questionnaire, after, limit, keeps)
            .await?;
        let Some(Found { ids, next }) = found else {
            return Ok(None);
        };
        let mut query = ROWS.begin(values![questionnaire]);
        query.bind_list(AMONG, &ids).piece(IN_ORDER);
        let rows = self.tx.all(query.finish()).await?;
        Ok(Some(BoardPage {
            rows: rows.iter().map(BoardRow::read).collect::<Result<_, _>>()?,
            next,
        }))
    }

    /// How many candidacies of a board are in each state; the filter's own state does not count. States
    /// without candidacies are absent.
    ///
    /// # Errors
    /// As every read.
    pub async fn board_counts(
        &mut self,
        filter: &BoardFilter,
    ) -> Result<BTreeMap<StateCode, u64>, StorageError> {
        if !filter.is_known_by_heart() {
            return self.counts_in_database(filter).await;
        }
        let wanted = name_search::wanted(filter.text.as_deref());
        let counts = |overview: &Overview| {
            let mut counts = BTreeMap::new();
            for fact in overview.facts() {
                if filter.shows(overview, fact, wanted.as_deref()) {
                    *counts.entry(fact.state).or_default() += 1;
                }
            }
            counts
        };
        self.overview(&filter.questionnaire, counts).await
    }

    /// The same where something matters that boards do not know by heart.
    async fn counts_in_database(
        &mut self,
        filter: &BoardFilter,
    ) -> Result<BTreeMap<StateCode, u64>, StorageError> {
        let mut query = COUNTS.begin(values![&filter.questionnaire]);
        filter.narrow(&mut query);
        query.piece(BY_STATE);
        let mut counts = BTreeMap::new();
        for row in self.tx.all(query.finish()).await? {
            counts.insert(state_of(&row)?, row.number("candidacies")?);
        }
        Ok(counts)
    }
}

impl BoardRow {
    pub(crate) fn read(row: &crate::engine::Row) -> Result<Self, StorageError> {
        Ok(Self {
            candidacy: Candidacy::read(row)?,
            capture: CaptureSummary::read(row)?,
        })
    }
}

fn state_of(row: &crate::engine::Row) -> Result<StateCode, StorageError> {
    match row.optional_text("state")? {
        None => Ok(StateCode::Untouched),
        Some(code) => StateCode::from_code(&code).ok_or_else(|| row.inconsistent("state")),
    }
}
