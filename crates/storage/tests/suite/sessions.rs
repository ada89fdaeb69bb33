//! Rows that are not records: sessions, what is being typed, parked requests, failed sign-ins, cursors.

use storage::{Autosave, EndReason, Ended, FailureCount, ParkedRequest, Session};

use crate::world::{Cast, at, curricular, open_stage, parked_id, session_id};

fn session(cast: &Cast, number: u8) -> Session {
    Session {
        id: session_id(),
        account: cast.supervisor.id,
        token: [number; 32],
        created: at(100),
        last_seen: at(100),
        expires: at(100 + 43_200),
        ended: None,
        proven: false,
    }
}

fn parked(cast: &Cast, seconds: i64) -> ParkedRequest {
    ParkedRequest {
        id: parked_id(),
        account: cast.supervisor.id,
        path: "/captura/historia".to_owned(),
        nonce: vec![1; 24],
        ciphertext: vec![0, 255, 7],
        created: at(seconds),
    }
}

on_both_engines! {
    async fn a_session_is_found_by_its_token_seen_and_ended(bed) {
        let cast = open_stage(&bed.store).await;
        let session = session(&cast, 1);
        let mut unit = bed.store.write().await.unwrap();
        unit.open_session(&session).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.write().await.unwrap();
        let account = unit.account(cast.supervisor.id).await.unwrap().unwrap();
        let found = unit.session_and_account(&[1; 32]).await.unwrap();
        assert_eq!(found, Some((session.clone(), account)));
        assert_eq!(unit.session_and_account(&[2; 32]).await.unwrap(), None);
        assert!(!session.is_due_for_touch(at(159)) && session.is_due_for_touch(at(160)));
        assert!(!unit.touch_session(session.id, at(159)).await.unwrap());
        assert!(unit.touch_session(session.id, at(160)).await.unwrap());
        assert_eq!(unit.session(session.id).await.unwrap().unwrap().last_seen, at(160));
        assert!(unit.end_session(session.id, at(200), EndReason::SignedOut).await.unwrap());
        assert!(!unit.end_session(session.id, at(201), EndReason::Idle).await.unwrap());
        assert!(!unit.touch_session(session.id, at(400)).await.unwrap());
        let ended = unit.session(session.id).await.unwrap().unwrap().ended;
        assert_eq!(ended, Some(Ended { at: at(200), reason: EndReason::SignedOut }));
        unit.commit().await.unwrap();
    }

    async fn signing_out_everywhere_ends_the_account_s_sessions_and_no_other(bed) {
        let cast = open_stage(&bed.store).await;
        let (one, two) = (session(&cast, 1), session(&cast, 2));
        let other = Session { account: cast.validator.id, ..session(&cast, 3) };
        let mut unit = bed.store.write().await.unwrap();
        for session in [&one, &two, &other] {
            unit.open_session(session).await.unwrap();
        }
        assert_eq!(unit.open_sessions(cast.supervisor.id).await.unwrap(), [one.clone(), two.clone()]);
        let ended = unit.end_sessions(cast.supervisor.id, at(300), EndReason::SignedOutEverywhere).await;
        assert_eq!(ended.unwrap(), [one.id, two.id]);
        assert_eq!(unit.open_sessions(cast.supervisor.id).await.unwrap(), []);
        assert_eq!(unit.open_sessions(cast.validator.id).await.unwrap(), [other]);
        unit.commit().await.unwrap();
    }

    async fn overdue_sessions_are_those_idle_or_past_their_last_instant(bed) {
        let cast = open_stage(&bed.store).await;
        let idle = session(&cast, 1);
        let used = Session { last_seen: at(5_000), ..session(&cast, 2) };
        let over = Session { last_seen: at(5_000), expires: at(5_100), ..session(&cast, 3) };
        let mut unit = bed.store.write().await.unwrap();
        for session in [&idle, &used, &over] {
            unit.open_session(session).await.unwrap();
        }
        assert_eq!(unit.overdue_sessions(at(100), at(5_099)).await.unwrap(), []);
        assert_eq!(unit.overdue_sessions(at(101), at(5_099)).await.unwrap(), std::slice::from_ref(&idle));
        assert_eq!(unit.overdue_sessions(at(101), at(5_100)).await.unwrap(), [idle, over]);
    }

    async fn what_is_typed_is_kept_replaced_and_forgotten(bed) {
        let cast = open_stage(&bed.store).await;
        let section = |name: &str| name.parse::<domain::key::SectionKey>().unwrap();
        let typed = |name: &str, text: &str| Autosave {
            candidacy: cast.candidacy.id,
            questionnaire: curricular(),
            section: section(name),
            account: cast.supervisor.id,
            base_revision: 0,
            typed: vec![("motivos".to_owned(), text.to_owned()), ("motivos".to_owned(), "\0\r\nñ".to_owned())],
            at: at(100),
        };
        let mine = |unit: &storage::Autosave| unit.typed[0].1.clone();
        let mut unit = bed.store.write().await.unwrap();
        unit.put_autosave(&typed("motivos", "uno")).await.unwrap();
        unit.put_autosave(&typed("historia", "dos")).await.unwrap();
        let other = Autosave { account: cast.validator.id, ..typed("motivos", "ajeno") };
        unit.put_autosave(&other).await.unwrap();
        let newer = Autosave { base_revision: 4, at: at(120), ..typed("motivos", "tres") };
        unit.put_autosave(&newer).await.unwrap();
        let (id, key, account) = (cast.candidacy.id, curricular(), cast.supervisor.id);
        assert_eq!(unit.autosave(id, &key, &section("motivos"), account).await.unwrap(), Some(newer));
        let all = unit.autosaves(id, &key, account).await.unwrap();
        assert_eq!(all.iter().map(mine).collect::<Vec<_>>(), ["dos", "tres"]);
        unit.clear_autosave(id, &key, &section("motivos"), account).await.unwrap();
        assert_eq!(unit.autosave(id, &key, &section("motivos"), account).await.unwrap(), None);
        unit.clear_autosaves(id, &key, account).await.unwrap();
        assert_eq!(unit.autosaves(id, &key, account).await.unwrap(), []);
        let kept = unit.autosave(id, &key, &section("motivos"), cast.validator.id).await.unwrap();
        assert_eq!(kept, Some(other));
    }

    async fn a_parked_request_is_given_once_and_to_its_account_alone(bed) {
        let cast = open_stage(&bed.store).await;
        let request = parked(&cast, 100);
        let (mine, other) = (cast.supervisor.id, cast.validator.id);
        let mut unit = bed.store.write().await.unwrap();
        unit.park_request(&request, 5).await.unwrap();
        assert_eq!(unit.take_parked_request(request.id, other, at(0)).await.unwrap(), None);
        assert_eq!(unit.take_parked_request(request.id, mine, at(101)).await.unwrap(), None);
        assert_eq!(unit.parked_requests(mine, at(0)).await.unwrap()[0].path, "/captura/historia");
        assert_eq!(unit.take_parked_request(request.id, mine, at(100)).await.unwrap(), Some(request.clone()));
        assert_eq!(unit.take_parked_request(request.id, mine, at(100)).await.unwrap(), None);
    }

    async fn few_parked_requests_are_kept_and_not_for_long(bed) {
        let cast = open_stage(&bed.store).await;
        let requests: Vec<ParkedRequest> = (0..5).map(|number| parked(&cast, 100 + number)).collect();
        let other = ParkedRequest { account: cast.validator.id, ..parked(&cast, 1) };
        let mut unit = bed.store.write().await.unwrap();
        unit.park_request(&other, 3).await.unwrap();
        for request in &requests {
            unit.park_request(request, 3).await.unwrap();
        }
        let kept = unit.parked_requests(cast.supervisor.id, at(0)).await.unwrap();
        let ids: Vec<_> = kept.iter().map(|summary| summary.id).collect();
        assert_eq!(ids, [requests[4].id, requests[3].id, requests[2].id]);
        assert_eq!(unit.parked_requests(cast.validator.id, at(0)).await.unwrap().len(), 1);
        assert_eq!(unit.drop_parked_requests(at(104)).await.unwrap(), 3);
        assert_eq!(unit.parked_requests(cast.supervisor.id, at(0)).await.unwrap().len(), 1);
    }

    async fn failures_are_counted_by_login_network_and_minute_and_told_once(bed) {
        let (one, two) = ([1_u8; 32], [2_u8; 32]);
        let mut unit = bed.store.write().await.unwrap();
        for _ in 0..3 {
            unit.count_failure(&one, "10.0.0.0/24", 100).await.unwrap();
        }
        unit.count_failure(&one, "10.0.0.0/24", 101).await.unwrap();
        unit.count_failure(&one, "192.0.2.0/24", 101).await.unwrap();
        unit.count_failure(&two, "10.0.0.0/24", 101).await.unwrap();
        assert_eq!(unit.failures_of_login(&one, 0).await.unwrap(), 5);
        assert_eq!(unit.failures_of_login(&one, 101).await.unwrap(), 2);
        assert_eq!(unit.failures_of_network("10.0.0.0/24", 100).await.unwrap(), 5);
        assert_eq!(unit.failures_of(&one, "10.0.0.0/24", 100).await.unwrap(), 4);
        assert_eq!(unit.failures_of_login(&[9; 32], 0).await.unwrap(), 0);
        let told = unit.closed_failures(101).await.unwrap();
        let network = "10.0.0.0/24".to_owned();
        assert_eq!(told, [FailureCount { login: one, network, minute: 100, attempts: 3 }]);
        assert_eq!(unit.closed_failures(101).await.unwrap(), []);
        assert_eq!(unit.closed_failures(102).await.unwrap().len(), 3);
        assert_eq!(unit.failures_of_login(&one, 0).await.unwrap(), 5, "delays still see what was told");
        assert_eq!(unit.forget_failures(101).await.unwrap(), 1);
        assert_eq!(unit.failures_of_login(&one, 0).await.unwrap(), 2);
    }

    async fn a_consumer_keeps_its_cursor(bed) {
        let mut unit = bed.store.write().await.unwrap();
        assert_eq!(unit.cursor("portal").await.unwrap(), 0);
        unit.set_cursor("portal", 7, at(1)).await.unwrap();
        unit.set_cursor("correo", 2, at(1)).await.unwrap();
        unit.set_cursor("portal", 9, at(2)).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.cursor("portal").await.unwrap(), 9);
        assert_eq!(unit.cursor("correo").await.unwrap(), 2);
    }
}
