//! What is registered beside the captures: deliveries with their acknowledgement, what each party says of itself (its
//! supervisor, its notice, to whom it showed it, who types for whom), an extension and a proposal.

use std::collections::BTreeMap;

use domain::account::Role;
use domain::profile::{Profile, SupervisorDelivery};
use domain::time::Instant;
use jiff::civil::time;

use crate::chance::Chance;
use crate::plot::calendar::{Calendar, Receipt};
use crate::plot::cast::{Cast, Part, Team, scribe_role};
use crate::plot::entrant::Entrant;
use crate::plot::event::{Deed, Event};
use crate::plot::fate::Fate;
use crate::plot::temper::Temper;
use crate::plot::tryout::Chosen;

/// The share of candidacies that nobody has typed for to whose people the notice was shown all the same.
const SHOWN_AHEAD: f64 = 0.7;
/// The share of candidacies that are given to somebody.
const ASSIGNED: f64 = 0.8;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// The registers of the process.
pub(crate) struct Registers<'p, 'a> {
    pub(crate) profile: &'p Profile,
    pub(crate) calendar: &'p Calendar<'p>,
    pub(crate) cast: &'p Cast,
    pub(crate) entrants: &'p [Entrant<'a>],
    pub(crate) tempers: &'p [Temper],
    pub(crate) chosen: Chosen,
}

impl Registers<'_, '_> {
    /// All of it; `receipts` are the first ones of the parties.
    pub(crate) fn events(&self, receipts: &[Option<Receipt>]) -> Vec<Event> {
        let mut found = self.deliveries();
        let (without, late) = self.exceptions();
        for (party, team) in &self.cast.teams {
            let Some(receipt) = receipts.get(*party).copied().flatten() else {
                continue;
            };
            found.push(event(
                receipt.open,
                team.representative,
                team.representative,
                Deed::RegisterNotice,
            ));
            if without != Some(*party) {
                let at = if late == Some(*party) {
                    self.after_campaigns(receipt.open)
                } else {
                    receipt.open
                };
                found.extend(self.appointment(team, at));
            }
            found.extend(self.handovers(team, receipt));
        }
        found.extend(self.about_candidacies());
        found.extend(self.extension());
        found.extend(self.proposal());
        found.retain(|event| event.at <= self.calendar.now());
        found
    }

    /// Acknowledgements of the institute's deliveries: one for each batch of a party, one for each independent, and
    /// where the institute delivers to supervisors one for each of them. Each says the instant from which terms count.
    fn deliveries(&self) -> Vec<Event> {
        let mut batches: BTreeMap<(Part, Instant), Instant> = BTreeMap::new();
        for (place, entrant) in self.entrants.iter().enumerate() {
            let Some(receipt) = entrant.receipt else {
                continue;
            };
            let receiver = match entrant.party {
                Some(party) => self.cast.teams.get(&party).map(|team| team.representative),
                None => self.cast.own.get(&place).copied(),
            };
            if let Some(receiver) = receiver {
                batches.insert((receiver, receipt.received), receipt.recorded);
            }
        }
        let directly = self.profile.accounts.supervisor == SupervisorDelivery::Institute;
        let supervisors: Vec<((Part, Instant), Instant)> = self
            .cast
            .teams
            .values()
            .filter(|_| directly)
            .filter_map(|team| {
                let mut its = batches.iter();
                let ((_, received), recorded) =
                    its.find(|((part, _), _)| *part == team.representative)?;
                Some(((team.supervisor, *received), *recorded))
            })
            .collect();
        batches.extend(supervisors);
        let by = self.cast.administrator;
        batches
            .into_iter()
            .map(|((to, received), at)| event(at, by, to, Deed::Deliver { received }))
            .collect()
    }

    /// The party that names nobody, and the one that does so when campaigns have started: never the one that is tried.
    fn exceptions(&self) -> (Option<usize>, Option<usize>) {
        let mut others: Vec<usize> = self
            .cast
            .teams
            .keys()
            .copied()
            .filter(|party| self.chosen.party != Some(*party))
            .collect();
        others.sort_by(|one, other| {
            let compliance = |party: &usize| self.tempers[*party].compliance;
            compliance(one).total_cmp(&compliance(other))
        });
        let mut others = others.into_iter();
        (others.next(), others.next())
    }

    /// The morning after campaigns started, if that is later than `ready` and has come.
    fn after_campaigns(&self, ready: Instant) -> Instant {
        let zone = &self.profile.institute.zone;
        let start = self.profile.process.campaigns_start;
        let morning = Instant::from_civil(start, time(10, 17, 0, 0), zone).plus_seconds(DAY);
        if morning > ready && morning <= self.calendar.now() {
            morning
        } else {
            ready
        }
    }

    fn appointment(&self, team: &Team, at: Instant) -> [Event; 2] {
        let links = match self.profile.accounts.supervisor {
            SupervisorDelivery::Institute => self.cast.administrator,
            SupervisorDelivery::Party => team.representative,
        };
        [
            event(
                at,
                team.representative,
                team.supervisor,
                Deed::NameSupervisor,
            ),
            event(at, links, team.supervisor, Deed::LinkSupervisor),
        ]
    }

    /// The accounts that the representation hands on to its people.
    fn handovers(&self, team: &Team, receipt: Receipt) -> Vec<Event> {
        let by_party = self.profile.accounts.supervisor == SupervisorDelivery::Party;
        let supervisor = by_party.then_some(team.supervisor);
        let people = supervisor.into_iter().chain(team.capturers.iter().copied());
        let deed = Deed::HandOver {
            received: receipt.recorded,
        };
        people
            .map(|to| event(receipt.open, team.representative, to, deed))
            .collect()
    }

    /// To whom the notice was shown, who types for whom, and the candidates' own accounts.
    fn about_candidacies(&self) -> Vec<Event> {
        let mut found = Vec::new();
        for (place, entrant) in self.entrants.iter().enumerate() {
            let team = entrant.party.and_then(|party| self.cast.teams.get(&party));
            let (Some(team), Some(receipt)) = (team, entrant.receipt) else {
                continue;
            };
            let to = u32::try_from(place).unwrap_or(u32::MAX);
            let mut chance = Chance::about(entrant.seed, "registers");
            if self.is_shown(place, entrant, &mut chance) {
                found.push(event(receipt.open, team.representative, to, Deed::Disclose));
            }
            if chance.odds(ASSIGNED)
                && let Some(capturer) =
                    self.cast
                        .with_role(Role::Capturer, place, entrant, &mut chance)
            {
                let deed = Deed::Assign { capturer };
                found.push(event(receipt.open, team.supervisor, to, deed));
            }
            if let Some(own) = self.cast.own.get(&place).copied()
                && !self.waits(own)
            {
                let deed = Deed::HandOver {
                    received: receipt.recorded,
                };
                found.push(event(receipt.open, team.representative, own, deed));
            }
        }
        found
    }

    fn waits(&self, part: Part) -> bool {
        let at = usize::try_from(part).unwrap_or(usize::MAX);
        self.cast.players.get(at).is_some_and(|player| player.waits)
    }

    /// Whoever of the party writes in it has shown the notice before; of the others some were shown it ahead.
    fn is_shown(&self, place: usize, entrant: &Entrant<'_>, chance: &mut Chance) -> bool {
        let by_candidate = self.chosen.candidate == Some(place)
            || scribe_role(self.profile, entrant) == Some(Role::Candidate);
        match entrant.fate {
            // A stage of the party may edit what was sent.
            Some(Fate::Sent { .. }) => true,
            Some(Fate::Draft { .. }) if !by_candidate => true,
            _ => chance.odds(SHOWN_AHEAD),
        }
    }

    /// One term is extended, with its reason: that of the independent that is tried, or of another that runs.
    fn extension(&self) -> Vec<Event> {
        let now = self.calendar.now();
        let at = self.calendar.ago(0.01);
        let runs = |place: &usize| {
            self.entrants[*place]
                .receipt
                .is_some_and(|receipt| receipt.open < at && now <= receipt.ends)
        };
        let chosen = self.chosen.independent.filter(|place| runs(place));
        let Some(place) = chosen.or_else(|| (0..self.entrants.len()).find(|place| runs(place)))
        else {
            return Vec::new();
        };
        let Some(receipt) = self.entrants[place].receipt else {
            return Vec::new();
        };
        let whole_days = self.calendar.terms(1.0) >= 4 * DAY;
        let longer = if whole_days {
            2 * DAY
        } else {
            self.calendar.terms(0.14)
        };
        let ends = receipt.ends.plus_seconds(longer.max(1));
        let by = self.cast.administrator;
        let to = u32::try_from(place).unwrap_or(u32::MAX);
        vec![
            event(at, by, by, Deed::GrantExtension { ends }),
            event(at, by, to, Deed::ExtendTerm { ends }),
        ]
    }

    /// One correction of the registry waits for the administration.
    fn proposal(&self) -> Option<Event> {
        let at = self.calendar.ago(0.005);
        let known = |entrant: &Entrant<'_>| entrant.registered < at;
        let place = self.entrants.iter().position(known)?;
        let to = u32::try_from(place).ok()?;
        Some(event(at, self.cast.registrar, to, Deed::Propose))
    }
}

const fn event(at: Instant, by: Part, to: u32, deed: Deed) -> Event {
    Event { at, by, to, deed }
}
