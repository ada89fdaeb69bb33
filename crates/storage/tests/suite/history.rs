//! Reading and proving the history.

use activity_log::{leaf_hash, verify_consistency};
use domain::activity::{Action, Module};
use domain::time::Instant;
use storage::{HistoryFilter, StorageError, Store};

use crate::world::{act, at, candidacy, curricular, open_stage, signer};

/// The positions that pass a filter, read by pages of three.
async fn positions(store: &Store, filter: &HistoryFilter) -> Vec<u64> {
    let mut unit = store.read().await.unwrap();
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = unit.history_page(filter, before, 3).await.unwrap();
        all.extend(page.rows.iter().map(|row| row.position));
        before = page.next;
        if before.is_none() {
            return all;
        }
    }
}

/// `count` acts in one unit.
async fn acts(store: &Store, count: i64) {
    let mut unit = store.write().await.unwrap();
    let acts = (0..count).map(|number| act(10 + number, Action::ServiceStarted).into());
    unit.apply_all(acts).await.unwrap();
    unit.commit().await.unwrap();
}

on_both_engines! {
    async fn a_page_shows_the_newest_first_and_every_filter_narrows_it(bed) {
        let cast = open_stage(&bed.store).await;
        cast.save(&bed.store, 0, "m", 100).await;
        cast.save(&bed.store, 1, "m", 200).await;
        let every = HistoryFilter::default();
        assert_eq!(positions(&bed.store, &every).await, (0..11).rev().collect::<Vec<_>>());
        let filters = [
            (HistoryFilter { from: Some(at(100)), ..every.clone() }, vec![10, 9]),
            (HistoryFilter { from: Some(at(100)), until: Some(at(199)), ..every.clone() }, vec![9]),
            (HistoryFilter { account: Some(cast.supervisor.id), ..every.clone() }, vec![10, 9, 5, 4]),
            (HistoryFilter { module: Some(Module::Capture), ..every.clone() }, vec![10, 9]),
            (HistoryFilter { action: Some(Action::TermStarted), ..every.clone() }, vec![2]),
            (HistoryFilter { subject: Some(cast.candidacy.id.to_string()), ..every.clone() }, vec![10, 9, 2, 1]),
            (
                HistoryFilter {
                    subject: Some(format!("{}:{}", cast.candidacy.id, curricular())),
                    until: Some(at(100)),
                    ..every.clone()
                },
                vec![9],
            ),
            (HistoryFilter { subject: Some("x".to_owned()), ..every.clone() }, vec![]),
            (HistoryFilter { from: Some(Instant::from_micros(i64::MAX)), ..every }, vec![]),
        ];
        for (filter, expected) in filters {
            assert_eq!(positions(&bed.store, &filter).await, expected, "{filter:?}");
        }
    }

    async fn a_block_gives_the_oldest_first(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.read().await.unwrap();
        let block = unit.history_block(4, 3).await.unwrap();
        assert_eq!(block.iter().map(|row| row.position).collect::<Vec<_>>(), [4, 5, 6]);
        for row in &block {
            assert_eq!(row.leaf_hash, leaf_hash(&row.entry.canonical()));
            assert_eq!(unit.entry(row.position).await.unwrap().as_ref(), Some(row));
        }
        assert_eq!(unit.history_block(9, 3).await.unwrap(), []);
        assert_eq!(unit.entry(9).await.unwrap(), None);
    }

    async fn a_receipt_proves_its_entry_once_a_checkpoint_covers_it(bed) {
        open_stage(&bed.store).await;
        acts(&bed.store, 600).await;
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.receipt(9).await.unwrap(), None, "no checkpoint covers it");
        assert!(unit.receipt(8).await.unwrap().is_some());
        drop(unit);
        bed.store.checkpoint_if_due(&signer(), at(700)).await.unwrap().unwrap();
        let mut unit = bed.store.read().await.unwrap();
        for position in [0, 8, 9, 255, 256, 257, 511, 512, 600, 608] {
            let receipt = unit.receipt(position).await.unwrap().unwrap();
            let verified = receipt.verify(&signer().verifier_key()).unwrap();
            assert_eq!(verified.position, position);
            // The first checkpoint that covers it, so that a receipt is the same whenever it is asked for.
            assert_eq!(verified.checkpoint.size(), if position < 9 { 9 } else { 609 });
        }
        assert_eq!(unit.receipt(609).await.unwrap(), None);
    }

    async fn a_receipt_can_be_had_in_the_unit_that_writes_its_entry(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        let position = unit.apply(candidacy("C-030", "Acuse")).await.unwrap();
        unit.checkpoint(&signer(), at(10)).await.unwrap();
        let receipt = unit.receipt(position).await.unwrap().unwrap();
        unit.commit().await.unwrap();
        receipt.verify(&signer().verifier_key()).unwrap();
    }

    async fn any_two_sizes_are_proven_consistent(bed) {
        open_stage(&bed.store).await;
        let mut heads = Vec::new();
        for count in [1, 200, 60, 300] {
            acts(&bed.store, count).await;
            let signed = bed.store.checkpoint_if_due(&signer(), at(900)).await.unwrap().unwrap();
            heads.push(signed.checkpoint);
        }
        let mut unit = bed.store.read().await.unwrap();
        for (index, earlier) in heads.iter().enumerate() {
            for later in &heads[index..] {
                let proof = unit.consistency_proof(earlier.size(), later.size()).await.unwrap();
                verify_consistency(
                    earlier.size(),
                    later.size(),
                    &proof.hashes,
                    &earlier.root(),
                    &later.root(),
                )
                .unwrap();
            }
        }
        let impossible = unit.consistency_proof(9, 3).await.unwrap_err();
        assert!(matches!(impossible, StorageError::Proof(_)));
    }

    async fn a_checkpoint_is_due_once_for_what_was_written(bed) {
        let first = bed.store.checkpoint_if_due(&signer(), at(0)).await.unwrap().unwrap();
        assert_eq!(first.checkpoint.size(), 0);
        assert_eq!(bed.store.checkpoint_if_due(&signer(), at(1)).await.unwrap(), None);
        open_stage(&bed.store).await;
        assert_eq!(bed.store.checkpoint_if_due(&signer(), at(9)).await.unwrap(), None);
        acts(&bed.store, 1).await;
        let second = bed.store.checkpoint_if_due(&signer(), at(5)).await.unwrap().unwrap();
        assert_eq!(second.checkpoint.size(), 10);
        assert_eq!(second.checkpoint.instant(), at(10).micros(), "not before its last entry");
        let mut unit = bed.store.read().await.unwrap();
        let latest = unit.latest_checkpoint().await.unwrap().unwrap();
        assert_eq!((latest.size, latest.note), (10, second.note));
        let sizes: Vec<u64> =
            unit.checkpoints(1, 10).await.unwrap().iter().map(|point| point.size).collect();
        assert_eq!(sizes, [9, 10]);
    }

    async fn a_checkpoint_of_the_same_entries_is_the_same(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        let again = unit.checkpoint(&signer(), at(99)).await.unwrap();
        assert_eq!(again.note, unit.latest_checkpoint().await.unwrap().unwrap().note);
        assert_eq!(again.checkpoint.size(), 9);
        unit.commit().await.unwrap();
    }

    async fn an_instance_that_starts_anew_goes_on_where_the_history_ends(bed) {
        open_stage(&bed.store).await;
        acts(&bed.store, 777).await;
        let other = bed.another().await;
        let mut unit = other.write().await.unwrap();
        assert_eq!(unit.log(act(900, Action::ServiceStarted)).await.unwrap(), 786);
        unit.checkpoint(&signer(), at(900)).await.unwrap();
        unit.commit().await.unwrap();
        crate::forgers::assert_sound(&other).await;
        other.close().await;
    }
}
