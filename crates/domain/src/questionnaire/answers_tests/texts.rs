//! Cleaning and counting.

use proptest::prelude::*;
use rstest::rstest;
use unicode_normalization::is_nfc;

use crate::profile::Counting::{WithSpaces, WithoutSpaces};
use crate::questionnaire::{clean_text, length};

#[rstest]
#[case::crlf("uno\r\ndos", "uno\ndos")]
#[case::cr("uno\rdos", "uno\ndos")]
#[case::two_ends("uno\n\r\n\rdos", "uno\n\n\ndos")]
#[case::soft_break_of_a_word_processor("uno\u{B}dos", "uno\ndos")]
#[case::separators(
    "uno\u{2028}dos\u{2029}tres\u{85}cuatro\u{C}cinco",
    "uno\ndos\ntres\ncuatro\ncinco"
)]
#[case::nul("u\0no", "uno")]
#[case::escape("\u{1B}[31muno", "[31muno")]
#[case::override_of_direction("uno\u{202E}sod", "unosod")]
#[case::isolates("\u{2066}uno\u{2069}", "uno")]
#[case::marks_of_direction("\u{200E}uno\u{200F}", "uno")]
#[case::zero_width_space("u\u{200B}no", "uno")]
#[case::soft_hyphen("u\u{AD}no", "uno")]
#[case::byte_order_mark("\u{FEFF}uno", "uno")]
#[case::composed("Me\u{301}xico", "México")]
#[case::eñe("Nun\u{303}ez", "Nuñez")]
#[case::spaces_around("  \u{A0}uno dos\u{3000}\n\t", "uno dos")]
#[case::spaces_within("uno  dos\n\n\ntres\tcuatro", "uno  dos\n\n\ntres\tcuatro")]
#[case::family("👩\u{200D}👩\u{200D}👧", "👩\u{200D}👩\u{200D}👧")]
#[case::heart("❤\u{FE0F}", "❤\u{FE0F}")]
#[case::joiner_in_a_word("pa\u{200D}la\u{200C}bra", "palabra")]
#[case::joiner_beside_a_space("👩\u{200D} 👧\u{200C}", "👩 👧")]
#[case::joiners_in_a_row("👩\u{200D}\u{200D}👧", "👩👧")]
#[case::joiner_of_persian("می\u{200C}خواهم", "می\u{200C}خواهم")]
#[case::joiner_of_hindi("क्\u{200D}ष", "क्\u{200D}ष")]
#[case::selector_in_a_word("pa\u{FE0F}la\u{FE0E}bra", "palabra")]
#[case::keycap("1\u{FE0F}\u{20E3}", "1\u{FE0F}\u{20E3}")]
#[case::other_selectors("a\u{FE01}b\u{E0101}c", "abc")]
#[case::tags("a\u{E0061}\u{E007F}", "a")]
#[case::grapheme_joiner("a\u{34F}b", "ab")]
#[case::pattern_of_no_dots("a\u{2800}\u{2800}b\u{2800}", "a  b")]
#[case::accent_after_a_joiner("Me\u{200D}\u{301}xico", "México")]
#[case::hebrew("שלום", "שלום")]
#[case::html("<b>O'Dam & \"otros\"</b>", "<b>O'Dam & \"otros\"</b>")]
#[case::formula("=HYPERLINK(\"x\")", "=HYPERLINK(\"x\")")]
fn text_is_cleaned(#[case] typed: &str, #[case] kept: &str) {
    assert_eq!(clean_text(typed), kept);
}

#[rstest]
#[case::nothing("")]
#[case::spaces(" \u{A0}\u{2003}\n\t\r\n")]
#[case::zero_width("\u{200B}\u{200B}\u{2060}\u{FEFF}")]
#[case::joiners("\u{200D}\u{200C}")]
#[case::selectors("\u{FE0F} \u{FE0E}")]
#[case::accents_alone("\u{301}\u{301} \u{303}")]
#[case::fillers("\u{3164}\u{115F}\u{FFA0}\u{1D159}")]
#[case::braille("\u{2800}\u{2800}")]
#[case::marks("\u{200E}\u{200F}\u{61C}")]
fn text_that_shows_nothing_is_no_text(#[case] typed: &str) {
    assert_eq!(clean_text(typed), "");
}

#[rstest]
#[case("uno dos", 7, 6)]
#[case("uno\ndos\tx", 9, 7)]
#[case("México", 6, 6)]
#[case("Me\u{301}xico", 6, 6)]
#[case("👩\u{200D}👩\u{200D}👧 x", 3, 2)]
#[case("🇲🇽", 1, 1)]
#[case("👍🏽", 1, 1)]
#[case("a\u{301}\u{302}\u{303}", 1, 1)]
#[case("\u{A0}\u{2003}\u{3000}", 3, 0)]
#[case::accent_on_a_space(" \u{301}x", 2, 2)]
#[case("", 0, 0)]
fn characters_are_counted_as_people_see_them(
    #[case] text: &str,
    #[case] with: usize,
    #[case] without: usize,
) {
    assert_eq!(
        (length(text, WithSpaces), length(text, WithoutSpaces)),
        (with, without)
    );
}

#[test]
fn line_end_of_any_system_weighs_the_same_at_a_limit() {
    let lines = |end: &str| vec!["a".repeat(99); 10].join(end);
    let kept = clean_text(&lines("\n"));
    for end in ["\r\n", "\r", "\u{2028}"] {
        assert_eq!(clean_text(&lines(end)), kept);
    }
    assert_eq!(length(&kept, WithoutSpaces), 990);
    assert_eq!(length(&kept, WithSpaces), 999);
}

#[test]
fn padding_that_is_not_seen_does_not_count() {
    let padded = format!("a{}b", "\u{200B}\u{200E}\u{2060}\u{AD}".repeat(100));
    assert_eq!(length(&clean_text(&padded), WithoutSpaces), 2);
    let accents = clean_text(&format!("z{}z", "\u{301}".repeat(300)));
    assert_eq!(length(&accents, WithoutSpaces), 2);
    assert!(accents.chars().count() <= 10, "a tower of accents is cut");
}

/// Generous, for a machine that does other things; a quadratic step would take hours.
#[rstest]
#[case::words("palabra ".repeat(1_310_720))]
#[case::accents(format!("a{}", "\u{301}".repeat(5_242_880)))]
#[case::line_ends("\r\n".repeat(5_242_880))]
#[case::joined("👩\u{200D}".repeat(1_497_965))]
fn ten_megabytes_are_cleaned_and_counted_in_reasonable_time(#[case] text: String) {
    let started = now();
    let kept = clean_text(&text);
    let counted = length(&kept, WithoutSpaces);
    let took = now().duration_since(started);
    assert!(counted <= text.len());
    assert!(took < std::time::Duration::from_secs(30), "{took:?}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "this test measures how long the work takes"
)]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Text with much of what is awkward: line ends, invisible characters, accents alone, emoji, other scripts.
fn awkward() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "\r\n",
            "\r",
            "\n",
            "\t",
            " ",
            "\u{A0}",
            "\u{200B}",
            "\u{200D}",
            "\u{FE0F}",
            "\u{301}",
            "e\u{301}",
            "ñ",
            "👩",
            "👩\u{200D}👧",
            "🇲🇽",
            "\u{202E}",
            "\u{2066}",
            "שלום",
            "\u{1100}\u{1161}",
            "\u{212B}",
            "\u{340}",
            "\u{2000}",
            "\u{85}",
            "\u{0}",
            "\u{FEFF}",
            "a",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn cleaning_twice_is_cleaning_once(typed in awkward()) {
        let once = clean_text(&typed);
        prop_assert_eq!(clean_text(&once), once);
    }

    #[test]
    fn clean_text_is_composed_trimmed_and_without_controls(typed in awkward()) {
        let kept = clean_text(&typed);
        prop_assert!(is_nfc(&kept));
        prop_assert_eq!(kept.trim(), &kept);
        prop_assert!(kept.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()));
    }

    #[test]
    fn letters_and_figures_are_never_lost(typed in "[a-zA-Z0-9áéíóúüñÁÉÍÓÚÜÑ .,;:¿?¡!\n]{0,200}") {
        prop_assert_eq!(clean_text(&typed), typed.trim());
    }

    #[test]
    fn every_line_end_cleans_and_counts_alike(typed in awkward()) {
        let unix = typed.replace("\r\n", "\n").replace('\r', "\n");
        let windows = unix.replace('\n', "\r\n");
        prop_assert_eq!(clean_text(&unix), clean_text(&windows));
        for counting in [WithSpaces, WithoutSpaces] {
            prop_assert_eq!(
                length(&clean_text(&unix), counting),
                length(&clean_text(&windows), counting)
            );
        }
    }

    /// For plain Spanish a character is a grapheme, so that counting one by one must agree.
    #[test]
    fn counting_agrees_with_one_by_one(text in "[a-zA-Z0-9áéíóúüñÁÉÍÓÚÜÑ .,;:¿?¡!\n\t]{0,300}") {
        let with = text.chars().count();
        let without = text.chars().filter(|c| !c.is_whitespace()).count();
        prop_assert_eq!((length(&text, WithSpaces), length(&text, WithoutSpaces)), (with, without));
    }

    #[test]
    fn without_spaces_is_never_more_and_at_least_the_words(text in awkward()) {
        let text = clean_text(&text);
        let (with, without) = (length(&text, WithSpaces), length(&text, WithoutSpaces));
        prop_assert!(without <= with);
        prop_assert_eq!(without == 0, text.is_empty());
    }
}
