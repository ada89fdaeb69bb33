//! A receipt stands alone, and any change to it shows.

mod history;

use activity_log::{
    Checkpoint, CheckpointError, CheckpointFields, InclusionProof, KeyName, Plan, ProofError,
    Receipt, ReceiptError, Signer, leaf_hash,
};
use history::{History, entry, signer};
use proptest::prelude::*;

fn signed(entries: u64) -> History {
    History::of(entries, entries)
}

#[test]
fn each_entry_has_a_receipt_that_stands_alone() {
    let history = signed(600);
    for index in [0, 1, 255, 256, 511, 512, 598, 599] {
        let json = history.receipt(index).to_json();
        let receipt = Receipt::parse(json.as_bytes()).expect("canonical");
        let verified = receipt.verify(&signer().verifier_key()).expect("it holds");
        assert_eq!(verified.position, index);
        assert_eq!(verified.entry, entry(index));
        assert_eq!(verified.leaf_hash, leaf_hash(&entry(index).canonical()));
        assert_eq!(verified.checkpoint.size(), 600);
        assert_eq!(
            (receipt.position(), receipt.entry()),
            (index, &entry(index))
        );
    }
}

#[test]
fn a_receipt_of_the_only_entry_has_no_proof_hashes() {
    let json = signed(1).receipt(0).to_json();
    assert!(
        json.ends_with(r#""format":"activity-log-receipt-1","position":0,"proof":[]}"#),
        "{json}"
    );
    assert!(
        json.starts_with(r#"{"checkpoint":"instituto.example/historial\n1\n"#),
        "{json}"
    );
    let receipt = Receipt::parse(json.as_bytes()).expect("canonical");
    assert!(receipt.verify(&signer().verifier_key()).is_ok());
}

#[test]
fn every_bit_of_a_receipt_matters() {
    let json = signed(11).receipt(6).to_json();
    let key = signer().verifier_key();
    for at in 0..json.len() {
        for bit in 0..8 {
            let mut bytes = json.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let accepted = Receipt::parse(&bytes).and_then(|receipt| receipt.verify(&key));
            assert!(accepted.is_err(), "bit {bit} of byte {at}");
        }
    }
}

proptest! {
    #[test]
    fn any_other_byte_anywhere_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), edit in 0..3) {
        let json = signed(5).receipt(3).to_json().into_bytes();
        let mut bytes = json.clone();
        let at = at.index(bytes.len());
        match edit {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => drop(bytes.remove(at)),
        }
        prop_assume!(bytes != json);
        let accepted = Receipt::parse(&bytes).and_then(|receipt| receipt.verify(&signer().verifier_key()));
        prop_assert!(accepted.is_err());
    }
}

#[test]
fn parts_of_other_receipts_do_not_fit() {
    let history = signed(40);
    let key = signer().verifier_key();
    let proof = |index, size| {
        let plan = Plan::inclusion(index, size).expect("in range");
        let hashes = plan.finish(&history.fetch(&plan)).expect("all fetched");
        InclusionProof {
            index,
            size,
            hashes,
        }
    };
    let note = history.notes.last().expect("signed").as_str();
    let outcome = |n, proof, note: &str| Receipt::new(entry(n), proof, note).verify(&key);
    assert!(outcome(7, proof(7, 40), note).is_ok());
    assert_eq!(
        outcome(8, proof(7, 40), note),
        Err(ReceiptError::Proof(ProofError::Root))
    );
    assert_eq!(
        outcome(7, proof(8, 40), note),
        Err(ReceiptError::Proof(ProofError::Root))
    );
    assert!(matches!(
        outcome(7, proof(7, 20), note),
        Err(ReceiptError::Proof(_))
    ));
    assert!(matches!(
        outcome(7, proof(7, 40), &signed(39).notes[1]),
        Err(ReceiptError::Proof(_))
    ));
    let beyond = InclusionProof {
        index: 40,
        ..proof(7, 40)
    };
    assert_eq!(
        outcome(7, beyond, note),
        Err(ReceiptError::Proof(ProofError::Range))
    );
}

#[test]
fn a_receipt_of_another_institute_is_refused() {
    let receipt = signed(3).receipt(1);
    let stranger = Signer::from_seed(signer().name().clone(), &[9; 32]).verifier_key();
    assert_eq!(
        receipt.verify(&stranger),
        Err(ReceiptError::Checkpoint(CheckpointError::OtherKey))
    );
    let name = KeyName::new("otro.example/historial").expect("a good name");
    let renamed = Signer::from_seed(name, &[7; 32]).verifier_key();
    assert_eq!(
        receipt.verify(&renamed),
        Err(ReceiptError::Checkpoint(CheckpointError::OtherKey))
    );
}

#[test]
fn an_entry_dated_after_its_checkpoint_is_refused() {
    let history = signed(4);
    let early = CheckpointFields {
        head: history.head(),
        instant: 1,
        epoch: 0,
        other: None,
    };
    let note = Checkpoint::sign(early, &signer())
        .expect("numbers in range")
        .note;
    let plan = Plan::inclusion(2, 4).expect("in range");
    let hashes = plan.finish(&history.fetch(&plan)).expect("all fetched");
    let receipt = Receipt::new(
        entry(2),
        InclusionProof {
            index: 2,
            size: 4,
            hashes,
        },
        note,
    );
    assert_eq!(
        receipt.verify(&signer().verifier_key()),
        Err(ReceiptError::Instant)
    );
}

#[test]
fn what_is_not_a_receipt_is_refused() {
    let json = signed(2).receipt(0).to_json();
    let refused = |text: &str| Receipt::parse(text.as_bytes()).expect_err("refused");
    assert!(matches!(refused(""), ReceiptError::Malformed(_)));
    assert!(matches!(refused("{}"), ReceiptError::Malformed(_)));
    assert!(matches!(
        refused(&json.replace("\"position\"", "\"place\"")),
        ReceiptError::Malformed(_)
    ));
    assert_eq!(
        refused(&json.replace("receipt-1", "receipt-2")),
        ReceiptError::Format
    );
    assert_eq!(
        refused(&json.replace("\"position\":0", "\"position\":9007199254740992")),
        ReceiptError::Position
    );
    assert_eq!(refused(&format!("{json}\n")), ReceiptError::NotCanonical);
    assert_eq!(
        refused(&json.replace("\":0", "\": 0")),
        ReceiptError::NotCanonical
    );
    assert!(matches!(
        refused(&json.replace("\\\"v\\\":1", "\\\"v\\\":2")),
        ReceiptError::Entry(_)
    ));
    assert!(matches!(
        refused(&format!("{json}{}", " ".repeat(300_000))),
        ReceiptError::TooLong(_)
    ));
    let padding = format!("\"proof\":[{}\"\"", "\"\",".repeat(64));
    assert_eq!(
        refused(&json.replace("\"proof\":[", &format!("{padding},"))),
        ReceiptError::Proof(ProofError::Length)
    );
}
