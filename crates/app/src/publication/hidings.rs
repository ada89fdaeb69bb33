//! Hiding something public for a person's safety, at once; looking at it again; lifting it (R24).

use domain::hiding::{HiddenPart, Hiding, HidingOrder, HidingReason, HidingRefusal};
use domain::id::{CandidacyId, HidingId};
use domain::policy::{Permit, Right, Target, permit};
use domain::registry::Candidacy;
use domain::time::Instant;
use storage::{Unit, WriteUnit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Why nothing was hidden, kept or lifted.
#[derive(Debug, thiserror::Error)]
pub enum HidingError {
    /// A rule.
    #[error(transparent)]
    Refused(#[from] HidingRefusal),
    /// Denied, not found, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for HidingError {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

/// A hiding with what its screens say of it.
#[derive(Debug, Clone)]
pub struct HidingView {
    /// The hiding.
    pub hiding: Hiding,
    /// Whose it is.
    pub candidacy: Candidacy,
    /// Who hid it, who looked at it, who lifted it: the holders of their accounts, in that order.
    pub people: Vec<String>,
    /// Whether the next look is due.
    pub is_due: bool,
    /// Whether the next look is for somebody else than who asks.
    pub by_others: bool,
}

/// A form that hides something.
#[derive(Debug, Clone)]
pub struct HideRequest<'a> {
    /// Whose.
    pub candidacy: CandidacyId,
    /// What.
    pub what: HiddenPart,
    /// Why.
    pub reason: HidingReason,
    /// What happened.
    pub note: &'a str,
    /// The day of the next look.
    pub review: jiff::civil::Date,
    /// When the request had arrived.
    pub at: Instant,
}

/// What a second look decides.
#[derive(Debug, Clone, Copy)]
pub enum LookDecision {
    /// It stays hidden until the next look, on this day.
    Keep(jiff::civil::Date),
    /// It is shown again.
    Lift,
}

impl App {
    /// Hides something at once. The portal shows it no more as soon as it has read of this in the history.
    ///
    /// # Errors
    /// [`HidingError`].
    pub async fn hide(
        &self,
        who: &SignedIn,
        request: HideRequest<'_>,
    ) -> Result<HidingId, HidingError> {
        let mut unit = self.store.write().await?;
        let (_, permit) = self
            .hiding_permit(&mut unit, who, request.candidacy)
            .await?;
        let others = unit.hidings_of(request.candidacy).await?;
        let id = HidingId::new(self.now(), self.entropy.as_ref());
        let order = HidingOrder {
            id,
            candidacy: request.candidacy,
            what: request.what,
            reason: request.reason,
            note: request.note,
            review: request.review,
            at: request.at,
        };
        let decided = Hiding::begin(&self.profile, self.curricular(), &permit, order, &others)?;
        self.conclude(unit, decided, request.at).await?;
        Ok(id)
    }

    /// Makes a second look's decision.
    ///
    /// # Errors
    /// [`HidingError`].
    pub async fn look_again(
        &self,
        who: &SignedIn,
        candidacy: CandidacyId,
        id: HidingId,
        decision: LookDecision,
        note: &str,
        at: Instant,
    ) -> Result<(), HidingError> {
        let mut unit = self.store.write().await?;
        let (_, permit) = self.hiding_permit(&mut unit, who, candidacy).await?;
        let hiding = unit
            .hiding(candidacy, id)
            .await?
            .ok_or(AppError::NotFound)?;
        let decided = match decision {
            LookDecision::Keep(day) => hiding.keep(&self.profile, &permit, note, day, at)?,
            LookDecision::Lift => hiding.lift(&permit, note, at)?,
        };
        self.conclude(unit, decided, at).await
    }

    /// Acts of legal effect are covered by a checkpoint at once.
    async fn conclude(
        &self,
        mut unit: WriteUnit,
        decided: domain::record::Decided<Hiding>,
        at: Instant,
    ) -> Result<(), HidingError> {
        unit.apply(decided).await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The hidings, those whose look is due first, or those that were lifted.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn hidings(&self, who: &SignedIn, lifted: bool) -> Result<Vec<HidingView>, AppError> {
        self.may_hide(who)?;
        let mut unit = self.store.read().await?;
        let mut hidings = unit.hidings(!lifted).await?;
        hidings.retain(|hiding| hiding.is_in_force() != lifted);
        hidings.sort_by_key(|hiding| (hiding.review, hiding.at));
        let mut views = Vec::with_capacity(hidings.len());
        for hiding in hidings {
            views.push(self.hiding_view(&mut unit, who, hiding).await?);
        }
        Ok(views)
    }

    /// One hiding.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn hiding(
        &self,
        who: &SignedIn,
        candidacy: CandidacyId,
        id: HidingId,
    ) -> Result<HidingView, AppError> {
        self.may_hide(who)?;
        let mut unit = self.store.read().await?;
        let hiding = unit
            .hiding(candidacy, id)
            .await?
            .ok_or(AppError::NotFound)?;
        self.hiding_view(&mut unit, who, hiding).await
    }

    /// A candidacy of which something is going to be hidden.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn candidacy_to_hide(
        &self,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<Candidacy, AppError> {
        let mut unit = self.store.read().await?;
        Ok(self.hiding_permit(&mut unit, who, id).await?.0)
    }

    /// How many hidings wait for a look that is due.
    ///
    /// # Errors
    /// Storage.
    pub(crate) async fn hidings_due(&self) -> Result<usize, AppError> {
        let now = self.now();
        let hidings = self.store.read().await?.hidings(true).await?;
        Ok(hidings
            .iter()
            .filter(|hiding| hiding.is_due(&self.profile, now))
            .count())
    }

    fn may_hide(&self, who: &SignedIn) -> Result<(), AppError> {
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::HideData,
            Target::Process,
        )?;
        Ok(())
    }

    async fn hiding_permit(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<(Candidacy, Permit), AppError> {
        let candidacy = unit.candidacy(id).await?.ok_or(AppError::NotFound)?;
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::HideData,
            Target::Candidacy(&candidacy),
        )?;
        Ok((candidacy, permit))
    }

    async fn hiding_view(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        hiding: Hiding,
    ) -> Result<HidingView, AppError> {
        let looked = hiding.looks.iter().map(|look| look.by);
        let deciders = std::iter::once(hiding.by)
            .chain(looked)
            .chain(hiding.lifted.iter().map(|lifting| lifting.by));
        let mut people = Vec::new();
        for id in deciders {
            let account = unit.account(id).await?;
            people.push(account.map_or_else(String::new, |account| account.holder));
        }
        Ok(HidingView {
            candidacy: unit
                .candidacy(hiding.candidacy)
                .await?
                .ok_or(AppError::NotFound)?,
            is_due: hiding.is_due(&self.profile, self.now()),
            by_others: hiding.last_decider() == who.actor.account(),
            people,
            hiding,
        })
    }
}
