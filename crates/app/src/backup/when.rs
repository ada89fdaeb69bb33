//! When the daily backup is due.

use domain::time::Instant;
use jiff::tz::TimeZone;

use super::plan::Hour;

/// Seconds without a verified backup after which people are warned (DGO 32, CDMX 33).
pub const WARN_AFTER: i64 = 7 * 86_400;

/// The latest instant, not after `now`, at which a daily backup was due.
pub fn last_due(now: Instant, hour: Hour, zone: &TimeZone) -> Instant {
    let today = now.in_zone(zone).date();
    let due = Instant::from_civil(today, hour.0, zone);
    if due <= now {
        return due;
    }
    let yesterday = today.yesterday().unwrap_or(today);
    Instant::from_civil(yesterday, hour.0, zone)
}

/// The next instant, after `now`, at which a daily backup is due.
pub fn next_due(now: Instant, hour: Hour, zone: &TimeZone) -> Instant {
    let last = last_due(now, hour, zone).in_zone(zone).date();
    Instant::from_civil(last.tomorrow().unwrap_or(last), hour.0, zone)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_s_backup_is_due_at_its_hour_in_the_institute_s_zone() {
        let zone = TimeZone::get("America/Mexico_City").unwrap();
        let hour: Hour = "02:30".parse().unwrap();
        let at = |day, hour, minute| {
            Instant::from_civil(
                date(2024, 4, day),
                jiff::civil::time(hour, minute, 0, 0),
                &zone,
            )
        };
        assert_eq!(last_due(at(16, 2, 30), hour, &zone), at(16, 2, 30));
        assert_eq!(last_due(at(16, 2, 29), hour, &zone), at(15, 2, 30));
        assert_eq!(next_due(at(16, 2, 29), hour, &zone), at(16, 2, 30));
        assert_eq!(next_due(at(16, 2, 30), hour, &zone), at(17, 2, 30));
        assert_eq!(next_due(at(16, 23, 59), hour, &zone), at(17, 2, 30));
    }
}
