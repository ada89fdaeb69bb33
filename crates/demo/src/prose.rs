//! Texts of an asked length, from exactly the least to exactly the most, out of the sentences of the corpus.

use domain::profile::Counting;

use crate::chance::Chance;
use crate::corpus;
use crate::sentence::{Scene, Sentence};

/// How long a text may be, in characters as the profile counts them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Fewest characters.
    pub(crate) min: usize,
    /// Most characters.
    pub(crate) max: usize,
    /// What counts.
    pub(crate) counting: Counting,
}

/// How long a person writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// As most people do: nearer to the least than to the most.
    Natural,
    /// Exactly the least.
    Shortest,
    /// Exactly the most.
    Longest,
}

/// What a person writes about: the same seeds give the same trade and themes in every field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    /// Decides the trade.
    pub(crate) person: u64,
    /// Decides the themes of the proposals.
    pub(crate) proposals: u64,
}

/// A gap that closing sentences fill exactly, whatever it is.
const GAP: std::ops::RangeInclusive<usize> = 60..=220;

/// Writes a text for the field with this key.
pub(crate) fn write(
    field: &str,
    subject: Subject,
    size: Size,
    length: Length,
    scene: &mut Scene<'_>,
    chance: &mut Chance,
) -> String {
    let order = sentences_for(field, subject, chance);
    let mut draft = Draft::new(size.counting);
    match length {
        Length::Shortest => draft.reach(size.min, &order, scene, chance),
        Length::Longest => draft.reach(size.max, &order, scene, chance),
        Length::Natural => {
            let share = chance.fraction().powi(4) * 0.6;
            let aim = size.min + fraction_of(size.max.saturating_sub(size.min), share);
            draft.go_on(aim, size.max, &order, scene, chance);
            if !(size.min..=size.max).contains(&draft.count) {
                draft = Draft::new(size.counting);
                draft.reach(size.min, &order, scene, chance);
            }
        }
    }
    draft.text
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "lengths of texts are far below 2^52, and the share lies between 0 and 1"
)]
fn fraction_of(whole: usize, share: f64) -> usize {
    (whole as f64 * share) as usize
}

/// The sentences that fit the field, in the order in which they are used: the block of the trade or theme first.
fn sentences_for(field: &str, subject: Subject, chance: &mut Chance) -> Vec<&'static Sentence> {
    match field {
        "historia_profesional" => {
            let blocks = ordered("oficio", subject.person);
            let mut order: Vec<&Sentence> = blocks[0].iter().collect();
            order.extend(shuffled(&["historia_profesional"], chance));
            order.extend(shuffled(&["comun"], chance));
            order.extend(blocks[1]);
            order
        }
        "trayectoria" => shuffled(&["trayectoria", "comun"], chance),
        "propuesta_genero" => opened(
            "apertura_genero",
            &["propuesta_genero", "propuesta"],
            chance,
        ),
        _ if field.starts_with("propuesta") => {
            let themes = ordered("tema", subject.proposals);
            let block = themes[themed(field, themes.len())];
            let mut rest: Vec<&Sentence> = block.iter().skip(2).collect();
            chance.shuffle(&mut rest);
            let mut order: Vec<&Sentence> = block.iter().take(2).collect();
            order.extend(rest);
            order.extend(shuffled(&["propuesta"], chance));
            order
        }
        _ => opened("apertura_motivos", &["motivos", "comun"], chance),
    }
}

/// One opening, then everything else in any order.
fn opened(opening: &str, headings: &[&str], chance: &mut Chance) -> Vec<&'static Sentence> {
    let mut order = shuffled(&[opening], chance);
    let others = order.split_off(1.min(order.len()));
    order.extend(shuffled(headings, chance));
    order.extend(others);
    order
}

/// Another theme for each of the fields that are numbered at their end.
fn themed(field: &str, themes: usize) -> usize {
    let figures: String = field.chars().filter(char::is_ascii_digit).collect();
    figures.parse::<usize>().unwrap_or(0) % themes
}

/// The blocks of this kind, in an order that the seed decides.
fn ordered(kind: &str, seed: u64) -> Vec<&'static [Sentence]> {
    let mut blocks = corpus::blocks(kind);
    Chance::about(seed, kind).shuffle(&mut blocks);
    blocks
}

fn shuffled(headings: &[&str], chance: &mut Chance) -> Vec<&'static Sentence> {
    let mut all = Vec::new();
    for heading in headings {
        let mut sentences: Vec<&Sentence> = corpus::sentences_of(heading).iter().collect();
        chance.shuffle(&mut sentences);
        all.extend(sentences);
    }
    all
}

/// Characters of `text` as the profile counts them. The corpus has no letter of more than one code point, which a
/// test checks against the domain's own count.
pub(crate) fn count(text: &str, counting: Counting) -> usize {
    match counting {
        Counting::WithSpaces => text.chars().count(),
        Counting::WithoutSpaces => text.chars().filter(|c| !c.is_whitespace()).count(),
    }
}

/// A text under way.
struct Draft {
    text: String,
    count: usize,
    sentences: usize,
    counting: Counting,
}

impl Draft {
    fn new(counting: Counting) -> Self {
        Self {
            text: String::new(),
            count: 0,
            sentences: 0,
            counting,
        }
    }

    /// What goes between the last sentence and the next: a new paragraph after every fifth.
    fn separator(&self) -> &'static str {
        match self.sentences {
            0 => "",
            n if n % 5 == 0 => "\n\n",
            _ => " ",
        }
    }

    /// What the text would measure with this sentence.
    fn with(&self, sentence: &str) -> usize {
        self.count + count(self.separator(), self.counting) + count(sentence, self.counting)
    }

    fn push(&mut self, sentence: &str) {
        self.count = self.with(sentence);
        self.text.push_str(self.separator());
        self.text.push_str(sentence);
        self.sentences += 1;
    }

    /// Adds sentences until the text measures at least `aim`, never more than `most`.
    fn go_on(
        &mut self,
        aim: usize,
        most: usize,
        order: &[&Sentence],
        scene: &mut Scene<'_>,
        chance: &mut Chance,
    ) {
        for sentence in order {
            if self.count >= aim {
                return;
            }
            let sentence = sentence.fill(scene, chance);
            if self.with(&sentence) <= most {
                self.push(&sentence);
            }
        }
    }

    /// Makes the text measure exactly `target`.
    fn reach(
        &mut self,
        target: usize,
        order: &[&Sentence],
        scene: &mut Scene<'_>,
        chance: &mut Chance,
    ) {
        for _ in 0..8 {
            if target.saturating_sub(self.count) <= *GAP.end() {
                break;
            }
            let (least, most) = (
                target.saturating_sub(*GAP.end()),
                target.saturating_sub(*GAP.start()),
            );
            self.go_on(least, most, order, scene, chance);
        }
        if !self.close(target, scene, chance) {
            self.cut(target, order, scene, chance);
        }
    }

    /// Fills what is missing with closing sentences whose lengths add up to it.
    fn close(&mut self, target: usize, scene: &mut Scene<'_>, chance: &mut Chance) -> bool {
        let mut endings: Vec<String> = corpus::sentences_of("remates")
            .iter()
            .map(|sentence| sentence.fill(scene, chance))
            .collect();
        chance.shuffle(&mut endings);
        let space = count(" ", self.counting);
        let lengths: Vec<usize> = endings
            .iter()
            .map(|ending| space + count(ending, self.counting))
            .collect();
        let Some(gap) = target
            .checked_sub(self.count)
            .filter(|gap| self.sentences > 0 || *gap == 0)
        else {
            return false;
        };
        let Some(chosen) = adding_up(&lengths, gap) else {
            return false;
        };
        for at in chosen {
            self.text.push(' ');
            self.text.push_str(&endings[at]);
        }
        self.count = target;
        true
    }

    /// The last resort of limits too narrow for whole sentences: words that end where the limit says.
    fn cut(
        &mut self,
        target: usize,
        order: &[&Sentence],
        scene: &mut Scene<'_>,
        chance: &mut Chance,
    ) {
        let mut text = std::mem::take(&mut self.text);
        for sentence in order.iter().cycle().take(64) {
            if count(&text, self.counting) >= target {
                break;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&sentence.fill(scene, chance));
        }
        while count(&text, self.counting) > target || text.ends_with(char::is_whitespace) {
            text.pop();
        }
        while count(&text, self.counting) < target {
            text.push('.');
        }
        self.count = target;
        self.text = text;
    }
}

/// Which of `lengths` add up to `sum`, each used once at most; none if no choice does.
fn adding_up(lengths: &[usize], sum: usize) -> Option<Vec<usize>> {
    // For each sum that was reached: the last length used for it and the sum before.
    let mut reached: Vec<Option<(usize, usize)>> = vec![None; sum + 1];
    for (at, length) in lengths.iter().enumerate() {
        for before in (0..(sum + 1).saturating_sub(*length)).rev() {
            let possible = before == 0 || reached[before].is_some_and(|(last, _)| last != at);
            let next = before + length;
            if possible && reached[next].is_none() {
                reached[next] = Some((at, before));
            }
        }
    }
    let (mut chosen, mut left) = (Vec::new(), sum);
    while left > 0 {
        let (at, before) = reached[left]?;
        chosen.push(at);
        left = before;
    }
    chosen.reverse();
    Some(chosen)
}

/// The text after somebody improved it: one sentence says something else, and the rest is as it was. `None` if no
/// small change keeps the limits.
pub(crate) fn retouched(
    field: &str,
    text: &str,
    size: Size,
    scene: &mut Scene<'_>,
    chance: &mut Chance,
) -> Option<String> {
    let ends: Vec<usize> = text.match_indices(". ").map(|(at, _)| at + 2).collect();
    let proposes = field.starts_with("propuesta");
    let corrections = corpus::sentences_of(if proposes {
        "correcciones"
    } else {
        "aclaraciones"
    });
    for _ in 0..6 {
        let sentence = chance.pick(corrections).fill(scene, chance);
        let start = if ends.is_empty() {
            0
        } else {
            *chance.pick(&ends)
        };
        let stop = text[start..]
            .find(['.', '\n'])
            .map_or(text.len(), |at| start + at + 1);
        let replaced = format!("{}{sentence}{}", &text[..start], &text[stop..]);
        let added = format!("{text} {sentence}");
        for changed in [added, replaced] {
            let length = count(&changed, size.counting);
            if (size.min..=size.max).contains(&length) && changed != text {
                return Some(changed);
            }
        }
    }
    // A text at its limit keeps its length if two sentences change places.
    let (first, second) = (ends.first()?, ends.get(1)?);
    let swapped = format!(
        "{}{}{}",
        &text[*first..*second],
        &text[..*first],
        &text[*second..]
    );
    (swapped != text).then_some(swapped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registry::Gender;

    const FIELDS: [&str; 6] = [
        "historia_profesional",
        "trayectoria",
        "motivos",
        "propuesta_1",
        "propuesta_2",
        "propuesta_genero",
    ];

    fn text(field: &str, seed: u64, size: Size, length: Length) -> String {
        let places = ["Tamazula".to_owned(), "El Oro".to_owned()];
        let mut chance = Chance::about(seed, field);
        let mut scene = Scene::new(Gender::Woman, "el Distrito 3", &places, (1999, 2024));
        let subject = Subject {
            person: seed,
            proposals: seed,
        };
        write(field, subject, size, length, &mut scene, &mut chance)
    }

    #[rstest::rstest]
    fn a_text_measures_what_was_asked(
        #[values(Counting::WithSpaces, Counting::WithoutSpaces)] counting: Counting,
        #[values((280, 1_600), (280, 5_000), (5, 40), (0, 1), (1_000, 1_000))] limits: (
            usize,
            usize,
        ),
    ) {
        let (min, max) = limits;
        let size = Size { min, max, counting };
        for (seed, field) in (0..40).flat_map(|seed| FIELDS.map(|field| (seed, field))) {
            let measure = |length| {
                let text = text(field, seed, size, length);
                assert_eq!(domain::questionnaire::clean_text(&text), text, "{field}");
                assert!(!text.contains(['{', '}', '[', ']', '|']), "{text}");
                domain::questionnaire::length(&text, counting)
            };
            assert_eq!(measure(Length::Shortest), min, "{field} {seed}");
            assert_eq!(measure(Length::Longest), max, "{field} {seed}");
            assert!(
                (min..=max).contains(&measure(Length::Natural)),
                "{field} {seed}"
            );
        }
    }

    #[test]
    fn every_gap_is_closed_with_whole_sentences() {
        for counting in [Counting::WithSpaces, Counting::WithoutSpaces] {
            let lengths: Vec<usize> = corpus::sentences_of("remates")
                .iter()
                .map(|sentence| {
                    let mut scene = Scene::new(Gender::Man, "", &[], (2000, 2024));
                    count(" ", counting)
                        + count(&sentence.fill(&mut scene, &mut Chance::new(1)), counting)
                })
                .collect();
            for gap in GAP {
                let chosen = adding_up(&lengths, gap).unwrap_or_else(|| panic!("{gap}"));
                assert_eq!(chosen.iter().map(|at| lengths[*at]).sum::<usize>(), gap);
                let mut once = chosen.clone();
                once.sort_unstable();
                once.dedup();
                assert_eq!(once.len(), chosen.len(), "{gap} repeats a sentence");
            }
        }
    }

    #[test]
    fn people_write_different_texts() {
        let size = Size {
            min: 280,
            max: 1_600,
            counting: Counting::WithoutSpaces,
        };
        for field in FIELDS {
            let mut texts: Vec<String> = (0..300)
                .map(|seed| text(field, seed, size, Length::Natural))
                .collect();
            texts.sort();
            texts.dedup();
            assert!(texts.len() > 295, "{field}: {}", texts.len());
        }
        assert_ne!(
            text("propuesta_1", 4, size, Length::Natural),
            text("propuesta_2", 4, size, Length::Natural)
        );
    }

    #[test]
    fn a_retouched_text_changes_little_and_keeps_its_limits() {
        let size = Size {
            min: 280,
            max: 1_600,
            counting: Counting::WithoutSpaces,
        };
        let places = ["Tamazula".to_owned()];
        for (seed, length) in (0..60).flat_map(|seed| {
            [Length::Natural, Length::Shortest, Length::Longest].map(|length| (seed, length))
        }) {
            let before = text("motivos", seed, size, length);
            let mut scene = Scene::new(Gender::Man, "Tlalpan", &places, (1999, 2024));
            let after =
                retouched("motivos", &before, size, &mut scene, &mut Chance::new(seed)).unwrap();
            assert_ne!(before, after);
            let count = count(&after, size.counting);
            assert!((280..=1_600).contains(&count), "{count}");
        }
    }
}
