//! Every place of a capture meets every event; the tests are named place::event::outcome. The tables were written
//! from the rules (R19, R20, R21, R24), not from what the machine does.

use std::collections::BTreeSet;

use super::world::World;
use crate::capture::Broken;

/// A block per place, a row per event: the place it leads to, or the rule that refuses it.
macro_rules! outcomes {
    ($profile:literal, $independent:literal;
     $($place:ident { $($event:ident => $outcome:ident,)+ })+) => {
        $(mod $place {
            $(mod $event {
                #[test]
                fn $outcome() {
                    crate::capture::machine_tests::tables::check(
                        $profile,
                        $independent,
                        [stringify!($place), stringify!($event), stringify!($outcome)],
                    );
                }
            })+
        })+

        #[test]
        fn every_place_meets_every_event() {
            crate::capture::machine_tests::tables::check_all_are_there(
                $profile,
                $independent,
                &[$($((stringify!($place), stringify!($event)),)+)+],
            );
        }
    };
}

mod cdmx;
mod dgo;
mod sample;

/// Does the event in the place and compares; a change carries an entry about this capture, and a refusal none.
fn check(profile: &str, independent: bool, [place, event, outcome]: [&str; 3]) {
    let mut world = World::of(profile, independent);
    let before = world.at(place);
    match world.event(event, before.clone()) {
        Ok(decided) => {
            assert_eq!(world.place_of(decided.record()), outcome);
            let subject = &decided.act().subject;
            assert_eq!(
                (subject.kind, &subject.id),
                ("capture", &crate::record::Record::id(decided.record()))
            );
            assert_eq!(decided.act().at, world.now);
        }
        Err(broken) => assert_eq!(rule(&broken), outcome, "{broken}"),
    }
}

fn check_all_are_there(profile: &str, independent: bool, rows: &[(&str, &str)]) {
    let world = World::of(profile, independent);
    let events = world.events();
    let wanted: BTreeSet<(String, String)> = world
        .places()
        .into_iter()
        .flat_map(|place| {
            events
                .iter()
                .map(move |event| (place.clone(), event.clone()))
        })
        .collect();
    let there: BTreeSet<(String, String)> = rows
        .iter()
        .map(|(place, event)| ((*place).to_owned(), (*event).to_owned()))
        .collect();
    assert_eq!(there, wanted);
    assert_eq!(there.len(), rows.len(), "a row is there twice");
}

/// The name of the rule.
pub(super) const fn rule(broken: &Broken) -> &'static str {
    match broken {
        Broken::NotPermitted => "not_permitted",
        Broken::CandidacyNotActive => "candidacy_not_active",
        Broken::NothingCaptured => "nothing_captured",
        Broken::TermOver { .. } => "term_over",
        Broken::AlreadySent => "already_sent",
        Broken::Conflict(_) => "conflict",
        Broken::TooLongToKeep(_) => "too_long_to_keep",
        Broken::PhotographGone(_) => "photograph_gone",
        Broken::Incomplete(_) => "incomplete",
        Broken::NotInStage => "not_in_stage",
        Broken::StageMayNotEdit => "stage_may_not_edit",
        Broken::StageMayNotReturn => "stage_may_not_return",
        Broken::NothingToClaim => "nothing_to_claim",
        Broken::ClaimedByOther => "claimed_by_other",
        Broken::NotClaimed => "not_claimed",
        Broken::RemarksMissing => "remarks_missing",
        Broken::NoRoundsLeft(_) => "no_rounds_left",
        Broken::ChangedSinceReview => "changed_since_review",
        Broken::NotValidated => "not_validated",
        Broken::AlreadyPublished => "already_published",
        Broken::TooEarlyToPublish { .. } => "too_early_to_publish",
        Broken::NoticeNotShown => "notice_not_shown",
        Broken::LedByAnother => "led_by_another",
        Broken::ChangedSinceSeen => "changed_since_seen",
        Broken::GroundChanged(_) => "ground_changed",
        Broken::OwnWork => "own_work",
        Broken::AwaitsSecond => "awaits_second",
        Broken::NothingProposed => "nothing_proposed",
        Broken::SamePerson => "same_person",
        Broken::StageMayNotClose => "stage_may_not_close",
        Broken::RoundsLeft => "rounds_left",
        Broken::ClaimInForce => "claim_in_force",
        Broken::NothingLapsed => "nothing_lapsed",
        Broken::CaseClosed => "case_closed",
        Broken::NotClosed => "not_closed",
        Broken::CorrectedByOthers => "corrected_by_others",
        Broken::NotPublished => "not_published",
        Broken::NothingChanged => "nothing_changed",
        Broken::ReferenceMissing => "reference_missing",
    }
}
