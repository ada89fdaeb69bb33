//! Declared restorations: what they allow, and what they do not hide.

use activity_log::{Checkpoint, CheckpointFields, Hash, TreeHead};
use domain::activity::Action;
use storage::{EndReason, Restoration, Restored, Session, VerifyReport, verify};

use crate::bed::Bed;
use crate::forgers::assert_sound;
use crate::world::{Cast, act, at, open_stage, session_id, signer};

/// A checkpoint, signed with the institute's key, of a history of `size` entries that is not here.
fn elsewhere(size: u64, epoch: u64) -> Checkpoint {
    let head = TreeHead {
        size,
        root: Hash::new([9; 32]),
    };
    let fields = CheckpointFields {
        head,
        instant: at(500).micros(),
        epoch,
        other: None,
    };
    Checkpoint::sign(fields, &signer()).unwrap().checkpoint
}

async fn against(bed: &Bed, outside: &Checkpoint) -> VerifyReport {
    verify(&bed.store, &signer().verifier_key(), false, Some(outside))
        .await
        .unwrap()
}

async fn caught(bed: &Bed, outside: &Checkpoint, words: &str) {
    let report = against(bed, outside).await;
    assert!(
        report.faults.iter().any(|fault| fault.contains(words)),
        "{words}: {:#?}",
        report.faults
    );
}

async fn size(bed: &Bed) -> u64 {
    bed.store
        .read()
        .await
        .unwrap()
        .history_size()
        .await
        .unwrap()
}

/// A history whose end is covered by a checkpoint that somebody keeps; then a restoration is declared that knows `known`.
async fn restored(
    bed: &Bed,
    known: impl FnOnce(u64) -> Option<Checkpoint>,
) -> (Cast, Checkpoint, Restored) {
    let cast = open_stage(&bed.store).await;
    cast.fill(&bed.store, "texto").await;
    let before = bed
        .store
        .checkpoint_if_due(&signer(), at(400))
        .await
        .unwrap()
        .unwrap();
    let restoration = Restoration {
        backup: "20240416T083000Z-1f2e".to_owned(),
        known: known(size(bed).await),
    };
    let mut unit = bed.store.write().await.unwrap();
    let (restored, signed) = unit
        .open_epoch(&restoration, &signer(), at(600))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert_eq!(signed.checkpoint.fields().epoch, restored.epoch);
    assert_eq!(signed.checkpoint.size(), restored.position + 1);
    (cast, before.checkpoint, restored)
}

on_both_engines! {
    async fn what_was_lost_is_declared_and_the_history_goes_on_in_its_epoch(bed) {
        let (_, before, restored) = restored(bed, |size| Some(elsewhere(size + 5, 0))).await;
        let lost = restored.position..restored.position + 5;
        assert_eq!((restored.epoch, restored.lost.clone()), (1, Some(lost.clone())));
        assert_sound(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        unit.log(act(700, Action::ServiceStarted)).await.unwrap();
        unit.commit().await.unwrap();
        let after = bed.store.checkpoint_if_due(&signer(), at(701)).await.unwrap().unwrap().checkpoint;
        assert_eq!(after.fields().epoch, 1);
        for outside in [&before, &after] {
            let report = against(bed, outside).await;
            assert!(report.is_sound(), "{:#?}", report.faults);
            assert_eq!(report.declared_lost, None);
            assert_eq!(report.restorations, std::slice::from_ref(&restored));
        }
        let report = against(bed, &elsewhere(lost.end, 0)).await;
        assert!(report.is_sound(), "{:#?}", report.faults);
        assert_eq!(report.declared_lost, Some(lost));
        // The tail alone, as at every start.
        let tail = verify(&bed.store, &signer().verifier_key(), true, None).await.unwrap();
        assert!(tail.is_sound(), "{:#?}", tail.faults);
    }

    async fn more_was_lost_than_is_declared(bed) {
        let (_, _, restored) = restored(bed, |size| Some(elsewhere(size + 5, 0))).await;
        caught(bed, &elsewhere(restored.position + 6, 0), "no dice que se perdieran las posiciones").await;
    }

    async fn a_loss_that_is_not_listed_is_told(bed) {
        let (_, before, restored) = restored(bed, |_| None).await;
        assert_eq!(restored.lost, None);
        assert!(against(bed, &before).await.is_sound());
        caught(bed, &elsewhere(restored.position + 1, 0), "no dice que se perdieran las posiciones").await;
    }

    async fn a_beginning_that_was_rewritten_is_not_covered_by_a_restoration(bed) {
        let (_, _, restored) = restored(bed, |size| Some(elsewhere(size + 500, 0))).await;
        caught(bed, &elsewhere(restored.position, 0), "fue reescrito o se bifurcó").await;
        caught(bed, &elsewhere(restored.position - 3, 0), "fue reescrito o se bifurcó").await;
    }

    async fn an_epoch_that_nobody_declared_is_caught_inside_and_outside(bed) {
        open_stage(&bed.store).await;
        caught(bed, &elsewhere(3, 1), "solo ha declarado hasta la 0").await;
        let mut unit = bed.store.write().await.unwrap();
        unit.log(act(700, Action::ServiceStarted)).await.unwrap();
        unit.commit().await.unwrap();
        let size = size(bed).await;
        let root = bed.store.read().await.unwrap().root_at(size).await.unwrap();
        let head = TreeHead { size, root };
        let fields = CheckpointFields { head, instant: at(701).micros(), epoch: 1, other: None };
        let forged = Checkpoint::sign(fields, &signer()).unwrap();
        let root = if bed.is_postgres() { format!("'\\x{root}'") } else { format!("x'{root}'") };
        bed.forge(&format!(
            "INSERT INTO activity_checkpoint VALUES ({size}, {root}, {}, 1, '{}')",
            at(701).micros(),
            forged.note
        ))
        .await
        .unwrap();
        let report = verify(&bed.store, &signer().verifier_key(), false, None).await.unwrap();
        assert!(report.faults[0].contains("la que el historial declara hasta ahí es la 0"), "{:#?}", report.faults);
    }

    async fn a_declaration_without_its_epoch_is_caught(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        let declared = act(700, Action::HistoryRestored);
        unit.log(declared.with("lost-from", 2).with("lost-until", 9)).await.unwrap();
        unit.commit().await.unwrap();
        let report = verify(&bed.store, &signer().verifier_key(), false, None).await.unwrap();
        assert!(report.faults[0].contains("restauración mal formada"), "{:#?}", report.faults);
    }

    async fn the_same_backup_restored_again_opens_an_epoch_of_its_own(bed) {
        // A first restoration went on to epoch 1 and was lost too: the backup knows nothing of it, the checkpoint does.
        let (_, _, restored) = restored(bed, |size| Some(elsewhere(size + 7, 1))).await;
        assert_eq!(restored.epoch, 2);
        assert_sound(&bed.store).await;
        for epoch in [0, 1] {
            let report = against(bed, &elsewhere(restored.position + 7, epoch)).await;
            assert!(report.is_sound(), "{:#?}", report.faults);
            assert!(report.declared_lost.is_some());
        }
        caught(bed, &elsewhere(3, 3), "solo ha declarado hasta la 2").await;
    }

    async fn every_session_ends_with_a_restoration(bed) {
        let cast = open_stage(&bed.store).await;
        let session = Session {
            id: session_id(),
            account: cast.supervisor.id,
            token: [5; 32],
            created: at(10),
            last_seen: at(10),
            expires: at(90_000),
            ended: None,
            proven: false,
        };
        let mut unit = bed.store.write().await.unwrap();
        unit.open_session(&session).await.unwrap();
        unit.commit().await.unwrap();
        let restoration = Restoration { backup: "b".to_owned(), known: None };
        let mut unit = bed.store.write().await.unwrap();
        unit.open_epoch(&restoration, &signer(), at(600)).await.unwrap();
        unit.commit().await.unwrap();
        let ended = bed.store.read().await.unwrap().session(session.id).await.unwrap().unwrap().ended.unwrap();
        assert_eq!((ended.at, ended.reason), (at(600), EndReason::Restored));
        let last = size(bed).await - 1;
        let entry = bed.store.read().await.unwrap().entry(last).await.unwrap().unwrap().entry;
        assert_eq!(entry.fields().details["sessions"], "1");
        assert_eq!(entry.fields().action, Action::HistoryRestored.code());
    }
}
