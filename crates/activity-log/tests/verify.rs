//! What the verifier accepts, and that each single fault is found where it is.

mod history;

use activity_log::{
    Actor, Checkpoint, CheckpointError, CheckpointFields, EntryFields, Fault, FaultKind, Frontier,
    Hash, KeyName, OtherHead, Place, Signer, TreeHead, Verifier, empty_root,
};
use history::{FIRST_INSTANT, History, Row, entry, fields, signer};
use rstest::rstest;

/// 700 entries with checkpoints at 0, 50, 100 … 700.
fn history() -> History {
    History::of(700, 50)
}

fn at(place: Place, kind: FaultKind) -> Fault {
    Fault { place, kind }
}

#[test]
fn a_sound_history_is_reported_with_its_records() {
    let mut history = history();
    history.append(&entry(700));
    history.append(&entry(701));
    let report = history.verify().expect("sound");
    assert_eq!(
        (report.start, report.size(), report.uncovered()),
        (0, 702, 2)
    );
    assert_eq!(report.uncovered_since, Some(fields(700).instant));
    assert_eq!(report.frontier, history.frontier);
    assert_eq!(report.latest.size(), 700);
    assert_eq!(report.records.len(), 11);
    for subject in 0..11u64 {
        let latest = (0..702)
            .rev()
            .find_map(|n| (n % 11 == subject).then(|| fields(n).record).flatten());
        assert_eq!(
            report.records.get("captura", &format!("{subject:04}")),
            latest
        );
    }
    assert_eq!(report.records.get("captura", "nadie"), None);
    assert_eq!(report.records.get("otra", "0001"), None);
    assert_eq!(report.records.of_kind("captura").count(), 11);
    assert!(
        report
            .records
            .iter()
            .all(|(kind, id, hash)| report.records.get(kind, id) == Some(hash))
    );
}

#[test]
fn a_history_that_only_began_is_sound_but_not_one_without_checkpoints() {
    let mut began = History::default();
    began.sign();
    let report = began.verify().expect("sound");
    assert!(report.records.is_empty());
    assert_eq!((report.size(), report.frontier.root()), (0, empty_root()));
    assert_eq!(
        History::default().verify().unwrap_err(),
        at(Place::History, FaultKind::CheckpointsMissing)
    );
}

#[test]
fn checkpoints_tiles_and_entries_may_be_given_as_they_are_read() {
    let history = history();
    let mut verifier = Verifier::new(signer().verifier_key());
    let mut notes = history.notes.iter();
    verifier
        .checkpoint(notes.next().expect("the first"))
        .expect("sound");
    for tile in &history.tiles[1..] {
        verifier
            .tile(tile.level, tile.index, tile.hash.as_bytes())
            .expect("sound");
    }
    for page in history.rows.chunks(50) {
        verifier
            .checkpoint(notes.next().expect("one for each page"))
            .expect("sound");
        for row in page {
            row.give(&mut verifier).expect("sound");
        }
    }
    let tile = &history.tiles[0];
    verifier
        .tile(tile.level, tile.index, tile.hash.as_bytes())
        .expect("sound");
    assert_eq!(verifier.finish().expect("sound").uncovered_since, None);
}

/// Alterations of a column of the row at position 124, beside the entry's bytes.
#[rstest]
#[case("instant", |f: &mut EntryFields| f.instant += 1)]
#[case("actor", |f: &mut EntryFields| f.actor = Actor::account("otra"))]
#[case("actor", |f: &mut EntryFields| f.actor = Actor::Anonymous)]
#[case("role", |f: &mut EntryFields| f.role = "admin".into())]
#[case("session", |f: &mut EntryFields| f.session = None)]
#[case("session", |f: &mut EntryFields| f.session = Some("otra".into()))]
#[case("module", |f: &mut EntryFields| f.module = "otro".into())]
#[case("action", |f: &mut EntryFields| f.action = "otra".into())]
#[case("subject_kind", |f: &mut EntryFields| f.subject_kind = "otro".into())]
#[case("subject_id", |f: &mut EntryFields| f.subject_id = "otro".into())]
#[case("record", |f: &mut EntryFields| f.record = None)]
#[case("record", |f: &mut EntryFields| f.record = Some(Hash::of(b"otro")))]
fn an_altered_column_is_found(#[case] name: &'static str, #[case] alter: fn(&mut EntryFields)) {
    let mut history = history();
    // 124 has a session and a record.
    alter(&mut history.rows[124].columns);
    assert_eq!(
        history.verify().unwrap_err(),
        at(Place::Position(124), FaultKind::ColumnDiffers(name))
    );
}

#[test]
fn an_account_column_is_compared_with_the_actor() {
    use activity_log::{Column, StoredEntry};
    let row = Row::of(0, &entry(0));
    for (account, sound) in [
        (Some("cuenta-0"), true),
        (Some("cuenta-1"), false),
        (None, false),
    ] {
        let columns = [Column::Account(account)];
        let stored = StoredEntry {
            position: 0,
            columns: &columns,
            bytes: &row.bytes,
            leaf_hash: &row.leaf_hash,
        };
        assert_eq!(
            Verifier::new(signer().verifier_key()).entry(stored).is_ok(),
            sound
        );
    }
}

#[test]
fn every_bit_of_a_stored_row_matters() {
    let history = History::of(3, 3);
    let row = &history.rows[1];
    for byte in 0..row.bytes.len() + row.leaf_hash.len() {
        for bit in 0..8 {
            let mut altered = history.clone();
            let row = &mut altered.rows[1];
            match byte.checked_sub(row.bytes.len()) {
                None => row.bytes[byte] ^= 1 << bit,
                Some(at) => row.leaf_hash[at] ^= 1 << bit,
            }
            let fault = altered.verify().unwrap_err();
            assert_eq!(fault.place, Place::Position(1), "bit {bit} of byte {byte}");
        }
    }
}

#[test]
fn a_leaf_hash_of_another_length_is_found() {
    let mut history = history();
    history.rows[9].leaf_hash.pop();
    assert_eq!(
        history.verify().unwrap_err(),
        at(Place::Position(9), FaultKind::LeafHashDiffers)
    );
}

#[test]
fn positions_that_are_missing_repeated_or_cut_are_found() {
    let verify = |alter: fn(&mut Vec<Row>)| {
        let mut history = history();
        alter(&mut history.rows);
        history.verify().unwrap_err()
    };
    let gap = FaultKind::PositionGap { expected: 30 };
    assert_eq!(
        verify(|rows| drop(rows.remove(30))),
        at(Place::Position(31), gap)
    );
    let order = FaultKind::PositionOrder { expected: 31 };
    assert_eq!(
        verify(|rows| rows.insert(31, rows[30].clone())),
        at(Place::Position(30), order)
    );
    assert_eq!(
        verify(|rows| rows.swap(30, 31)),
        at(Place::Position(31), FaultKind::PositionGap { expected: 30 })
    );
    assert_eq!(
        verify(|rows| drop(rows.drain(..5))),
        at(Place::Position(5), FaultKind::HeadCut { expected: 0 })
    );
}

#[test]
fn time_that_goes_back_is_found() {
    let entries = (0..20).map(|n| entry(if n == 12 { 3 } else { n }));
    let history = History::from_entries(entries, 20);
    let kind = FaultKind::TimeWentBack {
        previous: fields(11).instant,
        found: fields(3).instant,
    };
    assert_eq!(history.verify().unwrap_err(), at(Place::Position(12), kind));
    let standing = History::from_entries((0..20).map(|_| entry(4)), 20);
    assert!(
        standing.verify().is_ok(),
        "two acts in one instant are sound"
    );
}

#[test]
fn stored_tiles_are_compared() {
    let verify = |alter: fn(&mut History)| {
        let mut history = history();
        alter(&mut history);
        history.verify().unwrap_err()
    };
    let tile = |level, index| Place::Tile { level, index };
    let altered = verify(|history| history.tiles[1].hash = Hash::of(b"x"));
    assert_eq!(altered, at(tile(8, 1), FaultKind::TileDiffers));
    assert_eq!(
        verify(|history| history.tiles.truncate(1)),
        at(tile(8, 1), FaultKind::TileMissing)
    );
    let beyond = verify(|history| {
        let mut tile = history.tiles[0];
        tile.index = 2;
        history.tiles.push(tile);
    });
    assert_eq!(beyond, at(tile(8, 2), FaultKind::TileBeyondHistory));
    let no_tile = verify(|history| history.tiles[0].level = 7);
    assert_eq!(no_tile, at(tile(7, 0), FaultKind::TileBeyondHistory));
    let twice = verify(|history| {
        let mut tile = history.tiles[0];
        tile.hash = Hash::of(b"x");
        history.tiles.push(tile);
    });
    assert_eq!(twice, at(tile(8, 0), FaultKind::TileDiffers));

    let mut early = Verifier::new(signer().verifier_key());
    early
        .tile(8, 0, Hash::of(b"x").as_bytes())
        .expect("nothing to compare with yet");
    let fault = history()
        .rows
        .iter()
        .find_map(|row| row.give(&mut early).err());
    assert_eq!(fault, Some(at(tile(8, 0), FaultKind::TileDiffers)));
    let mut short = Verifier::new(signer().verifier_key());
    assert_eq!(
        short.tile(8, 0, &[0; 31]),
        Err(at(tile(8, 0), FaultKind::TileDiffers))
    );
}

#[test]
fn stored_checkpoints_are_checked() {
    let verify = |alter: fn(&mut Vec<String>)| {
        let mut history = history();
        alter(&mut history.notes);
        history.verify().unwrap_err()
    };
    let third = |error| at(Place::CheckpointNumber(3), FaultKind::Checkpoint(error));
    let renamed = verify(|notes| notes[2] = notes[2].replacen("\n100\n", "\n101\n", 1));
    assert_eq!(renamed, third(CheckpointError::Signature));
    let swapped = verify(|notes| notes.swap(2, 3));
    assert_eq!(
        swapped,
        at(
            Place::Checkpoint(100),
            FaultKind::CheckpointOrder { previous: 150 }
        )
    );
    assert_eq!(
        verify(Vec::clear),
        at(Place::History, FaultKind::CheckpointsMissing)
    );
    let stranger = verify(|notes| {
        let signer = Signer::from_seed(signer().name().clone(), &[8; 32]);
        let fields = CheckpointFields {
            head: TreeHead {
                size: 100,
                root: empty_root(),
            },
            ..of(100, 0)
        };
        notes[2] = Checkpoint::sign(fields, &signer)
            .expect("numbers in range")
            .note;
    });
    assert_eq!(stranger, third(CheckpointError::OtherKey));
}

/// A checkpoint of the sound history's first `size` entries.
fn of(size: u64, epoch: u64) -> CheckpointFields {
    let mut frontier = Frontier::new();
    for n in 0..size {
        frontier.append(entry(n).leaf_hash());
    }
    let instant = if size == 0 {
        FIRST_INSTANT
    } else {
        fields(size - 1).instant
    };
    CheckpointFields {
        head: TreeHead {
            size,
            root: frontier.root(),
        },
        instant,
        epoch,
        other: None,
    }
}

fn with_checkpoints(checkpoints: impl IntoIterator<Item = CheckpointFields>) -> Result<(), Fault> {
    let mut history = History::of(20, 100);
    let sign = |fields| {
        Checkpoint::sign(fields, &signer())
            .expect("numbers in range")
            .note
    };
    history.notes = checkpoints.into_iter().map(sign).collect();
    history.verify().map(drop)
}

#[test]
fn checkpoints_agree_with_one_another() {
    assert_eq!(
        with_checkpoints([of(0, 0), of(5, 0), of(5, 1), of(20, 1)]),
        Ok(())
    );
    let epoch = FaultKind::EpochWentBack {
        previous: 1,
        found: 0,
    };
    assert_eq!(
        with_checkpoints([of(5, 1), of(9, 0)]),
        Err(at(Place::Checkpoint(9), epoch))
    );

    let early = CheckpointFields {
        instant: fields(3).instant,
        ..of(9, 0)
    };
    let back = FaultKind::TimeWentBack {
        previous: fields(4).instant,
        found: fields(3).instant,
    };
    assert_eq!(
        with_checkpoints([of(5, 0), early.clone()]),
        Err(at(Place::Checkpoint(9), back))
    );
    let back = FaultKind::TimeWentBack {
        previous: fields(8).instant,
        found: fields(3).instant,
    };
    assert_eq!(
        with_checkpoints([of(2, 0), early]),
        Err(at(Place::Checkpoint(9), back))
    );

    let wrong = CheckpointFields {
        head: TreeHead {
            size: 9,
            root: empty_root(),
        },
        ..of(9, 0)
    };
    let differs = FaultKind::RootDiffers { since: 5, last: 8 };
    assert_eq!(
        with_checkpoints([of(5, 0), wrong]),
        Err(at(Place::Checkpoint(9), differs))
    );
}

#[test]
fn the_other_trees_head_is_followed() {
    let other = |size, fields: CheckpointFields| {
        let origin = KeyName::new("instituto.example/identidad").expect("a good name");
        let head = TreeHead {
            size,
            root: Hash::of(&size.to_be_bytes()),
        };
        CheckpointFields {
            other: Some(OtherHead { origin, head }),
            ..fields
        }
    };
    let shrank = FaultKind::OtherTreeShrank {
        previous: 7,
        found: 6,
    };
    let result = with_checkpoints([other(7, of(1, 0)), other(6, of(2, 0))]);
    assert_eq!(result, Err(at(Place::Checkpoint(2), shrank)));
    assert_eq!(
        with_checkpoints([other(7, of(1, 0)), other(6, of(2, 1))]),
        Ok(()),
        "a declared restoration"
    );
    assert!(
        with_checkpoints([other(7, of(1, 0)), of(2, 0)]).is_err(),
        "it cannot vanish"
    );

    let mut history = History::of(3, 100);
    let sign = |fields| {
        Checkpoint::sign(fields, &signer())
            .expect("numbers in range")
            .note
    };
    history.notes = [other(1, of(1, 0)), other(1, of(2, 0)), other(4, of(3, 0))]
        .map(sign)
        .to_vec();
    let heads = history.verify().expect("sound").other_heads;
    assert_eq!(
        heads
            .iter()
            .map(|other| other.head.size)
            .collect::<Vec<_>>(),
        [1, 4]
    );
}

#[test]
fn checkpoints_given_after_their_entries_are_refused() {
    let history = History::of(10, 5);
    let mut verifier = Verifier::new(signer().verifier_key());
    for row in &history.rows {
        row.give(&mut verifier).expect("sound");
    }
    let order = FaultKind::CheckpointOrder { previous: 10 };
    assert_eq!(
        verifier.checkpoint(&history.notes[1]),
        Err(at(Place::Checkpoint(5), order))
    );
}

#[test]
fn the_first_fault_is_final() {
    let history = History::of(10, 5);
    let mut verifier = Verifier::new(signer().verifier_key());
    let fault = history.rows[1].give(&mut verifier).unwrap_err();
    assert_eq!(history.rows[0].give(&mut verifier), Err(fault.clone()));
    assert_eq!(verifier.checkpoint(&history.notes[0]), Err(fault.clone()));
    assert_eq!(verifier.tile(8, 0, &[0; 32]), Err(fault.clone()));
    assert_eq!(verifier.against_head(history.head()), Err(fault.clone()));
    assert_eq!(verifier.finish().unwrap_err(), fault);
}

#[test]
fn faults_tell_people_what_and_where() {
    let mut history = history();
    history.rows[30].columns.role = "admin".into();
    let text = history.verify().unwrap_err().to_string();
    assert_eq!(
        text,
        "Posición 30: la columna «role» no dice lo mismo que la entrada."
    );
    let kind = FaultKind::Forked {
        since: 10,
        last: 19,
    };
    let text = at(Place::Outside(20), kind).to_string();
    assert!(
        text.starts_with("Punto de control externo de 20 entradas: el historial fue reescrito"),
        "{text}"
    );
    assert!(text.contains("posiciones 10 a 19"), "{text}");
    let text = at(
        Place::CheckpointNumber(3),
        FaultKind::Checkpoint(CheckpointError::Signature),
    )
    .to_string();
    assert_eq!(
        text,
        "Punto de control número 3: la firma del punto de control es falsa."
    );
}
