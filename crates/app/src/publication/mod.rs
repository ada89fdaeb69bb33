//! Publication: an act of the institute, by itself from the office's date on or released by the administrator (R24).

mod feed;

pub use feed::ChangedCandidacies;

use domain::capture::{Broken, Capture, State};
use domain::id::CandidacyId;
use domain::key::OfficeKey;
use domain::policy::{Permit, Right, Target, permit};
use domain::profile::PublicationMode;
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
    /// publishes by itself. What came too early is published by [`App::publish_due`] at its date.
    pub(crate) async fn publish_if_due(
        &self,
        unit: &mut WriteUnit,
        candidacy: &Candidacy,
        capture: Capture,
        at: Instant,
    ) -> Result<(), AppError> {
        let validated = matches!(capture.state, State::Validated { .. });
        if !validated || self.profile.publication.mode != PublicationMode::Automatic {
            return Ok(());
        }
        let permit = Permit::system(Right::Publish, candidacy.id);
        match self.machine(candidacy).publish(&permit, Some(capture), at) {
            Ok(decided) => {
                unit.apply(decided).await?;
                Ok(())
            }
            Err(Broken::TooEarlyToPublish { .. }) => Ok(()),
            Err(broken) => Err(broken.into()),
        }
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
            let mut unit = self.store.write().await?;
            let due = unit
                .captures_to_publish(&self.curricular().key, &open, BATCH)
                .await?;
            let mut batch = 0;
            for (candidacy, capture) in due {
                if candidacy.status != CandidacyStatus::Active {
                    continue;
                }
                let permit = Permit::system(Right::Publish, candidacy.id);
                let decided = self
                    .machine(&candidacy)
                    .publish(&permit, Some(capture), now)?;
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
        let (candidacy, capture) = self.load(&mut unit, id).await?;
        let target = Target::Candidacy(&candidacy);
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::Publish,
            target,
        )?;
        let decided = self.machine(&candidacy).publish(&permit, capture, at)?;
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
        validated && active && at >= self.machine(&dossier.candidacy).publishable_from()
    }

    /// From when on published profiles are no longer shown; none if the profile gives no date.
    pub fn retirement(&self) -> Option<Instant> {
        let zone = &self.profile.institute.zone;
        self.profile
            .publication
            .retirement
            .map(|day| domain::time::end_of_day(day, zone))
    }
}
