//! The terms that the receipt of an account starts (R07).

use domain::account::{Account, Role, Seat};
use domain::activity::Author;
use domain::key::PartyKey;
use domain::profile::CountsFrom;
use domain::registry::{Candidacy, RegistryRefusal};
use domain::time::Instant;
use storage::{BoardFilter, Change, Unit, WriteUnit};

use super::{AccountsError, PAGE};
use crate::{App, AppError};

impl App {
    /// Starts in a unit under way the terms that the receipt of `account` starts: those of all that the party
    /// captures, or the independent's (DGO 9, CDMX 10); where the profile counts from the last receipt, also those
    /// of the holder who captures. A term that runs goes on as it is, unless that rule moves it. Gives how many
    /// started or moved.
    ///
    /// # Errors
    /// The registry refuses; storage.
    pub(super) async fn start_terms(
        &self,
        unit: &mut WriteUnit,
        account: &Account,
        received: Instant,
        by: Author,
        at: Instant,
    ) -> Result<usize, AccountsError> {
        let (mut changes, mut moved) = (Vec::new(), Vec::new());
        for candidacy in self.started_by(unit, account).await? {
            let id = candidacy.id;
            match candidacy.start_term(received, &self.profile, by, at) {
                Ok(decided) => {
                    changes.push(Change::from(decided));
                    moved.push(id);
                }
                // What was registered later was not received with it: its party is told apart.
                Err(
                    RegistryRefusal::TermRunning
                    | RegistryRefusal::NotActive
                    | RegistryRefusal::BeforeRegistered,
                ) => {}
                Err(refusal) => return Err(refusal.into()),
            }
        }
        let started = changes.len();
        if started > 0 {
            unit.apply_all(changes).await?;
            self.level_terms(unit, moved, by, at).await?;
            unit.checkpoint(self.keys.signer(), at).await?;
        }
        Ok(started)
    }

    /// Whether the receipt of accounts of this role can start a term.
    pub fn receipt_starts_terms(&self, role: Role) -> bool {
        let moves = self.profile.terms.counts_from == CountsFrom::LastReceipt
            && self.profile.capture.party_roles.contains(&role);
        moves || matches!(role, Role::PartyRepresentative | Role::Independent)
    }

    /// The candidacies whose term the receipt of `account` may start.
    async fn started_by(
        &self,
        unit: &mut Unit,
        account: &Account,
    ) -> Result<Vec<Candidacy>, AppError> {
        if !self.receipt_starts_terms(account.seat.role()) {
            return Ok(Vec::new());
        }
        match &account.seat {
            Seat::Candidate { candidacy } | Seat::Independent { candidacy } => {
                let found = unit.candidacy(*candidacy).await?;
                Ok(vec![found.ok_or(AppError::NotFound)?])
            }
            Seat::Capturer { party } => {
                let assigned = unit.assignments_of(party).await?;
                let others = |candidacy: &Candidacy| {
                    assigned.iter().any(|assignment| {
                        assignment.candidacy == candidacy.id
                            && assignment
                                .capturer
                                .is_some_and(|capturer| capturer != account.id)
                    })
                };
                let mut own = self.captured_by(unit, party).await?;
                own.retain(|candidacy| !others(candidacy));
                Ok(own)
            }
            Seat::PartyRepresentative { party } | Seat::Supervisor { party } => {
                self.captured_by(unit, party).await
            }
            Seat::Administrator | Seat::Auditor | Seat::Registrar | Seat::Validator => {
                Ok(Vec::new())
            }
        }
    }

    /// All candidacies that a party captures, as records of the unit.
    async fn captured_by(
        &self,
        unit: &mut Unit,
        party: &PartyKey,
    ) -> Result<Vec<Candidacy>, AppError> {
        let filter = BoardFilter {
            party: Some(party.clone()),
            ..BoardFilter::of(self.curricular().key.clone())
        };
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = unit.board(&filter, after, PAGE).await?;
            for row in page.rows {
                // The board is for looking; what will change is read as a record of this unit.
                found.extend(unit.candidacy(row.candidacy.id).await?);
            }
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }
}
