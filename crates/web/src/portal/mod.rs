//! The public portal: what anybody may read of the candidacies, without a session.
//!
//! It is served from memory (decision 8): compact [`Row`]s, which hold public data only, in an immutable
//! [`Snapshot`] that is swapped when something changes. A page's body is a function of the rows, the templates and
//! the instant, so it is made once, kept compressed, and confirmed by its ETag. No request reaches a database.

mod address;
mod answer;
mod ballot;
mod candidacy;
mod feed;
mod filling;
mod frame;
mod help;
mod home;
mod list;
mod order;
mod person;
mod photograph;
mod privacy;
mod published;
mod row;
#[cfg(test)]
mod samples;
mod search;
mod snapshot;
mod state_line;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::files::Files;
use arc_swap::ArcSwap;
use axum::body::Bytes;
use axum::routing::get;
use axum::{Router, middleware};
use domain::hiding::Hidden;
use domain::id::CandidacyId;
use domain::time::Instant;
use tokio::sync::{OnceCell, watch};

use crate::portal::address::{Address, Rendered};
use crate::portal::answer::Kept;
use crate::portal::ballot::Ballot;
pub(crate) use crate::portal::candidacy::{Around, Preview};
pub use crate::portal::feed::{Changes, Current, Feed, FeedError};
pub(crate) use crate::portal::privacy::Prose;
pub use crate::portal::row::{NotOnTheBallot, Row};
pub use crate::portal::snapshot::Snapshot;
use crate::ui::Site;

/// The clock, as the portal takes it.
pub type Now = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The portal's routes: method and path. All of them are public.
pub const ROUTES: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/candidaturas"),
    ("GET", "/candidaturas/{id}"),
    ("GET", "/fotos/{candidatura}/{archivo}"),
    ("GET", "/privacidad"),
    ("GET", "/accesibilidad"),
    ("GET", "/ayuda"),
    ("GET", "/ayuda/manual/{manual}"),
    ("GET", "/ayuda/imagenes/{imagen}"),
    ("GET", "/ayuda/cuestionario"),
    ("GET", "/ayuda/cuestionario.pdf"),
    ("GET", "/robots.txt"),
];

/// Bytes of kept bodies of single candidacies.
const KEPT_CANDIDACIES: u64 = 48 * 1024 * 1024;
/// Bytes of kept bodies of everything else: lists above all, which change with every publication.
const KEPT_LISTS: u64 = 24 * 1024 * 1024;

/// The candidacies with the rules that their rows were made with: they are swapped together.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) ballot: Arc<Ballot>,
    pub(crate) snapshot: Arc<Snapshot>,
}

/// The portal of one institute.
pub struct Portal {
    site: Arc<Site>,
    now: Now,
    shown: ArcSwap<Shown>,
    /// Held by whoever makes the next snapshot, so that none is lost.
    turn: Mutex<()>,
    /// Whether all candidacies were read: nothing is said of any before.
    filled: watch::Sender<bool>,
    candidacies: Kept,
    lists: Kept,
    /// The blank questionnaire to be printed, once somebody asked for it.
    paper: OnceCell<Bytes>,
    files: Files,
}

impl Portal {
    /// A portal that is filled from its source and then kept up to date: `wake` says that there may be something new, and
    /// a change is visible as soon as it was read. What speaks of candidacies waits until it is filled. The follower
    /// ends with the sender of `wake`.
    ///
    /// # Errors
    /// The source cannot be read.
    pub async fn start<F: Feed>(
        site: Arc<Site>,
        feed: F,
        wake: watch::Receiver<u64>,
        now: Now,
        files: Files,
    ) -> Result<Arc<Self>, FeedError> {
        let ballot = Ballot::new(feed.rules().await?);
        let portal = Arc::new(Self::new(ballot, site, now, files, []));
        portal.filled.send_replace(false);
        tokio::spawn(feed::fill_and_follow(Arc::downgrade(&portal), feed, wake));
        Ok(portal)
    }

    /// Returns once all candidacies were read.
    pub async fn filled(&self) {
        let mut told = self.filled.subscribe();
        // The sender is this portal's own, so it is there as long as somebody waits here.
        let _ = told.wait_for(|filled| *filled).await;
    }

    fn new(
        ballot: Ballot,
        site: Arc<Site>,
        now: Now,
        files: Files,
        rows: impl IntoIterator<Item = Row>,
    ) -> Self {
        let snapshot = Arc::new(Snapshot::load(&ballot, now(), rows));
        let ballot = Arc::new(ballot);
        Self {
            shown: ArcSwap::from_pointee(Shown { ballot, snapshot }),
            site,
            now,
            turn: Mutex::new(()),
            filled: watch::Sender::new(true),
            candidacies: Kept::new(KEPT_CANDIDACIES),
            lists: Kept::new(KEPT_LISTS),
            paper: OnceCell::new(),
            files,
        }
    }

    /// Puts what changed.
    fn take(&self, changed: &[Current], hidden: &HashMap<CandidacyId, Hidden>) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = self.shown.load_full();
        let rows = public_rows(&shown.ballot, changed, hidden);
        let next = shown.snapshot.with_changes(&shown.ballot, rows);
        if let Some(next) = next {
            self.show(Arc::clone(&shown.ballot), next);
            // Bodies of before are never served again (their stamp is old); this gives their memory back at once,
            // so that nothing withdrawn stays in it.
            for (candidacy, _) in changed {
                self.candidacies.forget(&Address::Candidacy(candidacy.id));
            }
        }
    }

    /// Puts everything anew under other rules.
    fn begin_anew(&self, ballot: Ballot, rows: Vec<Row>) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let next = self
            .shown
            .load()
            .snapshot
            .replaced(&ballot, (self.now)(), rows);
        self.show(Arc::new(ballot), next);
        self.candidacies.forget_all();
        self.filled.send_replace(true);
    }

    fn show(&self, ballot: Arc<Ballot>, snapshot: Snapshot) {
        let snapshot = Arc::new(snapshot);
        self.shown.store(Arc::new(Shown { ballot, snapshot }));
        self.lists.forget_all();
    }

    /// The rules with the agreements in force.
    pub(crate) fn ballot(&self) -> Arc<Ballot> {
        Arc::clone(&self.shown.load().ballot)
    }

    /// The candidacies as they stand, in the order of the day.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.shown_at((self.now)()).snapshot.clone()
    }

    fn shown_at(&self, now: Instant) -> Arc<Shown> {
        let known = self.shown.load_full();
        if known.snapshot.is_of_day(now) {
            return known;
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.shown.load_full();
        if known.snapshot.is_of_day(now) {
            return known;
        }
        let next = known.snapshot.on_day_of(&known.ballot, now);
        self.show(Arc::clone(&known.ballot), next);
        self.shown.load_full()
    }

    /// Makes the page at an address; none if there is no such candidacy.
    fn render(&self, address: &Address, shown: &Shown, now: Instant) -> Option<Rendered> {
        match address {
            Address::Home => Some(home::render(self, shown, now)),
            Address::List(query) => Some(list::render(self, shown, query, now)),
            Address::Candidacy(id) => Some(candidacy::render(
                self,
                shown.snapshot.get(*id)?,
                shown,
                now,
            )),
            Address::Privacy => Some(privacy::render(self, &shown.ballot)),
            Address::Accessibility => Some(help::render_accessibility(self, &shown.ballot)),
            Address::Help => Some(help::render_help(self, &shown.ballot)),
            Address::Manual(slug) => help::manuals::render(self, slug),
            Address::Questionnaire => help::manuals::render_questionnaire(self, &shown.ballot),
        }
    }
}

/// The public rows of candidacies; what the profile cannot place is left out and told to the operators by its id.
fn public_rows(
    ballot: &Ballot,
    current: &[Current],
    hidden: &HashMap<CandidacyId, Hidden>,
) -> Vec<Row> {
    let nothing = Hidden::default();
    let row = |(candidacy, capture): &Current| {
        let hidden = hidden.get(&candidacy.id).unwrap_or(&nothing);
        let row = Row::of(ballot, candidacy, capture.as_ref(), hidden);
        row.inspect_err(|error| tracing::error!(%error, "a candidacy is not shown"))
            .ok()
    };
    current.iter().filter_map(row).collect()
}

/// The portal's router: all of [`ROUTES`], nothing else.
pub fn router(portal: Arc<Portal>) -> Router {
    let wait = middleware::from_fn_with_state(Arc::clone(&portal), filling::wait);
    Router::new()
        .route("/", get(home::page))
        .route("/candidaturas", get(list::page))
        .route("/candidaturas/{id}", get(candidacy::page))
        .route("/fotos/{candidatura}/{archivo}", get(photograph::file))
        .route_layer(wait)
        .route("/privacidad", get(privacy::page))
        .route("/accesibilidad", get(help::accessibility))
        .route("/ayuda", get(help::help))
        .route("/ayuda/manual/{manual}", get(help::manuals::page))
        .route("/ayuda/imagenes/{imagen}", get(help::manuals::picture))
        .route("/ayuda/cuestionario", get(help::manuals::questionnaire))
        .route("/ayuda/cuestionario.pdf", get(help::manuals::paper))
        .route("/robots.txt", get(help::robots))
        .with_state(portal)
}
