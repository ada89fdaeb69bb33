//! Revisions: what each save changed, kept for ever.

use domain::capture::{Capture, Revision, RevisionKind};
use domain::id::CandidacyId;
use domain::key::QuestionnaireKey;
use domain::time::Instant;
use sha2::{Digest as _, Sha256};

use crate::columns::{code, json};
use crate::engine::{Insert, Query, Row, Statement, Value, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;

macro_rules! revision_columns {
    () => {
        "candidacy, questionnaire, number, at, account, role, kind, changes"
    };
}

statements! {
    in "revision";
    statements {
        AFTER = concat!("SELECT ", revision_columns!(), " FROM revision \
                        WHERE candidacy = $1 AND questionnaire = $2 AND number > $3 ORDER BY number");
        /// For the verification: revisions with their capture.
        SCAN = concat!("SELECT ", revision_columns!(), " FROM revision ORDER BY candidacy, questionnaire, number");
        ONE = concat!("SELECT ", revision_columns!(), " FROM revision \
                      WHERE candidacy = $1 AND questionnaire = $2 AND number = $3");
    }
    inserts {
        INSERT_REVISION = Insert {
            table: "revision",
            columns: &["candidacy", "questionnaire", "number", "at", "account", "role", "kind", "changes"],
            conflict: "",
        };
    }
}

/// The statement that gives every revision.
pub(crate) const ALL_REVISIONS: Statement = SCAN;

/// The query for the revision of a capture, named as the history does; none if no capture has such a name.
pub(crate) fn find(capture: &str, number: u32) -> Option<Query> {
    let (candidacy, questionnaire) = capture.split_once(':')?;
    Some(ONE.with(values![candidacy, questionnaire, number]))
}

/// The detail of a history entry that vouches for the revision made with it: `<number>:<digest>`.
pub const REVISION_DETAIL: &str = "revision-digest";

/// The row of a capture's revision.
pub(crate) fn cells(capture: &Capture, revision: &Revision) -> Vec<Value> {
    values![
        capture.candidacy,
        &capture.questionnaire,
        revision.number,
        revision.at,
        revision.by,
        code(&revision.role),
        revision.kind.code(),
        json(&revision.changes),
    ]
}

/// What the history must say of the revision of a row: its capture's name and what [`REVISION_DETAIL`] says.
pub(crate) fn vouched_row(row: &Row) -> Result<(String, String), StorageError> {
    let revision = read(row)?;
    if row.text("changes")? != json(&revision.changes) {
        return Err(row.inconsistent("changes"));
    }
    let capture = format!("{}:{}", row.text("candidacy")?, row.text("questionnaire")?);
    let vouched = vouched(&capture, &revision);
    Ok((capture, vouched))
}

/// What [`REVISION_DETAIL`] says of a revision: SHA-256 of its capture's id and its JSON.
pub(crate) fn vouched(capture: &str, revision: &Revision) -> String {
    let digest = Sha256::new()
        .chain_update(capture)
        .chain_update([0])
        .chain_update(json(revision));
    let hexadecimal: String = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}:{hexadecimal}", revision.number)
}

/// The revision of a row.
fn read(row: &Row) -> Result<Revision, StorageError> {
    Ok(Revision {
        number: row.number("number")?,
        at: Instant::from_micros(row.int("at")?),
        by: row.parse("account")?,
        role: row.code("role")?,
        kind: RevisionKind::from_code(&row.text("kind")?)
            .ok_or_else(|| row.inconsistent("kind"))?,
        changes: row.json("changes")?,
    })
}

impl Unit {
    /// The revisions of a capture after number `after`, oldest first; 0 gives all of them.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn revisions(
        &mut self,
        candidacy: CandidacyId,
        questionnaire: &QuestionnaireKey,
        after: u32,
    ) -> Result<Vec<Revision>, StorageError> {
        let rows = self
            .tx
            .all(AFTER.with(values![candidacy, questionnaire, after]))
            .await?;
        rows.iter().map(read).collect()
    }
}
