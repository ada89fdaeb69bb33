//! What people do with the system, one function each: load → authorize → decide → persist.
//!
//! A use case reads what it needs, asks the policy for a permit, lets the domain decide, and stores the decision
//! with its history entry in one write unit. Rules live in `domain`, statements in `storage`, screens in `web`.

pub mod accounts;
pub mod boards;
pub mod capture;
pub mod founding;
pub mod history;
pub mod jobs;
pub mod keys;
pub mod ports;
pub mod publication;
pub mod registry;
pub mod sign_in;
pub mod validation;

use std::sync::Arc;

use domain::capture::Broken;
use domain::id::Entropy;
use domain::policy::Denial;
use domain::profile::Profile;
use domain::questionnaire::Definition;
use domain::time::Instant;
use storage::{StorageError, Store};

use crate::keys::Keys;
use crate::ports::Clock;
use crate::sign_in::{Delays, Passwords};

/// One institute's running system.
pub struct App {
    store: Store,
    /// The institute's rules.
    pub profile: Arc<Profile>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    keys: Keys,
    passwords: Passwords,
    delays: Delays,
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The policy refused.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// A rule of the capture machine would break.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The thing does not exist.
    #[error("No encontramos lo que busca.")]
    NotFound,
    /// The database failed.
    #[error(
        "No pudimos guardar ni leer los datos en este momento. Espere un minuto y vuelva a intentar."
    )]
    Storage(#[from] StorageError),
    /// Something kept cannot be read back.
    #[error("Un dato guardado no se puede leer. Avise a la administración del sistema.")]
    Unreadable(&'static str),
}

impl App {
    /// The system over an open database.
    pub fn new(
        store: Store,
        profile: Arc<Profile>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        keys: Keys,
    ) -> Self {
        Self {
            store,
            profile,
            clock,
            entropy,
            keys,
            passwords: Passwords::new(),
            delays: Delays::default(),
        }
    }

    /// The instant that it is now.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The definition of the curricular questionnaire.
    pub fn curricular(&self) -> &Definition {
        self.profile
            .questionnaires
            .iter()
            .find(|definition| definition.key.as_str() == CURRICULAR)
            .expect("a profile without a curricular questionnaire is refused when it is loaded")
    }

    /// The keys of this system.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        self.entropy.fill(&mut bytes);
        bytes
    }
}

/// The key of the questionnaire that this system captures.
pub const CURRICULAR: &str = "curricular";
