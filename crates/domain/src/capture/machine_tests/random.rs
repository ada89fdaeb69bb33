//! Random ways through the machine: whatever people try in whatever order, what must never happen does not.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::people::of_section;
use super::world::World;
use crate::activity::Action;
use crate::capture::{Broken, Capture, Revision, Save, State};
use crate::key::StageKey;
use crate::policy::{Permit, Right};
use crate::questionnaire::{Answer, Answers};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// A step: by whom (an index into the permits), what, with which answers, how many seconds later.
#[derive(Debug, Clone)]
struct Step {
    who: usize,
    what: What,
    seconds: i64,
}

#[derive(Debug, Clone)]
enum What {
    /// A section's answers: complete, some, or none; over how many of the latest revisions.
    Save {
        section: usize,
        answers: u8,
        behind: usize,
    },
    /// Any other event.
    Event(&'static str),
}

fn step() -> impl Strategy<Value = Step> {
    let save =
        (0..8_usize, 0..4_u8, 0..3_usize).prop_map(|(section, answers, behind)| What::Save {
            section,
            answers,
            behind,
        });
    let event = prop::sample::select(vec![
        "send", "send", "send", "claim", "claim", "claim", "release", "approve", "approve",
        "approve", "approve", "return", "return", "close", "confirm", "confirm", "refuse",
        "publish", "publish", "free", "lapse", "lapse", "reopen", "reopen",
    ]);
    let what = prop_oneof![3 => save, 4 => event.prop_map(What::Event)];
    let seconds = prop_oneof![4 => 0..3_600_i64, 1 => 0..400_000_i64];
    (0..64_usize, what, seconds).prop_map(|(who, what, seconds)| Step { who, what, seconds })
}

/// The way that most captures take, so that random steps begin at every place.
fn way(world: &World, length: usize) -> Vec<(Permit, &'static str)> {
    let mut way = vec![(world.capturer(), "send")];
    for stage in world.machine().stages() {
        let decider = world.decider(stage.key.as_str());
        if stage.needs_claim {
            way.push((decider.clone(), "claim"));
        }
        way.push((decider, "approve"));
    }
    way.push((world.publisher(), "publish"));
    way.truncate(length);
    way
}

/// Everybody's permits: of each capturing role, of each stage's deciders and their colleagues, strangers, the program.
fn everybody(world: &World) -> Vec<Permit> {
    let manages = Permit::system(Right::ManageValidation, world.candidacy.id);
    let mut permits = vec![
        world.capturer(),
        world.publisher(),
        manages,
        world.manager(),
    ];
    for stage in world.machine().stages() {
        let roles = stage.deciding_roles(world.independent()).len();
        permits.extend((0..roles).map(|place| world.decider_at(stage.key.as_str(), place)));
        permits.push(world.colleague(stage.key.as_str()));
    }
    permits.extend(world.strangers().into_iter().take(2));
    permits
}

/// What the history and the table of revisions would hold.
struct Ledger {
    capture: Option<Capture>,
    /// The answers that were sent, or improved by a stage that may: what a stage judges.
    judged: Answers,
    /// The answers of the last approval.
    approved: Answers,
    /// The most returns of each stage.
    rounds: BTreeMap<StageKey, u8>,
    revisions: Vec<Revision>,
    entries: usize,
}

impl Ledger {
    fn apply(&mut self, decided: Decided<Capture>) {
        let act = decided.act();
        assert_eq!(act.subject.kind, Capture::KIND);
        assert_eq!(
            act.subject.id,
            decided.record().id(),
            "the entry is about the record"
        );
        self.entries += 1;
        self.revisions.extend(decided.facts().revision.clone());
        let action = act.action;
        let before = self.capture.replace(decided.into_record());
        self.note(action);
        self.check(before);
    }

    /// What was judged and approved, as far as this act tells.
    fn note(&mut self, action: Action) {
        let now = self.capture.as_ref().unwrap();
        match (&now.state, action) {
            (State::InStage { .. }, Action::StageApproved)
            | (State::Validated { .. }, Action::StageApproved) => {
                self.approved = now.answers.clone();
            }
            _ => {}
        }
        if matches!(now.state, State::InStage { .. }) {
            self.judged = now.answers.clone();
        }
    }

    /// What must hold after every change.
    fn check(&self, before: Option<Capture>) {
        let now = self.capture.as_ref().unwrap();
        let numbers: Vec<u32> = self
            .revisions
            .iter()
            .map(|revision| revision.number)
            .collect();
        assert_eq!(
            numbers,
            (1..=now.revision).collect::<Vec<_>>(),
            "no gap, none twice"
        );
        assert_eq!(
            replay(&self.revisions),
            now.answers,
            "revisions rebuild the answers"
        );
        let sent = now.submission.is_some();
        assert_eq!(
            sent,
            now.state != State::Capturing,
            "sent exactly when past capturing"
        );
        for (stage, used) in &now.returns {
            assert!(*used <= self.rounds[stage], "rounds never exceed");
        }
        if matches!(now.state, State::Validated { .. } | State::Published { .. }) {
            match &now.outcome {
                None => assert_eq!(
                    now.public_answers(),
                    &self.approved,
                    "public is what was approved"
                ),
                Some(_) => {
                    let sent = |(field, answer): (_, &_)| self.judged.get(field) == Some(answer);
                    assert!(
                        now.public_answers().iter().all(sent),
                        "public is what was sent"
                    );
                }
            }
        }
        let closed = matches!(now.state, State::Closed { .. });
        assert!(!closed || now.outcome.as_ref().is_some_and(|of| of.public.is_none()));
        if let Some(before) = before {
            if before.submission.is_some() {
                assert_eq!(
                    before.submission, now.submission,
                    "the single capture stays"
                );
            }
            assert!(now.revision >= before.revision);
            assert_eq!(
                (before.candidacy, &before.questionnaire),
                (now.candidacy, &now.questionnaire)
            );
        }
    }
}

/// The answers after these revisions, each checked against what it says it changed.
fn replay(revisions: &[Revision]) -> Answers {
    let mut answers = Answers::default();
    for revision in revisions {
        for (field, change) in &revision.changes {
            assert_eq!(answers.get(field), change.before.as_ref());
            assert_ne!(change.before, change.after);
            answers.set(field.clone(), change.after.clone());
        }
    }
    answers
}

fn attempt(
    world: &World,
    permit: &Permit,
    what: &What,
    ledger: &Ledger,
) -> Result<Decided<Capture>, Broken> {
    let capture = ledger.capture.clone();
    match what {
        What::Event("lapse") => {
            let machine = world.machine();
            let done = machine.lapse(permit, capture, &ledger.revisions, world.now);
            if let Ok(ended) = &done {
                let once = Some(ended.record().clone());
                let again = machine.lapse(permit, once, &ledger.revisions, world.now);
                assert_eq!(
                    again.unwrap_err(),
                    Broken::NothingLapsed,
                    "a lapse happens once"
                );
            }
            done
        }
        What::Event(event) => world.event_by(event, permit, capture),
        What::Save {
            section,
            answers,
            behind,
        } => {
            let sections = &world.definition().sections;
            let section = &sections[section % sections.len()];
            let mut typed = of_section(section, &world.complete());
            match answers {
                0 => {}
                1 => typed = Answers::default(),
                n => {
                    let first = section.fields[0].key.clone();
                    typed.set(first, Some(Answer::Text(format!("texto {n}"))));
                }
            }
            let start = ledger.revisions.len().saturating_sub(*behind);
            let save = Save {
                section,
                typed: &typed,
                since: &ledger.revisions[start..],
            };
            world.machine().save(permit, capture, save, world.now)
        }
    }
}

/// Does all steps; tells in how many states it has been.
fn walk(profile: &str, independent: bool, late: bool, along: usize, steps: &[Step]) -> usize {
    let mut world = World::of(profile, independent);
    world.profile.terms.late_allowed = late;
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let rounds = world.profile.stages.iter();
    let mut ledger = Ledger {
        capture: None,
        judged: Answers::default(),
        approved: Answers::default(),
        rounds: rounds
            .map(|stage| (stage.key.clone(), stage.rounds))
            .collect(),
        revisions: Vec::new(),
        entries: 0,
    };
    if along > 0 {
        ledger.capture = world.at("capturing");
        ledger.revisions = std::mem::take(&mut world.revisions);
        for (permit, event) in way(&world, along - 1) {
            let decided = world
                .event_by(event, &permit, ledger.capture.clone())
                .unwrap();
            ledger.apply(decided);
        }
    }
    let permits = everybody(&world);
    for Step { who, what, seconds } in steps {
        world.now = Instant::from_micros(world.now.micros() + seconds * 1_000_000);
        let (before, entries) = (ledger.capture.clone(), ledger.entries);
        match attempt(&world, &permits[who % permits.len()], what, &ledger) {
            Ok(decided) => ledger.apply(decided),
            Err(_) => assert_eq!((&ledger.capture, ledger.entries), (&before, entries)),
        }
        let changed = ledger.capture != before;
        assert!(
            !changed || ledger.entries == entries + 1,
            "no change without its entry"
        );
        if let Some(capture) = &ledger.capture {
            *seen.entry(capture.state.code().code()).or_default() += 1;
        }
    }
    seen.len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn no_way_loses_the_single_capture_a_revision_or_an_entry(
        profile in prop::sample::select(vec!["dgo", "cdmx", "sample"]),
        independent in any::<bool>(),
        late in any::<bool>(),
        along in 0..9_usize,
        steps in prop::collection::vec(step(), 1..40),
    ) {
        walk(profile, independent, late, along, &steps);
    }
}

/// The property above would say nothing if random steps never got far.
#[test]
fn random_ways_reach_every_state() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(step(), 400);
    let most = (0..160)
        .map(|_| {
            let steps = strategy.new_tree(&mut runner).unwrap().current();
            walk("cdmx", false, true, 2, &steps)
        })
        .max();
    assert!(most >= Some(4), "{most:?}");
}
