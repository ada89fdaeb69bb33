//! Every pair of colours that the style sheet puts together can be read, in both schemes.

use std::collections::HashMap;

use rstest::rstest;

use crate::ui::contrast::{Color, DARK, LARGE, LIGHT, Surfaces, TEXT, contrast};

const SHEET: &str = include_str!("../../../assets/css/base.css");

/// The custom colours that one block of the style sheet sets.
fn colours(block: &str) -> HashMap<String, Color> {
    let lines = block
        .lines()
        .map(str::trim)
        .filter_map(|line| line.strip_prefix("--"));
    let pairs = lines.filter_map(|line| line.trim_end_matches(';').split_once(": "));
    pairs
        .filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?)))
        .collect()
}

/// The light colours, and the dark ones over them.
fn schemes() -> [(&'static str, HashMap<String, Color>); 2] {
    let mut blocks = SHEET
        .split(":root {")
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    let light = colours(blocks.next().expect("the light colours come first"));
    let mut dark = light.clone();
    dark.extend(colours(
        blocks.next().expect("the dark colours come second"),
    ));
    assert_ne!(light, dark);
    [("light", light), ("dark", dark)]
}

/// What is written on what: every pair of the sheets.
const WRITTEN: [(&str, &str); 22] = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("grey", "paper"),
    ("grey", "sheet"),
    ("ink", "term-soft"),
    ("ink", "attention-soft"),
    ("ink", "done-soft"),
    ("ink", "closed-soft"),
    ("term", "paper"),
    ("term", "sheet"),
    ("term", "term-soft"),
    ("attention", "paper"),
    ("attention", "sheet"),
    ("attention", "attention-soft"),
    ("done", "paper"),
    ("done", "sheet"),
    ("done", "done-soft"),
    ("closed", "paper"),
    ("closed", "sheet"),
    ("closed", "closed-soft"),
    ("grey", "attention-soft"),
    ("grey", "done-soft"),
];

#[test]
fn every_text_can_be_read_on_its_background() {
    for (scheme, colours) in schemes() {
        for (text, background) in WRITTEN {
            let ratio = contrast(colours[text], colours[background]);
            assert!(
                ratio >= TEXT,
                "{text} on {background}, {scheme}: {ratio:.2}"
            );
        }
    }
}

#[test]
fn the_edge_of_every_control_is_seen() {
    for (scheme, colours) in schemes() {
        for background in ["paper", "sheet"] {
            let ratio = contrast(colours["grey"], colours[background]);
            assert!(ratio >= LARGE, "{scheme}, on {background}: {ratio:.2}");
        }
    }
}

#[rstest]
#[case::light(0, LIGHT)]
#[case::dark(1, DARK)]
fn accents_are_checked_against_the_surfaces_of_the_sheet(
    #[case] scheme: usize,
    #[case] checked: Surfaces,
) {
    let (_, colours) = &schemes()[scheme];
    assert_eq!(colours["paper"], checked.paper);
    assert_eq!(colours["sheet"], checked.sheet);
    assert_eq!(colours["ink"], checked.ink);
}
