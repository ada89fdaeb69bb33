//! An entry has one way of being written, and only that one is read.

use std::collections::BTreeMap;

use activity_log::{Actor, CodeError, Entry, EntryError, EntryFields, Hash, MAX_NUMBER, MAX_PAIRS};
use proptest::prelude::*;
use rstest::rstest;

const FULL: &str = r#"{"action":"cuestionario.enviado","actor":"account:01J8","at":1780000000000000,"commitments":{"respuesta":"2222222222222222222222222222222222222222222222222222222222222222"},"details":{"campo":"17","revision":"3"},"module":"curricular","record":"1111111111111111111111111111111111111111111111111111111111111111","role":"capturista","session":"s-9","subject_id":"0042","subject_kind":"captura","v":1}"#;
const SMALL: &str = r#"{"action":"inicio","actor":"system","at":0,"module":"m","role":"r","subject_id":"i","subject_kind":"k","v":1}"#;

fn full() -> EntryFields {
    EntryFields {
        instant: 1_780_000_000_000_000,
        actor: Actor::account("01J8"),
        role: "capturista".into(),
        session: Some("s-9".into()),
        module: "curricular".into(),
        action: "cuestionario.enviado".into(),
        subject_kind: "captura".into(),
        subject_id: "0042".into(),
        record: Some(Hash::new([0x11; 32])),
        details: BTreeMap::from([
            ("revision".into(), "3".into()),
            ("campo".into(), "17".into()),
        ]),
        commitments: BTreeMap::from([("respuesta".into(), Hash::new([0x22; 32]))]),
    }
}

fn text(entry: &Entry) -> String {
    String::from_utf8(entry.canonical()).expect("ASCII")
}

#[test]
fn the_canonical_bytes_are_these() {
    assert_eq!(text(&Entry::new(full()).expect("valid")), FULL);
    let small = EntryFields {
        instant: 0,
        actor: Actor::System,
        role: "r".into(),
        session: None,
        module: "m".into(),
        action: "inicio".into(),
        subject_kind: "k".into(),
        subject_id: "i".into(),
        record: None,
        details: BTreeMap::new(),
        commitments: BTreeMap::new(),
    };
    assert_eq!(text(&Entry::new(small).expect("valid")), SMALL);
}

#[test]
fn the_leaf_hash_is_that_of_the_canonical_bytes() {
    // printf '\0%s' "$SMALL" | sha256sum
    let expected = "f85d001f5e1d9b21e7208995e0c3fd3198272763da4afc74276ab817c6e8f8ee";
    assert_eq!(
        Entry::parse(SMALL.as_bytes())
            .expect("valid")
            .leaf_hash()
            .to_string(),
        expected
    );
}

#[rstest]
#[case::full(FULL)]
#[case::small(SMALL)]
fn canonical_bytes_are_read_back(#[case] bytes: &str) {
    assert_eq!(
        text(&Entry::parse(bytes.as_bytes()).expect("canonical")),
        bytes
    );
}

#[rstest]
#[case::space(r#"{"action""#, r#"{ "action""#)]
#[case::space_after_colon(r#""at":0"#, r#""at": 0"#)]
#[case::trailing_newline(r#""v":1}"#, "\"v\":1}\n")]
#[case::another_object(r#""v":1}"#, r#""v":1}{}"#)]
#[case::order(r#""module":"m","role":"r""#, r#""role":"r","module":"m""#)]
#[case::repeated_member(r#""at":0"#, r#""at":0,"at":0"#)]
#[case::unknown_member(r#""module""#, r#""mode":"x","module""#)]
#[case::empty_details(r#""module""#, r#""details":{},"module""#)]
#[case::empty_commitments(r#""module""#, r#""commitments":{},"module""#)]
#[case::null_session(r#""subject_id""#, r#""session":null,"subject_id""#)]
#[case::null_record(r#""role""#, r#""record":null,"role""#)]
#[case::escape(r#""inicio""#, r#""\u0069nicio""#)]
#[case::escaped_slash(r#""subject_id":"i""#, r#""subject_id":"\/""#)]
#[case::float(r#""at":0"#, r#""at":0.0"#)]
#[case::exponent(r#""at":0"#, r#""at":0e0"#)]
#[case::minus_zero(r#""at":0"#, r#""at":-0"#)]
#[case::leading_zero(r#""at":0"#, r#""at":00"#)]
#[case::negative(r#""at":0"#, r#""at":-1"#)]
#[case::too_late(r#""at":0"#, r#""at":9007199254740992"#)]
#[case::text_instant(r#""at":0"#, r#""at":"0""#)]
#[case::other_version(r#""v":1"#, r#""v":2"#)]
#[case::no_version(r#","v":1"#, "")]
#[case::no_role(r#""role":"r","#, "")]
#[case::unknown_actor(r#""system""#, r#""root""#)]
#[case::account_without_id(r#""system""#, r#""account:""#)]
#[case::upper_case_hash(
    r#""role""#,
    r#""record":"AA11111111111111111111111111111111111111111111111111111111111111","role""#
)]
#[case::short_hash(r#""role""#, r#""record":"11","role""#)]
#[case::byte_order_mark(r#"{"action""#, "\u{feff}{\"action\"")]
#[case::details_order(r#""module""#, r#""details":{"b":"1","a":"2"},"module""#)]
#[case::details_repeated(r#""module""#, r#""details":{"a":"1","a":"1"},"module""#)]
#[case::details_number(r#""module""#, r#""details":{"a":1},"module""#)]
fn any_other_way_of_writing_is_refused(#[case] from: &str, #[case] to: &str) {
    let bytes = SMALL.replacen(from, to, 1);
    assert_ne!(bytes, SMALL);
    assert!(Entry::parse(bytes.as_bytes()).is_err(), "{bytes}");
}

#[rstest]
#[case::name("María de la Luz")]
#[case::space("a b")]
#[case::accent("añadido")]
#[case::quote("a\"b")]
#[case::backslash("a\\b")]
#[case::newline("a\nb")]
#[case::nul("a\0b")]
#[case::delete("a\u{7f}b")]
fn names_and_texts_do_not_fit(#[case] text: &str) {
    let refused = |change: fn(&mut EntryFields, String)| {
        let mut fields = full();
        change(&mut fields, text.to_owned());
        matches!(
            Entry::new(fields),
            Err(EntryError::Code(CodeError::Character { .. }))
        )
    };
    assert!(refused(|fields, text| fields.actor = Actor::Account(text)));
    assert!(refused(|fields, text| fields.role = text));
    assert!(refused(|fields, text| fields.session = Some(text)));
    assert!(refused(|fields, text| fields.module = text));
    assert!(refused(|fields, text| fields.action = text));
    assert!(refused(|fields, text| fields.subject_kind = text));
    assert!(refused(|fields, text| fields.subject_id = text));
    assert!(refused(|fields, text| drop(
        fields.details.insert("a".into(), text)
    )));
    assert!(refused(|fields, text| drop(
        fields.details.insert(text, "a".into())
    )));
    assert!(refused(|fields, text| {
        fields.commitments.insert(text, Hash::of(b""));
    }));
}

#[test]
fn empty_and_too_long_texts_do_not_fit() {
    let of_role = |role: String| Entry::new(EntryFields { role, ..full() });
    assert!(of_role("r".repeat(64)).is_ok());
    assert!(matches!(
        of_role("r".repeat(65)),
        Err(EntryError::Code(CodeError::TooLong { .. }))
    ));
    assert!(matches!(
        of_role(String::new()),
        Err(EntryError::Code(CodeError::Empty { .. }))
    ));
    let of_id = |subject_id: String| {
        Entry::new(EntryFields {
            subject_id,
            ..full()
        })
    };
    assert!(of_id("i".repeat(256)).is_ok());
    assert!(matches!(
        of_id("i".repeat(257)),
        Err(EntryError::Code(CodeError::TooLong { .. }))
    ));
}

#[test]
fn instants_have_bounds() {
    let at = |instant| Entry::new(EntryFields { instant, ..full() });
    let last = i64::try_from(MAX_NUMBER).expect("fits");
    assert!(at(0).is_ok());
    assert!(at(last).is_ok());
    assert_eq!(at(-1), Err(EntryError::Instant));
    assert_eq!(at(last + 1), Err(EntryError::Instant));
    assert_eq!(at(i64::MIN), Err(EntryError::Instant));
}

#[test]
fn the_number_of_pairs_and_bytes_has_bounds() {
    let of = |pairs: usize, length: usize| {
        let details = (0..pairs)
            .map(|n| (format!("{n:064}"), "x".repeat(length)))
            .collect();
        let commitments = (0..pairs)
            .map(|n| (format!("{n:064}"), Hash::of(b"")))
            .collect();
        Entry::new(EntryFields {
            details,
            commitments,
            ..full()
        })
    };
    let most = of(MAX_PAIRS, 256).expect("within the bounds");
    assert_eq!(Entry::parse(&most.canonical()), Ok(most));
    assert_eq!(
        of(MAX_PAIRS + 1, 1),
        Err(EntryError::TooManyPairs("details"))
    );
    let commitments = (0..=MAX_PAIRS)
        .map(|n| (n.to_string(), Hash::of(b"")))
        .collect();
    let fields = EntryFields {
        commitments,
        ..full()
    };
    assert_eq!(
        Entry::new(fields),
        Err(EntryError::TooManyPairs("commitments"))
    );
    let long = format!("{}{}", SMALL, " ".repeat(70_000));
    assert!(matches!(
        Entry::parse(long.as_bytes()),
        Err(EntryError::TooLong(_))
    ));
}

#[test]
fn an_entry_of_another_version_is_told_apart() {
    let bytes = SMALL.replace("\"v\":1", "\"v\":2");
    assert_eq!(Entry::parse(bytes.as_bytes()), Err(EntryError::Version(2)));
}

fn code() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._:/-]{1,64}"
}

fn value() -> impl Strategy<Value = String> {
    "[!#-\\[\\]-~]{1,256}"
}

prop_compose! {
    fn any_fields()(
        instant in 0..=(1i64 << 53) - 1,
        actor in prop_oneof![Just(Actor::System), Just(Actor::Anonymous), value().prop_map(Actor::Account)],
        (role, module, action, subject_kind) in (code(), code(), code(), code()),
        subject_id in value(),
        session in prop::option::of(value()),
        record in prop::option::of(any::<[u8; 32]>().prop_map(Hash::new)),
        details in prop::collection::btree_map(code(), value(), 0..5),
        commitments in prop::collection::btree_map(code(), any::<[u8; 32]>().prop_map(Hash::new), 0..5),
    ) -> EntryFields {
        EntryFields {
            instant, actor, role, session, module, action, subject_kind, subject_id, record, details, commitments,
        }
    }
}

proptest! {
    #[test]
    fn every_valid_entry_is_read_back(fields in any_fields()) {
        let entry = Entry::new(fields.clone()).expect("valid");
        let read = Entry::parse(&entry.canonical()).expect("canonical");
        prop_assert_eq!(read.fields(), &fields);
        prop_assert!(entry.canonical().iter().all(|byte| (0x21..0x7f).contains(byte) && *byte != b'\\'));
    }

    #[test]
    fn two_entries_never_share_their_bytes(one in any_fields(), other in any_fields()) {
        prop_assume!(one != other);
        let bytes = |fields| Entry::new(fields).expect("valid").canonical();
        prop_assert_ne!(bytes(one), bytes(other));
    }

    #[test]
    fn whatever_is_read_is_canonical(at in any::<prop::sample::Index>(), byte in any::<u8>(), insert in any::<bool>()) {
        let mut bytes = FULL.as_bytes().to_vec();
        let at = at.index(bytes.len());
        if insert { bytes.insert(at, byte) } else { bytes[at] = byte }
        if let Ok(entry) = Entry::parse(&bytes) {
            prop_assert_eq!(entry.canonical(), bytes);
        }
    }
}

#[test]
fn hashes_are_read_strictly() {
    let hash = Hash::of(b"x");
    assert_eq!(hash.to_string().parse(), Ok(hash));
    assert!(hash.to_string().to_uppercase().parse::<Hash>().is_err());
    assert!(hash.to_string()[1..].parse::<Hash>().is_err());
    assert!(
        format!("{}ñ", &hash.to_string()[2..])
            .parse::<Hash>()
            .is_err()
    );
    assert!(Hash::try_from(&[0u8; 31][..]).is_err());
}
