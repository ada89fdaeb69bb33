//! Offices, territories, and the races between them.

use jiff::civil::DateTime;

use crate::key::{LevelKey, OfficeKey, TerritoryKey};

/// How an office is elected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principle {
    /// Relative majority (*mayoría relativa*).
    RelativeMajority,
    /// Proportional representation (*representación proporcional*).
    ProportionalRepresentation,
}

impl Principle {
    /// Its word in the profile's files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::RelativeMajority => "mr",
            Self::ProportionalRepresentation => "rp",
        }
    }
}

/// How candidacies for an office are made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A person and a substitute.
    Formula,
    /// A person, and a substitute if the contender names one.
    FormulaWithOptionalSubstitute,
    /// An ordered list of persons.
    List,
    /// An ordered list of persons, each with a substitute.
    ListOfFormulas,
    /// One person.
    Person,
}

impl Shape {
    /// Its word in the profile's files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Formula => "formula",
            Self::FormulaWithOptionalSubstitute => "formula_suplente_opcional",
            Self::List => "lista",
            Self::ListOfFormulas => "lista_formulas",
            Self::Person => "persona",
        }
    }

    /// Whether candidacies carry a position in a list.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::List | Self::ListOfFormulas)
    }

    /// Whether a substitute may be registered.
    #[must_use]
    pub fn allows_substitute(self) -> bool {
        matches!(
            self,
            Self::Formula | Self::FormulaWithOptionalSubstitute | Self::ListOfFormulas
        )
    }

    /// Whether a substitute must be registered.
    #[must_use]
    pub fn needs_substitute(self) -> bool {
        matches!(self, Self::Formula | Self::ListOfFormulas)
    }
}

/// An office that is elected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its key.
    pub key: OfficeKey,
    /// Its name for one person.
    pub name: String,
    /// Its name for many.
    pub plural: String,
    /// How it is elected.
    pub principle: Principle,
    /// The level of the territories in which it is contended.
    pub level: LevelKey,
    /// How its candidacies are made up.
    pub shape: Shape,
    /// Local time from which its profiles may be public.
    pub publish_from: DateTime,
    /// Its place among the offices, from 1.
    pub order: u16,
}

/// A level of territory: state, district, municipality…
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its key.
    pub key: LevelKey,
    /// Its name.
    pub name: String,
    /// Its name for many.
    pub plural: String,
}

/// A territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Territory {
    /// Its key, unique among all levels.
    pub key: TerritoryKey,
    /// Its level.
    pub level: LevelKey,
    /// Its name.
    pub name: String,
    /// The territory to which it belongs.
    pub parent: Option<TerritoryKey>,
}

/// An office in a territory (*contienda*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Race {
    /// The office.
    pub office: OfficeKey,
    /// The territory, of the office's level.
    pub territory: TerritoryKey,
    /// How many persons are elected; at least 1.
    pub seats: u16,
}
