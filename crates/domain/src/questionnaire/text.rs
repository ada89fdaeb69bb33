//! How typed text is cleaned and counted. The same rules hold in the browser (`contador.js`), so that the counter
//! never promises what the server refuses.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::profile::Counting;

/// Most marks that one letter may carry: no language piles up more, and a tower of them would cover the lines around.
const MOST_MARKS: usize = 8;

/// Text as it is kept (decision 36): every kind of line end becomes LF; what is never seen goes; NFC; no white space at
/// the ends; nothing at all if nothing of it would be seen. Cleaning twice is cleaning once.
///
/// Control characters go because a PostgreSQL text cannot hold NUL, bidirectional controls because a text could
/// disguise itself with them, and the rest of what Unicode shows as nothing because it would count as text, or hide
/// two different texts behind one look. Joiners and selectors stay where they change what is seen: in emoji and in
/// the scripts that need them.
#[must_use]
pub fn clean_text(typed: &str) -> String {
    // Most cells of a registry file need no more, and there are hundreds of thousands of them.
    if typed.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) {
        return typed.trim().to_owned();
    }
    let seen: Vec<char> = typed
        .replace("\r\n", "\n")
        .chars()
        .map(plain_white)
        .filter(|c| !is_hidden(*c))
        .nfc()
        .collect();
    if !seen.iter().copied().any(is_seen_alone) {
        return String::new();
    }
    let without_towers = |kept: Vec<char>| {
        let mut marks = 0;
        kept.into_iter().filter(move |c| {
            marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
            marks <= MOST_MARKS
        })
    };
    let selected = keep_between(&seen, |before, c, _| {
        !is_selector(c) || before.is_some_and(takes_selector)
    });
    let joined = keep_between(&selected, |before, c, after| {
        !is_joiner(c) || before.is_some_and(takes_joiner) && after.is_some_and(takes_joiner)
    });
    let clean: String = without_towers(joined).nfc().collect();
    clean.trim().to_owned()
}

/// The characters that `keep` lets stand, each seen with its neighbours as they were.
fn keep_between(
    text: &[char],
    keep: impl Fn(Option<char>, char, Option<char>) -> bool,
) -> Vec<char> {
    let at = |place: Option<usize>| place.and_then(|place| text.get(place)).copied();
    text.iter()
        .enumerate()
        .filter(|(place, c)| keep(at(place.checked_sub(1)), **c, at(place.checked_add(1))))
        .map(|(_, c)| *c)
        .collect()
}

/// What word processors write between two lines is a line end, and the pattern of no dots is a space.
const fn plain_white(c: char) -> char {
    match c {
        '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{2800}' => ' ',
        _ => c,
    }
}

/// Control characters, and what Unicode draws as nothing, less the joiners and selectors that [`clean_text`] looks at
/// one by one.
fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0D}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D159}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' => true,
        _ => c.is_control(),
    }
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// The selectors that choose between a sign and its picture.
const fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}')
}

/// Whether a joiner beside this character can change what is seen: emoji and the scripts of Asia, never Latin, Greek
/// or Cyrillic letters, figures, punctuation or white space.
fn takes_joiner(c: char) -> bool {
    c >= '\u{600}'
        && !is_joiner(c)
        && !is_latin_beyond(c)
        && !c.is_whitespace()
        && !matches!(c, '\u{2000}'..='\u{206F}')
}

/// Whether a selector after this character can change what is seen.
fn takes_selector(c: char) -> bool {
    takes_joiner(c) && !is_selector(c)
        || c.is_ascii_digit()
        || matches!(c, '#' | '*' | '©' | '®' | '‼' | '⁉')
}

/// Latin letters outside of the first blocks.
const fn is_latin_beyond(c: char) -> bool {
    matches!(
        c,
        '\u{1E00}'..='\u{1FFF}'
            | '\u{2C60}'..='\u{2C7F}'
            | '\u{A720}'..='\u{A7FF}'
            | '\u{AB30}'..='\u{AB6F}'
            | '\u{FF00}'..='\u{FF5E}'
            | '\u{1D400}'..='\u{1D7FF}'
    )
}

/// Whether the character shows without another to hold it.
fn is_seen_alone(c: char) -> bool {
    !(c.is_whitespace() || is_combining_mark(c) || is_joiner(c))
}

/// Length in Unicode graphemes; with [`Counting::WithoutSpaces`], those that are only white space do not count.
#[must_use]
pub fn length(text: &str, counting: Counting) -> usize {
    let graphemes = text.graphemes(true);
    match counting {
        Counting::WithSpaces => graphemes.count(),
        Counting::WithoutSpaces => graphemes
            .filter(|g| !g.chars().all(char::is_whitespace))
            .count(),
    }
}
