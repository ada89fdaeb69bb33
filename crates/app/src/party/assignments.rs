//! Who of a party's people types for which candidacy: a division of work that takes no right from anybody
//! (decision 26).

use domain::account::{Account, Standing};
use domain::id::{AccountId, CandidacyId};
use domain::key::PartyKey;
use domain::party::Assignment;
use domain::policy::{Right, Target, permit};
use domain::time::Instant;
use storage::{Change, Unit};

use super::{MOST_CHOSEN, PartyRefusal};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Candidacies to assign.
#[derive(Debug, Clone)]
pub struct Assigning {
    /// Which.
    pub candidacies: Vec<CandidacyId>,
    /// Who will type for them; none takes the assignment back.
    pub capturer: Option<AccountId>,
}

/// What assigning did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assigned {
    /// How many changed hands.
    pub changed: usize,
    /// How many were so already.
    pub same: usize,
}

impl App {
    /// The people of the own party who may be given candidacies to type: those whose role captures, with an account in
    /// use or to be activated.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn capturers(&self, who: &SignedIn) -> Result<Vec<Account>, AppError> {
        let rights = [Right::AssignCapturers, Right::RecordDisclosure];
        let (party, _) = self.own_party(who, &rights)?;
        let mut unit = self.store.read().await?;
        self.capturers_of(&mut unit, &party).await
    }

    pub(super) async fn capturers_of(
        &self,
        unit: &mut Unit,
        party: &PartyKey,
    ) -> Result<Vec<Account>, AppError> {
        let captures = &self.profile.capture.party_roles;
        let mut team = self.team(unit, party).await?;
        team.retain(|account| captures.contains(&account.seat.role()) && account.usable().is_ok());
        // Who works already comes before who still has to activate the account.
        team.sort_by_key(|account| matches!(account.standing, Standing::Issued { .. }));
        Ok(team)
    }

    /// Assigns candidacies to somebody of the own party, or takes assignments back.
    ///
    /// # Errors
    /// [`PartyRefusal`]; nothing changes then.
    pub async fn assign(
        &self,
        who: &SignedIn,
        assigning: &Assigning,
        at: Instant,
    ) -> Result<Assigned, PartyRefusal> {
        let (party, by) = self.own_party(who, &[Right::AssignCapturers])?;
        if assigning.candidacies.is_empty() {
            return Err(PartyRefusal::NothingChosen);
        }
        if assigning.candidacies.len() > MOST_CHOSEN {
            return Err(PartyRefusal::TooMany);
        }
        let mut unit = self.store.write().await?;
        if let Some(capturer) = assigning.capturer {
            let team = self.capturers_of(&mut unit, &party).await?;
            if !team.iter().any(|account| account.id == capturer) {
                return Err(PartyRefusal::NotCapturer);
            }
        }
        let mut chosen = assigning.candidacies.clone();
        chosen.sort_unstable();
        chosen.dedup();
        let mut changes = Vec::new();
        for id in &chosen {
            let candidacy = unit.candidacy(*id).await?.ok_or(AppError::NotFound)?;
            permit(
                &self.profile,
                &who.actor,
                Some(who.session),
                Right::AssignCapturers,
                Target::Candidacy(&candidacy),
            )?;
            let before = unit.assignment(*id).await?;
            changes.extend(
                Assignment::assign(before, *id, assigning.capturer, by, at).map(Change::from),
            );
        }
        let assigned = Assigned {
            changed: changes.len(),
            same: chosen.len() - changes.len(),
        };
        if assigned.changed > 0 {
            unit.apply_all(changes).await?;
            unit.commit().await?;
        }
        Ok(assigned)
    }
}
