//! Cases whose holder lost the use of the account: they go back to the queue, and nothing else moves.

use super::people::account_id;
use super::world::World;
use crate::account::Role;
use crate::activity::{Action, Author};
use crate::capture::{Broken, State};
use crate::policy::{Permit, Right, Target, permit};

#[rstest::rstest]
fn only_a_taken_case_goes_back_and_only_from_who_took_it(
    #[values("dgo", "cdmx", "sample")] profile: &str,
) {
    let mut world = World::of(profile, false);
    let system = Permit::system(Right::Decide, world.candidacy.id);
    for place in world.places() {
        let capture = world.at(&place);
        let holder = capture.as_ref().and_then(|capture| capture.state.claim());
        let stranger = account_id(77);
        let asked = holder.map_or(stranger, |claim| claim.by);
        let released =
            world
                .machine()
                .release_abandoned(&system, asked, capture.clone(), world.now);
        match holder {
            Some(claim) => {
                let decided = released.unwrap();
                assert_eq!(decided.act().action, Action::CaseReleased);
                assert_eq!(decided.act().author, Author::System);
                assert_eq!(decided.act().details["holder"], claim.by.to_string());
                let State::InStage { claim, .. } = &decided.record().state else {
                    panic!("{place}");
                };
                assert_eq!(*claim, None);
                let others = world
                    .machine()
                    .release_abandoned(&system, stranger, capture, world.now);
                assert_eq!(others.unwrap_err(), Broken::ClaimedByOther);
            }
            None => {
                let expected = match place.as_str() {
                    "untouched" => Broken::NothingCaptured,
                    _ if capture
                        .is_some_and(|capture| matches!(capture.state, State::InStage { .. })) =>
                    {
                        Broken::NotClaimed
                    }
                    _ => Broken::NotInStage,
                };
                assert_eq!(released.unwrap_err(), expected, "{place}");
            }
        }
    }
}

#[test]
fn a_person_releases_nobody_s_case_so() {
    let mut world = World::of("cdmx", false);
    let taken = world.at("verificacion_claimed");
    let holder = taken.as_ref().unwrap().state.claim().unwrap().by;
    let stage = world
        .profile
        .stage(&crate::sample::key("verificacion"))
        .unwrap();
    let target = Target::Stage(&world.candidacy, stage);
    let actor = world.actor(Role::Validator);
    let own = permit(&world.profile, actor, None, Right::Decide, target).unwrap();
    let refused = world
        .machine()
        .release_abandoned(&own, holder, taken, world.now);
    assert_eq!(refused.unwrap_err(), Broken::NotPermitted);
}
