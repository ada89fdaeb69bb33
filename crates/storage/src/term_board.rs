//! The lists of the board of terms: the candidacies behind each figure of `term_counts`, and those that an extension
//! reaches. Only candidacies that stand are in them.

use domain::capture::StateCode;
use domain::id::{CandidacyId, ExtensionId};
use domain::key::{PartyKey, QuestionnaireKey};
use domain::registry::Candidacy;
use domain::term_step::{Holders, StepFacts, TermStep};
use domain::time::Instant;

use crate::board::BoardRow;
use crate::candidacy::candidacy_columns;
use crate::capture::capture_summary_columns;
use crate::engine::{Composition, Query, Row, statements, values};
use crate::error::StorageError;
use crate::fold::matches;
use crate::name_search;
use crate::overview::{Fact, Found, Overview};
use crate::term_counts::PartyHolders;
use crate::unit::Unit;

/// Every candidacy with its capture of a questionnaire, if anything was written.
macro_rules! with_captures {
    () => {
        " FROM candidacy LEFT JOIN capture ON capture.candidacy = candidacy.capture_home AND capture.questionnaire = $1"
    };
}
/// Written so that no engine takes the index of states: nearly every candidacy stands, and lists are in the order of names.
macro_rules! standing {
    () => {
        " WHERE status <> 'replaced' AND status <> 'cancelled'"
    };
}

/// An account of the candidacy's own person that was not closed.
macro_rules! own_account {
    () => {
        "EXISTS (SELECT account.candidacy FROM account WHERE account.candidacy = candidacy.id AND closed IS NULL"
    };
}

/// A row of the list, with who has an account of its own for it.
macro_rules! with_holders {
    () => {
        concat!(
            "SELECT ",
            candidacy_columns!(),
            ", ",
            capture_summary_columns!(),
            ", CASE WHEN ",
            own_account!(),
            " AND standing = 'active') THEN 'active' WHEN ",
            own_account!(),
            ") THEN 'issued' ELSE 'none' END AS holders"
        )
    };
}

statements! {
    in "candidacy";
    statements {
        ROWS = concat!(with_holders!(), with_captures!(), standing!());
        TOTAL = concat!("SELECT COUNT(*) AS candidacies", with_captures!(), standing!());
        RECORDS = concat!("SELECT ", candidacy_columns!(), with_captures!(), standing!());
    }
    pieces {
        OF_PARTY = " AND party = ";
        INDEPENDENT = " AND party IS NULL";
        THE_CANDIDACY = " AND id = ";
        AMONG = " AND id IN (";
        UNSENT = " AND (state IS NULL OR state = 'capturing')";
        UNTOUCHED = " AND state IS NULL";
        CAPTURING = " AND state = 'capturing' AND (term_ends IS NULL OR term_ends >= ";
        CAPTURING_END = ")";
        IN_TIME = " AND state <> 'capturing' AND NOT late";
        LATE = " AND state <> 'capturing' AND late";
        WITHOUT_TERM = " AND term_ends IS NULL";
        WITH_TERM = " AND term_ends IS NOT NULL";
        ENDS_AT = " AND term_ends = ";
        ENDS_FROM = " AND term_ends >= ";
        ENDS_UNTIL = " AND term_ends <= ";
        ENDS_BEFORE = " AND term_ends < ";
        /// Written so that no engine takes the index of last instants: what is extended is read in the order of ids.
        EXTENDABLE = " AND COALESCE(term_ends, 9223372036854775807) < ";
        DUE_AT = " AND state = 'returned' AND due = ";
        EXTENDED_BY = " AND term_extension = ";
        IF_HELD = " AND (FALSE";
        UNLESS_HELD = " AND NOT (FALSE";
        OR_PARTY = " OR COALESCE(party, '') = ";
        OR_ISSUED = concat!(" OR ", own_account!(), "))");
        OR_ACTIVE = concat!(" OR ", own_account!(), " AND standing = 'active'))");
        AFTER_NAME = " AND (folded_name, id) > (SELECT earlier.folded_name, earlier.id FROM candidacy earlier \
                      WHERE earlier.id = ";
        AFTER_NAME_END = ")";
        BY_NAME = " ORDER BY folded_name, id";
        AFTER_ID = " AND id > ";
        BY_ID = " ORDER BY id";
        AT_MOST = " LIMIT ";
    }
}

/// Which candidacies of the board of terms are meant. All conditions hold at once.
#[derive(Debug, Clone)]
pub struct TermFilter {
    /// The questionnaire whose sending the term is for.
    pub questionnaire: QuestionnaireKey,
    /// The instant at which steps are told.
    pub now: Instant,
    /// Captured by a party.
    pub party: Option<PartyKey>,
    /// Only independents.
    pub independent: bool,
    /// One candidacy.
    pub candidacy: Option<CandidacyId>,
    /// In a step.
    pub step: Option<TermStep>,
    /// Not sent.
    pub unsent: bool,
    /// Whose term runs or ran.
    pub with_term: bool,
    /// Whose term ends at this instant.
    pub ends: Option<Instant>,
    /// Whose term ends between these, both included.
    pub ends_between: Option<(Instant, Instant)>,
    /// Whose term runs or ran and ends before.
    pub ends_before: Option<Instant>,
    /// Whose correction is due at this instant.
    pub due: Option<Instant>,
    /// Whose last instant is the one that this extension gave.
    pub extension: Option<ExtensionId>,
    /// Every word begins a word of the name or nickname, whatever its accents and case.
    pub text: Option<String>,
}

/// A candidacy on the board of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermRow {
    /// The candidacy, with its capture.
    pub row: BoardRow,
    /// Its step.
    pub step: TermStep,
}

/// A page of the board of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermPage {
    /// The rows.
    pub rows: Vec<TermRow>,
    /// What to pass as `after` for the next page; none if this is the last.
    pub next: Option<CandidacyId>,
}

impl TermFilter {
    /// Every candidacy, at `now`.
    #[must_use]
    pub const fn of(questionnaire: QuestionnaireKey, now: Instant) -> Self {
        Self {
            questionnaire,
            now,
            party: None,
            independent: false,
            candidacy: None,
            step: None,
            unsent: false,
            with_term: false,
            ends: None,
            ends_between: None,
            ends_before: None,
            due: None,
            extension: None,
            text: None,
        }
    }

    /// The same as `narrow` and `narrow_name` on what is known by heart; a test compares the two. Extensions are not.
    fn keeps(&self, fact: &Fact, holders: &PartyHolders) -> bool {
        let facts = fact.step_facts(holders);
        let unsent = matches!(fact.state, StateCode::Untouched | StateCode::Capturing);
        let between = |(from, until): (Instant, Instant)| {
            fact.ends.is_some_and(|ends| from <= ends && ends <= until)
        };
        self.step.is_none_or(|step| facts.step(self.now) == step)
            && (!self.unsent || unsent)
            && (!self.with_term || fact.ends.is_some())
            && self.ends.is_none_or(|ends| fact.ends == Some(ends))
            && self.ends_between.is_none_or(between)
            && self
                .ends_before
                .is_none_or(|before| fact.ends.is_some_and(|ends| ends < before))
            && self
                .due
                .is_none_or(|due| fact.correction_due() == Some(due))
    }

    /// The same as `narrow_reach`, `narrow` and `narrow_name`.
    fn shows(&self, fact: &Fact, holders: &PartyHolders, wanted: Option<&str>) -> bool {
        self.reaches(fact)
            && self.keeps(fact, holders)
            && wanted.is_none_or(|wanted| matches(&fact.folded_name, wanted))
    }

    fn wanted(&self) -> Option<String> {
        name_search::wanted(self.text.as_deref())
    }

    fn narrow_name(&self, query: &mut Composition) {
        if let Some(wanted) = self.wanted() {
            name_search::narrow(query, &wanted);
        }
    }

    /// The candidacies in force of its party, the one that it names, or the independents.
    pub(crate) fn within_reach<'a>(
        &'a self,
        overview: &'a Overview,
    ) -> impl Iterator<Item = &'a Fact> {
        overview.facts().filter(|fact| self.reaches(fact))
    }

    fn reaches(&self, fact: &Fact) -> bool {
        fact.active
            && self
                .party
                .as_ref()
                .is_none_or(|party| fact.party.as_ref() == Some(party))
            && self.candidacy.is_none_or(|id| fact.id == id)
            && (!self.independent || fact.party.is_none())
    }

    fn narrow_reach(&self, query: &mut Composition) {
        query
            .bind_some(OF_PARTY, self.party.as_ref())
            .bind_some(THE_CANDIDACY, self.candidacy);
        if self.independent {
            query.piece(INDEPENDENT);
        }
    }

    fn narrow(&self, query: &mut Composition, holders: &PartyHolders) {
        self.narrow_reach(query);
        if self.unsent {
            query.piece(UNSENT);
        }
        if self.with_term {
            query.piece(WITH_TERM);
        }
        if let Some((from, until)) = self.ends_between {
            query.bind(ENDS_FROM, from).bind(ENDS_UNTIL, until);
        }
        query
            .bind_some(ENDS_AT, self.ends)
            .bind_some(EXTENDABLE, self.ends_before)
            .bind_some(DUE_AT, self.due)
            .bind_some(EXTENDED_BY, self.extension.map(|id| id.to_string()));
        if let Some(step) = self.step {
            self.narrow_step(query, step, holders);
        }
    }

    /// The same as [`StepFacts::step`], as a condition; a test compares the two.
    fn narrow_step(&self, query: &mut Composition, step: TermStep, holders: &PartyHolders) {
        let PartyHolders { issued, active } = holders;
        // Whose party has accounts is told before anybody's own are looked for.
        let held = |query: &mut Composition, start, parties: &[PartyKey], end| {
            query.piece(start);
            for party in parties {
                query.bind(OR_PARTY, party);
            }
            query.piece(end);
        };
        match step {
            TermStep::WithoutAccount => {
                query.piece(UNTOUCHED).piece(WITHOUT_TERM);
                held(query, UNLESS_HELD, issued, OR_ISSUED);
            }
            TermStep::NotReceived => {
                query.piece(UNTOUCHED).piece(WITHOUT_TERM);
                held(query, IF_HELD, issued, OR_ISSUED);
            }
            TermStep::NotActivated => {
                query.piece(UNTOUCHED).bind(ENDS_FROM, self.now);
                held(query, UNLESS_HELD, active, OR_ACTIVE);
            }
            TermStep::NotBegun => {
                query.piece(UNTOUCHED).bind(ENDS_FROM, self.now);
                held(query, IF_HELD, active, OR_ACTIVE);
            }
            TermStep::Capturing => {
                query.bind(CAPTURING, self.now).piece(CAPTURING_END);
            }
            TermStep::Sent => {
                query.piece(IN_TIME);
            }
            TermStep::SentLate => {
                query.piece(LATE);
            }
            TermStep::Over => {
                query.piece(UNSENT).bind(ENDS_BEFORE, self.now);
            }
        }
    }

    fn page(&self, holders: &PartyHolders, after: Option<CandidacyId>, limit: u64) -> Query {
        let mut query = ROWS.begin(values![&self.questionnaire]);
        self.narrow(&mut query, holders);
        self.narrow_name(&mut query);
        if let Some(after) = after {
            query.bind(AFTER_NAME, after).piece(AFTER_NAME_END);
        }
        query.piece(BY_NAME).bind(AT_MOST, limit);
        query.finish()
    }
}

impl Unit {
    /// A page of candidacies in the order of surnames: those after `after`, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn term_rows(
        &mut self,
        filter: &TermFilter,
        holders: &PartyHolders,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<TermPage, StorageError> {
        if filter.extension.is_none()
            && let Some(page) = self.terms_by_heart(filter, holders, after, limit).await?
        {
            return Ok(page);
        }
        let query = filter.page(holders, after, u64::from(limit) + 1);
        let mut rows = self.term_rows_of(query, filter.now, holders).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more);
        let next = next.map(|row| row.row.candidacy.id);
        Ok(TermPage { rows, next })
    }

    /// The same where the rows of a page are known before any is read; none if they are not.
    async fn terms_by_heart(
        &mut self,
        filter: &TermFilter,
        holders: &PartyHolders,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<Option<TermPage>, StorageError> {
        let wanted = filter.wanted();
        let keeps = |_: &Overview, fact: &Fact| filter.shows(fact, holders, wanted.as_deref());
        let questionnaire = &filter.questionnaire;
        let found = self
            .find_by_heart(questionnaire, after, limit, keeps)
            .await?;
        let Some(Found { ids, next }) = found else {
            return Ok(None);
        };
        let mut query = ROWS.begin(values![questionnaire]);
        query.bind_list(AMONG, &ids).piece(BY_NAME);
        let rows = self
            .term_rows_of(query.finish(), filter.now, holders)
            .await?;
        Ok(Some(TermPage { rows, next }))
    }

    /// How many candidacies the filter leaves.
    ///
    /// # Errors
    /// As every read.
    pub async fn term_total(
        &mut self,
        filter: &TermFilter,
        holders: &PartyHolders,
    ) -> Result<u64, StorageError> {
        if filter.extension.is_none() {
            let wanted = filter.wanted();
            let total = |overview: &Overview| {
                let shown = |fact: &&Fact| filter.shows(fact, holders, wanted.as_deref());
                overview.facts().filter(shown).count() as u64
            };
            return self.overview(&filter.questionnaire, total).await;
        }
        let mut query = TOTAL.begin(values![&filter.questionnaire]);
        filter.narrow(&mut query, holders);
        filter.narrow_name(&mut query);
        let row = self.tx.optional(query.finish()).await?;
        row.map_or(Ok(0), |row| row.number("candidacies"))
    }

    /// The records of the candidacies that the filter leaves, in the order of their identifiers: those after `after`,
    /// at most `limit`. They may be overwritten in the same unit.
    ///
    /// # Errors
    /// As every read.
    pub async fn term_records(
        &mut self,
        filter: &TermFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<Vec<Candidacy>, StorageError> {
        let mut query = RECORDS.begin(values![&filter.questionnaire]);
        filter.narrow(&mut query, &PartyHolders::default());
        query
            .bind_some(AFTER_ID, after)
            .piece(BY_ID)
            .bind(AT_MOST, limit);
        self.records(query.finish()).await
    }

    async fn term_rows_of(
        &mut self,
        query: Query,
        now: Instant,
        holders: &PartyHolders,
    ) -> Result<Vec<TermRow>, StorageError> {
        let rows = self.tx.all(query).await?;
        let read = |row: &Row| {
            let told = BoardRow::read(row)?;
            let own = match row.text("holders")?.as_str() {
                "active" => Holders::Active,
                "issued" => Holders::Issued,
                _ => Holders::None,
            };
            let party = told.candidacy.data.postulation.capturing_party();
            let sent = told
                .capture
                .as_ref()
                .and_then(|capture| capture.submission.as_ref());
            let facts = StepFacts {
                state: told
                    .capture
                    .as_ref()
                    .map_or(StateCode::Untouched, |capture| capture.state.code()),
                late: sent.is_some_and(|sent| sent.late),
                ends: told.candidacy.term.map(|term| term.ends),
                holders: own.max(holders.of(party)),
            };
            Ok(TermRow {
                row: told,
                step: facts.step(now),
            })
        };
        rows.iter().map(read).collect()
    }
}
