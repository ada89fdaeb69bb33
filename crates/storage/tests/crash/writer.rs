//! A process that only writes: it says `request N` before and `ack N` after each unit, until somebody kills it.
//!
//! `storage-crash-writer LOCATION FIRST COUNT`: the units are numbered from FIRST on.

use std::io::Write as _;
use std::process::ExitCode;

use activity_log::{KeyName, Signer};
use domain::activity::{Act, Action, Author, Subject};
use domain::id::{CandidacyId, Entropy};
use domain::registry::{Calling, Candidacy, Gender, Person, Postulation, RegistryData};
use domain::time::Instant;
use storage::{Location, Options, StorageError, Store, WriteUnit};

/// Midnight of 1 April 2024, in microseconds of UTC.
const START: i64 = 1_711_951_200_000_000;

/// An identifier's random part from the unit's number, so that a test can name what a unit wrote.
struct Number(u64);

impl Entropy for Number {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.to_le_bytes();
        for (byte, digit) in bytes
            .iter_mut()
            .zip(number.into_iter().chain(std::iter::repeat(0)))
        {
            *byte = digit;
        }
    }
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let (Some(location), Some(first), Some(count)) = (words.next(), words.next(), words.next())
    else {
        return ExitCode::from(2);
    };
    let (Ok(location), Ok(first), Ok(count)) = (location.parse(), first.parse(), count.parse())
    else {
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let written = runtime
        .map_err(|_| StorageError::Unreachable)
        .and_then(|runtime| runtime.block_on(write(&location, first, count)));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error {error:?}"));
            ExitCode::FAILURE
        }
    }
}

async fn write(location: &Location, first: u64, count: u64) -> Result<(), StorageError> {
    let store = Store::open(location, &Options::default()).await?;
    for number in first..first.saturating_add(count) {
        say(&format!("request {number}"));
        let mut unit = store.write().await?;
        write_one(&mut unit, number).await?;
        unit.commit().await?;
        say(&format!("ack {number}"));
    }
    store.close().await;
    Ok(())
}

/// A new record, a changed one, an act alone and now and then a checkpoint: half of it would show.
async fn write_one(unit: &mut WriteUnit, number: u64) -> Result<(), StorageError> {
    let at = Instant::from_micros(START + i64::try_from(number).unwrap_or(0) * 1_000);
    let new = data(&format!("K-{number}"), number);
    unit.apply(Candidacy::register(
        CandidacyId::new(at, &Number(number)),
        new,
        Author::System,
        at,
    ))
    .await?;
    let counter = data("counter", number);
    let decided = match unit.candidacy_by_key("counter").await? {
        None => Some(Candidacy::register(
            CandidacyId::new(at, &Number(u64::MAX)),
            counter,
            Author::System,
            at,
        )),
        Some(old) => old.correct(counter, Author::System, at),
    };
    if let Some(decided) = decided {
        unit.apply(decided).await?;
    }
    let subject = Subject::new("unit", number);
    unit.log(Act::new(
        at,
        Author::System,
        Action::ServiceStarted,
        subject,
    ))
    .await?;
    if number.is_multiple_of(7)
        && let Ok(name) = KeyName::new("instituto.mx/historial")
    {
        unit.checkpoint(&Signer::from_seed(name, &[7; 32]), at)
            .await?;
    }
    Ok(())
}

fn data(key: &str, number: u64) -> RegistryData {
    RegistryData {
        key: key.to_owned(),
        office: "diputacion-mr".parse().expect("it is a key"),
        territory: "distrito-01".parse().expect("it is a key"),
        number: u16::try_from(number % 60_000).ok(),
        calling: Calling::Holder,
        postulation: Postulation::Independent,
        person: Person {
            given_names: "Persona".to_owned(),
            first_surname: "Inventada".to_owned(),
            second_surname: String::new(),
            nickname: None,
            gender: Gender::NonBinary,
            birth_date: None,
            curp: None,
            declared_age: None,
        },
    }
}

/// One line in one write, so that whoever reads the pipe or a trace of it sees it whole.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever reads may be gone: then nobody counts on the line either.
    let _unheard = out
        .write_all(format!("{line}\n").as_bytes())
        .and_then(|()| out.flush());
}
