//! The registry as its people look through it: lists, one candidacy with what was done to it, and files of what is seen.

use domain::activity::Module;
use domain::id::CandidacyId;
use domain::policy::{Permit, Right, Target, permit};
use domain::proposal::{Proposal, ProposalState};
use domain::registry::Candidacy;
use jiff::civil::DateTime;
use spreadsheets::{ColumnOut, SheetOut, Workbook, WriteError};
pub use storage::{Lacking, RegistryFilter, RegistryStanding};

use super::changes::candidacy_of;
use super::sharing::Sibling;
use super::template::TemplateFormat;
use crate::history::{HistoryFilter, HistoryRow, Names};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Entries of the history that one candidacy's page shows.
const ENTRIES: u32 = 100;
/// Rows read at once for a file.
const BLOCK: u32 = 2_000;

/// A page of the registry.
#[derive(Debug, Clone)]
pub struct RegistryView {
    /// Its rows.
    pub rows: Vec<Candidacy>,
    /// Where the next page begins, if there is one.
    pub next: Option<CandidacyId>,
    /// Rows on all pages.
    pub total: u64,
}

/// One candidacy with what the registry's people know of it.
#[derive(Debug)]
pub struct RegistryRecord {
    /// As it is registered.
    pub candidacy: Candidacy,
    /// What the history says of it in the registry, the newest first.
    pub history: Vec<HistoryRow>,
    /// The names that those entries mention.
    pub names: Names,
    /// Proposals about it that wait.
    pub waiting: Vec<Proposal>,
    /// The other candidacies of its person which share its capture or could.
    pub siblings: Vec<Sibling>,
}

impl App {
    /// A page of the registry.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn registry_view(
        &self,
        who: &SignedIn,
        filter: &RegistryFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<RegistryView, AppError> {
        self.registry_reader(who)?;
        let mut unit = self.store.read().await?;
        let page = unit.registry_page(filter, after, limit).await?;
        let whole = after.is_none() && page.next.is_none();
        let total = if whole {
            page.rows.len() as u64
        } else {
            unit.registry_count(filter).await?
        };
        Ok(RegistryView {
            rows: page.rows,
            next: page.next,
            total,
        })
    }

    /// Every row that a filter leaves, in the order of the list.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn registry_rows(
        &self,
        who: &SignedIn,
        filter: &RegistryFilter,
    ) -> Result<Vec<Candidacy>, AppError> {
        self.registry_reader(who)?;
        let mut unit = self.store.read().await?;
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = unit.registry_page(filter, after, BLOCK).await?;
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                return Ok(rows);
            }
        }
    }

    /// One candidacy with its history in the registry.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn registry_record(
        &self,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<RegistryRecord, AppError> {
        self.registry_reader(who)?;
        let mut unit = self.store.read().await?;
        let candidacy = unit.candidacy(id).await?.ok_or(AppError::NotFound)?;
        let filter = HistoryFilter {
            module: Some(Module::Registry),
            subject: Some(id.to_string()),
            ..HistoryFilter::default()
        };
        let history = unit.history_page(&filter, None, ENTRIES).await?.rows;
        let waiting = unit.waiting_proposals().await?;
        Ok(RegistryRecord {
            siblings: self.siblings(&mut unit, &candidacy).await?,
            candidacy,
            names: Names::of(&mut unit, &history).await?,
            history,
            waiting: waiting
                .into_iter()
                .filter(|proposal| proposal.state == ProposalState::Waiting)
                .filter(|proposal| candidacy_of(&proposal.matter) == Some(id))
                .collect(),
        })
    }

    /// Who may look through the registry.
    pub(super) fn registry_reader(&self, who: &SignedIn) -> Result<Permit, AppError> {
        Ok(permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ProposeRegistry,
            Target::Process,
        )?)
    }
}

/// A table as a file: the same rows as CSV, or as a workbook.
///
/// # Errors
/// The workbook could not be made.
pub fn table_file(
    sheet: &str,
    headings: &[&str],
    rows: Vec<Vec<String>>,
    format: TemplateFormat,
    created: DateTime,
) -> Result<Vec<u8>, WriteError> {
    if format == TemplateFormat::Csv {
        let headings = headings.iter().map(|heading| (*heading).to_owned());
        let all = std::iter::once(headings.collect::<Vec<String>>()).chain(rows);
        return Ok(spreadsheets::csv(all));
    }
    let columns = headings.iter().map(|heading| ColumnOut {
        heading: (*heading).to_owned(),
        note: String::new(),
        width: 22.0,
        choices: Vec::new(),
    });
    let sheet = SheetOut {
        name: sheet.to_owned(),
        columns: columns.collect(),
        rows,
    };
    Workbook::new(created).sheet(sheet).finish()
}
