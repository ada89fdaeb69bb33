//! How typed text is cleaned and counted. The same rules hold in the browser (`contador.js`), so that the counter
//! never promises what the server refuses.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::profile::Counting;

/// Text as it is kept: every kind of line end becomes LF; what is never seen goes; NFC; no white space at the ends;
/// nothing at all if nothing of it would be seen.
///
/// Control characters go because a PostgreSQL text cannot hold NUL, bidirectional controls because a text could
/// disguise itself with them, and the rest of what Unicode shows as nothing because it would count as text.
#[must_use]
pub fn clean_text(typed: &str) -> String {
    // Most cells of a registry file need no more, and there are hundreds of thousands of them.
    if typed.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) {
        return typed.trim().to_owned();
    }
    let seen: String = typed
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if ends_line(c) { '\n' } else { c })
        .filter(|c| !is_hidden(*c))
        .nfc()
        .collect();
    if seen.chars().any(is_seen_alone) {
        seen.trim().to_owned()
    } else {
        String::new()
    }
}

/// CR, and what word processors write between two lines.
const fn ends_line(c: char) -> bool {
    matches!(
        c,
        '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Control characters, and the "default ignorable" ones less the joiners and selectors of which emoji and some
/// scripts are made.
fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{AD}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' => true,
        _ => c.is_control(),
    }
}

/// Whether the character shows without another to hold it.
fn is_seen_alone(c: char) -> bool {
    !(c.is_whitespace() || is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}'))
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
