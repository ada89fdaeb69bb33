//! The map from the tokens of a table's text to each engine's words, and the triggers that keep a table growing.

/// An engine's way of writing tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite 3.37 or later (STRICT tables).
    Sqlite,
    /// PostgreSQL 13 or later.
    Postgres,
}

impl Dialect {
    /// Token and word. Text on PostgreSQL has the "C" collation: SQLite compares bytes, and so an order, a
    /// comparison or an index means the same on both engines, whatever the server's language is.
    #[must_use]
    pub const fn words(self) -> [(&'static str, &'static str); 6] {
        match self {
            Self::Sqlite => [
                ("{int}", "INTEGER"),
                ("{bool}", "INTEGER"),
                ("{text}", "TEXT"),
                ("{bytes}", "BLOB"),
                // STRICT: a column holds what it says.
                ("{table}", "STRICT"),
                // Rows live in the key itself. There is no hidden number by which a replacing insertion
                // could remove a row of another key.
                ("{keyed table}", "STRICT, WITHOUT ROWID"),
            ],
            Self::Postgres => [
                ("{int}", "BIGINT"),
                ("{bool}", "BOOLEAN"),
                ("{text}", "TEXT COLLATE \"C\""),
                ("{bytes}", "BYTEA"),
                ("{table}", ""),
                ("{keyed table}", ""),
            ],
        }
    }

    /// `text` with the engine's words.
    #[must_use]
    pub fn render(self, text: &str) -> String {
        self.words()
            .iter()
            .fold(text.to_owned(), |text, (token, word)| {
                text.replace(token, word)
            })
    }

    /// What the triggers need.
    pub(super) const fn foundation(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => {
                "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $do$ BEGIN \
                 RAISE EXCEPTION 'append-only' USING ERRCODE = 'CN001'; END $do$;\n"
            }
        }
    }

    /// The triggers of a table whose rows stay as they were inserted.
    pub(super) fn append_only(self, table: &str, keys: &[&[&str]]) -> String {
        match self {
            Self::Sqlite => sqlite_triggers(table, keys),
            Self::Postgres => postgres_triggers(table),
        }
    }
}

/// `INSERT OR REPLACE` removes the old row before the other two triggers could know; this one sees the key
/// first. It also refuses `ON CONFLICT DO UPDATE`.
fn sqlite_triggers(table: &str, keys: &[&[&str]]) -> String {
    let same = |key: &&[&str]| {
        let columns: Vec<String> = key
            .iter()
            .map(|column| format!("{column} = NEW.{column}"))
            .collect();
        format!(
            "EXISTS (SELECT 1 FROM {table} WHERE {})",
            columns.join(" AND ")
        )
    };
    let taken = keys.iter().map(same).collect::<Vec<_>>().join(" OR ");
    let refuse = "BEGIN SELECT RAISE(ABORT, 'append-only'); END";
    format!(
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse};\n\
         CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse};\n\
         CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} {refuse};\n"
    )
}

/// ALWAYS: also in a session that turned ordinary triggers off to replicate.
fn postgres_triggers(table: &str) -> String {
    let trigger = |name: &str, event: &str, each: &str| {
        format!(
            "CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} \
             FOR EACH {each} EXECUTE FUNCTION refuse_change();\n\
             ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name};\n"
        )
    };
    [
        trigger("no_update", "UPDATE", "ROW"),
        trigger("no_delete", "DELETE", "ROW"),
        trigger("no_truncate", "TRUNCATE", "STATEMENT"),
    ]
    .concat()
}
