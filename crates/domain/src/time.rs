//! Instants and the legal clock: natural days, business days and hours, counted in the institute's zone.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::profile::{BusinessDays, DayRule, Process, Term, TermUnit};

/// A point in time: microseconds since 1970 in UTC, the resolution that both databases keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// An instant from microseconds since 1970 (UTC).
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970 (UTC).
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since 1970 (UTC), zero for what lies before.
    pub fn unix_millis(self) -> u64 {
        u64::try_from(self.0 / 1_000).unwrap_or(0)
    }

    /// The instant `seconds` later (earlier when negative).
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whole seconds from `earlier` to this instant; negative if this one comes first.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(1_000_000)
    }

    /// The same point as a jiff timestamp. Values outside jiff's range (year ±9999) are held at its ends.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    /// The wall clock of `zone` at this instant.
    pub fn in_zone(self, zone: &TimeZone) -> jiff::Zoned {
        self.timestamp().to_zoned(zone.clone())
    }

    /// The instant at which `zone`'s wall clock shows `date` and `time`. A time that a clock change skips or
    /// repeats is taken as jiff's "compatible" rule does.
    pub fn from_civil(date: Date, time: Time, zone: &TimeZone) -> Self {
        zone.to_ambiguous_zoned(date.to_datetime(time))
            .compatible()
            .map_or(Self(i64::MAX), |zoned| {
                Self(zoned.timestamp().as_microsecond())
            })
    }
}

impl From<Timestamp> for Instant {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

/// Whether a day counts as a business day of this process.
///
/// During the electoral process all days can be business days (`en_proceso = "todos"`); outside it Monday to
/// Friday less the holidays (LFT 74 and the institute's own list). Which applies is profile data.
pub fn is_business_day(date: Date, rules: &BusinessDays, process: &Process) -> bool {
    let inside = process.start <= date && date <= process.end;
    match if inside { rules.during } else { rules.outside } {
        DayRule::EveryDay => true,
        DayRule::MondayToFriday => {
            date.weekday().to_monday_zero_offset() < 5
                && !rules.holidays.contains(&date)
                && !is_statutory_holiday(date, process)
        }
    }
}

/// The compulsory rest days of the Ley Federal del Trabajo, article 74, election day included.
fn is_statutory_holiday(date: Date, process: &Process) -> bool {
    let nth_monday =
        |n: i8| date.weekday() == jiff::civil::Weekday::Monday && (date.day() - 1) / 7 == n - 1;
    let handover = date.year() >= 2024 && (date.year() - 2024) % 6 == 0;
    if date == process.election_day {
        return true;
    }
    match (date.month(), date.day()) {
        (1 | 5, 1) | (9, 16) | (12, 25) => true,
        (10, 1) => handover,
        (2, _) => nth_monday(1),
        (3 | 11, _) => nth_monday(3),
        _ => false,
    }
}

/// The last microsecond of a term that was set going at `received`.
///
/// Days count from the day after reception; the last one ends at 23:59:59.999999 in the institute's zone
/// (DGO 9, CDMX 10). Hours count from the instant itself.
pub fn last_instant(
    received: Instant,
    term: Term,
    zone: &TimeZone,
    rules: &BusinessDays,
    process: &Process,
) -> Instant {
    let amount = i64::from(term.amount);
    let day_of_reception = received.in_zone(zone).date();
    let last_day = match term.unit {
        TermUnit::Hours => return received.plus_seconds(amount * 3_600),
        TermUnit::NaturalDays => day_of_reception.saturating_add(amount.days()),
        TermUnit::BusinessDays => nth_business_day(day_of_reception, term.amount, rules, process),
    };
    end_of_day(last_day, zone)
}

/// The last microsecond of `date` in `zone`.
pub fn end_of_day(date: Date, zone: &TimeZone) -> Instant {
    let next = Instant::from_civil(date.saturating_add(1.day()), Time::midnight(), zone);
    Instant(next.0.saturating_sub(1))
}

fn nth_business_day(after: Date, amount: u16, rules: &BusinessDays, process: &Process) -> Date {
    let mut date = after;
    for _ in 0..amount {
        date = date.saturating_add(1.day());
        while !is_business_day(date, rules, process) {
            date = date.saturating_add(1.day());
        }
    }
    date
}
