//! The databases that stories run on.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::time::Instant;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use storage::{Location, RuntimeRole, prepare};

/// The variable with the URL of a PostgreSQL superuser; stories run there as well when it is set.
const POSTGRES: &str = "CONOCELES_TEST_POSTGRES";
/// The role that the program works as in tests.
pub(super) const ROLE: &str = "conoceles_prueba";

/// Where a story's data are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// SQLite always; PostgreSQL as well where a server for tests is at hand (`cargo xtask postgres -- …`).
    pub fn at_hand() -> Vec<Self> {
        match std::env::var_os(POSTGRES) {
            Some(_) => vec![Self::Sqlite, Self::Postgres],
            None => vec![Self::Sqlite],
        }
    }
}

/// A database of its own on the test server.
pub(super) async fn postgres(at: Instant) -> (Location, Option<(String, String)>) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var(POSTGRES).unwrap();
    let name = format!(
        "w_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    connection.execute(AssertSqlSafe(create)).await.unwrap();
    let owner = Location::Postgres(url_of(&server, &name, None));
    let role = RuntimeRole::new(ROLE, None).unwrap();
    prepare(&owner, Some(&role), at).await.unwrap();
    (
        Location::Postgres(url_of(&server, &name, Some(ROLE))),
        Some((server, name)),
    )
}

/// The URL of another database on the same server, as another role if one is named.
pub(super) fn url_of(server: &str, database: &str, role: Option<&str>) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let (scheme, rest) = address.split_once("://").unwrap();
    let authority = rest.split('/').next().unwrap();
    let (user, host) = authority
        .rsplit_once('@')
        .unwrap_or(("postgres", authority));
    let user = role.unwrap_or(user);
    let options = if options.is_empty() {
        String::new()
    } else {
        format!("?{options}")
    };
    format!("{scheme}://{user}@{host}/{database}{options}")
}
