//! What publication and the portal read: candidacies with their whole capture.

use domain::capture::Capture;
use domain::id::CandidacyId;
use domain::key::{OfficeKey, QuestionnaireKey};
use domain::registry::Candidacy;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;

use crate::candidacy::candidacy_columns;
use crate::capture::capture_columns;
use crate::engine::{Row, statements, values};
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
        ALL = concat!(with_capture!(), " ORDER BY id");
        ONE = concat!(with_capture!(), " WHERE id = $2");
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
    /// Every candidacy with its capture of `questionnaire`, one by one in order of identifier: the portal's
    /// first load. What is read this way cannot be overwritten in the same unit.
    pub fn portal_rows(
        &mut self,
        questionnaire: &QuestionnaireKey,
    ) -> BoxStream<'_, Result<WithCapture, StorageError>> {
        let rows = self.tx.stream(ALL.with(values![questionnaire]));
        rows.map(|row| read(&row?)).boxed()
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
            for row in self
                .tx
                .all(DUE.with(values![questionnaire, office, limit]))
                .await?
            {
                if let (candidacy, Some(capture)) = read(&row)? {
                    self.seen.note(&candidacy);
                    self.seen.note(&capture);
                    due.push((candidacy, capture));
                }
            }
        }
        Ok(due)
    }
}
