//! Search by words: accents, capitals and ñ make no difference.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words from this length on are found anywhere inside a word; shorter ones only at its start, because two letters
/// are inside nearly everything.
const INSIDE_FROM: usize = 3;

/// A text as it is searched: lower case, without accents, tildes or marks; words of letters and digits with one
/// space between. `O'Dam` becomes `odam`, `Núñez-Ibáñez` becomes `nunez ibanez`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let plain = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase);
    for letter in plain {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !is_inside_a_word(letter) && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Apostrophes belong to the word in which they stand; invisible marks are nothing.
const fn is_inside_a_word(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | '`' | '´' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// The words of a typed text.
    pub(crate) fn of(typed: &str) -> Self {
        Self(fold(typed).split_whitespace().map(str::to_owned).collect())
    }

    /// Whether there is nothing to look for.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The word that fewest rows have, as a guess: the longest.
    fn rarest(&self) -> Option<&str> {
        self.0
            .iter()
            .max_by_key(|word| word.len())
            .map(String::as_str)
    }

    /// Whether every word is found in a folded text.
    fn all_in(&self, folded: &str) -> bool {
        self.0.iter().all(|word| is_in(word, folded))
    }
}

fn is_in(word: &str, folded: &str) -> bool {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        // "Distrito 1" is not "Distrito 15".
        return folded.split(' ').any(|other| other == word);
    }
    if word.chars().count() >= INSIDE_FROM {
        return folded.contains(word);
    }
    folded.split(' ').any(|other| other.starts_with(word))
}

/// The folded texts of all rows in one piece of memory, which is read from end to end in a search.
#[derive(Debug, Default)]
pub(crate) struct SearchText {
    text: String,
    starts: Vec<usize>,
}

impl SearchText {
    /// The texts of rows, in the order of the rows.
    pub(crate) fn of<'a>(rows: impl Iterator<Item = &'a str> + Clone) -> Self {
        let length = rows.clone().map(|row| row.len() + 1).sum();
        let mut text = String::with_capacity(length);
        let mut starts = Vec::new();
        for row in rows {
            starts.push(text.len());
            text.push_str(row);
            // Never part of a word, so nothing is found across two rows.
            text.push('\n');
        }
        Self { text, starts }
    }

    /// Positions of the rows that have every word, in order.
    pub(crate) fn find(&self, words: &Words) -> Vec<usize> {
        let Some(rarest) = words.rarest() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = self.text.get(from..).and_then(|rest| rest.find(rarest)) {
            let row = self.starts.partition_point(|start| *start <= from + at) - 1;
            if words.all_in(self.row(row)) {
                found.push(row);
            }
            // The rest of this row cannot add anything.
            from = self.end(row);
        }
        found
    }

    fn row(&self, row: usize) -> &str {
        self.text[self.starts[row]..self.end(row)].trim_end_matches('\n')
    }

    fn end(&self, row: usize) -> usize {
        self.starts.get(row + 1).copied().unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("Xóchitl NÚÑEZ Güemes", "xochitl nunez guemes")]
    #[case("n\u{0303}andu\u{0301}", "nandu")]
    #[case("O'Dam  y O’Dam", "odam y odam")]
    #[case("  La «Güera» (Ana-María)  ", "la guera ana maria")]
    #[case("\u{202e}niña\u{202c}", "nina")]
    #[case("¿?", "")]
    #[case("", "")]
    fn folding_keeps_letters_and_digits(#[case] typed: &str, #[case] folded: &str) {
        assert_eq!(fold(typed), folded);
    }

    #[rstest::rstest]
    #[case("munoz", &[0])]
    #[case("MUÑOZ", &[0])]
    #[case("muñóz pérez", &[0])]
    #[case("perez", &[0, 1])]
    #[case("rez", &[0, 1])]
    #[case("distrito 1", &[0])]
    #[case("distrito 15", &[1])]
    #[case("ju", &[1])]
    #[case("an", &[])]
    #[case("odam", &[2])]
    #[case("o dam", &[2])]
    #[case("perez odam", &[])]
    #[case("15 juana", &[1])]
    #[case("15 iñigo", &[])]
    #[case("", &[])]
    fn every_word_must_be_found(#[case] typed: &str, #[case] found: &[usize]) {
        let rows = [
            "Iñigo Muñoz Pérez Distrito 1",
            "Juana Pérez Distrito 15",
            "Pedro O'Dam Distrito 2",
        ]
        .map(fold);
        let text = SearchText::of(rows.iter().map(String::as_str));
        assert_eq!(text.find(&Words::of(typed)), found);
    }
}
