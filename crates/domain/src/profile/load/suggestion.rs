//! "¿Quiso escribir…?": the known word nearest to a mistaken one.

use strsim::damerau_levenshtein;

/// The known word that is at most a third of its letters away, if any.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| distance * 3 <= candidate.chars().count().max(3))
        .min()
        .map(|(_, candidate)| candidate)
}

/// A remedy: the nearest known word if there is one, and the words there are.
pub(crate) fn remedy<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let words = listed(known.clone());
    match nearest(word, known) {
        Some(candidate) => format!("¿quiso escribir «{candidate}»? Se conocen: {words}"),
        None => format!("use una de estas: {words}"),
    }
}

/// At most a dozen words, and how many more there are.
fn listed<'a>(known: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let words: Vec<&str> = known.into_iter().collect();
    if words.is_empty() {
        return "(ninguna todavía)".to_owned();
    }
    let shown = words
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match words.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{shown} y {more} más"),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("nomber", Some("nombre"))]
    #[case("nombres", Some("nombre"))]
    #[case("correo", None)]
    #[case("clav", Some("clave"))]
    fn nearest_word_is_offered_only_when_near(#[case] word: &str, #[case] offered: Option<&str>) {
        assert_eq!(nearest(word, ["nombre", "clave"]), offered);
    }

    #[test]
    fn long_lists_are_cut() {
        let words: Vec<String> = (0..20).map(|n| format!("palabra-{n}")).collect();
        let text = remedy("xyz", words.iter().map(String::as_str));
        assert!(text.ends_with("palabra-11 y 8 más"), "{text}");
    }
}
