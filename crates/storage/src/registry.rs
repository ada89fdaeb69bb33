//! The registry as its people look through it: filtered, in the order of names, by pages, whatever the state of the
//! captures.

use std::collections::BTreeSet;

use domain::id::CandidacyId;
use domain::key::{AgreementKey, OfficeKey, PartyKey, TerritoryKey};
use domain::registry::Candidacy;

use crate::candidacy::candidacy_columns;
use crate::engine::{Composition, Piece, Query, Statement, statements, values};
use crate::error::StorageError;
use crate::name_search;
use crate::unit::Unit;

statements! {
    in "registry";
    statements {
        ROWS = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE TRUE");
        COUNT = "SELECT COUNT(*) AS candidacies FROM candidacy WHERE TRUE";
        RACE = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE office = $1 AND territory = $2 ORDER BY id");
    }
    pieces {
        IN_OFFICE = " AND office = ";
        IN_TERRITORY = " AND territory = ";
        OF_PARTY = " AND party = ";
        BY_AGREEMENT = " AND agreement = ";
        INDEPENDENT = " AND postulation = 'independent'";
        WITH_STATUS = " AND status = ";
        WITHOUT_AGE = " AND birth_date IS NULL AND declared_age IS NULL";
        WITHOUT_BIRTH_DATE = " AND birth_date IS NULL";
        WITHOUT_CURP = " AND curp IS NULL";
        WITHOUT_SURNAME = " AND first_surname = ''";
        /// Names and keys are looked through apart, each in its own index.
        CALLED = " AND id IN (SELECT called.id FROM candidacy called WHERE TRUE";
        OR_KEY = " UNION SELECT keyed.id FROM candidacy keyed WHERE keyed.registry_key >= ";
        OR_KEY_UNTIL = " AND keyed.registry_key <= ";
        CALLED_END = ")";
        AFTER = " AND (folded_name, id) > (SELECT earlier.folded_name, earlier.id FROM candidacy earlier \
                 WHERE earlier.id = ";
        AFTER_END = ")";
        IN_ORDER = " ORDER BY folded_name, id";
        AT_MOST = " LIMIT ";
    }
}

/// Whether a candidacy stands, as the registry's column has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryStanding {
    /// It stands.
    Active,
    /// Another person took its place.
    Replaced,
    /// It was cancelled.
    Cancelled,
}

impl RegistryStanding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Replaced, Self::Cancelled];

    /// The column's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Replaced => "replaced",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A datum that a registry file may have left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// Neither birth date nor declared age: no age is published.
    Age,
    /// Birth date.
    BirthDate,
    /// Population registry code.
    Curp,
    /// The name is in one piece.
    Surname,
}

impl Lacking {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Age, Self::BirthDate, Self::Curp, Self::Surname];

    const fn piece(self) -> Piece {
        match self {
            Self::Age => WITHOUT_AGE,
            Self::BirthDate => WITHOUT_BIRTH_DATE,
            Self::Curp => WITHOUT_CURP,
            Self::Surname => WITHOUT_SURNAME,
        }
    }
}

/// Which candidacies are shown. All conditions hold at once; the default is all of them.
#[derive(Debug, Clone, Default)]
pub struct RegistryFilter {
    /// For an office.
    pub office: Option<OfficeKey>,
    /// In a territory.
    pub territory: Option<TerritoryKey>,
    /// Captured by a party.
    pub party: Option<PartyKey>,
    /// Postulated by an agreement.
    pub agreement: Option<AgreementKey>,
    /// Without party.
    pub independent: bool,
    /// Whether it stands.
    pub standing: Option<RegistryStanding>,
    /// Without a datum.
    pub lacking: Option<Lacking>,
    /// Every word begins a word of the name or nickname, whatever its accents and case; or the row's key begins so, as
    /// it is written here or in capital or small letters.
    pub text: Option<String>,
}

/// A page of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryPage {
    /// The candidacies.
    pub rows: Vec<Candidacy>,
    /// What to pass as `after` for the next page; none if this is the last.
    pub next: Option<CandidacyId>,
}

impl RegistryFilter {
    fn narrowed(&self, start: Statement) -> Composition {
        let mut query = start.begin(values![]);
        query
            .bind_some(IN_OFFICE, self.office.as_ref())
            .bind_some(IN_TERRITORY, self.territory.as_ref())
            .bind_some(OF_PARTY, self.party.as_ref())
            .bind_some(BY_AGREEMENT, self.agreement.as_ref())
            .bind_some(WITH_STATUS, self.standing.map(RegistryStanding::code));
        if self.independent {
            query.piece(INDEPENDENT);
        }
        if let Some(lacking) = self.lacking {
            query.piece(lacking.piece());
        }
        if let Some(text) = self.text.as_deref() {
            narrow_text(&mut query, text.trim());
        }
        query
    }

    fn page(&self, after: Option<CandidacyId>, limit: u64) -> Query {
        let mut query = self.narrowed(ROWS);
        if let Some(after) = after {
            query.bind(AFTER, after).piece(AFTER_END);
        }
        query.piece(IN_ORDER).bind(AT_MOST, limit);
        query.finish()
    }
}

/// Leaves those who are called so, or whose key begins so.
fn narrow_text(query: &mut Composition, text: &str) {
    let Some(wanted) = name_search::wanted(Some(text)) else {
        return;
    };
    query.piece(CALLED);
    name_search::narrow(query, &wanted);
    let plain = text.replace(char::is_control, "");
    let written = BTreeSet::from([plain.to_uppercase(), plain.to_lowercase(), plain]);
    for key in written {
        // No character comes after the last one that there is.
        let last = format!("{key}{}", char::MAX);
        query.bind(OR_KEY, key).bind(OR_KEY_UNTIL, last);
    }
    query.piece(CALLED_END);
}

impl Unit {
    /// A page of the registry in the order of surnames: the rows after `after`, at most `limit`.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn registry_page(
        &mut self,
        filter: &RegistryFilter,
        after: Option<CandidacyId>,
        limit: u32,
    ) -> Result<RegistryPage, StorageError> {
        let most = u64::from(limit) + 1;
        let mut rows: Vec<Candidacy> = self.records(filter.page(after, most)).await?;
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| row.id);
        Ok(RegistryPage { rows, next })
    }

    /// How many candidacies the filter leaves.
    ///
    /// # Errors
    /// As every read.
    pub async fn registry_count(&mut self, filter: &RegistryFilter) -> Result<u64, StorageError> {
        let row = self.tx.optional(filter.narrowed(COUNT).finish()).await?;
        row.map_or(Ok(0), |row| row.number("candidacies"))
    }

    /// Every candidacy of a race, also those that no longer stand.
    ///
    /// # Errors
    /// As every read.
    pub async fn candidacies_of_race(
        &mut self,
        office: &OfficeKey,
        territory: &TerritoryKey,
    ) -> Result<Vec<Candidacy>, StorageError> {
        self.records(RACE.with(values![office, territory])).await
    }
}
