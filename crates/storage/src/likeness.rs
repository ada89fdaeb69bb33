//! Texts that repeat one another: the sketch of each text that was sent, and the pairs that were found alike. Both follow
//! from the captures and are made again at any time: no record, nothing decides by them.

use domain::id::CandidacyId;
use domain::key::{FieldKey, QuestionnaireKey};
use domain::likeness::BANDS;

use crate::engine::{Insert, Row, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

statements! {
    in "likeness";
    statements {
        SHARING = "SELECT DISTINCT sketch.candidacy, sketch.field FROM sketch \
            WHERE sketch.band = $1 AND sketch.value = $2 AND sketch.candidacy <> $3 \
            ORDER BY sketch.candidacy, sketch.field LIMIT 200";
        OF_CANDIDACY = "SELECT candidacy, field, other, other_field, share FROM likeness WHERE candidacy = $1 \
            ORDER BY share DESC, field, other LIMIT 100";
        DROP_SKETCH = "DELETE FROM sketch WHERE candidacy = $1";
        DROP_LIKENESS = "DELETE FROM likeness WHERE candidacy = $1 OR other = $2";
        DROP_INDEXED = "DELETE FROM indexed_text WHERE candidacy = $1";
        INDEXED = "SELECT revision FROM indexed_text WHERE candidacy = $1";
        PENDING = "SELECT capture.candidacy FROM capture \
            LEFT JOIN indexed_text ON indexed_text.candidacy = capture.candidacy \
            WHERE capture.questionnaire = $1 AND capture.state <> 'capturing' \
            AND (indexed_text.revision IS NULL OR indexed_text.revision <> capture.revision) \
            ORDER BY capture.candidacy LIMIT $2";
    }
    inserts {
        PUT_SKETCH = Insert {
            table: "sketch",
            columns: &["candidacy", "field", "band", "value"],
            conflict: "",
        };
        PUT_LIKENESS = Insert {
            table: "likeness",
            columns: &["candidacy", "field", "other", "other_field", "share"],
            conflict: "ON CONFLICT (candidacy, field, other, other_field) DO UPDATE SET share = excluded.share",
        };
        PUT_INDEXED = Insert {
            table: "indexed_text",
            columns: &["candidacy", "revision"],
            conflict: "",
        };
    }
}

/// The sketch of one text that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedText {
    /// The field.
    pub field: FieldKey,
    /// Its bands.
    pub bands: [u64; BANDS],
}

/// Two texts that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The candidacy that is looked at.
    pub candidacy: CandidacyId,
    /// Its field.
    pub field: FieldKey,
    /// The other candidacy.
    pub other: CandidacyId,
    /// The other's field.
    pub other_field: FieldKey,
    /// The share that both have, in thousandths.
    pub share: u16,
}

impl Likeness {
    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            candidacy: row.parse("candidacy")?,
            field: row.parse("field")?,
            other: row.parse("other")?,
            other_field: row.parse("other_field")?,
            share: row.number("share")?,
        })
    }

    fn cells(&self) -> [Vec<crate::engine::Value>; 2] {
        let share = i64::from(self.share);
        [
            values![
                self.candidacy,
                self.field.as_str(),
                self.other,
                self.other_field.as_str(),
                share
            ],
            values![
                self.other,
                self.other_field.as_str(),
                self.candidacy,
                self.field.as_str(),
                share
            ],
        ]
    }
}

impl Unit {
    /// The texts of other candidacies that share a band of `text`.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn texts_sharing_a_band(
        &mut self,
        candidacy: CandidacyId,
        text: &IndexedText,
    ) -> Result<Vec<(CandidacyId, FieldKey)>, StorageError> {
        let mut found = Vec::new();
        for (band, value) in (0_i64..).zip(text.bands) {
            let query = SHARING.with(values![band, value.cast_signed(), candidacy]);
            for row in self.tx.all(query).await? {
                let text = (row.parse("candidacy")?, row.parse("field")?);
                if !found.contains(&text) {
                    found.push(text);
                }
            }
        }
        Ok(found)
    }

    /// The texts of other candidacies that are like those of this one, the most alike first.
    ///
    /// # Errors
    /// As every read.
    pub async fn likenesses_of(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Vec<Likeness>, StorageError> {
        let rows = self.tx.all(OF_CANDIDACY.with(values![candidacy])).await?;
        rows.iter().map(Likeness::read).collect()
    }

    /// The revision of this candidacy's texts that was compared; none if none was.
    ///
    /// # Errors
    /// As every read.
    pub async fn compared_revision(
        &mut self,
        candidacy: CandidacyId,
    ) -> Result<Option<u32>, StorageError> {
        let row = self.tx.optional(INDEXED.with(values![candidacy])).await?;
        row.map(|row| row.number("revision")).transpose()
    }

    /// The candidacies whose texts were sent and not compared as they are now, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn texts_to_compare(
        &mut self,
        questionnaire: &QuestionnaireKey,
        limit: u32,
    ) -> Result<Vec<CandidacyId>, StorageError> {
        let rows = self
            .tx
            .all(PENDING.with(values![questionnaire, limit]))
            .await?;
        rows.iter().map(|row| row.parse("candidacy")).collect()
    }
}

impl WriteUnit {
    /// Keeps the sketches of a candidacy's texts and the texts that are like them, in place of what was kept.
    ///
    /// # Errors
    /// As every write.
    pub async fn put_compared(
        &mut self,
        candidacy: CandidacyId,
        revision: u32,
        texts: &[IndexedText],
        likenesses: &[Likeness],
    ) -> Result<(), StorageError> {
        self.change(DROP_SKETCH.with(values![candidacy])).await?;
        self.change(DROP_LIKENESS.with(values![candidacy, candidacy]))
            .await?;
        self.change(DROP_INDEXED.with(values![candidacy])).await?;
        let sketch = |text: &IndexedText| {
            let field = text.field.clone();
            let row = move |(band, value): (i64, u64)| {
                values![candidacy, field.as_str(), band, value.cast_signed()]
            };
            (0_i64..).zip(text.bands).map(row).collect::<Vec<_>>()
        };
        let rows: Vec<_> = texts.iter().flat_map(sketch).collect();
        self.insert(PUT_SKETCH, rows).await?;
        let pairs: Vec<_> = likenesses.iter().flat_map(Likeness::cells).collect();
        self.insert(PUT_LIKENESS, pairs).await?;
        let indexed = vec![values![candidacy, revision]];
        self.insert(PUT_INDEXED, indexed).await
    }
}
