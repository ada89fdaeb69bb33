//! Words of cells as values: dates, genders, codes. What can be read in two ways is not guessed.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

use super::folding::folded;
use super::{Calling, Gender};

/// What files write where they have nothing; hyphens and blanks among them.
pub(super) fn is_nothing(text: &str) -> bool {
    // Most cells are longer than any of these words.
    text.len() <= 24
        && (text
            .chars()
            .all(|c| matches!(c, '-' | '–' | '—' | '_' | '.' | '*' | '/' | ' '))
            || matches!(
                folded(text).as_str(),
                "no aplica"
                    | "n a"
                    | "s d"
                    | "s n"
                    | "sin dato"
                    | "sin datos"
                    | "sin numero"
                    | "no proporciono"
                    | "no proporcionado"
                    | "no disponible"
                    | "no especificado"
                    | "ninguno"
                    | "ninguna"
                    | "null"
            ))
}

/// Holder or substitute.
pub(super) fn calling(text: &str) -> Option<Calling> {
    let folded = folded(text);
    match folded.split(' ').next().unwrap_or_default() {
        "propietaria" | "propietario" | "propietarie" | "prop" | "p" => Some(Calling::Holder),
        "suplente" | "sup" | "s" => Some(Calling::Substitute),
        _ => None,
    }
}

/// What a gender's cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GenderWord {
    /// One gender.
    Known(Gender),
    /// `M`: Mujer in files of the institutes and of the CURP's *hombre*, Masculino in those that also have `F`.
    M,
}

/// A gender, or the letter that may be two.
pub(super) fn gender(text: &str) -> Option<GenderWord> {
    Some(GenderWord::Known(match folded(text).as_str() {
        "mujer" | "mujeres" | "femenino" | "femenina" | "f" | "fem" => Gender::Woman,
        "hombre" | "hombres" | "masculino" | "masculina" | "h" | "masc" => Gender::Man,
        "no binaria" | "no binario" | "no binarie" | "nobinaria" | "nobinario" | "nb" | "x"
        | "persona no binaria" => Gender::NonBinary,
        "m" => return Some(GenderWord::M),
        _ => return None,
    }))
}

/// What a date's cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateWord {
    /// One date.
    Known(Date),
    /// Day and month could be swapped: this date, read with the day first.
    DayFirst(Date),
    /// Only with the month first is it a date.
    MonthFirst,
}

/// `AAAA-MM-DD`, `DD/MM/AAAA`, `31 de mayo de 1980`, or the number of days by which spreadsheets keep a date.
pub(super) fn date(text: &str) -> Option<DateWord> {
    let text = without_midnight(text);
    if let Some(date) = serial(text) {
        return Some(DateWord::Known(date));
    }
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .filter(|part| {
            !part.is_empty()
                && !part.eq_ignore_ascii_case("de")
                && !part.eq_ignore_ascii_case("del")
        })
        .collect();
    let [first, second, third] = parts[..] else {
        return None;
    };
    if let Some(year) = figures(first, 4..=4) {
        return on(year, second, third).map(DateWord::Known);
    }
    let year = figures(third, 4..=4)?;
    if let Some(month) = month_by_name(second) {
        let day = two(first)?;
        return Date::new(year, month, day).ok().map(DateWord::Known);
    }
    match (on(year, second, first), on(year, first, second)) {
        (Some(date), Some(other)) if date != other => Some(DateWord::DayFirst(date)),
        (Some(date), _) => Some(DateWord::Known(date)),
        (None, Some(_)) => Some(DateWord::MonthFirst),
        (None, None) => None,
    }
}

fn without_midnight(text: &str) -> &str {
    let rest = text.trim();
    [" 00:00:00", "T00:00:00", " 00:00", " 0:00", " 0:00:00"]
        .into_iter()
        .find_map(|midnight| rest.strip_suffix(midnight))
        .unwrap_or(rest)
}

fn on(year: i16, month: &str, day: &str) -> Option<Date> {
    Date::new(year, two(month)?, two(day)?).ok()
}

fn two(part: &str) -> Option<i8> {
    figures(part, 1..=2).and_then(|number| i8::try_from(number).ok())
}

fn figures(part: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let fits = lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if fits { part.parse().ok() } else { None }
}

/// Days since 30 December 1899, as spreadsheets count since 1 March 1900: five figures, 1927 to 2037 and beyond.
fn serial(text: &str) -> Option<Date> {
    let days = text.strip_suffix(".0").unwrap_or(text);
    let five = days.len() == 5 && days.bytes().all(|b| b.is_ascii_digit());
    let span: Span = if five {
        days.parse::<i32>().ok()?.days()
    } else {
        return None;
    };
    jiff::civil::date(1899, 12, 30).checked_add(span).ok()
}

fn month_by_name(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    let word = folded(word);
    let same = |month: &str| month == word || (word.len() >= 3 && month.starts_with(&word));
    let place = MONTHS.iter().position(|month| same(month))?;
    i8::try_from(place + 1).ok()
}

/// Completed years on `day`.
pub(super) fn completed_years(birth: Date, day: Date) -> Option<u16> {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    u16::try_from(day.year() - birth.year() - i16::from(before_birthday)).ok()
}

/// Years, with the word beside them or not.
pub(super) fn age(text: &str) -> Option<u16> {
    let number = ["años", "AÑOS", "Años", "anos"]
        .into_iter()
        .find_map(|word| text.strip_suffix(word))
        .unwrap_or(text)
        .trim();
    // What `parse` takes besides figures, a plus sign, is no age.
    let figures = number.bytes().all(|b| b.is_ascii_digit());
    if figures { number.parse().ok() } else { None }
}

/// Text that was decoded twice (`Ã` before what UTF-8's second bytes look like), or that lost a letter.
pub(super) fn damaged(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let pairs = text.chars().zip(text.chars().skip(1));
    text.contains('\u{FFFD}')
        || pairs
            .into_iter()
            .any(|(one, two)| matches!(one, 'Ã' | 'Â') && ('\u{80}'..='\u{BF}').contains(&two))
}

/// Four letters, birth date (YYMMDD), sex, state, three consonants, a sign that tells centuries, a check figure.
pub(super) fn is_curp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let two = |at: usize| {
        let pair = bytes.get(at..at + 2)?;
        let figures = pair.iter().all(u8::is_ascii_digit);
        figures.then(|| (pair[0] - b'0') * 10 + (pair[1] - b'0'))
    };
    let letters = |range: std::ops::Range<usize>| {
        bytes
            .get(range)
            .is_some_and(|part| part.iter().all(u8::is_ascii_uppercase))
    };
    bytes.len() == 18
        && letters(0..4)
        && two(4).is_some()
        && two(6).is_some_and(|month| (1..=12).contains(&month))
        && two(8).is_some_and(|day| (1..=31).contains(&day))
        && matches!(bytes[10], b'H' | b'M' | b'X')
        && letters(11..16)
        && bytes[16].is_ascii_alphanumeric()
        && bytes[17].is_ascii_digit()
}

/// Whether a CURP says another day of birth than `birth`; its sign of the century is not asked, since old ones vary.
pub(super) fn curp_differs(curp: &str, birth: Date) -> bool {
    let own = format!(
        "{:02}{:02}{:02}",
        birth.year().rem_euclid(100),
        birth.month(),
        birth.day()
    );
    curp.get(4..10).is_some_and(|said| said != own)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[rstest::rstest]
    #[case("1980-05-31", DateWord::Known(day(1980, 5, 31)))]
    #[case("1980/5/31", DateWord::Known(day(1980, 5, 31)))]
    #[case("31/05/1980", DateWord::Known(day(1980, 5, 31)))]
    #[case("31-05-1980", DateWord::Known(day(1980, 5, 31)))]
    #[case("31.05.1980", DateWord::Known(day(1980, 5, 31)))]
    #[case("5/5/1980", DateWord::Known(day(1980, 5, 5)))]
    #[case("05/06/1980", DateWord::DayFirst(day(1980, 6, 5)))]
    #[case("05/31/1980", DateWord::MonthFirst)]
    #[case("31 de mayo de 1980", DateWord::Known(day(1980, 5, 31)))]
    #[case("31-may-1980", DateWord::Known(day(1980, 5, 31)))]
    #[case("1980-05-31 00:00:00", DateWord::Known(day(1980, 5, 31)))]
    #[case("1980-05-31T00:00:00", DateWord::Known(day(1980, 5, 31)))]
    #[case("29372", DateWord::Known(day(1980, 5, 31)))]
    #[case("29372.0", DateWord::Known(day(1980, 5, 31)))]
    fn a_date_is_read_as_people_and_spreadsheets_write_it(
        #[case] text: &str,
        #[case] word: DateWord,
    ) {
        assert_eq!(date(text), Some(word));
    }

    #[rstest::rstest]
    #[case("")]
    #[case("1980")]
    #[case("31/05/80")]
    #[case("1980-02-30")]
    #[case("31 de mayo")]
    #[case("31/13/1980")]
    #[case("ma/05/1980")]
    #[case("31-ma-1980")]
    #[case("5 de 1980 mayo")]
    #[case("1980-05-31 10:00")]
    #[case("２９３７２")]
    fn what_is_no_date_is_none(#[case] text: &str) {
        assert_eq!(date(text), None);
    }

    #[test]
    fn empties_of_real_files_are_nothing() {
        for text in [
            "",
            "-",
            "--",
            "N/A",
            "No aplica",
            "NO PROPORCIONÓ",
            "s/n",
            "…..".trim_matches('…'),
        ] {
            assert!(is_nothing(text), "{text}");
        }
        for text in ["0", "Ana", "No", "Nadia", "Aplica"] {
            assert!(!is_nothing(text), "{text}");
        }
    }

    #[rstest::rstest]
    #[case("34", Some(34))]
    #[case("34 AÑOS", Some(34))]
    #[case("-34", None)]
    #[case("+34", None)]
    #[case("años", None)]
    #[case("34.5", None)]
    fn an_age_is_figures_with_or_without_its_word(#[case] text: &str, #[case] years: Option<u16>) {
        assert_eq!(age(text), years);
    }

    #[test]
    fn a_curp_is_compared_with_the_birth_date() {
        assert!(!curp_differs("PELA800531MDGRPN09", day(1980, 5, 31)));
        assert!(curp_differs("PELA800531MDGRPN09", day(1980, 5, 30)));
    }
}
