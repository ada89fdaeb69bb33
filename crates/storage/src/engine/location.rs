//! Where a database is.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::error::StorageError;

/// The name of the SQLite file inside a data folder.
const FILE: &str = "curricular.sqlite3";

/// Where a database is, and so which engine it has.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, as `postgres://role@host/database`; it may carry a password.
    Postgres(String),
}

impl Location {
    /// The SQLite file of a data folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self::Sqlite(folder.join(FILE))
    }
}

impl FromStr for Location {
    type Err = Infallible;

    /// `postgres://…` and `postgresql://…` are PostgreSQL; everything else is a file.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(
            if text.starts_with("postgres://") || text.starts_with("postgresql://") {
                Self::Postgres(text.to_owned())
            } else {
                Self::Sqlite(PathBuf::from(text))
            },
        )
    }
}

impl std::fmt::Debug for Location {
    /// Without the address of a server, which may carry a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "Sqlite({})", path.display()),
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

/// The PostgreSQL role as which the program works: not the owner of the tables, and without the right to change
/// or remove what only grows (decision 4).
#[derive(Clone, PartialEq, Eq)]
pub struct RuntimeRole {
    name: String,
    password: Option<String>,
}

impl RuntimeRole {
    /// A role by its name; `password` is set if the role has to be created.
    ///
    /// # Errors
    /// [`StorageError::RoleName`] unless it has 1 to 63 of `a-z`, `0-9` and `_` and begins with a letter.
    pub fn new(name: &str, password: Option<String>) -> Result<Self, StorageError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let begins_well = name.starts_with(|c: char| c.is_ascii_lowercase());
        if name.len() > 63 || !begins_well || !name.chars().all(plain) {
            return Err(StorageError::RoleName);
        }
        Ok(Self {
            name: name.to_owned(),
            password,
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }
}

impl std::fmt::Debug for RuntimeRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RuntimeRole({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_tells_the_engine_and_never_prints_its_password() {
        let Ok(server) = "postgres://ana:secreto@servidor/base".parse::<Location>();
        assert!(matches!(server, Location::Postgres(_)));
        assert!(!format!("{server:?}").contains("secreto"));
        let Ok(file) = "/datos/c.sqlite3".parse::<Location>();
        assert_eq!(file, Location::Sqlite(PathBuf::from("/datos/c.sqlite3")));
    }

    #[test]
    fn a_role_name_cannot_carry_a_statement() {
        assert!(RuntimeRole::new("conoceles_operacion", None).is_ok());
        for name in [
            "",
            "1a",
            "a b",
            "a\"; DROP TABLE activity; --",
            "Á",
            &"a".repeat(64),
        ] {
            assert_eq!(
                RuntimeRole::new(name, None).unwrap_err(),
                StorageError::RoleName,
                "{name}"
            );
        }
    }
}
