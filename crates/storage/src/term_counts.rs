//! The figures of the board of terms: how many candidacies are in each step, what ends next, what accounts there are for
//! them. Only candidacies that stand count.
//!
//! Narrow indexes give every figure: neither the answers nor the rows of the registry are read. What was captured is
//! counted (`CAPTURED`), and what was not is the rest of all (`TOTALS`). Which parties have accounts is asked once, not
//! for each of their candidacies, and people's own accounts are counted only where their party's do not say it all
//! (`HELD`).

use std::collections::BTreeMap;

use domain::account::Role;
use domain::capture::StateCode;
use domain::key::PartyKey;
use domain::term_step::{Holders, StepFacts, TermStep};
use domain::time::Instant;

use crate::engine::{Row, statements, values};
use crate::error::StorageError;
use crate::term_board::{TermFilter, with_captures};
use crate::unit::Unit;

macro_rules! of_captures {
    () => {
        " FROM capture CROSS JOIN candidacy WHERE candidacy.capture_home = capture.candidacy \
         AND capture.questionnaire = $1 AND state = 'returned' AND status = 'active'"
    };
}

statements! {
    in "candidacy";
    statements {
        TOTALS = "SELECT party, term_ends, COUNT(*) AS candidacies FROM candidacy WHERE status = 'active'";
        /// CROSS JOIN: SQLite keeps the order, and so the answers are not read.
        CAPTURED = "SELECT party, term_ends, state, late, COUNT(*) AS candidacies FROM capture CROSS JOIN candidacy \
            WHERE candidacy.capture_home = capture.candidacy AND capture.questionnaire = $1 AND status = 'active'";
        /// Candidacies of which nothing was written and whose own person has an account: 'active' comes before 'issued'.
        HELD = "SELECT candidacy.party AS party, term_ends, held.standing AS standing, COUNT(*) AS candidacies \
            FROM (SELECT account.candidacy AS person, MIN(standing) AS standing FROM account \
            WHERE account.candidacy IS NOT NULL AND closed IS NULL GROUP BY account.candidacy) held \
            CROSS JOIN candidacy WHERE candidacy.id = held.person AND status = 'active' \
            AND (term_ends IS NULL OR term_ends >= $2) AND NOT EXISTS (SELECT capture.candidacy FROM capture \
            WHERE capture.candidacy = candidacy.capture_home AND capture.questionnaire = $1)";
        CORRECTIONS = concat!("SELECT party, due, COUNT(*) AS candidacies", of_captures!());
        NEXT_END = concat!(
            "SELECT MIN(term_ends) AS ends", with_captures!(),
            " WHERE status = 'active' AND (state IS NULL OR state = 'capturing') AND term_ends >= $2"
        );
        NEXT_DUE = concat!("SELECT MIN(due) AS ends", of_captures!(), " AND due >= $2");
        PARTY_ACCOUNTS = "SELECT party, role, standing FROM account WHERE party IS NOT NULL AND closed IS NULL";
        UNDELIVERED = "SELECT COUNT(*) AS accounts FROM account WHERE standing = 'issued' AND closed IS NULL \
            AND role IN ('party_representative', 'independent') \
            AND NOT EXISTS (SELECT delivery.account FROM delivery WHERE delivery.account = account.id)";
    }
    pieces {
        BY_TERM = " GROUP BY party, term_ends";
        BY_CAPTURE = " GROUP BY party, term_ends, state, late";
        OF_PARTY_HELD = " AND candidacy.party = ";
        INDEPENDENT_HELD = " AND candidacy.party IS NULL";
        THE_CANDIDACY_HELD = " AND candidacy.id = ";
        NOT_OF_PARTY_HELD = " AND COALESCE(candidacy.party, '') <> ";
        BY_HELD = " GROUP BY candidacy.party, term_ends, held.standing";
        BY_DUE = " GROUP BY party, due";
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
        let mut query = CAPTURED.begin(values![&filter.questionnaire]);
        filter.narrow_reach(&mut query);
        query.piece(BY_CAPTURE);
        let mut captured = Vec::new();
        for row in self.tx.all(query.finish()).await? {
            captured.push(Group::read(&row)?);
        }
        let mut query = TOTALS.begin(Vec::new());
        filter.narrow_reach(&mut query);
        query.piece(BY_TERM);
        let mut groups = Vec::new();
        let held = self.held(filter, holders).await?;
        for row in self.tx.all(query.finish()).await? {
            let untouched = Group::left(&row, &captured)?;
            groups.extend(untouched.split(filter.now, holders, &held));
        }
        for group in captured {
            groups.extend(group.split(filter.now, holders, &held));
        }
        Ok(groups)
    }

    /// How many untouched candidacies in term are held by their own person, where their party's accounts do not say
    /// already that somebody could write.
    async fn held(
        &mut self,
        filter: &TermFilter,
        holders: &PartyHolders,
    ) -> Result<HeldBy, StorageError> {
        if filter
            .party
            .as_ref()
            .is_some_and(|party| holders.active.contains(party))
        {
            return Ok(HeldBy::new());
        }
        let mut query = HELD.begin(values![&filter.questionnaire, filter.now]);
        query
            .bind_some(OF_PARTY_HELD, filter.party.as_ref())
            .bind_some(THE_CANDIDACY_HELD, filter.candidacy);
        if filter.independent {
            query.piece(INDEPENDENT_HELD);
        }
        for party in &holders.active {
            query.bind(NOT_OF_PARTY_HELD, party);
        }
        query.piece(BY_HELD);
        let mut held = HeldBy::new();
        for row in self.tx.all(query.finish()).await? {
            let group = (row.optional_parse("party")?, instant(&row, "term_ends")?);
            let (issued, active) = held.entry(group).or_default();
            let number = row.number::<u64>("candidacies")?;
            *issued += number;
            if row.text("standing")? == "active" {
                *active += number;
            }
        }
        Ok(held)
    }

    /// The corrections that are to be sent within the filter's reach, by last instant.
    ///
    /// # Errors
    /// As every read.
    pub async fn due_groups(&mut self, filter: &TermFilter) -> Result<Vec<DueGroup>, StorageError> {
        let mut query = CORRECTIONS.begin(values![&filter.questionnaire]);
        filter.narrow_reach(&mut query);
        query.piece(BY_DUE);
        let rows = self.tx.all(query.finish()).await?;
        let group = |row: &Row| {
            Ok(DueGroup {
                party: row.optional_parse("party")?,
                due: Instant::from_micros(row.int("due")?),
                candidacies: row.number("candidacies")?,
            })
        };
        rows.iter().map(group).collect()
    }

    /// The nearest last instant, from now on, of what is to be sent or corrected within the filter's reach.
    ///
    /// # Errors
    /// As every read.
    pub async fn next_end(&mut self, filter: &TermFilter) -> Result<Option<Instant>, StorageError> {
        let mut nearest = None;
        for statement in [NEXT_END, NEXT_DUE] {
            let mut query = statement.begin(values![&filter.questionnaire, filter.now]);
            filter.narrow_reach(&mut query);
            let row = self.tx.optional(query.finish()).await?;
            let ends = match row {
                Some(row) => row.optional_int("ends")?.map(Instant::from_micros),
                None => None,
            };
            nearest = nearest.into_iter().chain(ends).min();
        }
        Ok(nearest)
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

/// By party and last instant: how many have an account, and how many of those an active one.
type HeldBy = BTreeMap<(Option<PartyKey>, Option<Instant>), (u64, u64)>;

/// Candidacies with the same party, term and state of capture.
struct Group {
    party: Option<PartyKey>,
    ends: Option<Instant>,
    state: StateCode,
    late: bool,
    candidacies: u64,
}

impl Group {
    /// What was not captured of all candidacies with one party and term.
    fn left(row: &Row, captured: &[Self]) -> Result<Self, StorageError> {
        let (party, ends) = (row.optional_parse("party")?, instant(row, "term_ends")?);
        let same = captured
            .iter()
            .filter(|group| group.party == party && group.ends == ends);
        let begun: u64 = same.map(|group| group.candidacies).sum();
        Ok(Self {
            party,
            ends,
            state: StateCode::Untouched,
            late: false,
            candidacies: row.number::<u64>("candidacies")?.saturating_sub(begun),
        })
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        let code = row.text("state")?;
        let state = StateCode::from_code(&code).ok_or_else(|| row.inconsistent("state"))?;
        Ok(Self {
            party: row.optional_parse("party")?,
            ends: instant(row, "term_ends")?,
            state,
            late: !row.is_null("late")? && row.bool("late")?,
            candidacies: row.number("candidacies")?,
        })
    }

    /// The same told apart by who has an account, as far as the step depends on it.
    fn split(self, now: Instant, holders: &PartyHolders, held: &HeldBy) -> Vec<TermGroup> {
        let shared = holders.of(self.party.as_ref());
        let (held, active) = match self.state {
            StateCode::Untouched => held
                .get(&(self.party.clone(), self.ends))
                .copied()
                .unwrap_or_default(),
            _ => (0, 0),
        };
        let parts = [
            (active, Holders::Active),
            (held.saturating_sub(active), Holders::Issued),
            (self.candidacies.saturating_sub(held), Holders::None),
        ];
        let told = |(candidacies, own): (u64, Holders)| {
            let facts = StepFacts {
                state: self.state,
                late: self.late,
                ends: self.ends,
                holders: own.max(shared),
            };
            TermGroup {
                step: facts.step(now),
                party: self.party.clone(),
                ends: self.ends,
                state: self.state,
                candidacies,
            }
        };
        let some = parts
            .into_iter()
            .filter(|(candidacies, _)| *candidacies > 0);
        some.map(told).collect()
    }
}

fn instant(row: &Row, column: &'static str) -> Result<Option<Instant>, StorageError> {
    Ok(row.optional_int(column)?.map(Instant::from_micros))
}
