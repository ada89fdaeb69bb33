//! Sign-ins and sign-outs around what people do: nobody acts without a session, and sessions end after 30 minutes
//! without use or after 12 hours.

use std::collections::HashMap;

use domain::time::Instant;

use crate::chance::Chance;
use crate::plot::cast::Part;
use crate::plot::event::{Deed, Event, NOBODY};

/// Seconds without use after which a session ends.
const IDLE: i64 = 30 * 60;
/// Seconds after which a session ends anyway.
const LONGEST: i64 = 12 * 3_600;

struct Sitting {
    begun: Instant,
    last: Instant,
}

/// Adds the sign-ins and ends of sessions to `events`, which are in order, and puts all in order.
pub(crate) fn add(events: &mut Vec<Event>, now: Instant, seed: u64) {
    let mut chance = Chance::about(seed, "sittings");
    let mut open: HashMap<Part, Sitting> = HashMap::new();
    let mut told = Vec::with_capacity(events.len() * 3 / 2);
    for event in events.drain(..) {
        if event.by == NOBODY {
            told.push(event);
            continue;
        }
        let idle = |sitting: &Sitting| {
            event.at.seconds_since(sitting.last) > IDLE + 60
                || event.at.seconds_since(sitting.begun) > LONGEST
        };
        if open.get(&event.by).is_some_and(idle)
            && let Some(sitting) = open.remove(&event.by)
        {
            told.push(end(event.by, &sitting, &mut chance));
        }
        match open.get_mut(&event.by) {
            Some(sitting) => {
                sitting.last = event.at;
                told.push(event);
            }
            None => begin(event, &mut open, &mut told),
        }
    }
    let mut last: Vec<(Part, Sitting)> = open.into_iter().collect();
    last.sort_by_key(|(part, _)| *part);
    told.extend(
        last.iter()
            .map(|(part, sitting)| end(*part, sitting, &mut chance)),
    );
    told.retain(|event| event.at <= now);
    told.sort_by_key(|event| event.at);
    *events = told;
}

/// Somebody who activates an account is signed in by it; everybody else signs in first.
fn begin(event: Event, open: &mut HashMap<Part, Sitting>, told: &mut Vec<Event>) {
    let sitting = Sitting {
        begun: event.at,
        last: event.at,
    };
    let sign_in = Event {
        to: event.by,
        deed: Deed::SignIn,
        ..event
    };
    if event.deed == Deed::Activate {
        told.extend([event, sign_in]);
    } else {
        told.extend([sign_in, event]);
    }
    open.insert(event.by, sitting);
}

/// Half of the people sign out; the others' sessions end by themselves.
fn end(part: Part, sitting: &Sitting, chance: &mut Chance) -> Event {
    let longest = sitting.begun.plus_seconds(LONGEST);
    let (after, deed) = if chance.odds(0.5) {
        (chance.between(20, 200), Deed::SignOut)
    } else {
        (IDLE, Deed::Expire)
    };
    let by = if deed == Deed::Expire { NOBODY } else { part };
    Event {
        at: sitting
            .last
            .plus_seconds(after)
            .min(longest)
            .max(sitting.last),
        by,
        to: part,
        deed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(minute: i64, by: Part) -> Event {
        Event {
            at: Instant::from_micros(0).plus_seconds(minute * 60),
            by,
            to: 0,
            deed: Deed::Send,
        }
    }

    #[test]
    fn every_act_lies_inside_a_session() {
        let mut events = vec![
            act(0, 1),
            act(5, 2),
            act(20, 1),
            act(100, 1),
            act(101, NOBODY),
            act(900, 2),
        ];
        add(&mut events, Instant::from_micros(i64::MAX), 4);
        let mut open: Vec<Part> = Vec::new();
        let mut sign_ins = 0;
        for event in &events {
            match event.deed {
                Deed::SignIn => {
                    assert!(!open.contains(&event.to));
                    open.push(event.to);
                    sign_ins += 1;
                }
                Deed::SignOut | Deed::Expire => open.retain(|part| *part != event.to),
                _ => assert!(event.by == NOBODY || open.contains(&event.by), "{event:?}"),
            }
        }
        assert_eq!(sign_ins, 4);
        assert!(open.is_empty());
        assert!(events.is_sorted_by_key(|event| event.at));
    }

    #[test]
    fn what_would_end_later_stays_open() {
        let mut events = vec![act(0, 1)];
        add(&mut events, act(0, 1).at, 4);
        assert_eq!(events.len(), 2);
    }
}
