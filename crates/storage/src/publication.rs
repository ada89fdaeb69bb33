//! What publication and the portal read: candidacies with their whole capture.

use domain::capture::Capture;
use domain::id::CandidacyId;
use domain::key::{OfficeKey, QuestionnaireKey, StageKey};
use domain::registry::Candidacy;
use domain::time::Instant;

use crate::candidacy::candidacy_columns;
use crate::capture::capture_columns;
use crate::engine::{Query, Row, statements, values};
use crate::error::StorageError;
use crate::record::Stored;
use crate::unit::Unit;

macro_rules! with_capture {
    () => {
        concat!(
            "SELECT ",
            candidacy_columns!(),
            ", ",
            capture_columns!(),
            " FROM candidacy LEFT JOIN capture \
             ON capture.candidacy = candidacy.capture_home AND capture.questionnaire = $1"
        )
    };
}

statements! {
    in "publication";
    statements {
        AFTER = concat!(with_capture!(), " WHERE id > $2 ORDER BY id LIMIT $3");
        ONE = concat!(with_capture!(), " WHERE id = $2");
        LAPSED = concat!(with_capture!(), " WHERE state = 'returned' AND stage = $2 AND due < $3 \
                         AND status = 'active' ORDER BY due, id LIMIT $4");
        HELD = concat!(with_capture!(), " WHERE state = 'in_stage' AND stage = $2 AND claimed_at <= $3 \
                       AND status = 'active' ORDER BY claimed_at, id LIMIT $4");
        DUE = concat!(with_capture!(), " WHERE state = 'validated' AND office = $2 AND status = 'active' \
                      ORDER BY id LIMIT $3");
    }
}

/// A candidacy with its capture of one questionnaire, if anything was written.
pub type WithCapture = (Candidacy, Option<Capture>);

fn read(row: &Row) -> Result<WithCapture, StorageError> {
    let capture = if row.is_null("state")? {
        None
    } else {
        Some(Capture::read(row)?)
    };
    Ok((Candidacy::read(row)?, capture))
}

impl Unit {
    /// A candidacy with its capture of `questionnaire`. Both may be overwritten in the same unit.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn candidacy_with_capture(
        &mut self,
        id: CandidacyId,
        questionnaire: &QuestionnaireKey,
    ) -> Result<Option<WithCapture>, StorageError> {
        let Some(row) = self
            .tx
            .optional(ONE.with(values![questionnaire, id]))
            .await?
        else {
            return Ok(None);
        };
        let (candidacy, capture) = read(&row)?;
        self.seen.note(&candidacy);
        if let Some(capture) = &capture {
            self.seen.note(capture);
        }
        Ok(Some((candidacy, capture)))
    }

    /// Candidacies with their captures of `questionnaire` in the order of identifiers: those after `after`, at most
    /// `limit`. What is read this way cannot be overwritten in the same unit.
    ///
    /// # Errors
    /// As every read.
    pub async fn portal_page(
        &mut self,
        questionnaire: &QuestionnaireKey,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<Vec<WithCapture>, StorageError> {
        // Every identifier is greater than an empty text.
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let rows = self
            .tx
            .all(AFTER.with(values![questionnaire, after, limit]))
            .await?;
        rows.iter().map(read).collect()
    }

    /// The same of some candidacies: what [`changed_since`](Self::changed_since) names. Those that do not
    /// exist are absent.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn portal_rows_of(
        &mut self,
        questionnaire: &QuestionnaireKey,
        candidacies: &[CandidacyId],
    ) -> Result<Vec<WithCapture>, StorageError> {
        let mut rows = Vec::with_capacity(candidacies.len());
        for id in candidacies {
            let row = self
                .tx
                .optional(ONE.with(values![questionnaire, *id]))
                .await?;
            rows.extend(row.as_ref().map(read).transpose()?);
        }
        Ok(rows)
    }

    /// Captures of standing candidacies whose days to correct were over before `now`, those that ended first first; at
    /// most `limit`. Only those that `stage` returned are looked at.
    ///
    /// # Errors
    /// As every read.
    pub async fn lapsed_corrections(
        &mut self,
        questionnaire: &QuestionnaireKey,
        stage: &StageKey,
        now: Instant,
        limit: u32,
    ) -> Result<Vec<(Candidacy, Capture)>, StorageError> {
        self.noted(LAPSED.with(values![questionnaire, stage, now, limit]))
            .await
    }

    /// Captures of standing candidacies that somebody took at `taken` or before, those taken first first; at most
    /// `limit`. Only those in `stage` are looked at.
    ///
    /// # Errors
    /// As every read.
    pub async fn cases_held_since(
        &mut self,
        questionnaire: &QuestionnaireKey,
        stage: &StageKey,
        taken: Instant,
        limit: u32,
    ) -> Result<Vec<(Candidacy, Capture)>, StorageError> {
        self.noted(HELD.with(values![questionnaire, stage, taken, limit]))
            .await
    }

    /// Rows that may be overwritten in the same unit.
    async fn noted(&mut self, query: Query) -> Result<Vec<(Candidacy, Capture)>, StorageError> {
        let mut found = Vec::new();
        for row in self.tx.all(query).await? {
            if let (candidacy, Some(capture)) = read(&row)? {
                self.seen.note(&candidacy);
                self.seen.note(&capture);
                found.push((candidacy, capture));
            }
        }
        Ok(found)
    }

    /// Validated captures of standing candidacies for some offices: those whose date has come. At most `limit`
    /// of each office.
    ///
    /// # Errors
    /// As every read.
    pub async fn captures_to_publish(
        &mut self,
        questionnaire: &QuestionnaireKey,
        offices: &[OfficeKey],
        limit: u32,
    ) -> Result<Vec<(Candidacy, Capture)>, StorageError> {
        let mut due = Vec::new();
        for office in offices {
            let query = DUE.with(values![questionnaire, office, limit]);
            due.extend(self.noted(query).await?);
        }
        Ok(due)
    }
}
