//! Parties, and the agreements by which several of them postulate together.

use serde::{Deserialize, Serialize};

use super::Colour;
use crate::key::{AgreementKey, OfficeKey, PartyKey, TerritoryKey};

/// Where a party is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyScope {
    /// With the INE, in the whole country.
    National,
    /// With the local institute.
    Local,
}

/// A political party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its key.
    pub key: PartyKey,
    /// Its initials as written on the ballot.
    pub initials: String,
    /// Its name.
    pub name: String,
    /// Its colour, for marks that never carry meaning alone.
    pub colour: Colour,
    /// Where it is registered.
    pub scope: PartyScope,
}

/// By what kind of agreement parties postulate together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementKind {
    /// A coalition that covers every race of each office it names.
    TotalCoalition,
    /// A coalition for at least half of the races.
    PartialCoalition,
    /// A coalition for at least a quarter of the races.
    FlexibleCoalition,
    /// A common candidacy.
    CommonCandidacy,
}

impl AgreementKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::TotalCoalition,
        Self::PartialCoalition,
        Self::FlexibleCoalition,
        Self::CommonCandidacy,
    ];

    /// Its word in the profile's files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::TotalCoalition => "coalicion_total",
            Self::PartialCoalition => "coalicion_parcial",
            Self::FlexibleCoalition => "coalicion_flexible",
            Self::CommonCandidacy => "candidatura_comun",
        }
    }

    /// Its name as people read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TotalCoalition => "Coalición total",
            Self::PartialCoalition => "Coalición parcial",
            Self::FlexibleCoalition => "Coalición flexible",
            Self::CommonCandidacy => "Candidatura común",
        }
    }
}

/// A race that an agreement covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The office.
    pub office: OfficeKey,
    /// The territory.
    pub territory: TerritoryKey,
    /// The member that postulates there, and therefore captures (DGO 20.1, CDMX 21).
    pub postulates: PartyKey,
}

/// A coalition's or common candidacy's agreement (*convenio*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Its key.
    pub key: AgreementKey,
    /// Its kind.
    pub kind: AgreementKind,
    /// Its name.
    pub name: String,
    /// The parties that signed it, at least two, in the order of its file.
    pub members: Vec<PartyKey>,
    /// The races it covers, at least one.
    pub coverage: Vec<Coverage>,
}

impl Agreement {
    /// What the agreement says of a race; `None` if it does not cover it.
    #[must_use]
    pub fn coverage(&self, office: &OfficeKey, territory: &TerritoryKey) -> Option<&Coverage> {
        self.coverage
            .iter()
            .find(|row| row.office == *office && row.territory == *territory)
    }
}

/// Who captures for a party in a race.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Postulation<'a> {
    /// The party that captures.
    pub captures: &'a Party,
    /// The agreement that says so; `None` if the party goes alone.
    pub agreement: Option<&'a Agreement>,
}
