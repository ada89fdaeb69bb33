//! Savers at once, and how long they wait: as fast as they are answered, or at a fixed rate.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior};

use crate::client::Client;
use crate::person::{Person, text};

/// Whoever saves: the server under measurement, or the bare limit.
pub enum Editor {
    /// A person in the panel, on one section of one candidacy.
    Person(Person),
    /// A client of the bare server.
    Bare(Client),
}

/// The times of the saves of a run.
pub struct Times {
    /// Saves per second.
    pub rate: f64,
    /// Times to answer, sorted.
    sorted: Vec<Duration>,
}

impl Times {
    /// Of these times.
    pub fn of(rate: f64, mut times: Vec<Duration>) -> Self {
        times.sort();
        Self {
            rate,
            sorted: times,
        }
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.sorted.len()
    }

    /// This percentile, in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        self.sorted
            .get(last * percent / 100)
            .map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }
}

impl Editor {
    /// Saves once.
    ///
    /// # Errors
    /// The save was not acknowledged.
    pub async fn save(&mut self) -> Result<()> {
        match self {
            Self::Bare(client) => {
                let typed = text(1);
                let answer = client.post("/guardar", &[("motivos", &typed)]).await?;
                if answer.status != 204 {
                    bail!("the bare server answered {}", answer.status);
                }
            }
            Self::Person(person) => person.save().await?,
        }
        Ok(())
    }
}

/// All editors save as fast as they are answered.
///
/// # Errors
/// A save failed.
pub async fn closed_loop(editors: Vec<Editor>, seconds: u32) -> Result<(Times, Vec<Editor>)> {
    let until = Instant::now() + Duration::from_secs(seconds.into());
    let tasks = editors.into_iter().map(|mut editor| {
        tokio::spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < until {
                let begun = Instant::now();
                editor.save().await?;
                times.push(begun.elapsed());
            }
            anyhow::Ok((times, editor))
        })
    });
    let mut all = Vec::new();
    let mut back = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        let (times, editor) = task.await??;
        all.extend(times);
        back.push(editor);
    }
    let rate = all.len() as f64 / f64::from(seconds);
    Ok((Times::of(rate, all), back))
}

/// Saves arrive at a fixed rate, however long each takes: the time counts from when a save was due, so that a server
/// that stalls is not spared what it kept waiting.
///
/// # Errors
/// A save failed.
pub async fn open_loop(
    editors: Vec<Editor>,
    per_second: u32,
    seconds: u32,
) -> Result<(Times, Vec<Editor>)> {
    let mut line = Line::of(editors, per_second);
    for _ in 0..per_second * seconds {
        line.one_more().await;
    }
    line.end(per_second).await
}

/// The same until it is told that what goes on beside has ended.
///
/// # Errors
/// A save failed.
pub async fn until(
    editors: Vec<Editor>,
    per_second: u32,
    ended: watch::Receiver<bool>,
) -> Result<Times> {
    let mut line = Line::of(editors, per_second);
    while !*ended.borrow() {
        line.one_more().await;
    }
    Ok(line.end(per_second).await?.0)
}

/// Saves that arrive one after another, each by the editor whose turn it is.
struct Line {
    free: Arc<Vec<Mutex<Editor>>>,
    ticks: Interval,
    tasks: Vec<JoinHandle<Result<Duration>>>,
}

impl Line {
    fn of(editors: Vec<Editor>, per_second: u32) -> Self {
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / per_second);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        Self {
            free: Arc::new(editors.into_iter().map(Mutex::new).collect()),
            ticks,
            tasks: Vec::new(),
        }
    }

    async fn one_more(&mut self) {
        let due = self.ticks.tick().await.into_std();
        let (free, turn) = (Arc::clone(&self.free), self.tasks.len() % self.free.len());
        self.tasks.push(tokio::spawn(async move {
            free[turn].lock().await.save().await?;
            Ok(due.elapsed())
        }));
    }

    async fn end(self, per_second: u32) -> Result<(Times, Vec<Editor>)> {
        let mut all = Vec::with_capacity(self.tasks.len());
        for task in self.tasks {
            all.push(task.await.context("a saver panicked")??);
        }
        let times = Times::of(f64::from(per_second), all);
        let editors = Arc::into_inner(self.free).context("a saver is still at work")?;
        Ok((times, editors.into_iter().map(Mutex::into_inner).collect()))
    }
}
