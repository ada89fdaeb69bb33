//! "¿Quiso escribir…?" for keys of the profile: by key or by name, without regard to case and accents.

use std::collections::HashMap;

use strsim::damerau_levenshtein;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer texts are not mistyped keys, and comparing them would take long.
const LONGEST_COMPARED: usize = 80;
/// Different mistakes for which a suggestion is sought: a file that is wrong throughout must not take minutes.
const MOST_SOUGHT: usize = 200;

/// Lower case, without accents, separators as spaces.
fn folded(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '_' | '-') { ' ' } else { c })
        .collect()
}

/// The known word nearest to `word`, if one is at most a third of its letters away.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_named(word, known.into_iter().map(|key| (key, key)))
}

/// The key whose own text or whose name is nearest to `word`.
fn nearest_named<'a>(
    word: &str,
    known: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<&'a str> {
    if word.chars().count() > LONGEST_COMPARED {
        return None;
    }
    let word = folded(word);
    known
        .into_iter()
        .flat_map(|(key, name)| [(key, folded(key)), (key, folded(name))])
        .map(|(key, text)| (damerau_levenshtein(&word, &text), key, text.chars().count()))
        .filter(|(distance, _, letters)| distance * 3 <= (*letters).max(3))
        .min()
        .map(|(_, key, _)| key)
}

/// Remembers what was suggested for each mistake, since a file tends to repeat the same one.
#[derive(Default)]
pub(super) struct Suggestions {
    given: HashMap<(String, String), String>,
}

impl Suggestions {
    /// What to do about an unknown `word` where one of `known` (key, name) is due; `kind` tells the lists apart.
    pub(super) fn remedy<'a>(
        &mut self,
        kind: &str,
        word: &str,
        known: impl IntoIterator<Item = (&'a str, &'a str)> + Clone,
    ) -> String {
        let mistake = (kind.to_owned(), word.to_owned());
        if self.given.len() >= MOST_SOUGHT && !self.given.contains_key(&mistake) {
            return listed(known);
        }
        self.given
            .entry(mistake)
            .or_insert_with(|| match nearest_named(word, known.clone()) {
                Some(key) => format!("¿Quiso escribir «{key}»?"),
                None => listed(known),
            })
            .clone()
    }
}

/// A few of the keys there are.
fn listed<'a>(known: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    const SHOWN: usize = 8;
    let mut keys = known.into_iter().map(|(key, _)| key);
    let shown: Vec<&str> = keys.by_ref().take(SHOWN).collect();
    match (shown.len(), keys.count()) {
        (0, _) => "En este proceso no hay ninguna: deje la celda vacía.".to_owned(),
        (_, 0) => format!("Use una de estas claves: {}.", shown.join(", ")),
        (_, more) => format!(
            "Use una de estas claves: {} y {more} más.",
            shown.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [(&str, &str); 3] = [
        ("pan", "Partido Acción Nacional"),
        ("mc", "Movimiento Ciudadano"),
        ("coyoacan", "Coyoacán"),
    ];

    #[rstest::rstest]
    #[case("PAN", Some("pan"))]
    #[case("paan", Some("pan"))]
    #[case("movimiento ciudadano", Some("mc"))]
    #[case("Partido Accion Nacional", Some("pan"))]
    #[case("COYOACÁN", Some("coyoacan"))]
    #[case("verde", None)]
    #[case(&"x".repeat(5_000), None)]
    fn key_is_found_by_key_or_name(#[case] word: &str, #[case] key: Option<&str>) {
        assert_eq!(nearest_named(word, KNOWN), key);
    }

    #[test]
    fn remedy_names_the_nearest_or_lists_the_keys() {
        let mut suggestions = Suggestions::default();
        assert_eq!(
            suggestions.remedy("partido", "Pan", KNOWN),
            "¿Quiso escribir «pan»?"
        );
        assert_eq!(
            suggestions.remedy("partido", "verde", KNOWN),
            "Use una de estas claves: pan, mc, coyoacan."
        );
    }

    #[test]
    fn only_so_many_mistakes_are_compared() {
        let mut suggestions = Suggestions::default();
        for n in 0..MOST_SOUGHT {
            suggestions.remedy("partido", &format!("desconocido-{n}"), KNOWN);
        }
        assert!(
            suggestions
                .remedy("partido", "pam", KNOWN)
                .starts_with("Use una")
        );
    }
}
