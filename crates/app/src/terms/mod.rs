//! Terms: how far each candidacy has come within its own, what ends next, extensions, and the calendar that people
//! subscribe to (R07, rules of the clock).

mod board;
mod calendar;
mod extension;
mod feed;
mod queue;
mod scope;

use std::collections::HashMap;
use std::sync::Mutex;

use domain::account::Role;
use domain::id::AccountId;

use crate::App;

pub use board::{Ending, EndingKind, PartyTerms, TermBoard, TermList};
pub use domain::term_step::TermStep;
pub use extension::{ChosenBy, ExtensionOrder, ExtensionRefusal, ExtensionView, Reached};
pub use feed::Feed;
pub use scope::ExtensionScope;
pub use storage::{TermFilter, TermRow};

/// What the program keeps about terms while it runs.
#[derive(Default)]
pub(crate) struct Terms {
    /// Held by whoever carries extensions on, so that one does.
    carrying: tokio::sync::Mutex<()>,
    /// Told when an extension was granted.
    granted: tokio::sync::Notify,
    /// Calendars as they were made last, by account.
    feeds: Mutex<HashMap<AccountId, feed::Kept>>,
}

impl App {
    /// The roles that write for a party in this institute.
    fn writing_roles(&self) -> Vec<Role> {
        let roles = self.profile.capture.party_roles.iter().copied();
        roles
            .filter(|role| matches!(role, Role::Supervisor | Role::Capturer))
            .collect()
    }
}
