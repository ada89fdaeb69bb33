//! The founding of the process: which profile, which questionnaires, since when (decision 11).

use std::collections::BTreeMap;

use domain::activity::{Act, Subject};
use domain::key::{InstituteKey, ProcessKey, QuestionnaireKey};
use domain::record::Record;
use domain::time::Instant;
use serde::Serialize;

use crate::columns::json;
use crate::engine::{Insert, Query, Row, Statement, Value, statements, values};
use crate::error::StorageError;
use crate::history::Written;
use crate::record::Stored;
use crate::unit::Unit;
use crate::write_unit::WriteUnit;

macro_rules! process_columns {
    () => {
        "slot, process, institute, profile, questionnaires, zone, founded, demonstration, origin"
    };
}

statements! {
    in "process";
    statements {
        THE_ONE = concat!("SELECT ", process_columns!(), " FROM process ORDER BY slot");
    }
    inserts {
        INSERT_PROCESS = Insert {
            table: "process",
            columns: &[
                "slot", "process", "institute", "profile", "questionnaires", "zone", "founded", "demonstration",
                "origin",
            ],
            conflict: "",
        };
    }
}

/// How the process of this database began. Nothing in it changes afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Founding {
    /// The process.
    pub process: ProcessKey,
    /// The institute.
    pub institute: InstituteKey,
    /// SHA-256 of the profile's files, in hexadecimal.
    pub profile: String,
    /// SHA-256 of each questionnaire's file, in hexadecimal.
    pub questionnaires: BTreeMap<QuestionnaireKey, String>,
    /// The institute's time zone, by its IANA name.
    pub zone: String,
    /// When the process was founded here.
    pub founded: Instant,
    /// Whether it is a demonstration.
    pub demonstration: bool,
    /// The name of the history: the origin of its checkpoints, and of the key that signs them.
    pub origin: String,
}

impl Record for Founding {
    const KIND: &'static str = "process";
    type Facts = ();
    fn id(&self) -> String {
        self.process.to_string()
    }
}

impl Stored for Founding {
    const INSERT: Insert = INSERT_PROCESS;
    const OVERWRITE: &'static str = "";
    const SCAN: Statement = THE_ONE;

    fn find(_: &str) -> Option<Query> {
        Some(THE_ONE.into())
    }

    fn cells(&self) -> Vec<Value> {
        values![
            1_i64,
            &self.process,
            &self.institute,
            self.profile.as_str(),
            json(&self.questionnaires),
            self.zone.as_str(),
            self.founded,
            self.demonstration,
            self.origin.as_str(),
        ]
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            process: row.parse("process")?,
            institute: row.parse("institute")?,
            profile: row.text("profile")?,
            questionnaires: row.json("questionnaires")?,
            zone: row.text("zone")?,
            founded: Instant::from_micros(row.int("founded")?),
            demonstration: row.bool("demonstration")?,
            origin: row.text("origin")?,
        })
    }
}

impl Unit {
    /// How the process of this database began; none if it has not.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn founding(&mut self) -> Result<Option<Founding>, StorageError> {
        self.record(THE_ONE.into()).await
    }
}

impl WriteUnit {
    /// Founds the process; `act` tells of it, and takes the process as its subject, so that the history vouches
    /// for the row. Gives the entry's position.
    ///
    /// # Errors
    /// [`StorageError::AlreadyExists`] if it was founded; as every write.
    pub async fn found(&mut self, founding: &Founding, act: Act) -> Result<u64, StorageError> {
        if self.founding().await?.is_some() {
            return Err(StorageError::AlreadyExists {
                table: INSERT_PROCESS.table,
            });
        }
        let act = Act {
            subject: Subject::new(Founding::KIND, &founding.process),
            ..act
        };
        let written = Written::of_record(act, founding.digest());
        self.insert_vouched(INSERT_PROCESS, founding.cells(), written)
            .await
    }
}
