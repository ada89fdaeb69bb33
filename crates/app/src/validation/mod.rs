//! Validation: the queue of a stage and the decisions taken in it. Which stages there are is the profile's (decision 11).

mod batch;
mod decide;
mod grounds;
mod lapses;
mod likeness;
mod notifications;
mod statistics;

use domain::capture::{Broken, Capture, Revision, State};
use domain::confirmation::Confirmation;
use domain::grounds::Catalogue;
use domain::id::CandidacyId;
use domain::notification::Notification;
use domain::policy::{Permit, Right, Target, permit};
use domain::profile::Stage;
use domain::registry::{Candidacy, Postulation};

pub use batch::{Obstacle, Prospect};
pub use decide::Decision;
pub use grounds::GroundsError;
pub use likeness::Alike;
pub use notifications::{Listed, Notified, ReadRefusal};
pub use statistics::{DeciderFigures, GroundFigures, QueueStatistics, StageFigures};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A case as whoever decides on it sees it.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// Its capture.
    pub capture: Capture,
    /// The stage that it is in.
    pub stage: &'a Stage,
    /// Whether this person holds it, where cases are claimed; otherwise whether the person may decide at all.
    pub mine: bool,
    /// Whether somebody else holds it.
    pub taken: bool,
    /// Where it stands with its person's confirmation; none where no party captures.
    pub confirmation: Option<Confirmation>,
    /// Every revision, oldest first.
    pub revisions: Vec<Revision>,
    /// The grounds by which a remark may be made now, and the wordings of old ones.
    pub grounds: Catalogue,
    /// What was told of it so far, the latest first.
    pub told: Vec<Notification>,
    /// Texts of other candidacies that its texts repeat.
    pub alike: Vec<Alike>,
    /// Whether this person wrote or sent it and the stage leaves the decision to somebody else.
    pub own_work: bool,
}

impl Case<'_> {
    /// The revisions made since the text was first sent: edits of stages and corrections.
    pub fn since_sending(&self) -> impl Iterator<Item = &Revision> {
        let sent = self
            .capture
            .submission
            .as_ref()
            .map_or(0, |submission| submission.revision);
        self.revisions
            .iter()
            .filter(move |revision| revision.number > sent)
    }

    /// The return that was answered with the text as it is now.
    pub fn answered(&self) -> Option<&Notification> {
        let returned = |told: &&Notification| told.matter == domain::notification::Matter::Returned;
        self.told.iter().find(returned)
    }

    /// Whether this field changed since it was returned.
    pub fn changed_since_return(&self, field: &domain::key::FieldKey, returned: u32) -> bool {
        let mut since = self
            .revisions
            .iter()
            .filter(|revision| revision.number > returned);
        since.any(|revision| revision.changes.contains_key(field))
    }
}

impl App {
    /// The stages in which `who` decides on some candidacy, in the profile's order.
    pub fn stages_of(&self, who: &SignedIn) -> Vec<&Stage> {
        let role = who.actor.role();
        let decides = |stage: &&Stage| {
            stage.party_roles.contains(&role) || stage.independent_roles.contains(&role)
        };
        self.profile.stages.iter().filter(decides).collect()
    }

    /// A case for its page.
    ///
    /// # Errors
    /// Denied, not found (also when the capture is in no stage), storage.
    pub async fn case(&self, who: &SignedIn, id: CandidacyId) -> Result<Case<'_>, AppError> {
        let mut unit = self.store.read().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        self.reads_lead(who, &candidacy, &group)?;
        let capture = capture.ok_or(AppError::NotFound)?;
        let State::InStage { stage, claim, .. } = &capture.state else {
            return Err(Broken::NotInStage.into());
        };
        let stage = self.profile.stage(stage).ok_or(AppError::NotFound)?;
        if let Err(denied) = self.deciding_permit(who, &candidacy, stage) {
            // It went on from this person's stage to one of somebody else's: that is where it stands, not an intrusion.
            let decides_elsewhere = self.stages_of(who).iter().any(|own| own.key != stage.key);
            return Err(if decides_elsewhere {
                Broken::NotInStage.into()
            } else {
                denied
            });
        }
        let me = who.actor.account();
        let mine = !stage.needs_claim || claim.is_some_and(|claim| claim.by == me);
        let taken = claim.is_some_and(|claim| claim.by != me);
        let revisions = unit
            .revisions(candidacy.capture_home(), &self.curricular().key, 0)
            .await?;
        let grounds = self.grounds_in(&mut unit).await?;
        let told = unit.notifications_of(id).await?;
        let alike = self.alike(&mut unit, who, id).await?;
        let own_work = !stage.own_work && capture.is_work_of(me);
        let confirmation = self
            .confirmation_standing(&mut unit, &candidacy, Some(&capture))
            .await?;
        Ok(Case {
            confirmation,
            candidacy,
            capture,
            stage,
            mine,
            taken,
            revisions,
            grounds,
            told,
            alike,
            own_work,
        })
    }

    pub(crate) fn deciding_permit(
        &self,
        who: &SignedIn,
        candidacy: &Candidacy,
        stage: &Stage,
    ) -> Result<Permit, AppError> {
        Ok(permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::Decide,
            Target::Stage(candidacy, stage),
        )?)
    }

    /// The roles that decide on this candidacy in `stage`.
    pub fn deciders<'a>(
        &self,
        candidacy: &Candidacy,
        stage: &'a Stage,
    ) -> &'a [domain::account::Role] {
        stage.deciding_roles(candidacy.data.postulation == Postulation::Independent)
    }
}
