//! Tells the plan's events through the domain: the same functions that serve people decide every change, so what the
//! story shows can really happen.

mod accounts;
mod captures;
mod notifications;
mod parties;
mod words;

use std::collections::HashMap;

use domain::account::{Account, AccountRefusal, Actor};
use domain::capture::{Broken, Capture};
use domain::delivery::DeliveryRefusal;
use domain::grounds::Catalogue;
use domain::id::{ExtensionId, SessionId};
use domain::key::PartyKey;
use domain::notification::{NotRead, Notification};
use domain::party::{
    AppointmentRefusal, DisclosureRefusal, PartyNotice, PartyNoticeRefusal, SupervisorAppointment,
};
use domain::policy::{Denial, Permit, Right, Target, permit};
use domain::profile::{Profile, Stage};
use domain::proposal::ProposalRefusal;
use domain::questionnaire::{Definition, Photograph, Section};
use domain::record::Decided;
use domain::registry::{Candidacy, RegistryRefusal};

use self::accounts::code;
use self::captures::Case;
use self::words::{in_sentence, places};
use crate::chance::Ids;
use crate::plot::{Cast, Deed, Entrant, Event, Part};
use crate::story::{Interrupted, Told};

/// An account as far as the story has come.
#[derive(Debug, Clone)]
enum Holder {
    Unknown,
    Known(Box<Account>),
    Ready(Actor, Box<Account>),
}

/// Tells events one by one.
#[derive(Debug)]
pub(crate) struct Teller<'a> {
    profile: &'a Profile,
    definition: &'a Definition,
    portraits: Vec<Photograph>,
    cast: Cast,
    entrants: Vec<Entrant<'a>>,
    ids: Ids,
    seed: u64,
    holders: Vec<Holder>,
    sessions: Vec<Option<SessionId>>,
    candidacies: Vec<Option<Box<Candidacy>>>,
    /// How many have been registered so far.
    registered: usize,
    captures: HashMap<u32, Box<Capture>>,
    /// What is to be told next of a candidacy, and its latest return, by the candidacy's place.
    to_tell: HashMap<u32, Box<Decided<Notification>>>,
    returns: HashMap<u32, Box<Notification>>,
    /// How many notifications there are.
    notified: u32,
    grounds: Catalogue,
    /// Each territory in a sentence, in the order of the profile.
    territories: Vec<String>,
    places: Vec<String>,
    notice: String,
    undertaking: String,
    /// The notices that parties registered.
    party_notices: HashMap<PartyKey, PartyNotice>,
    /// The supervisors that parties named, by their accounts.
    appointments: HashMap<Part, SupervisorAppointment>,
    /// The extension that was granted.
    extension: Option<ExtensionId>,
}

/// What the domain refused, or what the plan forgot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("{0}")]
    Denied(#[from] Denial),
    #[error("{0}")]
    Broken(#[from] Broken),
    #[error("{0}")]
    Account(#[from] AccountRefusal),
    #[error("{0}")]
    Registry(#[from] RegistryRefusal),
    #[error("{0}")]
    Delivery(#[from] DeliveryRefusal),
    #[error("{0}")]
    Appointment(#[from] AppointmentRefusal),
    #[error("{0}")]
    Notice(#[from] PartyNoticeRefusal),
    #[error("{0}")]
    Disclosure(#[from] DisclosureRefusal),
    #[error("{0}")]
    Proposal(#[from] ProposalRefusal),
    #[error("{0}")]
    NotRead(#[from] NotRead),
    #[error("el relato nombra a alguien que todavía no aparece")]
    Missing,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(
        profile: &'a Profile,
        definition: &'a Definition,
        cast: Cast,
        entrants: Vec<Entrant<'a>>,
        portraits: Vec<Photograph>,
        seed: u64,
    ) -> Self {
        Self {
            profile,
            definition,
            portraits,
            ids: Ids::new(seed),
            seed,
            holders: vec![Holder::Unknown; cast.players.len()],
            sessions: vec![None; cast.players.len()],
            candidacies: vec![None; entrants.len()],
            registered: 0,
            captures: HashMap::new(),
            to_tell: HashMap::new(),
            returns: HashMap::new(),
            notified: 0,
            grounds: Catalogue::of(profile, &[]),
            territories: profile
                .territories
                .iter()
                .map(|t| in_sentence(&t.name))
                .collect(),
            places: places(profile),
            notice: profile.notices.simplified.hash.to_string(),
            undertaking: profile.accounts.undertaking_hash.to_string(),
            party_notices: HashMap::new(),
            appointments: HashMap::new(),
            extension: None,
            cast,
            entrants,
        }
    }

    /// The accounts that wait to be activated, with their codes.
    pub(crate) fn waiting(&self) -> Vec<(String, String)> {
        let players = self.cast.players.iter().enumerate();
        players
            .filter(|(_, player)| player.waits)
            .map(|(at, player)| (player.login.clone(), code(self.seed, at)))
            .collect()
    }

    /// Tells one event.
    pub(crate) fn tell(&mut self, event: Event, password_hash: &str) -> Result<Told, Interrupted> {
        let told = if event.deed.is_of_candidacy() {
            self.tell_of_candidacy(event)
        } else {
            self.tell_of_account(event, password_hash)
        };
        told.map_err(|fault| Interrupted::new(event.deed, &fault))
    }

    /// Forgets a candidacy of which nothing more is told.
    pub(crate) fn forget(&mut self, candidacy: u32) {
        self.captures.remove(&candidacy);
        self.returns.remove(&candidacy);
        if let Some(known) = self.candidacies.get_mut(index(candidacy)) {
            *known = None;
        }
    }

    fn tell_of_candidacy(&mut self, event: Event) -> Result<Told, Fault> {
        let Event { at, by, to, deed } = event;
        match deed {
            Deed::Register => {
                let author = self
                    .permit(by, Right::ManageRegistry, Target::Process)?
                    .author();
                let entrant = &mut self.entrants[index(to)];
                let data = entrant.data.take().ok_or(Fault::Missing)?;
                let decided = Candidacy::register(entrant.id, data, author, at);
                self.registered += 1;
                self.candidacies[index(to)] = Some(Box::new(decided.record().clone()));
                return Ok(Told::Candidacy(decided));
            }
            Deed::StartTerm => {
                let author = self
                    .permit(by, Right::ManageAccounts, Target::Process)?
                    .author();
                let received = self.entrants[index(to)]
                    .receipt
                    .ok_or(Fault::Missing)?
                    .received;
                let candidacy = self.candidacies[index(to)].take().ok_or(Fault::Missing)?;
                let decided = candidacy.start_term(received, self.profile, author, at)?;
                self.candidacies[index(to)] = Some(Box::new(decided.record().clone()));
                return Ok(Told::Candidacy(decided));
            }
            Deed::Disclose | Deed::Assign { .. } | Deed::ExtendTerm { .. } | Deed::Propose => {
                return self.tell_beside(event);
            }
            Deed::Notify => return self.notify(to),
            Deed::Read => return self.read(event),
            _ => {}
        }
        let capture = self.captures.remove(&to).map(|capture| *capture);
        let judged = match deed {
            Deed::Approve { .. } | Deed::Return { .. } => capture.clone(),
            _ => None,
        };
        let candidacy = self.candidacies[index(to)]
            .as_deref()
            .ok_or(Fault::Missing)?;
        let case = Case {
            teller: self,
            candidacy,
            entrant: &self.entrants[index(to)],
            by,
            at,
        };
        let decided = case.decide(deed, capture)?;
        let told = judged.and_then(|before| self.notification(candidacy, &before, &decided));
        if let Some(told) = told {
            self.notified += 1;
            self.to_tell.insert(to, Box::new(told));
        }
        self.captures.insert(to, Box::new(decided.record().clone()));
        Ok(Told::Capture(decided))
    }

    fn permit(&self, by: Part, right: Right, target: Target<'_>) -> Result<Permit, Fault> {
        Ok(permit(
            self.profile,
            self.actor(by)?,
            self.sessions[index(by)],
            right,
            target,
        )?)
    }

    fn actor(&self, part: Part) -> Result<&Actor, Fault> {
        match self.holders.get(index(part)) {
            Some(Holder::Ready(actor, _)) => Ok(actor),
            _ => Err(Fault::Missing),
        }
    }

    fn section(&self, at: u8) -> Result<&'a Section, Fault> {
        self.definition
            .sections
            .get(usize::from(at))
            .ok_or(Fault::Missing)
    }

    fn stage(&self, at: u8) -> Result<&'a Stage, Fault> {
        self.profile
            .stages
            .get(usize::from(at))
            .ok_or(Fault::Missing)
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
