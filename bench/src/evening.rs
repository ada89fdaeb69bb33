//! The last evening of a term: 300 people who write at once, each kept automatically every ten seconds, with saves and
//! photographs among them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::editors::Times;
use crate::figures::Figures;
use crate::institute::{Engine, Ground, engines, rows};
use crate::person::Person;
use crate::pictures;
use crate::program::Program;
use crate::saving::told;

/// People who write.
const PEOPLE: usize = 300;
/// Candidacies of the registry.
const CANDIDACIES: usize = 2_000;
/// How often a page keeps what is typed in it.
const EVERY: Duration = Duration::from_secs(10);
/// Of so many turns of a person, one is a save.
const SAVE_IN: usize = 6;
/// In so many turns, who sends a photograph sends one: in ten minutes.
const PHOTOGRAPH_IN: usize = 60;

/// How long, and how many photographs.
#[derive(Clone, Copy)]
pub struct Evening {
    /// Seconds.
    pub seconds: u32,
    /// One person in so many sends a photograph in ten minutes.
    pub one_in: usize,
}

/// What a person does in a turn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Autosave,
    Save,
    Photograph,
}

/// A deed, with the time from when it was due to its answer.
type Told = (Deed, Result<Duration>);

/// Measures on SQLite, and on PostgreSQL where there is a server.
///
/// # Errors
/// The program cannot be measured. A deed that fails is counted and ends nothing.
pub async fn measure(
    program: &Path,
    folder: &Path,
    postgres: Option<&str>,
    evening: Evening,
    figures: &mut Figures,
) -> Result<()> {
    let pictures = pictures::taken(folder, PEOPLE.div_ceil(evening.one_in)).await?;
    let pictures = Arc::new(pictures);
    for engine in engines(postgres) {
        eprintln!(
            "an evening of {PEOPLE} people for {} s, {}…",
            evening.seconds, engine.0
        );
        let ground = Ground::on(program, &folder.join("cdmx-evening"), engine).await?;
        on_ground(&ground, engine, evening, &pictures, figures).await?;
    }
    Ok(())
}

async fn on_ground(
    ground: &Ground<'_>,
    engine: Engine<'_>,
    evening: Evening,
    pictures: &Arc<Vec<PathBuf>>,
    figures: &mut Figures,
) -> Result<()> {
    let registry = rows(CANDIDACIES);
    let server = ground.serve(&registry).await?;
    let people = ground.people(&server, &registry, PEOPLE).await?;
    let before = server.cpu_seconds()?;
    let told = spent(people, evening, pictures).await?;
    let cpu = server.cpu_seconds()? - before;
    let name = format!("{PEOPLE} people for {} s, {}", evening.seconds, engine.0);
    for (deed, what) in [
        (Deed::Autosave, "autosaves"),
        (Deed::Save, "saves"),
        (Deed::Photograph, "photographs of 12 megapixels"),
    ] {
        tell(&told, deed, &format!("{what} of {name}"), figures);
    }
    machine(&server, cpu, evening, &name, figures)
}

/// Everybody's evening, one beside another.
async fn spent(
    people: Vec<Person>,
    evening: Evening,
    pictures: &Arc<Vec<PathBuf>>,
) -> Result<Vec<Told>> {
    let begin = Instant::now() + EVERY;
    let tasks = people.into_iter().enumerate().map(|(number, person)| {
        let first = begin + EVERY.mul_f64(number as f64 / PEOPLE as f64);
        tokio::spawn(turns(person, number, first, evening, Arc::clone(pictures)))
    });
    let mut all = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        all.extend(task.await.context("a person panicked")??);
    }
    Ok(all)
}

/// A person's turns, one every ten seconds however long each takes: the time counts from when it was due, so that a
/// server that stalls is not spared what it kept waiting.
async fn turns(
    mut person: Person,
    number: usize,
    first: Instant,
    evening: Evening,
    pictures: Arc<Vec<PathBuf>>,
) -> Result<Vec<Told>> {
    let mut ticks = interval_at(first, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let count = usize::try_from(u64::from(evening.seconds) / EVERY.as_secs())?.max(1);
    let mut told = Vec::with_capacity(count);
    for turn in 0..count {
        let deed = deed(number, turn, evening.one_in);
        let picture = match deed {
            Deed::Photograph => picture(&pictures, number, turn, evening.one_in)?,
            Deed::Autosave | Deed::Save => Vec::new(),
        };
        let due = ticks.tick().await;
        let done = match deed {
            Deed::Autosave => person.autosave().await,
            Deed::Save => person.save().await,
            Deed::Photograph => person.send_photograph(&picture).await,
        };
        told.push((deed, done.map(|()| due.elapsed())));
    }
    Ok(told)
}

/// What a person does in a turn: photographs and saves of different people are spread evenly.
const fn deed(number: usize, turn: usize, one_in: usize) -> Deed {
    let sends = number.is_multiple_of(one_in);
    if sends && (number / one_in) % PHOTOGRAPH_IN == turn % PHOTOGRAPH_IN {
        return Deed::Photograph;
    }
    if (number + turn).is_multiple_of(SAVE_IN) {
        return Deed::Save;
    }
    Deed::Autosave
}

/// The photograph of a person, another one each time.
fn picture(pictures: &[PathBuf], number: usize, turn: usize, one_in: usize) -> Result<Vec<u8>> {
    let which = (number / one_in + turn / PHOTOGRAPH_IN) % pictures.len();
    Ok(fs::read(&pictures[which])?)
}

fn tell(all: &[Told], deed: Deed, job: &str, figures: &mut Figures) {
    let of_deed = move || all.iter().filter(move |(of, _)| *of == deed);
    let times = of_deed().filter_map(|(_, done)| done.as_ref().ok().copied());
    let times = Times::of(0.0, times.collect());
    let failed: Vec<_> = of_deed()
        .filter_map(|(_, done)| done.as_ref().err())
        .collect();
    if let Some(first) = failed.first() {
        eprintln!("{job}: {} failed; the first one: {first:#}", failed.len());
    }
    let ours = match times.count() {
        0 => "none was answered".to_owned(),
        _ => told(&times),
    };
    figures.alone(
        job,
        ours,
        format!(
            "{} answered, {} failed; longest {:.1} ms",
            times.count(),
            failed.len(),
            times.percentile(100)
        ),
    );
}

/// What the evening cost the machine.
fn machine(
    server: &Program,
    cpu: f64,
    evening: Evening,
    name: &str,
    figures: &mut Figures,
) -> Result<()> {
    figures.alone(
        &format!("processor and memory with {name}"),
        format!(
            "{:.2} processors, {} MiB afterwards",
            cpu / f64::from(evening.seconds.max(1)),
            server.memory()?
        ),
        format!(
            "one person in {} sends a photograph in ten minutes",
            evening.one_in
        ),
    );
    Ok(())
}
