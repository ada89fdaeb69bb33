//! Decisions one by one: what a stage may approve, in whose hands a case is, and how often it goes back.

use rstest::rstest;

use super::tables::rule;
use super::world::World;
use crate::account::Role;
use crate::activity::Action;
use crate::capture::{Broken, Remark, RevisionKind, Save};
use crate::questionnaire::{Answers, Section};
use crate::sample::key;

#[test]
fn supervision_approve_of_what_an_edit_left_incomplete_incomplete() {
    let mut world = World::of("dgo", false);
    let capture = world.at("supervision");
    let supervisor = world.decider("supervision");
    let demanding = |section: &&Section| section.fields.iter().any(|field| field.required);
    let section = world
        .definition()
        .sections
        .iter()
        .find(demanding)
        .unwrap()
        .clone();
    let save = Save {
        section: &section,
        typed: &Answers::default(),
        since: &[],
    };
    let edited = world
        .machine()
        .save(&supervisor, capture, save, world.now)
        .unwrap();
    assert_eq!(edited.act().action, Action::AnswersEdited);
    let revision = edited.facts().revision.clone().unwrap();
    assert_eq!(
        (revision.kind, revision.role),
        (RevisionKind::StageEdit, Role::Supervisor)
    );
    assert!(
        revision
            .changes
            .values()
            .all(|c| c.before.is_some() && c.after.is_none())
    );
    let broken = world
        .event("approve_supervision", Some(edited.into_record()))
        .unwrap_err();
    assert!(matches!(broken, Broken::Incomplete(findings) if !findings.is_empty()));
}

/// The four refusals of a stage that works from a queue.
#[rstest]
#[case::verificacion_approve_not_claimed("verificacion", "not_claimed")]
#[case::verificacion_claimed_by_other_approve_claimed_by_other(
    "verificacion_claimed_by_other",
    "claimed_by_other"
)]
#[case::supervision_approve_not_in_stage("supervision", "not_in_stage")]
#[case::untouched_approve_nothing_captured("untouched", "nothing_captured")]
fn case_from_a_queue_is_decided_by_who_holds_it(#[case] place: &str, #[case] broken: &str) {
    let mut world = World::of("cdmx", false);
    for event in [
        "approve_verificacion",
        "return_verificacion",
        "release_verificacion",
    ] {
        let capture = world.at(place);
        assert_eq!(
            rule(&world.event(event, capture).unwrap_err()),
            broken,
            "{event}"
        );
    }
}

#[test]
fn verificacion_release_by_holder_lets_a_colleague_claim() {
    let mut world = World::of("cdmx", false);
    let capture = world.at("verificacion_claimed_by_other");
    let colleague = world.colleague("verificacion");
    let released = world.event_by("release", &colleague, capture).unwrap();
    assert_eq!(released.act().action, Action::CaseReleased);
    let claimed = world
        .event("claim_verificacion", Some(released.into_record()))
        .unwrap();
    assert_eq!(world.place_of(claimed.record()), "verificacion_claimed");
}

#[rstest]
#[case::supervision("supervision", 2)]
#[case::verificacion("verificacion", 2)]
fn stage_return_after_its_rounds_no_rounds_left(#[case] stage: &str, #[case] rounds: u8) {
    let mut world = World::of("cdmx", false);
    let mut capture = world.at(stage).unwrap();
    let queue = stage == "verificacion";
    for round in 1..=rounds + 1 {
        if queue {
            capture = world
                .event("claim_verificacion", Some(capture))
                .unwrap()
                .into_record();
        }
        match world.event(&format!("return_{stage}"), Some(capture.clone())) {
            Ok(decided) => {
                assert!(round <= rounds);
                assert_eq!(decided.act().details["round"], round.to_string());
                capture = world
                    .event("send", Some(decided.into_record()))
                    .unwrap()
                    .into_record();
            }
            Err(broken) => {
                assert_eq!((round, broken), (rounds + 1, Broken::NoRoundsLeft(rounds)));
            }
        }
    }
    let approved = world.event(&format!("approve_{stage}"), Some(capture));
    assert!(approved.is_ok(), "an approval is always left");
}

#[test]
fn rounds_of_one_stage_are_not_those_of_another() {
    let mut world = World::of("cdmx", false);
    let mut capture = world.at("supervision").unwrap();
    for event in [
        "return_supervision",
        "send",
        "return_supervision",
        "send",
        "approve_supervision",
        "claim_verificacion",
        "return_verificacion",
    ] {
        capture = world.event(event, Some(capture)).unwrap().into_record();
    }
    assert_eq!(capture.returns["supervision"], 2);
    assert_eq!(capture.returns["verificacion"], 1);
}

#[rstest]
#[case::none(vec![])]
#[case::unknown_field(vec![("no_existe", "")])]
#[case::unknown_ground(vec![("", "no_existe")])]
#[case::one_good_one_unknown(vec![("", ""), ("no_existe", "")])]
fn supervision_return_without_good_remarks_remarks_missing(#[case] remarks: Vec<(&str, &str)>) {
    let mut world = World::of("cdmx", false);
    let capture = world.at("supervision");
    let good = world.remarks().remove(0);
    let remark = |(field, ground): (&str, &str)| Remark {
        field: if field.is_empty() {
            good.field.clone()
        } else {
            key(field)
        },
        ground: if ground.is_empty() {
            good.ground.clone()
        } else {
            key(ground)
        },
        edition: 0,
        note: String::new(),
    };
    let remarks = remarks.into_iter().map(remark).collect();
    let permit = world.decider("supervision");
    let broken = world.machine().return_with(
        &permit,
        capture.clone(),
        remarks,
        capture.unwrap().revision,
        world.now,
    );
    assert_eq!(broken.unwrap_err(), Broken::RemarksMissing);
}
