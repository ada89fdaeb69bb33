//! The registry's rows.

use std::collections::BTreeMap;

use domain::id::CandidacyId;
use domain::key::PartyKey;
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
         term_received, term_ends, term_extension, folded_name, capture_home"
    };
}
pub(crate) use candidacy_columns;

/// Registered after the party's representation received its account: nothing started the term yet.
macro_rules! late {
    () => {
        " WHERE status = 'active' AND term_ends IS NULL AND party IN (SELECT account.party FROM account \
         JOIN delivery ON delivery.account = account.id WHERE account.role = 'party_representative' \
         AND account.closed IS NULL AND account.party IS NOT NULL)"
    };
}

statements! {
    in "candidacy";
    statements {
        BY_ID = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE id = $1");
        BY_REGISTRY_KEY = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE registry_key = $1");
        ALL = concat!("SELECT ", candidacy_columns!(), " FROM candidacy ORDER BY id");
        BY_CAPTURE = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE capture_home = $1 ORDER BY id");
        BY_CURP = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE curp = $1 ORDER BY id");
        BY_BIRTH_DATE = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE birth_date = $1 ORDER BY id");
        LATE = concat!("SELECT ", candidacy_columns!(), " FROM candidacy", late!(), " ORDER BY id LIMIT $1");
        LATE_BY_PARTY = concat!("SELECT party, COUNT(*) AS candidacies FROM candidacy", late!(), " GROUP BY party");
        /// Captured by another party than the candidacy with which it shares its capture.
        ASTRAY = concat!("SELECT ", candidacy_columns!(), " FROM candidacy WHERE capture_home <> id \
            AND NOT EXISTS (SELECT home.id FROM candidacy home WHERE home.id = candidacy.capture_home \
            AND COALESCE(home.party, '') = COALESCE(candidacy.party, '')) ORDER BY id");
    }
    inserts {
        INSERT_CANDIDACY = Insert {
            table: "candidacy",
            columns: &[
                "id", "registry_key", "office", "territory", "number", "calling", "postulation", "agreement",
                "party", "given_names", "first_surname", "second_surname", "nickname", "gender", "birth_date",
                "curp", "declared_age", "status", "status_at", "term_received", "term_ends", "term_extension",
                "folded_name", "capture_home",
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
        term_ends = excluded.term_ends, term_extension = excluded.term_extension, folded_name = excluded.folded_name, \
        capture_home = excluded.capture_home";
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
            self.capture_home(),
        ]
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        let (id, home) = (row.parse("id")?, row.parse("capture_home")?);
        Ok(Self {
            id,
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
            capture_of: Some(home).filter(|home| *home != id),
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

    /// The candidacies that one capture serves: that of `home`, under which it is kept, and those that share it.
    ///
    /// # Errors
    /// As every read.
    pub async fn sharing_capture(
        &mut self,
        home: CandidacyId,
    ) -> Result<Vec<Candidacy>, StorageError> {
        self.records(BY_CAPTURE.with(values![home])).await
    }

    /// The candidacies of whoever may be this person: with the same CURP or the same birth date.
    ///
    /// # Errors
    /// As every read.
    pub async fn candidacies_of_person(
        &mut self,
        person: &Person,
    ) -> Result<Vec<Candidacy>, StorageError> {
        let mut found: Vec<Candidacy> = Vec::new();
        if let Some(curp) = &person.curp {
            found = self.records(BY_CURP.with(values![curp.as_str()])).await?;
        }
        if let Some(birth) = person.birth_date {
            let same = BY_BIRTH_DATE.with(values![birth.to_string()]);
            for alike in self.records::<Candidacy>(same).await? {
                if found.iter().all(|known| known.id != alike.id) {
                    found.push(alike);
                }
            }
        }
        Ok(found)
    }

    /// The candidacies that share the capture of one that another party captures by now.
    ///
    /// # Errors
    /// As every read.
    pub async fn sharing_astray(&mut self) -> Result<Vec<Candidacy>, StorageError> {
        self.records(ASTRAY.into()).await
    }

    /// Standing candidacies without a term whose party's representation received its account before, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn late_registered(&mut self, limit: u32) -> Result<Vec<Candidacy>, StorageError> {
        self.records(LATE.with(values![limit])).await
    }

    /// How many of those there are of each party; parties without any are absent.
    ///
    /// # Errors
    /// As every read.
    pub async fn late_registrations(&mut self) -> Result<BTreeMap<PartyKey, u64>, StorageError> {
        let mut counts = BTreeMap::new();
        for row in self.tx.all(LATE_BY_PARTY).await? {
            counts.insert(row.parse("party")?, row.number("candidacies")?);
        }
        Ok(counts)
    }

    /// Every candidacy, for the difference between the registry and a file.
    ///
    /// # Errors
    /// As every read.
    pub async fn registry(&mut self) -> Result<Vec<Candidacy>, StorageError> {
        self.records(ALL.into()).await
    }
}
