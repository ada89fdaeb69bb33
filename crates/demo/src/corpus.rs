//! The words of which people, places and texts are made: files of `data/`, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::sentence::Sentence;

/// A file's sections by their heading, each with its lines.
type Sections = BTreeMap<&'static str, Vec<&'static str>>;

static PEOPLE: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> =
    LazyLock::new(|| words(include_str!("../data/people.txt")));
static LINES: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> =
    LazyLock::new(|| words(include_str!("../data/lines.txt")));
static SENTENCES: LazyLock<BTreeMap<&'static str, Vec<Sentence>>> = LazyLock::new(|| {
    [
        include_str!("../data/lines.txt"),
        include_str!("../data/work.txt"),
        include_str!("../data/reasons.txt"),
        include_str!("../data/proposals.txt"),
    ]
    .into_iter()
    .flat_map(sentences)
    .collect()
});
static DENIED: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| written(include_str!("../data/denied.txt")).collect());
static HOSTILE: LazyLock<Vec<[&'static str; 5]>> = LazyLock::new(|| {
    written(include_str!("../data/hostile.txt"))
        .map(five)
        .collect()
});

/// Names: `mujeres`, `hombres`, `neutros`, each also with `sobrenombres_` before it, and `apellidos`.
pub(crate) fn names(section: &str) -> &'static [&'static str] {
    PEOPLE.get(section).map_or(&[], Vec::as_slice)
}

/// Places: `calles`, `colonias`.
pub(crate) fn places(section: &str) -> &'static [&'static str] {
    LINES.get(section).map_or(&[], Vec::as_slice)
}

/// The sentences under this heading; none if there is no such heading.
pub(crate) fn sentences_of(heading: &str) -> &'static [Sentence] {
    SENTENCES.get(heading).map_or(&[], Vec::as_slice)
}

/// The headings that begin with `kind` and a space, in order: all the themes, all the trades.
pub(crate) fn blocks(kind: &str) -> Vec<&'static [Sentence]> {
    SENTENCES
        .iter()
        .filter(|(heading, _)| {
            heading
                .strip_prefix(kind)
                .is_some_and(|rest| rest.starts_with(' '))
        })
        .map(|(_, sentences)| sentences.as_slice())
        .collect()
}

/// Combinations of names that are never made.
pub(crate) fn denied() -> &'static [&'static str] {
    &DENIED
}

/// Names on which careless programs break: given names, first surname, second surname, nickname, gender.
pub(crate) fn hostile() -> &'static [[&'static str; 5]] {
    &HOSTILE
}

/// What `choices.txt` says: one rule per line.
pub(crate) fn choice_rules() -> impl Iterator<Item = &'static str> {
    written(include_str!("../data/choices.txt"))
}

/// The lines that are not empty and not comments.
fn written(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
}

fn sections(file: &'static str) -> Sections {
    let mut sections = Sections::new();
    let mut heading = "";
    for line in written(file) {
        match line.strip_prefix("# ") {
            Some(title) => heading = title.trim(),
            None => sections.entry(heading).or_default().push(line),
        }
    }
    sections
}

/// Sections whose lines are words between commas.
fn words(file: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    let split = |line: &'static str| {
        line.split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
    };
    sections(file)
        .into_iter()
        .map(|(heading, lines)| (heading, lines.into_iter().flat_map(split).collect()))
        .collect()
}

/// Sections whose lines are sentences behind a hyphen; a hyphen alone is a sentence that says nothing, and a
/// sentence behind a plus sign only makes sense after the one before it.
fn sentences(file: &'static str) -> impl Iterator<Item = (&'static str, Vec<Sentence>)> {
    sections(file).into_iter().map(|(heading, lines)| {
        let mut sentences: Vec<Sentence> = Vec::new();
        for line in lines {
            match (line.strip_prefix('+'), sentences.last_mut()) {
                (Some(follows), Some(last)) => last.follow(follows),
                _ => sentences.extend(line.strip_prefix('-').map(str::trim).map(Sentence::read)),
            }
        }
        (heading, sentences)
    })
}

fn five(line: &'static str) -> [&'static str; 5] {
    let mut parts = line.split(" ;").map(str::trim);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_there() {
        for section in ["mujeres", "hombres", "neutros"] {
            assert!(names(section).len() >= 10, "{section}");
            assert!(
                names(&format!("sobrenombres_{section}")).len() >= 10,
                "{section}"
            );
        }
        assert!(names("apellidos").len() > 250);
        assert!(places("calles").len() > 30);
        assert!(places("colonias").len() > 30);
        for heading in [
            "historia_profesional",
            "trayectoria",
            "motivos",
            "comun",
            "propuesta",
            "propuesta_genero",
        ] {
            assert!(sentences_of(heading).len() >= 15, "{heading}");
        }
        assert!(blocks("tema").len() >= 11);
        assert!(blocks("oficio").len() >= 12);
        assert!(hostile().len() >= 8);
        assert!(denied().len() > 40);
    }

    #[test]
    fn hostile_names_keep_their_signs() {
        let all: Vec<&str> = hostile().iter().flatten().copied().collect();
        for sign in ["O'Dam", "=SUMA(A1)", "<b>Dalia</b>"] {
            assert!(all.contains(&sign), "{sign}");
        }
    }
}
