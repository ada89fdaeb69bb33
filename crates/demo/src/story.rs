//! The story as its reader sees it: options, changes one after another, the users to try it with.

use std::vec;

use domain::account::Account;
use domain::activity::Act;
use domain::capture::Capture;
use domain::delivery::Delivery;
use domain::extension::Extension;
use domain::notification::Notification;
use domain::party::{Assignment, Disclosure, PartyNotice, SupervisorAppointment};
use domain::profile::Profile;
use domain::proposal::Proposal;
use domain::questionnaire::Photograph;
use domain::record::Decided;
use domain::registry::Candidacy;
use domain::time::Instant;

use crate::plot::{Deed, DemoUser, Event, Plot};
use crate::teller::{Fault, Teller};

/// What the story shall be like.
#[derive(Debug, Clone)]
pub struct StoryOptions {
    /// Decides everything that is left to chance: the same seed tells the same story.
    pub seed: u64,
    /// How many candidacies; none: as many as a process of this kind has. The story never has more, and as many
    /// exactly where formulas of two let it.
    pub candidacies: Option<usize>,
    /// The instant that the story leads to; nothing happens after it.
    pub now: Instant,
    /// The Argon2id hash, in PHC form, of the password that all accounts share.
    pub password_hash: String,
    /// The photographs that people send, without words: kept by whoever stores the story. With none, a questionnaire
    /// that demands one is never complete.
    pub portraits: Vec<Photograph>,
}

/// One change, to be stored in the order in which it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// An account was created, activated, or its notice accepted.
    Account(Decided<Account>),
    /// A candidacy was registered, or its term started.
    Candidacy(Decided<Candidacy>),
    /// A capture moved.
    Capture(Decided<Capture>),
    /// An account was delivered or handed on.
    Delivery(Decided<Delivery>),
    /// A supervisor was named, or its account noted.
    Supervisor(Decided<SupervisorAppointment>),
    /// A party registered its notice.
    PartyNotice(Decided<PartyNotice>),
    /// Somebody was shown it.
    Disclosure(Decided<Disclosure>),
    /// A candidacy was given to somebody to type.
    Assignment(Decided<Assignment>),
    /// An extension of terms was granted.
    Extension(Decided<Extension>),
    /// A change of the registry was proposed.
    Proposal(Decided<Proposal>),
    /// A verdict was told to party and candidate, or its reading acknowledged.
    Notification(Decided<Notification>),
    /// Something that changed no record: sessions, imports, refusals.
    Act(Act),
}

impl Told {
    /// The act that the history keeps of it.
    #[must_use]
    pub fn act(&self) -> &Act {
        match self {
            Self::Account(decided) => decided.act(),
            Self::Candidacy(decided) => decided.act(),
            Self::Capture(decided) => decided.act(),
            Self::Delivery(decided) => decided.act(),
            Self::Supervisor(decided) => decided.act(),
            Self::PartyNotice(decided) => decided.act(),
            Self::Disclosure(decided) => decided.act(),
            Self::Assignment(decided) => decided.act(),
            Self::Extension(decided) => decided.act(),
            Self::Proposal(decided) => decided.act(),
            Self::Notification(decided) => decided.act(),
            Self::Act(act) => act,
        }
    }
}

/// The domain refused something that the story wanted to tell. With a profile that passes its checks this is a
/// mistake of the story's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("No se pudo seguir llenando la demostración con este perfil ({step}): {reason}")]
pub struct Interrupted {
    step: String,
    reason: String,
}

impl Interrupted {
    pub(crate) fn new(deed: Deed, fault: &Fault) -> Self {
        Self {
            step: format!("{deed:?}"),
            reason: fault.to_string(),
        }
    }
}

/// An invented electoral process, told change by change in the order of time. After an error it ends.
#[derive(Debug)]
pub struct Story<'a> {
    events: vec::IntoIter<Event>,
    /// For each candidacy, how many events are still to be told of it.
    to_come: Vec<u32>,
    /// None where there is nothing to tell: the profile has no questionnaire.
    teller: Option<Teller<'a>>,
    users: Vec<DemoUser>,
    begins: Instant,
    password_hash: String,
}

impl<'a> Story<'a> {
    /// Plans the story of this profile's process. The capture is that of the profile's first questionnaire.
    #[must_use]
    pub fn new(profile: &'a Profile, options: StoryOptions) -> Self {
        let StoryOptions {
            seed,
            candidacies,
            now,
            password_hash,
            portraits,
        } = options;
        let Some(definition) = profile.questionnaires.first() else {
            return Self {
                events: Vec::new().into_iter(),
                to_come: Vec::new(),
                teller: None,
                users: Vec::new(),
                begins: now,
                password_hash,
            };
        };
        let plot = Plot::new(profile, definition, candidacies, now, seed);
        let mut to_come = vec![0; plot.entrants.len()];
        for event in &plot.events {
            if let Some(count) = place(*event).and_then(|at| to_come.get_mut(at)) {
                *count += 1;
            }
        }
        Self {
            events: plot.events.into_iter(),
            to_come,
            teller: Some(Teller::new(
                profile,
                definition,
                plot.cast,
                plot.entrants,
                portraits,
                seed,
            )),
            users: plot.users,
            begins: plot.begins,
            password_hash,
        }
    }

    /// How many changes are still to be told: exact, for a progress bar.
    #[must_use]
    pub fn len_hint(&self) -> usize {
        self.events.len()
    }

    /// How many candidacies the process has.
    #[must_use]
    pub fn candidacies(&self) -> usize {
        self.to_come.len()
    }

    /// When the story begins; whoever stores it founds the process then or before.
    #[must_use]
    pub fn begins(&self) -> Instant {
        self.begins
    }

    /// One user of each role that has something to do under this profile, in the order of the roles.
    #[must_use]
    pub fn users(&self) -> Vec<DemoUser> {
        self.users.clone()
    }

    /// Accounts that nobody has activated, as login and activation code, for trying the activation. The codes serve
    /// from the story's end on for most of a month.
    #[must_use]
    pub fn waiting(&self) -> Vec<(String, String)> {
        self.teller.as_ref().map_or_else(Vec::new, Teller::waiting)
    }
}

impl Iterator for Story<'_> {
    type Item = Result<Told, Interrupted>;

    fn next(&mut self) -> Option<Self::Item> {
        let event = self.events.next()?;
        let teller = self.teller.as_mut()?;
        let told = teller.tell(event, &self.password_hash);
        if told.is_err() {
            self.events = Vec::new().into_iter();
        }
        if let Some(at) = place(event)
            && let Some(left) = self.to_come.get_mut(at)
        {
            *left -= 1;
            if *left == 0 {
                teller.forget(event.to);
            }
        }
        Some(told)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.events.len();
        (left.min(1), Some(left))
    }
}

impl std::iter::FusedIterator for Story<'_> {}

/// The place of the candidacy that an event happens to.
fn place(event: Event) -> Option<usize> {
    let at = usize::try_from(event.to).ok()?;
    event.deed.is_of_candidacy().then_some(at)
}
