//! The plan of the story: what happens and when, in light events, before any of it is told.

mod calendar;
mod cast;
mod deliveries;
mod enrolment;
mod entrant;
mod event;
mod fate;
mod life;
mod parties;
mod sittings;
mod temper;
mod tryout;

pub(crate) use cast::{Cast, Part};
pub(crate) use entrant::Entrant;
pub(crate) use event::{Deed, Event, NOBODY};
pub use tryout::DemoUser;

use domain::account::Role;
use domain::profile::Profile;
use domain::questionnaire::{Definition, FieldKind};
use domain::time::Instant;

use self::calendar::{Calendar, Receipt};
use self::life::Life;
use crate::chance::{Chance, mixed};
use crate::roster;

/// When the story begins, in terms before now.
const BEGINS: f64 = 1.95;

/// The plan of a story.
#[derive(Debug)]
pub(crate) struct Plot<'a> {
    /// What happens, in order.
    pub(crate) events: Vec<Event>,
    /// The candidacies.
    pub(crate) entrants: Vec<Entrant<'a>>,
    /// The accounts.
    pub(crate) cast: Cast,
    /// A user of each role.
    pub(crate) users: Vec<DemoUser>,
    /// When it begins.
    pub(crate) begins: Instant,
}

impl<'a> Plot<'a> {
    /// Plans the capture of `definition` for about so many candidacies.
    pub(crate) fn new(
        profile: &'a Profile,
        definition: &Definition,
        candidacies: Option<usize>,
        now: Instant,
        seed: u64,
    ) -> Self {
        let calendar = Calendar::new(profile, now);
        let sections = definition.sections.len();
        let tempers = enrolment::tempers(profile, seed);
        let formulas = roster::formulas(profile, candidacies, seed);
        let mut entrants = enrolment::entrants(profile, formulas, &tempers, &calendar, seed);
        let chosen = tryout::choose(profile, &mut entrants, &tempers, sections, &calendar);
        fate::decide(profile, sections, &mut entrants, &tempers, &calendar, seed);
        enrolment::name(profile, &mut entrants, seed);

        let begins = calendar.daytime(calendar.ago(BEGINS), &mut Chance::about(seed, "begins"));
        let mut cast = Cast::institute(
            profile,
            entrants.len(),
            (begins, begins.plus_seconds(calendar.terms(0.02))),
            seed,
        );
        let receipts = deliveries::teams(profile, &mut cast, &entrants, &calendar, seed);
        tryout::enter(profile, &mut cast, &entrants, chosen, &calendar, seed);
        deliveries::own_accounts(profile, &mut cast, &entrants, &calendar, seed);

        let registers = parties::Registers {
            profile,
            calendar: &calendar,
            cast: &cast,
            entrants: &entrants,
            tempers: &tempers,
            chosen,
        };
        // First, so that at one instant an account is delivered before the term that this starts.
        let mut acts = registers.events(&receipts);
        acts.append(&mut registrations(&cast, &entrants));
        let candidate = chosen.candidate;
        captures(
            profile, definition, &calendar, &cast, &entrants, candidate, &mut acts,
        );
        acts.extend(others(&cast, &calendar, seed));
        let openings = openings(&cast, &receipts, &calendar, begins);
        let mut events = deliveries::events(&cast, &calendar, &acts, &openings, seed);
        events.append(&mut acts);
        events.sort_by_key(|event| event.at);
        sittings::add(&mut events, now, seed);
        Self {
            users: tryout::users(profile, &cast, chosen),
            events,
            entrants,
            cast,
            begins,
        }
    }
}

/// Registry files and the starts of terms.
fn registrations(cast: &Cast, entrants: &[Entrant<'_>]) -> Vec<Event> {
    let by = cast.administrator;
    let mut rows: std::collections::BTreeMap<Instant, u32> = std::collections::BTreeMap::new();
    let mut found = Vec::new();
    for (at, entrant) in entrants.iter().enumerate() {
        let to = u32::try_from(at).unwrap_or(u32::MAX);
        *rows.entry(entrant.registered).or_default() += 1;
        let at = entrant.registered;
        found.push(Event {
            at,
            by,
            to,
            deed: Deed::Register,
        });
        if let Some(Receipt { recorded: at, .. }) = entrant.receipt {
            found.push(Event {
                at,
                by,
                to,
                deed: Deed::StartTerm,
            });
        }
    }
    found.extend(rows.into_iter().map(|(at, rows)| Event {
        at,
        by,
        to: by,
        deed: Deed::Import { rows },
    }));
    found
}

/// The way of every capture.
fn captures(
    profile: &Profile,
    definition: &Definition,
    calendar: &Calendar<'_>,
    cast: &Cast,
    entrants: &[Entrant<'_>],
    candidate: Option<usize>,
    events: &mut Vec<Event>,
) {
    let with_texts: Vec<usize> = definition
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| {
            let mut fields = section.fields.iter();
            fields.any(|field| {
                matches!(
                    field.kind,
                    FieldKind::Paragraph {
                        declarable: None,
                        ..
                    }
                )
            })
        })
        .map(|(at, _)| at)
        .collect();
    for (place, entrant) in entrants.iter().enumerate() {
        let (Some(receipt), Some(fate)) = (entrant.receipt, &entrant.fate) else {
            continue;
        };
        let mut chance = Chance::about(entrant.seed, "life");
        let role = if candidate == Some(place) {
            Some(Role::Candidate)
        } else {
            cast::scribe_role(profile, entrant)
        };
        let Some(scribe) = role.and_then(|role| cast.with_role(role, place, entrant, &mut chance))
        else {
            continue;
        };
        let life = Life {
            profile,
            calendar,
            cast,
            entrant,
            place,
            sections: (definition.sections.len(), &with_texts),
            scribe,
            chance,
            time: receipt.open,
            events,
        };
        life.live(receipt, fate);
    }
}

/// What else a history tells: the auditor's exports, refused attempts, wrong passwords.
fn others(cast: &Cast, calendar: &Calendar<'_>, seed: u64) -> Vec<Event> {
    let mut chance = Chance::about(mixed(seed, "others"), "others");
    let mut found = Vec::new();
    let mut happen = |times, by, to, deed: &dyn Fn(&mut Chance) -> Deed| {
        for _ in 0..times {
            let at = calendar
                .now()
                .plus_seconds(-calendar.between(0.02, 0.4, &mut chance));
            let at = calendar.daytime(at, &mut chance).min(calendar.now());
            let deed = deed(&mut chance);
            found.push(Event { at, by, to, deed });
        }
    };
    happen(3, cast.auditor, cast.auditor, &|_| Deed::ExportHistory);
    for team in cast.teams.values().take(2) {
        let capturer = team.capturers[0];
        happen(2, capturer, capturer, &|_| Deed::BeRefused);
    }
    happen(9, NOBODY, NOBODY, &|chance| Deed::FailToSignIn {
        times: u8::try_from(chance.between(1, 12)).unwrap_or(1),
    });
    found
}

/// Which accounts are activated on reception, whether they act later or not: the teams of the parties.
/// The administrator's is the first of all.
fn openings(
    cast: &Cast,
    receipts: &[Option<Receipt>],
    calendar: &Calendar<'_>,
    begins: Instant,
) -> Vec<(Part, Receipt)> {
    let first = Receipt {
        received: begins,
        recorded: begins,
        open: begins.plus_seconds(calendar.terms(0.01)),
        ends: begins,
    };
    let mut found = vec![(cast.administrator, first)];
    for (party, team) in &cast.teams {
        let Some(receipt) = receipts.get(*party).copied().flatten() else {
            continue;
        };
        let people = [team.representative, team.supervisor];
        let people = people.into_iter().chain(team.capturers.iter().copied());
        found.extend(people.map(|part| (part, receipt)));
    }
    found
}
