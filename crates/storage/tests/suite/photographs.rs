//! Photographs that were received and are not saved yet.

use std::collections::HashSet;

use domain::id::CandidacyId;
use domain::questionnaire::{Crop, FileHash, Photograph};
use storage::{Autosave, NamedFiles, ReceivedPhotograph, StagedFile};

use crate::world::{Cast, at, candidacy, curricular, definition, open_stage};

fn hash(digit: char, number: u8) -> FileHash {
    format!("{number:02x}{}", digit.to_string().repeat(62))
        .parse()
        .unwrap()
}

/// A photograph whose negative tells itself by `digit`, and whose prints by `digit` and `framing`.
fn photograph(digit: char, framing: u8) -> Photograph {
    Photograph {
        negative: hash(digit, 0),
        small: hash(digit, 3 * framing + 1),
        medium: hash(digit, 3 * framing + 2),
        large: hash(digit, 3 * framing + 3),
        crop: Crop::WHOLE,
        described: String::new(),
    }
}

fn received(
    cast: &Cast,
    id: CandidacyId,
    seconds: i64,
    photograph: &Photograph,
) -> ReceivedPhotograph {
    ReceivedPhotograph::of(cast.supervisor.id, id, at(seconds), photograph)
}

on_both_engines! {
    async fn what_an_account_received_lately_is_counted_by_candidacy(bed) {
        let cast = open_stage(&bed.store).await;
        let other = candidacy("C-002", "Ñandú");
        let (one, two) = (cast.candidacy.id, other.record().id);
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(other).await.unwrap();
        for (id, seconds, digit) in [(one, 100, 'a'), (one, 200, 'a'), (two, 200, 'a'), (one, 300, 'b')] {
            unit.note_received(&received(&cast, id, seconds, &photograph(digit, 0))).await.unwrap();
        }
        let strangers = ReceivedPhotograph { account: cast.validator.id, ..received(&cast, one, 300, &photograph('c', 0)) };
        unit.note_received(&strangers).await.unwrap();
        let mut lately = unit.received_lately(cast.supervisor.id, at(100)).await.unwrap();
        lately.sort_unstable_by_key(|(id, at)| (*at, *id != one));
        assert_eq!(lately, [(one, at(200)), (two, at(200)), (one, at(300))]);
        unit.commit().await.unwrap();
    }

    async fn what_somebody_wants_again_is_not_dropped_nor_are_its_files_unwanted(bed) {
        let cast = open_stage(&bed.store).await;
        let id = cast.candidacy.id;
        let kept = [
            received(&cast, id, 100, &photograph('a', 0)),
            received(&cast, id, 110, &photograph('a', 1)),
            received(&cast, id, 120, &photograph('b', 0)),
        ];
        let mut unit = bed.store.write().await.unwrap();
        for one in &kept {
            unit.note_received(one).await.unwrap();
        }
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.photographs_unwanted(at(100)).await.unwrap(), []);
        let mut old = unit.photographs_unwanted(at(121)).await.unwrap();
        old.sort_unstable_by_key(|one| one.received);
        assert_eq!(old, kept);
        assert_eq!(unit.photographs_wanted(at(121)).await.unwrap(), HashSet::new());
        drop(unit);
        // Whoever sweeps read that; meanwhile somebody keeps one framing of the first picture, and so both.
        let mut unit = bed.store.write().await.unwrap();
        unit.want_photograph(&kept[0].negative, at(500)).await.unwrap();
        unit.want_photograph(&kept[0].negative, at(400)).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.write().await.unwrap();
        for (one, dropped) in kept.iter().zip([false, false, true]) {
            assert_eq!(unit.drop_unwanted(one, at(121)).await.unwrap(), dropped);
        }
        let wanted: HashSet<FileHash> = kept[..2].iter().flat_map(ReceivedPhotograph::files).cloned().collect();
        assert_eq!(wanted.len(), 7);
        assert_eq!(unit.photographs_wanted(at(500)).await.unwrap(), wanted);
        assert_eq!(unit.photographs_wanted(at(501)).await.unwrap(), HashSet::new());
        unit.commit().await.unwrap();
    }

    async fn files_that_a_draft_or_a_record_names_are_found(bed) {
        let cast = open_stage(&bed.store).await;
        let (typed, staged, nobodys) = (photograph('a', 0), photograph('b', 0), photograph('c', 0));
        let mut unit = bed.store.write().await.unwrap();
        unit.put_autosave(&Autosave {
            candidacy: cast.candidacy.id,
            questionnaire: curricular(),
            section: definition().sections[0].key.clone(),
            account: cast.supervisor.id,
            base_revision: 0,
            typed: vec![("foto".to_owned(), format!("{}.{}", typed.token(), "0".repeat(64)))],
            at: at(10),
        }).await.unwrap();
        unit.stage_file(&StagedFile {
            id: domain::id::StagedFileId::new(at(11), &crate::world::Counted),
            account: cast.supervisor.id,
            purpose: "prueba".to_owned(),
            file_name: "página.jpg".to_owned(),
            file_hash: staged.medium.to_string(),
            choices: "{}".to_owned(),
            created: at(11),
        }).await.unwrap();
        unit.commit().await.unwrap();
        let all = [&typed, &staged, &nobodys].map(|one| received(&cast, cast.candidacy.id, 1, one));
        let asked: HashSet<FileHash> = all.iter().flat_map(ReceivedPhotograph::files).cloned().collect();
        let mut unit = bed.store.read().await.unwrap();
        let named = unit.named_files(&asked).await.unwrap();
        assert_eq!(named, NamedFiles {
            kept: HashSet::from([staged.medium.clone()]),
            typed: all[0].files().cloned().collect(),
        });
    }
}
