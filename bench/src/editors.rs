//! People who edit at once: each with a session, a candidacy and the revision that its last save left.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior};

use crate::client::Client;

/// Whoever saves: the server under measurement, or the bare limit.
pub enum Editor {
    /// A person in the panel, on one section of one candidacy.
    Person {
        /// The connection with its session.
        client: Client,
        /// The section's address.
        path: String,
        /// The revision that the last save left.
        revision: u32,
        /// Saves made, so that each one differs.
        saves: u64,
    },
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
    /// This percentile, in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        self.sorted
            .get(last * percent / 100)
            .map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }
}

/// A text of some 1,400 characters that differs from save to save.
fn text(number: u64) -> String {
    let sentence =
        format!("En la propuesta {number} pido cuentas claras, agua limpia y transporte puntual. ");
    sentence.repeat(18)
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
            Self::Person {
                client,
                path,
                revision,
                saves,
            } => {
                *saves += 1;
                let (base, typed) = (revision.to_string(), text(*saves));
                let fields = [
                    ("accion", "guardar"),
                    ("revision", base.as_str()),
                    ("motivos", typed.as_str()),
                ];
                let answer = client.post(path, &fields).await?;
                if answer.status != 303 {
                    bail!("a save was answered {}: {}", answer.status, answer.body);
                }
                *revision += 1;
            }
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
    let mut sorted = Vec::new();
    let mut back = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        let (times, editor) = task.await??;
        sorted.extend(times);
        back.push(editor);
    }
    sorted.sort();
    Ok((
        Times {
            rate: sorted.len() as f64 / f64::from(seconds),
            sorted,
        },
        back,
    ))
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
        let mut sorted = Vec::with_capacity(self.tasks.len());
        for task in self.tasks {
            sorted.push(task.await.context("a saver panicked")??);
        }
        sorted.sort();
        let times = Times {
            rate: f64::from(per_second),
            sorted,
        };
        let editors = Arc::into_inner(self.free).context("a saver is still at work")?;
        Ok((times, editors.into_iter().map(Mutex::into_inner).collect()))
    }
}
