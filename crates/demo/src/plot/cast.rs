//! Who has an account: the institute's people, each party's team, and the candidates who capture by themselves.

use std::collections::BTreeMap;

use domain::account::{Role, Seat};
use domain::policy::{Right, may_ever};
use domain::profile::{Profile, Stage};
use domain::time::Instant;

use crate::chance::Chance;
use crate::people;
use crate::plot::entrant::Entrant;

/// An account's place in the cast.
pub(crate) type Part = u32;

/// An account of the story before it is told.
#[derive(Debug, Clone)]
pub(crate) struct Player {
    /// Role and reach.
    pub(crate) seat: Seat,
    /// What is typed to sign in.
    pub(crate) login: String,
    /// Who holds it.
    pub(crate) holder: String,
    /// When it is created.
    pub(crate) issued: Instant,
    /// From when it may be activated: it was delivered then.
    pub(crate) delivered: Instant,
    /// Whether its code is handed out for trying the activation.
    pub(crate) waits: bool,
}

/// The accounts of one party.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    /// Its representation.
    pub(crate) representative: Part,
    /// Its supervisor.
    pub(crate) supervisor: Part,
    /// Those who type.
    pub(crate) capturers: Vec<Part>,
}

/// Everybody with an account.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    /// The accounts; a [`Part`] is a place here.
    pub(crate) players: Vec<Player>,
    /// The administrator.
    pub(crate) administrator: Part,
    /// The auditor.
    pub(crate) auditor: Part,
    /// Who proposes changes of the registry.
    pub(crate) registrar: Part,
    /// The institute's validators; none where the profile gives them nothing to do.
    pub(crate) validators: Vec<Part>,
    /// The parties' teams, by the party's place in the profile; none before its first receipt.
    pub(crate) teams: BTreeMap<usize, Team>,
    /// The candidates' own accounts, by the candidacy's place.
    pub(crate) own: BTreeMap<usize, Part>,
}

/// One capturer for so many candidacies of a party.
const EACH_CAPTURER: usize = 60;
/// One validator for so many candidacies.
const EACH_VALIDATOR: usize = 400;

impl Cast {
    /// The institute's people: the administrator from the first of the two instants on, who gives the others their
    /// accounts at the second.
    pub(crate) fn institute(
        profile: &Profile,
        candidacies: usize,
        (begins, others): (Instant, Instant),
        seed: u64,
    ) -> Self {
        let mut cast = Self {
            players: Vec::new(),
            administrator: 0,
            auditor: 0,
            registrar: 0,
            validators: Vec::new(),
            teams: BTreeMap::new(),
            own: BTreeMap::new(),
        };
        let chance = &mut Chance::about(seed, "institute");
        let mut enter = |cast: &mut Self, seat, login: String| {
            let issued = if seat == Seat::Administrator {
                begins
            } else {
                others
            };
            cast.enter(seat, login, people::holder(chance), issued, issued)
        };
        cast.administrator = enter(&mut cast, Seat::Administrator, "administracion".to_owned());
        cast.auditor = enter(&mut cast, Seat::Auditor, "auditora".to_owned());
        cast.registrar = enter(&mut cast, Seat::Registrar, "registro".to_owned());
        let works = Right::ALL
            .into_iter()
            .any(|right| may_ever(profile, Role::Validator, right));
        let validators = if works {
            1 + candidacies / EACH_VALIDATOR
        } else {
            0
        };
        for number in 1..=validators {
            let login = numbered("validadora", number);
            let part = enter(&mut cast, Seat::Validator, login);
            cast.validators.push(part);
        }
        cast
    }

    /// A party's team, for so many candidacies.
    pub(crate) fn team(
        &mut self,
        profile: &Profile,
        party: usize,
        candidacies: usize,
        (issued, delivered): (Instant, Instant),
        seed: u64,
    ) {
        let chance = &mut Chance::about(seed, &format!("team {party}"));
        let party_key = &profile.parties[party].key;
        let mut enter = |cast: &mut Self, seat: Seat, number| {
            let login = numbered(&format!("{}.{party_key}", seat.role()), number);
            cast.enter(seat, login, people::holder(chance), issued, delivered)
        };
        let party_key = || party_key.clone();
        let representative = enter(self, Seat::PartyRepresentative { party: party_key() }, 1);
        let supervisor = enter(self, Seat::Supervisor { party: party_key() }, 1);
        let capturers = (1..=1 + candidacies / EACH_CAPTURER)
            .map(|number| enter(self, Seat::Capturer { party: party_key() }, number))
            .collect();
        let team = Team {
            representative,
            supervisor,
            capturers,
        };
        self.teams.insert(party, team);
    }

    /// A candidate's own account; nothing if there is one already or it was not registered.
    pub(crate) fn own(
        &mut self,
        at: usize,
        entrant: &Entrant<'_>,
        (issued, delivered): (Instant, Instant),
    ) {
        let Some(data) = entrant
            .data
            .as_ref()
            .filter(|_| !self.own.contains_key(&at))
        else {
            return;
        };
        let candidacy = entrant.id;
        let seat = if entrant.is_independent() {
            Seat::Independent { candidacy }
        } else {
            Seat::Candidate { candidacy }
        };
        let login = format!("{}.{}", seat.role(), data.key);
        let part = self.enter(seat, login, data.person.full_name(), issued, delivered);
        self.own.insert(at, part);
    }

    /// One more account.
    pub(crate) fn enter(
        &mut self,
        seat: Seat,
        login: String,
        holder: String,
        issued: Instant,
        delivered: Instant,
    ) -> Part {
        self.players.push(Player {
            seat,
            login,
            holder,
            issued,
            delivered,
            waits: false,
        });
        Part::try_from(self.players.len() - 1).unwrap_or(Part::MAX)
    }

    /// The account with this role that reaches the candidacy.
    pub(crate) fn with_role(
        &self,
        role: Role,
        at: usize,
        entrant: &Entrant<'_>,
        chance: &mut Chance,
    ) -> Option<Part> {
        let team = entrant.party.and_then(|party| self.teams.get(&party));
        match role {
            Role::Administrator => Some(self.administrator),
            Role::Auditor => Some(self.auditor),
            Role::Registrar => Some(self.registrar),
            Role::Validator if self.validators.is_empty() => None,
            Role::Validator => Some(*chance.pick(&self.validators)),
            Role::PartyRepresentative => team.map(|team| team.representative),
            Role::Supervisor => team.map(|team| team.supervisor),
            // One formula is typed by one person.
            Role::Capturer => {
                team.map(|team| team.capturers[entrant.formula_number % team.capturers.len()])
            }
            Role::Candidate if !entrant.is_independent() => self.own.get(&at).copied(),
            Role::Independent if entrant.is_independent() => self.own.get(&at).copied(),
            Role::Candidate | Role::Independent => None,
        }
    }

    /// Somebody who decides on the candidacy in this stage.
    pub(crate) fn decider(
        &self,
        stage: &Stage,
        at: usize,
        entrant: &Entrant<'_>,
        chance: &mut Chance,
    ) -> Option<Part> {
        let roles = stage.deciding_roles(entrant.is_independent());
        roles
            .iter()
            .find_map(|role| self.with_role(*role, at, entrant, chance))
    }
}

/// `stem`, with a number from the second on.
fn numbered(stem: &str, number: usize) -> String {
    if number == 1 {
        stem.to_owned()
    } else {
        format!("{stem}-{number}")
    }
}

/// Whether a stage can return a candidacy to who captured it: who validates alone has nobody to return to, and the
/// profile may name who corrects (DGO 24).
pub(crate) fn can_be_returned(profile: &Profile, stage: &Stage, entrant: &Entrant<'_>) -> bool {
    let corrects = match scribe_role(profile, entrant) {
        _ if entrant.is_independent() => !stage.independent_roles.contains(&Role::Independent),
        Some(role) => stage.corrected_by.is_empty() || stage.corrected_by.contains(&role),
        None => false,
    };
    stage.may_return && corrects
}

/// The role that captures a candidacy: mostly the party's typists and the candidates themselves.
pub(crate) fn scribe_role(profile: &Profile, entrant: &Entrant<'_>) -> Option<Role> {
    let roles = if entrant.is_independent() {
        &profile.capture.independent_roles
    } else {
        &profile.capture.party_roles
    };
    let weight = |role: Role| match role {
        Role::Capturer => 5,
        Role::Candidate => 4,
        _ => 1,
    };
    let weighted: Vec<(Role, u32)> = roles.iter().map(|role| (*role, weight(*role))).collect();
    let mut chance = Chance::about(entrant.seed, "scribe");
    chance.weighted(&weighted).copied()
}
