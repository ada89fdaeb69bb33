//! Records come back as they were written.

use domain::account::{Account, Standing};
use domain::activity::Author;
use domain::capture::{Capture, Remark, Sending, State};
use domain::key::PartyKey;
use domain::policy::{Permit, Right};
use domain::record::Decided;
use domain::registry::{Candidacy, CandidacyStatus, Postulation};
use storage::{AccountFilter, StorageError, Store};

use crate::world::{
    Cast, account, account_id, actor, at, candidacy, candidacy_id, capturing, curricular, deciding,
    machine, open_stage, party, registry_data, supervisor, validator,
};
use domain::account::{Role, Seat};

/// Reads the capture, decides on it and reads it again.
async fn step(
    store: &Store,
    cast: &Cast,
    decide: impl FnOnce(Capture) -> Decided<Capture>,
) -> Capture {
    let mut unit = store.write().await.unwrap();
    let before = unit
        .capture(cast.candidacy.id, &curricular())
        .await
        .unwrap()
        .unwrap();
    let decided = decide(before);
    unit.apply(decided.clone()).await.unwrap();
    unit.commit().await.unwrap();
    let after = read(store, cast).await;
    assert_eq!(after, decided.into_record());
    after
}

async fn read(store: &Store, cast: &Cast) -> Capture {
    let mut unit = store.read().await.unwrap();
    unit.capture(cast.candidacy.id, &curricular())
        .await
        .unwrap()
        .unwrap()
}

on_both_engines! {
    async fn an_account_comes_back_in_each_of_its_standings(bed) {
        let [issued, activated, accepted] = supervisor("supervisora.dos");
        let id = issued.record().id;
        for decided in [issued, activated, accepted] {
            let mut unit = bed.store.write().await.unwrap();
            unit.account(id).await.unwrap();
            unit.apply(decided.clone()).await.unwrap();
            unit.commit().await.unwrap();
            let mut unit = bed.store.read().await.unwrap();
            let read = unit.account(id).await.unwrap().unwrap();
            assert_eq!(&read, decided.record());
            assert_eq!(unit.account_by_login("supervisora.dos").await.unwrap().as_ref(), Some(&read));
            if let Standing::Issued { code } = &read.standing {
                assert_eq!(unit.account_by_code(code.digest()).await.unwrap().unwrap(), read);
            }
        }
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.account(account_id()).await.unwrap(), None);
        assert_eq!(unit.account_by_login("otra").await.unwrap(), None);
        assert_eq!(unit.account_by_code("otro").await.unwrap(), None);
    }

    async fn every_seat_comes_back_and_lists_find_it(bed) {
        let mut unit = bed.store.write().await.unwrap();
        let person = candidacy("C-002", "Ñúñez");
        let candidacy = person.record().id;
        unit.apply(person).await.unwrap();
        let other: PartyKey = "pri".parse().unwrap();
        let seats = [
            Seat::Administrator,
            Seat::Auditor,
            Seat::Validator,
            Seat::PartyRepresentative { party: party() },
            Seat::Supervisor { party: party() },
            Seat::Capturer { party: other.clone() },
            Seat::Candidate { candidacy },
            Seat::Independent { candidacy },
        ];
        let mut accounts = Vec::new();
        for (number, seat) in seats.into_iter().enumerate() {
            let [issued, ..] = account(&format!("cuenta{number}"), seat);
            accounts.push(issued.record().clone());
            unit.apply(issued).await.unwrap();
        }
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        let every = AccountFilter::default();
        assert_eq!(unit.accounts(&every, None, 100).await.unwrap(), accounts);
        let first = unit.accounts(&every, None, 3).await.unwrap();
        assert_eq!(first, accounts[..3]);
        assert_eq!(unit.accounts(&every, Some(first[2].id), 100).await.unwrap(), accounts[3..]);
        let of_party = AccountFilter { party: Some(party()), ..AccountFilter::default() };
        assert_eq!(unit.accounts(&of_party, None, 9).await.unwrap(), accounts[3..5]);
        let supervisors = AccountFilter { role: Some(Role::Supervisor), ..of_party };
        assert_eq!(unit.accounts(&supervisors, None, 9).await.unwrap(), accounts[4..5]);
        let of_person = AccountFilter { candidacy: Some(candidacy), ..AccountFilter::default() };
        assert_eq!(unit.accounts(&of_person, None, 9).await.unwrap(), accounts[6..]);
    }

    async fn every_postulation_and_empty_datum_comes_back(bed) {
        let mut written = Vec::new();
        let mut unit = bed.store.write().await.unwrap();
        let agreement = Postulation::Agreement { agreement: "va-x-la-cdmx".parse().unwrap(), party: party() };
        let postulations = [Postulation::Independent, Postulation::Party { party: party() }, agreement];
        for (number, postulation) in postulations.into_iter().enumerate() {
            let mut data = registry_data(&format!("C-{number}"), "O'Farrill 😀");
            data.postulation = postulation;
            if number == 0 {
                data.number = None;
                data.person.nickname = None;
                data.person.birth_date = None;
                data.person.curp = None;
                data.person.second_surname = String::new();
            }
            let decided = Candidacy::register(candidacy_id(), data, Author::System, at(1));
            written.push(decided.record().clone());
            unit.apply(decided).await.unwrap();
        }
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.registry().await.unwrap(), written);
        for candidacy in &written {
            let read = unit.candidacy_by_key(&candidacy.data.key).await.unwrap();
            assert_eq!(read.as_ref(), Some(candidacy));
        }
        assert_eq!(unit.candidacy(candidacy_id()).await.unwrap(), None);
    }

    async fn a_correction_and_a_term_overwrite_the_row(bed) {
        let cast = open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        let read = unit.candidacy(cast.candidacy.id).await.unwrap().unwrap();
        assert_eq!(read, cast.candidacy);
        assert!(read.term.is_some());
        let data = registry_data("C-001", "Martínez");
        let corrected = read.correct(data, Author::System, at(9)).unwrap();
        unit.apply(corrected.clone()).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        let read = unit.candidacy(cast.candidacy.id).await.unwrap().unwrap();
        assert_eq!(&read, corrected.record());
    }

    async fn the_statuses_that_the_domain_will_set_are_read(bed) {
        let cast = open_stage(&bed.store).await;
        for (word, status) in [
            ("replaced", CandidacyStatus::Replaced { at: at(7) }),
            ("cancelled", CandidacyStatus::Cancelled { at: at(7) }),
        ] {
            let micros = at(7).micros();
            bed.forge(&format!("UPDATE candidacy SET status = '{word}', status_at = {micros}")).await.unwrap();
            let mut unit = bed.store.read().await.unwrap();
            let read = unit.candidacy(cast.candidacy.id).await.unwrap().unwrap();
            assert_eq!(read.status, status);
        }
    }

    async fn a_capture_comes_back_in_each_state_of_its_way(bed) {
        let store = &bed.store;
        let cast = open_stage(store).await;
        let (candidacy, machine) = (&cast.candidacy, machine(&cast.candidacy));
        let writer = capturing(&cast.supervisor, candidacy);
        let supervising = deciding(&cast.supervisor, candidacy, 0);
        let validating = deciding(&cast.validator, candidacy, 1);
        let sending = |reviewed, seconds| Sending { declaration: "declaracion", reviewed, at: at(seconds) };

        let written = cast.fill(store, "Línea 1\nLínea 2 ñ 😀 ").await;
        assert_eq!(read(store, &cast).await, written);
        let sent = step(store, &cast, |c| machine.send(&writer, Some(c.clone()), sending(c.revision, 30)).unwrap()).await;
        assert!(matches!(sent.state, State::InStage { claim: None, .. }) && sent.submission.is_some());
        let field = sent.answers.iter().next().unwrap().0.clone();
        let ground = crate::world::PROFILE.grounds[0].key.clone();
        let remark = Remark { field, ground, edition: 0, note: "Falta «acento»".to_owned() };
        let returned = step(store, &cast, |c| {
            let seen = c.revision;
            machine.return_with(&supervising, Some(c), vec![remark], seen, at(31)).unwrap()
        })
        .await;
        assert!(matches!(returned.state, State::Returned { .. }) && returned.returns.len() == 1);
        let resent = step(store, &cast, |c| machine.send(&writer, Some(c.clone()), sending(c.revision, 32)).unwrap()).await;
        assert!(resent.resubmission.is_some());
        step(store, &cast, |c| machine.approve(&supervising, Some(c.clone()), c.revision, at(33)).unwrap()).await;
        let claimed = step(store, &cast, |c| machine.claim(&validating, Some(c), at(34)).unwrap()).await;
        assert!(matches!(claimed.state, State::InStage { claim: Some(_), .. }));
        let validated = step(store, &cast, |c| machine.approve(&validating, Some(c.clone()), c.revision, at(35)).unwrap()).await;
        assert!(matches!(validated.state, State::Validated { .. }));

        let office = candidacy.data.office.clone();
        let mut unit = store.write().await.unwrap();
        let other = "diputacion-rp".parse().unwrap();
        assert_eq!(unit.captures_to_publish(&curricular(), &[other], 10).await.unwrap(), []);
        let due = unit.captures_to_publish(&curricular(), &[office], 10).await.unwrap();
        assert_eq!(due, [(candidacy.clone(), validated)]);
        let system = Permit::system(Right::Publish, candidacy.id);
        let (_, capture) = due.into_iter().next().unwrap();
        let published = machine.publish(&system, Some(capture), at(36)).unwrap();
        unit.apply(published.clone()).await.unwrap();
        unit.commit().await.unwrap();
        assert_eq!(&read(store, &cast).await, published.record());
    }

    async fn revisions_come_back_in_order_from_any_number_on(bed) {
        let store = &bed.store;
        let cast = open_stage(store).await;
        for round in 0..3 {
            cast.save(store, 0, &format!("marca{round}"), 10 + round).await;
        }
        let mut unit = store.read().await.unwrap();
        let all = unit.revisions(cast.candidacy.id, &curricular(), 0).await.unwrap();
        assert_eq!(all.iter().map(|revision| revision.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(all[1].by, cast.supervisor.id);
        assert_eq!(all[1].at, at(11));
        assert!(all[1].changes.values().any(|change| change.before.is_some()));
        let since = unit.revisions(cast.candidacy.id, &curricular(), 2).await.unwrap();
        assert_eq!(since, all[2..]);
        let capture = unit.capture(cast.candidacy.id, &curricular()).await.unwrap().unwrap();
        assert_eq!(capture.revision, 3);
    }

    async fn a_record_that_was_not_read_in_the_unit_is_not_overwritten(bed) {
        let cast = open_stage(&bed.store).await;
        let mut unit = bed.store.read().await.unwrap();
        let old = unit.candidacy(cast.candidacy.id).await.unwrap().unwrap();
        drop(unit);
        let decided = old.correct(registry_data("C-001", "Otra"), Author::System, at(9)).unwrap();
        let mut unit = bed.store.write().await.unwrap();
        let refused = unit.apply(decided).await.unwrap_err();
        assert_eq!(refused, StorageError::AlreadyExists { table: "candidacy" });
        assert_eq!(unit.commit().await.unwrap_err(), StorageError::HalfDone);
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.candidacy(cast.candidacy.id).await.unwrap().unwrap(), cast.candidacy);
    }

    async fn a_second_account_with_the_same_login_is_refused(bed) {
        open_stage(&bed.store).await;
        let [issued, ..] = validator("supervisora.uno");
        let mut unit = bed.store.write().await.unwrap();
        let refused = unit.apply(issued).await.unwrap_err();
        assert_eq!(refused, StorageError::AlreadyExists { table: "account" });
        assert!(!refused.to_string().contains("supervisora.uno"));
    }

    async fn what_refers_to_nothing_is_refused(bed) {
        let [issued, ..] = account("huerfana", Seat::Candidate { candidacy: candidacy_id() });
        let mut unit = bed.store.write().await.unwrap();
        let refused = unit.apply(issued).await;
        // PostgreSQL checks the reference at once, SQLite at the end of the statement: both refuse here.
        assert_eq!(refused.unwrap_err(), StorageError::Constraint { table: "account" });
    }

    async fn a_founding_comes_back_and_happens_once(bed) {
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.founding().await.unwrap(), None);
        drop(unit);
        let cast = open_stage(&bed.store).await;
        let _: &Account = &cast.validator;
        assert!(actor(&cast.validator).role() == Role::Validator);
        let mut unit = bed.store.write().await.unwrap();
        assert_eq!(unit.founding().await.unwrap(), Some(crate::world::founding()));
        let again = unit
            .found(&crate::world::founding(), crate::world::act(5, domain::activity::Action::ProcessFounded))
            .await;
        assert_eq!(again.unwrap_err(), StorageError::AlreadyExists { table: "process" });
    }
}
