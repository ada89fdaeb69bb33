//! Terms: the last microsecond belongs to them, and what follows is late or refused as the profile says (R07).

use rstest::rstest;

use super::tables::rule;
use super::world::World;
use crate::capture::State;
use crate::registry::TermClock;
use crate::time::Instant;

/// The last instant of the term of which `place` is about: of the capture, or of the correction.
fn last_instant(world: &mut World, place: &str) -> Instant {
    match world.at(place).unwrap().state {
        State::Returned { due, .. } => due,
        _ => world.candidacy.term.unwrap().ends,
    }
}

#[rstest]
fn last_microsecond_is_in_time_in_both_settings(
    #[values(true, false)] late_allowed: bool,
    #[values("capturing", "returned_by_verificacion")] place: &str,
    #[values("save", "send")] event: &str,
) {
    let mut world = World::of("cdmx", false);
    world.profile.terms.late_allowed = late_allowed;
    let capture = world.at(place);
    world.now = last_instant(&mut world, place);
    let decided = world.event(event, capture).unwrap();
    if event == "send" {
        assert_eq!(decided.act().details["late"], "false");
    }
}

#[rstest]
#[case::one_microsecond(1)]
#[case::one_second(1_000_000)]
fn after_the_term_send_is_marked_late_where_the_profile_lets_it_in(
    #[case] after: i64,
    #[values("capturing", "returned_by_supervision")] place: &str,
) {
    let mut world = World::of("cdmx", false);
    world.profile.terms.late_allowed = true;
    let capture = world.at(place);
    let last = last_instant(&mut world, place);
    world.now = Instant::from_micros(last.micros() + after);
    assert!(world.event("save", capture.clone()).is_ok());
    let decided = world.event("send", capture).unwrap();
    assert_eq!(decided.act().details["late"], "true");
    let record = decided.record();
    let latest = record.resubmission.as_ref().or(record.submission.as_ref());
    assert!(latest.unwrap().late);
}

#[rstest]
#[case::one_microsecond(1)]
#[case::one_second(1_000_000)]
fn after_the_term_write_and_send_are_refused_where_it_does_not(
    #[case] after: i64,
    #[values("capturing", "returned_by_verificacion")] place: &str,
    #[values("save", "send")] event: &str,
) {
    let mut world = World::of("cdmx", false);
    world.profile.terms.late_allowed = false;
    let capture = world.at(place);
    let last = last_instant(&mut world, place);
    world.now = Instant::from_micros(last.micros() + after);
    let broken = world.event(event, capture).unwrap_err();
    assert_eq!(broken, crate::capture::Broken::TermOver { ended: last });
}

#[test]
fn term_of_the_capture_does_not_limit_a_correction() {
    let mut world = World::of("cdmx", false);
    world.profile.terms.late_allowed = false;
    let capture = world.at("verificacion_claimed");
    let ends = world.candidacy.term.unwrap().ends;
    world.now = ends.plus_seconds(3_600);
    let returned = world.event("return_verificacion", capture).unwrap();
    let sent = world.event("send", Some(returned.into_record())).unwrap();
    assert_eq!(sent.act().details["late"], "false");
}

#[test]
fn stages_decide_after_the_term() {
    let mut world = World::of("dgo", false);
    world.profile.terms.late_allowed = false;
    let capture = world.at("supervision");
    world.now = world.candidacy.term.unwrap().ends.plus_seconds(86_400);
    for event in ["save_supervision", "approve_supervision"] {
        assert!(world.event(event, capture.clone()).is_ok(), "{event}");
    }
}

#[rstest]
fn without_a_receipt_no_term_runs(#[values(true, false)] late_allowed: bool) {
    let mut world = World::of("dgo", false);
    world.profile.terms.late_allowed = late_allowed;
    let capture = world.at("capturing");
    world.candidacy.term = None;
    world.now = Instant::from_micros(world.now.micros() * 2);
    let sent = world.event("send", capture).unwrap();
    assert_eq!(sent.act().details["late"], "false");
}

#[test]
fn term_is_looked_at_before_what_is_missing() {
    let mut world = World::of("sample", false);
    let capturer = world.capturer();
    let empty = crate::questionnaire::Answers::default();
    let capture = world.save_all(&capturer, None, &empty).unwrap();
    world.candidacy.term = Some(TermClock {
        received: world.now,
        ends: world.now,
        extension: None,
    });
    world.now = world.now.plus_seconds(1);
    assert_eq!(
        rule(&world.event("send", Some(capture)).unwrap_err()),
        "term_over"
    );
}

#[rstest]
#[case::the_microsecond_before(-1, "too_early_to_publish")]
#[case::the_instant_itself(0, "published")]
fn validated_publish_at_the_offices_date(#[case] micros: i64, #[case] outcome: &str) {
    let mut world = World::of("dgo", false);
    let capture = world.at("validated");
    let from = world.machine().publishable_from();
    assert_eq!(
        from.in_zone(&world.profile.institute.zone).to_string(),
        "2024-04-10T00:00:00-06:00[America/Mexico_City]"
    );
    world.now = Instant::from_micros(from.micros() + micros);
    match world.event("publish", capture) {
        Ok(decided) => assert_eq!(world.place_of(decided.record()), outcome),
        Err(broken) => assert_eq!(rule(&broken), outcome),
    }
}

#[rstest]
#[case::hours("sample", "revision_claimed", 24 * 3_600)]
fn correction_in_hours_counts_from_the_return(
    #[case] profile: &str,
    #[case] place: &str,
    #[case] seconds: i64,
) {
    let mut world = World::of(profile, false);
    let capture = world.at(place);
    let returned = world.event("return_revision", capture).unwrap();
    let State::Returned { at, due, .. } = returned.record().state else {
        panic!("it was returned");
    };
    assert_eq!((at, due), (world.now, world.now.plus_seconds(seconds)));
    assert_eq!(returned.act().details["due"], due.micros().to_string());
}
