//! Consulting the activity history (R10).

mod checkpoint;
mod names;
mod refusals;

use domain::activity::{Act, Action, Author, Subject};
use domain::id::AccountId;
use domain::policy::{Permit, Right, Target, permit};
pub use names::Names;
pub(crate) use refusals::Refusals;
pub use storage::{HistoryFilter, HistoryRow, StoredCheckpoint};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A page of the history.
#[derive(Debug)]
pub struct HistoryView {
    /// Its rows, newest first.
    pub rows: Vec<HistoryRow>,
    /// The names that its rows mention.
    pub names: Names,
    /// Where the next, older page begins.
    pub next: Option<u64>,
    /// Entries in the whole history.
    pub size: u64,
    /// The newest signed checkpoint.
    pub checkpoint: Option<StoredCheckpoint>,
}

impl App {
    /// A page of the history, newest first.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn history_page(
        &self,
        who: &SignedIn,
        filter: &HistoryFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<HistoryView, AppError> {
        self.history_permit(who)?;
        let mut unit = self.store.read().await?;
        let page = unit.history_page(filter, before, limit).await?;
        Ok(HistoryView {
            names: Names::of(&mut unit, &page.rows).await?,
            rows: page.rows,
            next: page.next,
            size: unit.history_size().await?,
            checkpoint: unit.latest_checkpoint().await?,
        })
    }

    /// The account with this login, to filter the history by it.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn account_of_login(
        &self,
        who: &SignedIn,
        login: &str,
    ) -> Result<Option<AccountId>, AppError> {
        self.history_permit(who)?;
        let login = crate::sign_in::fold_login(login);
        Ok(self
            .store
            .read()
            .await?
            .account_by_login(&login)
            .await?
            .map(|account| account.id))
    }

    /// The newest signed checkpoint.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn newest_checkpoint(
        &self,
        who: &SignedIn,
    ) -> Result<Option<StoredCheckpoint>, AppError> {
        self.history_permit(who)?;
        Ok(self.store.read().await?.latest_checkpoint().await?)
    }

    /// Notes that `who` exports the history: the export is itself an entry, made before the first row leaves. The
    /// rows come page by page from [`App::history_page`], so that a long export does not hold one snapshot.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn begin_history_export(&self, who: &SignedIn) -> Result<(), AppError> {
        let permit = self.history_permit(who)?;
        let subject = Subject::new("process", &self.profile.process.key);
        self.log(Act::new(
            self.now(),
            permit.author(),
            Action::HistoryExported,
            subject,
        ))
        .await
        .map(|_| ())
    }

    /// Logs that the program started to serve.
    ///
    /// # Errors
    /// Storage.
    pub async fn note_start(&self) -> Result<(), AppError> {
        let subject = Subject::new("process", &self.profile.process.key);
        self.log(Act::new(
            self.now(),
            Author::System,
            Action::ServiceStarted,
            subject,
        ))
        .await
        .map(|_| ())
    }

    fn history_permit(&self, who: &SignedIn) -> Result<Permit, AppError> {
        Ok(permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ReadHistory,
            Target::Process,
        )?)
    }
}
