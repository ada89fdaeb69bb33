//! What people write is data: it stays whole, does nothing, and never makes a document fail.

mod support;

use documents::{Delivery, Received};
use proptest::prelude::*;
use rstest::rstest;
use support::{Printed, brand, ledger, letter, squeezed};

#[rstest]
#[case::apostrophe("Siobhán O'Dam")]
#[case::formula(r#"=HYPERLINK("http://x.invalid","x")"#)]
#[case::markup("<script>alert(1)</script> &amp; <b>")]
#[case::code(r##"#eval("1") #panic() #{ } #sys.inputs"##)]
#[case::mathematics("$x$ $ a^2 $ ~ -- --- ...")]
#[case::emphasis("*bold* _emph_ `raw` ```rust x```")]
#[case::reference("@ref <label> https://x.invalid // no /* nor */")]
#[case::backslashes(r"C:\nuevo\u{41} \\ \#")]
#[case::list("- uno + dos / tres = cuatro")]
#[case::json(r#"{"a": "b", "c": [null]}"#)]
#[case::indigenous("Naꞌavi Tūʼun Ñuu Sávi K'iche' ŋ ɨ ʔ Mẽ'phàà")]
#[case::accents("e\u{301} n\u{303} m\u{303} q\u{306}")]
#[case::long_name(
    "María de la Asunción Guadalupe del Perpetuo Socorro Fernández de Lara y Gutiérrez-Covarrubias Ñúñez de la Torre y Mendoza"
)]
fn it_is_printed_whole(#[case] hostile: &str) {
    let mut made = letter();
    made.holder = hostile.to_owned();
    made.contact = hostile.to_owned();
    let printed = Printed::new(&made.pdf(&brand()).expect("a letter"));
    let text = squeezed(&printed.text());
    assert_eq!(
        text.matches(&squeezed_as_printed(hostile)).count(),
        3,
        "{text}"
    );
    assert!(!text.contains('□'), "{text}");
}

/// Letters and accents that have a form of their own together are printed as that form.
fn squeezed_as_printed(text: &str) -> String {
    squeezed(text)
        .replace("e\u{301}", "é")
        .replace("n\u{303}", "ñ")
}

#[test]
fn a_word_of_two_hundred_letters_breaks_and_stays_inside() {
    let word: String = ('a'..='z').cycle().take(200).collect();
    let mut made = letter();
    made.holder.clone_from(&word);
    made.login.clone_from(&word);
    let printed = Printed::new(&made.pdf(&brand()).expect("a letter"));
    // Poppler's box keeps only what lies inside of the sheet's margins (60 points at either side).
    let inside = printed.read_by(
        "pdftotext",
        &["-x", "58", "-y", "0", "-W", "496", "-H", "792"],
        &["-"],
    );
    assert!(squeezed(&inside).matches(&word).count() >= 4, "{inside}");
}

#[test]
fn a_sign_without_a_drawing_is_told_and_direction_marks_turn_nothing() {
    let mut made = letter();
    made.holder = "Ana \u{202e}🗳️ 👩‍👩‍👧 \u{200f}שלום 漢 \u{7} \u{e000} Ruiz".to_owned();
    let text = Printed::new(&made.pdf(&brand()).expect("a letter")).text();
    assert!(text.contains("Ana □ □ □□□□ □ □ □ Ruiz"), "{text}");
    let note =
        squeezed("□ ocupa el lugar de un signo que la tipografía no tiene: U+0007, U+05D5, U+05DC");
    assert!(squeezed(&text).contains(&note), "{text}");
    assert!(
        text.contains("U+1F5F3") && text.contains("U+6F22") && text.contains("U+E000"),
        "{text}"
    );
}

#[test]
fn a_refusal_does_not_repeat_what_was_written() {
    let mut made = letter();
    made.address = format!("https://x.invalid/{}", "secreto".repeat(500));
    let fault = made
        .pdf(&brand())
        .expect_err("no QR code carries this")
        .to_string();
    assert!(
        fault.contains("demasiado larga") && !fault.contains("secreto"),
        "{fault}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_text_at_all_makes_a_document(texts in prop::collection::vec(any::<String>(), 40)) {
        let mut made = ledger(0);
        made.scope = texts.concat();
        made.rows = texts
            .chunks_exact(4)
            .map(|text| Delivery {
                login: text[0].clone(),
                holder: text[1].clone(),
                role: text[2].clone(),
                received: Some(Received { at: text[3].clone(), by: text.concat() }),
            })
            .collect();
        prop_assert!(made.pdf(&brand()).is_ok_and(|pdf| pdf.starts_with(b"%PDF")));
    }
}
