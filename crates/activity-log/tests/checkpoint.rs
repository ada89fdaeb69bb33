//! Checkpoints and keys: one way of writing each, nothing malformed is read.

mod history;

use activity_log::{
    Checkpoint, CheckpointError, CheckpointFields, Hash, KeyError, KeyName, MAX_NUMBER, OtherHead,
    Signer, TreeHead, VerifierKey, empty_root,
};
use history::signer;
use proptest::prelude::*;
use rstest::rstest;

fn head(size: u64, root: Hash) -> TreeHead {
    TreeHead { size, root }
}

fn plain() -> CheckpointFields {
    CheckpointFields {
        head: head(0, empty_root()),
        instant: 1_780_000_000_000_000,
        epoch: 0,
        other: None,
    }
}

fn full() -> CheckpointFields {
    let origin = KeyName::new("instituto.example/identidad").expect("a good name");
    let other = Some(OtherHead {
        origin,
        head: head(41, Hash::of(b"otro")),
    });
    CheckpointFields {
        head: head(1234, Hash::of(b"raiz")),
        epoch: 2,
        other,
        ..plain()
    }
}

fn note(fields: CheckpointFields) -> String {
    Checkpoint::sign(fields, &signer())
        .expect("numbers in range")
        .note
}

fn open(note: &str) -> Result<Checkpoint, CheckpointError> {
    Checkpoint::open(note, &signer().verifier_key())
}

/// Made with other programs: `sha256sum`, `openssl pkeyutl -sign -rawin` with the seed
/// of 32 bytes 0x07, `base64`.
const FULL_NOTE: &str = "\
instituto.example/historial
1234
KigBX1Qxe2TuZhagBpoICK4Feer5GFbs1skhMqGlnm8=
instante 1780000000000000
epoca 2
otro-arbol instituto.example/identidad 41 xjqFX8/sYsxkpHKApPUdBStnkwhzkGrzCqkt4s4WDAY=

— instituto.example/historial fsHxTbh0cWeEF369Jzu3TZMpWHA9KjiX6xvluPNPV86HyLp/2zwvxwwzgk3Nv+/5ADfpd6wV0h2sEKOHSYLgnd4fqgs=
";

#[test]
fn the_format_is_this() {
    assert_eq!(note(full()), FULL_NOTE);
    assert_eq!(
        signer().verifier_key().to_string(),
        "instituto.example/historial+7ec1f14d+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
    );
}

#[rstest]
#[case::plain(plain())]
#[case::full(full())]
fn a_signed_checkpoint_is_read_back(#[case] fields: CheckpointFields) {
    let signed = Checkpoint::sign(fields.clone(), &signer()).expect("numbers in range");
    let read = open(&signed.note).expect("signed");
    assert_eq!(read, signed.checkpoint);
    assert_eq!(read.fields(), &fields);
    assert_eq!(read.origin(), signer().name());
}

/// Signs any text, as a forger with the key or a faulty program would: a private seed
/// and the note format are all it takes.
fn sign_text(text: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use ed25519_dalek::{Signer as _, SigningKey};

    let key = SigningKey::from_bytes(&[7; 32]);
    let mut bytes = signer().verifier_key().id().to_vec();
    bytes.extend_from_slice(&key.sign(text.as_bytes()).to_bytes());
    format!("{text}\n— {} {}\n", signer().name(), STANDARD.encode(bytes))
}

#[test]
fn well_formed_text_signed_elsewhere_is_read() {
    let text = FULL_NOTE
        .split_inclusive("\n\n")
        .next()
        .expect("a text")
        .strip_suffix('\n')
        .expect("a blank line");
    assert_eq!(sign_text(text), note(full()));
}

#[rstest]
#[case::other_origin("instituto.example/historial\n1234", "instituto.example/otro\n1234")]
#[case::empty_origin("instituto.example/historial\n1234", "\n1234")]
#[case::origin_with_space("instituto.example/historial\n1234", "un historial\n1234")]
#[case::origin_with_plus("instituto.example/historial\n1234", "a+b\n1234")]
#[case::no_origin("instituto.example/historial\n1234", "1234")]
#[case::leading_zero("\n1234\n", "\n01234\n")]
#[case::plus("\n1234\n", "\n+1234\n")]
#[case::minus("\n1234\n", "\n-1234\n")]
#[case::space("\n1234\n", "\n1234 \n")]
#[case::no_size("\n1234\n", "\n\n")]
#[case::too_large("\n1234\n", "\n9007199254740992\n")]
#[case::beyond_64_bits("\n1234\n", "\n18446744073709551616\n")]
#[case::other_digits("\n1234\n", "\n१२३४\n")]
#[case::root_without_padding("=\ninstante", "\ninstante")]
#[case::root_too_short("ROOT", "AAAA")]
#[case::root_with_loose_bits("8=\ninstante", "9=\ninstante")]
#[case::no_instant("instante 1780000000000000\n", "")]
#[case::negative_instant("instante 1", "instante -1")]
#[case::two_spaces("instante 1", "instante  1")]
#[case::instant_with_zero("instante 1", "instante 01")]
#[case::no_epoch("epoca 2\n", "")]
#[case::order(
    "instante 1780000000000000\nepoca 2",
    "epoca 2\ninstante 1780000000000000"
)]
#[case::epoch_name("epoca", "época")]
#[case::empty_epoch("epoca 2", "epoca ")]
#[case::other_without_size(" 41 ", " ")]
#[case::other_with_zero(" 41 ", " 041 ")]
#[case::other_with_more(" 41 ", " 41 41 ")]
#[case::other_origin_with_plus("otro-arbol instituto", "otro-arbol +instituto")]
#[case::unknown_line("otro-arbol", "tercer-arbol")]
#[case::repeated_line("epoca 2\n", "epoca 2\nepoca 2\n")]
#[case::line_after("OTHER\n", "OTHER\nmas\n")]
#[case::blank_line_within("epoca 2\n", "epoca 2\n\n")]
#[case::carriage_return("epoca 2\n", "epoca 2\r\n")]
#[case::tab("epoca 2", "epoca\t2")]
#[case::nul("epoca 2", "epoca 2\0")]
fn malformed_text_is_refused_though_it_is_signed(#[case] from: &str, #[case] to: &str) {
    let signed = note(full());
    let text = signed
        .split_inclusive("\n\n")
        .next()
        .expect("a text")
        .strip_suffix('\n')
        .expect("a blank line");
    let lines: Vec<&str> = text.lines().collect();
    let other_root = lines[5].rsplit(' ').next().expect("a root");
    let fill = |pattern: &str| {
        pattern
            .replace("ROOT", lines[2])
            .replace("OTHER", other_root)
    };
    let spoiled = text.replacen(&fill(from), &fill(to), 1);
    assert_ne!(spoiled, text, "the case must change something");
    assert!(open(&sign_text(&spoiled)).is_err(), "{spoiled}");
}

#[test]
fn malformed_signatures_are_refused() {
    let good = note(full());
    let (text, line) = good.split_once("\n\n").expect("a note");
    let refused = |line: &str| assert!(open(&format!("{text}\n\n{line}")).is_err(), "{line}");
    refused("");
    refused("\n");
    refused(line.trim_end());
    refused(&line.replace('—', "-"));
    refused(&line.replace("— ", "—"));
    refused(&line.replace("— ", "—  "));
    refused(&line.replace('\n', " \n"));
    refused(&line.replace('\n', "\r\n"));
    refused(&format!("{line}{line}"));
    refused(&format!("{line}\n"));
    refused(&format!("\n{line}"));
    refused(&format!("{line}basura\n"));
    refused(&format!("{line}— a+b AAAAAAAA\n"));
    refused(&format!("{line}— otra AAAA*AAA\n"));
    refused(&format!("{line}— otra AAAAAA==\n"));
    refused(&format!("{line}— otra\n"));
    refused("— instituto.example/historial AAAAAAAA\n");
    assert!(open(text).is_err());
    assert!(open("").is_err());
    assert!(open("\n\n").is_err());
}

#[test]
fn witnesses_may_sign_too_but_not_without_limit() {
    let good = note(full());
    let with = |count: usize| {
        let lines: String = (0..count)
            .map(|n| format!("— testigo-{n} AAAAAAAA\n"))
            .collect();
        open(&format!("{good}{lines}"))
    };
    assert!(with(1).is_ok());
    assert!(with(15).is_ok());
    assert!(with(16).is_err());
    let first = good.replacen("\n\n", "\n\n— testigo AAAAAAAA\n", 1);
    assert!(open(&first).is_ok());
}

#[test]
fn another_key_does_not_vouch() {
    let stranger = Signer::from_seed(signer().name().clone(), &[8; 32]);
    let forged = Checkpoint::sign(full(), &stranger)
        .expect("numbers in range")
        .note;
    assert_eq!(open(&forged), Err(CheckpointError::OtherKey));
    let (_, own) = forged.split_once("\n\n").expect("a note");
    let (text, real) = {
        let good = note(full());
        let (t, l) = good.split_once("\n\n").expect("a note");
        (t.to_owned(), l.to_owned())
    };
    assert!(
        open(&format!("{text}\n\n{own}{real}")).is_ok(),
        "the real signature is there as well"
    );

    // The real key id over the stranger's signature.
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let decode = |line: &str| {
        STANDARD
            .decode(line.trim().rsplit(' ').next().expect("base64"))
            .expect("base64")
    };
    let mixed = [&decode(&real)[..4], &decode(own)[4..]].concat();
    let mixed = format!(
        "{text}\n\n— {} {}\n",
        signer().name(),
        STANDARD.encode(mixed)
    );
    assert_eq!(open(&mixed), Err(CheckpointError::Signature));
}

#[test]
fn the_same_key_under_another_name_is_another_tree() {
    let name = KeyName::new("instituto.example/identidad").expect("a good name");
    let identity = Signer::from_seed(name, &[7; 32]);
    let note = Checkpoint::sign(plain(), &identity)
        .expect("numbers in range")
        .note;
    assert_eq!(open(&note), Err(CheckpointError::OtherKey));
    assert!(Checkpoint::open(&note, &identity.verifier_key()).is_ok());
}

#[test]
fn numbers_out_of_range_are_not_signed() {
    let refused = |fields| {
        matches!(
            Checkpoint::sign(fields, &signer()),
            Err(CheckpointError::Number(_))
        )
    };
    let over = MAX_NUMBER + 1;
    assert!(refused(CheckpointFields {
        head: head(over, empty_root()),
        ..plain()
    }));
    assert!(refused(CheckpointFields {
        instant: -1,
        ..plain()
    }));
    assert!(refused(CheckpointFields {
        instant: i64::MAX,
        ..plain()
    }));
    assert!(refused(CheckpointFields {
        epoch: over,
        ..plain()
    }));
    let mut other = full();
    other.other = other.other.map(|other| OtherHead {
        head: head(over, empty_root()),
        ..other
    });
    assert!(refused(other));
    assert!(!refused(CheckpointFields {
        head: head(MAX_NUMBER, empty_root()),
        ..plain()
    }));
}

#[test]
fn every_bit_of_a_note_matters() {
    let good = note(full()).into_bytes();
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            assert!(open(&text).is_err(), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn oversized_notes_are_refused_before_they_are_read() {
    let long = format!("{}— testigo {}\n", note(full()), "A".repeat(20_000));
    assert!(matches!(open(&long), Err(CheckpointError::TooLong(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_checkpoint_is_read_back(
        size in 0..=MAX_NUMBER, root in any::<[u8; 32]>(), instant in 0..=(1i64 << 53) - 1, epoch in 0..=MAX_NUMBER,
        other in prop::option::of(("[^+\\s\\p{C}]{1,40}", 0..=MAX_NUMBER, any::<[u8; 32]>())),
    ) {
        let other = other.map(|(origin, size, root)| OtherHead {
            origin: KeyName::new(origin).expect("a good name"),
            head: head(size, Hash::new(root)),
        });
        let fields = CheckpointFields { head: head(size, Hash::new(root)), instant, epoch, other };
        let read = open(&note(fields.clone())).expect("signed");
        prop_assert_eq!(read.fields(), &fields);
    }

    #[test]
    fn any_other_byte_anywhere_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), edit in 0..3) {
        let good = note(full());
        let mut bytes = good.clone().into_bytes();
        let at = at.index(bytes.len());
        match edit {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => drop(bytes.remove(at)),
        }
        if let Ok(text) = String::from_utf8(bytes) && text != good {
            prop_assert!(open(&text).is_err());
        }
    }
}

#[rstest]
#[case::empty("")]
#[case::space("a b")]
#[case::no_break_space("a\u{a0}b")]
#[case::plus("a+b")]
#[case::newline("a\nb")]
#[case::control("a\u{1}b")]
fn bad_key_names_are_refused(#[case] name: &str) {
    assert_eq!(KeyName::new(name), Err(KeyError::Name));
}

#[test]
fn key_names_have_a_bound() {
    assert!(KeyName::new("n".repeat(256)).is_ok());
    assert_eq!(KeyName::new("n".repeat(257)), Err(KeyError::Name));
}

#[test]
fn a_verifier_key_is_read_back() {
    let key = signer().verifier_key();
    assert_eq!(key.to_string().parse(), Ok(key));
    // The example key of the signed-note specification.
    let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let key: VerifierKey = text.parse().expect("a good key");
    assert_eq!(key.to_string(), text);
    assert_eq!(key.name().as_str(), "PeterNeumann");
}

#[rstest]
#[case::name("PeterNeumann", "PeterNewmann")]
#[case::id("c74f20a3", "c74f20a4")]
#[case::upper_case_id("c74f20a3", "C74F20A3")]
#[case::short_id("c74f20a3", "74f20a3")]
#[case::kind("+ARpc", "+Ahpc")]
#[case::key("10TW", "10TX")]
#[case::short_key("10TW", "")]
#[case::no_key("+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "")]
#[case::empty_key("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "")]
#[case::space("TW", "TW ")]
fn malformed_verifier_keys_are_refused(#[case] from: &str, #[case] to: &str) {
    let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let spoiled = text.replacen(from, to, 1);
    assert_ne!(spoiled, text);
    assert!(spoiled.parse::<VerifierKey>().is_err(), "{spoiled}");
}

#[test]
fn a_key_whose_signatures_anybody_can_make_is_refused() {
    // The neutral point, with its right key id.
    let text = "debil+693fc2cd+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(text.parse::<VerifierKey>(), Err(KeyError::Point));
}

#[test]
fn a_signer_does_not_print_its_seed() {
    assert_eq!(
        format!("{:?}", signer()),
        "Signer(instituto.example/historial)"
    );
}
