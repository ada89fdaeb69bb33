//! Captures: one questionnaire of one candidacy.

use std::collections::BTreeMap;

use domain::capture::{Capture, Claim, Proposed, Remark, State, StateCode};
use domain::id::{AccountId, CandidacyId};
use domain::key::{PartyKey, QuestionnaireKey, StageKey};
use domain::questionnaire::Answers;
use domain::time::Instant;

use crate::columns::json;
use crate::engine::{Insert, Query, Row, Statement, Value, statements, values};
use crate::error::StorageError;
use crate::record::Stored;
use crate::unit::Unit;

/// A capture's columns without its answers. No other table that is joined with it has a column of the same name.
macro_rules! capture_summary_columns {
    () => {
        "candidacy, questionnaire, version, state, stage, claimed_by, claimed_at, remarks, state_at, due, \
         revision, submission, resubmission, returns, late, proposed, returned_revision, correction_read, sent_by"
    };
}
pub(crate) use capture_summary_columns;

/// All of a capture's columns.
macro_rules! capture_columns {
    () => {
        concat!(
            $crate::capture::capture_summary_columns!(),
            ", answers, hands, outcome, corrections"
        )
    };
}
pub(crate) use capture_columns;

/// Whether a capture serves a candidacy that stands, which need not be the one under which it is kept (decision 27); what
/// else is asked of that candidacy may follow, and a parenthesis.
macro_rules! serves_one {
    () => {
        "EXISTS (SELECT served.id FROM candidacy served WHERE served.capture_home = capture.candidacy \
         AND served.status = 'active'"
    };
}

statements! {
    in "capture";
    statements {
        BY_ID = concat!("SELECT ", capture_columns!(), " FROM capture WHERE candidacy = $1 AND questionnaire = $2");
        ALL = concat!("SELECT ", capture_columns!(), " FROM capture ORDER BY candidacy, questionnaire");
        TAKEN_BY = "SELECT candidacy FROM capture WHERE claimed_by = $1 ORDER BY candidacy";
        QUEUES = concat!("SELECT capture.stage, COUNT(*) AS cases, COUNT(capture.claimed_by) AS held, \
            MIN(capture.state_at) AS oldest FROM capture \
            WHERE capture.questionnaire = $1 AND capture.state = 'in_stage' AND ", serves_one!(), ") \
            GROUP BY capture.stage");
        SENDERS = concat!("SELECT DISTINCT capture.sent_by FROM capture \
            WHERE capture.questionnaire = $1 AND capture.stage = $2 AND capture.state = 'in_stage' AND ", serves_one!(), " \
            AND served.party = $3) AND capture.sent_by IS NOT NULL ORDER BY capture.sent_by LIMIT 200");
        HOLDERS = concat!("SELECT capture.claimed_by, COUNT(*) AS cases FROM capture \
            WHERE capture.questionnaire = $1 AND capture.state = 'in_stage' AND ", serves_one!(), ") \
            AND capture.claimed_by IS NOT NULL GROUP BY capture.claimed_by");
    }
    inserts {
        INSERT_CAPTURE = Insert {
            table: "capture",
            columns: &[
                "candidacy", "questionnaire", "version", "state", "stage", "claimed_by", "claimed_at", "remarks",
                "state_at", "due", "revision", "submission", "resubmission", "returns", "late", "answers",
                "proposed", "returned_revision", "correction_read", "sent_by", "hands", "outcome",
                "corrections",
            ],
            conflict: "",
        };
    }
}

/// A capture without its answers: for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureSummary {
    /// The questionnaire.
    pub questionnaire: QuestionnaireKey,
    /// Its version.
    pub version: String,
    /// Where the capture stands.
    pub state: State,
    /// Number of the latest revision.
    pub revision: u32,
    /// The single capture, once sent.
    pub submission: Option<domain::capture::Submission>,
    /// The latest corrected sending.
    pub resubmission: Option<domain::capture::Submission>,
    /// How many times each stage has returned it.
    pub returns: BTreeMap<StageKey, u8>,
}

impl CaptureSummary {
    /// The summary in a row of a join, or nothing if the candidacy has no capture.
    pub(crate) fn read(row: &Row) -> Result<Option<Self>, StorageError> {
        if row.is_null("state")? {
            return Ok(None);
        }
        Ok(Some(Self {
            questionnaire: row.parse("questionnaire")?,
            version: row.text("version")?,
            state: read_state(row)?,
            revision: row.number("revision")?,
            submission: row.optional_json("submission")?,
            resubmission: row.optional_json("resubmission")?,
            returns: row.json("returns")?,
        }))
    }
}

impl Stored for Capture {
    const INSERT: Insert = INSERT_CAPTURE;
    const OVERWRITE: &'static str = "ON CONFLICT (candidacy, questionnaire) DO UPDATE SET \
        version = excluded.version, state = excluded.state, stage = excluded.stage, \
        claimed_by = excluded.claimed_by, claimed_at = excluded.claimed_at, remarks = excluded.remarks, \
        state_at = excluded.state_at, due = excluded.due, revision = excluded.revision, \
        submission = excluded.submission, resubmission = excluded.resubmission, returns = excluded.returns, \
        late = excluded.late, answers = excluded.answers, proposed = excluded.proposed, \
        returned_revision = excluded.returned_revision, correction_read = excluded.correction_read, \
        sent_by = excluded.sent_by, hands = excluded.hands, outcome = excluded.outcome, \
        corrections = excluded.corrections";
    const SCAN: Statement = ALL;

    fn find(id: &str) -> Option<Query> {
        let (candidacy, questionnaire) = id.split_once(':')?;
        Some(BY_ID.with(values![candidacy, questionnaire]))
    }

    fn cells(&self) -> Vec<Value> {
        let state = StateCells::of(&self.state);
        values![
            self.candidacy,
            &self.questionnaire,
            self.version.as_str(),
            self.state.code().code(),
            self.state.stage(),
            state.claim.map(|claim| claim.by),
            state.claim.map(|claim| claim.at),
            state.remarks.map(|remarks| json(&remarks)),
            state.at,
            state.due,
            self.revision,
            self.submission.as_ref().map(json),
            self.resubmission.as_ref().map(json),
            json(&self.returns),
            self.submission.as_ref().map(|sent| sent.late),
            json(&self.answers),
            state.proposed.map(json),
            state.returned_revision,
            state.read,
            self.submission.as_ref().map(|sent| sent.by),
            Some(&self.hands)
                .filter(|hands| !hands.is_empty())
                .map(json),
            self.outcome.as_ref().map(json),
            (!self.corrections.is_empty()).then(|| json(&self.corrections)),
        ]
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        let summary = CaptureSummary::read(row)?.ok_or_else(|| row.inconsistent("state"))?;
        Ok(Self {
            candidacy: row.parse("candidacy")?,
            questionnaire: summary.questionnaire,
            version: summary.version,
            state: summary.state,
            revision: summary.revision,
            answers: row.json::<Answers>("answers")?,
            submission: summary.submission,
            resubmission: summary.resubmission,
            returns: summary.returns,
            hands: row.optional_json("hands")?.unwrap_or_default(),
            outcome: row.optional_json("outcome")?,
            corrections: row.optional_json("corrections")?.unwrap_or_default(),
        })
    }
}

/// What the columns of a state hold; a state has only some of them.
#[derive(Default)]
struct StateCells<'a> {
    claim: Option<Claim>,
    remarks: Option<&'a [Remark]>,
    at: Option<Instant>,
    due: Option<Instant>,
    proposed: Option<&'a Proposed>,
    returned_revision: Option<u32>,
    read: Option<Instant>,
}

impl<'a> StateCells<'a> {
    fn of(state: &'a State) -> Self {
        match state {
            State::Capturing => Self::default(),
            State::InStage {
                claim,
                since,
                proposed,
                ..
            } => Self {
                claim: *claim,
                at: *since,
                proposed: proposed.as_deref(),
                ..Self::default()
            },
            State::Returned {
                remarks,
                at,
                due,
                revision,
                read,
                ..
            } => Self {
                remarks: Some(remarks),
                at: Some(*at),
                due: Some(*due),
                returned_revision: *revision,
                read: *read,
                ..Self::default()
            },
            State::Closed { at } | State::Validated { at } | State::Published { at } => Self {
                at: Some(*at),
                ..Self::default()
            },
        }
    }
}

fn read_state(row: &Row) -> Result<State, StorageError> {
    let code =
        StateCode::from_code(&row.text("state")?).ok_or_else(|| row.inconsistent("state"))?;
    let at = || row.int("state_at").map(Instant::from_micros);
    Ok(match code {
        StateCode::Untouched => return Err(row.inconsistent("state")),
        StateCode::Capturing => State::Capturing,
        StateCode::InStage => State::InStage {
            stage: row.parse("stage")?,
            claim: read_claim(row)?,
            since: instant(row, "state_at")?,
            proposed: row.optional_json("proposed")?,
        },
        StateCode::Returned => State::Returned {
            stage: row.parse("stage")?,
            remarks: row.json::<Vec<Remark>>("remarks")?,
            at: at()?,
            due: Instant::from_micros(row.int("due")?),
            revision: row.optional_number("returned_revision")?,
            read: instant(row, "correction_read")?,
        },
        StateCode::Closed => State::Closed { at: at()? },
        StateCode::Validated => State::Validated { at: at()? },
        StateCode::Published => State::Published { at: at()? },
    })
}

fn instant(row: &Row, column: &'static str) -> Result<Option<Instant>, StorageError> {
    Ok(row.optional_int(column)?.map(Instant::from_micros))
}

fn read_claim(row: &Row) -> Result<Option<Claim>, StorageError> {
    let Some(by) = row.optional_parse("claimed_by")? else {
        return Ok(None);
    };
    Ok(Some(Claim {
        by,
        at: Instant::from_micros(row.int("claimed_at")?),
    }))
}

/// What is in one stage now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// The stage.
    pub stage: StageKey,
    /// Cases in it.
    pub cases: u64,
    /// Of these, in somebody's hands.
    pub held: u64,
    /// Since when the oldest has been in it; none if that was not kept.
    pub oldest: Option<Instant>,
}

impl Unit {
    /// What is in each stage now, of captures that serve a candidacy that stands: each counts once.
    ///
    /// # Errors
    /// As every read.
    pub async fn queues(
        &mut self,
        questionnaire: &QuestionnaireKey,
    ) -> Result<Vec<QueueRow>, StorageError> {
        let rows = self.tx.all(QUEUES.with(values![questionnaire])).await?;
        let read = |row: &Row| {
            Ok(QueueRow {
                stage: row.parse("stage")?,
                cases: row.number("cases")?,
                held: row.number("held")?,
                oldest: instant(row, "oldest")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Who sent the cases of a party that are in `stage`; the first 200.
    ///
    /// # Errors
    /// As every read.
    pub async fn senders(
        &mut self,
        questionnaire: &QuestionnaireKey,
        stage: &StageKey,
        party: &PartyKey,
    ) -> Result<Vec<AccountId>, StorageError> {
        let rows = self
            .tx
            .all(SENDERS.with(values![questionnaire, stage, party]))
            .await?;
        rows.iter().map(|row| row.parse("sent_by")).collect()
    }

    /// How many cases each account holds, of the same captures.
    ///
    /// # Errors
    /// As every read.
    pub async fn cases_by_holder(
        &mut self,
        questionnaire: &QuestionnaireKey,
    ) -> Result<Vec<(AccountId, u64)>, StorageError> {
        let rows = self.tx.all(HOLDERS.with(values![questionnaire])).await?;
        let read = |row: &Row| Ok((row.parse("claimed_by")?, row.number("cases")?));
        rows.iter().map(read).collect()
    }

    /// A candidacy's capture of a questionnaire; none while nobody has written anything.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn capture(
        &mut self,
        candidacy: CandidacyId,
        questionnaire: &QuestionnaireKey,
    ) -> Result<Option<Capture>, StorageError> {
        self.record(BY_ID.with(values![candidacy, questionnaire]))
            .await
    }

    /// The candidacies under which the captures are kept whose case this account took from its queue.
    ///
    /// # Errors
    /// As every read.
    pub async fn cases_taken_by(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<CandidacyId>, StorageError> {
        let rows = self.tx.all(TAKEN_BY.with(values![account])).await?;
        rows.iter().map(|row| row.parse("candidacy")).collect()
    }
}
