//! What people do with the system, one function each: load → authorize → decide → persist.
//!
//! A use case reads what it needs, asks the policy for a permit, lets the domain decide, and stores the decision
//! with its history entry in one write unit. Rules live in `domain`, statements in `storage`, screens in `web`.

pub mod accounts;
pub mod agreements;
pub mod backup;
pub mod boards;
pub mod bulk;
pub mod capture;
pub mod confirmation;
pub mod desk;
pub mod files;
pub mod founding;
pub mod history;
pub mod jobs;
pub mod keys;
pub mod party;
pub mod ports;
pub mod proposals;
mod public_address;
pub mod publication;
pub mod receipts;
pub mod registry;
mod sealed;
pub mod sign_in;
pub mod terms;
pub mod validation;

use std::sync::Arc;

use arc_swap::ArcSwap;

use domain::account::{Entry, Role};
use domain::capture::Broken;
use domain::id::{CandidacyId, Entropy};
use domain::policy::Denial;
use domain::profile::Profile;
use domain::questionnaire::Definition;
use domain::time::Instant;
use storage::{StorageError, Store};

pub use crate::public_address::{NotAnAddress, PublicAddress};

use crate::files::Files;
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
    files: Files,
    /// The profile with the agreements in force.
    current: ArcSwap<Profile>,
    imports: registry::Imports,
    importing: registry::Importing,
    terms: terms::Terms,
    account_work: accounts::AccountWork,
    receipt_work: receipts::ReceiptWork,
    refusals: history::Refusals,
    lots: bulk::Lots,
    demonstration: bool,
    public_address: Option<PublicAddress>,
    backups: Option<backup::Backups>,
}

/// What a system is made of.
pub struct Parts {
    /// The open database.
    pub store: Store,
    /// The institute's rules.
    pub profile: Arc<Profile>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of chance.
    pub entropy: Arc<dyn Entropy>,
    /// The keys.
    pub keys: Keys,
    /// The store of files.
    pub files: Files,
    /// Whether it is a demonstration: nobody is asked for a second factor there.
    pub demonstration: bool,
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
    /// The candidacy shares its capture with another one of the same person, which leads.
    #[error(
        "Un solo cuestionario sirve para las dos candidaturas de esta persona: se captura en la otra."
    )]
    LedBy(CandidacyId),
    /// The thing does not exist.
    #[error("No encontramos lo que busca.")]
    NotFound,
    /// The database failed.
    #[error(
        "No pudimos guardar ni leer los datos en este momento. Espere un minuto y vuelva a intentar."
    )]
    Storage(#[from] StorageError),
    /// A file could not be kept or read.
    #[error(
        "No pudimos guardar ni leer el archivo en este momento. Espere un minuto y vuelva a intentar."
    )]
    File(#[from] files::FileError),
    /// Too many people come in at once.
    #[error(
        "En este momento está entrando mucha gente a la vez. Espere unos segundos y vuelva a intentar."
    )]
    Busy,
    /// This account sent so many photographs in an hour that it has to wait; until which hour of the institute's.
    #[error(
        "Desde su cuenta se subieron o encuadraron muchas fotografías en la última hora. Podrá seguir a las {0}. Nada se perdió: lo que ya estaba guardado sigue igual."
    )]
    TooManyPhotographs(String),
    /// Something kept cannot be read back.
    #[error("Un dato guardado no se puede leer. Avise a la administración del sistema.")]
    Unreadable(&'static str),
}

impl App {
    /// The system over an open database, with the agreements that were registered in it.
    ///
    /// # Errors
    /// Storage.
    pub async fn new(parts: Parts) -> Result<Self, AppError> {
        let entropy = Arc::clone(&parts.entropy);
        let app = Self {
            store: parts.store,
            current: ArcSwap::new(Arc::clone(&parts.profile)),
            profile: parts.profile,
            clock: parts.clock,
            entropy: parts.entropy,
            keys: parts.keys,
            passwords: Passwords::new(),
            delays: Delays::default(),
            files: parts.files,
            imports: registry::Imports::default(),
            importing: registry::Importing::default(),
            terms: terms::Terms::default(),
            account_work: accounts::AccountWork::new(entropy.as_ref()),
            receipt_work: receipts::ReceiptWork::default(),
            refusals: history::Refusals::default(),
            lots: bulk::Lots::default(),
            demonstration: parts.demonstration,
            public_address: None,
            backups: None,
        };
        app.load_agreements().await?;
        Ok(app)
    }

    /// The institute's rules with the agreements in force: those that were registered after the process began stand in
    /// place of the profile's (DGO 20.1, CDMX 21). Everything but agreements is as in [`profile`](Self::profile).
    pub fn current(&self) -> Arc<Profile> {
        self.current.load_full()
    }

    /// Reads the agreements that were registered: at the start, and after each change of them.
    ///
    /// # Errors
    /// Storage.
    pub async fn load_agreements(&self) -> Result<(), AppError> {
        let registered = self.store.read().await?.registered_agreements().await?;
        let current = domain::registry::with_agreements(&self.profile, &registered);
        self.current.store(Arc::new(current));
        Ok(())
    }

    /// The same system, reached by people at this address.
    #[must_use]
    pub fn reached_at(mut self, address: Option<PublicAddress>) -> Self {
        self.public_address = address;
        self
    }

    /// The address at which people reach the site, as the installation says it: none if it says nothing, and then a page
    /// takes the one that its reader used.
    pub const fn public_address(&self) -> Option<&PublicAddress> {
        self.public_address.as_ref()
    }

    /// Whether it is a demonstration.
    pub const fn is_demonstration(&self) -> bool {
        self.demonstration
    }

    /// The store of files.
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// What is asked of whoever comes in; `proven` is whether the session proved its second factor.
    pub(crate) fn entry(&self, proven: bool) -> Entering {
        Entering {
            notice: self.notice_hash(),
            undertaking: self.profile.accounts.undertaking_hash.to_string(),
            second_factor: if self.demonstration {
                Vec::new()
            } else {
                self.profile.accounts.second_factor.clone()
            },
            proven,
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

/// What is asked of whoever comes in, held.
pub(crate) struct Entering {
    notice: String,
    undertaking: String,
    second_factor: Vec<Role>,
    proven: bool,
}

impl Entering {
    pub(crate) fn as_entry(&self) -> Entry<'_> {
        Entry {
            notice: &self.notice,
            undertaking: &self.undertaking,
            second_factor: &self.second_factor,
            proven: self.proven,
        }
    }
}

/// The key of the questionnaire that this system captures.
pub const CURRICULAR: &str = "curricular";
