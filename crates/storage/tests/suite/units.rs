//! Units: one state to read, all or nothing to write, one writer at a time.

use std::time::Duration;

use domain::activity::Action;
use futures_util::FutureExt as _;
use storage::{Options, StorageError, Store};

use crate::world::{act, at, candidacy, curricular, open_stage, save};

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
}
