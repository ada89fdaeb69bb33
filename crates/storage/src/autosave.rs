//! What somebody is typing, kept between explicit saves. Not yet an answer: it goes when it is saved.

use domain::id::{AccountId, CandidacyId};
use domain::key::{QuestionnaireKey, SectionKey};
use domain::time::Instant;

use crate::columns::json;
use crate::engine::{Row, statements, values};
use crate::error::StorageError;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

macro_rules! autosave_columns {
    () => {
        "candidacy, questionnaire, section, account, base_revision, typed, at"
    };
}

statements! {
    in "autosave";
    statements {
        ONE = concat!("SELECT ", autosave_columns!(), " FROM autosave \
              WHERE candidacy = $1 AND questionnaire = $2 AND section = $3 AND account = $4");
        OF_ACCOUNT = concat!("SELECT ", autosave_columns!(), " FROM autosave \
                     WHERE candidacy = $1 AND questionnaire = $2 AND account = $3 ORDER BY section");
        PUT = "INSERT INTO autosave (candidacy, questionnaire, section, account, base_revision, typed, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (candidacy, questionnaire, section, account) DO UPDATE SET \
               base_revision = excluded.base_revision, typed = excluded.typed, at = excluded.at";
        CLEAR_ONE = "DELETE FROM autosave \
                     WHERE candidacy = $1 AND questionnaire = $2 AND section = $3 AND account = $4";
        CLEAR_ALL = "DELETE FROM autosave WHERE candidacy = $1 AND questionnaire = $2 AND account = $3";
    }
}

/// What an account has typed in one section since its last save.
#[derive(Clone, PartialEq, Eq)]
pub struct Autosave {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// The questionnaire.
    pub questionnaire: QuestionnaireKey,
    /// The section.
    pub section: SectionKey,
    /// Who types.
    pub account: AccountId,
    /// Number of the revision on which the page was opened; 0 if there was none.
    pub base_revision: u32,
    /// The form's pairs as typed, in order.
    pub typed: Vec<(String, String)>,
    /// When.
    pub at: Instant,
}

impl std::fmt::Debug for Autosave {
    /// Without what was typed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Autosave({} {} {})",
            self.candidacy, self.questionnaire, self.section
        )
    }
}

impl Autosave {
    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            candidacy: row.parse("candidacy")?,
            questionnaire: row.parse("questionnaire")?,
            section: row.parse("section")?,
            account: row.parse("account")?,
            base_revision: row.number("base_revision")?,
            typed: row.json("typed")?,
            at: Instant::from_micros(row.int("at")?),
        })
    }
}

impl Unit {
    /// What `account` has typed in a section since its last save.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn autosave(
        &mut self,
        candidacy: CandidacyId,
        questionnaire: &QuestionnaireKey,
        section: &SectionKey,
        account: AccountId,
    ) -> Result<Option<Autosave>, StorageError> {
        let query = ONE.with(values![candidacy, questionnaire, section, account]);
        self.tx
            .optional(query)
            .await?
            .as_ref()
            .map(Autosave::read)
            .transpose()
    }

    /// What `account` has typed in any section of a questionnaire since it was saved.
    ///
    /// # Errors
    /// As every read.
    pub async fn autosaves(
        &mut self,
        candidacy: CandidacyId,
        questionnaire: &QuestionnaireKey,
        account: AccountId,
    ) -> Result<Vec<Autosave>, StorageError> {
        let query = OF_ACCOUNT.with(values![candidacy, questionnaire, account]);
        self.tx
            .all(query)
            .await?
            .iter()
            .map(Autosave::read)
            .collect()
    }
}

impl WriteUnit {
    /// Keeps what was typed, in place of what was kept before.
    ///
    /// # Errors
    /// As every write.
    pub async fn put_autosave(&mut self, autosave: &Autosave) -> Result<(), StorageError> {
        let values = values![
            autosave.candidacy,
            &autosave.questionnaire,
            &autosave.section,
            autosave.account,
            autosave.base_revision,
            json(&autosave.typed),
            autosave.at,
        ];
        self.change(PUT.with(values)).await.map(drop)
    }

    /// Forgets what `account` typed in a section.
    ///
    /// # Errors
    /// As every write.
    pub async fn clear_autosave(
        &mut self,
        candidacy: CandidacyId,
        questionnaire: &QuestionnaireKey,
        section: &SectionKey,
        account: AccountId,
    ) -> Result<(), StorageError> {
        let query = CLEAR_ONE.with(values![candidacy, questionnaire, section, account]);
        self.change(query).await.map(drop)
    }

    /// Forgets what `account` typed in a questionnaire.
    ///
    /// # Errors
    /// As every write.
    pub async fn clear_autosaves(
        &mut self,
        candidacy: CandidacyId,
        questionnaire: &QuestionnaireKey,
        account: AccountId,
    ) -> Result<(), StorageError> {
        self.change(CLEAR_ALL.with(values![candidacy, questionnaire, account]))
            .await
            .map(drop)
    }
}
