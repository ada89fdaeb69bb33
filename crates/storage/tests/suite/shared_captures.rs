//! One capture that serves two candidacies: boards, feeds and lists read it for both.

use domain::activity::Author;
use domain::capture::StateCode;
use domain::key::PartyKey;
use domain::registry::{Candidacy, Postulation};
use storage::{BoardFilter, Store, TermFilter};

use crate::validation::claimed;
use crate::world::{
    Cast, PROFILE, account, at, candidacy_id, curricular, open_stage, party, registry_data,
};

/// A second candidacy of the cast's person, which shares the capture of the first.
async fn second(store: &Store, cast: &Cast) -> Candidacy {
    let mut data = registry_data("C-900", "Muñoz");
    data.office = "diputacion-rp".parse().unwrap();
    let first = Some(&cast.candidacy);
    let decided = Candidacy::register_with(candidacy_id(), data, first, Author::System, at(6));
    let mut unit = store.write().await.unwrap();
    unit.apply(decided.clone()).await.unwrap();
    unit.commit().await.unwrap();
    decided.into_record()
}

on_both_engines! {
    async fn a_candidacy_keeps_whose_capture_it_shares(bed) {
        let cast = open_stage(&bed.store).await;
        let shared = second(&bed.store, &cast).await;
        let mut unit = bed.store.write().await.unwrap();
        let read = unit.candidacy(shared.id).await.unwrap().unwrap();
        assert_eq!(read, shared);
        assert_eq!(read.capture_of, Some(cast.candidacy.id));
        let group = unit.sharing_capture(cast.candidacy.id).await.unwrap();
        assert_eq!(group, [cast.candidacy.clone(), shared.clone()]);
        let parted = read.part_capture(Author::System, at(7)).unwrap();
        unit.apply(parted).await.unwrap();
        let group = unit.sharing_capture(cast.candidacy.id).await.unwrap();
        assert_eq!(group, std::slice::from_ref(&cast.candidacy));
        unit.commit().await.unwrap();
    }

    async fn its_state_is_told_for_both_and_a_queue_has_it_once(bed) {
        let cast = open_stage(&bed.store).await;
        let shared = second(&bed.store, &cast).await;
        cast.save(&bed.store, 0, "m", 20).await;
        let all = BoardFilter::of(curricular());
        let mut unit = bed.store.read().await.unwrap();
        let counts = unit.board_counts(&all).await.unwrap();
        assert_eq!(counts[&StateCode::Capturing], 2);
        let named = BoardFilter { text: Some("munoz".to_owned()), ..all.clone() };
        assert_eq!(unit.board_counts(&named).await.unwrap()[&StateCode::Capturing], 2);
        let queue = BoardFilter { leading: true, ..all.clone() };
        let page = unit.board(&queue, None, 10).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        assert_eq!(page.rows[0].candidacy.id, cast.candidacy.id);
        let rows = unit.party_rows(&party(), &curricular()).await.unwrap();
        assert!(rows.len() == 2 && rows.iter().all(|row| row.state == StateCode::Capturing));
        let filter = TermFilter::of(curricular(), at(30));
        let holders = unit.party_holders(&[]).await.unwrap();
        let groups = unit.term_groups(&filter, &holders).await.unwrap();
        let total: u64 = groups.iter().map(|group| group.candidacies).sum();
        assert_eq!(total, 2);
        assert!(groups.iter().all(|group| group.state == StateCode::Capturing), "{groups:?}");
        let served = unit.portal_rows_of(&curricular(), &[shared.id]).await.unwrap();
        assert_eq!(served[0].1.as_ref().unwrap().candidacy, cast.candidacy.id);
        drop(unit);
        // When the one that leads is cancelled the queue has the other.
        let mut unit = bed.store.write().await.unwrap();
        let first = unit.candidacy(cast.candidacy.id).await.unwrap().unwrap();
        unit.apply(first.cancel(Author::System, at(40)).unwrap()).await.unwrap();
        let page = unit.board(&queue, None, 10).await.unwrap();
        let listed: Vec<_> = page.rows.iter().map(|row| row.candidacy.id).collect();
        assert!(listed.contains(&shared.id), "{listed:?}");
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.board(&queue, None, 10).await.unwrap(), page, "by heart too");
    }

    async fn statistics_count_a_case_once_while_a_candidacy_of_it_stands(bed) {
        let (cast, _) = claimed(&bed.store).await;
        let shared = second(&bed.store, &cast).await;
        let (key, stage) = (curricular(), PROFILE.stages[1].key.clone());
        let home = cast.candidacy.id;
        for (gone, cases) in [(None, 1), (Some(home), 1), (Some(shared.id), 0)] {
            let mut unit = bed.store.write().await.unwrap();
            if let Some(gone) = gone {
                let known = unit.candidacy(gone).await.unwrap().unwrap();
                unit.apply(known.cancel(Author::System, at(50)).unwrap()).await.unwrap();
            }
            let queues = unit.queues(&key).await.unwrap();
            let counted: u64 = queues.iter().map(|queue| queue.cases).sum();
            assert_eq!(counted, cases, "{gone:?}");
            let held: u64 = queues.iter().map(|queue| queue.held).sum();
            assert_eq!(held, cases, "{gone:?}");
            let holders = unit.cases_by_holder(&key).await.unwrap();
            let expected = (cases == 1).then_some((cast.validator.id, 1));
            assert_eq!(holders, expected.into_iter().collect::<Vec<_>>(), "{gone:?}");
            let senders = unit.senders(&key, &stage, &party()).await.unwrap();
            assert_eq!(senders.len() as u64, cases, "{gone:?}");
            unit.commit().await.unwrap();
        }
    }

    async fn what_happens_to_the_capture_happened_to_both(bed) {
        let cast = open_stage(&bed.store).await;
        let shared = second(&bed.store, &cast).await;
        let mut unit = bed.store.read().await.unwrap();
        let before = unit.changed_since(0).await.unwrap().cursor;
        drop(unit);
        cast.save(&bed.store, 0, "m", 20).await;
        let mut unit = bed.store.read().await.unwrap();
        let changed = unit.changed_since(before).await.unwrap().candidacies;
        let mut expected = vec![cast.candidacy.id, shared.id];
        expected.sort();
        assert_eq!(changed, expected);
    }

    async fn whoever_may_be_the_same_person_is_found_and_who_went_astray_too(bed) {
        let cast = open_stage(&bed.store).await;
        let shared = second(&bed.store, &cast).await;
        let mut other = registry_data("C-901", "Otra");
        other.person.curp = None;
        other.person.birth_date = Some("1990-01-01".parse().unwrap());
        let other = Candidacy::register(candidacy_id(), other, Author::System, at(7));
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(other.clone()).await.unwrap();
        let person = &cast.candidacy.data.person;
        let mut found = unit.candidacies_of_person(person).await.unwrap();
        found.sort_by_key(|candidacy| candidacy.id);
        assert_eq!(found, [cast.candidacy.clone(), shared.clone()]);
        let alone = unit.candidacies_of_person(&other.record().data.person).await.unwrap();
        assert_eq!(alone, [other.into_record()]);
        assert_eq!(unit.sharing_astray().await.unwrap(), []);
        let mut data = shared.data.clone();
        data.postulation = Postulation::Party { party: "pt".parse().unwrap() };
        let moved = unit.candidacy(shared.id).await.unwrap().unwrap();
        unit.apply(moved.correct(data, Author::System, at(8)).unwrap()).await.unwrap();
        let astray = unit.sharing_astray().await.unwrap();
        assert_eq!(astray.iter().map(|c| c.id).collect::<Vec<_>>(), [shared.id]);
        unit.commit().await.unwrap();
    }

    async fn who_came_after_the_receipt_is_counted_by_party_until_a_term_runs(bed) {
        let cast = open_stage(&bed.store).await;
        let late = second(&bed.store, &cast).await;
        let [issued, ..] = account(
            "representacion.uno",
            domain::account::Seat::PartyRepresentative { party: party() },
        );
        let holder = issued.record().clone();
        let told = domain::delivery::Acknowledgement {
            kind: domain::delivery::DeliveryKind::Institute,
            received: at(2),
            receiver: "Rosa".to_owned(),
            charge: String::new(),
            page: None,
        };
        let id = domain::id::DeliveryId::new(at(2), &crate::world::Counted);
        let delivered = domain::delivery::Delivery::record(id, &holder, told, Author::System, at(3));
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(issued).await.unwrap();
        assert_eq!(unit.late_registrations().await.unwrap().len(), 0, "nothing was received");
        unit.apply(delivered.unwrap()).await.unwrap();
        let parties: Vec<PartyKey> = unit.delivered_parties().await.unwrap().into_iter().collect();
        assert_eq!(parties, [party()]);
        let counts = unit.late_registrations().await.unwrap();
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(party(), 1)]);
        let waiting = unit.late_registered(10).await.unwrap();
        assert_eq!(waiting, std::slice::from_ref(&late));
        let started = late.start_term(at(9), &PROFILE, Author::System, at(9)).unwrap();
        unit.apply(started).await.unwrap();
        assert_eq!(unit.late_registrations().await.unwrap().len(), 0);
        unit.commit().await.unwrap();
    }
}
