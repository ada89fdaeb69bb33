//! Kills at moments that vary, many times over one database.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use activity_log::{KeyName, Signer};
use domain::time::Instant;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use storage::{Location, Options, RuntimeRole, Store, prepare, verify};

use crate::WRITER;

const VARIABLE: &str = "CONOCELES_TEST_POSTGRES";
const ROLE: &str = "conoceles_caidas";

/// How many times a writer is killed: 100, or as many as the variable says.
fn how_many() -> u32 {
    std::env::var("CONOCELES_TEST_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100)
}

/// What a writer said before it was killed.
#[derive(Debug, Default, PartialEq)]
struct Said {
    requested: Option<u64>,
    acknowledged: Option<u64>,
}

/// Lets a writer live for a while and kills it: a while since its first request, or now and then since its
/// birth, so that opening the database is interrupted too.
fn run_and_kill(location: &str, first: u64, life: Duration, from_birth: bool) -> Said {
    let mut writer = Command::new(WRITER)
        .args([location, &first.to_string(), "1000000"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = writer.stdout.take().unwrap();
    let (begun, beginning) = std::sync::mpsc::channel();
    let listening = std::thread::spawn(move || {
        let mut said = Said::default();
        for line in BufReader::new(out).lines() {
            let line = line.unwrap();
            match line.split_once(' ').unwrap() {
                ("request", number) => {
                    said.requested = Some(number.parse().unwrap());
                    // Nobody waits for any but the first.
                    let _unheard = begun.send(());
                }
                ("ack", number) => said.acknowledged = Some(number.parse().unwrap()),
                _ => panic!("the writer failed: {line}"),
            }
        }
        said
    });
    if !from_birth {
        beginning.recv().unwrap();
    }
    std::thread::sleep(life);
    writer.kill().unwrap();
    writer.wait().unwrap();
    listening.join().unwrap()
}

/// Checks what is there after a kill, and gives the number of the next unit.
async fn check(store: &Store, first: u64, said: &Said, whole: bool) -> u64 {
    let mut unit = store.read().await.unwrap();
    let expected = said.acknowledged.map_or(first, |number| number + 1);
    // The unit that was requested last may be there or not; it was not acknowledged.
    let at_most = said.requested.map_or(first, |number| number + 1);
    let size = unit.history_size().await.unwrap();
    assert_eq!(size % 3, 0, "a unit has three entries: {size}");
    let next = size / 3;
    assert!(
        next >= expected,
        "unit {} was acknowledged and there are {next}",
        expected - 1
    );
    assert!(next <= at_most, "{next} units and {at_most} requests");
    if let Some(last) = next.checked_sub(1) {
        let counter = unit.candidacy_by_key("counter").await.unwrap().unwrap();
        assert_eq!(counter.data.number, u16::try_from(last % 60_000).ok());
        assert!(
            unit.candidacy_by_key(&format!("K-{last}"))
                .await
                .unwrap()
                .is_some()
        );
    }
    assert_eq!(
        unit.candidacy_by_key(&format!("K-{next}")).await.unwrap(),
        None
    );
    drop(unit);
    if next > 0 {
        check_history(store, next, whole).await;
    }
    next
}

async fn check_history(store: &Store, units: u64, whole: bool) {
    let signer = Signer::from_seed(KeyName::new("instituto.mx/historial").unwrap(), &[7; 32]);
    let at = Instant::from_micros(1_711_951_200_000_000 + i64::try_from(units).unwrap() * 1_000);
    let report = verify(store, &signer.verifier_key(), !whole, None)
        .await
        .unwrap();
    assert!(report.is_sound(), "{:#?}", report.faults);
    assert_eq!(report.entries, units * 3);
    store.checkpoint_if_due(&signer, at).await.unwrap();
}

async fn kill_many_times(location: Location, address: &str) {
    let kills = how_many();
    let (mut next, mut chance) = (0, 0x2545_f491_u32);
    for kill in 1..=kills {
        // A plain linear sequence: the same run can be repeated.
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let life = Duration::from_micros(u64::from(chance >> 15));
        let from_birth = kill.is_multiple_of(8);
        let address = address.to_owned();
        let said =
            tokio::task::spawn_blocking(move || run_and_kill(&address, next, life, from_birth))
                .await
                .unwrap();
        let store = Store::open(&location, &Options::default()).await.unwrap();
        next = check(&store, next, &said, kill % 20 == 0 || kill == kills).await;
        store.close().await;
    }
    println!("{kills} kills, {next} units");
    assert!(
        next > u64::from(kills) / 2,
        "the writers hardly wrote: {next} units"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_loses_nothing_acknowledged_and_keeps_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::in_folder(folder.path());
    prepare(&location, None, Instant::from_micros(0))
        .await
        .unwrap();
    let Location::Sqlite(file) = &location else {
        panic!()
    };
    let address = file.to_str().unwrap().to_owned();
    kill_many_times(location, &address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_loses_nothing_acknowledged_and_keeps_nothing_half_done() {
    let server = std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("{VARIABLE} is not set: run `cargo xtask postgres -- cargo test -p storage`")
    });
    let name = format!("kills_{}", std::process::id());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    connection
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .unwrap();
    let (owner, runtime) = (
        address(&server, "postgres", &name),
        address(&server, ROLE, &name),
    );
    let role = RuntimeRole::new(ROLE, None).unwrap();
    prepare(
        &Location::Postgres(owner),
        Some(&role),
        Instant::from_micros(0),
    )
    .await
    .unwrap();
    kill_many_times(Location::Postgres(runtime.clone()), &runtime).await;
    connection
        .execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
        .await
        .unwrap();
}

/// The server's address for another role and database.
fn address(server: &str, role: &str, database: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let host = address
        .rsplit_once('@')
        .unwrap()
        .1
        .split('/')
        .next()
        .unwrap();
    format!("postgres://{role}@{host}/{database}?{options}")
}
