//! One capture for two candidacies of a person: only the one that leads moves it, whichever that is.

use rstest::rstest;

use super::people::candidacy;
use super::world::World;
use crate::capture::{Broken, Capture};
use crate::registry::{Candidacy, CandidacyStatus};
use crate::time::Instant;

/// The world's candidacy shares the capture of another one, under which it is kept; gives that one.
fn share(world: &mut World) -> Candidacy {
    let home = candidacy(&world.profile, world.independent(), 3);
    world.candidacy.capture_of = Some(home.id);
    world.group = vec![home.clone(), world.candidacy.clone()];
    home
}

/// A capture as it is kept under another candidacy.
fn kept_under(home: &Candidacy, capture: Option<Capture>) -> Option<Capture> {
    capture.map(|capture| Capture {
        candidacy: home.id,
        ..capture
    })
}

#[rstest]
fn any_place_any_event_of_a_candidacy_that_another_one_leads_is_refused(
    #[values("dgo", "cdmx", "sample")] profile: &str,
    #[values(false, true)] independent: bool,
    #[values(false, true)] group_known: bool,
) {
    let mut world = World::of(profile, independent);
    let (places, events) = (world.places(), world.events());
    let captures: Vec<Option<Capture>> = places.iter().map(|place| world.at(place)).collect();
    let home = share(&mut world);
    if !group_known {
        world.group.clear();
    }
    for (place, capture) in places.iter().zip(captures) {
        for event in events.iter().filter(|event| *event != "publish") {
            let kept = kept_under(&home, capture.clone());
            assert_eq!(
                world.event(event, kept).unwrap_err(),
                Broken::LedByAnother,
                "{place} {event}"
            );
        }
    }
}

#[rstest]
fn when_the_one_that_led_no_longer_stands_the_next_goes_on_where_it_was(
    #[values("dgo", "cdmx", "sample")] profile: &str,
    #[values(false, true)] independent: bool,
) {
    let mut world = World::of(profile, independent);
    let (places, events) = (world.places(), world.events());
    let captures: Vec<Option<Capture>> = places.iter().map(|place| world.at(place)).collect();
    let alone: Vec<_> = captures
        .iter()
        .flat_map(|capture| events.iter().map(move |event| (event, capture)))
        .map(|(event, capture)| world.event(event, capture.clone()))
        .collect();
    let mut home = share(&mut world);
    home.status = CandidacyStatus::Cancelled {
        at: Instant::from_micros(0),
    };
    world.group[0] = home.clone();
    let shared = captures
        .iter()
        .flat_map(|capture| events.iter().map(move |event| (event, capture)))
        .map(|(event, capture)| world.event(event, kept_under(&home, capture.clone())));
    for (alone, shared) in alone.into_iter().zip(shared) {
        match (alone, shared) {
            (Ok(alone), Ok(shared)) => {
                assert_eq!(
                    shared.record().candidacy,
                    home.id,
                    "it stays where it is kept"
                );
                assert_eq!(shared.record().state, alone.record().state);
                assert_eq!(shared.record().answers, alone.record().answers);
                assert_eq!(shared.record().revision, alone.record().revision);
            }
            (alone, shared) => assert_eq!(alone.err(), shared.err()),
        }
    }
}

#[test]
fn of_several_that_follow_only_the_first_registered_takes_the_lead() {
    let mut world = World::of("dgo", false);
    let mut home = share(&mut world);
    home.status = CandidacyStatus::Cancelled {
        at: Instant::from_micros(0),
    };
    let mut later = candidacy(&world.profile, false, 9);
    later.capture_of = Some(home.id);
    world.group = vec![later.clone(), home, world.candidacy.clone()];
    assert!(world.event("save", None).is_ok());
    let permit = world.capturer();
    let earlier = std::mem::replace(&mut world.candidacy, later);
    assert!(earlier.id < world.candidacy.id);
    let refused = world.event_by("save", &permit, None);
    assert_eq!(refused.unwrap_err(), Broken::LedByAnother);
}

#[test]
fn the_office_whose_date_comes_first_publishes_for_both() {
    let mut world = World::of("cdmx", false);
    let validated = world.at("validated");
    let home = share(&mut world);
    let published = world
        .event("publish", kept_under(&home, validated))
        .unwrap();
    assert_eq!(published.record().candidacy, home.id);
}
