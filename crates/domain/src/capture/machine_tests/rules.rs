//! The rules one by one: who, how often, and what is left behind.

use rstest::rstest;

use super::people::{of_section, seat};
use super::world::{DECLARATION, World};
use crate::account::Role;
use crate::activity::{Action, Author};
use crate::capture::{Broken, Capture, Save, State};
use crate::policy::{Permit, Right, Target, permit};
use crate::profile::PublicationMode;
use crate::questionnaire::{Answer, Answers, Fault};
use crate::record::Record;
use crate::registry::CandidacyStatus;
use crate::sample::key;
use crate::time::Instant;

/// The kinds of event, without a stage.
const EVENTS: [&str; 13] = [
    "save", "send", "claim", "release", "approve", "return", "close", "confirm", "refuse",
    "publish", "free", "lapse", "reopen",
];

#[rstest]
fn any_state_any_event_by_a_permit_for_another_candidacy_not_permitted(
    #[values("dgo", "cdmx", "sample")] profile: &str,
    #[values(false, true)] independent: bool,
) {
    let mut world = World::of(profile, independent);
    for place in world.places() {
        let capture = world.at(&place);
        for stranger in world.strangers() {
            for event in EVENTS {
                let broken = world.event_by(event, &stranger, capture.clone());
                assert_eq!(
                    broken.unwrap_err(),
                    Broken::NotPermitted,
                    "{place} {event} {stranger:?}"
                );
            }
        }
    }
}

#[rstest]
fn any_state_any_event_by_a_permit_for_another_right_not_permitted(
    #[values("dgo", "cdmx", "sample")] profile: &str,
) {
    let mut world = World::of(profile, false);
    let target = Target::Candidacy(&world.candidacy);
    let admin = |right| {
        let actor = world.actor(Role::Administrator);
        permit(&world.profile, actor, None, right, target).unwrap()
    };
    let looking = [Right::SeeState, Right::ReadAnswers, Right::ManageRegistry].map(admin);
    for place in world.places() {
        let capture = world.at(&place);
        for permit in &looking {
            for event in EVENTS {
                let broken = world.event_by(event, permit, capture.clone()).unwrap_err();
                assert_eq!(broken, Broken::NotPermitted, "{place} {event}");
            }
        }
        for event in EVENTS
            .iter()
            .filter(|event| !matches!(**event, "save" | "send"))
        {
            let broken = world.event_by(event, &world.capturer(), capture.clone());
            assert_eq!(broken.unwrap_err(), Broken::NotPermitted, "{place} {event}");
        }
    }
}

#[rstest]
fn any_state_any_event_of_a_candidacy_that_no_longer_stands_candidacy_not_active(
    #[values("dgo", "cdmx", "sample")] profile: &str,
    #[values(
        CandidacyStatus::Replaced { at: Instant::from_micros(1) },
        CandidacyStatus::Cancelled { at: Instant::from_micros(1) }
    )]
    status: CandidacyStatus,
) {
    let mut world = World::of(profile, false);
    let events = world.events();
    for place in world.places() {
        let capture = world.at(&place);
        world.candidacy.status = status;
        for event in &events {
            let broken = world.event(event, capture.clone()).unwrap_err();
            assert_eq!(broken, Broken::CandidacyNotActive, "{place} {event}");
        }
        let shown = world
            .machine()
            .may_write(&world.capturer(), capture.as_ref(), world.now);
        assert_eq!(shown, Err(Broken::CandidacyNotActive));
        world.candidacy.status = CandidacyStatus::Active;
    }
}

#[rstest]
fn any_state_form_is_offered_exactly_where_a_save_is_taken(
    #[values("dgo", "cdmx", "sample")] profile: &str,
    #[values(false, true)] independent: bool,
) {
    let mut world = World::of(profile, independent);
    let mut permits = vec![world.capturer()];
    permits.extend(
        world
            .machine()
            .stages()
            .map(|stage| world.decider(stage.key.as_str())),
    );
    permits.extend(world.strangers());
    for place in world.places() {
        let capture = world.at(&place);
        for permit in &permits {
            let offered = world
                .machine()
                .may_write(permit, capture.as_ref(), world.now);
            let saved = world.event_by("save", permit, capture.clone()).map(|_| ());
            assert_eq!(offered, saved, "{place} {permit:?}");
        }
    }
}

#[test]
fn capturing_save_of_another_candidacys_capture_nothing_captured() {
    let mut world = World::of("dgo", false);
    let other = World::of("dgo", true)
        .at("capturing")
        .map(|capture| Capture {
            candidacy: super::people::candidacy(&world.profile, false, 7).id,
            ..capture
        });
    for event in world.events() {
        let place = world.at("capturing");
        assert!(place.is_some());
        let broken = world.event(&event, other.clone()).unwrap_err();
        assert!(
            matches!(broken, Broken::NothingCaptured),
            "{event}: {broken}"
        );
    }
}

#[test]
fn capturing_send_submission_tells_who_what_and_when() {
    let mut world = World::of("dgo", false);
    let capture = world.at("capturing").unwrap();
    let decided = world.event("send", Some(capture.clone())).unwrap();
    let sent = decided.record().submission.clone().unwrap();
    let Author::Account { account, role, .. } = world.capturer().author() else {
        panic!("a person sends");
    };
    assert_eq!((sent.by, sent.role, sent.at), (account, role, world.now));
    assert_eq!(
        (sent.revision, &sent.answers),
        (capture.revision, &capture.answers.digest())
    );
    assert_eq!((sent.declaration.as_str(), sent.late), (DECLARATION, false));
    let act = decided.act();
    assert_eq!(
        (act.action, act.details["late"].as_str()),
        (Action::CaptureSent, "false")
    );
    assert_eq!(act.details["answers"], sent.answers);
    assert_eq!(decided.record().resubmission, None);
}

#[test]
fn sent_send_again_already_sent_and_nothing_changes() {
    for profile in ["dgo", "cdmx", "sample"] {
        let mut world = World::of(profile, false);
        let capture = world.at("capturing").unwrap();
        let once = world.event("send", Some(capture)).unwrap().into_record();
        let first = once.submission.clone();
        let twice = world.event("send", Some(once.clone()));
        assert_eq!(twice.unwrap_err(), Broken::AlreadySent);
        assert_eq!(once.submission, first);
    }
}

#[test]
fn returned_send_keeps_the_single_capture_and_notes_the_correction() {
    let mut world = World::of("cdmx", false);
    let capture = world.at("returned_by_verificacion").unwrap();
    let first = capture.submission.clone();
    world.now = world.now.plus_seconds(60);
    let decided = world.event("send", Some(capture)).unwrap();
    assert_eq!(decided.act().action, Action::CaptureResent);
    assert_eq!(decided.record().submission, first);
    assert_eq!(
        decided.record().resubmission.as_ref().unwrap().at,
        world.now
    );
    let queued = State::entering(key("verificacion"), world.now);
    assert_eq!(
        decided.record().state,
        queued,
        "the case goes back to the queue"
    );
}

#[test]
fn capturing_send_incomplete_tells_every_finding_in_order() {
    let world = World::of("sample", false);
    let mut answers = world.complete();
    answers.set(
        key("telefonos"),
        Some(Answer::List(vec!["5".to_owned(); 3])),
    );
    answers.set(
        key("lema"),
        Some(Answer::Text("demasiado largo".to_owned())),
    );
    answers.set(key("titulo"), None);
    answers.set(key("motivos"), Some(Answer::Text("abc".to_owned())));
    let mut world = world;
    let capturer = world.capturer();
    let capture = world.save_all(&capturer, None, &answers).unwrap();
    let Err(Broken::Incomplete(findings)) = world.event("send", Some(capture)) else {
        panic!("it lacks much");
    };
    let told: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.section.as_str(), finding.field.as_str()))
        .collect();
    let expected = [
        ("contacto", "telefonos"),
        ("contacto", "lema"),
        ("estudios", "titulo"),
        ("propuestas", "motivos"),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        findings[0].fault,
        Fault::TooManyEntries { count: 3, max: 2 }
    );
    assert_eq!(findings[1].fault, Fault::TooLong { count: 15, max: 10 });
    assert_eq!(findings[2].fault, Fault::Missing);
    assert_eq!(findings[3].fault, Fault::TooShort { count: 3, min: 5 });
}

#[test]
fn validated_publish_by_itself_where_the_institute_releases_not_permitted() {
    let mut world = World::of("sample", false);
    assert_eq!(world.profile.publication.mode, PublicationMode::Released);
    let capture = world.at("validated");
    let program = Permit::system(Right::Publish, world.candidacy.id);
    let broken = world.event_by("publish", &program, capture).unwrap_err();
    assert_eq!(broken, Broken::NotPermitted);
}

#[test]
fn no_account_publishes_or_captures_as_the_program() {
    let mut world = World::of("dgo", false);
    let capture = world.at("capturing");
    let program = Permit::system(Right::Capture, world.candidacy.id);
    for event in ["save", "send"] {
        let broken = world
            .event_by(event, &program, capture.clone())
            .unwrap_err();
        assert_eq!(broken, Broken::NotPermitted, "{event}");
    }
}

#[test]
fn capturing_save_without_change_is_an_entry_without_a_revision() {
    let mut world = World::of("dgo", false);
    let capture = world.at("capturing").unwrap();
    let again = world.event("save", Some(capture.clone())).unwrap();
    assert_eq!(again.facts().revision, None);
    assert_eq!(again.act().action, Action::AnswersSaved);
    assert_eq!(
        again.act().details["revision"],
        capture.revision.to_string()
    );
    assert_eq!(again.record(), &capture);
}

#[test]
fn capturing_save_of_more_than_is_kept_too_long_to_keep() {
    let world = World::of("dgo", false);
    let section = world.definition().sections.last().unwrap();
    let mut typed = of_section(section, &world.complete());
    let field = section.fields[0].key.clone();
    typed.set(field.clone(), Some(Answer::Text("x".repeat(20_001))));
    let save = Save {
        section,
        typed: &typed,
        since: &[],
    };
    let broken = world
        .machine()
        .save(&world.capturer(), None, save, world.now);
    assert_eq!(broken.unwrap_err(), Broken::TooLongToKeep(field));
}

#[test]
fn entry_tells_no_answer() {
    let world = World::of("dgo", false);
    let section = world.definition().sections.last().unwrap();
    let mut typed = Answers::default();
    typed.set(
        section.fields[0].key.clone(),
        Some(Answer::Text("secreto".to_owned())),
    );
    let save = Save {
        section,
        typed: &typed,
        since: &[],
    };
    let decided = world
        .machine()
        .save(&world.capturer(), None, save, world.now)
        .unwrap();
    assert!(!format!("{:?}", decided.act()).contains("secreto"));
    assert_eq!(decided.act().subject.id, decided.record().id());
}

#[test]
fn capturing_send_of_other_answers_than_were_reviewed_changed_since_review() {
    let mut world = World::of("dgo", false);
    let capture = world.at("capturing").expect("something was written");
    for reviewed in [0, capture.revision - 1, capture.revision + 1] {
        let sending = World::sending(reviewed, world.now);
        let broken = world
            .machine()
            .send(&world.capturer(), Some(capture.clone()), sending);
        assert_eq!(
            broken.unwrap_err(),
            Broken::ChangedSinceReview,
            "{reviewed}"
        );
    }
}

#[test]
fn party_of_another_candidacy_gets_no_permit_at_all() {
    let world = World::of("dgo", false);
    let other = super::people::candidacy(&world.profile, true, 3);
    for role in [Role::Supervisor, Role::Capturer, Role::PartyRepresentative] {
        let actor =
            super::people::actor(super::people::account_id(1), seat(role, &world.candidacy));
        for right in Right::ALL {
            let asked = permit(
                &world.profile,
                &actor,
                None,
                right,
                Target::Candidacy(&other),
            );
            assert!(asked.is_err(), "{role} {right:?}");
        }
    }
}
