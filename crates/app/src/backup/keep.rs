//! Which backups are kept: the best of each of the last days, weeks and months that have one.

use std::collections::HashSet;

use domain::time::Instant;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::plan::Keep;

/// Nothing younger than this many seconds goes.
const YOUNG: i64 = 24 * 3_600;

/// A backup, as far as it matters here.
#[derive(Debug, Clone)]
pub struct Dated {
    /// Its name.
    pub id: String,
    /// When it was begun.
    pub at: Instant,
    /// Whether its latest drill found it sound.
    pub verified: bool,
}

/// The names of the backups that are no longer kept. The newest, the newest verified and those of the last day always are;
/// of one day, week or month the newest verified is, or the newest if none is verified.
pub fn removable(
    mut backups: Vec<Dated>,
    keep: Keep,
    zone: &TimeZone,
    now: Instant,
) -> Vec<String> {
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.at));
    let day = |backup: &Dated| backup.at.in_zone(zone).date();
    let mut kept: HashSet<&str> = HashSet::new();
    kept.extend(backups.first().map(|backup| backup.id.as_str()));
    let verified = backups.iter().find(|backup| backup.verified);
    kept.extend(verified.map(|backup| backup.id.as_str()));
    for backup in &backups {
        if now.seconds_since(backup.at) < YOUNG {
            kept.insert(&backup.id);
        }
    }
    best_of_each(&backups, keep.daily, day, &mut kept);
    let week = |backup: &Dated| {
        let week = day(backup).iso_week_date();
        (week.year(), week.week())
    };
    best_of_each(&backups, keep.weekly, week, &mut kept);
    let month = |backup: &Dated| {
        let date: Date = day(backup);
        (date.year(), date.month())
    };
    best_of_each(&backups, keep.monthly, month, &mut kept);
    backups
        .iter()
        .filter(|backup| !kept.contains(backup.id.as_str()))
        .map(|backup| backup.id.clone())
        .collect()
}

/// Keeps the best backup of each of the `most` newest periods. `backups` are newest first.
fn best_of_each<'a, P: PartialEq>(
    backups: &'a [Dated],
    most: u16,
    period: impl Fn(&Dated) -> P,
    kept: &mut HashSet<&'a str>,
) {
    let mut rest = backups;
    for _ in 0..most {
        let Some(first) = rest.first() else { return };
        let of = period(first);
        let length = rest
            .iter()
            .take_while(|backup| period(backup) == of)
            .count();
        let (group, older) = rest.split_at(length);
        let best = group.iter().find(|backup| backup.verified);
        kept.insert(&best.unwrap_or(first).id);
        rest = older;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    const ZONE: TimeZone = TimeZone::UTC;

    fn on(day: i64, verified: bool) -> Dated {
        let first = Instant::from_civil(
            datetime(2024, 1, 1, 0, 0, 0, 0).date(),
            datetime(2024, 1, 1, 2, 30, 0, 0).time(),
            &ZONE,
        );
        Dated {
            id: format!("{day:04}"),
            at: first.plus_seconds(day * 86_400),
            verified,
        }
    }

    /// The days that are kept of these.
    fn kept(backups: &[Dated], keep: Keep) -> Vec<i64> {
        let now = backups.iter().map(|backup| backup.at).max().unwrap();
        let gone = removable(backups.to_vec(), keep, &ZONE, now.plus_seconds(60));
        let mut kept: Vec<i64> = backups
            .iter()
            .filter(|backup| !gone.contains(&backup.id))
            .map(|backup| backup.id.parse().unwrap())
            .collect();
        kept.sort_unstable();
        kept
    }

    #[test]
    fn a_year_of_daily_backups_leaves_seven_days_five_weeks_and_twelve_months() {
        let year: Vec<Dated> = (0..366).map(|day| on(day, true)).collect();
        let kept = kept(&year, Keep::default());
        // 2024-12-31 is day 365, a Tuesday. The last seven days; Sundays before them; last days of months.
        let expected = [
            30, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 342, 349, 356, 359, 360, 361, 362,
            363, 364, 365,
        ];
        assert_eq!(kept, expected);
    }

    #[test]
    fn the_last_verified_one_stays_however_old() {
        let mut backups: Vec<Dated> = (100..140).map(|day| on(day, false)).collect();
        backups.push(on(3, true));
        let one = Keep {
            daily: 1,
            weekly: 0,
            monthly: 0,
        };
        assert_eq!(kept(&backups, one), [3, 139]);
        let none = Keep {
            daily: 0,
            weekly: 0,
            monthly: 0,
        };
        assert_eq!(kept(&backups, none), [3, 139]);
    }

    #[test]
    fn of_one_day_the_verified_one_is_kept_and_nothing_of_the_last_day_goes() {
        let mut backups = vec![on(10, true), on(20, true)];
        let mut later = on(10, false);
        later.at = later.at.plus_seconds(3_600);
        later.id = "0011".to_owned();
        backups.push(later);
        let mut again = on(20, false);
        again.at = again.at.plus_seconds(3_600);
        again.id = "0021".to_owned();
        backups.push(again);
        assert_eq!(kept(&backups, Keep::default()), [10, 20, 21]);
    }

    #[test]
    fn days_are_those_of_the_institute() {
        let zone = TimeZone::get("America/Mexico_City").unwrap();
        // 02:30 and 07:00 UTC of one date are two days in Mexico.
        let (early, mut late) = (on(0, true), on(0, true));
        late.at = late.at.plus_seconds(4 * 3_600 + 1_800);
        late.id = "late".to_owned();
        let now = on(9, true).at;
        let keep = Keep {
            daily: 2,
            weekly: 0,
            monthly: 0,
        };
        assert!(removable(vec![early, late], keep, &zone, now).is_empty());
    }
}
