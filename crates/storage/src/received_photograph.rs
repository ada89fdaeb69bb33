//! Photographs that were received, until each is saved or nobody wants it any more: what the sweep of the store of files
//! looks at, and how many an account sent lately. No record, nothing decides by it (decision 30).

use std::collections::HashSet;

use domain::id::{AccountId, CandidacyId};
use domain::questionnaire::{FileHash, Photograph};
use domain::time::Instant;
use futures_util::TryStreamExt as _;

use crate::engine::{Insert, Row, Statement, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

statements! {
    in "received_photograph";
    statements {
        LATELY = "SELECT candidacy, received FROM received_photograph WHERE account = $1 AND received > $2";
        UNWANTED = "SELECT account, candidacy, received, negative, small, medium, large FROM received_photograph \
                    WHERE wanted < $1";
        WANTED = "SELECT account, candidacy, received, negative, small, medium, large FROM received_photograph \
                  WHERE wanted >= $1";
        WANT = "UPDATE received_photograph SET wanted = $2 WHERE negative = $1 AND wanted < $2";
        DROP_UNWANTED = "DELETE FROM received_photograph \
                         WHERE account = $1 AND candidacy = $2 AND received = $3 AND large = $4 AND wanted < $5";
        TYPED = "SELECT typed FROM autosave";
        REVISIONS = "SELECT changes FROM revision";
        CAPTURES = "SELECT answers, submission, resubmission, outcome, corrections FROM capture";
        STAGED = "SELECT file_hash, choices FROM staged_file";
        RECEIPTS = "SELECT file, content FROM issued_receipt";
        DELIVERIES = "SELECT content FROM delivery";
        EXTENSIONS = "SELECT content FROM extension";
        PROPOSALS = "SELECT content FROM proposal";
        AGREEMENTS = "SELECT content FROM agreement";
        SUPERVISORS = "SELECT content FROM supervisor";
        NOTICES = "SELECT content FROM party_notice";
        DISCLOSURES = "SELECT content FROM disclosure";
        ASSIGNMENTS = "SELECT content FROM assignment";
        HELP_REQUESTS = "SELECT content FROM help_request";
        SETTINGS = "SELECT content FROM setting";
        GROUNDS = "SELECT content FROM ground";
        NOTIFICATIONS = "SELECT content FROM notification";
        HIDINGS = "SELECT content FROM hiding";
        LINKS = "SELECT content FROM confirmation_link";
        EDITS = "SELECT content FROM edits_seen";
    }
    inserts {
        PUT_RECEIVED = Insert {
            table: "received_photograph",
            columns: &["account", "candidacy", "received", "negative", "small", "medium", "large", "wanted"],
            conflict: "ON CONFLICT (account, candidacy, received, large) DO UPDATE SET wanted = excluded.wanted",
        };
    }
}

/// The columns that may name a file for good, whatever it is the file of: the store keeps equal bytes once, so a page of
/// evidence may be the same file as a photograph.
const NAMING: [(Statement, &[&str]); 19] = [
    (REVISIONS, &["changes"]),
    (
        CAPTURES,
        &[
            "answers",
            "submission",
            "resubmission",
            "outcome",
            "corrections",
        ],
    ),
    (STAGED, &["file_hash", "choices"]),
    (RECEIPTS, &["file", "content"]),
    (DELIVERIES, &["content"]),
    (EXTENSIONS, &["content"]),
    (PROPOSALS, &["content"]),
    (AGREEMENTS, &["content"]),
    (SUPERVISORS, &["content"]),
    (NOTICES, &["content"]),
    (DISCLOSURES, &["content"]),
    (ASSIGNMENTS, &["content"]),
    (HELP_REQUESTS, &["content"]),
    (SETTINGS, &["content"]),
    (GROUNDS, &["content"]),
    (NOTIFICATIONS, &["content"]),
    (HIDINGS, &["content"]),
    (LINKS, &["content"]),
    (EDITS, &["content"]),
];

/// A photograph that somebody sent or framed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedPhotograph {
    /// Who.
    pub account: AccountId,
    /// For which candidacy.
    pub candidacy: CandidacyId,
    /// When.
    pub received: Instant,
    /// The whole picture.
    pub negative: FileHash,
    /// Its prints, the smallest first.
    pub prints: [FileHash; 3],
}

impl ReceivedPhotograph {
    /// One that is received now.
    #[must_use]
    pub fn of(
        account: AccountId,
        candidacy: CandidacyId,
        received: Instant,
        photograph: &Photograph,
    ) -> Self {
        Self {
            account,
            candidacy,
            received,
            negative: photograph.negative.clone(),
            prints: photograph.shown().map(Clone::clone),
        }
    }

    /// Its files.
    pub fn files(&self) -> impl Iterator<Item = &FileHash> {
        std::iter::once(&self.negative).chain(&self.prints)
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            account: row.parse("account")?,
            candidacy: row.parse("candidacy")?,
            received: Instant::from_micros(row.int("received")?),
            negative: row.parse("negative")?,
            prints: [
                row.parse("small")?,
                row.parse("medium")?,
                row.parse("large")?,
            ],
        })
    }
}

/// Which of some files are named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedFiles {
    /// For good: by a revision or another record.
    pub kept: HashSet<FileHash>,
    /// By what somebody is typing, which goes when it is saved.
    pub typed: HashSet<FileHash>,
}

impl Unit {
    /// What `account` received after `since`: for which candidacies and when, in no order.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn received_lately(
        &mut self,
        account: AccountId,
        since: Instant,
    ) -> Result<Vec<(CandidacyId, Instant)>, StorageError> {
        let rows = self.tx.all(LATELY.with(values![account, since])).await?;
        rows.iter()
            .map(|row| {
                let received = Instant::from_micros(row.int("received")?);
                Ok((row.parse("candidacy")?, received))
            })
            .collect()
    }

    /// The photographs that nobody sent nor kept since `before`, saved ones among them.
    ///
    /// # Errors
    /// As every read.
    pub async fn photographs_unwanted(
        &mut self,
        before: Instant,
    ) -> Result<Vec<ReceivedPhotograph>, StorageError> {
        let rows = self.tx.all(UNWANTED.with(values![before])).await?;
        rows.iter().map(ReceivedPhotograph::read).collect()
    }

    /// The files of the photographs that somebody sent or kept at `since` or later.
    ///
    /// # Errors
    /// As every read.
    pub async fn photographs_wanted(
        &mut self,
        since: Instant,
    ) -> Result<HashSet<FileHash>, StorageError> {
        let mut files = HashSet::new();
        for row in &self.tx.all(WANTED.with(values![since])).await? {
            files.extend(ReceivedPhotograph::read(row)?.files().cloned());
        }
        Ok(files)
    }

    /// Which of `files` any row names. It reads every text that may, one row at a time.
    ///
    /// # Errors
    /// As every read.
    pub async fn named_files(
        &mut self,
        files: &HashSet<FileHash>,
    ) -> Result<NamedFiles, StorageError> {
        let mut named = NamedFiles::default();
        self.names(TYPED, &["typed"], files, &mut named.typed)
            .await?;
        for (statement, columns) in NAMING {
            self.names(statement, columns, files, &mut named.kept)
                .await?;
        }
        Ok(named)
    }

    async fn names(
        &mut self,
        statement: Statement,
        columns: &[&'static str],
        files: &HashSet<FileHash>,
        named: &mut HashSet<FileHash>,
    ) -> Result<(), StorageError> {
        let mut rows = self.tx.stream(statement);
        while let Some(row) = rows.try_next().await? {
            for &column in columns {
                let text = row.optional_text(column)?.unwrap_or_default();
                named.extend(FileHash::within(&text).filter(|hash| files.contains(hash)));
            }
        }
        Ok(())
    }
}

impl WriteUnit {
    /// Notes that a photograph was received, before its files are kept.
    ///
    /// # Errors
    /// As every write.
    pub async fn note_received(
        &mut self,
        photograph: &ReceivedPhotograph,
    ) -> Result<(), StorageError> {
        let [small, medium, large] = &photograph.prints;
        let row = values![
            photograph.account,
            photograph.candidacy,
            photograph.received,
            photograph.negative.as_str(),
            small.as_str(),
            medium.as_str(),
            large.as_str(),
            photograph.received,
        ];
        self.insert(PUT_RECEIVED, vec![row]).await
    }

    /// Notes that somebody keeps or saves photographs of this picture now: they are not swept for a day more.
    ///
    /// # Errors
    /// As every write.
    pub async fn want_photograph(
        &mut self,
        negative: &FileHash,
        now: Instant,
    ) -> Result<(), StorageError> {
        let query = WANT.with(values![negative.as_str(), now]);
        self.change(query).await.map(drop)
    }

    /// Forgets that a photograph was received, unless somebody wanted it at `before` or later; whether it was forgotten.
    ///
    /// # Errors
    /// As every write.
    pub async fn drop_unwanted(
        &mut self,
        photograph: &ReceivedPhotograph,
        before: Instant,
    ) -> Result<bool, StorageError> {
        let [_, _, large] = &photograph.prints;
        let query = DROP_UNWANTED.with(values![
            photograph.account,
            photograph.candidacy,
            photograph.received,
            large.as_str(),
            before,
        ]);
        Ok(self.change(query).await? > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::CURRICULAR;

    #[test]
    fn every_table_with_a_content_is_read_before_a_file_goes() {
        let texts = CURRICULAR.migrations.iter().map(|migration| migration.text);
        let mut found = 0;
        for table in texts.flat_map(|text| text.split("CREATE TABLE ").skip(1)) {
            let (name, rest) = table.split_once(' ').unwrap();
            let (columns, _) = rest.split_once(';').unwrap();
            if !columns.contains("\n    content {text}") {
                continue;
            }
            found += 1;
            let from = format!(" FROM {name}");
            let mut read = NAMING.iter().filter(|(text, _)| text.text.ends_with(&from));
            assert!(
                read.any(|(_, columns)| columns.contains(&"content")),
                "{name}"
            );
        }
        assert_eq!(found, 16, "the tables are all here");
    }
}
