//! Accounts: who signs in, in which role, over which party or candidacy; activation, custody and closing.

mod code;
mod custody;
mod getting_in;
mod holder;
mod locking;
mod seat;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use code::{ActivationCode, CODE_ALPHABET, CODE_DAYS, CODE_LENGTH, RESCUE_HOURS, digest_code};
pub use custody::{Entry, Lock, LockReason, RECOVERY_CODES, SecondFactor, Step, Undertaking};
pub use seat::{Role, Seat, UnknownRole};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::AccountId;
use crate::record::{Decided, Record};
use crate::time::Instant;

/// Somebody with a complete session: activated, second factor proven, undertaking and notice accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    account: AccountId,
    seat: Seat,
}

impl Actor {
    /// The account that acts.
    pub const fn account(&self) -> AccountId {
        self.account
    }
    /// The role in which it acts and what it reaches.
    pub const fn seat(&self) -> &Seat {
        &self.seat
    }
    /// The role alone.
    pub const fn role(&self) -> Role {
        self.seat.role()
    }
}

/// Where an account stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// Created; the person has not activated it.
    Issued {
        /// The code that activates it.
        code: ActivationCode,
    },
    /// In use.
    Active {
        /// Argon2id hash in PHC form.
        password: String,
        /// When it was activated.
        since: Instant,
    },
}

/// The acceptance of a privacy notice: which text, when (R12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeAcceptance {
    /// SHA-256 in hexadecimal of the text that was shown.
    pub hash: String,
    /// When it was accepted.
    pub at: Instant,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// What is typed to sign in: lower case, unique.
    pub login: String,
    /// Name of the person or unit that holds it.
    pub holder: String,
    /// Role and reach.
    pub seat: Seat,
    /// Where it stands.
    pub standing: Standing,
    /// Acceptance of the institute's notice.
    pub notice: Option<NoticeAcceptance>,
    /// When it was created.
    pub created: Instant,
    /// The registered channel by which its person is reached: a telephone or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Acceptance of the custody undertaking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undertaking: Option<Undertaking>,
    /// The second factor, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<SecondFactor>,
    /// Digests of the codes of its recovery sheet that were not used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovery: Vec<String>,
    /// A code given by who manages the account, to get in again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rescue: Option<ActivationCode>,
    /// Why it cannot be used for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<Lock>,
    /// When it was closed for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Instant>,
}

impl Record for Account {
    const KIND: &'static str = "account";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// Why an account refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// The code was already used.
    #[error("Este código ya se usó: la cuenta está activa. Entre con su usuario y contraseña.")]
    AlreadyActive,
    /// The code is too old.
    #[error("Este código venció. Pida uno nuevo a quien le entregó la cuenta.")]
    CodeExpired,
    /// The code is not this account's.
    #[error("El código no es correcto. Revíselo: no lleva vocales ni los números 0 y 1.")]
    WrongCode,
    /// The account is not in use yet.
    #[error("La cuenta todavía no está activa.")]
    NotActive,
    /// The account is suspended.
    #[error(
        "Esta cuenta está suspendida. Escriba a la administración del sistema para saber por qué."
    )]
    Suspended,
    /// The account was reported lost.
    #[error(
        "Esta cuenta se reportó como extraviada y está bloqueada. Pida un código nuevo a quien se la entregó; su plazo sigue igual."
    )]
    ReportedLost,
    /// The account was closed.
    #[error("Esta cuenta se cerró. Escriba a la administración del sistema si necesita otra.")]
    Closed,
    /// It already is as asked.
    #[error("La cuenta ya está así: no hacía falta cambiar nada.")]
    Unchanged,
}

/// An account to be created.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Identifier.
    pub id: AccountId,
    /// What will be typed to sign in.
    pub login: String,
    /// Who will hold it.
    pub holder: String,
    /// The registered channel by which that person is reached.
    pub contact: Option<String>,
    /// Role and reach.
    pub seat: Seat,
    /// The code that activates it.
    pub code: ActivationCode,
}

impl Account {
    /// Creates an account with a one-time code (R08).
    pub fn issue(opening: Opening, by: Author, at: Instant) -> Decided<Self> {
        let account = Self {
            id: opening.id,
            login: opening.login,
            holder: opening.holder,
            seat: opening.seat,
            standing: Standing::Issued { code: opening.code },
            notice: None,
            created: at,
            contact: opening.contact,
            undertaking: None,
            second_factor: None,
            recovery: Vec::new(),
            rescue: None,
            lock: None,
            closed: None,
        };
        let role = account.seat.role();
        let act = account
            .act(Action::AccountIssued, by, at)
            .with("role", role);
        Decided::new(account, act)
    }

    /// Gives a new code in place of one that was lost or expired; what locked it as lost is over.
    ///
    /// # Errors
    /// [`AccountRefusal::AlreadyActive`]: an account in use is recovered, not issued again; closed.
    pub fn reissue(
        self,
        code: ActivationCode,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        if self.closed.is_some() {
            return Err(AccountRefusal::Closed);
        }
        match self.standing {
            Standing::Active { .. } => Err(AccountRefusal::AlreadyActive),
            Standing::Issued { .. } => {
                let account = Self {
                    standing: Standing::Issued { code },
                    lock: self
                        .lock
                        .filter(|lock| lock.reason == LockReason::Suspended),
                    ..self
                };
                Ok(account.decided(Action::AccountReissued, by, at))
            }
        }
    }

    /// Whether `typed` activates this account at `at`.
    ///
    /// # Errors
    /// The rule that the code breaks.
    pub fn check_code(&self, typed: &str, at: Instant) -> Result<(), AccountRefusal> {
        match &self.standing {
            Standing::Active { .. } => Err(AccountRefusal::AlreadyActive),
            Standing::Issued { code } => code.check(typed, at).and(self.usable()),
        }
    }

    /// Activates the account; the code is spent (R08, R09). `password` is the Argon2id hash of what was chosen,
    /// `undertaking` the hash of the custody undertaking that was accepted with it.
    ///
    /// # Errors
    /// The rule that the code breaks.
    pub fn activate(
        self,
        typed: &str,
        password: String,
        undertaking: &str,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.check_code(typed, at)?;
        let account = Self {
            standing: Standing::Active {
                password,
                since: at,
            },
            undertaking: Some(Undertaking {
                hash: undertaking.to_owned(),
                at,
            }),
            ..self
        };
        let author = account.author();
        let act = account
            .act(Action::AccountActivated, author, at)
            .with("undertaking", undertaking);
        Ok(Decided::new(account, act))
    }

    /// Accepts the custody undertaking whose text has this hash (DGO 12, CDMX 13).
    ///
    /// # Errors
    /// [`AccountRefusal::NotActive`], locked, closed.
    pub fn accept_undertaking(
        self,
        hash: &str,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.in_use()?;
        let account = Self {
            undertaking: Some(Undertaking {
                hash: hash.to_owned(),
                at,
            }),
            ..self
        };
        let author = account.author();
        let act = account
            .act(Action::UndertakingAccepted, author, at)
            .with("undertaking", hash);
        Ok(Decided::new(account, act))
    }

    /// Accepts the notice whose text has this hash (R12).
    ///
    /// # Errors
    /// [`AccountRefusal::NotActive`], locked, closed.
    pub fn accept_notice(self, hash: &str, at: Instant) -> Result<Decided<Self>, AccountRefusal> {
        self.in_use()?;
        let account = Self {
            notice: Some(NoticeAcceptance {
                hash: hash.to_owned(),
                at,
            }),
            ..self
        };
        let author = account.author();
        let act = account
            .act(Action::NoticeAccepted, author, at)
            .with("notice", hash);
        Ok(Decided::new(account, act))
    }

    /// What the account still owes before it may act; none if nothing.
    pub fn next_step(&self, entry: &Entry<'_>) -> Option<Step> {
        if self.second_factor.is_some() && !entry.proven {
            return Some(Step::ProveSecondFactor);
        }
        let signed =
            |hash: Option<&String>, in_force: &str| hash.is_some_and(|hash| hash == in_force);
        if !signed(
            self.undertaking.as_ref().map(|u| &u.hash),
            entry.undertaking,
        ) {
            return Some(Step::AcceptUndertaking);
        }
        if !signed(
            self.notice.as_ref().map(|notice| &notice.hash),
            entry.notice,
        ) {
            return Some(Step::AcceptNotice);
        }
        let owes = self.second_factor.is_none() && entry.second_factor.contains(&self.seat.role());
        owes.then_some(Step::EnrolSecondFactor)
    }

    /// The actor that this account may be: in use, and nothing owed.
    pub fn actor(&self, entry: &Entry<'_>) -> Option<Actor> {
        (self.in_use().is_ok() && self.next_step(entry).is_none()).then(|| Actor {
            account: self.id,
            seat: self.seat.clone(),
        })
    }

    fn open(&self) -> Result<(), AccountRefusal> {
        match self.closed {
            None => Ok(()),
            Some(_) => Err(AccountRefusal::Closed),
        }
    }

    fn in_use(&self) -> Result<(), AccountRefusal> {
        self.usable()?;
        match self.standing {
            Standing::Active { .. } => Ok(()),
            Standing::Issued { .. } => Err(AccountRefusal::NotActive),
        }
    }

    /// Its person, as the author of what is done with it.
    pub const fn author(&self) -> Author {
        Author::Account {
            account: self.id,
            role: self.seat.role(),
            session: None,
        }
    }

    fn decided(self, action: Action, by: Author, at: Instant) -> Decided<Self> {
        let act = self.act(action, by, at);
        Decided::new(self, act)
    }

    fn act(&self, action: Action, by: Author, at: Instant) -> Act {
        Act::new(at, by, action, Subject::new(Self::KIND, self.id))
    }
}
