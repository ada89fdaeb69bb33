//! The receipt of an account, which starts the term of its candidacies (R07).

use domain::account::{Account, Seat};
use domain::activity::Author;
use domain::id::AccountId;
use domain::key::PartyKey;
use domain::policy::{Right, Target, permit};
use domain::registry::{Candidacy, CandidacyStatus};
use domain::time::Instant;
use storage::{BoardFilter, Change, WriteUnit};

use super::AccountsError;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Rows that one look at the board brings when all of a party's candidacies are wanted.
const PAGE: u32 = 500;

impl App {
    /// Records that an account was received, which starts the term of its candidacies: all that the party captures,
    /// or the independent's (DGO 9, CDMX 10). A term that runs does not start again. Returns how many started.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn record_receipt(
        &self,
        who: &SignedIn,
        account: AccountId,
        received: Instant,
        at: Instant,
    ) -> Result<usize, AccountsError> {
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ManageAccounts,
            Target::Process,
        )
        .map_err(AppError::from)?;
        let mut unit = self.store.write().await?;
        let account = unit.account(account).await?.ok_or(AppError::NotFound)?;
        let started = self
            .start_terms(&mut unit, &account, received, permit.author(), at)
            .await?;
        unit.commit().await?;
        Ok(started)
    }

    /// Starts in a unit under way the terms that the receipt of `account` starts.
    pub(super) async fn start_terms(
        &self,
        unit: &mut WriteUnit,
        account: &Account,
        received: Instant,
        by: Author,
        at: Instant,
    ) -> Result<usize, AccountsError> {
        let candidacies = match &account.seat {
            Seat::PartyRepresentative { party } => self.candidacies_of(unit, party).await?,
            Seat::Independent { candidacy } => vec![
                unit.candidacy(*candidacy)
                    .await?
                    .ok_or(AppError::NotFound)?,
            ],
            _ => return Err(AccountsError::StartsNoTerm),
        };
        let waiting: Vec<Candidacy> = candidacies
            .into_iter()
            .filter(|candidacy| {
                candidacy.term.is_none() && candidacy.status == CandidacyStatus::Active
            })
            .collect();
        if waiting.is_empty() {
            return Err(AccountsError::NothingToStart);
        }
        let mut changes = Vec::with_capacity(waiting.len());
        for candidacy in waiting {
            changes.push(Change::from(candidacy.start_term(
                received,
                &self.profile,
                by,
                at,
            )?));
        }
        let started = changes.len();
        unit.apply_all(changes).await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        Ok(started)
    }

    async fn candidacies_of(
        &self,
        unit: &mut WriteUnit,
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
