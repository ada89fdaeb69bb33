//! Imports and demonstrations: many changes at once.

use std::time::Instant as Clock;

use domain::activity::{Action, Author};
use domain::registry::Candidacy;
use storage::Change;

use crate::world::{
    act, at, candidacy_id, curricular, open_stage, registry_data, save, signer, with_term,
};

/// Candidacies: 500, or as many as the variable says, for a timed run (`--nocapture` shows the figures).
fn how_many() -> usize {
    std::env::var("CONOCELES_TEST_CANDIDACIES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(500)
}

#[expect(clippy::disallowed_methods, reason = "it times the test")]
fn stopwatch() -> Clock {
    Clock::now()
}

on_both_engines! {
    async fn a_whole_demonstration_is_written_and_verifies(bed) {
        let cast = open_stage(&bed.store).await;
        let began = stopwatch();
        let (mut entries, mut slowest, mut writing_all) = (0, 0, std::time::Duration::ZERO);
        let people: Vec<usize> = (0..how_many()).collect();
        for block in people.chunks(400) {
            let mut changes: Vec<Change> = Vec::new();
            for number in block {
                let data = registry_data(&format!("M-{number}"), &format!("Apellido{number}"));
                let registered = Candidacy::register(candidacy_id(), data, Author::System, at(10));
                let term = with_term(registered.clone().into_record());
                let candidacy = term.clone().into_record();
                changes.extend([registered.into(), term.into()]);
                let mut capture = None;
                for index in 0..3 {
                    let saved = save(&cast.supervisor, &candidacy, capture, index, "m", 20);
                    changes.push(saved.clone().into());
                    capture = Some(saved.into_record());
                }
            }
            entries += changes.len();
            let writing = stopwatch();
            let mut unit = bed.store.write().await.unwrap();
            unit.apply_all(changes).await.unwrap();
            unit.commit().await.unwrap();
            writing_all += writing.elapsed();
            slowest = slowest.max(writing.elapsed().as_millis());
        }
        let taken = began.elapsed();
        println!("{entries} entries in {taken:?}, of which {writing_all:?} writing, slowest unit {slowest} ms");
        let verified = stopwatch();
        bed.store.checkpoint_if_due(&signer(), at(99)).await.unwrap();
        crate::forgers::assert_sound(&bed.store).await;
        println!("verified in {:?}", verified.elapsed());
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.history_size().await.unwrap(), 9 + entries as u64);
        assert_eq!(unit.registry().await.unwrap().len(), 1 + how_many());
    }

    async fn of_several_changes_of_one_record_the_last_is_the_row_and_each_is_an_entry(bed) {
        let cast = open_stage(&bed.store).await;
        let first = save(&cast.supervisor, &cast.candidacy, None, 0, "uno", 10);
        let second = save(&cast.supervisor, &cast.candidacy, Some(first.clone().into_record()), 0, "dos", 11);
        let mut unit = bed.store.write().await.unwrap();
        let changes =
            [Change::from(first), act(11, Action::ServiceStarted).into(), second.clone().into()];
        assert_eq!(unit.apply_all(changes).await.unwrap(), 9..12);
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        let read = unit.capture(cast.candidacy.id, &curricular()).await.unwrap();
        assert_eq!(read.as_ref(), Some(second.record()));
        assert_eq!(unit.revisions(cast.candidacy.id, &curricular(), 0).await.unwrap().len(), 2);
        bed.store.checkpoint_if_due(&signer(), at(99)).await.unwrap();
        crate::forgers::assert_sound(&bed.store).await;
    }

    async fn no_change_at_all_is_no_entry(bed) {
        let mut unit = bed.store.write().await.unwrap();
        assert_eq!(unit.apply_all([]).await.unwrap(), 0..0);
        assert_eq!(unit.commit().await.unwrap().positions(), 0..0);
    }
}
