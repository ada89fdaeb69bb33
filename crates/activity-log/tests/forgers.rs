//! Adaptive forgers. Each can write the database, drops its triggers and repairs all that
//! the alteration breaks: columns, leaf hashes, tiles, and, with the signing key, the
//! checkpoints as well. What they cannot reach is a checkpoint that left the machine.

mod history;

use activity_log::{
    Actor, Checkpoint, Entry, EntryFields, Fault, FaultKind, Hash, InclusionProof, Place, Plan,
    PlanError, Receipt, verify_consistency,
};
use history::{History, entry, signer};
use proptest::prelude::*;
use rstest::rstest;

const ENTRIES: u64 = 600;
const EVERY: u64 = 50;

fn history() -> History {
    History::of(ENTRIES, EVERY)
}

/// The checkpoint of `size` entries as somebody outside kept it.
fn kept(history: &History, size: u64) -> Checkpoint {
    let note = &history.notes[usize::try_from(size / EVERY).expect("in memory")];
    Checkpoint::open(note, &signer().verifier_key()).expect("signed")
}

/// An alteration of the sequence of entries.
type Alteration = fn(Vec<Entry>) -> Vec<Entry>;

fn change(entry: &Entry, alter: impl FnOnce(&mut EntryFields)) -> Entry {
    let mut fields = entry.fields().clone();
    alter(&mut fields);
    Entry::new(fields).expect("valid")
}

fn replace(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries[123] = change(&entries[123], |fields| {
        fields.actor = Actor::account("otra")
    });
    entries
}

fn alter_record(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries[124] = change(&entries[124], |fields| {
        fields.record = Some(Hash::of(b"otro"))
    });
    entries
}

fn remove(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.remove(123);
    entries
}

fn insert(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.insert(
        123,
        change(&entries[123], |fields| fields.role = "validadora".into()),
    );
    entries
}

/// Swaps two acts and keeps the instants in order, so that time does not tell.
fn reorder(mut entries: Vec<Entry>) -> Vec<Entry> {
    let (one, other) = (entries[123].fields().instant, entries[124].fields().instant);
    entries.swap(123, 124);
    entries[123] = change(&entries[123], |fields| fields.instant = one);
    entries[124] = change(&entries[124], |fields| fields.instant = other);
    entries
}

fn cut_head(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.drain(..123);
    entries
}

fn backdate(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries[123] = change(&entries[123], |fields| fields.instant -= 1);
    entries
}

/// The forger without the key: hashes, tiles and positions are made anew, the old
/// checkpoints stay because none other can be signed.
fn forge_without_key(history: &History, alter: Alteration) -> History {
    let mut forged = forge_with_key(history, alter);
    forged.notes = history.notes.clone();
    forged
}

/// The forger with the key signs the new roots at the old sizes, too.
fn forge_with_key(history: &History, alter: Alteration) -> History {
    History::from_entries(alter(history.entries()), EVERY)
}

#[rstest]
#[case::replaced(replace)]
#[case::record(alter_record)]
#[case::removed(remove)]
#[case::inserted(insert)]
#[case::reordered(reorder)]
#[case::head_cut(cut_head)]
#[case::backdated(backdate)]
fn recomputed_hashes_do_not_fit_the_stored_checkpoints(#[case] alter: Alteration) {
    let forged = forge_without_key(&history(), alter);
    let fault = forged.verify().expect_err("caught");
    assert!(
        matches!(fault.kind, FaultKind::RootDiffers { .. }),
        "{fault}"
    );
}

#[rstest]
#[case::replaced(replace)]
#[case::record(alter_record)]
#[case::removed(remove)]
#[case::inserted(insert)]
#[case::reordered(reorder)]
#[case::head_cut(cut_head)]
#[case::backdated(backdate)]
fn the_signing_key_does_not_help_against_an_outside_checkpoint(#[case] alter: Alteration) {
    let history = history();
    let forged = forge_with_key(&history, alter);
    assert!(
        forged.verify().is_ok(),
        "inside, the forgery is perfect: {:?}",
        forged.verify().err()
    );
    let fault = forged
        .verify_against(&[&kept(&history, 300)])
        .expect_err("caught");
    let forked = FaultKind::Forked {
        since: 0,
        last: 299,
    };
    assert_eq!(
        fault,
        Fault {
            place: Place::Outside(300),
            kind: forked
        }
    );
}

#[test]
fn several_outside_checkpoints_narrow_the_place() {
    let history = history();
    let forged = forge_with_key(&history, reorder);
    let outside = [
        kept(&history, 400),
        kept(&history, 100),
        kept(&history, 150),
    ];
    let fault = forged
        .verify_against(&outside.each_ref())
        .expect_err("caught");
    let forked = FaultKind::Forked {
        since: 100,
        last: 149,
    };
    assert_eq!(
        fault,
        Fault {
            place: Place::Outside(150),
            kind: forked
        }
    );
    assert!(history.verify_against(&outside.each_ref()).is_ok());
}

#[test]
fn an_earlier_outside_checkpoint_cannot_vouch_for_what_came_later() {
    let history = history();
    let forged = forge_with_key(&history, replace);
    assert!(
        forged.verify_against(&[&kept(&history, 100)]).is_ok(),
        "which is why each receipt carries one"
    );
}

#[test]
fn both_branches_of_a_fork_cannot_satisfy_one_witness() {
    let common = History::of(200, EVERY);
    let branch = |role: &str| {
        let mut history = common.clone();
        for n in 200..300 {
            history.append(&change(&entry(n), |fields| fields.role = role.to_owned()));
        }
        let head = history.sign();
        (history, head)
    };
    let ((public, public_head), (secret, secret_head)) =
        (branch("capturista"), branch("supervisora"));
    assert!(public.verify_against(&[&public_head]).is_ok());
    assert!(secret.verify_against(&[&secret_head]).is_ok());
    let fault = secret.verify_against(&[&public_head]).expect_err("caught");
    assert!(
        matches!(
            fault.kind,
            FaultKind::Forked {
                since: 0,
                last: 299
            }
        ),
        "{fault}"
    );

    // Nor can a consistency proof be made from one branch to the other's head.
    for (from, to) in [(&public_head, &secret_head), (&secret_head, &public_head)] {
        assert!(verify_consistency(from.size(), to.size(), &[], &from.root(), &to.root()).is_err());
    }
    let mut later = secret.clone();
    later.append(&entry(300));
    let plan = Plan::consistency(300, 301).expect("in range");
    let hashes = plan.finish(&later.fetch(&plan)).expect("all fetched");
    let consistent =
        |head: &Checkpoint| verify_consistency(300, 301, &hashes, &head.root(), &later.head().root);
    assert_eq!(consistent(&secret_head), Ok(()));
    assert!(consistent(&public_head).is_err());
}

/// Removes the entries from `size` on, with their tiles.
fn cut_tail(history: &History, size: u64) -> History {
    let entries = history
        .entries()
        .into_iter()
        .take(usize::try_from(size).expect("in memory"));
    let mut cut = History::from_entries(entries, EVERY);
    cut.notes = history.notes.clone();
    cut
}

#[test]
fn a_cut_tail_is_shown_by_the_checkpoints_that_cover_it() {
    let fault = cut_tail(&history(), 560).verify().expect_err("caught");
    assert_eq!(
        fault,
        Fault {
            place: Place::Checkpoint(600),
            kind: FaultKind::TailCut { size: 560 }
        }
    );
}

#[test]
fn a_tail_cut_with_its_checkpoints_is_shown_by_an_outside_one() {
    let history = history();
    let mut cut = cut_tail(&history, 560);
    cut.notes.truncate(12);
    assert!(cut.verify().is_ok(), "inside, nothing shows");
    let fault = cut
        .verify_against(&[&kept(&history, 600)])
        .expect_err("caught");
    assert_eq!(
        fault,
        Fault {
            place: Place::Outside(600),
            kind: FaultKind::TailCut { size: 560 }
        }
    );
}

#[test]
fn tiles_left_behind_by_a_cut_tail_show_it() {
    let history = history();
    let mut cut = cut_tail(&history, 500);
    cut.notes.truncate(10);
    cut.tiles = history.tiles.clone();
    let fault = cut.verify().expect_err("caught");
    let place = Place::Tile { level: 8, index: 1 };
    assert_eq!(
        fault,
        Fault {
            place,
            kind: FaultKind::TileBeyondHistory
        }
    );
}

#[test]
fn an_emptied_history_is_shown() {
    let history = history();
    let fault = History::default().verify().expect_err("caught");
    assert_eq!(fault.kind, FaultKind::CheckpointsMissing);
    let mut renewed = History::default();
    renewed.sign();
    let fault = renewed
        .verify_against(&[&kept(&history, 50)])
        .expect_err("caught");
    assert_eq!(
        fault,
        Fault {
            place: Place::Outside(50),
            kind: FaultKind::TailCut { size: 0 }
        }
    );
}

#[test]
fn a_forger_cannot_give_a_receipt_of_what_never_happened() {
    let history = history();
    let forged = forge_with_key(&history, replace);
    let key = signer().verifier_key();
    let receipt = forged.receipt(123);
    assert!(
        receipt.verify(&key).is_ok(),
        "under a checkpoint of its own"
    );
    // Under the checkpoint that was given out it does not hold, with either's proof.
    let note = history.notes.last().expect("signed");
    for source in [&forged, &history] {
        let plan = Plan::inclusion(123, ENTRIES).expect("in range");
        let hashes = plan.finish(&source.fetch(&plan)).expect("all fetched");
        let proof = InclusionProof {
            index: 123,
            size: ENTRIES,
            hashes,
        };
        assert!(
            Receipt::new(receipt.entry().clone(), proof, note.as_str())
                .verify(&key)
                .is_err()
        );
    }
}

#[test]
fn a_receipt_convicts_the_history_that_dropped_its_entry() {
    let history = history();
    let receipt = history
        .receipt(123)
        .verify(&signer().verifier_key())
        .expect("it holds");
    for alter in [replace as Alteration, remove, reorder, cut_head] {
        let forged = forge_with_key(&history, alter);
        assert!(forged.verify_against(&[&receipt.checkpoint]).is_err());
    }
    assert!(history.verify_against(&[&receipt.checkpoint]).is_ok());
}

#[test]
fn a_shorter_history_has_no_proof_for_a_later_checkpoint() {
    assert_eq!(
        Plan::consistency(600, 560),
        Err(PlanError::Sizes { from: 600, to: 560 })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whichever entry is replaced, removed or repeated, an outside checkpoint that
    /// covers it catches the forger with the key, and one that does not stays satisfied.
    #[test]
    fn any_alteration_is_caught_by_the_checkpoints_that_cover_it(position in 0u64..300, kept_at in 1u64..=6, what in 0..3) {
        let history = History::of(300, EVERY);
        let mut entries = history.entries();
        let at = usize::try_from(position).expect("in memory");
        match what {
            0 => entries[at] = change(&entries[at], |fields| fields.action = "otra".into()),
            1 => drop(entries.remove(at)),
            _ => entries.insert(at, entries[at].clone()),
        }
        let forged = History::from_entries(entries, EVERY);
        prop_assert!(forged.verify().is_ok());
        let outside = kept(&history, kept_at * EVERY);
        // A repetition shows only after the second of the two.
        let first_change = if what == 2 { position + 1 } else { position };
        prop_assert_eq!(forged.verify_against(&[&outside]).is_err(), first_change < outside.size());
    }
}
