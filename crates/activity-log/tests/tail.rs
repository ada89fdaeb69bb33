//! Verifying only what follows a stored checkpoint, as the program does when it starts.

mod history;

use activity_log::{Fault, FaultKind, Frontier, Hash, Place, Plan, TreeHead, Verifier};
use history::{History, signer};

/// 700 entries with checkpoints at 0, 50, 100 … 700.
fn history() -> History {
    History::of(700, 50)
}

fn at(place: Place, kind: FaultKind) -> Fault {
    Fault { place, kind }
}

/// Verifies only what follows the checkpoint of `size` entries, as a start does.
fn verify_tail(history: &History, size: u64) -> Result<(), Fault> {
    let frontier =
        Frontier::rebuild(size, &history.fetch(&Plan::frontier(size))).expect("all fetched");
    let number = usize::try_from(size / 50).expect("in memory");
    let mut verifier = Verifier::resume(signer().verifier_key(), frontier, &history.notes[number])?;
    for note in &history.notes[number + 1..] {
        verifier.checkpoint(note)?;
    }
    for row in &history.rows[usize::try_from(size).expect("in memory")..] {
        row.give(&mut verifier)?;
    }
    for tile in &history.tiles {
        verifier.tile(tile.level, tile.index, tile.hash.as_bytes())?;
    }
    let report = verifier.finish()?;
    assert_eq!((report.start, report.size()), (size, 700));
    assert_eq!(report.frontier, history.frontier);
    Ok(())
}

#[test]
fn a_tail_is_verified_from_any_checkpoint() {
    for size in (0..=700).step_by(50) {
        assert_eq!(verify_tail(&history(), size), Ok(()), "from {size}");
    }
}

#[test]
fn faults_before_and_in_a_tail_are_told_apart() {
    let mut before = history();
    before.rows[599].leaf_hash = Hash::of(b"x").as_bytes().to_vec();
    assert_eq!(
        verify_tail(&before, 600),
        Err(at(Place::Checkpoint(600), FaultKind::StartDiffers))
    );
    let mut tile = history();
    tile.tiles[0].hash = Hash::of(b"x");
    assert_eq!(
        verify_tail(&tile, 600),
        Err(at(Place::Checkpoint(600), FaultKind::StartDiffers))
    );
    let mut within = history();
    within.rows[650].columns.role = "admin".into();
    assert_eq!(
        verify_tail(&within, 600),
        Err(at(Place::Position(650), FaultKind::ColumnDiffers("role")))
    );
    let mut cut = history();
    cut.rows.drain(600..610);
    assert_eq!(
        verify_tail(&cut, 600),
        Err(at(
            Place::Position(610),
            FaultKind::HeadCut { expected: 600 }
        ))
    );
}

#[test]
fn a_tail_starts_only_at_its_own_checkpoint() {
    let history = history();
    let frontier =
        Frontier::rebuild(600, &history.fetch(&Plan::frontier(600))).expect("all fetched");
    let resume =
        |note: &str| Verifier::resume(signer().verifier_key(), frontier.clone(), note).map(drop);
    assert_eq!(resume(&history.notes[12]), Ok(()));
    assert_eq!(
        resume(&history.notes[13]),
        Err(at(Place::Checkpoint(600), FaultKind::StartDiffers))
    );
    assert!(matches!(
        resume(&history.notes[11]).unwrap_err().kind,
        FaultKind::CheckpointOrder { .. }
    ));
    assert!(matches!(
        resume("basura").unwrap_err().kind,
        FaultKind::Checkpoint(_)
    ));
}

#[test]
fn an_outside_checkpoint_before_the_tail_asks_for_the_whole() {
    let history = history();
    let frontier =
        Frontier::rebuild(600, &history.fetch(&Plan::frontier(600))).expect("all fetched");
    let mut verifier = Verifier::resume(signer().verifier_key(), frontier, &history.notes[12])
        .expect("its checkpoint");
    let kind = FaultKind::OutsideBeforeStart { start: 600 };
    let head = TreeHead {
        size: 50,
        root: Hash::of(b"x"),
    };
    assert_eq!(
        verifier.against_head(head),
        Err(at(Place::Outside(50), kind))
    );
}

#[test]
fn a_tail_may_begin_where_a_tile_ends() {
    let history = History::of(520, 512);
    let fetched = history.fetch(&Plan::frontier(512));
    let frontier = Frontier::rebuild(512, &fetched).expect("all fetched");
    let key = signer().verifier_key();
    let mut verifier = Verifier::resume(key, frontier, &history.notes[1]).expect("its checkpoint");
    for row in &history.rows[512..] {
        row.give(&mut verifier).expect("sound");
    }
    for tile in &history.tiles {
        verifier
            .tile(tile.level, tile.index, tile.hash.as_bytes())
            .expect("before the start");
    }
    assert_eq!(verifier.finish().expect("sound").uncovered(), 8);
}
