//! The curricular database: everything that decides (decision 2). Identifiers are text, instants are
//! microseconds of UTC, JSON is text.

use crate::schema::{Migration, Rows, Schema, Table};

/// The curricular database.
pub const CURRICULAR: Schema = Schema {
    name: "curricular",
    migrations: &[FIRST],
};

const FIRST: Migration = Migration {
    number: 1,
    text: include_str!("curricular_0001.sql"),
    tables: &[
        Table {
            name: "process",
            rows: Rows::AppendOnly(&[&["slot"]]),
        },
        Table {
            name: "candidacy",
            rows: Rows::Updated,
        },
        Table {
            name: "account",
            rows: Rows::Updated,
        },
        Table {
            name: "session",
            rows: Rows::Updated,
        },
        Table {
            name: "capture",
            rows: Rows::Updated,
        },
        Table {
            name: "revision",
            rows: Rows::AppendOnly(&[&["candidacy", "questionnaire", "number"]]),
        },
        Table {
            name: "autosave",
            rows: Rows::Disposable,
        },
        Table {
            name: "parked_request",
            rows: Rows::Disposable,
        },
        Table {
            name: "sign_in_failure",
            rows: Rows::Disposable,
        },
        Table {
            name: "consumer_cursor",
            rows: Rows::Updated,
        },
        Table {
            name: "activity",
            rows: Rows::AppendOnly(&[&["position"]]),
        },
        Table {
            name: "activity_tile",
            rows: Rows::AppendOnly(&[&["level", "tile_index"]]),
        },
        Table {
            name: "activity_checkpoint",
            rows: Rows::AppendOnly(&[&["size"]]),
        },
    ],
};
