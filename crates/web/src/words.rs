//! Dates, terms and counts as people say them in Mexico.

use domain::profile::Profile;
use domain::time::Instant;
use jiff::Zoned;
use jiff::civil::Date;

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
const WEEKDAYS: [&str; 7] = [
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];

/// Says instants in an institute's zone.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    profile: &'a Profile,
}

impl<'a> Calendar<'a> {
    /// The calendar of this institute.
    pub const fn of(profile: &'a Profile) -> Self {
        Self { profile }
    }

    fn local(&self, at: Instant) -> Zoned {
        at.in_zone(&self.profile.institute.zone)
    }

    /// "16 de abril de 2024".
    pub fn day(&self, at: Instant) -> String {
        date(self.local(at).date())
    }

    /// "16 de abril de 2024, 23:59".
    pub fn moment(&self, at: Instant) -> String {
        let local = self.local(at);
        format!(
            "{}, {:02}:{:02}",
            self.day(at),
            local.hour(),
            local.minute()
        )
    }

    /// "23:59".
    pub fn hour(&self, at: Instant) -> String {
        let local = self.local(at);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// "2024-04-16 23:59:59": for tables and files, in the institute's zone.
    pub fn stamp(&self, at: Instant) -> String {
        self.local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// "el miércoles 24 de abril a las 23:59 (hora del centro)". The year is said when it is not the current one.
    pub fn deadline(&self, ends: Instant, now: Instant) -> String {
        let (end, today) = (self.local(ends), self.local(now));
        let weekday = WEEKDAYS[usize::try_from(end.weekday().to_monday_zero_offset()).unwrap_or(0)];
        let year = if end.year() == today.year() {
            String::new()
        } else {
            format!(" de {}", end.year())
        };
        let zone = self.zone();
        format!(
            "el {weekday} {} de {}{year} a las {:02}:{:02} ({zone})",
            end.day(),
            month(&end),
            end.hour(),
            end.minute()
        )
    }

    /// "martes 16 de abril de 2024 a las 10:00:05 (hora del centro)": an instant to the second, for receipts.
    pub fn exact(&self, at: Instant) -> String {
        let local = self.local(at);
        let weekday =
            WEEKDAYS[usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or(0)];
        format!(
            "{weekday} {} a las {:02}:{:02}:{:02} ({})",
            self.day(at),
            local.hour(),
            local.minute(),
            local.second(),
            self.zone()
        )
    }

    /// The institute's zone in words.
    fn zone(&self) -> String {
        if self.profile.institute.zone.iana_name() == Some("America/Mexico_City") {
            "hora del centro".to_owned()
        } else {
            format!("hora de {}", self.profile.institute.state)
        }
    }

    /// "Faltan 3 días: termina el …", "Termina hoy …", "Terminó el …".
    pub fn term(&self, ends: Instant, now: Instant) -> String {
        let deadline = self.deadline(ends, now);
        if now > ends {
            return format!("Terminó {deadline}");
        }
        let days = self
            .local(now)
            .date()
            .until(self.local(ends).date())
            .map_or(0, |span| span.get_days());
        match days {
            0 => format!("Termina hoy: {}", self.left_today(ends, now)),
            1 => format!("Falta 1 día: termina {deadline}"),
            days => format!("Faltan {days} días: termina {deadline}"),
        }
    }

    fn left_today(&self, ends: Instant, now: Instant) -> String {
        let minutes = ends.seconds_since(now) / 60;
        let hour = self.hour(ends);
        match minutes {
            0 => format!("queda menos de un minuto, a las {hour}"),
            1..60 => format!(
                "{} para las {hour}",
                counted(minutes, "queda 1 minuto", "quedan", "minutos")
            ),
            _ => format!(
                "{} para las {hour}",
                counted(minutes / 60, "queda 1 hora", "quedan", "horas")
            ),
        }
    }
}

/// "1 de mayo de 2024": a day of the calendar, the same in every zone.
pub fn date(day: Date) -> String {
    let month = MONTHS[usize::try_from(day.month() - 1).unwrap_or(0)];
    format!("{} de {month} de {}", day.day(), day.year())
}

fn month(date: &Zoned) -> &'static str {
    MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)]
}

fn counted(count: i64, one: &str, verb: &str, many: &str) -> String {
    if count == 1 {
        one.to_owned()
    } else {
        format!("{verb} {count} {many}")
    }
}

/// "1 candidatura", "2,326 candidaturas".
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(number),
        if number == 1 { one } else { many }
    )
}

/// A whole number with a comma every three digits, as it is written in Mexico.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let head = digits.len() % 3;
    let mut groups: Vec<&str> = Vec::new();
    if head > 0 {
        groups.push(&digits[..head]);
    }
    groups.extend(
        (head..digits.len())
            .step_by(3)
            .map(|start| &digits[start..start + 3]),
    );
    groups.join(",")
}

/// Bytes in the unit that a person would use.
pub fn bytes(number: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)];
    for (unit, size) in UNITS {
        if number >= size {
            let tenths = number.saturating_mul(10) / size;
            return format!("{}.{} {unit}", thousands(tenths / 10), tenths % 10);
        }
    }
    count(number, "byte", "bytes")
}

/// Milliseconds as seconds, with a tenth.
pub fn seconds(milliseconds: u64) -> String {
    format!(
        "{}.{} s",
        thousands(milliseconds / 1_000),
        milliseconds % 1_000 / 100
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(0, "0")]
    #[case(999, "999")]
    #[case(2326, "2,326")]
    #[case(1_234_567, "1,234,567")]
    fn thousands_take_a_comma(#[case] number: u64, #[case] said: &str) {
        assert_eq!(thousands(number), said);
    }

    #[rstest::rstest]
    #[case(1, "1 byte")]
    #[case(900, "900 bytes")]
    #[case(1_536, "1.5 kB")]
    #[case(5 << 20, "5.0 MB")]
    #[case(3 << 40, "3,072.0 GB")]
    fn bytes_are_told_in_the_unit_of_a_person(#[case] number: u64, #[case] told: &str) {
        assert_eq!(bytes(number), told);
    }

    #[test]
    fn seconds_have_a_tenth() {
        assert_eq!(seconds(61_250), "61.2 s");
        assert_eq!(seconds(9), "0.0 s");
    }
}
