//! Why a proposal was not made or not decided.

use domain::id::ProposalId;
use domain::proposal::ProposalRefusal;
use storage::StorageError;

use crate::AppError;
use crate::accounts::AccountsError;
use crate::registry::ChangeError;
use crate::sign_in::RescueRefusal;

/// Why a proposal was not made or not decided.
#[derive(Debug, thiserror::Error)]
pub enum ProposalsError {
    /// The same was proposed before and waits.
    #[error(
        "Esto ya está propuesto y espera la decisión de otra persona: no se propuso dos veces."
    )]
    Waiting(ProposalId),
    /// Only the administration's accounts need two persons.
    #[error(
        "Solo las cuentas de la administración necesitan una propuesta. Haga el cambio desde la cuenta."
    )]
    NotOfAdministration,
    /// Nobody proposes that about the own account.
    #[error(
        "No puede proponerlo para su propia cuenta. Pídalo a otra persona de la administración."
    )]
    Own,
    /// The proposal refuses.
    #[error(transparent)]
    Proposal(#[from] ProposalRefusal),
    /// What was proposed cannot be done any more.
    #[error(
        "Ya no se puede hacer lo que se propuso: los datos cambiaron. Rechace la propuesta o retírela."
    )]
    Impossible,
    /// The change of the registry is refused.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The account refuses.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// No code is given.
    #[error(transparent)]
    Rescue(#[from] RescueRefusal),
    /// Denied, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for ProposalsError {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}
