//! Receipts of acts with legal effect: whose they are, their document, and whether one that somebody shows is genuine
//! (R19).

mod check;
mod document;

use activity_log::Receipt;
use domain::account::Account;
use domain::activity::Action;
use domain::capture::Capture;
use domain::id::{AccountId, CandidacyId};
use domain::policy::{Denial, Right, may_ever};
use domain::receipt::Folio;
use domain::record::Record as _;
use domain::registry::Candidacy;
use storage::{HistoryFilter, HistoryRow, Unit};
use tokio::sync::Semaphore;

pub use check::{Genuine, MAX_SHOWN_BYTES, ReceiptCheck, Shown};

use crate::history::Names;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Documents that are typeset at the same time.
const AT_ONCE: usize = 2;

/// What bounds the making of documents.
#[derive(Debug)]
pub(crate) struct ReceiptWork {
    turns: Semaphore,
}

impl Default for ReceiptWork {
    fn default() -> Self {
        Self {
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

/// A receipt, for its page and its document.
#[derive(Debug)]
pub struct ReceiptView {
    /// Its folio.
    pub folio: Folio,
    /// What was done.
    pub action: Action,
    /// Its entry in the history.
    pub row: HistoryRow,
    /// The proof that can be checked elsewhere; none until a checkpoint covers the entry.
    pub receipt: Option<Receipt>,
    /// Who did it; none if the program did.
    pub author: Option<Account>,
    /// The candidacy that it is about, if it is about one.
    pub candidacy: Option<Candidacy>,
}

/// A page of receipts.
#[derive(Debug)]
pub struct ReceiptList {
    /// The entries, the newest first.
    pub rows: Vec<HistoryRow>,
    /// The names that they mention.
    pub names: Names,
    /// What to pass as `before` for the next page; none if this is the last.
    pub next: Option<u64>,
}

impl App {
    /// The receipts of what `who` did, the newest first: those before position `before`.
    ///
    /// # Errors
    /// Storage.
    pub async fn own_receipts(
        &self,
        who: &SignedIn,
        before: Option<u64>,
        limit: u32,
    ) -> Result<ReceiptList, AppError> {
        let with_receipt = Action::ALL.iter().copied();
        let filter = HistoryFilter {
            account: Some(who.actor.account()),
            actions: with_receipt
                .filter(|action| action.gives_receipt())
                .collect(),
            ..HistoryFilter::default()
        };
        let mut unit = self.store.read().await?;
        let page = unit.history_page(&filter, before, limit).await?;
        Ok(ReceiptList {
            names: Names::of(&mut unit, &page.rows).await?,
            rows: page.rows,
            next: page.next,
        })
    }

    /// The folios of a candidacy's sendings, the latest first: the single capture, and each correction.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn sendings(
        &self,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<Vec<HistoryRow>, AppError> {
        let dossier = self.dossier(who, id).await?;
        if dossier.gate.is_some() {
            return Err(AppError::NotFound);
        }
        let filter = HistoryFilter {
            actions: vec![Action::CaptureSent, Action::CaptureResent],
            // A candidacy may share the capture of another of the same person.
            subject: Some(Capture::record_id(
                dossier.candidacy.capture_home(),
                &self.curricular().key,
            )),
            ..HistoryFilter::default()
        };
        // Every round is one; a page is more than any profile allows.
        let page = self
            .store
            .read()
            .await?
            .history_page(&filter, None, 100)
            .await?;
        Ok(page.rows)
    }

    /// The receipt with this folio: of the own acts, of what was done with a candidacy whose answers one may read, and
    /// of everything for who reads the history.
    ///
    /// # Errors
    /// Not found, also where it is somebody else's; storage.
    pub async fn receipt(&self, who: &SignedIn, folio: Folio) -> Result<ReceiptView, AppError> {
        let mut unit = self.store.read().await?;
        let view = view(&mut unit, folio).await?.ok_or(AppError::NotFound)?;
        drop(unit);
        let own = view.author.as_ref().map(|account| account.id) == Some(who.actor.account());
        if own || may_ever(&self.profile, who.actor.role(), Right::ReadHistory) {
            return Ok(view);
        }
        // Somebody else's act on a candidacy: for who may read what was captured there.
        let of_capture = view.row.entry.fields().subject_kind == Capture::KIND;
        let candidacy = view.candidacy.as_ref().filter(|_| of_capture);
        let candidacy = candidacy.ok_or(AppError::Denied(Denial::NotYours))?.id;
        match self.dossier(who, candidacy).await {
            Ok(dossier) if dossier.gate.is_none() => Ok(view),
            Ok(_) | Err(AppError::Denied(_)) => Err(AppError::Denied(Denial::NotYours)),
            Err(error) => Err(error),
        }
    }
}

/// The receipt of an entry; none if there is no such entry or its act gives none.
async fn view(unit: &mut Unit, folio: Folio) -> Result<Option<ReceiptView>, AppError> {
    let Some(row) = unit.entry(folio.position()).await? else {
        return Ok(None);
    };
    let fields = row.entry.fields();
    let action = Action::from_code(&fields.action).filter(|action| action.gives_receipt());
    let Some(action) = action else {
        return Ok(None);
    };
    let author = match fields.actor.account_id().map(str::parse::<AccountId>) {
        Some(Ok(id)) => unit.account(id).await?,
        _ => None,
    };
    let about = matches!(
        fields.subject_kind.as_str(),
        Candidacy::KIND | Capture::KIND
    );
    let subject = fields.subject_id.split(':').next().unwrap_or_default();
    let candidacy = match subject.parse::<CandidacyId>() {
        Ok(id) if about => unit.candidacy(id).await?,
        _ => None,
    };
    Ok(Some(ReceiptView {
        folio,
        action,
        receipt: unit.receipt(folio.position()).await?,
        row,
        author,
        candidacy,
    }))
}
