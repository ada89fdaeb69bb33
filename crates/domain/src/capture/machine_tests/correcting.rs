//! Correcting what is public: in which state, by whom, on what it rests, and what it leaves behind.

use rstest::rstest;

use super::world::World;
use crate::account::Role;
use crate::activity::Action;
use crate::capture::{
    Broken, Capture, Cause, CorrectionCause, Outcome, PublicChange, RevisionKind, State, StateCode,
};
use crate::key::FieldKey;
use crate::policy::{Permit, Right, Target, permit};
use crate::profile::Lapse;
use crate::questionnaire::{Answer, Answers, FieldKind};
use crate::registry::CandidacyStatus;

fn admin(world: &World, right: Right) -> Permit {
    let target = Target::Candidacy(&world.candidacy);
    permit(
        &world.profile,
        world.actor(Role::Administrator),
        None,
        right,
        target,
    )
    .unwrap()
}

/// A published paragraph.
fn field(world: &World) -> FieldKey {
    let published = world.definition().fields().find(|field| {
        field.published && field.required && matches!(field.kind, FieldKind::Paragraph { .. })
    });
    published.unwrap().key.clone()
}

/// What it says, with one word more.
fn longer(world: &World, field: &FieldKey) -> Answers {
    let Some(Answer::Text(text)) = world.complete().get(field).cloned() else {
        panic!("{field} is a text");
    };
    let mut answers = Answers::default();
    answers.set(field.clone(), Some(Answer::Text(format!("{text} Más."))));
    answers
}

fn change<'a>(
    field: &'a FieldKey,
    typed: &'a Answers,
    reviewed: u32,
    world: &World,
) -> PublicChange<'a> {
    PublicChange {
        field,
        typed,
        reviewed,
        cause: CorrectionCause::AuthorityOrder,
        reference: "Sentencia 12/2024",
        at: world.now.plus_seconds(3_600),
    }
}

fn published(world: &mut World) -> Capture {
    let places = world.places();
    let captures = places.iter().filter_map(|place| world.at(place));
    let is_public = |capture: &Capture| capture.state.code() == StateCode::Published;
    captures
        .collect::<Vec<_>>()
        .into_iter()
        .find(is_public)
        .unwrap()
}

#[rstest]
fn only_what_is_public_is_corrected(#[values("dgo", "cdmx")] profile: &str) {
    let mut world = World::of(profile, false);
    let mut tried = 0;
    for place in world.places() {
        let capture = world.at(&place);
        let (permit, field) = (admin(&world, Right::Publish), field(&world));
        let typed = longer(&world, &field);
        let reviewed = capture.as_ref().map_or(0, |capture| capture.revision);
        let is_public = matches!(
            capture.as_ref().map(|capture| &capture.state),
            Some(State::Published { .. })
        );
        let nothing = capture.is_none();
        let corrected =
            world
                .machine()
                .correct(&permit, capture, change(&field, &typed, reviewed, &world));
        match corrected {
            Ok(_) => assert!(is_public, "{place}"),
            Err(Broken::NothingCaptured) => assert!(nothing, "{place}"),
            Err(broken) => {
                assert!(!is_public, "{place}");
                assert_eq!(broken, Broken::NotPublished, "{place}");
            }
        }
        tried += usize::from(is_public);
    }
    assert!(tried > 0);
}

#[rstest]
fn a_correction_leaves_a_version_and_a_note_and_stays_public(
    #[values("dgo", "cdmx")] profile: &str,
) {
    let mut world = World::of(profile, false);
    let before = published(&mut world);
    let (permit, field) = (admin(&world, Right::Publish), field(&world));
    let typed = longer(&world, &field);
    let asked = change(&field, &typed, before.revision, &world);
    let decided = world
        .machine()
        .correct(&permit, Some(before.clone()), asked)
        .unwrap();
    assert_eq!(decided.act().action, Action::ProfileCorrected);
    assert!(!format!("{:?}", decided.act()).contains("Sentencia"));
    let revision = decided.facts().revision.clone().unwrap();
    assert_eq!(revision.kind, RevisionKind::PublicCorrection);
    assert_eq!(revision.number, before.revision + 1);
    assert_eq!(revision.changes.len(), 1);
    let after = decided.into_record();
    assert_eq!(after.state, before.state);
    assert_eq!(after.submission, before.submission);
    assert_eq!(after.corrections.len(), 1);
    assert_eq!(after.corrections[0].field, field);
    assert_eq!(after.answers.get(&field), typed.get(&field));
}

#[test]
fn each_rule_is_told() {
    let mut world = World::of("dgo", false);
    let before = published(&mut world);
    let (permit, field) = (admin(&world, Right::Publish), field(&world));
    let typed = longer(&world, &field);
    let refused = |permit: &Permit, asked: PublicChange<'_>| {
        let machine = world.machine();
        machine
            .correct(permit, Some(before.clone()), asked)
            .unwrap_err()
    };
    let asked = || change(&field, &typed, before.revision, &world);
    let other = admin(&world, Right::ReadAnswers);
    assert_eq!(refused(&other, asked()), Broken::NotPermitted);
    let system = Permit::system(Right::Publish, world.candidacy.id);
    assert_eq!(refused(&system, asked()), Broken::NotPermitted);
    let stale = PublicChange {
        reviewed: before.revision - 1,
        ..asked()
    };
    assert_eq!(refused(&permit, stale), Broken::ChangedSinceReview);
    let long = "x".repeat(201);
    for reference in ["", " \n ", long.as_str()] {
        let unfounded = PublicChange {
            reference,
            ..asked()
        };
        assert_eq!(refused(&permit, unfounded), Broken::ReferenceMissing);
    }
    let same = PublicChange {
        typed: &before.answers,
        ..asked()
    };
    assert_eq!(refused(&permit, same), Broken::NothingChanged);
    let empty = Answers::default();
    let emptied = PublicChange {
        typed: &empty,
        ..asked()
    };
    assert!(matches!(refused(&permit, emptied), Broken::Incomplete(_)));
    let mut gone = World::of("dgo", false);
    gone.candidacy.status = CandidacyStatus::Cancelled { at: gone.now };
    let machine = gone.machine();
    let broken = machine.correct(&permit, Some(before.clone()), asked());
    assert_eq!(broken.unwrap_err(), Broken::CandidacyNotActive);
}

#[test]
fn what_the_public_reads_is_corrected_whatever_was_written_after_it_and_is_missing_elsewhere() {
    let mut world = World::of("cdmx", false);
    let mut before = published(&mut world);
    let (permit, field) = (admin(&world, Right::Publish), field(&world));
    let public = before.answers.clone();
    let remarks = Vec::new();
    before.outcome = Some(Box::new(Outcome {
        stage: world.profile.stages[0].key.clone(),
        cause: Cause::Lapsed,
        effect: Lapse::PublishMarked,
        remarks,
        at: world.now,
        judged: before.revision,
        public: Some(public.clone()),
    }));
    // A draft that was never sent: it says already what the correction says, and lacks something else.
    let typed = longer(&world, &field);
    let other = world
        .definition()
        .fields()
        .find(|other| other.required && other.key != field)
        .unwrap();
    before
        .answers
        .set(field.clone(), typed.get(&field).cloned());
    before.answers.set(other.key.clone(), None);
    let asked = change(&field, &typed, before.revision, &world);
    let decided = world
        .machine()
        .correct(&permit, Some(before.clone()), asked)
        .unwrap();
    let revision = decided.facts().revision.clone().unwrap();
    assert_eq!(revision.changes[&field].before, public.get(&field).cloned());
    let after = decided.into_record();
    assert_eq!(after.public_answers().get(&field), typed.get(&field));
    assert_eq!(
        after.public_answers().get(&other.key),
        public.get(&other.key)
    );
    // The same once more changes nothing; an answer that is itself wrong is refused.
    let asked = change(&field, &typed, after.revision, &world);
    let same = world.machine().correct(&permit, Some(after.clone()), asked);
    assert_eq!(same.unwrap_err(), Broken::NothingChanged);
    let nothing = Answers::default();
    let asked = change(&field, &nothing, after.revision, &world);
    let emptied = world.machine().correct(&permit, Some(after), asked);
    assert!(matches!(emptied.unwrap_err(), Broken::Incomplete(findings) if findings.len() == 1));
}
