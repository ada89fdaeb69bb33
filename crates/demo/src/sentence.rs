//! A sentence with blanks: `{a|b}` is one of several wordings, `[m|f|n]` the one of a person's gender, and
//! `{territorio}`, `{lugar}`, `{colonia}`, `{calle}`, `{anio}`, `{desde}`, `{hasta}` are filled from the scene.

use domain::registry::Gender;

use crate::chance::Chance;
use crate::corpus;

/// A sentence, read once and filled many times.
#[derive(Debug)]
pub(crate) struct Sentence(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Plain(&'static str),
    Either(Vec<&'static str>),
    Gendered(Vec<&'static str>),
    Blank(Blank),
}

#[derive(Debug, Clone, Copy)]
enum Blank {
    Territory,
    Place,
    Colony,
    Street,
    Year,
    From,
    Until,
}

/// What the blanks are filled from: a person, where it stands, and the years of its working life.
#[derive(Debug, Clone)]
pub(crate) struct Scene<'a> {
    /// The person's gender.
    pub(crate) gender: Gender,
    /// The territory of the race with its article: `el Distrito 7`.
    pub(crate) territory: &'a str,
    /// Names of places around it, at least one.
    pub(crate) places: &'a [String],
    /// First and last year of what is told.
    pub(crate) years: (i16, i16),
    /// Where in those years the text has arrived.
    year: i16,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(
        gender: Gender,
        territory: &'a str,
        places: &'a [String],
        years: (i16, i16),
    ) -> Self {
        Self {
            gender,
            territory,
            places,
            years,
            year: years.0,
        }
    }

    /// A later year; from the first again once there are none left.
    fn next_year(&mut self, chance: &mut Chance) -> i16 {
        let (first, last) = self.years;
        let step = i64::from((last - first) / 8).max(1);
        let step = i16::try_from(chance.between(0, step)).unwrap_or(1);
        self.year += step;
        if self.year >= last {
            self.year = first;
        }
        self.year
    }
}

impl Sentence {
    /// Reads a sentence; what is not a known blank stays as it is written.
    pub(crate) fn read(text: &'static str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(['{', '[']) {
            let close = if rest[start..].starts_with('{') {
                '}'
            } else {
                ']'
            };
            let Some(length) = rest[start..].find(close) else {
                break;
            };
            let inside = &rest[start + 1..start + length];
            pieces.push(Piece::Plain(&rest[..start]));
            pieces.push(Piece::read(inside, close == ']'));
            rest = &rest[start + length + 1..];
        }
        pieces.push(Piece::Plain(rest));
        Self(pieces)
    }

    /// Lets another sentence follow this one always; `text` begins with a space.
    pub(crate) fn follow(&mut self, text: &'static str) {
        self.0.extend(Self::read(text).0);
    }

    /// The sentence for this scene, its first letter a capital.
    pub(crate) fn fill(&self, scene: &mut Scene<'_>, chance: &mut Chance) -> String {
        let mut text = String::with_capacity(160);
        for piece in &self.0 {
            match piece {
                Piece::Plain(plain) => text.push_str(plain),
                Piece::Either(wordings) => text.push_str(chance.pick::<&str>(wordings)),
                Piece::Gendered(wordings) => {
                    let at = match scene.gender {
                        Gender::Man => 0,
                        Gender::Woman => 1,
                        Gender::NonBinary => 2,
                    };
                    text.push_str(wordings.get(at).or(wordings.last()).unwrap_or(&""));
                }
                Piece::Blank(blank) => blank.fill(scene, chance, &mut text),
            }
        }
        capitalised(contracted(text))
    }
}

impl Piece {
    fn read(inside: &'static str, gendered: bool) -> Self {
        let wordings: Vec<&'static str> = inside.split('|').collect();
        match wordings[..] {
            _ if gendered => Self::Gendered(wordings),
            ["territorio"] => Self::Blank(Blank::Territory),
            ["lugar"] => Self::Blank(Blank::Place),
            ["colonia"] => Self::Blank(Blank::Colony),
            ["calle"] => Self::Blank(Blank::Street),
            ["anio"] => Self::Blank(Blank::Year),
            ["desde"] => Self::Blank(Blank::From),
            ["hasta"] => Self::Blank(Blank::Until),
            _ => Self::Either(wordings),
        }
    }
}

impl Blank {
    fn fill(self, scene: &mut Scene<'_>, chance: &mut Chance, text: &mut String) {
        let year = |year: i16, text: &mut String| text.push_str(&year.to_string());
        match self {
            Self::Territory => text.push_str(scene.territory),
            Self::Place => text.push_str(chance.pick::<String>(scene.places)),
            Self::Colony => text.push_str(chance.pick::<&str>(corpus::places("colonias"))),
            Self::Street => text.push_str(chance.pick::<&str>(corpus::places("calles"))),
            Self::Year | Self::From => year(scene.next_year(chance), text),
            Self::Until => {
                let later = scene.year + i16::try_from(chance.between(1, 4)).unwrap_or(1);
                scene.year = later.min(scene.years.1);
                year(scene.year, text);
            }
        }
    }
}

/// «de el» and «a el» as Spanish writes them; names with a capital article keep it («de El Oro»).
fn contracted(text: String) -> String {
    if text.contains("e el ") || text.contains("a el ") {
        text.replace(" de el ", " del ").replace(" a el ", " al ")
    } else {
        text
    }
}

fn capitalised(text: String) -> String {
    match text.chars().next() {
        Some(first) if first.is_lowercase() => {
            let rest = &text[first.len_utf8()..];
            first.to_uppercase().chain(rest.chars()).collect()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &'static str, gender: Gender) -> String {
        let places = ["El Oro".to_owned()];
        let mut scene = Scene::new(gender, "el Distrito 7", &places, (2001, 2024));
        Sentence::read(text).fill(&mut scene, &mut Chance::new(1))
    }

    #[rstest::rstest]
    #[case(
        "gente de {territorio} y de {lugar}",
        "Gente del Distrito 7 y de El Oro"
    )]
    #[case("voy a {territorio}", "Voy al Distrito 7")]
    #[case("soy [médico|médica|personal médico]", "Soy médica")]
    #[case("{territorio} espera", "El Distrito 7 espera")]
    #[case("sin cierre {aquí", "Sin cierre {aquí")]
    fn blanks_are_filled(#[case] text: &'static str, #[case] expected: &str) {
        assert_eq!(told(text, Gender::Woman), expected);
    }

    #[test]
    fn years_go_on_and_stay_in_the_life_told() {
        let places = ["Lerdo".to_owned()];
        let mut scene = Scene::new(Gender::Man, "Durango", &places, (2018, 2024));
        let mut chance = Chance::new(5);
        for _ in 0..200 {
            let text = Sentence::read("{desde} {hasta}").fill(&mut scene, &mut chance);
            let years: Vec<i16> = text.split(' ').map(|year| year.parse().unwrap()).collect();
            assert!(
                (2018..=2024).contains(&years[0]) && years[0] < years[1] && years[1] <= 2024,
                "{text}"
            );
        }
    }
}
