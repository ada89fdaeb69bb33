//! Correcting what is public, by the administration (R23).

use domain::capture::{Capture, CorrectionCause, PublicChange};
use domain::id::CandidacyId;
use domain::key::FieldKey;
use domain::policy::{Right, Target, permit};
use domain::questionnaire::Answers;
use domain::receipt::Folio;
use domain::registry::{Candidacy, leader};
use domain::time::Instant;

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A form that corrects one answer.
#[derive(Debug, Clone, Copy)]
pub struct CorrectionRequest<'a> {
    /// Whose.
    pub candidacy: CandidacyId,
    /// The question.
    pub field: &'a FieldKey,
    /// Its new answer.
    pub typed: &'a Answers,
    /// The version that was on the screen.
    pub reviewed: u32,
    /// On what it rests.
    pub cause: CorrectionCause,
    /// Which document says so.
    pub reference: &'a str,
    /// When the request had arrived.
    pub at: Instant,
}

impl App {
    /// A candidacy with its published capture, for who may correct it.
    ///
    /// # Errors
    /// Denied, not found (also while nothing is published), storage.
    pub async fn to_correct(
        &self,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<(Candidacy, Capture), AppError> {
        let mut unit = self.store.read().await?;
        let (candidacy, capture, _) = self.load(&mut unit, id).await?;
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::Publish,
            Target::Candidacy(&candidacy),
        )?;
        let published = capture
            .filter(|capture| matches!(capture.state, domain::capture::State::Published { .. }));
        Ok((candidacy, published.ok_or(AppError::NotFound)?))
    }

    /// Corrects one published answer at once; gives the folio of the act.
    ///
    /// # Errors
    /// Denied, a broken rule, storage.
    pub async fn correct_published(
        &self,
        who: &SignedIn,
        request: CorrectionRequest<'_>,
    ) -> Result<Folio, AppError> {
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, request.candidacy).await?;
        let candidacy = leader(&group).unwrap_or(&candidacy);
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::Publish,
            Target::Candidacy(candidacy),
        )?;
        let change = PublicChange {
            field: request.field,
            typed: request.typed,
            reviewed: request.reviewed,
            cause: request.cause,
            reference: request.reference,
            at: request.at,
        };
        let machine = self.machine(candidacy, &group);
        let decided = machine.correct(&permit, capture, change)?;
        let position = unit.apply(decided).await?;
        unit.checkpoint(self.keys.signer(), request.at).await?;
        unit.commit().await?;
        Ok(Folio::of(position))
    }
}
