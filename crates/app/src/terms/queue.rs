//! Extensions that are being written, candidacy by candidacy in short units, so that whoever saves meanwhile does not
//! wait. What is under way is kept in the database: a program that was stopped goes on where it was, and what has its
//! later last instant already is not written again.

use domain::account::Role;
use domain::activity::Author;
use domain::id::{AccountId, CandidacyId, ExtensionId, SessionId};
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use storage::{Change, TermFilter, Unit, WriteUnit};

use super::{ExtensionRefusal, ExtensionScope};
use crate::{App, AppError};

/// Name of the setting.
const SETTING: &str = "terms.extensions";
/// Candidacies in a unit.
pub(super) const UNIT: u32 = 200;

/// An extension that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UnderWay {
    pub(super) id: ExtensionId,
    scope: ExtensionScope,
    ends: Instant,
    account: Option<AccountId>,
    role: Option<Role>,
    session: Option<SessionId>,
}

impl UnderWay {
    pub(super) fn new(id: ExtensionId, scope: ExtensionScope, ends: Instant, by: Author) -> Self {
        let (account, role, session) = match by {
            Author::Account {
                account,
                role,
                session,
            } => (Some(account), Some(role), session),
            Author::System | Author::Anonymous => (None, None, None),
        };
        Self {
            id,
            scope,
            ends,
            account,
            role,
            session,
        }
    }

    /// Who granted it: every candidacy's entry in the history says so.
    fn author(&self) -> Author {
        match (self.account, self.role) {
            (Some(account), Some(role)) => Author::Account {
                account,
                role,
                session: self.session,
            },
            _ => Author::System,
        }
    }
}

/// The extensions that are being written.
pub(super) async fn read(unit: &mut Unit) -> Result<Vec<UnderWay>, AppError> {
    match unit.setting(SETTING).await? {
        Some(text) => {
            serde_json::from_str(&text).map_err(|_| AppError::Unreadable("extensions under way"))
        }
        None => Ok(Vec::new()),
    }
}

/// Adds one.
pub(super) async fn put(unit: &mut WriteUnit, job: UnderWay) -> Result<(), AppError> {
    let mut jobs = read(unit).await?;
    jobs.push(job);
    keep(unit, &jobs).await
}

async fn keep(unit: &mut WriteUnit, jobs: &[UnderWay]) -> Result<(), AppError> {
    let text = serde_json::to_string(jobs).expect("plain data: no map with keys other than text");
    Ok(unit.put_setting(SETTING, &text).await?)
}

impl App {
    /// Wakes what is done in the background: there are candidacies to write. Called after the commit that granted it.
    pub(crate) fn extensions_were_granted(&self) {
        self.terms.granted.notify_one();
    }

    /// Ends once an extension was granted whose candidacies are to be written in the background.
    pub(crate) async fn extension_granted(&self) {
        self.terms.granted.notified().await;
    }

    /// Writes the extensions that are under way, until none is or another call is at it. Gives how many candidacies
    /// got their later last instant.
    ///
    /// # Errors
    /// Storage; what was written stays, and the next call goes on.
    pub async fn carry_on_extensions(&self) -> Result<u64, AppError> {
        let Ok(_one) = self.terms.carrying.try_lock() else {
            return Ok(0);
        };
        let mut extended = 0;
        loop {
            let jobs = read(&mut self.store.read().await?).await?;
            let Some(job) = jobs.into_iter().next() else {
                return Ok(extended);
            };
            let mut after = None;
            loop {
                let (done, last) = self.extend_some(&job, after).await?;
                extended += done;
                after = last;
                if last.is_none() {
                    break;
                }
                // Whoever waits for the lock goes first.
                tokio::task::yield_now().await;
            }
        }
    }

    /// One unit of an extension: gives how many candidacies it wrote and the last one it looked at, or none when the
    /// extension is done.
    async fn extend_some(
        &self,
        job: &UnderWay,
        after: Option<CandidacyId>,
    ) -> Result<(u64, Option<CandidacyId>), AppError> {
        let mut unit = self.store.write_long().await?;
        let filter = self.extended_by(&mut unit, job).await?;
        let found = match &filter {
            Some(filter) => unit.term_records(filter, after, UNIT).await?,
            None => Vec::new(),
        };
        let last = found.last().map(|candidacy| candidacy.id);
        let now = self.now();
        // One that may not be extended any more, say because the instant has passed meanwhile, stays as it is.
        let extend = |candidacy: domain::registry::Candidacy| {
            candidacy
                .extend_term(job.ends, job.id, job.author(), now)
                .ok()
        };
        let extended: Vec<CandidacyId> = found.iter().map(|candidacy| candidacy.id).collect();
        let changes: Vec<Change> = found
            .into_iter()
            .filter_map(extend)
            .map(Change::from)
            .collect();
        let written = changes.len() as u64;
        unit.apply_all(changes).await?;
        self.level_terms(&mut unit, extended, job.author(), now)
            .await?;
        if last.is_none() {
            let mut jobs = read(&mut unit).await?;
            jobs.retain(|other| other.id != job.id);
            keep(&mut unit, &jobs).await?;
            unit.checkpoint(self.keys.signer(), now).await?;
        }
        unit.commit().await?;
        Ok((written, last))
    }

    /// How many candidacies of an extension are still to be written.
    pub(super) async fn left(&self, unit: &mut Unit, job: &UnderWay) -> Result<u64, AppError> {
        match self.extended_by(unit, job).await? {
            Some(filter) => Ok(unit
                .term_total(&filter, &storage::PartyHolders::default())
                .await?),
            None => Ok(0),
        }
    }

    /// What an extension still reaches; none if its scope is gone.
    async fn extended_by(
        &self,
        unit: &mut Unit,
        job: &UnderWay,
    ) -> Result<Option<TermFilter>, AppError> {
        match self.filter_of(unit, &job.scope).await {
            Ok(mut filter) => {
                filter.ends_before = Some(job.ends);
                Ok(Some(filter))
            }
            Err(ExtensionRefusal::App(error @ AppError::Storage(_))) => Err(error),
            Err(_) => Ok(None),
        }
    }
}
