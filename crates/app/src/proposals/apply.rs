//! From a matter to what does it.

use domain::account::{Account, Role};
use domain::activity::Author;
use domain::id::AccountId;
use domain::proposal::Matter;
use domain::time::Instant;
use storage::WriteUnit;

use super::ProposalsError;
use crate::accounts::AccountsError;
use crate::sign_in::Code;
use crate::{App, AppError};

/// What applying a proposal did.
pub enum Applied {
    /// What was proposed.
    Done,
    /// An extension, whose candidacies are written in the background.
    Extension,
    /// It gave a code, which waits to be shown once.
    Code {
        /// For which account.
        account: AccountId,
        /// The code.
        code: Code,
    },
}

impl App {
    /// Whether a matter could be proposed by this account at all.
    pub(super) async fn check_matter(
        &self,
        unit: &mut WriteUnit,
        matter: &Matter,
        by: AccountId,
    ) -> Result<(), ProposalsError> {
        let (Matter::CloseAccount { account } | Matter::RescueAccount { account }) = matter else {
            return Ok(());
        };
        if *account == by {
            return Err(ProposalsError::Own);
        }
        let account = administrators(unit, *account).await?;
        if account.closed.is_some() {
            return Err(AccountsError::from(domain::account::AccountRefusal::Closed).into());
        }
        Ok(())
    }

    /// Does what was proposed, in the unit of the decision.
    pub(super) async fn do_matter(
        &self,
        unit: &mut WriteUnit,
        matter: &Matter,
        reason: &str,
        by: Author,
        at: Instant,
    ) -> Result<Applied, ProposalsError> {
        match matter {
            Matter::CloseAccount { account } => {
                let account = administrators(unit, *account).await?;
                self.close_in(unit, account, by, at).await?;
                Ok(Applied::Done)
            }
            Matter::RescueAccount { account } => {
                let account = administrators(unit, *account).await?;
                let issued = self.rescue_account_approved(unit, account, by).await?;
                Ok(Applied::Code {
                    account: issued.account.id,
                    code: issued.code,
                })
            }
            Matter::ExtendEvery { ends, report } => {
                self.extend_every_approved(unit, *ends, report, reason, by)
                    .await?;
                Ok(Applied::Extension)
            }
            Matter::Register { .. }
            | Matter::Correct { .. }
            | Matter::Cancel { .. }
            | Matter::Reinstate { .. }
            | Matter::ShareCapture { .. }
            | Matter::PartCapture { .. } => {
                self.apply_registry_matter(unit, matter, by, at).await?;
                Ok(Applied::Done)
            }
        }
    }
}

/// The account, if it is one of the administration.
async fn administrators(unit: &mut WriteUnit, id: AccountId) -> Result<Account, ProposalsError> {
    let account = unit.account(id).await?.ok_or(AppError::NotFound)?;
    if account.seat.role() == Role::Administrator {
        Ok(account)
    } else {
        Err(ProposalsError::NotOfAdministration)
    }
}
