//! What the program ends by itself: claims that nobody used, corrections that did not come (R21).

use std::collections::BTreeSet;

use domain::capture::Capture;
use domain::policy::{Permit, Right};
use domain::registry::{Candidacy, CandidacyStatus, leader};
use storage::Unit;

use crate::{App, AppError};

/// Cases ended in one write unit: short enough not to make savers wait.
const BATCH: u32 = 50;
/// Seconds after its last instant before a correction is ended. One that arrived in time may still wait for a password to
/// be checked or a photograph to be read; no request takes this long. Late ones are refused by when they arrived, so
/// the grace gives nobody more time. Decisions on claims wait for neither: claims lapse at their instant.
const GRACE: i64 = 120;

impl App {
    /// Sends every case back to its queue whose claim has lapsed. Returns how many.
    ///
    /// # Errors
    /// Storage.
    pub async fn end_lapsed_claims(&self) -> Result<u64, AppError> {
        let now = self.now();
        let mut ended = 0;
        for stage in &self.profile.stages {
            let Some(hours) = stage.claim_hours else {
                continue;
            };
            let taken = now.plus_seconds(-i64::from(hours) * 3_600);
            loop {
                let mut unit = self.store.write().await?;
                let held = unit
                    .cases_held_since(&self.curricular().key, &stage.key, taken, BATCH)
                    .await?;
                if held.is_empty() {
                    break;
                }
                for (candidacy, capture, group) in self.led(&mut unit, held).await? {
                    let permit = Permit::system(Right::ManageValidation, candidacy.id);
                    let machine = self.machine(&candidacy, &group);
                    let freed = machine.free(&permit, Some(capture), now)?;
                    unit.apply(freed).await?;
                    ended += 1;
                }
                unit.commit().await?;
            }
        }
        Ok(ended)
    }

    /// Ends every correction whose days are over, as the profile says of its stage, in the order in which they ended,
    /// and once nothing that was sent in time can still be on its way. Returns how many. Doing it again finds nothing.
    ///
    /// # Errors
    /// Storage.
    pub async fn end_lapsed_corrections(&self) -> Result<u64, AppError> {
        let now = self.now();
        let before = now.plus_seconds(-GRACE);
        let mut ended = 0;
        for stage in &self.profile.stages {
            if stage.on_lapse.is_none() {
                continue;
            }
            loop {
                let mut unit = self.store.write().await?;
                let key = &self.curricular().key;
                let lapsed = unit
                    .lapsed_corrections(key, &stage.key, before, BATCH)
                    .await?;
                if lapsed.is_empty() {
                    break;
                }
                let grounds = self.grounds_in(&mut unit).await?;
                for (candidacy, capture, group) in self.led(&mut unit, lapsed).await? {
                    debug_assert_eq!(candidacy.status, CandidacyStatus::Active);
                    let since = unit.revisions(capture.candidacy, key, 0).await?;
                    let permit = Permit::system(Right::ManageValidation, candidacy.id);
                    let machine = self.machine(&candidacy, &group);
                    let decided = machine.lapse(&permit, Some(capture.clone()), &since, now)?;
                    let served = (&candidacy, group.as_slice());
                    self.settle(&mut unit, served, &grounds, &capture, decided, "")
                        .await?;
                    ended += 1;
                }
                unit.checkpoint(self.keys.signer(), now).await?;
                unit.commit().await?;
            }
        }
        Ok(ended)
    }

    /// Each capture once, with the candidacy that leads it and all that it serves.
    async fn led(
        &self,
        unit: &mut Unit,
        found: Vec<(Candidacy, Capture)>,
    ) -> Result<Vec<(Candidacy, Capture, Vec<Candidacy>)>, AppError> {
        let (mut led, mut known) = (Vec::new(), BTreeSet::new());
        for (candidacy, capture) in found {
            if known.insert(capture.candidacy) {
                let group = self.group_of(unit, &candidacy).await?;
                let leads = leader(&group).cloned().unwrap_or(candidacy);
                led.push((leads, capture, group));
            }
        }
        Ok(led)
    }
}
