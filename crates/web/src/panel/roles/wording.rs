//! Proposals about accounts in the words of screens.

use app::AppError;
use domain::id::AccountId;
use domain::proposal::{Matter, Proposal, ProposalState};

use crate::Installation;
use crate::ui::{Badge, State as Colour};

/// The account that a matter is about, if it is about one.
pub const fn account_of(matter: &Matter) -> Option<AccountId> {
    match matter {
        Matter::CloseAccount { account } | Matter::RescueAccount { account } => Some(*account),
        _ => None,
    }
}

/// Where a proposal stands.
pub fn badge(proposal: &Proposal) -> Badge {
    match proposal.state {
        ProposalState::Waiting => Badge::new(Colour::Attention, "Espera decisión"),
        ProposalState::Applied { .. } => Badge::new(Colour::Done, "Aplicada"),
        ProposalState::Rejected { .. } => Badge::new(Colour::Closed, "Rechazada"),
        ProposalState::Withdrawn { .. } => Badge::new(Colour::Closed, "Retirada"),
    }
}

/// The name of who holds an account.
pub async fn name(site: &Installation, account: AccountId) -> Result<String, AppError> {
    let name = site.app.holder_name(account).await?;
    Ok(name.unwrap_or_else(|| account.to_string()))
}
