//! Names of what the history mentions, resolved when it is shown: the history itself keeps identifiers only.

use std::collections::HashMap;

use domain::id::{AccountId, CandidacyId};
use storage::{HistoryRow, Unit};

use crate::AppError;

/// The names of some rows.
#[derive(Debug, Default)]
pub struct Names {
    accounts: HashMap<String, String>,
    candidacies: HashMap<String, String>,
}

/// The part of a subject's id that names the account or candidacy.
fn about(row: &HistoryRow) -> &str {
    row.entry
        .fields()
        .subject_id
        .split(':')
        .next()
        .unwrap_or_default()
}

impl Names {
    /// The names of these rows.
    pub(crate) async fn of(unit: &mut Unit, rows: &[HistoryRow]) -> Result<Self, AppError> {
        let mut names = Self::default();
        for row in rows {
            let subject = (row.entry.fields().subject_kind == "account").then(|| about(row));
            for id in row
                .entry
                .fields()
                .actor
                .account_id()
                .into_iter()
                .chain(subject)
            {
                names.account(unit, id).await?;
            }
            if matches!(
                row.entry.fields().subject_kind.as_str(),
                "candidacy" | "capture" | "assignment" | "hiding" | "edits-seen"
            ) {
                names.candidacy(unit, about(row)).await?;
            }
        }
        Ok(names)
    }

    async fn account(&mut self, unit: &mut Unit, id: &str) -> Result<(), AppError> {
        if !self.accounts.contains_key(id)
            && let Ok(known) = id.parse::<AccountId>()
            && let Some(account) = unit.account(known).await?
        {
            self.accounts.insert(id.to_owned(), account.login);
        }
        Ok(())
    }

    async fn candidacy(&mut self, unit: &mut Unit, id: &str) -> Result<(), AppError> {
        if !self.candidacies.contains_key(id)
            && let Ok(known) = id.parse::<CandidacyId>()
            && let Some(candidacy) = unit.candidacy(known).await?
        {
            self.candidacies
                .insert(id.to_owned(), candidacy.data.person.full_name());
        }
        Ok(())
    }

    /// Who did it.
    pub fn author(&self, row: &HistoryRow) -> String {
        match row.entry.fields().actor.account_id() {
            Some(id) => self
                .accounts
                .get(id)
                .cloned()
                .unwrap_or_else(|| id.to_owned()),
            None if row.entry.fields().actor.as_text() == "system" => "El sistema".to_owned(),
            None => "Alguien sin sesión".to_owned(),
        }
    }

    /// About what.
    pub fn subject(&self, row: &HistoryRow) -> String {
        let id = about(row);
        let known = self.candidacies.get(id).or_else(|| self.accounts.get(id));
        known
            .cloned()
            .unwrap_or_else(|| row.entry.fields().subject_id.clone())
    }
}
