//! Accounts of parties and candidates: created, delivered, activated before their first use.

use domain::account::Role;
use domain::profile::Profile;
use domain::time::Instant;

use crate::chance::Chance;
use crate::plot::calendar::{Calendar, Receipt};
use crate::plot::cast::{Cast, Part, scribe_role};
use crate::plot::entrant::Entrant;
use crate::plot::event::{Deed, Event, NOBODY};

/// Seconds for which an activation code serves, less a day.
const CODE_SERVES: i64 = (domain::account::CODE_DAYS - 1) * 86_400;
/// Seconds between two capturers' accounts.
const HOUR: i64 = 3_600;

/// Enters each party's team, at its first receipt. Returns the receipts by party.
pub(crate) fn teams(
    profile: &Profile,
    cast: &mut Cast,
    entrants: &[Entrant<'_>],
    calendar: &Calendar<'_>,
    seed: u64,
) -> Vec<Option<Receipt>> {
    let mut chance = Chance::about(seed, "teams");
    let of_party = |party| {
        entrants
            .iter()
            .filter(move |entrant| entrant.party == Some(party))
    };
    let mut receipts = Vec::new();
    for party in 0..profile.parties.len() {
        let receipt = of_party(party)
            .filter_map(|entrant| entrant.receipt)
            .min_by_key(|receipt| receipt.received);
        if let Some(receipt) = receipt {
            let issued = issued(&receipt, calendar, &mut chance);
            cast.team(
                profile,
                party,
                of_party(party).count(),
                (issued, receipt.received),
                seed,
            );
        }
        receipts.push(receipt);
    }
    receipts
}

/// Enters the accounts of those who capture by themselves or decide on their own candidacy.
pub(crate) fn own_accounts(
    profile: &Profile,
    cast: &mut Cast,
    entrants: &[Entrant<'_>],
    calendar: &Calendar<'_>,
    seed: u64,
) {
    let mut chance = Chance::about(seed, "own accounts");
    for (at, entrant) in entrants.iter().enumerate() {
        if let Some(receipt) = entrant.receipt
            && needs_own(profile, entrant)
        {
            let issued = issued(&receipt, calendar, &mut chance);
            cast.own(at, entrant, (issued, receipt.received));
        }
    }
}

fn needs_own(profile: &Profile, entrant: &Entrant<'_>) -> bool {
    let only_own = |roles: &[Role]| {
        !roles.is_empty()
            && roles
                .iter()
                .all(|role| matches!(role, Role::Candidate | Role::Independent))
    };
    let independent = entrant.is_independent();
    let mut stages = profile.stages.iter();
    independent
        || scribe_role(profile, entrant) == Some(Role::Candidate)
        || stages.any(|stage| only_own(stage.deciding_roles(independent)))
}

/// Somewhat before the delivery, after the registration.
fn issued(receipt: &Receipt, calendar: &Calendar<'_>, chance: &mut Chance) -> Instant {
    receipt
        .received
        .plus_seconds(-calendar.between(0.01, 0.05, chance))
}

/// The accounts' creation and activation as events. Who acts has activated before the first act.
pub(crate) fn events(
    cast: &Cast,
    calendar: &Calendar<'_>,
    acts: &[Event],
    openings: &[(Part, Receipt)],
    seed: u64,
) -> Vec<Event> {
    let mut chance = Chance::about(seed, "activations");
    let mut first_act: Vec<Option<Instant>> = vec![None; cast.players.len()];
    for event in acts {
        if let Some(first) = first_act.get_mut(index(event.by)) {
            *first = Some(first.map_or(event.at, |first| first.min(event.at)));
        }
    }
    let mut found = Vec::new();
    for (at, player) in cast.players.iter().enumerate() {
        let part = Part::try_from(at).unwrap_or(Part::MAX);
        let by = if part == cast.administrator {
            NOBODY
        } else {
            cast.administrator
        };
        found.push(account_event(player.issued, by, part, Deed::Issue));
        if player.waits {
            continue;
        }
        let opening = openings
            .iter()
            .find(|(known, _)| *known == part)
            .map(|(_, receipt)| receipt);
        let delivered = player.delivered;
        let activated = match (opening, first_act[at]) {
            (Some(receipt), _) => between(receipt.recorded, receipt.open, 0.2, &mut chance),
            (None, Some(first)) => first
                .plus_seconds(-chance.between(300, 1_800))
                .min(player.issued.plus_seconds(CODE_SERVES))
                .max(between(delivered, first, 0.01, &mut chance)),
            // Half of those who do nothing never open the letter.
            (None, None) if chance.odds(0.5) => continue,
            (None, None) => calendar.daytime(
                delivered.plus_seconds(chance.between(HOUR, 40 * HOUR)),
                &mut chance,
            ),
        };
        let first = match (opening, first_act[at]) {
            (Some(receipt), first) => first.map_or(receipt.open, |first| first.min(receipt.open)),
            (None, first) => first.unwrap_or(activated.plus_seconds(600)),
        };
        let accepted = between(activated, first, 0.3, &mut chance).min(activated.plus_seconds(240));
        found.push(account_event(activated, part, part, Deed::Activate));
        found.push(account_event(accepted, part, part, Deed::AcceptNotice));
    }
    found.retain(|event| event.at <= calendar.now());
    found
}

fn index(part: Part) -> usize {
    usize::try_from(part).unwrap_or(usize::MAX)
}

/// An instant from `from` on, after a share of the time to `until` that is at least `least` and below twice that
/// and a half.
fn between(from: Instant, until: Instant, least: f64, chance: &mut Chance) -> Instant {
    let span = until.seconds_since(from).max(0);
    from.plus_seconds(super::calendar::scaled(
        span,
        least * (1.0 + chance.fraction() * 1.5),
    ))
}

fn account_event(at: Instant, by: Part, to: Part, deed: Deed) -> Event {
    Event { at, by, to, deed }
}
