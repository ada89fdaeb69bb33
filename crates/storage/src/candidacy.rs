//! The registry's rows.

use domain::id::CandidacyId;
use domain::registry::{Candidacy, CandidacyStatus, Person, Postulation, RegistryData, TermClock};
use domain::time::Instant;

use crate::columns::code;
use crate::engine::{Insert, Query, Row, Statement, Value, statements, values};
use crate::error::StorageError;
use crate::fold::folded_name;
use crate::record::Stored;
use crate::unit::Unit;

/// A candidacy's columns. No other table that is joined with it has a column of the same name.
macro_rules! candidacy_columns {
    () => {
        "id, registry_key, office, territory, number, calling, postulation, agreement, party, given_names, \
         first_surname, second_surname, nickname, gender, birth_date, curp, declared_age, status, status_at, \
         term_received, term_ends, term_extension, folded_name"
    };
}
pub(crate) use candidacy_columns;

statements! {
    in "candidacy";
    statements {
        BY_ID = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE id = $1");
        BY_REGISTRY_KEY = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE registry_key = $1");
        ALL = concat!("SELECT ", candidacy_columns!(), " FROM candidacy ORDER BY id");
    }
    inserts {
        INSERT_CANDIDACY = Insert {
            table: "candidacy",
            columns: &[
                "id", "registry_key", "office", "territory", "number", "calling", "postulation", "agreement",
                "party", "given_names", "first_surname", "second_surname", "nickname", "gender", "birth_date",
                "curp", "declared_age", "status", "status_at", "term_received", "term_ends", "term_extension",
                "folded_name",
            ],
            conflict: "",
        };
    }
}

impl Stored for Candidacy {
    const INSERT: Insert = INSERT_CANDIDACY;
    const OVERWRITE: &'static str = "ON CONFLICT (id) DO UPDATE SET registry_key = excluded.registry_key, \
        office = excluded.office, territory = excluded.territory, number = excluded.number, \
        calling = excluded.calling, postulation = excluded.postulation, agreement = excluded.agreement, \
        party = excluded.party, given_names = excluded.given_names, first_surname = excluded.first_surname, \
        second_surname = excluded.second_surname, nickname = excluded.nickname, gender = excluded.gender, \
        birth_date = excluded.birth_date, curp = excluded.curp, \
        declared_age = excluded.declared_age, status = excluded.status, \
        status_at = excluded.status_at, term_received = excluded.term_received, \
        term_ends = excluded.term_ends, term_extension = excluded.term_extension, folded_name = excluded.folded_name";
    const SCAN: Statement = ALL;

    fn find(id: &str) -> Option<Query> {
        Some(BY_ID.with(values![id]))
    }

    fn cells(&self) -> Vec<Value> {
        let RegistryData {
            key,
            office,
            territory,
            number,
            calling,
            postulation,
            person,
        } = &self.data;
        let (postulated, agreement) = match postulation {
            Postulation::Independent => ("independent", None),
            Postulation::Party { .. } => ("party", None),
            Postulation::Agreement { agreement, .. } => ("agreement", Some(agreement)),
        };
        let (status, status_at) = match self.status {
            CandidacyStatus::Active => ("active", None),
            CandidacyStatus::Replaced { at } => ("replaced", Some(at)),
            CandidacyStatus::Cancelled { at } => ("cancelled", Some(at)),
        };
        values![
            self.id,
            key.as_str(),
            office,
            territory,
            *number,
            code(calling),
            postulated,
            agreement,
            postulation.capturing_party(),
            person.given_names.as_str(),
            person.first_surname.as_str(),
            person.second_surname.as_str(),
            person.nickname.as_deref(),
            code(&person.gender),
            person.birth_date.map(|date| date.to_string()),
            person.curp.as_deref(),
            person.declared_age,
            status,
            status_at,
            self.term.map(|term| term.received),
            self.term.map(|term| term.ends),
            self.term
                .and_then(|term| term.extension)
                .map(|extension| extension.to_string()),
            folded_name(person),
        ]
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.parse("id")?,
            data: RegistryData {
                key: row.text("registry_key")?,
                office: row.parse("office")?,
                territory: row.parse("territory")?,
                number: row.optional_number("number")?,
                calling: row.code("calling")?,
                postulation: read_postulation(row)?,
                person: read_person(row)?,
            },
            status: read_status(row)?,
            term: read_term(row)?,
        })
    }
}

fn read_postulation(row: &Row) -> Result<Postulation, StorageError> {
    Ok(match row.text("postulation")?.as_str() {
        "independent" => Postulation::Independent,
        "party" => Postulation::Party {
            party: row.parse("party")?,
        },
        "agreement" => Postulation::Agreement {
            agreement: row.parse("agreement")?,
            party: row.parse("party")?,
        },
        _ => return Err(row.inconsistent("postulation")),
    })
}

fn read_person(row: &Row) -> Result<Person, StorageError> {
    Ok(Person {
        given_names: row.text("given_names")?,
        first_surname: row.text("first_surname")?,
        second_surname: row.text("second_surname")?,
        nickname: row.optional_text("nickname")?,
        gender: row.code("gender")?,
        birth_date: row.optional_parse("birth_date")?,
        curp: row.optional_text("curp")?,
        declared_age: row.optional_number("declared_age")?,
    })
}

fn read_status(row: &Row) -> Result<CandidacyStatus, StorageError> {
    let at = || row.int("status_at").map(Instant::from_micros);
    Ok(match row.text("status")?.as_str() {
        "active" => CandidacyStatus::Active,
        "replaced" => CandidacyStatus::Replaced { at: at()? },
        "cancelled" => CandidacyStatus::Cancelled { at: at()? },
        _ => return Err(row.inconsistent("status")),
    })
}

fn read_term(row: &Row) -> Result<Option<TermClock>, StorageError> {
    let Some(received) = row.optional_int("term_received")? else {
        return Ok(None);
    };
    let ends = Instant::from_micros(row.int("term_ends")?);
    Ok(Some(TermClock {
        received: Instant::from_micros(received),
        ends,
        extension: row.optional_parse("term_extension")?,
    }))
}

impl Unit {
    /// The candidacy with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn candidacy(&mut self, id: CandidacyId) -> Result<Option<Candidacy>, StorageError> {
        self.record(BY_ID.with(values![id])).await
    }

    /// The candidacy of the institute's own key.
    ///
    /// # Errors
    /// As every read.
    pub async fn candidacy_by_key(&mut self, key: &str) -> Result<Option<Candidacy>, StorageError> {
        self.record(BY_REGISTRY_KEY.with(values![key])).await
    }

    /// Every candidacy, for the difference between the registry and a file.
    ///
    /// # Errors
    /// As every read.
    pub async fn registry(&mut self) -> Result<Vec<Candidacy>, StorageError> {
        self.records(ALL.into()).await
    }
}
