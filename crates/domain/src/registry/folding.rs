//! Words without case, accents or punctuation, so that files written by many hands are understood.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents; dots vanish (`M.R.` is `mr`) and whatever else is no letter or figure parts words.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        push_all(&mut folded, text.chars());
    } else {
        let plain = text.nfkd().filter(|c| !is_combining_mark(*c));
        push_all(&mut folded, plain.flat_map(char::to_lowercase));
    }
    folded
}

fn push_all(folded: &mut String, chars: impl Iterator<Item = char>) {
    let mut parted = false;
    for c in chars {
        if c.is_alphanumeric() {
            if parted && !folded.is_empty() {
                folded.push(' ');
            }
            parted = false;
            folded.push(c.to_ascii_lowercase());
        } else if !matches!(c, '.' | '\u{FEFF}' | '\u{200B}') {
            parted = true;
        }
    }
}

/// The letters and figures of a heading alone: `Primer_Apellido` and `PRIMER APELLIDO.` are one.
pub(super) fn squeezed(text: &str) -> String {
    folded(text).replace(' ', "")
}

/// The letters and figures of a text alone, for whoever compares headings or choices that many hands write.
pub fn squeezed_words(text: &str) -> String {
    squeezed(text)
}

/// Articles and prepositions that never tell two names apart.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "a" | "al" | "de" | "del" | "e" | "el" | "en" | "la" | "las" | "los" | "o" | "por" | "y"
    )
}

/// A figure without its leading zeros; any other word as it is.
pub(super) fn without_zeros(word: &str) -> &str {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        let plain = word.trim_start_matches('0');
        if plain.is_empty() { "0" } else { plain }
    } else {
        word
    }
}

/// The value of a Roman numeral up to 99.
pub(super) fn roman(word: &str) -> Option<u16> {
    const VALUES: [(&str, u16); 9] = [
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
        ("", 0),
    ];
    if word.is_empty() || word.len() > 8 {
        return None;
    }
    let mut rest = word;
    let mut total = 0;
    for (numeral, value) in VALUES.into_iter().filter(|(_, value)| *value > 0) {
        while let Some(after) = rest.strip_prefix(numeral) {
            total += value;
            rest = after;
        }
    }
    // Only the usual way of writing each number counts: `iiii` and `vx` are no numerals.
    (rest.is_empty() && written(total) == word).then_some(total)
}

fn written(number: u16) -> String {
    const TENS: [&str; 10] = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let (tens, ones) = (usize::from(number / 10), usize::from(number % 10));
    format!(
        "{}{}",
        TENS.get(tens).copied().unwrap_or_default(),
        ONES[ones]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("  DIPUTACIÓN   M.R. ", "diputacion mr")]
    #[case("sexo/género", "sexo genero")]
    #[case("\u{FEFF}Nº de Lista", "no de lista")]
    #[case("¿?", "")]
    #[case("Núñez_Ñ-1", "nunez n 1")]
    fn case_accents_and_punctuation_do_not_count(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(folded(text), expected);
    }

    #[test]
    fn folding_what_is_folded_changes_nothing() {
        for text in ["Ángel D'Artagnan", "ｆｕｌｌ", "İstanbul", "ﬁ"] {
            assert_eq!(folded(&folded(text)), folded(text), "{text}");
        }
    }

    #[test]
    fn every_numeral_is_read_and_nothing_else() {
        for number in 1..=99 {
            assert_eq!(roman(&written(number)), Some(number));
        }
        for other in ["", "iiii", "vx", "ic", "inde", "xl1"] {
            assert_eq!(roman(other), None, "{other}");
        }
    }

    #[rstest::rstest]
    #[case("007", "7")]
    #[case("00", "0")]
    #[case("a07", "a07")]
    fn zeros_before_a_figure_do_not_count(#[case] word: &str, #[case] expected: &str) {
        assert_eq!(without_zeros(word), expected);
    }
}
