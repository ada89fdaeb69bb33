//! Verdicts, rounds, lapses, claims and second persons, rule by rule (R21).

use rstest::rstest;

use super::people::of_section;
use super::world::World;
use crate::activity::Action;
use crate::capture::{Broken, Capture, Cause, Save, State, StateCode};
use crate::grounds::Catalogue;
use crate::policy::Right;
use crate::profile::{CorrectionFrom, Lapse, PublicationMode, TermUnit, Verdict};
use crate::questionnaire::Answer;
use crate::sample::term;
use crate::time::Instant;

/// The last stage of a shipped profile.
fn last_stage(world: &mut World) -> &mut crate::profile::Stage {
    world.profile.stages.last_mut().unwrap()
}

fn due(capture: &Capture) -> Instant {
    match capture.state {
        State::Returned { due, .. } => due,
        _ => panic!("returned"),
    }
}

/// A case that was returned, corrected in part without sending, and is overdue.
fn overdue_with_unsent_text(world: &mut World) -> Capture {
    let capture = world.at("returned_by_verificacion").unwrap();
    let section = world.definition().sections[0].clone();
    let mut typed = of_section(&section, &capture.answers);
    let field = section.fields[0].key.clone();
    typed.set(field, Some(Answer::Text("nunca enviado".to_owned())));
    let save = Save {
        section: &section,
        typed: &typed,
        since: &[],
    };
    let saved = world
        .machine()
        .save(&world.capturer(), Some(capture), save, world.now)
        .unwrap();
    world.revisions.extend(saved.facts().revision.clone());
    let capture = saved.into_record();
    world.now = due(&capture).plus_seconds(1);
    capture
}

#[rstest]
#[case::do_not_publish(Lapse::DoNotPublish, StateCode::Closed)]
#[case::publish_marked(Lapse::PublishMarked, StateCode::Validated)]
#[case::publish_valid_fields(Lapse::PublishValidFields, StateCode::Validated)]
fn returned_lapse_does_what_the_profile_says_and_nothing_unsent_is_public(
    #[case] effect: Lapse,
    #[case] state: StateCode,
) {
    let mut world = World::of("cdmx", false);
    last_stage(&mut world).on_lapse = Some(effect);
    let capture = overdue_with_unsent_text(&mut world);
    let sent = capture.submission.clone().unwrap();
    let decided = world.event("lapse", Some(capture.clone())).unwrap();
    assert_eq!(decided.act().action, Action::CorrectionLapsed);
    assert_eq!(decided.act().details["effect"], effect.code());
    let lapsed = decided.into_record();
    assert_eq!(lapsed.state.code(), state);
    assert_eq!(lapsed.answers, capture.answers, "what was written is kept");
    let outcome = lapsed.outcome.clone().unwrap();
    assert_eq!((outcome.cause, outcome.effect), (Cause::Lapsed, effect));
    match (effect, outcome.public) {
        (Lapse::DoNotPublish, public) => assert_eq!(public, None),
        (Lapse::PublishMarked, public) => {
            assert_eq!(public.unwrap().digest(), sent.answers, "as it was sent");
        }
        (Lapse::PublishValidFields, public) => {
            let public = public.unwrap();
            let observed = &world.remarks()[0].field;
            assert_eq!(public.get(observed), None, "the observed field is left out");
            let mut whole = world.complete();
            whole.set(observed.clone(), None);
            assert_eq!(public, whole);
        }
    }
    let shown = format!("{:?}", lapsed.public_answers());
    if state == StateCode::Validated {
        assert!(!shown.contains("nunca enviado"), "{shown}");
    }
    // It ended once.
    let again = world.event("lapse", Some(lapsed)).unwrap_err();
    assert_eq!(again, Broken::NothingLapsed);
}

#[test]
fn returned_lapse_at_its_last_instant_nothing_lapsed() {
    let mut world = World::of("cdmx", false);
    let capture = world.at("returned_by_verificacion").unwrap();
    world.now = due(&capture);
    let early = world.event("lapse", Some(capture.clone())).unwrap_err();
    assert_eq!(early, Broken::NothingLapsed);
    // The last instant still counts for who corrects; the next does not, whatever the profile says of late captures.
    assert!(world.profile.terms.late_allowed);
    assert!(world.event("send", Some(capture.clone())).is_ok());
    world.now = Instant::from_micros(world.now.micros() + 1);
    let late = world.event("send", Some(capture.clone())).unwrap_err();
    assert_eq!(
        late,
        Broken::TermOver {
            ended: due(&capture)
        }
    );
    assert!(world.event("lapse", Some(capture)).is_ok());
}

#[test]
fn closed_reopen_gives_a_new_term_and_no_round() {
    let mut world = World::of("cdmx", false);
    let closed = world.at("closed").unwrap();
    let used = closed.returns.clone();
    let decided = world.event("reopen", Some(closed)).unwrap();
    assert_eq!(decided.act().action, Action::CaseReopened);
    let open = decided.into_record();
    assert!(due(&open) > world.now && open.outcome.is_none());
    assert_eq!(open.returns, used);
    assert!(world.event("send", Some(open)).is_ok());
}

#[test]
fn lapsed_reopened_and_lapsed_again_still_shows_nothing_that_was_not_sent() {
    let mut world = World::of("cdmx", false);
    last_stage(&mut world).on_lapse = Some(Lapse::PublishMarked);
    let capture = overdue_with_unsent_text(&mut world);
    let sent = capture.submission.clone().unwrap();
    let lapsed = world.event("lapse", Some(capture)).unwrap().into_record();
    let open = world.event("reopen", Some(lapsed)).unwrap().into_record();
    world.now = due(&open).plus_seconds(1);
    let again = world.event("lapse", Some(open)).unwrap().into_record();
    assert_eq!(again.public_answers().digest(), sent.answers);
}

#[rstest]
#[case::do_not_publish(Lapse::DoNotPublish, StateCode::Closed)]
#[case::publish_valid_fields(Lapse::PublishValidFields, StateCode::Validated)]
fn stage_close_once_rounds_are_used_ends_the_case(#[case] effect: Lapse, #[case] state: StateCode) {
    let mut world = World::of("cdmx", true);
    last_stage(&mut world).on_lapse = Some(effect);
    let mut capture = world.at("verificacion").unwrap();
    for _ in 0..2 {
        for event in ["claim_verificacion", "return_verificacion", "send"] {
            capture = world.event(event, Some(capture)).unwrap().into_record();
        }
    }
    capture = world
        .event("claim_verificacion", Some(capture))
        .unwrap()
        .into_record();
    let returned = world.event("return_verificacion", Some(capture.clone()));
    assert_eq!(returned.unwrap_err(), Broken::NoRoundsLeft(2));
    assert!(
        world
            .event("approve_verificacion", Some(capture.clone()))
            .is_ok()
    );
    let closed = world.event("close_verificacion", Some(capture)).unwrap();
    assert_eq!(closed.act().action, Action::CaseClosed);
    assert_eq!(closed.record().state.code(), state);
    assert_eq!(
        closed.record().outcome.as_ref().unwrap().cause,
        Cause::RoundsUsed
    );
}

#[test]
fn claimed_free_by_the_program_only_once_its_hours_are_over() {
    let mut world = World::of("cdmx", false);
    let claimed = world.at("verificacion_claimed").unwrap();
    let taken = claimed.state.claim().unwrap();
    world.now = Instant::from_micros(taken.at.micros() + 48 * 3_600_000_000 - 1);
    let early = world.event("free", Some(claimed.clone())).unwrap_err();
    assert_eq!(early, Broken::ClaimInForce);
    // The administration does not wait.
    let freed = world
        .event_by("free", &world.manager(), Some(claimed.clone()))
        .unwrap();
    assert_eq!(freed.act().action, Action::ClaimFreed);
    world.now = Instant::from_micros(world.now.micros() + 1);
    let lapsed = world.event("free", Some(claimed)).unwrap();
    assert_eq!(lapsed.act().action, Action::ClaimLapsed);
    assert_eq!(lapsed.act().details["holder"], taken.by.to_string());
    assert_eq!(world.place_of(lapsed.record()), "verificacion");
}

#[test]
fn claimed_free_by_the_program_where_claims_do_not_lapse_claim_in_force() {
    let mut world = World::of("cdmx", false);
    last_stage(&mut world).claim_hours = None;
    let claimed = world.at("verificacion_claimed");
    world.now = world.now.plus_seconds(86_400 * 365);
    assert_eq!(
        world.event("free", claimed).unwrap_err(),
        Broken::ClaimInForce
    );
}

/// Each verdict may ask for a second person; the person who proposed is never that one.
#[rstest]
#[case::approve(Verdict::Approve, "approve", "validated")]
#[case::returned(Verdict::Return, "return", "returned_by_verificacion")]
fn verdict_with_a_second_person_takes_effect_when_another_confirms(
    #[case] verdict: Verdict,
    #[case] event: &str,
    #[case] place: &str,
) {
    let mut world = World::of("cdmx", false);
    last_stage(&mut world).second_review = vec![verdict];
    let claimed = world.at("verificacion_claimed");
    let decided = world
        .event(&format!("{event}_verificacion"), claimed)
        .unwrap();
    assert_eq!(decided.act().action, Action::VerdictProposed);
    assert_eq!(decided.act().details["verdict"], verdict.code());
    let proposed = decided.into_record();
    assert_eq!(proposed.state.claim(), None);
    let first = world.event("confirm_verificacion", Some(proposed.clone()));
    assert_eq!(first.unwrap_err(), Broken::SamePerson);
    let colleague = world.colleague("verificacion");
    let stale = Instant::from_micros(world.now.micros() - 1);
    let unseen = world
        .machine()
        .confirm(&colleague, Some(proposed.clone()), stale, world.now);
    assert_eq!(unseen.unwrap_err(), Broken::ChangedSinceSeen);
    let confirmed = world
        .event_by("confirm", &colleague, Some(proposed))
        .unwrap();
    assert_eq!(world.place_of(confirmed.record()), place);
    let twice = world.event_by("confirm", &colleague, Some(confirmed.into_record()));
    assert_eq!(twice.unwrap_err(), Broken::NotInStage);
}

#[test]
fn refused_verdict_keeps_its_remarks_and_the_case_is_decided_again() {
    let mut world = World::of("sample", false);
    let proposed = world.at("dictamen_proposed_by_other");
    let remarks = world.remarks();
    let refused = world.event("refuse_dictamen", proposed).unwrap();
    assert_eq!(refused.act().action, Action::VerdictRefused);
    let capture = refused.into_record();
    let left = capture.state.proposed().unwrap();
    assert_eq!(left.remarks, remarks);
    assert_eq!(left.refusal.as_ref().unwrap().note, "No es para tanto.");
    assert_eq!(capture.state.awaiting(), None);
    assert!(world.event("approve_dictamen", Some(capture)).is_ok());
}

#[test]
fn who_wrote_or_sent_does_not_decide_where_the_stage_says_so() {
    let mut world = World::of("sample", false);
    for own_work in [true, false] {
        world.profile.stages[0].own_work = own_work;
        let capture = world.at("revision").unwrap();
        // The capturer of this institute also decides in the first stage.
        let capturer = world.decider_at("revision", 1);
        let author = capturer.author();
        let crate::activity::Author::Account { account, .. } = author else {
            panic!("a person")
        };
        let mut hands = capture.hands.clone();
        hands.insert(account);
        let capture = Capture { hands, ..capture };
        let claimed = world.event_by("claim", &capturer, Some(capture));
        assert_eq!(claimed.is_ok(), own_work);
        if !own_work {
            assert_eq!(claimed.unwrap_err(), Broken::OwnWork);
        }
    }
}

#[test]
fn every_account_that_typed_is_remembered() {
    let mut world = World::of("dgo", false);
    let sent = world.at("supervision").unwrap();
    assert_eq!(sent.hands.len(), 1);
    let edited = world.event("save_supervision", Some(sent.clone())).unwrap();
    assert!(edited.facts().revision.is_none() && edited.record().hands == sent.hands);
    let section = world.definition().sections[0].clone();
    let mut typed = of_section(&section, &sent.answers);
    typed.set(
        section.fields[0].key.clone(),
        Some(Answer::Text("Otro".to_owned())),
    );
    let save = Save {
        section: &section,
        typed: &typed,
        since: &[],
    };
    let supervisor = world.decider("supervision");
    let edited = world
        .machine()
        .save(&supervisor, Some(sent), save, world.now)
        .unwrap();
    assert_eq!(edited.record().hands.len(), 2);
}

#[test]
fn only_those_whom_the_stage_names_correct() {
    let mut world = World::of("dgo", false);
    assert_eq!(world.profile.stages[0].corrected_by.len(), 2);
    let returned = world.at("returned_by_supervision");
    assert!(world.event("save", returned.clone()).is_ok());
    let target = crate::policy::Target::Candidacy(&world.candidacy);
    let actor = world.actor(crate::account::Role::Supervisor);
    let supervisor =
        crate::policy::permit(&world.profile, actor, None, Right::Capture, target).unwrap();
    for event in ["save", "send"] {
        let broken = world
            .event_by(event, &supervisor, returned.clone())
            .unwrap_err();
        assert_eq!(broken, Broken::CorrectedByOthers, "{event}");
    }
}

#[test]
fn days_from_the_reading_begin_with_the_first_one_and_never_end_later_than_without() {
    let mut world = World::of("cdmx", false);
    let hours = |amount| term(amount, TermUnit::Hours);
    last_stage(&mut world).correction = Some(hours(24));
    last_stage(&mut world).correction_from = CorrectionFrom::Reading(hours(48));
    let returned = world.at("returned_by_verificacion").unwrap();
    let issued = world.now;
    let unread = due(&returned);
    assert!(unread >= issued.plus_seconds(72 * 3_600 - 1));
    let reader = world.capturer();
    let read = issued.plus_seconds(3_600);
    let begun = world
        .machine()
        .read(&reader, returned.clone(), read)
        .unwrap();
    assert_eq!(begun.act().action, Action::CorrectionBegun);
    let begun = begun.into_record();
    assert!(due(&begun) < unread && due(&begun) >= read.plus_seconds(24 * 3_600 - 1));
    // A second reading changes nothing, nor one where the days count from the return.
    assert_eq!(world.machine().read(&reader, begun, read), None);
    let late = world
        .machine()
        .read(&reader, returned.clone(), unread)
        .unwrap();
    assert_eq!(due(late.record()), unread);
    last_stage(&mut world).correction_from = CorrectionFrom::Return;
    assert_eq!(world.machine().read(&reader, returned, read), None);
}

#[test]
fn remark_by_a_ground_that_was_retired_or_reworded_meanwhile_ground_changed() {
    let mut world = World::of("cdmx", false);
    let claimed = world.at("verificacion_claimed").unwrap();
    let key = world.remarks()[0].ground.clone();
    let first = Catalogue::of(&world.profile, &[]);
    let by = crate::activity::Author::System;
    let retired = first
        .retiring(&key, 0, true, by, world.now)
        .unwrap()
        .into_record();
    let catalogue = Catalogue::of(&world.profile, std::slice::from_ref(&retired));
    let seen = claimed.revision;
    let validator = world.decider("verificacion");
    let machine = world.machine().judging_by(&catalogue);
    let broken = machine
        .return_with(
            &validator,
            Some(claimed.clone()),
            world.remarks(),
            seen,
            world.now,
        )
        .unwrap_err();
    assert_eq!(broken, Broken::GroundChanged(key.clone()));
    // The wording by which an old remark was made is still there.
    assert!(catalogue.find(&key, 0).is_some() && catalogue.edition_in_force(&key).is_none());
}

#[test]
fn approve_of_another_revision_than_was_seen_changed_since_seen() {
    let mut world = World::of("dgo", false);
    let sent = world.at("supervision").unwrap();
    let supervisor = world.decider("supervision");
    for seen in [0, sent.revision - 1, sent.revision + 1] {
        let broken = world
            .machine()
            .approve(&supervisor, Some(sent.clone()), seen, world.now);
        assert_eq!(broken.unwrap_err(), Broken::ChangedSinceSeen, "{seen}");
    }
}

#[test]
fn lapsed_publish_shows_only_what_the_outcome_lets() {
    let mut world = World::of("sample", false);
    assert_eq!(world.profile.publication.mode, PublicationMode::Released);
    let lapsed = world.at("lapsed").unwrap();
    let published = world.event("publish", Some(lapsed)).unwrap().into_record();
    assert_eq!(published.state.code(), StateCode::Published);
    assert_eq!(
        published.public_answers().get(&world.remarks()[0].field),
        None
    );
}
