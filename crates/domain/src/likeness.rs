//! Texts that repeat one another (`domain.md` 3: the full copy of another candidacy's proposal is a ground). Whoever
//! validates is shown the other text; nothing is blocked by it.
//!
//! A text is reduced to its words without accents, case or signs, and these to every run of four of them, hashed. How
//! alike two texts are is the share of runs that they have in common. So that one text need not be compared with
//! all others, each run set is sketched (`MinHash`) in bands: texts that share no band are not alike.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::questionnaire::{Answer, Answers, Definition, Field, FieldKind};

/// Words in a run.
const RUN: usize = 4;
/// Texts with fewer words say what anybody would say in them.
const LEAST_WORDS: usize = 12;
/// Bands of a sketch: enough that of the texts that are just alike one in 150 shares none (`(1 - 0.7^3)^12`).
pub const BANDS: usize = 12;
/// Smallest hashes in a band.
const ROWS: usize = 3;
/// From this share on, in thousandths, two texts are told to be alike.
pub const ALIKE: u16 = 700;
/// The share of two texts that say the same words.
pub const EQUAL: u16 = 1_000;

/// A text as far as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    runs: BTreeSet<u64>,
}

impl Print {
    /// The print of a text; none for one that is too short to be anybody's.
    pub fn of(text: &str) -> Option<Self> {
        let words = words(text);
        if words.len() < LEAST_WORDS {
            return None;
        }
        let runs = words.windows(RUN).map(|run| hash(&run.join(" ")));
        Some(Self {
            runs: runs.collect(),
        })
    }

    /// The share of runs that both have, in thousandths: [`EQUAL`] for the same words.
    pub fn likeness(&self, other: &Self) -> u16 {
        let both = self.runs.intersection(&other.runs).count();
        let all = self.runs.len() + other.runs.len() - both;
        u16::try_from(both * usize::from(EQUAL) / all.max(1)).unwrap_or(EQUAL)
    }

    /// The sketch: texts that are alike share a band but for one in 150 at most, the same words always all of them.
    pub fn bands(&self) -> [u64; BANDS] {
        std::array::from_fn(|band| {
            let smallest: Vec<String> = (0..ROWS)
                .map(|row| self.smallest(band * ROWS + row).to_string())
                .collect();
            hash(&smallest.join(" "))
        })
    }

    /// The smallest value of the runs under the `n`th order of all values.
    fn smallest(&self, n: usize) -> u64 {
        let seed = mixed((n as u64).wrapping_add(0x9E37_79B9_7F4A_7C15));
        let values = self.runs.iter().map(|run| mixed(run ^ seed));
        values.min().unwrap_or(u64::MAX)
    }
}

/// The fields whose texts are compared: paragraphs that are published.
pub fn compared(definition: &Definition) -> impl Iterator<Item = &Field> {
    definition
        .fields()
        .filter(|field| field.published && matches!(field.kind, FieldKind::Paragraph { .. }))
}

/// The prints of these answers, field by field.
pub fn prints<'a>(
    definition: &'a Definition,
    answers: &'a Answers,
) -> impl Iterator<Item = (&'a Field, Print)> {
    compared(definition).filter_map(|field| match answers.get(&field.key) {
        Some(Answer::Text(text)) => Some((field, Print::of(text)?)),
        _ => None,
    })
}

/// The words without accents, case or signs.
fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

fn hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    let mut first = [0_u8; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(first)
}

/// Spreads a value over all others (the finisher of `SplitMix64`).
const fn mixed(value: u64) -> u64 {
    let mut z = value;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{ALIKE, EQUAL, Print};

    const TEXT: &str = "Propongo mejorar el transporte público de las colonias del norte con rutas nuevas, paradas \
        seguras e iluminadas y un horario que la gente conozca. También propongo que los camiones sean accesibles para \
        personas con discapacidad y que el costo no suba durante los tres años de la legislatura.";
    const OTHER: &str = "El agua llega dos días a la semana a la mitad de las casas del distrito. Propongo una ley que \
        obligue a informar cada mes cuánta se extrae, cuánta se pierde en las tuberías y qué se hará para repararlas, \
        con vigilancia de comités de vecinas y vecinos elegidos en asamblea.";

    fn print(text: &str) -> Print {
        Print::of(text).unwrap()
    }

    fn share_a_band(one: &Print, other: &Print) -> bool {
        one.bands().iter().zip(other.bands()).any(|(a, b)| *a == b)
    }

    #[test]
    fn the_same_words_are_equal_whatever_their_accents_case_signs_and_space() {
        let shouted = TEXT
            .to_uppercase()
            .replace("Ú", "U")
            .replace(", ", " ;\n\n ");
        assert_eq!(print(TEXT).likeness(&print(&shouted)), EQUAL);
        assert_eq!(print(TEXT).bands(), print(&shouted).bands());
    }

    #[test]
    fn a_copy_with_a_few_words_changed_is_alike_and_another_text_is_not() {
        let touched = TEXT.replace("del norte", "del sur");
        let (one, copy, other) = (print(TEXT), print(&touched), print(OTHER));
        assert!(
            (ALIKE..EQUAL).contains(&one.likeness(&copy)),
            "{}",
            one.likeness(&copy)
        );
        assert!(share_a_band(&one, &copy));
        assert!(one.likeness(&other) < 50);
        assert!(!share_a_band(&one, &other));
    }

    #[test]
    fn likeness_is_the_same_both_ways_and_short_texts_have_no_print() {
        let (one, other) = (print(TEXT), print(OTHER));
        assert_eq!(one.likeness(&other), other.likeness(&one));
        assert_eq!(Print::of("Sin trayectoria política ni social."), None);
        assert_eq!(Print::of(""), None);
    }

    /// Two hundred words drawn by `seed`.
    fn drawn(seed: u64) -> Vec<String> {
        let word = |n: u64| format!("palabra{}", super::mixed(seed * 1_000 + n) % 5_000);
        (0..200).map(word).collect()
    }

    /// The sketch may miss some, but few, of the pairs that are barely alike.
    #[test]
    fn of_the_pairs_that_are_just_alike_nearly_all_share_a_band() {
        let missed = (0..300)
            .filter(|seed| {
                let (words, tail) = (drawn(*seed), drawn(seed + 1_000_000));
                let copy = [&words[..166], &tail[166..]].concat();
                let (one, copy) = (print(&words.join(" ")), print(&copy.join(" ")));
                assert!((ALIKE..ALIKE + 20).contains(&one.likeness(&copy)));
                !share_a_band(&one, &copy)
            })
            .count();
        assert!(missed <= 5, "{missed} of 300");
    }

    proptest::proptest! {
        /// Whatever is changed of a long text in at most one run of words in twenty, a band finds it.
        #[test]
        fn near_copies_share_a_band(seed in 0_u64..400, changed in 0_usize..100) {
            let words = drawn(seed);
            let mut copy = words.clone();
            copy[changed] = "distinta".to_owned();
            copy[changed + 60] = "otra".to_owned();
            let (one, copy) = (print(&words.join(" ")), print(&copy.join(" ")));
            proptest::prop_assert!(one.likeness(&copy) >= ALIKE);
            proptest::prop_assert!(share_a_band(&one, &copy));
        }
    }
}
