//! A party's board: each of its candidacies in few columns, so that all of them can be put in order by what presses
//! most and looked through by who types for each. What a page shows besides is read for its rows alone.

use std::collections::BTreeSet;

use domain::capture::StateCode;
use domain::id::{AccountId, CandidacyId};
use domain::key::{OfficeKey, PartyKey, QuestionnaireKey};
use domain::time::Instant;

use crate::engine::{Row, statements, values};
use crate::error::StorageError;
use crate::fold::{fold, matches};
use crate::unit::Unit;

statements! {
    in "candidacy";
    statements {
        ROWS = "SELECT candidacy.id, office, folded_name, term_ends, state, due, assignment.capturer \
            FROM candidacy LEFT JOIN capture ON capture.candidacy = candidacy.capture_home AND capture.questionnaire = $1 \
            LEFT JOIN assignment ON assignment.id = candidacy.id \
            WHERE candidacy.party = $2 AND candidacy.status = 'active'";
        SHOWN = "SELECT DISTINCT member.id FROM party_notice \
            JOIN disclosure ON disclosure.notice = party_notice.id \
            JOIN candidacy AS told ON told.id = disclosure.candidacy \
            JOIN candidacy AS member ON member.capture_home = told.capture_home WHERE party_notice.party = $1";
    }
}

/// A candidacy that a party captures, on its board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRow {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// Its office.
    pub office: OfficeKey,
    /// The name by which it is put in order.
    pub folded_name: String,
    /// The last instant of its term, if it runs or ran.
    pub term_ends: Option<Instant>,
    /// Where its capture stands.
    pub state: StateCode,
    /// Until when what was returned may be corrected.
    pub due: Option<Instant>,
    /// Who types for it.
    pub capturer: Option<AccountId>,
    /// Whether there is evidence that its person was shown the party's notice.
    pub shown: bool,
}

impl PartyRow {
    /// Until when something is to be sent: the term while nothing was, the correction while it was returned.
    #[must_use]
    pub const fn running_until(&self) -> Option<Instant> {
        match self.state {
            StateCode::Untouched | StateCode::Capturing => self.term_ends,
            StateCode::Returned => self.due,
            StateCode::InStage
            | StateCode::Closed
            | StateCode::Validated
            | StateCode::Published => None,
        }
    }

    /// Whether every word of `text` begins a word of the name, whatever its accents and case.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        matches(&self.folded_name, &fold(text))
    }

    fn read(row: &Row, shown: &BTreeSet<CandidacyId>) -> Result<Self, StorageError> {
        let candidacy = row.parse("id")?;
        let state = match row.optional_text("state")? {
            None => StateCode::Untouched,
            Some(code) => StateCode::from_code(&code).ok_or_else(|| row.inconsistent("state"))?,
        };
        Ok(Self {
            candidacy,
            office: row.parse("office")?,
            folded_name: row.text("folded_name")?,
            term_ends: row.optional_int("term_ends")?.map(Instant::from_micros),
            state,
            due: row.optional_int("due")?.map(Instant::from_micros),
            capturer: row.optional_parse("capturer")?,
            shown: shown.contains(&candidacy),
        })
    }
}

impl Unit {
    /// The candidacies in force that a party captures, in the order of names.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn party_rows(
        &mut self,
        party: &PartyKey,
        questionnaire: &QuestionnaireKey,
    ) -> Result<Vec<PartyRow>, StorageError> {
        // The person is shown it once, for whichever of the candidacies that share a capture.
        let shown = self.tx.all(SHOWN.with(values![party])).await?;
        let shown: BTreeSet<CandidacyId> = shown
            .iter()
            .map(|row| row.parse("id"))
            .collect::<Result<_, _>>()?;
        let rows = self
            .tx
            .all(ROWS.with(values![questionnaire, party]))
            .await?;
        let mut rows: Vec<PartyRow> = rows
            .iter()
            .map(|row| PartyRow::read(row, &shown))
            .collect::<Result<_, _>>()?;
        rows.sort_by(|one, other| {
            (&one.folded_name, one.candidacy).cmp(&(&other.folded_name, other.candidacy))
        });
        Ok(rows)
    }
}
