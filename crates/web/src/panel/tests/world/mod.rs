//! An institute of its own for each test: a process founded through the real use cases, with a registry, a clock that
//! only the test moves, and the whole site to walk through.

mod engine;
mod files;
mod registry;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use app::files::Files as StoredFiles;
use app::keys::Keys;
use app::ports::{Clock, ManualClock};
use app::{App, Parts, PublicAddress};
use axum::Router;
use domain::activity::{Action, Author};
use domain::capture::{Capture, StateCode};
use domain::id::{CandidacyId, DisclosureId, Entropy, PartyNoticeId};
use domain::key::PartyKey;
use domain::party::{Disclosure, DisclosureForm, NoticeText, PartyNotice};
use domain::profile::Profile;
use domain::time::Instant;
use jiff::civil::DateTime;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use storage::{Change, HistoryFilter, HistoryRow, Location, Store, prepare};

pub use self::engine::Engine;
pub use self::files::Files;

use self::engine::{ROLE, postgres, url_of};
use crate::http::Declared;
use crate::server::{Reached, site};

/// Chance that repeats from run to run.
struct Dice(AtomicU64);

impl Entropy for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            // SplitMix64: well spread, and enough for a test.
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (z ^ (z >> 31)).to_le_bytes()[0];
        }
    }
}

/// An institute at work.
pub struct World {
    pub app: Arc<App>,
    pub clock: Arc<ManualClock>,
    pub router: Router,
    pub declared: Vec<Declared>,
    /// The activation code of the first administrator.
    pub first_code: String,
    /// The first administrator's login.
    pub first_login: String,
    /// Candidacies by the key of their row.
    registry: Mutex<BTreeMap<String, CandidacyId>>,
    folder: tempfile::TempDir,
    database: Option<(String, String)>,
}

impl World {
    /// The institute of a profile of the repository on the morning of 16 April 2024, in the term and after both
    /// institutes' dates of publication.
    pub async fn of(name: &str) -> Self {
        Self::with(Files::of(name), Engine::Sqlite).await
    }

    /// An institute with these files.
    pub async fn with(files: Files, engine: Engine) -> Self {
        Self::at(files, engine, "2024-04-16T10:00:00").await
    }

    /// An institute with these files whose clock stands at `local`. Its parties have shown their notices to everybody,
    /// so that their people may capture.
    pub async fn at(files: Files, engine: Engine, local: &str) -> Self {
        let world = Self::bare(files, engine, local).await;
        for party in ["mc", "pan"] {
            world.show_notice(party).await;
        }
        world
    }

    /// The party has a notice, and evidence that everybody of its candidacies was shown it.
    pub async fn show_notice(&self, party: &str) {
        let (at, chance) = (self.app.now(), Dice(AtomicU64::new(party.len() as u64)));
        let key: PartyKey = party.parse().unwrap();
        let text = NoticeText::Text {
            text: format!("# Aviso de {party}"),
        };
        let id = PartyNoticeId::new(at, &chance);
        let notice =
            PartyNotice::register(id, key.clone(), None, text, Author::System, at).unwrap();
        let mut changes = vec![Change::from(notice.clone())];
        let rows = self.registry.lock().unwrap().clone();
        let its = format!("{}-", party.to_uppercase());
        for candidacy in rows
            .into_iter()
            .filter(|(row, _)| row.starts_with(&its))
            .map(|(_, candidacy)| candidacy)
        {
            let decided = Disclosure::record(
                DisclosureId::new(at, &chance),
                candidacy,
                notice.record(),
                at,
                DisclosureForm::Paper,
                "",
                None,
                Author::System,
                at,
            );
            changes.push(decided.unwrap().into());
        }
        let store = self.beside().await;
        let mut unit = store.write().await.unwrap();
        unit.apply_all(changes).await.unwrap();
        unit.commit().await.unwrap();
        store.close().await;
    }

    /// The same institute before any party has shown its notice to anybody.
    pub async fn bare(files: Files, engine: Engine, local: &str) -> Self {
        Self::founded(files, engine, local, true, None, false).await
    }

    /// The disk of its backups is taken away.
    pub fn unmount_backups(&self) {
        let path = self.folder.path();
        std::fs::rename(path.join("respaldos"), path.join("desmontado")).unwrap();
    }

    /// Nothing more can be kept where uploaded files are, as on a full disk, although the database is well.
    pub fn leave_no_room_for_files(&self) {
        let place = self.folder.path().join("archivos");
        std::fs::rename(&place, self.folder.path().join("lleno")).unwrap();
        std::fs::write(&place, "").unwrap();
    }

    /// The folder of uploaded files, where they are in one.
    pub fn folder_of_files(&self) -> PathBuf {
        self.folder.path().join("archivos")
    }

    /// The same institute after its program was started again, with so many pages at most for its database: with fewer
    /// than it takes already, as on a full disk.
    pub async fn started_again(self, sqlite_max_pages: Option<u32>) -> Self {
        let options = storage::Options {
            sqlite_max_pages,
            ..storage::Options::default()
        };
        let location = Location::in_folder(self.folder.path());
        let keys = self.folder.path().join("llaves");
        // No number that came by chance comes again.
        let chance = 3_000 + u64::from(sqlite_max_pages.unwrap_or(0));
        let parts = Parts {
            store: Store::open(&location, &options).await.unwrap(),
            profile: Arc::clone(&self.app.profile),
            clock: self.clock.clone(),
            entropy: Arc::new(Dice(AtomicU64::new(chance))),
            keys: Keys::open(&keys, self.app.origin()).unwrap(),
            files: self.app.files().clone(),
            demonstration: self.app.is_demonstration(),
        };
        let app = Arc::new(App::new(parts).await.unwrap());
        let (router, declared) = site(Arc::clone(&app), Reached::default()).await.unwrap();
        Self {
            app,
            router,
            declared,
            ..self
        }
    }

    /// There is room again.
    pub fn make_room_for_files(&self) {
        let place = self.folder.path().join("archivos");
        std::fs::remove_file(&place).unwrap();
        std::fs::rename(self.folder.path().join("lleno"), &place).unwrap();
    }

    /// An institute with daily backups, whose uploaded files are in a folder.
    pub async fn with_backups(engine: Engine) -> Self {
        let (files, at) = (Files::of("dgo"), "2024-04-16T10:00:00");
        Self::founded(files, engine, at, true, None, true).await
    }

    /// An institute that is no demonstration: some of its roles must have a second factor.
    pub async fn in_earnest(name: &str) -> Self {
        let files = Files::of(name);
        Self::founded(
            files,
            Engine::Sqlite,
            "2024-04-16T10:00:00",
            false,
            None,
            false,
        )
        .await
    }

    /// An institute whose site has this public address, a demonstration or in earnest.
    pub async fn reached_at(name: &str, address: Option<&str>, demonstration: bool) -> Self {
        let outside = address.map(|address| address.parse().unwrap());
        let (files, at) = (Files::of(name), "2024-04-16T10:00:00");
        Self::founded(files, Engine::Sqlite, at, demonstration, outside, false).await
    }

    async fn founded(
        files: Files,
        engine: Engine,
        local: &str,
        demonstration: bool,
        outside: Option<PublicAddress>,
        backed_up: bool,
    ) -> Self {
        let profile = Arc::new(Profile::load(&files).unwrap());
        let clock = Arc::new(ManualClock::at(instant(&profile, local)));
        let folder = tempfile::tempdir().unwrap();
        let (location, database) = match engine {
            Engine::Sqlite => {
                let location = Location::in_folder(folder.path());
                prepare(&location, None, clock.now()).await.unwrap();
                (location, None)
            }
            Engine::Postgres => postgres(clock.now()).await,
        };
        let chance = Arc::new(Dice(AtomicU64::new(2_024)));
        let ticking: Arc<dyn Clock> = clock.clone();
        let keys = folder.path().join("llaves");
        let uploads = match backed_up {
            true => StoredFiles::in_folder(&folder.path().join("archivos")).unwrap(),
            false => StoredFiles::in_memory(),
        };
        let (app, first) = app::founding::found(
            &location,
            &keys,
            profile,
            ticking,
            chance,
            uploads,
            demonstration,
        )
        .await
        .unwrap();
        let app = app.reached_at(outside);
        let app = if backed_up {
            let setup = super::operations::setup(&app, folder.path(), &location);
            app.with_backups(setup)
        } else {
            app
        };
        super::typing::keep_photograph(app.files()).await;
        let app = Arc::new(app);
        let (router, declared) = site(Arc::clone(&app), Reached::default()).await.unwrap();
        let world = Self {
            app,
            clock,
            router,
            declared,
            first_code: first.code.as_str().to_owned(),
            first_login: first.account.login,
            registry: Mutex::default(),
            folder,
            database,
        };
        world.register().await;
        world
    }

    /// The address of a candidacy's task list.
    pub fn capture_path(&self, key: &str) -> String {
        format!("/panel/captura/{}", self.candidacy(key))
    }

    /// The address of a candidacy's case.
    pub fn case_path(&self, key: &str) -> String {
        format!("/panel/validacion/{}", self.candidacy(key))
    }

    /// An instant on the institute's wall clock.
    pub fn instant(&self, local: &str) -> Instant {
        instant(&self.app.profile, local)
    }

    /// Every byte that the database has written: what somebody who takes its files could read.
    pub fn stolen_files(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                bytes.extend(std::fs::read(path).unwrap());
            }
        }
        bytes
    }

    /// Asserts where a candidacy's capture stands.
    pub async fn state_is(&self, key: &str, state: StateCode) {
        let capture = self.capture_of(key).await;
        assert_eq!(
            capture.map_or(StateCode::Untouched, |capture| capture.state.code()),
            state
        );
    }

    /// The capture of a candidacy, if anything was written.
    pub async fn capture_of(&self, key: &str) -> Option<Capture> {
        let store = self.beside().await;
        let questionnaire = &self.app.curricular().key;
        let mut unit = store.read().await.unwrap();
        let candidacy = unit.candidacy(self.candidacy(key)).await.unwrap().unwrap();
        let capture = unit.capture(candidacy.capture_home(), questionnaire).await;
        drop(unit);
        store.close().await;
        capture.unwrap()
    }

    /// The entries of the history that tell of an action, newest first.
    pub async fn entries(&self, action: Action) -> Vec<HistoryRow> {
        let store = self.beside().await;
        let filter = HistoryFilter {
            action: Some(action),
            ..HistoryFilter::default()
        };
        let page = store
            .read()
            .await
            .unwrap()
            .history_page(&filter, None, 1_000)
            .await
            .unwrap();
        store.close().await;
        page.rows
    }

    /// Ends the story; a database of the test server is removed.
    pub async fn end(self) {
        if let Some((server, name)) = &self.database {
            drop(self.router);
            let mut connection = PgConnection::connect(server).await.unwrap();
            let statement = format!("DROP DATABASE {name} WITH (FORCE)");
            connection.execute(AssertSqlSafe(statement)).await.unwrap();
        }
    }

    /// Opens the database beside the program, as an operator with the files could.
    pub async fn beside(&self) -> Store {
        let location = match &self.database {
            None => Location::in_folder(self.folder.path()),
            Some((server, name)) => Location::Postgres(url_of(server, name, Some(ROLE))),
        };
        Store::open(&location, &storage::Options::default())
            .await
            .unwrap()
    }
}

/// An instant on the wall clock of a profile.
fn instant(profile: &Profile, local: &str) -> Instant {
    let local: DateTime = local.parse().unwrap();
    Instant::from_civil(local.date(), local.time(), &profile.institute.zone)
}
