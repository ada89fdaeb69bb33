//! Accounts: created with a one-time code, delivered, received. The receipt starts the term (R07, R08).

mod batch;
mod command_line;
mod custody;
mod delivery;
mod error;
mod gaps;
mod holder;
mod issue;
mod late;
mod letters;
mod list;
mod one_at_a_time;
mod shown_once;
mod spool;
mod standing;
mod terms;

pub use batch::{
    BatchKind, BatchLine, BatchOrder, BatchOutcome, BatchPlan, BatchProgress, BatchStage,
};
pub use custody::Custody;
pub use delivery::{Delivered, LedgerRow, NewDelivery, SignedPage, StagedPage};
pub use error::AccountsError;
pub use gaps::{Gap, GapOf, Missing};
pub use issue::{Issued, NewAccount};
pub use late::Untold;
pub use letters::{
    BundleOf, BundleView, LetterFacts, LetterOrder, LettersState, LettersView, Stationery,
};
pub use list::{AccountsAsked, AccountsPage, folio};
pub use standing::StandingChange;
pub use storage::AccountFilter;

use domain::id::Entropy;

use crate::sealed::SealingKey;
use batch::Batches;
use letters::LetterRuns;
use shown_once::ShownOnce;

/// Accounts that one unit writes: so few that whoever saves meanwhile hardly waits (decision 10).
const UNIT: usize = 50;
/// Rows that one look at a list brings when all of them are wanted.
const PAGE: u32 = 500;

/// What this program keeps of the work on accounts while it runs: nothing of it outlives the program.
pub(crate) struct AccountWork {
    pub(crate) batches: Batches,
    pub(crate) letters: LetterRuns,
    pub(crate) shown_once: ShownOnce,
    pub(crate) seal: SealingKey,
}

impl AccountWork {
    /// No work yet, and a key of its own that only this program's memory has.
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        Self {
            batches: Batches::default(),
            letters: LetterRuns::default(),
            shown_once: ShownOnce::default(),
            seal: SealingKey::fresh(entropy),
        }
    }
}
