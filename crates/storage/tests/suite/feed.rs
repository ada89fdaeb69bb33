//! The history as the change feed.

use std::time::Duration;

use domain::activity::Action;
use storage::Changed;

use crate::world::{act, at, candidacy, open_stage};

on_both_engines! {
    async fn a_commit_wakes_this_process_at_once(bed) {
        open_stage(&bed.store).await;
        let mut size = bed.store.subscribe();
        assert_eq!(*size.borrow_and_update(), 9);
        let mut unit = bed.store.write().await.unwrap();
        unit.log(act(9, Action::ServiceStarted)).await.unwrap();
        assert!(!size.has_changed().unwrap(), "nothing is told before it lasts");
        unit.commit().await.unwrap();
        assert!(size.has_changed().unwrap());
        assert_eq!(*size.borrow_and_update(), 10);
        let mut unit = bed.store.write().await.unwrap();
        unit.set_cursor("portal", 10, at(9)).await.unwrap();
        unit.commit().await.unwrap();
        assert!(!size.has_changed().unwrap(), "a unit without entries wakes nobody");
    }

    async fn another_process_hears_of_it_soon(bed) {
        open_stage(&bed.store).await;
        let other = bed.another().await;
        let mut size = other.subscribe();
        let listen = async {
            for number in 0..5 {
                let mut unit = bed.store.write().await.unwrap();
                unit.log(act(9 + number, Action::ServiceStarted)).await.unwrap();
                unit.commit().await.unwrap();
                size.changed().await.unwrap();
                assert_eq!(*size.borrow_and_update(), 10 + number as u64);
            }
        };
        // Each wait begins right after a wake, so polling alone would take a second for each of the five.
        let patience = Duration::from_secs(if bed.is_postgres() { 3 } else { 9 });
        tokio::time::timeout(patience, listen).await.unwrap();
        other.close().await;
    }

    async fn changes_name_the_candidacies_that_entries_are_about(bed) {
        let cast = open_stage(&bed.store).await;
        let mut unit = bed.store.read().await.unwrap();
        let id = cast.candidacy.id;
        let changed = unit.changed_since(0).await.unwrap();
        assert_eq!(changed, Changed { cursor: 9, candidacies: vec![id], agreements: false });
        assert_eq!(unit.changed_since(9).await.unwrap(), Changed { cursor: 9, candidacies: vec![], agreements: false });
        drop(unit);
        cast.save(&bed.store, 0, "m", 20).await;
        cast.save(&bed.store, 1, "m", 21).await;
        let mut unit = bed.store.write().await.unwrap();
        let other = candidacy("C-020", "Otra");
        let other_id = other.record().id;
        unit.apply(other).await.unwrap();
        unit.log(act(30, Action::ServiceStarted)).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        let changed = unit.changed_since(9).await.unwrap();
        assert_eq!(changed, Changed { cursor: 13, candidacies: vec![id, other_id], agreements: false });
        let changed = unit.changed_since(11).await.unwrap();
        assert_eq!(changed, Changed { cursor: 13, candidacies: vec![other_id], agreements: false });
        assert_eq!(unit.changed_since(12).await.unwrap().candidacies, []);
    }
}
