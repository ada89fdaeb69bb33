//! The engines' errors as ours. Only codes pass: their messages may quote values.

use sqlx::error::ErrorKind;

use crate::error::StorageError;

/// The SQLSTATE that our triggers raise on PostgreSQL.
pub(super) const APPEND_ONLY_STATE: &str = "CN001";

/// `error`, met while working on `table`, as ours.
pub fn sorted_out(table: &'static str, error: &sqlx::Error) -> StorageError {
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            by_code(table, &code).unwrap_or_else(|| by_kind(table, error.kind(), &code))
        }
        sqlx::Error::PoolTimedOut => StorageError::Busy,
        sqlx::Error::Configuration(_) | sqlx::Error::InvalidArgument(_) => StorageError::Location,
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => StorageError::Unreachable,
        sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Decode(_) => StorageError::Inconsistent { table, column: "?" },
        _ => StorageError::Engine {
            table,
            code: "sqlx".to_owned(),
        },
    }
}

fn by_kind(table: &'static str, kind: ErrorKind, code: &str) -> StorageError {
    match kind {
        ErrorKind::UniqueViolation => StorageError::AlreadyExists { table },
        ErrorKind::ForeignKeyViolation
        | ErrorKind::NotNullViolation
        | ErrorKind::CheckViolation => StorageError::Constraint { table },
        _ => StorageError::Engine {
            table,
            code: code.to_owned(),
        },
    }
}

/// SQLite's codes are numbers, PostgreSQL's have five characters, so one table serves both.
fn by_code(table: &'static str, code: &str) -> Option<StorageError> {
    if code.len() == 5 {
        by_state(table, code)
    } else {
        by_number(table, code.parse().ok()?)
    }
}

fn by_state(table: &'static str, state: &str) -> Option<StorageError> {
    Some(match state {
        APPEND_ONLY_STATE => StorageError::AppendOnly { table },
        "53100" => StorageError::Full,
        "25006" | "42501" => StorageError::ReadOnly,
        // Lock not available, serialization, deadlock, too many connections, starting up, statement cancelled.
        "55P03" | "40001" | "40P01" | "53300" | "57P03" | "57014" => StorageError::Busy,
        // Shut down, crashed, idle session ended; wrong password; no such database.
        "57P01" | "57P02" | "57P05" | "25P03" | "28P01" | "28000" | "3D000" => {
            StorageError::Unreachable
        }
        "58030" | "XX001" | "XX002" => StorageError::Damaged,
        _ if state.starts_with("08") => StorageError::Unreachable,
        _ => return None,
    })
}

/// SQLite's extended codes carry the primary one in the low byte.
fn by_number(table: &'static str, extended: i32) -> Option<StorageError> {
    const RAISED_BY_TRIGGER: i32 = 1811;
    if extended == RAISED_BY_TRIGGER {
        return Some(StorageError::AppendOnly { table });
    }
    Some(match extended & 0xff {
        5 | 6 => StorageError::Busy,
        8 => StorageError::ReadOnly,
        10 | 11 | 26 => StorageError::Damaged,
        13 => StorageError::Full,
        14 => StorageError::Unreachable,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operator_must_mend_has_its_own_error_on_both_engines() {
        for (code, expected) in [
            ("13", StorageError::Full),
            ("53100", StorageError::Full),
            ("8", StorageError::ReadOnly),
            ("1032", StorageError::ReadOnly),
            ("25006", StorageError::ReadOnly),
            ("5", StorageError::Busy),
            ("517", StorageError::Busy),
            ("55P03", StorageError::Busy),
            ("778", StorageError::Damaged),
            ("08006", StorageError::Unreachable),
        ] {
            assert_eq!(by_code("t", code), Some(expected), "{code}");
        }
        assert_eq!(
            by_code("t", "2067"),
            None,
            "a broken rule is told by its kind"
        );
    }
}
