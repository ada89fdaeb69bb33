//! What parties and the institute register beside the captures, and what is left for who tries it.

use crate::support::{self, end};

use domain::account::Role;
use domain::delivery::DeliveryKind;
use domain::policy::agreements_of;
use domain::profile::SupervisorDelivery;
use domain::proposal::ProposalState;

#[rstest::rstest]
fn every_party_but_one_names_a_supervisor_with_contact(#[values("dgo", "cdmx")] name: &str) {
    let (profile, end) = end(name);
    let with_team = end
        .accounts
        .values()
        .filter(|account| account.seat.role() == Role::Supervisor)
        .count();
    assert_eq!(
        end.supervisors.len(),
        with_team - 1,
        "one party names nobody"
    );
    for named in end.supervisors.values() {
        assert!(named.account.is_some() && named.ended.is_none());
        assert!(named.contact.telephone.starts_with("000 000 "));
        assert!(named.contact.email.ends_with(".example"));
    }
    let late = end.supervisors.values().filter(|named| named.late).count();
    if name == "dgo" {
        assert_eq!(late, 1);
    } else {
        // Mexico City's first campaigns start before the story does.
        assert_eq!(late, end.supervisors.len());
    }
    assert_eq!(end.notices.len(), with_team);
    assert!(profile.parties.len() >= with_team);
}

#[rstest::rstest]
fn the_notice_was_shown_to_most_and_some_are_left(#[values("dgo", "cdmx")] name: &str) {
    let (_, end) = end(name);
    let waiting = end.candidacies.values().filter(|candidacy| {
        candidacy.data.postulation.capturing_party().is_some()
            && candidacy.term.is_some()
            && !end.shown.contains_key(&candidacy.id)
    });
    let waiting = waiting.count();
    assert!(waiting >= 3, "{waiting} to try the gate with");
    assert!(end.shown.len() > 2 * waiting, "{} shown", end.shown.len());
    assert!(end.assigned.len() > end.candidacies.len() / 3);
    assert!(end.assigned.len() < end.candidacies.len());
}

#[rstest::rstest]
fn accounts_are_delivered_and_handed_on(#[values("dgo", "cdmx")] name: &str) {
    let (profile, end) = end(name);
    let role = |id| {
        let mut accounts = end.accounts.values();
        accounts
            .find(|account| account.id == id)
            .unwrap()
            .seat
            .role()
    };
    let count = |kind, wanted| {
        end.deliveries
            .iter()
            .filter(|delivery| delivery.kind == kind && role(delivery.account) == wanted)
            .count()
    };
    let directly = profile.accounts.supervisor == SupervisorDelivery::Institute;
    assert_eq!(
        count(DeliveryKind::Institute, Role::Supervisor) > 0,
        directly
    );
    assert_eq!(
        count(DeliveryKind::Handover, Role::Supervisor) > 0,
        !directly
    );
    assert!(count(DeliveryKind::Institute, Role::PartyRepresentative) > 0);
    assert!(count(DeliveryKind::Institute, Role::Independent) > 0);
    assert!(count(DeliveryKind::Handover, Role::Capturer) > 0);
    assert!(count(DeliveryKind::Handover, Role::Candidate) > 0);
    assert_eq!(count(DeliveryKind::Institute, Role::Capturer), 0);
}

#[rstest::rstest]
fn one_term_is_extended_and_one_proposal_waits(#[values("dgo", "cdmx")] name: &str) {
    let (profile, end) = end(name);
    let [extension] = &end.extensions[..] else {
        panic!("{:?}", end.extensions)
    };
    assert!(!extension.reason.is_empty() && extension.ends > support::now(profile));
    let extended = end.candidacies.values().filter(|candidacy| {
        let term = candidacy.term.as_ref();
        term.is_some_and(|term| term.extension == Some(extension.id) && term.ends == extension.ends)
    });
    assert_eq!(extended.count(), 1);
    let [proposal] = &end.proposals[..] else {
        panic!("{:?}", end.proposals)
    };
    assert_eq!(proposal.state, ProposalState::Waiting);
    assert_eq!(end.accounts["registro"].id, proposal.by);
}

/// The party that can be tried sees a partner's candidacies, or another one's representation does.
#[rstest::rstest]
fn some_party_sees_candidacies_that_its_partner_captures(#[values("dgo", "cdmx")] name: &str) {
    let (profile, end) = end(name);
    let sees = |party: &domain::key::PartyKey| {
        let mine: Vec<_> = agreements_of(profile, party).collect();
        end.candidacies
            .values()
            .any(|candidacy| match &candidacy.data.postulation {
                domain::registry::Postulation::Agreement {
                    agreement,
                    party: captures,
                } => captures != party && mine.contains(&agreement),
                _ => false,
            })
    };
    let representations = end.accounts.values().filter_map(|account| {
        let representation = account.seat.role() == Role::PartyRepresentative;
        representation.then(|| account.seat.party()).flatten()
    });
    assert!(representations.into_iter().any(sees));
}
