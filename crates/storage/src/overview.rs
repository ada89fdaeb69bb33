//! What boards count and find, in memory: a few facts of every candidacy, brought up to the state that a unit sees before
//! they are asked.
//!
//! Counting 30,000 candidacies in a database takes a journey to the capture and the account of each, however narrow the
//! indexes. The history tells what changed since (decision 5), so a unit reads that alone. Nobody is answered from an
//! older state than their unit's own; from a newer one only if another reader was quicker.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use domain::account::Account;
use domain::capture::{Capture, StateCode};
use domain::id::{AccountId, CandidacyId};
use domain::key::{AgreementKey, OfficeKey, PartyKey, QuestionnaireKey, StageKey, TerritoryKey};
use domain::party::Disclosure;
use domain::record::Record as _;
use domain::term_step::{Holders, StepFacts};
use domain::time::Instant;
use futures_util::TryStreamExt as _;
use tokio::sync::Mutex;

use crate::engine::{Query, Row, statements, values};
use crate::error::StorageError;
use crate::term_counts::PartyHolders;
use crate::unit::Unit;

/// Changed candidacies beyond this number are not read one by one: reading all of them is as quick.
const FEW: usize = 600;

statements! {
    in "candidacy";
    statements {
        FACTS = "SELECT candidacy.id, status, postulation, agreement, party, office, territory, term_ends, folded_name, \
            capture_home, state, stage, claimed_by, late, due, sent_by, outcome, proposed, assignment.capturer \
            FROM candidacy \
            LEFT JOIN capture ON capture.candidacy = candidacy.capture_home AND capture.questionnaire = $1 \
            LEFT JOIN assignment ON assignment.id = candidacy.id WHERE TRUE";
        /// Whose own person has an account that was not closed: 'active' comes before 'issued'.
        HELD = "SELECT account.candidacy AS person, MIN(standing) AS best FROM account \
            WHERE account.candidacy IS NOT NULL AND closed IS NULL";
        /// To whose person which party's notice was shown.
        TOLD = "SELECT DISTINCT disclosure.candidacy AS person, party_notice.party AS notice_of FROM disclosure \
            JOIN party_notice ON party_notice.id = disclosure.notice WHERE TRUE";
        CHANGED = "SELECT DISTINCT subject_kind, subject_id FROM activity WHERE position >= $1 \
            AND (subject_kind = 'candidacy' OR subject_kind = 'capture' OR subject_kind = 'account' \
            OR subject_kind = 'assignment' OR subject_kind = 'disclosure')";
        OF_DISCLOSURE = "SELECT disclosure.candidacy AS person FROM disclosure WHERE id = $1";
        OF_ACCOUNT = "SELECT account.candidacy AS person FROM account WHERE id = $1 AND account.candidacy IS NOT NULL";
    }
    pieces {
        THE_CANDIDACY = " AND candidacy.id = ";
        TOLD_THE_PERSON = " AND disclosure.candidacy = ";
        THE_PERSON = " AND account.candidacy = ";
        BY_PERSON = " GROUP BY account.candidacy";
    }
}

/// The facts of one candidacy.
#[derive(Debug, Clone)]
pub struct Fact {
    pub id: CandidacyId,
    /// The candidacy under which its capture is kept: itself, or one with which it shares it.
    pub home: CandidacyId,
    /// Whether it is in force.
    pub active: bool,
    pub independent: bool,
    pub agreement: Option<AgreementKey>,
    pub party: Option<PartyKey>,
    pub office: OfficeKey,
    pub territory: TerritoryKey,
    pub ends: Option<Instant>,
    pub folded_name: String,
    pub state: StateCode,
    pub stage: Option<StageKey>,
    pub claimed_by: Option<AccountId>,
    pub late: bool,
    pub due: Option<Instant>,
    /// Whether its case ended without an approval.
    pub unapproved: bool,
    /// Whether a verdict on it was proposed.
    pub proposed: bool,
    /// Who sent it.
    pub sent_by: Option<AccountId>,
    /// Who types for it.
    pub capturer: Option<AccountId>,
    /// What its own person has and was shown.
    person: Person,
}

/// What is kept beside a candidacy of its own person.
#[derive(Debug, Clone, Default)]
struct Person {
    /// What accounts they have.
    held: Holders,
    /// The parties whose notice they were shown.
    told: Vec<PartyKey>,
}

/// What an entry of the history changed of a candidacy.
#[derive(Debug, Clone, Copy, Default)]
struct Touched {
    accounts: bool,
    evidence: bool,
}

/// A page of what boards know by heart.
#[derive(Debug)]
pub struct Found {
    /// The candidacies, in the order of names.
    pub ids: Vec<CandidacyId>,
    /// The last of them, if there are more after it.
    pub next: Option<CandidacyId>,
}

/// The facts of all candidacies with their captures of one questionnaire, at a position of the history.
#[derive(Default)]
pub struct Overview {
    position: u64,
    facts: BTreeMap<CandidacyId, Fact>,
}

/// The overviews of a store, by questionnaire.
pub type Overviews = Arc<Mutex<HashMap<QuestionnaireKey, Overview>>>;

impl Overview {
    /// All facts, in the order of identifiers.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }

    async fn read(unit: &mut Unit, questionnaire: &QuestionnaireKey) -> Result<Self, StorageError> {
        let position = unit.history_size().await?;
        let mut people = HashMap::new();
        let mut accounts = HELD.begin(values![]);
        accounts.piece(BY_PERSON);
        held(unit, accounts.finish(), &mut people).await?;
        told(unit, TOLD.into(), &mut people).await?;
        let facts = facts(unit, FACTS.with(values![questionnaire]), &people).await?;
        Ok(Self { position, facts })
    }

    /// Reads what changed; gives nothing if the unit sees nothing newer.
    async fn news(
        &self,
        unit: &mut Unit,
        questionnaire: &QuestionnaireKey,
    ) -> Result<Option<Self>, StorageError> {
        let position = unit.history_size().await?;
        if position <= self.position {
            return Ok(None);
        }
        let changed = changed(unit, self.position).await?;
        if changed.len() > FEW {
            return Self::read(unit, questionnaire).await.map(Some);
        }
        let mut news = Self {
            position,
            ..Self::default()
        };
        for (id, touched) in changed {
            let people = HashMap::from([(id, self.person(unit, id, touched).await?)]);
            let mut query = FACTS.begin(values![questionnaire]);
            query.bind(THE_CANDIDACY, id);
            news.facts
                .extend(facts(unit, query.finish(), &people).await?);
        }
        Ok(Some(news))
    }

    /// What is known of a candidacy's person, of which what was touched is read anew.
    async fn person(
        &self,
        unit: &mut Unit,
        id: CandidacyId,
        touched: Touched,
    ) -> Result<Person, StorageError> {
        let known = self.facts.get(&id).map(|fact| &fact.person);
        let mut people = HashMap::from([(id, known.cloned().unwrap_or_default())]);
        if touched.accounts || known.is_none() {
            let mut query = HELD.begin(values![]);
            query.bind(THE_PERSON, id).piece(BY_PERSON);
            people.entry(id).or_default().held = Holders::None;
            held(unit, query.finish(), &mut people).await?;
        }
        if touched.evidence || known.is_none() {
            let mut query = TOLD.begin(values![]);
            query.bind(TOLD_THE_PERSON, id);
            people.entry(id).or_default().told.clear();
            told(unit, query.finish(), &mut people).await?;
        }
        Ok(people.remove(&id).unwrap_or_default())
    }

    /// Whether, of the candidacies that share its capture, this one stands for all: the one under which it is kept, or
    /// any once that one is no longer in force.
    pub fn leads(&self, fact: &Fact) -> bool {
        let home = || self.facts.get(&fact.home);
        fact.home == fact.id || !home().is_some_and(|home| home.active)
    }

    /// The candidacies whose captures belong to people who were shown a notice of `party`, whichever of those that
    /// share a capture it was recorded for.
    pub fn homes_told_by(&self, party: &PartyKey) -> HashSet<CandidacyId> {
        let told = self.facts().filter(|fact| fact.person.told.contains(party));
        told.map(|fact| fact.home).collect()
    }

    /// Of the facts that `keeps` lets through, in the order of names, those after a candidacy, at most `limit`.
    fn find(
        &self,
        after: Option<CandidacyId>,
        limit: usize,
        keeps: impl Fn(&Self, &Fact) -> bool,
    ) -> Found {
        let mut found: Vec<&Fact> = match after.map(|id| self.facts.get(&id)) {
            Some(None) => Vec::new(),
            None => self.facts().filter(|fact| keeps(self, fact)).collect(),
            Some(Some(earlier)) => {
                let later = |fact: &&Fact| fact.in_order() > earlier.in_order();
                let facts = self.facts().filter(later);
                facts.filter(|fact| keeps(self, fact)).collect()
            }
        };
        let more = found.len() > limit;
        if more {
            found.select_nth_unstable_by(limit, |one, other| one.in_order().cmp(&other.in_order()));
            found.truncate(limit);
        }
        found.sort_unstable_by(|one, other| one.in_order().cmp(&other.in_order()));
        let ids: Vec<CandidacyId> = found.into_iter().map(|fact| fact.id).collect();
        Found {
            next: ids.last().filter(|_| more).copied(),
            ids,
        }
    }

    fn take(&mut self, news: Self) {
        self.position = news.position;
        self.facts.extend(news.facts);
    }
}

impl Unit {
    /// Counts over what boards know of the candidacies with their captures of a questionnaire.
    pub(crate) async fn overview<T>(
        &mut self,
        questionnaire: &QuestionnaireKey,
        count: impl FnOnce(&Overview) -> T,
    ) -> Result<T, StorageError> {
        let Some(kept) = self.overviews.clone() else {
            return Ok(count(&Overview::read(self, questionnaire).await?));
        };
        let mut kept = kept.lock().await;
        if !kept.contains_key(questionnaire) {
            let whole = Overview::read(self, questionnaire).await?;
            kept.insert(questionnaire.clone(), whole);
        }
        let known = kept.entry(questionnaire.clone()).or_default();
        if let Some(news) = known.news(self, questionnaire).await? {
            known.take(news);
        }
        Ok(count(known))
    }

    /// A page of the candidacies that `keeps` lets through, in the order of names; none if this unit would have to read
    /// all of them for it, as those that write do.
    pub(crate) async fn find_by_heart(
        &mut self,
        questionnaire: &QuestionnaireKey,
        after: Option<CandidacyId>,
        limit: u32,
        keeps: impl Fn(&Overview, &Fact) -> bool,
    ) -> Result<Option<Found>, StorageError> {
        if self.overviews.is_none() {
            return Ok(None);
        }
        let find = |overview: &Overview| overview.find(after, limit as usize, keeps);
        self.overview(questionnaire, find).await.map(Some)
    }

    /// Brings what boards count up to date, so that the next who looks does not wait for it.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn look_over(
        &mut self,
        questionnaire: &QuestionnaireKey,
    ) -> Result<(), StorageError> {
        self.overview(questionnaire, |_| ()).await
    }
}

/// The candidacies that entries from `position` on are about, and what they touched besides.
async fn changed(
    unit: &mut Unit,
    position: u64,
) -> Result<BTreeMap<CandidacyId, Touched>, StorageError> {
    let mut changed: BTreeMap<CandidacyId, Touched> = BTreeMap::new();
    for row in unit.tx.all(CHANGED.with(values![position])).await? {
        let (kind, id) = (row.text("subject_kind")?, row.text("subject_id")?);
        let (accounts, evidence) = (kind == Account::KIND, kind == Disclosure::KIND);
        let person = if accounts {
            person_of(unit, OF_ACCOUNT.with(values![id])).await?
        } else if evidence {
            person_of(unit, OF_DISCLOSURE.with(values![id])).await?
        } else {
            // A capture is named by its candidacy and its questionnaire, an assignment by its candidacy.
            id.split(':').next().and_then(|id| id.parse().ok())
        };
        let Some(person) = person else { continue };
        let touched = changed.entry(person).or_default();
        touched.accounts |= accounts;
        touched.evidence |= evidence;
        if kind == Capture::KIND {
            // What happens to a capture happens to every candidacy that it serves.
            for other in unit.candidacies_served_with(person).await? {
                changed.entry(other).or_default();
            }
        }
    }
    Ok(changed)
}

async fn person_of(unit: &mut Unit, query: Query) -> Result<Option<CandidacyId>, StorageError> {
    match unit.tx.optional(query).await? {
        Some(row) => row.optional_parse("person"),
        None => Ok(None),
    }
}

type People = HashMap<CandidacyId, Person>;

async fn held(unit: &mut Unit, query: Query, people: &mut People) -> Result<(), StorageError> {
    let mut rows = unit.tx.stream(query);
    while let Some(row) = rows.try_next().await? {
        people.entry(row.parse("person")?).or_default().held = match row.text("best")?.as_str() {
            "active" => Holders::Active,
            _ => Holders::Issued,
        };
    }
    Ok(())
}

async fn told(unit: &mut Unit, query: Query, people: &mut People) -> Result<(), StorageError> {
    let mut rows = unit.tx.stream(query);
    while let Some(row) = rows.try_next().await? {
        let person = people.entry(row.parse("person")?).or_default();
        person.told.push(row.parse("notice_of")?);
    }
    Ok(())
}

async fn facts(
    unit: &mut Unit,
    query: Query,
    people: &People,
) -> Result<BTreeMap<CandidacyId, Fact>, StorageError> {
    let mut facts = BTreeMap::new();
    let mut rows = unit.tx.stream(query);
    while let Some(row) = rows.try_next().await? {
        let fact = Fact::read(&row, people)?;
        facts.insert(fact.id, fact);
    }
    Ok(facts)
}

impl Fact {
    /// Until when what was returned is to be corrected, while it is.
    pub fn correction_due(&self) -> Option<Instant> {
        self.due.filter(|_| self.state == StateCode::Returned)
    }

    /// What its step follows from.
    pub fn step_facts(&self, holders: &PartyHolders) -> StepFacts {
        StepFacts {
            state: self.state,
            late: self.late,
            ends: self.ends,
            holders: self.person.held.max(holders.of(self.party.as_ref())),
        }
    }

    /// Lists are in the order of names.
    pub fn in_order(&self) -> (&str, CandidacyId) {
        (&self.folded_name, self.id)
    }

    fn read(row: &Row, people: &People) -> Result<Self, StorageError> {
        let id = row.parse("id")?;
        let state = match row.optional_text("state")? {
            None => StateCode::Untouched,
            Some(code) => StateCode::from_code(&code).ok_or_else(|| row.inconsistent("state"))?,
        };
        Ok(Self {
            id,
            home: row.parse("capture_home")?,
            active: row.text("status")? == "active",
            independent: row.text("postulation")? == "independent",
            agreement: row.optional_parse("agreement")?,
            party: row.optional_parse("party")?,
            office: row.parse("office")?,
            territory: row.parse("territory")?,
            ends: row.optional_int("term_ends")?.map(Instant::from_micros),
            folded_name: row.text("folded_name")?,
            state,
            stage: row.optional_parse("stage")?,
            claimed_by: row.optional_parse("claimed_by")?,
            late: !row.is_null("late")? && row.bool("late")?,
            due: row.optional_int("due")?.map(Instant::from_micros),
            unapproved: !row.is_null("outcome")?,
            proposed: !row.is_null("proposed")?,
            sent_by: row.optional_parse("sent_by")?,
            capturer: row.optional_parse("capturer")?,
            person: people.get(&id).cloned().unwrap_or_default(),
        })
    }
}
