//! Letters with fresh activation codes for accounts that were not activated: one file per party, made in the background,
//! sealed until they are downloaded, gone with the program, after a day or when they are deleted (R08).

mod choice;
mod run;
mod runs;

use std::sync::Arc;

use documents::AccountLetter;
use domain::account::{Account, Role};
use domain::id::AccountId;
use domain::key::PartyKey;
use domain::registry::Candidacy;
use domain::time::Instant;
use jiff::Zoned;

pub(crate) use runs::LetterRuns;
pub use runs::{BundleView, LettersState, LettersView};

/// For which accounts letters are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterOrder {
    /// For one.
    One(AccountId),
    /// For all of a party and of its candidacies, or of all parties and the institute.
    Chosen {
        /// The party; none: all.
        party: Option<PartyKey>,
        /// The role; none: all.
        role: Option<Role>,
        /// Also for those that were delivered, whose letters stop serving.
        delivered_too: bool,
    },
}

/// Whose letters a file has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BundleOf {
    /// The accounts of a party and of its candidacies.
    Party(PartyKey),
    /// Independents.
    Independents,
    /// The institute's own people.
    Institute,
}

/// What a letter is written from.
#[derive(Debug, Clone, Copy)]
pub struct LetterFacts<'a> {
    /// The account.
    pub account: &'a Account,
    /// The candidacy that it is bound to.
    pub candidacy: Option<&'a Candidacy>,
    /// The fresh code.
    pub code: &'a str,
    /// The last instant at which the code serves.
    pub expires: Instant,
}

/// How letters are written: the words are the site's.
#[derive(Clone)]
pub struct Stationery {
    /// When the documents are made.
    pub created: Zoned,
    /// Place and date in words.
    pub place_and_date: String,
    /// Writes a letter.
    pub compose: Arc<dyn Fn(&LetterFacts<'_>) -> AccountLetter + Send + Sync>,
}
