//! A database of its own for each test.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection,
};
use storage::{Location, Options, RuntimeRole, Store, prepare};

use crate::world::at;

/// The variable with the URL of a PostgreSQL superuser.
const VARIABLE: &str = "CONOCELES_TEST_POSTGRES";

/// The role that the program works as in tests; one for the whole server.
const ROLE: &str = "conoceles_prueba";

/// Runs each test on both engines, in a database of its own.
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($bed:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs everything of its file")]
            use super::*;

            async fn run($bed: &$crate::bed::Bed) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let bed = $crate::bed::Bed::sqlite().await;
                run(&bed).await;
                bed.end().await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let bed = $crate::bed::Bed::postgres().await;
                run(&bed).await;
                bed.end().await;
            }
        }
    )+};
}

/// A prepared, open database.
pub struct Bed {
    /// Where the program finds it.
    pub location: Location,
    /// Where its owner finds it.
    pub owner: Location,
    /// The open database.
    pub store: Store,
    _folder: Option<tempfile::TempDir>,
    server: Option<(String, String)>,
}

impl Bed {
    /// A SQLite file in a folder that goes with the test.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::in_folder(folder.path());
        prepare(&location, None, at(0)).await.unwrap();
        let store = Store::open(&location, &Options::default()).await.unwrap();
        Self {
            owner: location.clone(),
            location,
            store,
            _folder: Some(folder),
            server: None,
        }
    }

    /// A database on the test server.
    pub async fn postgres() -> Self {
        let (server, name) = Self::new_database().await;
        let owner = Location::Postgres(url_of(&server, &name, None));
        let role = RuntimeRole::new(ROLE, None).unwrap();
        prepare(&owner, Some(&role), at(0)).await.unwrap();
        let location = Location::Postgres(url_of(&server, &name, Some(ROLE)));
        let store = Store::open(
            &location,
            &Options {
                readers: 3,
                ..Options::default()
            },
        )
        .await
        .unwrap();
        Self {
            location,
            owner,
            store,
            _folder: None,
            server: Some((server, name)),
        }
    }

    /// An empty database on the test server: the server's URL and its name.
    pub async fn new_database() -> (String, String) {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var(VARIABLE).unwrap_or_else(|_| {
            panic!(
                "{VARIABLE} is not set: run these tests with a throw-away server, \
                 `cargo xtask postgres -- cargo test -p storage`"
            )
        });
        let name = format!(
            "t_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        connection.execute(AssertSqlSafe(create)).await.unwrap();
        (server, name)
    }

    /// Opens another store on the same database, as another process would.
    pub async fn another(&self) -> Store {
        Store::open(
            &self.location,
            &Options {
                readers: 2,
                ..Options::default()
            },
        )
        .await
        .unwrap()
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.server.is_some()
    }

    /// Runs statements as the owner, past the program: what somebody with the database in hand can do.
    pub async fn forge(&self, statements: &str) -> Result<(), sqlx::Error> {
        run_as(&self.owner, statements).await
    }

    /// Runs statements as the role that the program works as.
    pub async fn as_program(&self, statements: &str) -> Result<(), sqlx::Error> {
        run_as(&self.location, statements).await
    }

    /// Drops the triggers that keep `table` growing.
    pub async fn drop_triggers(&self, table: &str) {
        let triggers: &[&str] = if self.is_postgres() {
            &["no_update", "no_delete", "no_truncate"]
        } else {
            &["no_update", "no_delete", "no_replace"]
        };
        let on = if self.is_postgres() {
            format!(" ON {table}")
        } else {
            String::new()
        };
        for trigger in triggers {
            self.forge(&format!("DROP TRIGGER {table}_{trigger}{on}"))
                .await
                .unwrap();
        }
    }

    /// The first column of the rows of a query, as text.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        let query = AssertSqlSafe(query.to_owned());
        match &self.owner {
            Location::Sqlite(file) => {
                let url = format!("sqlite://{}", file.display());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
            Location::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// Closes and removes the database.
    pub async fn end(self) {
        self.store.close().await;
        if let Some((server, name)) = &self.server {
            drop_database(server, name).await;
        }
    }
}

/// Removes a database of the test server.
pub async fn drop_database(server: &str, name: &str) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    let drop = format!("DROP DATABASE {name} WITH (FORCE)");
    connection.execute(AssertSqlSafe(drop)).await.unwrap();
}

/// Runs statements on a database, past the program.
pub async fn run_as(location: &Location, statements: &str) -> Result<(), sqlx::Error> {
    let statements = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
    match location {
        Location::Sqlite(file) => {
            let url = format!("sqlite://{}", file.display());
            SqliteConnection::connect(&url)
                .await?
                .execute(statements)
                .await?;
        }
        Location::Postgres(url) => {
            PgConnection::connect(url)
                .await?
                .execute(statements)
                .await?;
        }
    }
    Ok(())
}

/// The URL of another database on the same server, as another role if one is named.
pub fn url_of(server: &str, database: &str, role: Option<&str>) -> String {
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
