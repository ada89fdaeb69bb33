//! Publication: an act of the institute, by itself from the office's date on or released by the administrator (R24).

mod correcting;
mod feed;
mod hidings;

pub use correcting::CorrectionRequest;
pub use feed::ChangedCandidacies;
pub use hidings::{HideRequest, HidingError, HidingView, LookDecision};

use std::collections::BTreeSet;

use domain::capture::{Broken, Capture, State};
use domain::id::CandidacyId;
use domain::key::OfficeKey;
use domain::policy::{Permit, Right, Target, permit};
use domain::profile::PublicationMode;
use domain::record::Decided;
use domain::registry::{Candidacy, CandidacyStatus};
use domain::time::Instant;
use storage::WriteUnit;

use crate::capture::Dossier;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Profiles published in one write unit: short enough not to make savers wait.
const BATCH: u32 = 50;

impl App {
    /// Publishes in the unit under way what has just been validated, if the office's date has come and the profile
    /// publishes by itself; of a capture that several candidacies share, if the date of one of them has. What came too
    /// early is published by [`App::publish_due`] at its date.
    pub(crate) async fn publish_if_due(
        &self,
        unit: &mut WriteUnit,
        served: (&Candidacy, &[Candidacy]),
        capture: Capture,
        at: Instant,
    ) -> Result<(), AppError> {
        let validated = matches!(capture.state, State::Validated { .. });
        if !validated || self.profile.publication.mode != PublicationMode::Automatic {
            return Ok(());
        }
        let candidacy = self.published_first(served);
        let permit = Permit::system(Right::Publish, candidacy.id);
        match self.publish(&permit, candidacy, capture, at) {
            Ok(decided) => {
                unit.apply(decided).await?;
                Ok(())
            }
            Err(Broken::TooEarlyToPublish { .. }) => Ok(()),
            Err(broken) => Err(broken.into()),
        }
    }

    /// Of the candidacies that a capture serves, the one whose office publishes first.
    fn published_first<'a>(
        &self,
        (candidacy, group): (&'a Candidacy, &'a [Candidacy]),
    ) -> &'a Candidacy {
        let standing = group
            .iter()
            .filter(|other| other.status == CandidacyStatus::Active);
        std::iter::once(candidacy)
            .chain(standing)
            .min_by_key(|candidacy| self.machine(candidacy, &[]).publishable_from())
            .unwrap_or(candidacy)
    }

    fn publish(
        &self,
        permit: &Permit,
        candidacy: &Candidacy,
        capture: Capture,
        at: Instant,
    ) -> Result<Decided<Capture>, Broken> {
        self.machine(candidacy, &[])
            .publish(permit, Some(capture), at)
    }

    /// Publishes every validated profile whose office's date has come, where the profile publishes by itself.
    /// Returns how many.
    ///
    /// # Errors
    /// Storage.
    pub async fn publish_due(&self) -> Result<u64, AppError> {
        if self.profile.publication.mode != PublicationMode::Automatic {
            return Ok(0);
        }
        let now = self.now();
        let open: Vec<OfficeKey> = self
            .profile
            .offices
            .iter()
            .filter(|office| {
                let zone = &self.profile.institute.zone;
                now >= Instant::from_civil(
                    office.publish_from.date(),
                    office.publish_from.time(),
                    zone,
                )
            })
            .map(|office| office.key.clone())
            .collect();
        let mut published = 0;
        loop {
            let mut unit = self.store.write_long().await?;
            let due = unit
                .captures_to_publish(&self.curricular().key, &open, BATCH)
                .await?;
            let (mut batch, mut done) = (0, BTreeSet::new());
            for (candidacy, capture) in due {
                // One capture may serve several candidacies whose dates have come.
                if candidacy.status != CandidacyStatus::Active || !done.insert(capture.candidacy) {
                    continue;
                }
                let permit = Permit::system(Right::Publish, candidacy.id);
                let decided = self.publish(&permit, &candidacy, capture, now)?;
                unit.apply(decided).await?;
                batch += 1;
            }
            if batch == 0 {
                return Ok(published);
            }
            unit.commit().await?;
            published += batch;
        }
    }

    /// Releases one validated profile, where the institute publishes by hand.
    ///
    /// # Errors
    /// Denied, a broken rule, storage.
    pub async fn release_profile(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        at: Instant,
    ) -> Result<(), AppError> {
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        let first = self.published_first((&candidacy, &group));
        let target = Target::Candidacy(first);
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::Publish,
            target,
        )?;
        let capture = capture.ok_or(Broken::NothingCaptured)?;
        let decided = self.publish(&permit, first, capture, at)?;
        unit.apply(decided).await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Whether this capture could be published at `at`.
    pub fn can_be_released(&self, dossier: &Dossier, at: Instant) -> bool {
        let validated = matches!(
            dossier.capture.as_ref().map(|capture| &capture.state),
            Some(State::Validated { .. })
        );
        let active = dossier.candidacy.status == CandidacyStatus::Active;
        let first = self.published_first((&dossier.candidacy, &dossier.serves));
        validated && active && at >= self.machine(first, &[]).publishable_from()
    }
}
