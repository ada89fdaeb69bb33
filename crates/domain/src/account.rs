//! Accounts: who signs in, in which role, over which party or candidacy; activation and the acceptance of the notice.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::{AccountId, CandidacyId};
use crate::key::PartyKey;
use crate::record::{Decided, Record};
use crate::time::Instant;

/// The roles of R32 that exist so far. The order is the one of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The institute's unit in charge of the system (DGO 4-I, CDMX 3-I).
    Administrator,
    /// The commission's read-only view of everything but identity answers.
    Auditor,
    /// The institute's person who verifies captures (CDMX 3-XVI).
    Validator,
    /// A party's representation before the institute: receives accounts, sees the state of its candidacies.
    PartyRepresentative,
    /// The party's supervisor (DGO 4-XXII, CDMX 3-XV).
    Supervisor,
    /// Somebody of the party who types for its candidacies.
    Capturer,
    /// The candidate of a party.
    Candidate,
    /// An independent candidate ("sin partido").
    Independent,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Administrator,
        Self::Auditor,
        Self::Validator,
        Self::PartyRepresentative,
        Self::Supervisor,
        Self::Capturer,
        Self::Candidate,
        Self::Independent,
    ];

    /// The word of profiles, commands and addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Administrator => "administradora",
            Self::Auditor => "auditora",
            Self::Validator => "validadora",
            Self::PartyRepresentative => "representacion",
            Self::Supervisor => "supervisora",
            Self::Capturer => "capturista",
            Self::Candidate => "candidatura",
            Self::Independent => "independiente",
        }
    }

    /// The role in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Administrator => "Administración del sistema",
            Self::Auditor => "Auditoría",
            Self::Validator => "Persona validadora",
            Self::PartyRepresentative => "Representación de partido",
            Self::Supervisor => "Persona supervisora",
            Self::Capturer => "Persona capturista",
            Self::Candidate => "Persona candidata",
            Self::Independent => "Candidatura independiente",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// The word names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{0}» no es un papel conocido; los papeles son: administradora, auditora, validadora, representacion, supervisora, capturista, candidatura, independiente"
)]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.key() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// A role together with what it reaches, so that a supervisor without a party cannot be represented.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Seat {
    /// Administration of the system.
    Administrator,
    /// Read-only view for the commission.
    Auditor,
    /// Institute's validator.
    Validator,
    /// Representation of a party.
    PartyRepresentative {
        /// The party represented.
        party: PartyKey,
    },
    /// Supervisor of a party.
    Supervisor {
        /// The party supervised.
        party: PartyKey,
    },
    /// Capturer of a party.
    Capturer {
        /// The party typed for.
        party: PartyKey,
    },
    /// Candidate of a party.
    Candidate {
        /// The person's candidacy.
        candidacy: CandidacyId,
    },
    /// Independent candidate.
    Independent {
        /// The person's candidacy.
        candidacy: CandidacyId,
    },
}

impl Seat {
    /// The seat's role.
    pub const fn role(&self) -> Role {
        match self {
            Self::Administrator => Role::Administrator,
            Self::Auditor => Role::Auditor,
            Self::Validator => Role::Validator,
            Self::PartyRepresentative { .. } => Role::PartyRepresentative,
            Self::Supervisor { .. } => Role::Supervisor,
            Self::Capturer { .. } => Role::Capturer,
            Self::Candidate { .. } => Role::Candidate,
            Self::Independent { .. } => Role::Independent,
        }
    }

    /// The party that the seat is bound to, if it is.
    pub const fn party(&self) -> Option<&PartyKey> {
        match self {
            Self::PartyRepresentative { party }
            | Self::Supervisor { party }
            | Self::Capturer { party } => Some(party),
            _ => None,
        }
    }

    /// The candidacy that the seat is bound to, if it is.
    pub const fn candidacy(&self) -> Option<CandidacyId> {
        match self {
            Self::Candidate { candidacy } | Self::Independent { candidacy } => Some(*candidacy),
            _ => None,
        }
    }
}

/// Somebody with a complete session: activated, notice accepted.
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

/// A one-time activation code as it is kept: only its digest and the instant until which it serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationCode {
    digest: String,
    expires: Instant,
}

/// Characters of an activation code: no vowels (so that no word appears) and none that look alike.
pub const CODE_ALPHABET: &[u8; 25] = b"23456789BCDFGHJKMNPQRSTVX";
/// Characters in an activation code, without the hyphens: 25^16 is 74 bits.
pub const CODE_LENGTH: usize = 16;
/// Days during which an activation code serves.
pub const CODE_DAYS: i64 = 30;

impl ActivationCode {
    /// Keeps `code` for [`CODE_DAYS`] from `at`.
    pub fn of(code: &str, at: Instant) -> Self {
        Self {
            digest: digest_code(code),
            expires: at.plus_seconds(CODE_DAYS * 86_400),
        }
    }

    /// The digest by which storage finds the account that a code belongs to.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// SHA-256 in hexadecimal of a code as typed: case, spaces and hyphens do not count. A code has 74 bits of
/// chance, so a plain digest is enough to keep it.
pub fn digest_code(typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_uppercase)
        .collect();
    Sha256::digest(plain.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
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
}

impl Account {
    /// Creates an account with a one-time code (R08).
    pub fn issue(
        id: AccountId,
        login: String,
        holder: String,
        seat: Seat,
        code: ActivationCode,
        by: Author,
        at: Instant,
    ) -> Decided<Self> {
        let account = Self {
            id,
            login,
            holder,
            seat,
            standing: Standing::Issued { code },
            notice: None,
            created: at,
        };
        let role = account.seat.role();
        let act = account
            .act(Action::AccountIssued, by, at)
            .with("role", role);
        Decided::new(account, act)
    }

    /// Gives a new code in place of one that was lost or expired.
    ///
    /// # Errors
    /// [`AccountRefusal::AlreadyActive`]: an active account is recovered, not issued again.
    pub fn reissue(
        self,
        code: ActivationCode,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        match self.standing {
            Standing::Active { .. } => Err(AccountRefusal::AlreadyActive),
            Standing::Issued { .. } => {
                let account = Self {
                    standing: Standing::Issued { code },
                    ..self
                };
                let act = account.act(Action::AccountReissued, by, at);
                Ok(Decided::new(account, act))
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
            Standing::Issued { code } if code.digest != digest_code(typed) => {
                Err(AccountRefusal::WrongCode)
            }
            Standing::Issued { code } if at > code.expires => Err(AccountRefusal::CodeExpired),
            Standing::Issued { .. } => Ok(()),
        }
    }

    /// Activates the account; the code is spent (R08, R09). `password` is the Argon2id hash of what was chosen.
    ///
    /// # Errors
    /// The rule that the code breaks.
    pub fn activate(
        self,
        typed: &str,
        password: String,
        at: Instant,
    ) -> Result<Decided<Self>, AccountRefusal> {
        self.check_code(typed, at)?;
        let account = Self {
            standing: Standing::Active {
                password,
                since: at,
            },
            ..self
        };
        let author = account.author();
        let act = account.act(Action::AccountActivated, author, at);
        Ok(Decided::new(account, act))
    }

    /// Accepts the notice whose text has this hash (R12).
    ///
    /// # Errors
    /// [`AccountRefusal::NotActive`].
    pub fn accept_notice(self, hash: &str, at: Instant) -> Result<Decided<Self>, AccountRefusal> {
        if !matches!(self.standing, Standing::Active { .. }) {
            return Err(AccountRefusal::NotActive);
        }
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

    /// The actor that this account may be: active, and the notice in force accepted.
    pub fn actor(&self, notice_in_force: &str) -> Option<Actor> {
        let accepted = self
            .notice
            .as_ref()
            .is_some_and(|notice| notice.hash == notice_in_force);
        let active = matches!(self.standing, Standing::Active { .. });
        (accepted && active).then(|| Actor {
            account: self.id,
            seat: self.seat.clone(),
        })
    }

    fn author(&self) -> Author {
        Author::Account {
            account: self.id,
            role: self.seat.role(),
            session: None,
        }
    }

    fn act(&self, action: Action, by: Author, at: Instant) -> Act {
        Act::new(at, by, action, Subject::new(Self::KIND, self.id))
    }
}
