//! What boards count, in memory: a few facts of every candidacy, brought up to the state that a unit sees before they are
//! asked (decision 37).
//!
//! Counting 30,000 candidacies in a database takes a journey to the capture and the account of each, however narrow the
//! indexes. The history tells what changed since (decision 5), so a unit reads that alone. Nobody is answered from an
//! older state than their unit's own; from a newer one only if another reader was quicker.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::account::Account;
use domain::capture::{Capture, StateCode};
use domain::id::{AccountId, CandidacyId};
use domain::key::{AgreementKey, OfficeKey, PartyKey, QuestionnaireKey, StageKey, TerritoryKey};
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
        FACTS = "SELECT id, status, postulation, agreement, party, office, territory, term_ends, folded_name, \
            state, stage, claimed_by, late, due FROM candidacy \
            LEFT JOIN capture ON capture.candidacy = candidacy.capture_home AND capture.questionnaire = $1 WHERE TRUE";
        /// Whose own person has an account that was not closed: 'active' comes before 'issued'.
        HELD = "SELECT account.candidacy AS person, MIN(standing) AS best FROM account \
            WHERE account.candidacy IS NOT NULL AND closed IS NULL";
        CHANGED = "SELECT DISTINCT subject_kind, subject_id FROM activity WHERE position >= $1 \
            AND (subject_kind = 'candidacy' OR subject_kind = 'capture' OR subject_kind = 'account')";
        OF_ACCOUNT = "SELECT account.candidacy AS person FROM account WHERE id = $1 AND account.candidacy IS NOT NULL";
    }
    pieces {
        THE_CANDIDACY = " AND id = ";
        THE_PERSON = " AND account.candidacy = ";
        BY_PERSON = " GROUP BY account.candidacy";
    }
}

/// The facts of one candidacy.
#[derive(Debug, Clone)]
pub struct Fact {
    pub id: CandidacyId,
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
    /// What accounts its own person has.
    pub held: Holders,
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
        let mut query = HELD.begin(values![]);
        query.piece(BY_PERSON);
        let held = held(unit, query.finish()).await?;
        let facts = facts(unit, FACTS.with(values![questionnaire]), &held).await?;
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
        for (id, account_too) in changed {
            let held = match self.facts.get(&id) {
                Some(known) if !account_too => HashMap::from([(id, known.held)]),
                _ => {
                    let mut query = HELD.begin(values![]);
                    query.bind(THE_PERSON, id).piece(BY_PERSON);
                    held(unit, query.finish()).await?
                }
            };
            let mut query = FACTS.begin(values![questionnaire]);
            query.bind(THE_CANDIDACY, id);
            news.facts.extend(facts(unit, query.finish(), &held).await?);
        }
        Ok(Some(news))
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

/// The candidacies that entries from `position` on are about, and whether one is about an account of their person.
async fn changed(
    unit: &mut Unit,
    position: u64,
) -> Result<BTreeMap<CandidacyId, bool>, StorageError> {
    let mut changed = BTreeMap::new();
    for row in unit.tx.all(CHANGED.with(values![position])).await? {
        let (kind, id) = (row.text("subject_kind")?, row.text("subject_id")?);
        let is_account = kind == Account::KIND;
        let person = if is_account {
            match unit.tx.optional(OF_ACCOUNT.with(values![id])).await? {
                Some(row) => row.optional_parse("person")?,
                None => None,
            }
        } else {
            // A capture is named by its candidacy and its questionnaire.
            id.split(':').next().and_then(|id| id.parse().ok())
        };
        let Some(person) = person else { continue };
        *changed.entry(person).or_default() |= is_account;
        if kind == Capture::KIND {
            // What happens to a capture happens to every candidacy that it serves.
            for other in unit.candidacies_served_with(person).await? {
                changed.entry(other).or_default();
            }
        }
    }
    Ok(changed)
}

async fn held(
    unit: &mut Unit,
    query: Query,
) -> Result<HashMap<CandidacyId, Holders>, StorageError> {
    let mut held = HashMap::new();
    let mut rows = unit.tx.stream(query);
    while let Some(row) = rows.try_next().await? {
        let best = match row.text("best")?.as_str() {
            "active" => Holders::Active,
            _ => Holders::Issued,
        };
        held.insert(row.parse("person")?, best);
    }
    Ok(held)
}

async fn facts(
    unit: &mut Unit,
    query: Query,
    held: &HashMap<CandidacyId, Holders>,
) -> Result<BTreeMap<CandidacyId, Fact>, StorageError> {
    let mut facts = BTreeMap::new();
    let mut rows = unit.tx.stream(query);
    while let Some(row) = rows.try_next().await? {
        let fact = Fact::read(&row, held)?;
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
            holders: self.held.max(holders.of(self.party.as_ref())),
        }
    }

    fn read(row: &Row, held: &HashMap<CandidacyId, Holders>) -> Result<Self, StorageError> {
        let id = row.parse("id")?;
        let state = match row.optional_text("state")? {
            None => StateCode::Untouched,
            Some(code) => StateCode::from_code(&code).ok_or_else(|| row.inconsistent("state"))?,
        };
        Ok(Self {
            id,
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
            held: held.get(&id).copied().unwrap_or(Holders::None),
        })
    }
}
