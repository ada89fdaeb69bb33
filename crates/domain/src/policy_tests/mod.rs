//! Who may do what: every role, right and kind of candidacy, in both institutes, is a table of the documents; what no
//! profile may change is tested by itself.

mod documents;

use rstest::rstest;

use crate::account::{Actor, Role, Seat};
use crate::activity::Author;
use crate::capture::machine_tests::people::{account_id, actor, candidacy, seat};
use crate::capture::machine_tests::world::World;
use crate::policy::{Denial, Permit, Reach, Right, Target, may_ever, permit, reach};
use crate::profile::{Agreement, AgreementKind, Profile};
use crate::registry::{Candidacy, Postulation};
use crate::sample::key;

/// What a candidacy is to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Own,
    OwnParty,
    Coalition,
    OtherParty,
    Independent,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Own,
        Self::OwnParty,
        Self::Coalition,
        Self::OtherParty,
        Self::Independent,
    ];

    /// In words; to who reaches the whole process nothing is "other".
    const fn label(self, role: Role) -> &'static str {
        let everywhere = matches!(
            role,
            Role::Administrator | Role::Auditor | Role::Registrar | Role::Validator
        );
        match self {
            Self::OtherParty if everywhere => "de un partido",
            Self::Independent if everywhere => "sin partido",
            Self::Own => "la propia",
            Self::OwnParty => "de su partido, de otra persona",
            Self::Coalition => "de su coalición, que postula otro partido",
            Self::OtherParty => "de otro partido",
            Self::Independent => "sin partido, de otra persona",
        }
    }
}

/// A profile's rules, with the agreement `juntos` of the parties `uno` and `dos`.
fn rules(name: &str) -> Profile {
    let mut profile = World::of(name, false).profile;
    profile.agreements.push(Agreement {
        key: key("juntos"),
        kind: AgreementKind::CommonCandidacy,
        name: "Juntos".to_owned(),
        members: vec![key("uno"), key("dos")],
        coverage: Vec::new(),
    });
    profile
}

/// An account in this role: of the party `uno`, or of candidacy 1.
fn somebody(profile: &Profile, role: Role) -> Actor {
    let own = own(profile, role);
    actor(account_id(1), seat(role, &own))
}

/// Candidacy 1: of the party `uno`, or without party for who stands so.
fn own(profile: &Profile, role: Role) -> Candidacy {
    let own = candidacy(profile, true, 1);
    if role == Role::Independent {
        own
    } else {
        postulated(own, Postulation::Party { party: key("uno") })
    }
}

fn postulated(mut candidacy: Candidacy, postulation: Postulation) -> Candidacy {
    candidacy.data.postulation = postulation;
    candidacy
}

/// A candidacy of this kind to an account of [`somebody`]; none where the kind makes no sense.
fn of_kind(profile: &Profile, role: Role, kind: Kind) -> Option<Candidacy> {
    let party = matches!(
        role,
        Role::PartyRepresentative | Role::Supervisor | Role::Capturer | Role::Candidate
    );
    let other = |postulation| Some(postulated(candidacy(profile, true, 2), postulation));
    match kind {
        Kind::Own if matches!(role, Role::Candidate | Role::Independent) => {
            Some(own(profile, role))
        }
        Kind::OwnParty if party => other(Postulation::Party { party: key("uno") }),
        Kind::Coalition if party => other(Postulation::Agreement {
            agreement: key("juntos"),
            party: key("dos"),
        }),
        Kind::OtherParty => other(Postulation::Party { party: key("dos") }),
        Kind::Independent => other(Postulation::Independent),
        _ => None,
    }
}

/// Everybody against every kind of candidacy under every profile.
fn everything() -> Vec<(Profile, Role, Kind, Candidacy)> {
    let profiles = ["dgo", "cdmx", "sample"].map(rules);
    let mut all = Vec::new();
    for profile in profiles {
        for role in Role::ALL {
            for kind in Kind::ALL {
                if let Some(candidacy) = of_kind(&profile, role, kind) {
                    all.push((profile.clone(), role, kind, candidacy));
                }
            }
        }
    }
    all
}

#[test]
fn nobody_touches_what_is_somebody_elses() {
    for (profile, role, kind, candidacy) in everything() {
        let actor = somebody(&profile, role);
        if matches!(
            role,
            Role::Administrator | Role::Auditor | Role::Registrar | Role::Validator
        ) {
            continue;
        }
        let mine = match role {
            Role::Candidate | Role::Independent => kind == Kind::Own,
            _ => kind == Kind::OwnParty,
        };
        assert_eq!(
            reach(actor.seat()).includes(&candidacy),
            mine,
            "{role} {kind:?}"
        );
        for right in Right::ALL {
            let asked = permit(&profile, &actor, None, right, Target::Candidacy(&candidacy));
            let partner = kind == Kind::Coalition
                && right == Right::SeeState
                && matches!(role, Role::PartyRepresentative | Role::Supervisor);
            if !mine && !partner {
                let denial = asked.unwrap_err();
                let expected = if may_ever(&profile, role, right) {
                    Denial::NotYours
                } else {
                    Denial::Role
                };
                assert_eq!(denial, expected, "{role} {right:?} {kind:?}");
            }
        }
    }
}

#[test]
fn only_who_the_profile_names_captures_and_decides() {
    for (profile, role, kind, candidacy) in everything() {
        let actor = somebody(&profile, role);
        let independent = candidacy.data.postulation == Postulation::Independent;
        let rules = &profile.capture;
        let capturing = if independent {
            &rules.independent_roles
        } else {
            &rules.party_roles
        };
        let reached = reach(actor.seat()).includes(&candidacy);
        let asked = permit(
            &profile,
            &actor,
            None,
            Right::Capture,
            Target::Candidacy(&candidacy),
        );
        assert_eq!(
            asked.is_ok(),
            reached && capturing.contains(&role),
            "{role} {kind:?}"
        );
        for stage in &profile.stages {
            let target = Target::Stage(&candidacy, stage);
            let asked = permit(&profile, &actor, None, Right::Decide, target);
            let roles = if independent {
                &stage.independent_roles
            } else {
                &stage.party_roles
            };
            assert_eq!(
                asked.is_ok(),
                reached && roles.contains(&role),
                "{role} {kind:?} {}",
                stage.key
            );
        }
        let anywhere = permit(
            &profile,
            &actor,
            None,
            Right::Decide,
            Target::Candidacy(&candidacy),
        );
        assert!(anywhere.is_err(), "deciding is always in a stage");
    }
}

#[rstest]
fn institutes_own_acts_are_the_administrators_alone(
    #[values("dgo", "cdmx", "sample")] profile: &str,
    #[values(
        Right::ManageRegistry,
        Right::ManageAccounts,
        Right::ExtendTerms,
        Right::Publish
    )]
    right: Right,
) {
    let profile = rules(profile);
    for role in Role::ALL {
        let asked = permit(
            &profile,
            &somebody(&profile, role),
            None,
            right,
            Target::Process,
        );
        assert_eq!(asked.is_ok(), role == Role::Administrator, "{role}");
    }
}

#[rstest]
fn auditor_sees_and_never_acts(#[values("dgo", "cdmx", "sample")] profile: &str) {
    let profile = rules(profile);
    let rights = Right::ALL
        .into_iter()
        .filter(|right| may_ever(&profile, Role::Auditor, *right));
    let rights: Vec<Right> = rights.collect();
    assert_eq!(
        rights,
        [
            Right::SeeState,
            Right::ReadAnswers,
            Right::ReadNotifications,
            Right::ReadHistory,
            Right::SeeOperations
        ]
    );
}

#[rstest]
fn partys_representation_sees_states_alone_unless_the_profile_names_it(
    #[values("dgo", "cdmx")] profile: &str,
) {
    let profile = rules(profile);
    let rights = Right::ALL
        .into_iter()
        .filter(|right| may_ever(&profile, Role::PartyRepresentative, *right));
    assert_eq!(
        rights.collect::<Vec<_>>(),
        [
            Right::SeeState,
            Right::ManagePartyAccounts,
            Right::RegisterParty,
            Right::RecordDisclosure,
            Right::AssignCapturers,
            Right::ReadNotifications,
        ]
    );
}

#[rstest]
#[case(Role::PartyRepresentative, true)]
#[case(Role::Supervisor, true)]
#[case(Role::Capturer, false)]
#[case(Role::Candidate, false)]
fn partner_of_an_agreement_sees_the_state_and_nothing_else(
    #[case] role: Role,
    #[case] sees: bool,
    #[values("dgo", "cdmx")] profile: &str,
) {
    let profile = rules(profile);
    let actor = somebody(&profile, role);
    let partner = of_kind(&profile, role, Kind::Coalition).unwrap();
    let granted = Right::ALL.into_iter().filter(|right| {
        permit(&profile, &actor, None, *right, Target::Candidacy(&partner)).is_ok()
    });
    let expected: &[Right] = if sees { &[Right::SeeState] } else { &[] };
    assert_eq!(granted.collect::<Vec<_>>(), expected);
}

#[test]
fn what_a_party_registers_is_its_own_alone() {
    let profile = rules("dgo");
    let representative = somebody(&profile, Role::PartyRepresentative);
    let ask = |party: &str| {
        let party = key(party);
        let target = Target::Party(&party);
        permit(
            &profile,
            &representative,
            None,
            Right::RegisterParty,
            target,
        )
    };
    assert!(ask("uno").is_ok());
    assert_eq!(ask("dos").unwrap_err(), Denial::NotYours);
}

#[test]
fn whole_process_is_asked_only_by_who_reaches_all_of_it() {
    let profile = rules("dgo");
    for role in Role::ALL {
        let actor = somebody(&profile, role);
        let asked = permit(&profile, &actor, None, Right::SeeState, Target::Process);
        let whole = reach(actor.seat()) == Reach::Process;
        assert_eq!(
            asked.is_ok(),
            whole && may_ever(&profile, role, Right::SeeState),
            "{role}"
        );
    }
}

#[test]
fn permit_covers_its_right_its_candidacy_and_its_stage_alone() {
    let profile = rules("cdmx");
    let validator = somebody(&profile, Role::Validator);
    let one = of_kind(&profile, Role::Validator, Kind::OtherParty).unwrap();
    let stage = profile.stage(&key("verificacion")).unwrap();
    let target = Target::Stage(&one, stage);
    let granted = permit(&profile, &validator, None, Right::Decide, target).unwrap();
    assert!(granted.covers_stage(one.id, &key("verificacion")));
    assert!(!granted.covers_stage(one.id, &key("supervision")));
    let other = candidacy(&profile, false, 9);
    assert!(!granted.covers_stage(other.id, &key("verificacion")));
    for right in Right::ALL {
        assert_eq!(granted.covers(right, one.id), right == Right::Decide);
        assert!(!granted.covers(right, other.id));
    }
}

#[test]
fn permit_for_the_process_covers_no_candidacy() {
    let profile = rules("dgo");
    let administrator = somebody(&profile, Role::Administrator);
    let granted = permit(
        &profile,
        &administrator,
        None,
        Right::Publish,
        Target::Process,
    )
    .unwrap();
    assert!(!granted.covers(Right::Publish, candidacy(&profile, false, 1).id));
    assert_eq!(granted.right(), Right::Publish);
}

#[test]
fn permit_says_who_acts_and_from_which_session() {
    let profile = rules("dgo");
    let actor = somebody(&profile, Role::Administrator);
    let session = crate::id::SessionId::new(
        crate::time::Instant::from_micros(5),
        &crate::sample::Counter::new(),
    );
    let asked = permit(
        &profile,
        &actor,
        Some(session),
        Right::ReadHistory,
        Target::Process,
    );
    let expected = Author::Account {
        account: actor.account(),
        role: Role::Administrator,
        session: Some(session),
    };
    assert_eq!(asked.unwrap().author(), expected);
    let program = Permit::system(Right::Publish, candidacy(&profile, false, 1).id);
    assert_eq!(program.author(), Author::System);
}

#[test]
fn seat_that_is_bound_reaches_what_it_is_bound_to() {
    let profile = rules("dgo");
    for role in Role::ALL {
        let own = own(&profile, role);
        let seat = seat(role, &own);
        let expected = match &seat {
            Seat::Administrator | Seat::Auditor | Seat::Registrar | Seat::Validator => {
                Reach::Process
            }
            Seat::Candidate { .. } | Seat::Independent { .. } => Reach::Candidacy(own.id),
            _ => Reach::Party(key("uno")),
        };
        assert_eq!(reach(&seat), expected, "{role}");
        assert_eq!(seat.role(), role);
    }
}
