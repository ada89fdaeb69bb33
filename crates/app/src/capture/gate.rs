//! What a party's people need before they open a candidacy: the evidence that its person was shown the party's own
//! privacy notice (R12; DGO 16 and 36, CDMX 17 and 37). This is the one place where it is asked for.
//!
//! The candidate and whoever stands without party are not asked: their data are their own. Nor is the institute,
//! which has a notice of its own. Once the profile is public there is nothing left to guard.

use domain::capture::{Broken, Capture, State};
use domain::policy::{Permit, Right, Target, permit};
use domain::registry::Candidacy;
use storage::Unit;

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What is missing before this person may open a candidacy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The party has not registered its notice.
    NoNotice,
    /// Nobody recorded that this candidacy's person was shown it.
    NotShown,
}

impl App {
    /// What is missing before `who` may open this candidacy; none if nothing is.
    pub(crate) async fn gate(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
    ) -> Result<Option<Gate>, AppError> {
        let public = capture.is_some_and(|known| matches!(known.state, State::Published { .. }));
        let acts_for_party = who.actor.seat().party().is_some();
        if !self.profile.capture.party_notice || !acts_for_party || public {
            return Ok(None);
        }
        let Some(party) = candidacy.data.postulation.capturing_party() else {
            return Ok(None);
        };
        if unit.was_shown(candidacy.id, party).await? {
            return Ok(None);
        }
        // The person was shown it once, for whichever of the candidacies that share the capture.
        for other in self.group_of(unit, candidacy).await? {
            if unit.was_shown(other.id, party).await? {
                return Ok(None);
            }
        }
        let registered = !unit.party_notices(party).await?.is_empty();
        Ok(Some(if registered {
            Gate::NotShown
        } else {
            Gate::NoNotice
        }))
    }

    /// The permit to write answers now: the capturer's, or that of a stage which may edit.
    ///
    /// # Errors
    /// Denied; [`Broken::NoticeNotShown`].
    pub(crate) async fn permit_to_write(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
    ) -> Result<Permit, AppError> {
        let permit = self.writing_permit(who, candidacy, capture)?;
        self.pass_gate(unit, who, candidacy, capture).await?;
        Ok(permit)
    }

    /// The permit to send.
    ///
    /// # Errors
    /// As [`permit_to_write`](Self::permit_to_write).
    pub(crate) async fn permit_to_send(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
    ) -> Result<Permit, AppError> {
        let target = Target::Candidacy(candidacy);
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::Capture,
            target,
        )?;
        self.pass_gate(unit, who, candidacy, capture).await?;
        Ok(permit)
    }

    async fn pass_gate(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
    ) -> Result<(), AppError> {
        match self.gate(unit, who, candidacy, capture).await? {
            None => Ok(()),
            Some(_) => Err(Broken::NoticeNotShown.into()),
        }
    }
}
