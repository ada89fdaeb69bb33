//! Extensions of terms by the administration (R07): what one would do, granting it, and what was granted.

use domain::account::Role;
use domain::activity::{Action, Author};
use domain::extension::Extension;
use domain::id::{AccountId, CandidacyId, ExtensionId, ProposalId};
use domain::policy::{Right, Target, permit};
use domain::proposal::{Matter, ProposalRefusal};
use domain::questionnaire::clean_text;
use domain::time::Instant;
use storage::{HistoryFilter, StorageError, TermFilter, Unit, WriteUnit};

use super::ExtensionScope;
use super::queue::{self, UnderWay};
use crate::files::EvidenceKind;
use crate::proposals::ProposalsError;
use crate::sign_in::{SignedIn, fold_login};
use crate::{App, AppError};

/// An extension to grant.
#[derive(Debug, Clone)]
pub struct ExtensionOrder {
    /// Its identifier, which the form carries: the same form twice grants one.
    pub id: ExtensionId,
    /// For which candidacies.
    pub scope: ExtensionScope,
    /// The new last instant.
    pub ends: Instant,
    /// Why.
    pub reason: String,
    /// The technical report of the failure, a PDF: needed for more than one candidacy.
    pub report: Option<Vec<u8>>,
}

/// How one account or candidacy is named on a form.
#[derive(Debug, Clone, Copy)]
pub enum ChosenBy<'a> {
    /// By what is typed to sign in.
    Login(&'a str),
    /// By the institute's key of its row.
    RegistryKey(&'a str),
}

/// What an extension would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    /// Candidacies that get a later last instant.
    pub extended: u64,
    /// Of those, the ones whose term is over.
    pub over: u64,
    /// Candidacies of the scope that stay as they are because their term ends as late already.
    pub later: u64,
    /// Candidacies of the scope that stay as they are because they were sent.
    pub sent: u64,
    /// Candidacies of the scope without a term: no receipt of their account is recorded.
    pub without_term: u64,
}

/// An extension that was granted.
#[derive(Debug, Clone)]
pub struct ExtensionView {
    /// What was granted.
    pub extension: Extension,
    /// Who granted it, by name; none if the account is gone or the program did.
    pub by: Option<String>,
    /// How many of its candidacies are still to be written.
    pub left: u64,
    /// How many candidacies have the last instant that it gave.
    pub in_force: u64,
}

/// Why an extension was refused.
#[derive(Debug, thiserror::Error)]
pub enum ExtensionRefusal {
    /// There is no such party, account or candidacy.
    #[error("Elija a quién se amplía el plazo: la candidatura, la cuenta o el partido no existe.")]
    NoSuchScope,
    /// The stretch of time ends before it begins, or has not ended.
    #[error(
        "La falla no puede terminar antes de empezar ni después de este momento. Revise las dos fechas."
    )]
    Window,
    /// The new last instant gives no time.
    #[error("El nuevo término ya pasó. Elija una fecha posterior a este momento.")]
    NotAhead,
    /// Nobody would get more time.
    #[error(
        "No hay candidaturas a las que se les amplíe: ya enviaron, su plazo no ha empezado o ya termina en esa fecha o después."
    )]
    Nobody,
    /// The reason is missing or too long.
    #[error("Escriba el motivo de la ampliación (hasta 500 caracteres).")]
    Reason,
    /// More than one candidacy needs the technical report.
    #[error(
        "Para ampliar el plazo de más de una candidatura adjunte el informe técnico de la falla, en PDF."
    )]
    ReportMissing,
    /// It is no PDF.
    #[error("El informe técnico debe ser un archivo PDF de hasta 10 MB.")]
    NotPdf,
    /// All at once needs two administrators.
    #[error(
        "La ampliación de todas las candidaturas se propone y la aplica otra persona de la administración."
    )]
    NeedsSecond,
    /// The proposal refuses.
    #[error(transparent)]
    Proposal(Box<ProposalsError>),
    /// Denied, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for ExtensionRefusal {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

impl From<ProposalsError> for ExtensionRefusal {
    fn from(error: ProposalsError) -> Self {
        match error {
            ProposalsError::App(error) => Self::App(error),
            ProposalsError::Proposal(ProposalRefusal::Reason) => Self::Reason,
            error => Self::Proposal(Box::new(error)),
        }
    }
}

/// A proposal that was approved and cannot be carried out goes on waiting.
impl From<ExtensionRefusal> for ProposalsError {
    fn from(refusal: ExtensionRefusal) -> Self {
        match refusal {
            ExtensionRefusal::App(error) => Self::App(error),
            _ => Self::Impossible,
        }
    }
}

impl App {
    /// An identifier for an extension that is going to be granted.
    pub fn new_extension_id(&self) -> ExtensionId {
        ExtensionId::new(self.now(), self.entropy.as_ref())
    }

    /// The account of a login and the candidacy of a registry key, for who chooses whom to extend.
    ///
    /// # Errors
    /// [`ExtensionRefusal::NoSuchScope`] if there is none; denied, storage.
    pub async fn extension_scope(
        &self,
        who: &SignedIn,
        chosen: ChosenBy<'_>,
    ) -> Result<ExtensionScope, ExtensionRefusal> {
        self.extending(who)?;
        let mut unit = self.store.read().await?;
        let scope = match chosen {
            ChosenBy::Login(login) => {
                let account = unit.account_by_login(&fold_login(login)).await?;
                account.map(|account| ExtensionScope::Account { id: account.id })
            }
            ChosenBy::RegistryKey(key) => {
                let found = unit.candidacy_by_key(&clean_text(key)).await?;
                found.map(|candidacy| ExtensionScope::Candidacy { id: candidacy.id })
            }
        };
        scope.ok_or(ExtensionRefusal::NoSuchScope)
    }

    /// What an extension of this scope to `ends` would do. Changes nothing.
    ///
    /// # Errors
    /// [`ExtensionRefusal`].
    pub async fn preview_extension(
        &self,
        who: &SignedIn,
        scope: &ExtensionScope,
        ends: Instant,
    ) -> Result<Reached, ExtensionRefusal> {
        self.extending(who)?;
        let mut unit = self.store.read().await?;
        self.reached(&mut unit, scope, ends).await
    }

    /// Grants an extension. A few candidacies get their later last instant at once, many in the background, in short
    /// units ([`carry_on_extensions`](Self::carry_on_extensions)).
    ///
    /// # Errors
    /// [`ExtensionRefusal`]; nothing was granted then.
    pub async fn grant_extension(
        &self,
        who: &SignedIn,
        order: ExtensionOrder,
    ) -> Result<ExtensionId, ExtensionRefusal> {
        let by = self.extending(who)?;
        if order.scope == ExtensionScope::Every {
            return Err(ExtensionRefusal::NeedsSecond);
        }
        let report = self.keep_report(order.report).await?;
        let mut unit = self.store.write().await?;
        if unit.extension(order.id).await?.is_some() {
            return Ok(order.id);
        }
        let granted = Granting {
            id: order.id,
            scope: order.scope,
            ends: order.ends,
            report,
        };
        let extended = self.grant_in(&mut unit, granted, &order.reason, by).await?;
        unit.commit().await?;
        if extended <= queue::UNIT.into() {
            self.carry_on_extensions().await?;
        } else {
            self.extensions_were_granted();
        }
        Ok(order.id)
    }

    /// Proposes the extension of all candidacies, which another administrator applies.
    ///
    /// # Errors
    /// [`ExtensionRefusal`].
    pub async fn propose_extend_every(
        &self,
        who: &SignedIn,
        id: ProposalId,
        ends: Instant,
        reason: &str,
        report: Option<Vec<u8>>,
    ) -> Result<(), ExtensionRefusal> {
        self.extending(who)?;
        let mut unit = self.store.read().await?;
        let every = self
            .reached(&mut unit, &ExtensionScope::Every, ends)
            .await?;
        drop(unit);
        if every.extended == 0 {
            return Err(ExtensionRefusal::Nobody);
        }
        let report = self.keep_report(report).await?;
        let report = report.ok_or(ExtensionRefusal::ReportMissing)?;
        let matter = Matter::ExtendEvery { ends, report };
        match self.propose(who, id, matter, reason).await {
            // The same form twice proposes once.
            Err(ProposalsError::Waiting(waiting)) if waiting == id => Ok(()),
            outcome => outcome.map(|_| ()).map_err(Into::into),
        }
    }

    /// Grants in a unit under way the extension of all candidacies that a second administrator approved. The candidacies
    /// are written after the unit's commit, by [`carry_on_extensions`](Self::carry_on_extensions).
    ///
    /// # Errors
    /// [`ExtensionRefusal`].
    pub async fn extend_every_approved(
        &self,
        unit: &mut WriteUnit,
        ends: Instant,
        report: &str,
        reason: &str,
        by: Author,
    ) -> Result<ExtensionId, ExtensionRefusal> {
        let id = self.new_extension_id();
        let granted = Granting {
            id,
            scope: ExtensionScope::Every,
            ends,
            report: Some(report.to_owned()),
        };
        self.grant_in(unit, granted, reason, by).await?;
        Ok(id)
    }

    async fn grant_in(
        &self,
        unit: &mut WriteUnit,
        granted: Granting,
        reason: &str,
        by: Author,
    ) -> Result<u64, ExtensionRefusal> {
        let Granting {
            id,
            scope,
            ends,
            report,
        } = granted;
        let reached = self.reached(unit, &scope, ends).await?;
        match reached.extended {
            0 => return Err(ExtensionRefusal::Nobody),
            1 => {}
            _ if report.is_none() => return Err(ExtensionRefusal::ReportMissing),
            _ => {}
        }
        let number = u32::try_from(reached.extended).unwrap_or(u32::MAX);
        let at = self.now();
        let extension = Extension::grant(id, ends, reason, report, number, by, at)
            .map_err(|_| ExtensionRefusal::Reason)?;
        unit.apply(extension).await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        queue::put(unit, UnderWay::new(id, scope, ends, by)).await?;
        Ok(reached.extended)
    }

    async fn reached(
        &self,
        unit: &mut Unit,
        scope: &ExtensionScope,
        ends: Instant,
    ) -> Result<Reached, ExtensionRefusal> {
        if ends <= self.now() {
            return Err(ExtensionRefusal::NotAhead);
        }
        let running = self.filter_of(unit, scope).await?;
        let whole = TermFilter {
            unsent: false,
            with_term: false,
            ..running.clone()
        };
        let extended = TermFilter {
            ends_before: Some(ends),
            ..running.clone()
        };
        let over = TermFilter {
            ends_before: Some(ends.min(self.now())),
            ..running.clone()
        };
        let unsent = TermFilter {
            unsent: true,
            ..whole.clone()
        };
        let none = storage::PartyHolders::default();
        let [whole, running, extended, over, unsent] = {
            let mut counts = [0; 5];
            let filters = [&whole, &running, &extended, &over, &unsent];
            for (count, filter) in counts.iter_mut().zip(filters) {
                *count = unit.term_total(filter, &none).await?;
            }
            counts
        };
        Ok(Reached {
            extended,
            over,
            later: running - extended,
            sent: whole - unsent,
            without_term: unsent - running,
        })
    }

    /// Keeps the report, if one was uploaded: the SHA-256 of its bytes.
    async fn keep_report(
        &self,
        report: Option<Vec<u8>>,
    ) -> Result<Option<String>, ExtensionRefusal> {
        let Some(bytes) = report else {
            return Ok(None);
        };
        let fits = bytes.len() <= crate::files::LONGEST_EVIDENCE;
        if !fits || EvidenceKind::of(&bytes) != Some(EvidenceKind::Pdf) {
            return Err(ExtensionRefusal::NotPdf);
        }
        Ok(Some(self.files.keep(bytes).await.map_err(AppError::from)?))
    }

    /// Every extension, the newest first.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn extensions(&self, who: &SignedIn) -> Result<Vec<ExtensionView>, AppError> {
        self.sees_extensions(who)?;
        let mut unit = self.store.read().await?;
        let under_way = queue::read(&mut unit).await?;
        let mut views = Vec::new();
        for extension in unit.extensions().await?.into_iter().rev() {
            let left = match under_way.iter().find(|job| job.id == extension.id) {
                Some(job) => self.left(&mut unit, job).await?,
                None => 0,
            };
            let filter = TermFilter {
                extension: Some(extension.id),
                ..self.term_filter()
            };
            let none = storage::PartyHolders::default();
            views.push(ExtensionView {
                by: granted_by(&mut unit, extension.id).await?,
                in_force: unit.term_total(&filter, &none).await?,
                left,
                extension,
            });
        }
        Ok(views)
    }

    /// The technical report of an extension.
    ///
    /// # Errors
    /// Denied, not found, storage, file.
    pub async fn extension_report(
        &self,
        who: &SignedIn,
        id: ExtensionId,
    ) -> Result<Vec<u8>, AppError> {
        self.sees_extensions(who)?;
        let extension = self.store.read().await?.extension(id).await?;
        let hash = extension
            .and_then(|extension| extension.report)
            .ok_or(AppError::NotFound)?;
        self.files.read(&hash).await?.ok_or(AppError::NotFound)
    }

    /// The technical report that goes with a proposal to extend every term.
    ///
    /// # Errors
    /// Denied, not found, storage, file.
    pub async fn proposed_report(
        &self,
        who: &SignedIn,
        id: ProposalId,
    ) -> Result<Vec<u8>, AppError> {
        self.extending(who)?;
        let proposal = self.store.read().await?.proposal(id).await?;
        match proposal.map(|proposal| proposal.matter) {
            Some(Matter::ExtendEvery { report, .. }) => {
                self.files.read(&report).await?.ok_or(AppError::NotFound)
            }
            _ => Err(AppError::NotFound),
        }
    }

    /// The extension that gave a candidacy its last instant, for somebody who sees the candidacy's state.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn extension_of(
        &self,
        who: &SignedIn,
        candidacy: CandidacyId,
    ) -> Result<Option<Extension>, AppError> {
        let mut unit = self.store.read().await?;
        let candidacy = unit.candidacy(candidacy).await?.ok_or(AppError::NotFound)?;
        permit(
            &self.current(),
            &who.actor,
            Some(who.session),
            Right::SeeState,
            Target::Candidacy(&candidacy),
        )?;
        match candidacy.term.and_then(|term| term.extension) {
            Some(id) => Ok(unit.extension(id).await?),
            None => Ok(None),
        }
    }

    fn extending(&self, who: &SignedIn) -> Result<Author, AppError> {
        let session = Some(who.session);
        let right = Right::ExtendTerms;
        let permit = permit(&self.profile, &who.actor, session, right, Target::Process)?;
        Ok(permit.author())
    }

    /// The administration and who audits it.
    fn sees_extensions(&self, who: &SignedIn) -> Result<(), AppError> {
        if who.actor.role() == Role::Auditor {
            return Ok(());
        }
        self.extending(who).map(|_| ())
    }
}

/// What is granted, before it is checked.
struct Granting {
    id: ExtensionId,
    scope: ExtensionScope,
    ends: Instant,
    report: Option<String>,
}

async fn granted_by(unit: &mut Unit, id: ExtensionId) -> Result<Option<String>, AppError> {
    let filter = HistoryFilter {
        action: Some(Action::ExtensionGranted),
        subject: Some(id.to_string()),
        ..HistoryFilter::default()
    };
    let entry = unit.history_page(&filter, None, 1).await?.rows.pop();
    let account = entry.and_then(|row| {
        let actor = &row.entry.fields().actor;
        actor.account_id()?.parse::<AccountId>().ok()
    });
    match account {
        Some(id) => Ok(unit.account(id).await?.map(|account| account.holder)),
        None => Ok(None),
    }
}
