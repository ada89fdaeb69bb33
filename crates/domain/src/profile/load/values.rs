//! Kinds of values that profile files hold, read alike from TOML and from CSV cells.

use jiff::civil::{Date, DateTime};
use toml::de::DeValue;

use crate::profile::{Term, TermUnit};

/// A value that TOML can hold.
pub(crate) trait Value: Sized {
    /// What it is, after "debe ser".
    const EXPECTED: &'static str;

    /// Reads it; `None`: it is something else.
    fn read(value: &DeValue<'_>) -> Option<Self>;
}

impl Value for bool {
    const EXPECTED: &'static str = "true (sí) o false (no), sin comillas";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_bool()
    }
}

impl Value for u32 {
    const EXPECTED: &'static str = "un número entero, sin comillas ni signos";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        let integer = value.as_integer()?;
        u32::from_str_radix(integer.as_str(), integer.radix()).ok()
    }
}

impl Value for String {
    const EXPECTED: &'static str = "un texto entre comillas";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_str().map(|text| text.trim().to_owned())
    }
}

impl Value for Date {
    const EXPECTED: &'static str = "una fecha que exista, como 2024-06-02";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        match value {
            DeValue::Datetime(at) if at.time.is_none() && at.offset.is_none() => {
                at.to_string().parse().ok()
            }
            DeValue::String(text) => date(text),
            _ => None,
        }
    }
}

impl Value for DateTime {
    const EXPECTED: &'static str = "una fecha y hora local, como 2024-04-16T10:00:00";

    fn read(value: &DeValue<'_>) -> Option<Self> {
        match value {
            DeValue::Datetime(at) if at.time.is_some() && at.offset.is_none() => {
                date_time(&at.to_string())
            }
            DeValue::String(text) => date_time(text),
            _ => None,
        }
    }
}

/// A day alone, as `2024-06-02`.
pub(crate) fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// A local day and hour, as `2024-04-10T00:00:00`. Nothing with a zone: the institute's applies.
pub(crate) fn date_time(text: &str) -> Option<DateTime> {
    let local =
        matches!(text.len(), 16 | 19) && matches!(text.as_bytes().get(10), Some(b'T' | b' '));
    (local && !text.contains(['Z', '+']))
        .then(|| text.parse().ok())
        .flatten()
}

/// The words for units of a term.
pub(crate) const TERM_UNITS: &[(&str, TermUnit)] = &[
    ("dias_naturales", TermUnit::NaturalDays),
    ("dias_habiles", TermUnit::BusinessDays),
    ("horas", TermUnit::Hours),
];

/// A term within a year, or `None`.
pub(crate) fn term(amount: u32, unit: TermUnit) -> Option<Term> {
    let most = match unit {
        TermUnit::NaturalDays | TermUnit::BusinessDays => 366,
        TermUnit::Hours => 366 * 24,
    };
    let amount = u16::try_from(amount)
        .ok()
        .filter(|amount| (1..=most).contains(amount))?;
    Some(Term { amount, unit })
}

/// Whether a text can be an e-mail address: one `@` with something before and a dotted name after.
pub(crate) fn is_email(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    text.split_once('@').is_some_and(|(user, host)| {
        plain(user)
            && plain(host)
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("2024-06-02", true)]
    #[case("2024-02-30", false)]
    #[case("2024-06-02T00:00:00", false)]
    #[case("02/06/2024", false)]
    fn date_is_a_day_that_exists(#[case] text: &str, #[case] accepted: bool) {
        assert_eq!(date(text).is_some(), accepted);
    }

    #[rstest::rstest]
    #[case("2024-04-10T00:00:00", true)]
    #[case("2024-04-10 00:00", true)]
    #[case("2024-04-10", false)]
    #[case("2024-04-10T00:00:00Z", false)]
    #[case("2024-04-10T00:00:00-06:00", false)]
    #[case("2024-04-10T25:00:00", false)]
    fn date_time_is_local(#[case] text: &str, #[case] accepted: bool) {
        assert_eq!(date_time(text).is_some(), accepted);
    }

    #[rstest::rstest]
    #[case("ut.transparencia@iepcdurango.mx", true)]
    #[case("sin-arroba.mx", false)]
    #[case("dos@arrobas@a.mx", false)]
    #[case("a@punto-al-final.", false)]
    #[case("a b@c.mx", false)]
    fn email_has_one_at_and_a_dotted_host(#[case] text: &str, #[case] accepted: bool) {
        assert_eq!(is_email(text), accepted);
    }

    #[rstest::rstest]
    #[case(0, TermUnit::Hours, false)]
    #[case(48, TermUnit::Hours, true)]
    #[case(367, TermUnit::NaturalDays, false)]
    #[case(367, TermUnit::Hours, true)]
    fn term_is_within_a_year(#[case] amount: u32, #[case] unit: TermUnit, #[case] accepted: bool) {
        assert_eq!(term(amount, unit).is_some(), accepted);
    }
}
