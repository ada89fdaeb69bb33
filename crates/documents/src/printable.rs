//! What people wrote, made ready for paper.
//!
//! A document must neither fail for a sign that its fonts lack nor drop it in silence (PDF/UA-1 forbids undrawn
//! signs). So each one becomes [`STAND_IN`], and the document tells at its end which signs they were. What draws
//! nothing by nature (joiners, direction marks, variation selectors) is left out: direction marks could otherwise
//! turn other people's text around. White space of any kind becomes one space; a text of several paragraphs comes as
//! a list of them ([`paragraphs`]).

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::faces::faces;

/// Drawn in place of a sign that no font here has.
pub(crate) const STAND_IN: char = '□';

/// Accents that one letter may carry: no language piles up more, and a tower of them would cover the lines above.
const MOST_MARKS: usize = 4;

/// The names (`U+1F600`) of the signs that could not be drawn.
pub(crate) type Undrawn = BTreeSet<String>;

/// Makes every text inside printable and returns the signs for which something else stands.
pub(crate) fn make_printable(value: &mut Value) -> Undrawn {
    let mut undrawn = Undrawn::new();
    walk(value, &mut undrawn);
    undrawn
}

fn walk(value: &mut Value, undrawn: &mut Undrawn) {
    match value {
        Value::String(text) => *text = printable(text, undrawn),
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, undrawn)),
        Value::Object(members) => members.values_mut().for_each(|value| walk(value, undrawn)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn printable(text: &str, undrawn: &mut Undrawn) -> String {
    let composed: String = text.nfc().collect();
    let mut ready = String::with_capacity(composed.len());
    for cluster in composed.graphemes(true) {
        let cluster = &cluster.replace(draws_nothing, "");
        if cluster.is_empty() {
            continue;
        }
        if cluster.chars().all(is_break) {
            if !ready.ends_with(' ') {
                ready.push(' ');
            }
        } else if is_drawn(cluster) {
            ready.push_str(cluster);
        } else {
            draw_what_can_be(cluster, &mut ready, undrawn);
        }
    }
    ready.trim().to_owned()
}

/// Keeps as much from the cluster's beginning as can be drawn, such as the letter under an accent that no font has; one
/// stand-in is enough for the rest.
fn draw_what_can_be(cluster: &str, ready: &mut String, undrawn: &mut Undrawn) {
    let kept = cluster
        .char_indices()
        .map(|(start, sign)| start + sign.len_utf8())
        .take_while(|end| is_drawn(&cluster[..*end]))
        .last()
        .unwrap_or(0);
    ready.push_str(&cluster[..kept]);
    ready.push(STAND_IN);
    undrawn.extend(
        cluster[kept..]
            .chars()
            .map(|sign| format!("U+{:04X}", u32::from(sign))),
    );
}

/// An accent with no letter of its own would land on the words before it.
fn is_drawn(cluster: &str) -> bool {
    cluster
        .chars()
        .filter(|sign| is_combining_mark(*sign))
        .count()
        <= MOST_MARKS
        && !cluster.starts_with(is_combining_mark)
        && !cluster
            .chars()
            .any(|sign| sign.is_control() || is_private(sign))
        && faces().draw(cluster)
}

/// White space where a line may end; the no-break spaces stay as they are.
fn is_break(sign: char) -> bool {
    sign.is_whitespace() && !matches!(sign, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Private use: each font draws what it likes there.
fn is_private(sign: char) -> bool {
    matches!(u32::from(sign), 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF)
}

/// Unicode's default-ignorable signs, as far as they are assigned.
fn draws_nothing(sign: char) -> bool {
    matches!(
        u32::from(sign),
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE_0000..=0xE_0FFF
    )
}

/// Serializes a text as the list of its paragraphs.
pub(crate) fn paragraphs<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> (String, Vec<String>) {
        let mut undrawn = Undrawn::new();
        let ready = printable(text, &mut undrawn);
        (ready, undrawn.into_iter().collect())
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in ["Ñandú O'Dam «¿qué?»", "1.º 50 % — 618\u{a0}000", "ʔ ɨ ŋ"] {
            assert_eq!(made(text), (text.to_owned(), vec![]));
        }
    }

    #[test]
    fn white_space_of_any_kind_is_one_space() {
        assert_eq!(made("\t a \r\n\n b\u{2028}c ").0, "a b c");
    }

    #[test]
    fn what_draws_nothing_is_left_out_and_what_cannot_be_drawn_is_told() {
        assert_eq!(made("a\u{202e}\u{200d}\u{ad}b"), ("ab".to_owned(), vec![]));
        assert_eq!(
            made("a👍🏽b"),
            (
                "a□b".to_owned(),
                vec!["U+1F3FD".to_owned(), "U+1F44D".to_owned()]
            )
        );
        assert_eq!(made("\u{0}"), ("□".to_owned(), vec!["U+0000".to_owned()]));
    }

    #[test]
    fn a_tower_of_accents_is_cut_and_told() {
        let (ready, undrawn) = made(&format!("z{}z", "\u{30d}".repeat(40)));
        assert_eq!(ready, format!("z{}□z", "\u{30d}".repeat(MOST_MARKS)));
        assert_eq!(undrawn, ["U+030D"]);
    }

    #[test]
    fn an_accent_alone_or_unknown_keeps_its_letter() {
        assert_eq!(made("\u{301}"), ("□".to_owned(), vec!["U+0301".to_owned()]));
        assert_eq!(made("a\u{20e3}").0, "a□");
    }
}
