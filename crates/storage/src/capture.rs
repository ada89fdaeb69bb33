//! Captures: one questionnaire of one candidacy.

use std::collections::BTreeMap;

use domain::capture::{Capture, Claim, Remark, State, StateCode};
use domain::id::{AccountId, CandidacyId};
use domain::key::{QuestionnaireKey, StageKey};
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
         revision, submission, resubmission, returns, late"
    };
}
pub(crate) use capture_summary_columns;

/// All of a capture's columns.
macro_rules! capture_columns {
    () => {
        concat!($crate::capture::capture_summary_columns!(), ", answers")
    };
}
pub(crate) use capture_columns;

statements! {
    in "capture";
    statements {
        BY_ID = concat!("SELECT ", capture_columns!(), " FROM capture WHERE candidacy = $1 AND questionnaire = $2");
        ALL = concat!("SELECT ", capture_columns!(), " FROM capture ORDER BY candidacy, questionnaire");
        TAKEN_BY = "SELECT candidacy FROM capture WHERE claimed_by = $1 ORDER BY candidacy";
    }
    inserts {
        INSERT_CAPTURE = Insert {
            table: "capture",
            columns: &[
                "candidacy", "questionnaire", "version", "state", "stage", "claimed_by", "claimed_at", "remarks",
                "state_at", "due", "revision", "submission", "resubmission", "returns", "late", "answers",
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
        late = excluded.late, answers = excluded.answers";
    const SCAN: Statement = ALL;

    fn find(id: &str) -> Option<Query> {
        let (candidacy, questionnaire) = id.split_once(':')?;
        Some(BY_ID.with(values![candidacy, questionnaire]))
    }

    fn cells(&self) -> Vec<Value> {
        let (claim, remarks, at, due) = match &self.state {
            State::Capturing => (None, None, None, None),
            State::InStage { claim, .. } => (*claim, None, None, None),
            State::Returned {
                remarks, at, due, ..
            } => (None, Some(remarks), Some(*at), Some(*due)),
            State::Validated { at } | State::Published { at } => (None, None, Some(*at), None),
        };
        values![
            self.candidacy,
            &self.questionnaire,
            self.version.as_str(),
            self.state.code().code(),
            self.state.stage(),
            claim.map(|claim| claim.by),
            claim.map(|claim| claim.at),
            remarks.map(json),
            at,
            due,
            self.revision,
            self.submission.as_ref().map(json),
            self.resubmission.as_ref().map(json),
            json(&self.returns),
            self.submission.as_ref().map(|sent| sent.late),
            json(&self.answers),
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
        })
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
        },
        StateCode::Returned => State::Returned {
            stage: row.parse("stage")?,
            remarks: row.json::<Vec<Remark>>("remarks")?,
            at: at()?,
            due: Instant::from_micros(row.int("due")?),
        },
        StateCode::Validated => State::Validated { at: at()? },
        StateCode::Published => State::Published { at: at()? },
    })
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

impl Unit {
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
