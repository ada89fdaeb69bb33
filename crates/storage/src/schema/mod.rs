//! Tables, written once and rendered for each engine, and the numbered migrations that make them.
//!
//! A migration, once released, is never edited: its digest is in every database. Changes expand first (a new
//! column that may be null, a new table) and contract in a later version, when no running instance needs the
//! old form, so that instances of two neighbouring versions work side by side.

mod curricular;
mod dialect;

use sha2::{Digest as _, Sha256};

pub use curricular::CURRICULAR;
pub use dialect::Dialect;

/// A database's tables over time.
#[derive(Debug)]
pub struct Schema {
    /// Its name, kept in the database so that one is not taken for another.
    pub name: &'static str,
    /// Its migrations, numbered from 1 without gaps.
    pub migrations: &'static [Migration],
}

/// One step of a schema.
#[derive(Debug)]
pub struct Migration {
    /// Its number.
    pub number: i64,
    /// DDL with the tokens of [`Dialect`].
    pub text: &'static str,
    /// The tables that it creates.
    pub tables: &'static [Table],
}

/// A table and how its rows live.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How its rows live.
    pub rows: Rows,
}

/// How the rows of a table live, which decides its triggers and the rights of the runtime role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// They stay as they were inserted. Each list is a unique key, by which a replacing insertion is known.
    AppendOnly(&'static [&'static [&'static str]]),
    /// They change and stay.
    Updated,
    /// They change and go.
    Disposable,
}

/// The table of applied migrations, which every schema has.
const FOUNDATION: Migration = Migration {
    number: 0,
    text: "CREATE TABLE schema_migration (
    number {int} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    digest {text} NOT NULL,
    at {int} NOT NULL
) {table};
",
    tables: &[Table {
        name: "schema_migration",
        rows: Rows::AppendOnly(&[&["number"]]),
    }],
};

impl Schema {
    /// Every table, the one of migrations included.
    pub fn tables(&self) -> impl Iterator<Item = &'static Table> {
        FOUNDATION.tables.iter().chain(
            self.migrations
                .iter()
                .flat_map(|migration| migration.tables),
        )
    }

    /// DDL of what every schema begins with.
    #[must_use]
    pub fn foundation(&self, dialect: Dialect) -> String {
        format!("{}{}", dialect.foundation(), FOUNDATION.render(dialect))
    }

    /// PostgreSQL's statements that give the runtime role what it needs, and take what it should not have.
    /// `role` was checked to be a plain name.
    #[must_use]
    pub fn grants(&self, role: &str) -> String {
        let mut text = String::new();
        for table in self.tables() {
            let rights = match table.rows {
                Rows::AppendOnly(_) if table.name == "schema_migration" => "SELECT",
                Rows::AppendOnly(_) => "SELECT, INSERT",
                Rows::Updated => "SELECT, INSERT, UPDATE",
                Rows::Disposable => "SELECT, INSERT, UPDATE, DELETE",
            };
            text.push_str(&format!(
                "REVOKE ALL ON {table} FROM PUBLIC; REVOKE ALL ON {table} FROM {role}; \
                 GRANT {rights} ON {table} TO {role};\n",
                table = table.name
            ));
        }
        text
    }
}

impl Migration {
    /// The DDL for one engine, triggers included.
    #[must_use]
    pub fn render(&self, dialect: Dialect) -> String {
        let mut text = dialect.render(self.text);
        for table in self.tables {
            if let Rows::AppendOnly(keys) = table.rows {
                text.push_str(&dialect.append_only(table.name, keys));
            }
        }
        text
    }

    /// SHA-256 in hexadecimal of the text with its tokens, the same on both engines.
    #[must_use]
    pub fn digest(&self) -> String {
        Sha256::digest(self.text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_without_gaps_and_name_every_table_they_create() {
        for (index, migration) in CURRICULAR.migrations.iter().enumerate() {
            assert_eq!(migration.number, i64::try_from(index + 1).unwrap());
            let created: Vec<&str> = migration
                .text
                .lines()
                .filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split(' ').next())
                .collect();
            let named: Vec<&str> = migration.tables.iter().map(|table| table.name).collect();
            assert_eq!(created, named);
        }
    }

    #[test]
    fn no_token_is_left_in_the_rendered_text() {
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            for migration in CURRICULAR.migrations {
                let text = migration.render(dialect);
                assert!(!text.contains('{') && !text.contains('}'), "{text}");
            }
        }
    }

    #[test]
    fn the_runtime_role_never_gets_to_change_what_only_grows() {
        let grants = CURRICULAR.grants("operacion");
        for table in CURRICULAR
            .tables()
            .filter(|table| matches!(table.rows, Rows::AppendOnly(_)))
        {
            let line = grants
                .lines()
                .find(|line| line.contains(&format!(" ON {} TO", table.name)))
                .unwrap();
            let (_, granted) = line.split_once("GRANT").unwrap();
            for right in ["UPDATE", "DELETE", "TRUNCATE", "ALL"] {
                assert!(!granted.contains(right), "{line}");
            }
        }
    }
}
