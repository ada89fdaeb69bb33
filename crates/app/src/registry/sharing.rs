//! Joining two candidacies of a person under one capture, and parting them again, by the registry's people.

use domain::activity::Author;
use domain::capture::Capture;
use domain::id::CandidacyId;
use domain::proposal::Matter;
use domain::record::Decided;
use domain::registry::{Candidacy, CandidacyStatus, Person, RegistryRefusal, may_share};
use domain::time::Instant;
use storage::{Unit, WriteUnit};

use super::changes::{ChangeError, ReviewedAct, registered};
use crate::{App, AppError};

/// A candidacy of the same person, and whether one capture serves both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// The other candidacy.
    pub candidacy: Candidacy,
    /// Whether they share their capture.
    pub shares: bool,
}

impl App {
    /// The other standing candidacies of this one's person which share its capture or could.
    pub(super) async fn siblings(
        &self,
        unit: &mut Unit,
        candidacy: &Candidacy,
    ) -> Result<Vec<Sibling>, AppError> {
        let mut found = unit.sharing_capture(candidacy.capture_home()).await?;
        for known in self.known_of(unit, &candidacy.data.person).await? {
            if found.iter().all(|other| other.id != known.id) {
                found.push(known);
            }
        }
        let current = self.current();
        let sibling = |other: Candidacy| {
            let shares = other.capture_home() == candidacy.capture_home();
            let could = may_share(&current, &candidacy.data, &other.data);
            let stands = other.status == CandidacyStatus::Active;
            (other.id != candidacy.id && stands && (shares || could)).then_some(Sibling {
                candidacy: other,
                shares,
            })
        };
        Ok(found.into_iter().filter_map(sibling).collect())
    }

    /// Whoever may be this person in the registry, the first registered first; nobody where captures are not shared.
    pub(super) async fn known_of(
        &self,
        unit: &mut Unit,
        person: &Person,
    ) -> Result<Vec<Candidacy>, AppError> {
        if !self.profile.capture.one_per_person {
            return Ok(Vec::new());
        }
        let mut known = unit.candidacies_of_person(person).await?;
        known.sort_by_key(|candidacy| candidacy.id);
        Ok(known)
    }

    /// Which candidacy would share the capture of which, for somebody who looks at one of the two: what is captured of
    /// either stays, and if nothing is, the first registered leads.
    pub(super) async fn review_sharing(&self, id: CandidacyId) -> Result<ReviewedAct, ChangeError> {
        let mut unit = self.store.read().await?;
        let subject = unit.candidacy(id).await?.ok_or(AppError::NotFound)?;
        if subject.status != CandidacyStatus::Active {
            return Err(RegistryRefusal::NotActive.into());
        }
        let apart = self.siblings(&mut unit, &subject).await?;
        let other = apart.into_iter().find(|sibling| !sibling.shares);
        let other = other.ok_or(RegistryRefusal::NotSharable)?.candidacy;
        let own = self.captured_of(&mut unit, &subject).await?.is_some();
        let others = self.captured_of(&mut unit, &other).await?.is_some();
        let follows = match (own, others) {
            (true, true) => return Err(RegistryRefusal::BothCaptured.into()),
            (true, false) => &other,
            (false, true) => &subject,
            (false, false) if other.id < subject.id => &subject,
            (false, false) => &other,
        };
        let leads = if follows.id == id { &other } else { &subject };
        Ok(ReviewedAct {
            matter: Matter::ShareCapture {
                candidacy: follows.id,
                with: leads.id,
            },
            before: Some(follows.clone()),
            warnings: Vec::new(),
        })
    }

    /// What parting would do.
    pub(super) async fn review_parting(&self, id: CandidacyId) -> Result<ReviewedAct, ChangeError> {
        let mut unit = self.store.read().await?;
        let subject = unit.candidacy(id).await?.ok_or(AppError::NotFound)?;
        if subject.capture_of.is_none() {
            return Err(RegistryRefusal::NotShared.into());
        }
        Ok(ReviewedAct {
            matter: Matter::PartCapture { candidacy: id },
            before: Some(subject),
            warnings: Vec::new(),
        })
    }

    /// Joins two candidacies in a unit under way, if nothing captured is lost by it.
    pub(super) async fn shared_in(
        &self,
        unit: &mut WriteUnit,
        follows: CandidacyId,
        leads: CandidacyId,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Candidacy>, ChangeError> {
        let with = registered(unit, leads).await?;
        let known = registered(unit, follows).await?;
        if self.captured_of(unit, &known).await?.is_some() {
            return Err(RegistryRefusal::BothCaptured.into());
        }
        // Others share with it: their capture would have two homes.
        if unit.sharing_capture(known.id).await?.len() > 1 {
            return Err(RegistryRefusal::NotSharable.into());
        }
        Ok(known.share_capture(&with, &self.current(), by, at)?)
    }

    async fn captured_of(
        &self,
        unit: &mut Unit,
        candidacy: &Candidacy,
    ) -> Result<Option<Capture>, AppError> {
        let home = candidacy.capture_home();
        Ok(unit.capture(home, &self.curricular().key).await?)
    }
}
