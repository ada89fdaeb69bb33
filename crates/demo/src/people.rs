//! Invented people: names that are common put together at random, ages from 21 to 85, codes of nobody.

use domain::profile::Profile;
use domain::registry::{Gender, Person};
use jiff::civil::Date;

use crate::chance::Chance;
use crate::corpus;

/// Youngest and oldest age on election day.
const AGES: (i64, i64) = (21, 85);

/// Invents a person with this gender.
pub(crate) fn invent(profile: &Profile, gender: Gender, chance: &mut Chance) -> Person {
    let (given_names, first_surname, second_surname) = name(gender, chance);
    let birth_date = birth_date(profile.process.election_day, chance);
    Person {
        nickname: chance
            .odds(0.18)
            .then(|| (*chance.pick(nicknames(gender))).to_owned()),
        curp: birth_date
            .filter(|_| chance.odds(0.85))
            .map(|birth| curp(birth, gender, chance)),
        given_names,
        first_surname,
        second_surname,
        gender,
        birth_date,
        declared_age: None,
    }
}

/// A person with one of the names on which careless programs break.
pub(crate) fn hostile(profile: &Profile, number: usize, chance: &mut Chance) -> Person {
    let names = corpus::hostile();
    let [given, first, second, nickname, gender] = names[number % names.len()].map(str::to_owned);
    let gender = match gender.as_str() {
        "M" => Gender::Woman,
        "H" => Gender::Man,
        _ => Gender::NonBinary,
    };
    Person {
        given_names: given,
        first_surname: first,
        second_surname: second,
        nickname: Some(nickname).filter(|nickname| !nickname.is_empty()),
        ..invent(profile, gender, chance)
    }
}

/// A whole name for somebody who holds an account.
pub(crate) fn holder(chance: &mut Chance) -> String {
    let gender = *chance.pick(&[Gender::Woman, Gender::Man]);
    let (given, first, second) = name(gender, chance);
    format!("{given} {first} {second}").trim_end().to_owned()
}

/// Given names and two surnames; the second one is missing now and then.
fn name(gender: Gender, chance: &mut Chance) -> (String, String, String) {
    loop {
        let surnames = corpus::names("apellidos");
        let (first, second) = (*chance.pick(surnames), *chance.pick(surnames));
        let given = given_names(gender, chance);
        if is_denied(&given, first, second) {
            continue;
        }
        let second = if chance.odds(0.02) { "" } else { second };
        return (given, first.to_owned(), second.to_owned());
    }
}

fn nicknames(gender: Gender) -> &'static [&'static str] {
    corpus::names(match gender {
        Gender::Woman => "sobrenombres_mujeres",
        Gender::Man => "sobrenombres_hombres",
        Gender::NonBinary => "sobrenombres_neutros",
    })
}

fn given_names(gender: Gender, chance: &mut Chance) -> String {
    let names = corpus::names(match gender {
        Gender::Woman => "mujeres",
        Gender::Man => "hombres",
        Gender::NonBinary => "neutros",
    });
    let first = *chance.pick(names);
    let second = *chance.pick(names);
    if first == second || chance.odds(0.5) {
        first.to_owned()
    } else {
        format!("{first} {second}")
    }
}

/// Whether many would take the name for a known politician's.
fn is_denied(given: &str, first: &str, second: &str) -> bool {
    let (given, first, second) = (plain(given), plain(first), plain(second));
    corpus::denied()
        .iter()
        .any(|denied| match denied.strip_prefix('+') {
            Some(surnames) => surnames == format!("{first} {second}"),
            None => given
                .split(' ')
                .any(|given| *denied == format!("{given} {first}")),
        })
}

/// What an address of this person begins with: `ana.lopez`; none if the name has no plain letters.
pub(crate) fn handle(person: &Person) -> Option<String> {
    let first = |name: &str| -> String {
        let word = name.split(' ').next().unwrap_or_default();
        plain(word)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect()
    };
    let (given, surname) = (first(&person.given_names), first(&person.first_surname));
    (given.len() > 1 && surname.len() > 1).then(|| format!("{given}.{surname}"))
}

/// Lower case without accents.
fn plain(name: &str) -> String {
    let bare = |c: char| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        other => other,
    };
    name.to_lowercase().chars().map(bare).collect()
}

/// A birth date with which the person is of age on election day; the middle ages are the most frequent.
fn birth_date(election_day: Date, chance: &mut Chance) -> Option<Date> {
    let (youngest, oldest) = AGES;
    let age = match chance.below(90) {
        0 => youngest,
        1 => oldest,
        _ => {
            let middle = f64::midpoint(chance.fraction(), chance.fraction());
            let years = 64.0 * middle.powf(1.4);
            #[expect(clippy::cast_possible_truncation, reason = "between 0 and 64")]
            let years = years as i64;
            youngest + years
        }
    };
    let month = i8::try_from(chance.between(1, 12)).ok()?;
    let day = i8::try_from(chance.between(1, 28)).ok()?;
    let birthday_to_come = (month, day) > (election_day.month(), election_day.day());
    let year = i64::from(election_day.year()) - age - i64::from(birthday_to_come);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

/// A code with the form of a CURP that belongs to nobody: it begins with `XX`, which no name gives, and says that
/// the person was born abroad.
fn curp(birth: Date, gender: Gender, chance: &mut Chance) -> String {
    const CONSONANTS: &[u8] = b"BCDFGHJKLMNPQRSTVWXYZ";
    let mut letters = |count: usize| -> String {
        (0..count)
            .map(|_| char::from(*chance.pick(CONSONANTS)))
            .collect()
    };
    let (initials, inside) = (letters(2), letters(3));
    let sex = match gender {
        Gender::Woman => 'M',
        Gender::Man => 'H',
        Gender::NonBinary => 'X',
    };
    let sign = if birth.year() < 2000 { '0' } else { 'A' };
    format!(
        "XX{initials}{:02}{:02}{:02}{sex}NE{inside}{sign}{}",
        birth.year().rem_euclid(100),
        birth.month(),
        birth.day(),
        chance.below(10)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("José Andrés", "López", "Ruiz", true)]
    #[case("Nayeli", "Peña", "Nieto", true)]
    #[case("Clara", "Robles", "Peña", false)]
    #[case("Vicente", "Fox", "Luna", true)]
    fn names_of_known_politicians_are_not_made(
        #[case] given: &str,
        #[case] first: &str,
        #[case] second: &str,
        #[case] denied: bool,
    ) {
        assert_eq!(is_denied(given, first, second), denied);
    }

    #[test]
    fn ages_reach_from_the_youngest_to_the_oldest() {
        let election_day = jiff::civil::date(2024, 6, 2);
        let mut chance = Chance::new(11);
        let mut ages: Vec<u16> = (0..5_000)
            .map(|_| {
                let person = Person {
                    given_names: String::new(),
                    first_surname: String::new(),
                    second_surname: String::new(),
                    nickname: None,
                    gender: Gender::Woman,
                    birth_date: birth_date(election_day, &mut chance),
                    curp: None,
                    declared_age: None,
                };
                person.age_on(election_day).unwrap()
            })
            .collect();
        ages.sort_unstable();
        assert_eq!((ages[0], ages[4_999]), (21, 85));
        assert!((38..=50).contains(&ages[2_500]), "{}", ages[2_500]);
    }
}
