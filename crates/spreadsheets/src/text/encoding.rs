//! The letters of a text file: UTF-8, UTF-16 or Windows-1252, told by its bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Unreadable;

/// A file's text without a byte-order mark.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// Whether the encoding was a guess for lack of a Unicode one.
    pub(super) as_windows_1252: bool,
}

/// Decodes the bytes.
///
/// # Errors
/// [`Unreadable::MixedEncodings`] where most is UTF-8 and something is not, [`Unreadable::Damaged`] where UTF-16 is broken.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Unreadable> {
    let (marked, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (Some(encoding), length),
        None => (utf16_without_mark(bytes), 0),
    };
    let body = bytes.get(mark..).unwrap_or_default();
    if let Some(encoding) = marked.filter(|encoding| *encoding != UTF_8) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(body);
        return text.map(unicode).ok_or(Unreadable::Damaged);
    }
    match std::str::from_utf8(body) {
        Ok(text) => Ok(unicode(Cow::Borrowed(text))),
        Err(error) => not_utf8(body, marked.is_some(), error.valid_up_to()),
    }
}

fn unicode(text: Cow<'_, str>) -> Decoded<'_> {
    Decoded {
        text,
        as_windows_1252: false,
    }
}

/// UTF-16 gives itself away by the zero byte of every Latin letter, always on the same side.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs: Vec<[u8; 2]> = bytes
        .chunks_exact(2)
        .take(2_048)
        .map(|pair| [pair[0], pair[1]])
        .collect();
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let most = pairs.len() / 2 + 1;
    if second >= most && first == 0 {
        Some(UTF_16LE)
    } else if first >= most && second == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Text whose bytes break UTF-8 somewhere. One stray letter among many good ones is a fault of that row; reading all
/// of it as another encoding would spoil every accent.
fn not_utf8(body: &[u8], says_utf8: bool, good: usize) -> Result<Decoded<'_>, Unreadable> {
    let line = || {
        let before = body.get(..good).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    };
    let (multibyte, broken) = sequences(body);
    // In Windows-1252 two letters in a row almost never make a good letter of UTF-8.
    if says_utf8 || (multibyte > 0 && multibyte >= broken) {
        return Err(Unreadable::MixedEncodings { line: line() });
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(body);
    Ok(Decoded {
        text,
        as_windows_1252: true,
    })
}

/// How many letters are good UTF-8 of several bytes, and how many runs of bytes are not.
fn sequences(body: &[u8]) -> (usize, usize) {
    body.utf8_chunks().fold((0, 0), |(good, broken), chunk| {
        let wide = chunk.valid().chars().filter(|letter| !letter.is_ascii());
        let bad = usize::from(!chunk.invalid().is_empty());
        (good + wide.count(), broken + bad)
    })
}
