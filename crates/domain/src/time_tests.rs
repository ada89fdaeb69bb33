//! The legal clock, against a calculation of its own for every day of 2021 to 2030: days are counted as numbers since
//! 1970, holidays and clock changes are written out, nothing is asked of the library that the clock itself uses.

use jiff::civil::{Date, date, time};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rstest::rstest;

use crate::profile::{BusinessDays, DayRule, Process, Profile, Term, TermUnit};
use crate::sample::{self, term};
use crate::time::{Instant, end_of_day, is_business_day, last_instant};

/// Days since 1 January 1970, which was a Thursday.
type Day = i64;

const FIRST: Day = 18_628; // 1 January 2021
const LAST: Day = 22_279; // 31 December 2030
const DAY_MICROS: i64 = 86_400_000_000;
const HOUR_MICROS: i64 = 3_600_000_000;

/// The day of a date of the Gregorian calendar, by counting leap days up to it.
fn day(year: i64, month: i64, day_of_month: i64) -> Day {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leaps_before = |year: i64| (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    let leap_days = leaps_before(year) - leaps_before(1970) + i64::from(leap(year) && month > 2);
    let month = usize::try_from(month - 1).unwrap();
    (year - 1970) * 365 + leap_days + BEFORE[month] + day_of_month - 1
}

fn of(date: Date) -> Day {
    day(date.year().into(), date.month().into(), date.day().into())
}

/// Hours behind UTC at the midnight that begins `day` in central Mexico: summer time, which began and ended at two in
/// the morning, was last kept in 2022.
fn hours_behind(today: Day) -> i64 {
    let summers = [
        (day(2021, 4, 4), day(2021, 10, 31)),
        (day(2022, 4, 3), day(2022, 10, 30)),
    ];
    let summer = |(first, last): &(Day, Day)| *first < today && today <= *last;
    if summers.iter().any(summer) { 5 } else { 6 }
}

/// The midnight that begins `day` in central Mexico, in microseconds of UTC.
fn midnight(day: Day) -> i64 {
    day * DAY_MICROS + hours_behind(day) * HOUR_MICROS
}

/// The compulsory rest days of 2021 to 2030 that move, and those of a change of the executive.
const MOVING: [(i64, i64, i64); 32] = [
    (2021, 2, 1),
    (2021, 3, 15),
    (2021, 11, 15),
    (2022, 2, 7),
    (2022, 3, 21),
    (2022, 11, 21),
    (2023, 2, 6),
    (2023, 3, 20),
    (2023, 11, 20),
    (2024, 2, 5),
    (2024, 3, 18),
    (2024, 11, 18),
    (2024, 10, 1),
    (2025, 2, 3),
    (2025, 3, 17),
    (2025, 11, 17),
    (2026, 2, 2),
    (2026, 3, 16),
    (2026, 11, 16),
    (2027, 2, 1),
    (2027, 3, 15),
    (2027, 11, 15),
    (2028, 2, 7),
    (2028, 3, 20),
    (2028, 11, 20),
    (2029, 2, 5),
    (2029, 3, 19),
    (2029, 11, 19),
    (2030, 2, 4),
    (2030, 3, 18),
    (2030, 11, 18),
    (2030, 10, 1),
];

/// The days from 2021 to 2031 on which this institute works, in order.
fn working_days(rules: &BusinessDays, process: &Process) -> Vec<Day> {
    let mut resting: Vec<Day> = MOVING.iter().map(|(y, m, d)| day(*y, *m, *d)).collect();
    for year in 2021..=2030 {
        resting.extend([(1, 1), (5, 1), (9, 16), (12, 25)].map(|(m, d)| day(year, m, d)));
    }
    resting.push(of(process.election_day));
    resting.extend(rules.holidays.iter().map(|holiday| of(*holiday)));
    let (start, end) = (of(process.start), of(process.end));
    (FIRST..=LAST)
        .filter(|today| {
            let inside = start <= *today && *today <= end;
            let rule = if inside { rules.during } else { rules.outside };
            // Day 2 was a Saturday, day 3 a Sunday.
            let weekend = matches!(today % 7, 2 | 3);
            rule == DayRule::EveryDay || !(weekend || resting.contains(today))
        })
        .collect()
}

/// Four profiles: every day of the process is a business day; days of the process are like others; the sample's; and a
/// process that begins on a Saturday and ends on a Sunday, both business days.
fn profiles() -> [Profile; 4] {
    let durango = crate::profile::fixtures::repository_profile("dgo");
    let mut strict = durango.clone();
    strict.business_days.during = DayRule::MondayToFriday;
    let mut weekends = durango.clone();
    weekends.process.start = date(2023, 11, 4);
    weekends.process.end = date(2024, 9, 29);
    [durango, strict, sample::profile(), weekends]
}

fn ends(profile: &Profile, received: i64, term: Term) -> i64 {
    let received = Instant::from_micros(received);
    last_instant(
        received,
        term,
        &profile.institute.zone,
        &profile.business_days,
        &profile.process,
    )
    .micros()
}

/// Instants of a local day that are likely to go wrong: its ends, and the hours in which UTC has another date.
fn instants_of(today: Day) -> [i64; 4] {
    let (start, end) = (midnight(today), midnight(today + 1));
    [
        start,
        start + 10 * HOUR_MICROS + 1,
        end - 6 * HOUR_MICROS,
        end - 1,
    ]
}

#[test]
fn own_calendar_knows_its_landmarks() {
    assert_eq!((day(2021, 1, 1), day(2030, 12, 31)), (FIRST, LAST));
    assert_eq!(day(1970, 1, 1), 0);
    assert_eq!(day(2024, 3, 1) - day(2024, 2, 28), 2);
    assert_eq!(day(2023, 3, 1) - day(2023, 2, 28), 1);
    assert_eq!(day(2024, 6, 2) % 7, 3, "election day was a Sunday");
}

#[test]
fn natural_days_of_ten_years_end_when_counted_by_hand() {
    let profile = &profiles()[0];
    for today in FIRST..=LAST {
        for received in instants_of(today) {
            for amount in [1_u16, 3, 5, 15, 366] {
                let expected = midnight(today + i64::from(amount) + 1) - 1;
                let counted = ends(profile, received, term(amount, TermUnit::NaturalDays));
                assert_eq!(counted, expected, "day {today}, {amount} days");
            }
        }
    }
}

#[test]
fn business_days_of_ten_years_end_when_counted_by_hand() {
    for profile in profiles() {
        let working = working_days(&profile.business_days, &profile.process);
        for today in FIRST..=LAST - 60 {
            let after = working.partition_point(|working| *working <= today);
            for amount in [1_u16, 2, 5, 10, 15] {
                let last = working[after + usize::from(amount) - 1];
                for received in [midnight(today), midnight(today + 1) - 1] {
                    let counted = ends(&profile, received, term(amount, TermUnit::BusinessDays));
                    assert_eq!(
                        counted,
                        midnight(last + 1) - 1,
                        "day {today}, {amount} days"
                    );
                }
            }
        }
    }
}

#[test]
fn every_day_of_ten_years_is_a_business_day_or_not_as_written_out() {
    for Profile {
        business_days,
        process,
        ..
    } in profiles()
    {
        let working = working_days(&business_days, &process);
        let mut today = date(2021, 1, 1);
        for number in FIRST..=LAST {
            let expected = working.binary_search(&number).is_ok();
            assert_eq!(
                is_business_day(today, &business_days, &process),
                expected,
                "{today}"
            );
            today = today.tomorrow().unwrap();
        }
    }
}

#[test]
fn hours_are_elapsed_hours_also_over_a_clock_change() {
    let profile = &profiles()[0];
    for today in FIRST..=LAST {
        for received in instants_of(today) {
            for amount in [1_u16, 24, 72, 8_784] {
                let counted = ends(profile, received, term(amount, TermUnit::Hours));
                assert_eq!(counted, received + i64::from(amount) * HOUR_MICROS);
            }
        }
    }
}

/// A zone whose clock changes are written out here: hours behind UTC in winter, and the days on which summer time began
/// and ended at two in the morning.
struct Elsewhere {
    name: &'static str,
    winter: i64,
    summers: Vec<(Day, Day)>,
}

impl Elsewhere {
    fn midnight(&self, day: Day) -> i64 {
        let summer = |(first, last): &(Day, Day)| *first < day && day <= *last;
        let behind = self.winter - i64::from(self.summers.iter().any(summer));
        day * DAY_MICROS + behind * HOUR_MICROS
    }
}

/// The `nth` Sunday on or after the first of a month.
fn sunday(year: i64, month: i64, nth: i64) -> Day {
    let first = day(year, month, 1);
    // Day 3 was a Sunday.
    first + (3 - first % 7).rem_euclid(7) + 7 * (nth - 1)
}

/// Tijuana keeps summer time with its neighbours; Cancún keeps none; Hermosillo neither, further west.
fn elsewhere() -> [Elsewhere; 3] {
    let of = |year| (sunday(year, 3, 2), sunday(year, 11, 1));
    [
        Elsewhere {
            name: "America/Tijuana",
            winter: 8,
            summers: (2021..=2031).map(of).collect(),
        },
        Elsewhere {
            name: "America/Cancun",
            winter: 5,
            summers: Vec::new(),
        },
        Elsewhere {
            name: "America/Hermosillo",
            winter: 7,
            summers: Vec::new(),
        },
    ]
}

#[test]
fn days_and_hours_of_ten_years_end_as_counted_by_hand_in_other_zones() {
    assert_eq!(sunday(2024, 3, 2), day(2024, 3, 10));
    assert_eq!(sunday(2024, 11, 1), day(2024, 11, 3));
    for zone in elsewhere() {
        let mut profile = profiles()[0].clone();
        profile.institute.zone = TimeZone::get(zone.name).unwrap();
        for today in FIRST..=LAST {
            let (start, end) = (zone.midnight(today), zone.midnight(today + 1));
            for received in [start, start + 3 * HOUR_MICROS, end - 1] {
                for amount in [1_u16, 15] {
                    let days = ends(&profile, received, term(amount, TermUnit::NaturalDays));
                    let expected = zone.midnight(today + i64::from(amount) + 1) - 1;
                    assert_eq!(days, expected, "{} day {today}, {amount}", zone.name);
                }
                let hours = ends(&profile, received, term(72, TermUnit::Hours));
                assert_eq!(hours, received + 72 * HOUR_MICROS, "{}", zone.name);
            }
        }
    }
}

#[test]
fn a_term_holds_to_its_last_microsecond_and_not_one_longer() {
    let profile = &profiles()[0];
    for received in (FIRST..=LAST).step_by(7).map(|today| midnight(today) + 1) {
        let last = ends(profile, received, term(15, TermUnit::NaturalDays));
        let clock = crate::registry::TermClock {
            received: Instant::from_micros(received),
            ends: Instant::from_micros(last),
            extension: None,
        };
        assert!(!clock.is_over(Instant::from_micros(last)));
        assert!(clock.is_over(Instant::from_micros(last + 1)));
        // A clock that was set back opens nothing that the record does not say.
        assert!(!clock.is_over(Instant::from_micros(received - DAY_MICROS)));
    }
}

fn mexico() -> TimeZone {
    TimeZone::get("America/Mexico_City").unwrap()
}

/// Reception and last instant, as a clock on the wall shows them.
#[rstest]
#[case::fifteen_days("2024-04-01T10:00:00", 15, "2024-04-16T23:59:59.999999-06:00")]
#[case::first_instant_of_a_day("2024-04-01T00:00:00", 15, "2024-04-16T23:59:59.999999-06:00")]
#[case::last_instant_of_a_day("2024-04-01T23:59:59.999999", 15, "2024-04-16T23:59:59.999999-06:00")]
#[case::leap_day("2024-02-14T12:00:00", 15, "2024-02-29T23:59:59.999999-06:00")]
#[case::over_a_leap_day("2024-02-15T12:00:00", 15, "2024-03-01T23:59:59.999999-06:00")]
#[case::no_leap_day("2023-02-14T12:00:00", 15, "2023-03-01T23:59:59.999999-06:00")]
#[case::year_end("2023-12-20T12:00:00", 15, "2024-01-04T23:59:59.999999-06:00")]
#[case::summer_time_begins("2021-03-30T12:00:00", 15, "2021-04-14T23:59:59.999999-05:00")]
#[case::ends_on_the_day_summer_time_began(
    "2022-03-19T12:00:00",
    15,
    "2022-04-03T23:59:59.999999-05:00"
)]
#[case::ends_on_the_day_summer_time_ended(
    "2022-10-15T12:00:00",
    15,
    "2022-10-30T23:59:59.999999-06:00"
)]
#[case::no_summer_time_any_more("2023-03-30T12:00:00", 15, "2023-04-14T23:59:59.999999-06:00")]
fn natural_days_end_with_the_local_day(
    #[case] received: jiff::civil::DateTime,
    #[case] days: u16,
    #[case] last: &str,
) {
    let received = Instant::from_civil(received.date(), received.time(), &mexico());
    let ends = ends(
        &profiles()[0],
        received.micros(),
        term(days, TermUnit::NaturalDays),
    );
    let shown = Instant::from_micros(ends).in_zone(&mexico());
    assert_eq!(shown.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z").to_string(), last);
}

/// The day after reception on which one business day ends.
#[rstest]
#[case::friday_outside(date(2025, 8, 1), date(2025, 8, 4))]
#[case::before_the_constitution(date(2025, 1, 31), date(2025, 2, 4))]
#[case::christmas(date(2024, 12, 24), date(2024, 12, 26))]
#[case::handover(date(2030, 9, 30), date(2030, 10, 2))]
#[case::no_handover_in_other_years(date(2025, 9, 30), date(2025, 10, 1))]
#[case::saturday_in_the_process(date(2024, 5, 31), date(2024, 6, 1))]
#[case::election_day_in_the_process(date(2024, 6, 1), date(2024, 6, 2))]
#[case::institutes_holiday_in_the_process(date(2024, 3, 27), date(2024, 3, 28))]
#[case::last_day_of_the_process(date(2024, 9, 29), date(2024, 9, 30))]
#[case::first_day_after_it_is_the_handover(date(2024, 9, 30), date(2024, 10, 2))]
fn next_business_day(#[case] received: Date, #[case] last: Date) {
    let received = Instant::from_civil(received, time(9, 0, 0, 0), &mexico());
    let ends = ends(
        &profiles()[0],
        received.micros(),
        term(1, TermUnit::BusinessDays),
    );
    assert_eq!(Instant::from_micros(ends).in_zone(&mexico()).date(), last);
}

#[test]
fn strict_institute_rests_on_its_holidays_and_election_day_in_the_process_too() {
    let [_, strict, _, _] = profiles();
    for resting in [
        date(2024, 3, 28),
        date(2024, 3, 29),
        date(2024, 6, 2),
        date(2024, 5, 1),
        date(2024, 3, 18),
    ] {
        assert!(
            !is_business_day(resting, &strict.business_days, &strict.process),
            "{resting}"
        );
    }
}

proptest! {
    #[test]
    fn last_instant_is_the_last_microsecond_of_a_local_day(
        received in 0..4_000_000_000_000_000_i64,
        amount in 1..=366_u16,
        unit in prop::sample::select(vec![TermUnit::NaturalDays, TermUnit::BusinessDays]),
        zone in prop::sample::select(vec![
            "America/Mexico_City", "America/Tijuana", "America/Hermosillo", "America/Cancun",
            // Clocks that change at midnight, and one far from here.
            "America/Havana", "America/Asuncion", "Pacific/Apia",
        ]),
    ) {
        let mut profile = sample::profile();
        profile.institute.zone = TimeZone::get(zone).unwrap();
        let zone = &profile.institute.zone;
        let last = Instant::from_micros(ends(&profile, received, term(amount, unit)));
        let next = Instant::from_micros(last.micros() + 1);
        let (last_day, next_day) = (last.in_zone(zone).date(), next.in_zone(zone).date());
        prop_assert!(next_day > last_day);
        prop_assert_eq!(end_of_day(last_day, zone), last);
        let days = Instant::from_micros(received).in_zone(zone).date().until(last_day).unwrap().get_days();
        prop_assert!(days >= i32::from(amount));
        if unit == TermUnit::NaturalDays {
            prop_assert_eq!(days, i32::from(amount));
        } else {
            prop_assert!(is_business_day(last_day, &profile.business_days, &profile.process));
        }
    }

    #[test]
    fn later_reception_never_ends_sooner(
        received in 0..4_000_000_000_000_000_i64,
        wait in 0..1_000_000_000_000_i64,
        amount in 1..=60_u16,
        unit in prop::sample::select(vec![TermUnit::NaturalDays, TermUnit::BusinessDays, TermUnit::Hours]),
    ) {
        let profile = sample::profile();
        let term = term(amount, unit);
        prop_assert!(ends(&profile, received, term) <= ends(&profile, received + wait, term));
    }

    #[test]
    fn instant_of_any_number_is_shown_without_a_panic(micros in any::<i64>(), seconds in any::<i64>()) {
        let instant = Instant::from_micros(micros);
        prop_assert!(!instant.to_string().is_empty());
        let _ = (instant.in_zone(&mexico()), instant.plus_seconds(seconds), instant.unix_millis());
    }
}

#[rstest]
#[case(2_500_000, 1_000_000, 1)]
#[case(1_000_000, 2_500_000, -2)]
#[case(1, 0, 0)]
fn seconds_between_are_whole_and_signed(
    #[case] later: i64,
    #[case] earlier: i64,
    #[case] seconds: i64,
) {
    let later = Instant::from_micros(later);
    assert_eq!(later.seconds_since(Instant::from_micros(earlier)), seconds);
}
