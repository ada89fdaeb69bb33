//! Roles, and seats: a role together with what it reaches (R32).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::CandidacyId;
use crate::key::PartyKey;

/// The roles of R32 that exist so far. The order is the one of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The institute's unit in charge of the system (DGO 4-I, CDMX 3-I).
    Administrator,
    /// The commission's read-only view of everything but identity answers.
    Auditor,
    /// The areas that propose changes of the registry (DGO 20.2).
    Registrar,
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
    pub const ALL: [Self; 9] = [
        Self::Administrator,
        Self::Auditor,
        Self::Registrar,
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
            Self::Registrar => "registro",
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
            Self::Registrar => "Registro de candidaturas",
            Self::Validator => "Persona validadora",
            Self::PartyRepresentative => "Representación de partido",
            Self::Supervisor => "Persona supervisora",
            Self::Capturer => "Persona capturista",
            Self::Candidate => "Persona candidata",
            Self::Independent => "Candidatura independiente",
        }
    }

    /// Whether the role belongs to the institute's staff.
    pub const fn is_institutes(self) -> bool {
        matches!(
            self,
            Self::Administrator | Self::Auditor | Self::Registrar | Self::Validator
        )
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
    "«{0}» no es un papel conocido; los papeles son: administradora, auditora, registro, validadora, representacion, supervisora, capturista, candidatura, independiente"
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
    /// Who proposes changes of the registry.
    Registrar,
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
            Self::Registrar => Role::Registrar,
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
