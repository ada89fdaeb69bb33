//! One capture for the candidacies of one person: which of them leads, and what follows when the registry or a term
//! changes. Where the capture is kept never changes (see [`domain::registry::leader`]).

use std::collections::BTreeSet;

use domain::account::Account;
use domain::account::Seat;
use domain::activity::Author;
use domain::hiding::Hiding;
use domain::id::{CandidacyId, HidingId};
use domain::registry::{Candidacy, leader};
use domain::time::Instant;
use storage::{Change, Unit, WriteUnit};

use crate::{App, AppError};

impl App {
    /// The candidacies that share a capture with this one, itself among them; none if it shares with nobody.
    pub(crate) async fn group_of(
        &self,
        unit: &mut Unit,
        candidacy: &Candidacy,
    ) -> Result<Vec<Candidacy>, AppError> {
        // Where nobody shares nothing is asked, except of what shares already.
        if !self.profile.capture.one_per_person && candidacy.capture_of.is_none() {
            return Ok(Vec::new());
        }
        let mut group = unit.sharing_capture(candidacy.capture_home()).await?;
        if group.len() < 2 {
            group.clear();
        }
        Ok(group)
    }

    /// The account as it works: an account of a candidacy that shares its capture works on the one that leads.
    pub(crate) async fn at_work(
        &self,
        unit: &mut Unit,
        account: Account,
    ) -> Result<Account, AppError> {
        let Some(own) = account.seat.candidacy() else {
            return Ok(account);
        };
        if !self.profile.capture.one_per_person {
            return Ok(account);
        }
        let candidacy = unit.candidacy(own).await?.ok_or(AppError::NotFound)?;
        let group = self.group_of(unit, &candidacy).await?;
        let Some(leads) = leader(&group).filter(|leads| leads.id != own) else {
            return Ok(account);
        };
        let candidacy = leads.id;
        let seat = match account.seat {
            Seat::Independent { .. } => Seat::Independent { candidacy },
            _ => Seat::Candidate { candidacy },
        };
        Ok(Account { seat, ..account })
    }

    /// Levels in a unit under way the terms of the candidacies that share a capture with one of these: of one capture
    /// the latest term counts, for all of them.
    pub(crate) async fn level_terms(
        &self,
        unit: &mut WriteUnit,
        of: impl IntoIterator<Item = CandidacyId>,
        by: Author,
        at: Instant,
    ) -> Result<(), AppError> {
        if !self.profile.capture.one_per_person {
            return Ok(());
        }
        let mut homes = BTreeSet::new();
        for id in of {
            if let Some(candidacy) = unit.candidacy(id).await? {
                homes.insert(candidacy.capture_home());
            }
        }
        let mut changes = Vec::new();
        for home in homes {
            let group = unit.sharing_capture(home).await?;
            let latest = group
                .iter()
                .filter(|candidacy| candidacy.term.is_some())
                .max_by_key(|candidacy| candidacy.term.map(|term| term.ends))
                .cloned();
            let Some(latest) = latest else { continue };
            let level = group
                .into_iter()
                .filter_map(|candidacy| candidacy.share_term(&latest, by, at));
            changes.extend(level.map(Change::from));
        }
        unit.apply_all(changes).await?;
        Ok(())
    }

    /// Keeps hidden on both sides, in a unit under way, what is hidden while `parts` shares its capture: whoever is in
    /// danger is so no less because the questionnaires part. Somebody lifts it where it is not needed.
    pub(crate) async fn keep_hidden(
        &self,
        unit: &mut WriteUnit,
        parts: &Candidacy,
        by: Author,
        at: Instant,
    ) -> Result<(), AppError> {
        let Some(home) = parts.capture_of else {
            return Ok(());
        };
        let own = hidden_of(unit, parts.id).await?;
        let mut there = hidden_of(unit, home).await?;
        let mut carried = Vec::new();
        for hiding in &own {
            if lacks(&there, hiding) {
                let id = HidingId::new(at, self.entropy.as_ref());
                carried.extend(hiding.carried_to(home, id, by, at));
            }
        }
        for other in unit.sharing_capture(home).await? {
            if other.id != home && other.id != parts.id {
                there.extend(hidden_of(unit, other.id).await?);
            }
        }
        let mut here = own;
        for hiding in there {
            if lacks(&here, &hiding) {
                let id = HidingId::new(at, self.entropy.as_ref());
                carried.extend(hiding.carried_to(parts.id, id, by, at));
                here.push(hiding);
            }
        }
        let changes: Vec<Change> = carried.into_iter().map(Change::from).collect();
        unit.apply_all(changes).await?;
        Ok(())
    }

    /// Gives in a unit under way a capture of its own to each candidacy that shares one with what another party captures
    /// by now: the right to capture is the party's. Gives how many.
    pub(crate) async fn part_astray(
        &self,
        unit: &mut WriteUnit,
        by: Author,
        at: Instant,
    ) -> Result<usize, AppError> {
        let astray = unit.sharing_astray().await?;
        for candidacy in &astray {
            self.keep_hidden(unit, candidacy, by, at).await?;
        }
        let parted: Vec<Change> = astray
            .into_iter()
            .filter_map(|candidacy| candidacy.part_capture(by, at).ok())
            .map(Change::from)
            .collect();
        let number = parted.len();
        unit.apply_all(parted).await?;
        Ok(number)
    }
}

/// What is hidden now by order on this very candidacy.
async fn hidden_of(unit: &mut Unit, candidacy: CandidacyId) -> Result<Vec<Hiding>, AppError> {
    let mut hidings = unit.hidings_of(candidacy).await?;
    hidings.retain(Hiding::is_in_force);
    Ok(hidings)
}

/// Whether none of these hides the same.
fn lacks(known: &[Hiding], hiding: &Hiding) -> bool {
    known.iter().all(|other| other.what != hiding.what)
}
