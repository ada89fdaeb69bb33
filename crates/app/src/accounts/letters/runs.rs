//! What was made and is being made: figures for the screens, sealed files for the downloads.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::{AccountId, LettersId};
use domain::time::Instant;

use super::BundleOf;
use crate::accounts::one_at_a_time::OneAtATime;
use crate::accounts::spool::Spooled;

/// Seconds for which files are kept.
const KEPT_SECONDS: i64 = 24 * 3_600;
/// Most runs that are kept.
const MOST: usize = 50;

/// Where a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LettersState {
    /// It is being made.
    Running,
    /// It was made.
    Done,
    /// It could not be finished: why. The files that are there serve.
    Failed(String),
}

/// A file of a run, as screens show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleView {
    /// Its number in the run, from 1.
    pub number: usize,
    /// Whose letters.
    pub of: BundleOf,
    /// How many.
    pub letters: usize,
}

/// A run, as screens show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LettersView {
    /// Identifier.
    pub id: LettersId,
    /// When it began.
    pub began: Instant,
    /// When its files go.
    pub gone: Instant,
    /// Letters in all.
    pub total: usize,
    /// Letters set so far.
    pub set: usize,
    /// Letters whose code does not serve, because the account changed while they were made.
    pub missed: usize,
    /// Where it is.
    pub state: LettersState,
    /// Its files.
    pub bundles: Vec<BundleView>,
}

/// A file of a run.
#[derive(Clone)]
pub(super) struct Bundle {
    pub(super) of: BundleOf,
    pub(super) letters: usize,
    pub(super) file: Arc<Spooled>,
}

struct Run {
    id: LettersId,
    by: AccountId,
    began: Instant,
    total: usize,
    set: Arc<AtomicUsize>,
    missed: usize,
    state: LettersState,
    bundles: Vec<Bundle>,
}

/// The runs of one program.
#[derive(Default)]
pub(crate) struct LetterRuns {
    pub(super) turn: OneAtATime,
    runs: Mutex<VecDeque<Run>>,
}

impl LetterRuns {
    /// Notes a run that begins; what is given counts its letters.
    pub(super) fn begin(
        &self,
        id: LettersId,
        by: AccountId,
        total: usize,
        at: Instant,
    ) -> Arc<AtomicUsize> {
        let set = Arc::new(AtomicUsize::new(0));
        let run = Run {
            id,
            by,
            began: at,
            total,
            set: Arc::clone(&set),
            missed: 0,
            state: LettersState::Running,
            bundles: Vec::new(),
        };
        let mut runs = self.lock();
        runs.push_front(run);
        runs.truncate(MOST);
        set
    }

    /// Whether a run was begun, by whomever.
    pub(super) fn knows(&self, id: LettersId) -> bool {
        self.lock().iter().any(|run| run.id == id)
    }

    /// Adds a file that is ready.
    pub(super) fn add(&self, id: LettersId, bundle: Bundle, missed: usize) {
        if let Some(run) = self.lock().iter_mut().find(|run| run.id == id) {
            run.bundles.push(bundle);
            run.missed += missed;
        }
    }

    /// Notes how a run ended.
    pub(super) fn end(&self, id: LettersId, state: LettersState) {
        if let Some(run) = self.lock().iter_mut().find(|run| run.id == id) {
            run.state = state;
        }
    }

    /// The runs that an account began, the newest first.
    pub(super) fn of(&self, by: AccountId) -> Vec<LettersView> {
        let runs = self.lock();
        runs.iter().filter(|run| run.by == by).map(view).collect()
    }

    /// Whether anybody's run is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.lock()
            .iter()
            .any(|run| run.state == LettersState::Running)
    }

    /// A file of a run that this account began.
    pub(super) fn bundle(&self, by: AccountId, id: LettersId, number: usize) -> Option<Bundle> {
        let runs = self.lock();
        let run = runs.iter().find(|run| run.id == id && run.by == by)?;
        run.bundles.get(number.checked_sub(1)?).cloned()
    }

    /// Forgets a run that this account began and that has ended; whether it was there.
    pub(super) fn delete(&self, by: AccountId, id: LettersId) -> bool {
        let mut runs = self.lock();
        let before = runs.len();
        runs.retain(|run| !(run.id == id && run.by == by && run.state != LettersState::Running));
        runs.len() < before
    }

    /// Forgets the runs whose day is over.
    pub(crate) fn forget_old(&self, now: Instant) {
        self.lock().retain(|run| {
            run.state == LettersState::Running || now.seconds_since(run.began) < KEPT_SECONDS
        });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn view(run: &Run) -> LettersView {
    let bundles = run
        .bundles
        .iter()
        .enumerate()
        .map(|(at, bundle)| BundleView {
            number: at + 1,
            of: bundle.of.clone(),
            letters: bundle.letters,
        });
    LettersView {
        id: run.id,
        began: run.began,
        gone: run.began.plus_seconds(KEPT_SECONDS),
        total: run.total,
        set: run.set.load(Ordering::Relaxed).min(run.total),
        missed: run.missed,
        state: run.state.clone(),
        bundles: bundles.collect(),
    }
}
