//! The whole story of a questionnaire: each version of its answers with who made it and why, and between them the
//! sendings and decisions, in the order of the history.

use std::collections::BTreeMap;

use domain::account::Role;
use domain::activity::{Act, Action, Author, Subject};
use domain::capture::{Capture, Revision};
use domain::id::{AccountId, CandidacyId};
use domain::key::FieldKey;
use domain::policy::{Reach, reach};
use domain::record::Record;
use domain::registry::Candidacy;
use domain::time::Instant;
use storage::{HistoryFilter, HistoryRow, Unit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Entries read at a time.
const BLOCK: u32 = 500;

/// One step of the story.
#[derive(Debug, Clone)]
pub struct VersionStep {
    /// Its position in the history, from 0: what pages are kept by.
    pub position: u64,
    /// When.
    pub at: Instant,
    /// Who: the holder of the account; none if the program did it.
    pub who: Option<String>,
    /// In which role.
    pub role: Option<Role>,
    /// What was done.
    pub action: Action,
    /// What the history says besides.
    pub details: BTreeMap<String, String>,
    /// The version of the answers that it made, if it made one.
    pub revision: Option<Revision>,
}

/// A page of the story, the newest step first.
#[derive(Debug)]
pub struct VersionsView {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// The steps.
    pub steps: Vec<VersionStep>,
    /// What to pass as `before` for the next page; none if this is the last.
    pub next: Option<u64>,
    /// Versions from before the first sending, which are between whoever writes and their party.
    pub drafts_left_out: usize,
}

impl App {
    /// The story of a candidacy's questionnaire, or only what touched one question; the newest first, before position
    /// `before`.
    ///
    /// The institute reads what was sent and what came after. Drafts stay with those who wrote them, also later.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn versions(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        field: Option<&FieldKey>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<VersionsView, AppError> {
        let dossier = self.dossier(who, id).await?;
        if dossier.gate.is_some() || dossier.draft_hidden {
            return Err(AppError::NotFound);
        }
        let sent = dossier
            .capture
            .as_ref()
            .and_then(|capture| capture.submission.as_ref())
            .map(|submission| submission.revision);
        let from = match reach(who.actor.seat()) {
            Reach::Process => sent.unwrap_or(0),
            _ => 0,
        };
        let (home, key) = (dossier.candidacy.capture_home(), &self.curricular().key);
        let mut unit = self.store.read().await?;
        let mut revisions: BTreeMap<u32, Revision> = unit
            .revisions(home, key, 0)
            .await?
            .into_iter()
            .map(|revision| (revision.number, revision))
            .collect();
        let drafts_left_out = revisions.range(..=from).count();
        revisions.retain(|number, revision| {
            *number > from && field.is_none_or(|field| revision.changes.contains_key(field))
        });
        let subject = Capture::record_id(home, key);
        let rows = story(&mut unit, subject, &revisions, before, limit + 1).await?;
        let more = rows.len() > limit;
        let mut steps = Vec::with_capacity(rows.len().min(limit));
        for (row, number) in rows.into_iter().take(limit) {
            let revision = number.and_then(|number| revisions.get(&number).cloned());
            steps.push(step(&mut unit, row, revision).await?);
        }
        Ok(VersionsView {
            next: steps.last().filter(|_| more).map(|step| step.position),
            candidacy: dossier.candidacy,
            steps,
            drafts_left_out,
        })
    }

    /// Notes that `who` takes the story as a file, whole or of one question: the export is itself an entry, made before
    /// the first row leaves.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn begin_versions_export(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        field: Option<&FieldKey>,
    ) -> Result<(), AppError> {
        let dossier = self.dossier(who, id).await?;
        if dossier.gate.is_some() || dossier.draft_hidden {
            return Err(AppError::NotFound);
        }
        let author = Author::of(&who.actor, Some(who.session));
        let subject = Subject::new(Candidacy::KIND, id);
        let mut act = Act::new(self.now(), author, Action::VersionsExported, subject);
        if let Some(field) = field {
            act = act.with("field", field);
        }
        self.log(act).await.map(|_| ())
    }
}

/// The entries that belong to the story, each with the number of the version that it made: at most `most`, the newest
/// first.
async fn story(
    unit: &mut Unit,
    subject: String,
    revisions: &BTreeMap<u32, Revision>,
    mut before: Option<u64>,
    most: usize,
) -> Result<Vec<(HistoryRow, Option<u32>)>, AppError> {
    let filter = HistoryFilter {
        subject: Some(subject),
        ..HistoryFilter::default()
    };
    let mut told = Vec::new();
    loop {
        let page = unit.history_page(&filter, before, BLOCK).await?;
        for row in page.rows {
            let number = made(&row);
            let belongs = match number {
                Some(number) => revisions.contains_key(&number),
                None => !is_writing(&row),
            };
            if belongs {
                told.push((row, number));
            }
            if told.len() == most {
                return Ok(told);
            }
        }
        before = page.next;
        if before.is_none() {
            return Ok(told);
        }
    }
}

/// The number of the version that an entry made: the history vouches for it by `<number>:<digest>`.
fn made(row: &HistoryRow) -> Option<u32> {
    let vouched = row.entry.fields().details.get(storage::REVISION_DETAIL)?;
    vouched.split(':').next()?.parse().ok()
}

/// Saves that changed nothing, and sittings: they made no version.
fn is_writing(row: &HistoryRow) -> bool {
    matches!(
        Action::from_code(&row.entry.fields().action),
        None | Some(Action::AnswersSaved | Action::AnswersEdited | Action::SittingBegun)
    )
}

async fn step(
    unit: &mut Unit,
    row: HistoryRow,
    revision: Option<Revision>,
) -> Result<VersionStep, AppError> {
    let fields = row.entry.fields();
    let who = match fields.actor.account_id().map(str::parse::<AccountId>) {
        Some(Ok(id)) => unit.account(id).await?.map(|account| account.holder),
        _ => None,
    };
    Ok(VersionStep {
        position: row.position,
        at: Instant::from_micros(fields.instant),
        who,
        role: fields.role.parse().ok(),
        action: Action::from_code(&fields.action).ok_or(AppError::Unreadable("history"))?,
        details: fields.details.clone(),
        revision,
    })
}
