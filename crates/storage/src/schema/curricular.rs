//! The curricular database: everything that decides (decision 2). Identifiers are text, instants are
//! microseconds of UTC, JSON is text.

use crate::schema::{Migration, Rows, Schema, Table};

/// The curricular database.
pub const CURRICULAR: Schema = Schema {
    name: "curricular",
    migrations: &[FIRST, SECOND, THIRD],
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

const SECOND: Migration = Migration {
    number: 2,
    text: include_str!("curricular_0002.sql"),
    tables: &[
        Table {
            name: "second_factor_step",
            rows: Rows::Updated,
        },
        Table {
            name: "delivery",
            rows: Rows::AppendOnly(&[&["id"]]),
        },
        Table {
            name: "extension",
            rows: Rows::AppendOnly(&[&["id"]]),
        },
        Table {
            name: "proposal",
            rows: Rows::Updated,
        },
        Table {
            name: "agreement",
            rows: Rows::Updated,
        },
        Table {
            name: "supervisor",
            rows: Rows::Updated,
        },
        Table {
            name: "party_notice",
            rows: Rows::AppendOnly(&[&["id"], &["party", "version"]]),
        },
        Table {
            name: "disclosure",
            rows: Rows::AppendOnly(&[&["id"]]),
        },
        Table {
            name: "assignment",
            rows: Rows::Updated,
        },
        Table {
            name: "help_request",
            rows: Rows::Updated,
        },
        Table {
            name: "setting",
            rows: Rows::Updated,
        },
        Table {
            name: "staged_file",
            rows: Rows::Disposable,
        },
    ],
};

const THIRD: Migration = Migration {
    number: 3,
    text: include_str!("curricular_0003.sql"),
    tables: &[
        Table {
            name: "ground",
            rows: Rows::AppendOnly(&[&["id"]]),
        },
        Table {
            name: "notification",
            rows: Rows::Updated,
        },
        Table {
            name: "sketch",
            rows: Rows::Disposable,
        },
        Table {
            name: "likeness",
            rows: Rows::Disposable,
        },
        Table {
            name: "indexed_text",
            rows: Rows::Disposable,
        },
        Table {
            name: "issued_receipt",
            rows: Rows::AppendOnly(&[&["id"]]),
        },
        Table {
            name: "hiding",
            rows: Rows::Updated,
        },
        Table {
            name: "confirmation_link",
            rows: Rows::Updated,
        },
        Table {
            name: "edits_seen",
            rows: Rows::Updated,
        },
        Table {
            name: "received_photograph",
            rows: Rows::Disposable,
        },
    ],
};
