//! Accounts in batches: by party, by the members of an agreement, of independents, of the supervisors that parties
//! named (DGO 10 and 11, CDMX 11 and 12). A seat that has an account gets no second one, so a batch can be repeated.

mod run;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::account::{Role, Seat};
use domain::id::AppointmentId;
use domain::key::{AgreementKey, PartyKey};
use domain::party::SupervisorAppointment;
use domain::profile::SupervisorDelivery;
use domain::registry::{Candidacy, CandidacyStatus, Postulation};
use storage::{AccountFilter, Unit};

pub(crate) use run::Batches;
pub use run::{BatchProgress, BatchStage};

use super::custody::Custody;
use super::{AccountsError, NewAccount, PAGE};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Most characters of a holder's name.
const HOLDER_MAX: usize = 120;

/// A kind of account that batches make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BatchKind {
    /// The representation of each party.
    Representations,
    /// One account for each candidacy of a party.
    Candidacies,
    /// One account for each independent candidacy.
    Independents,
    /// The supervisors that parties named and that have no account.
    Supervisors,
}

impl BatchKind {
    /// Every kind, in the order of the screens.
    pub const ALL: [Self; 4] = [
        Self::Representations,
        Self::Candidacies,
        Self::Independents,
        Self::Supervisors,
    ];

    /// The word of addresses and commands.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Representations => "representaciones",
            Self::Candidacies => "candidaturas",
            Self::Independents => "independientes",
            Self::Supervisors => "supervision",
        }
    }

    /// The kind in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Representations => "La representación de cada partido",
            Self::Candidacies => "Una cuenta por cada candidatura de partido",
            Self::Independents => "Una cuenta por cada candidatura independiente",
            Self::Supervisors => "Las personas supervisoras que los partidos registraron",
        }
    }

    /// The role of the accounts.
    pub const fn role(self) -> Role {
        match self {
            Self::Representations => Role::PartyRepresentative,
            Self::Candidacies => Role::Candidate,
            Self::Independents => Role::Independent,
            Self::Supervisors => Role::Supervisor,
        }
    }

    /// The kind with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// What a batch makes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchOrder {
    /// Which kinds.
    pub kinds: BTreeSet<BatchKind>,
    /// Of which party; none: of all.
    pub party: Option<PartyKey>,
    /// Of the members of an agreement, and of the candidacies that it postulates.
    pub agreement: Option<AgreementKey>,
}

/// How many accounts of one kind and party a batch would make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// The kind.
    pub kind: BatchKind,
    /// The party; none for independents.
    pub party: Option<PartyKey>,
    /// Accounts to make.
    pub to_make: usize,
    /// Accounts that exist already.
    pub existing: usize,
}

/// What a batch would do.
#[derive(Debug, Default)]
pub struct BatchPlan {
    /// By kind and party.
    pub lines: Vec<BatchLine>,
    wanted: Vec<Wanted>,
}

/// What a batch did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchOutcome {
    /// Accounts made.
    pub made: usize,
    /// Accounts that were there already.
    pub existing: usize,
}

/// An account that a batch makes unless it is there.
#[derive(Debug, Clone)]
struct Wanted {
    new: NewAccount,
    appointment: Option<AppointmentId>,
}

impl BatchPlan {
    /// Accounts that would be made.
    pub fn to_make(&self) -> usize {
        self.wanted.len()
    }

    /// Accounts that exist already.
    pub fn existing(&self) -> usize {
        self.lines.iter().map(|line| line.existing).sum()
    }

    fn count(
        lines: &mut BTreeMap<(BatchKind, Option<PartyKey>), (usize, usize)>,
        at: (BatchKind, Option<PartyKey>),
        exists: bool,
    ) {
        let (to_make, existing) = lines.entry(at).or_default();
        *(if exists { existing } else { to_make }) += 1;
    }
}

impl App {
    /// The kinds of account that this custody makes in batches.
    pub fn batch_kinds(&self, custody: &Custody) -> Vec<BatchKind> {
        let by_institute = self.profile.accounts.supervisor == SupervisorDelivery::Institute;
        let is_process = *custody == Custody::Process;
        BatchKind::ALL
            .into_iter()
            .filter(|kind| self.is_used(kind.role()))
            .filter(|kind| match kind {
                BatchKind::Representations | BatchKind::Independents => is_process,
                BatchKind::Candidacies => true,
                BatchKind::Supervisors => by_institute == is_process,
            })
            .collect()
    }

    /// What a batch would make for whoever manages accounts.
    ///
    /// # Errors
    /// [`AccountsError`].
    pub async fn plan_batch_by(
        &self,
        who: &SignedIn,
        order: &BatchOrder,
    ) -> Result<BatchPlan, AccountsError> {
        let custodian = self.custodian(who)?;
        self.plan_batch(&custodian.custody, order).await
    }

    pub(super) async fn plan_batch(
        &self,
        custody: &Custody,
        order: &BatchOrder,
    ) -> Result<BatchPlan, AccountsError> {
        let possible = self.batch_kinds(custody);
        let kinds: Vec<BatchKind> = possible
            .into_iter()
            .filter(|kind| order.kinds.contains(kind))
            .collect();
        if kinds.is_empty() {
            return Err(AccountsError::NothingChosen);
        }
        let parties = self.parties_of(custody, order)?;
        let mut unit = self.store.read().await?;
        let seats = seats_taken(&mut unit, custody).await?;
        let mut plan = Draft {
            seats,
            lines: BTreeMap::new(),
            wanted: Vec::new(),
        };
        if kinds.contains(&BatchKind::Representations) {
            for party in &parties {
                plan.add(
                    BatchKind::Representations,
                    Some(party.clone()),
                    self.representation(party),
                );
            }
        }
        if kinds.contains(&BatchKind::Candidacies) || kinds.contains(&BatchKind::Independents) {
            for candidacy in unit.registry().await? {
                if let Some((kind, party)) = self.kind_of(&candidacy, order, &parties)
                    && kinds.contains(&kind)
                {
                    plan.add(kind, party, of_candidacy(kind, &candidacy));
                }
            }
        }
        if kinds.contains(&BatchKind::Supervisors) {
            for party in &parties {
                for named in unit.supervisors(Some(party)).await? {
                    plan.add_supervisor(named);
                }
            }
        }
        Ok(plan.finish())
    }

    /// The parties that the order is about.
    fn parties_of(
        &self,
        custody: &Custody,
        order: &BatchOrder,
    ) -> Result<Vec<PartyKey>, AccountsError> {
        let current = self.current();
        let members = match &order.agreement {
            None => None,
            Some(key) => Some(&current.agreement(key).ok_or(AccountsError::Seat)?.members),
        };
        if let Some(party) = &order.party {
            self.profile.party(party).ok_or(AccountsError::Seat)?;
        }
        let chosen = |party: &PartyKey| {
            let own = match custody {
                Custody::Process => true,
                Custody::Party(own) => party == own,
            };
            own && order.party.as_ref().is_none_or(|wanted| wanted == party)
                && members.is_none_or(|members| members.contains(party))
        };
        let parties = self.profile.parties.iter().map(|party| &party.key);
        Ok(parties.filter(|party| chosen(party)).cloned().collect())
    }

    fn representation(&self, party: &PartyKey) -> NewAccount {
        let named = self.profile.party(party);
        let long = named.map_or_else(String::new, |party| {
            format!("Representación de {}", party.name)
        });
        let holder = if (1..=HOLDER_MAX).contains(&long.chars().count()) {
            long
        } else {
            format!(
                "Representación de {}",
                named.map_or(party.as_str(), |party| &party.initials)
            )
        };
        NewAccount {
            holder,
            contact: None,
            seat: Seat::PartyRepresentative {
                party: party.clone(),
            },
        }
    }

    /// The kind of account that a candidacy gets by this order, and its party.
    fn kind_of(
        &self,
        candidacy: &Candidacy,
        order: &BatchOrder,
        parties: &[PartyKey],
    ) -> Option<(BatchKind, Option<PartyKey>)> {
        if candidacy.status != CandidacyStatus::Active {
            return None;
        }
        match &candidacy.data.postulation {
            Postulation::Independent => {
                let all = order.party.is_none() && order.agreement.is_none();
                all.then_some((BatchKind::Independents, None))
            }
            by => {
                let party = by
                    .capturing_party()
                    .filter(|party| parties.contains(party))?;
                let agreed = match (&order.agreement, by) {
                    (None, _) => true,
                    (Some(wanted), Postulation::Agreement { agreement, .. }) => agreement == wanted,
                    (Some(_), _) => false,
                };
                agreed.then(|| (BatchKind::Candidacies, Some(party.clone())))
            }
        }
    }
}

/// A plan being drawn up.
struct Draft {
    seats: HashSet<Seat>,
    lines: BTreeMap<(BatchKind, Option<PartyKey>), (usize, usize)>,
    wanted: Vec<Wanted>,
}

impl Draft {
    fn add(&mut self, kind: BatchKind, party: Option<PartyKey>, new: NewAccount) {
        let exists = self.seats.contains(&new.seat);
        BatchPlan::count(&mut self.lines, (kind, party), exists);
        if !exists {
            self.wanted.push(Wanted {
                new,
                appointment: None,
            });
        }
    }

    /// A party may have several supervisors, so here the appointment says whether there is an account.
    fn add_supervisor(&mut self, named: SupervisorAppointment) {
        if named.ended.is_some() {
            return;
        }
        let at = (BatchKind::Supervisors, Some(named.party.clone()));
        BatchPlan::count(&mut self.lines, at, named.account.is_some());
        if named.account.is_none() {
            let contact = [named.contact.email, named.contact.telephone]
                .into_iter()
                .find(|contact| !contact.is_empty());
            self.wanted.push(Wanted {
                new: NewAccount {
                    holder: named.name,
                    contact,
                    seat: Seat::Supervisor { party: named.party },
                },
                appointment: Some(named.id),
            });
        }
    }

    fn finish(self) -> BatchPlan {
        let lines = self
            .lines
            .into_iter()
            .map(|((kind, party), (to_make, existing))| BatchLine {
                kind,
                party,
                to_make,
                existing,
            });
        BatchPlan {
            lines: lines.collect(),
            wanted: self.wanted,
        }
    }
}

fn of_candidacy(kind: BatchKind, candidacy: &Candidacy) -> NewAccount {
    let id = candidacy.id;
    let name = candidacy.data.person.full_name();
    NewAccount {
        holder: name.chars().take(HOLDER_MAX).collect(),
        contact: None,
        seat: match kind {
            BatchKind::Independents => Seat::Independent { candidacy: id },
            _ => Seat::Candidate { candidacy: id },
        },
    }
}

/// The seats that have an account which was not closed.
async fn seats_taken(unit: &mut Unit, custody: &Custody) -> Result<HashSet<Seat>, AppError> {
    let filter = custody.narrow(AccountFilter {
        closed: Some(false),
        ..AccountFilter::default()
    });
    let (mut seats, mut after) = (HashSet::new(), None);
    loop {
        let page = unit.accounts(&filter, after, PAGE).await?;
        after = page.last().map(|account| account.id);
        if after.is_none() {
            return Ok(seats);
        }
        seats.extend(page.into_iter().map(|account| account.seat));
    }
}
