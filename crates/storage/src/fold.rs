//! Names without accents or case, for order and search. We fold and the databases compare bytes: their own
//! ideas of language and case differ.

use domain::registry::Person;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Text in lower case without accents; whatever is not a letter or a digit separates words by one space.
/// `ñ` folds to `n`, so that both keyboards find it.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Surnames first, as lists are ordered; the nickname last.
pub fn folded_name(person: &Person) -> String {
    let parts = [
        person.first_surname.as_str(),
        person.second_surname.as_str(),
        person.given_names.as_str(),
        person.nickname.as_deref().unwrap_or_default(),
    ];
    fold(&parts.join(" "))
}

/// Whether every word of `wanted` begins some word of `name`; both folded.
pub fn matches(name: &str, wanted: &str) -> bool {
    wanted
        .split(' ')
        .all(|prefix| name.split(' ').any(|word| word.starts_with(prefix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_accents_case_and_punctuation() {
        assert_eq!(fold("  Muñoz-Ledo, JOSÉ  "), "munoz ledo jose");
        assert_eq!(fold("Ñ"), "n");
        assert_eq!(fold("D'Artagnan"), "d artagnan");
        assert_eq!(fold("\u{1F600}"), "");
    }

    #[test]
    fn words_match_by_their_beginnings_in_any_order() {
        let name = "perez lopez maria del carmen";
        for wanted in ["perez", "mar per", "car", "", "lopez perez"] {
            assert!(matches(name, wanted), "{wanted}");
        }
        for wanted in ["erez", "perezz", "mar juan"] {
            assert!(!matches(name, wanted), "{wanted}");
        }
    }
}
