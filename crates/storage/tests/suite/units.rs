//! Units: one state to read, all or nothing to write, one writer at a time.

use std::time::Duration;

use domain::activity::Action;
use futures_util::FutureExt as _;
use storage::{Options, StorageError, Store};

use crate::world::{act, at, candidacy, curricular, open_stage, save, signer};

on_both_engines! {
    async fn a_reading_unit_sees_one_state_throughout(bed) {
        let cast = open_stage(&bed.store).await;
        let mut before = bed.store.read().await.unwrap();
        let size = before.history_size().await.unwrap();
        cast.save(&bed.store, 0, "después", 10).await;
        assert_eq!(before.history_size().await.unwrap(), size);
        assert_eq!(before.capture(cast.candidacy.id, &curricular()).await.unwrap(), None);
        let mut after = bed.store.read().await.unwrap();
        assert_eq!(after.history_size().await.unwrap(), size + 1);
    }

    async fn a_unit_that_is_dropped_leaves_no_trace(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(candidacy("C-009", "Nadie")).await.unwrap();
        unit.log(act(9, Action::ServiceStarted)).await.unwrap();
        drop(unit);
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.candidacy_by_key("C-009").await.unwrap(), None);
        assert_eq!(unit.history_size().await.unwrap(), 9);
        // The next unit begins where the history really ends.
        let mut unit = bed.store.write().await.unwrap();
        assert_eq!(unit.log(act(9, Action::ServiceStarted)).await.unwrap(), 9);
        unit.commit().await.unwrap();
    }

    async fn after_a_failed_change_nothing_more_is_taken_and_nothing_is_written(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(candidacy("C-010", "Primera")).await.unwrap();
        unit.apply(candidacy("C-001", "Repetida")).await.unwrap_err();
        let next = unit.log(act(9, Action::ServiceStarted)).await;
        assert_eq!(next.unwrap_err(), StorageError::HalfDone);
        assert_eq!(unit.commit().await.unwrap_err(), StorageError::HalfDone);
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.candidacy_by_key("C-010").await.unwrap(), None);
        assert_eq!(unit.history_size().await.unwrap(), 9);
    }

    async fn a_change_that_is_given_up_halfway_is_never_committed(bed) {
        open_stage(&bed.store).await;
        // Polled once and dropped, as when a browser closes its connection. An engine that answers within that one
        // look has given nothing up: then it is tried again.
        let unit = loop {
            let mut unit = bed.store.write().await.unwrap();
            if unit.apply(candidacy("C-011", "Interrumpida")).now_or_never().is_none() {
                break unit;
            }
        };
        assert_eq!(unit.commit().await.unwrap_err(), StorageError::HalfDone);
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.candidacy_by_key("C-011").await.unwrap(), None);
    }

    async fn writers_wait_for_one_another_so_that_no_save_is_lost(bed) {
        let cast = std::sync::Arc::new(open_stage(&bed.store).await);
        let stores = [bed.store.clone(), bed.another().await];
        let mut tasks = Vec::new();
        for number in 0..24 {
            let (store, cast) = (stores[number % 2].clone(), std::sync::Arc::clone(&cast));
            tasks.push(tokio::spawn(async move {
                let mut unit = store.write().await.unwrap();
                let capture = unit.capture(cast.candidacy.id, &curricular()).await.unwrap();
                let mark = format!("marca{number}");
                let decided = save(&cast.supervisor, &cast.candidacy, capture, 0, &mark, 10);
                tokio::task::yield_now().await;
                unit.apply(decided).await.unwrap();
                unit.commit().await.unwrap();
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let mut unit = bed.store.read().await.unwrap();
        let capture = unit.capture(cast.candidacy.id, &curricular()).await.unwrap().unwrap();
        assert_eq!(capture.revision, 24);
        assert_eq!(unit.revisions(cast.candidacy.id, &curricular(), 0).await.unwrap().len(), 24);
        assert_eq!(unit.history_size().await.unwrap(), 9 + 24);
        stores[1].close().await;
    }

    async fn a_writer_that_waits_too_long_is_told_that_the_database_is_busy(bed) {
        open_stage(&bed.store).await;
        let holding = bed.store.write().await.unwrap();
        let options = Options { wait: Duration::from_millis(200), ..Options::default() };
        let impatient = Store::open(&bed.location, &options).await.unwrap();
        let refused = impatient.write().await.err().unwrap();
        assert_eq!(refused, StorageError::Busy);
        assert!(refused.is_temporary());
        drop(holding);
        // The lock is released as soon as the first unit is gone.
        let mut tries = 0;
        loop {
            match impatient.write().await {
                Ok(unit) => break drop(unit),
                Err(error) => assert_eq!(error, StorageError::Busy),
            }
            tries += 1;
            assert!(tries < 20);
        }
        impatient.close().await;
    }

    async fn readers_do_not_wait_for_a_writer(bed) {
        open_stage(&bed.store).await;
        let mut writing = bed.store.write().await.unwrap();
        writing.log(act(9, Action::ServiceStarted)).await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        let size = tokio::time::timeout(Duration::from_secs(5), unit.history_size()).await.unwrap();
        assert_eq!(size.unwrap(), 9);
        writing.commit().await.unwrap();
    }

    async fn a_commit_names_the_positions_that_it_wrote(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        assert_eq!(unit.log(act(9, Action::ServiceStarted)).await.unwrap(), 9);
        assert_eq!(unit.apply(candidacy("C-012", "Dos")).await.unwrap(), 10);
        let committed = unit.commit().await.unwrap();
        assert_eq!(committed.first_position(), Some(9));
        assert_eq!(committed.last_position(), Some(10));
        let mut unit = bed.store.write().await.unwrap();
        unit.set_cursor("portal", 3, at(9)).await.unwrap();
        let committed = unit.commit().await.unwrap();
        assert_eq!((committed.first_position(), committed.last_position()), (None, None));
    }

    async fn what_ends_while_others_wait_is_confirmed_with_them(bed) {
        open_stage(&bed.store).await;
        let mut first = bed.store.write().await.unwrap();
        first.apply(candidacy("C-020", "Primera")).await.unwrap();
        let mut waiting = Box::pin(bed.store.write());
        assert!(waiting.as_mut().now_or_never().is_none());
        let mut ending = Box::pin(first.commit());
        assert!(ending.as_mut().now_or_never().is_none(), "nobody is told before everything lasts");
        let mut second = waiting.await.unwrap();
        let mut reader = bed.store.read().await.unwrap();
        assert_eq!(reader.candidacy_by_key("C-020").await.unwrap(), None);
        drop(reader);
        assert!(second.candidacy_by_key("C-020").await.unwrap().is_some());
        assert_eq!(second.log(act(9, Action::ServiceStarted)).await.unwrap(), 10);
        assert!(ending.as_mut().now_or_never().is_none());
        assert_eq!(second.commit().await.unwrap().positions(), 10..11);
        assert_eq!(ending.await.unwrap().positions(), 9..10);
        let mut reader = bed.store.read().await.unwrap();
        assert!(reader.candidacy_by_key("C-020").await.unwrap().is_some());
        drop(reader);
        sound(&bed.store).await;
    }

    async fn what_is_given_up_takes_nobody_s_work_with_it(bed) {
        open_stage(&bed.store).await;
        let mut first = bed.store.write().await.unwrap();
        first.apply(candidacy("C-021", "Primera")).await.unwrap();
        let mut waiting = Box::pin(bed.store.write());
        assert!(waiting.as_mut().now_or_never().is_none());
        let mut later = Box::pin(bed.store.write());
        assert!(later.as_mut().now_or_never().is_none());
        let mut ending = Box::pin(first.commit());
        assert!(ending.as_mut().now_or_never().is_none());
        let mut second = waiting.await.unwrap();
        second.apply(candidacy("C-022", "Segunda")).await.unwrap();
        // What the engine refuses spoils a transaction of PostgreSQL from there on.
        second.apply(candidacy("C-001", "Repetida")).await.unwrap_err();
        assert_eq!(second.commit().await.unwrap_err(), StorageError::HalfDone);
        let mut third = later.await.unwrap();
        assert_eq!(third.candidacy_by_key("C-022").await.unwrap(), None);
        assert_eq!(third.log(act(9, Action::ServiceStarted)).await.unwrap(), 10);
        third.commit().await.unwrap();
        assert_eq!(ending.await.unwrap().positions(), 9..10);
        let mut reader = bed.store.read().await.unwrap();
        assert!(reader.candidacy_by_key("C-021").await.unwrap().is_some());
        assert_eq!(reader.candidacy_by_key("C-022").await.unwrap(), None);
        sound(&bed.store).await;
    }

    async fn the_last_of_a_group_may_give_up_or_go_away(bed) {
        open_stage(&bed.store).await;
        for key in ["C-023", "C-024"] {
            let mut first = bed.store.write().await.unwrap();
            first.apply(candidacy(key, "Primera")).await.unwrap();
            let mut waiting = Box::pin(bed.store.write());
            assert!(waiting.as_mut().now_or_never().is_none());
            let mut ending = Box::pin(first.commit());
            assert!(ending.as_mut().now_or_never().is_none());
            if key == "C-023" {
                let mut second = waiting.await.unwrap();
                second.apply(candidacy("C-025", "Segunda")).await.unwrap();
                drop(second);
            } else {
                drop(waiting);
            }
            ending.await.unwrap();
            let mut reader = bed.store.read().await.unwrap();
            assert!(reader.candidacy_by_key(key).await.unwrap().is_some());
            assert_eq!(reader.candidacy_by_key("C-025").await.unwrap(), None);
        }
        sound(&bed.store).await;
    }

    async fn a_long_unit_lets_nobody_wait_for_the_confirmation_of_what_came_before(bed) {
        open_stage(&bed.store).await;
        let mut first = bed.store.write().await.unwrap();
        first.apply(candidacy("C-026", "Primera")).await.unwrap();
        let mut waiting = Box::pin(bed.store.write_long());
        assert!(waiting.as_mut().now_or_never().is_none());
        let mut ending = Box::pin(first.commit());
        assert!(ending.as_mut().now_or_never().is_none());
        let mut long = waiting.await.unwrap();
        long.apply(candidacy("C-027", "Larga")).await.unwrap();
        assert_eq!(ending.await.unwrap().positions(), 9..10);
        let mut reader = bed.store.read().await.unwrap();
        assert!(reader.candidacy_by_key("C-026").await.unwrap().is_some());
        assert_eq!(long.commit().await.unwrap().positions(), 10..11);
        sound(&bed.store).await;
    }

    async fn what_was_not_confirmed_is_told_to_nobody_as_written(bed) {
        if !bed.is_postgres() {
            return;
        }
        open_stage(&bed.store).await;
        let mut first = bed.store.write().await.unwrap();
        first.apply(candidacy("C-028", "Primera")).await.unwrap();
        let mut waiting = Box::pin(bed.store.write());
        assert!(waiting.as_mut().now_or_never().is_none());
        let mut ending = Box::pin(first.commit());
        assert!(ending.as_mut().now_or_never().is_none());
        let mut second = waiting.await.unwrap();
        second.apply(candidacy("C-029", "Segunda")).await.unwrap();
        let end_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
        bed.forge(end_all).await.unwrap();
        second.commit().await.unwrap_err();
        ending.await.unwrap_err();
        // A connection that was lost is found out by its next use at the latest.
        let mut again = loop {
            if let Ok(unit) = bed.store.write().await {
                break unit;
            }
        };
        assert_eq!(again.candidacy_by_key("C-028").await.unwrap(), None);
        assert_eq!(again.log(act(9, Action::ServiceStarted)).await.unwrap(), 9);
        again.commit().await.unwrap();
    }
}

async fn sound(store: &Store) {
    store.checkpoint_if_due(&signer(), at(99)).await.unwrap();
    crate::forgers::assert_sound(store).await;
}
