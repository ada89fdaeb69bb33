//! A founded process of an institute of the repository, for one test.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::App;
use app::files::Files;
use app::ports::{Clock, ManualClock, SystemClock, SystemEntropy};
use domain::profile::{Profile, Source};
use domain::time::Instant;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use storage::{Location, Options, RuntimeRole, Store, prepare};

/// The process.
pub struct Place {
    pub app: App,
    /// A clock that stands still until it is moved; one that measures work has the machine's.
    pub clock: Arc<ManualClock>,
    profile: Arc<Profile>,
    location: Location,
    folder: tempfile::TempDir,
}

/// The files of a profile in the repository.
struct Repository(PathBuf);

impl Source for Repository {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(path)).ok()
    }

    fn list(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let inside = path.strip_prefix(&self.0).unwrap();
                    files.push(inside.to_str().unwrap().to_owned());
                }
            }
        }
        files
    }
}

/// Where a server for tests is, if one is at hand (`cargo xtask postgres -- …`).
const POSTGRES: &str = "CONOCELES_TEST_POSTGRES";

impl Place {
    /// A process on SQLite.
    pub async fn founded(profile: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::in_folder(folder.path());
        prepare(&location, None, start()).await.unwrap();
        let clock = Arc::new(ManualClock::at(start()));
        Self::at(profile, location, folder, clock.clone(), clock).await
    }

    /// A process on SQLite, and one on PostgreSQL where a server for tests is at hand, with a clock that goes.
    pub async fn of_each_engine(profile: &str) -> Vec<(&'static str, Self)> {
        let folder = || tempfile::tempdir().unwrap();
        let sqlite = folder();
        let location = Location::in_folder(sqlite.path());
        prepare(&location, None, start()).await.unwrap();
        let mut places = vec![("SQLite", location, sqlite)];
        if let Ok(server) = std::env::var(POSTGRES) {
            places.push(("PostgreSQL", postgres(&server).await, folder()));
        }
        let mut founded = Vec::new();
        for (engine, location, folder) in places {
            let stands = Arc::new(ManualClock::at(start()));
            let goes = Arc::new(SystemClock::starting_at(start()));
            let place = Self::at(profile, location, folder, stands, goes).await;
            founded.push((engine, place));
        }
        founded
    }

    /// Its store, beside the one that the program has open.
    pub async fn store(&self) -> Store {
        Store::open(&self.location, &Options::default())
            .await
            .unwrap()
    }

    /// Entries in the history.
    pub async fn history_size(&self) -> u64 {
        let store = self.store().await;
        store.read().await.unwrap().history_size().await.unwrap()
    }

    async fn at(
        name: &str,
        location: Location,
        folder: tempfile::TempDir,
        clock: Arc<ManualClock>,
        ticking: Arc<dyn Clock>,
    ) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../profiles")
            .join(name);
        let profile = Arc::new(Profile::load(&Repository(root)).unwrap());
        let (app, _) = app::founding::found(
            &location,
            &folder.path().join("llaves"),
            Arc::clone(&profile),
            ticking,
            Arc::new(SystemEntropy),
            Files::in_memory(),
            true,
        )
        .await
        .unwrap();
        Self {
            app,
            clock,
            profile,
            location,
            folder,
        }
    }

    /// Another program over the same database.
    pub async fn beside(&self) -> App {
        let clock = Arc::clone(&self.clock);
        app::founding::open(
            &self.location,
            &self.folder.path().join("llaves"),
            Arc::clone(&self.profile),
            |_, _| clock,
            Arc::new(SystemEntropy),
            Files::in_memory(),
        )
        .await
        .unwrap()
    }
}

/// A database of its own on the test server.
async fn postgres(server: &str) -> Location {
    let name = format!("registry_{}", std::process::id());
    let mut connection = PgConnection::connect(server).await.unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    connection.execute(AssertSqlSafe(create)).await.unwrap();
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let (scheme, rest) = address.split_once("://").unwrap();
    let authority = rest.split('/').next().unwrap();
    let (owner, host) = authority
        .rsplit_once('@')
        .unwrap_or(("postgres", authority));
    let url = |user: &str| Location::Postgres(format!("{scheme}://{user}@{host}/{name}?{options}"));
    let role = RuntimeRole::new("registry_test", None).unwrap();
    prepare(&url(owner), Some(&role), start()).await.unwrap();
    url("registry_test")
}

fn start() -> Instant {
    "2024-04-01T12:00:00Z"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .into()
}

/// A registry of so many formulas of independents, each numbered, in all districts of Durango.
pub fn independents(formulas: usize) -> String {
    let mut text = String::from(
        "clave,cargo,territorio,numero,calidad,partido,convenio,nombre,primer_apellido,segundo_apellido,sobrenombre,sexo,fecha_nacimiento,curp\n",
    );
    for n in 0..formulas {
        let (district, number) = (n % 15 + 1, n / 15 + 1);
        for (end, calling, given) in [("p", "propietaria", "Ana"), ("s", "suplente", "Itzel")] {
            text.push_str(&format!(
                "F-{n}{end},diputacion-mr,distrito-{district:02},{number},{calling},,,{given},Ejemplo{n},López,,mujer,,\n"
            ));
        }
    }
    text
}
