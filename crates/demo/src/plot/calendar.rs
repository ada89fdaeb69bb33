//! Days and hours of the story. Everything is measured in terms to capture, so that an institute with a term of
//! hours and one with a term of months both show every state.

use domain::profile::{Profile, Term};
use domain::time::{Instant, last_instant};

use crate::chance::Chance;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Hours between which people work.
const WAKING: (i64, i64) = (8, 22);

/// The clock of the story.
#[derive(Debug, Clone)]
pub(crate) struct Calendar<'a> {
    profile: &'a Profile,
    now: Instant,
    /// Seconds of the term to capture.
    term: i64,
    /// Seconds by which local time is ahead of UTC now.
    offset: i64,
}

/// The reception of accounts, and the term that it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// When the accounts were received.
    pub(crate) received: Instant,
    /// When the institute recorded it.
    pub(crate) recorded: Instant,
    /// From when the accounts are in use.
    pub(crate) open: Instant,
    /// The last instant of the term.
    pub(crate) ends: Instant,
}

impl<'a> Calendar<'a> {
    pub(crate) fn new(profile: &'a Profile, now: Instant) -> Self {
        let offset = profile.institute.zone.to_offset(now.timestamp()).seconds();
        let calendar = Self {
            profile,
            now,
            term: 0,
            offset: i64::from(offset),
        };
        let term = calendar.ends(now).seconds_since(now).max(600);
        Self { term, ..calendar }
    }

    /// The instant that the story leads to.
    pub(crate) const fn now(&self) -> Instant {
        self.now
    }

    /// The last instant of a term to capture that starts at `received`.
    fn ends(&self, received: Instant) -> Instant {
        self.last_instant(received, self.profile.terms.capture)
    }

    /// The last instant of any term.
    pub(crate) fn last_instant(&self, received: Instant, term: Term) -> Instant {
        let profile = self.profile;
        let zone = &profile.institute.zone;
        last_instant(
            received,
            term,
            zone,
            &profile.business_days,
            &profile.process,
        )
    }

    /// So many terms, in seconds.
    pub(crate) fn terms(&self, how_many: f64) -> i64 {
        scaled(self.term, how_many)
    }

    /// The instant so many terms before now.
    pub(crate) fn ago(&self, terms: f64) -> Instant {
        self.now.plus_seconds(-self.terms(terms))
    }

    /// From `low` to `high` terms, in seconds.
    pub(crate) fn between(&self, low: f64, high: f64, chance: &mut Chance) -> i64 {
        chance.between(self.terms(low), self.terms(high))
    }

    /// A reception at about `at`, in the hours in which people work.
    pub(crate) fn receipt(&self, at: Instant, chance: &mut Chance) -> Receipt {
        let received = self.daytime(at, chance);
        let step = (self.term / 400).min(3_600);
        let recorded = received.plus_seconds(chance.between(step / 6, step));
        Receipt {
            received,
            recorded,
            open: recorded.plus_seconds(3 * step),
            ends: self.ends(received),
        }
    }

    /// The same instant, or a waking hour of that day or the next if it is at night. Terms of less than two days
    /// leave no room for sleep.
    pub(crate) fn daytime(&self, at: Instant, chance: &mut Chance) -> Instant {
        if self.term < 2 * DAY {
            return at;
        }
        let second = (at.micros().div_euclid(1_000_000) + self.offset).rem_euclid(DAY);
        let (wake, sleep) = (WAKING.0 * 3_600, WAKING.1 * 3_600);
        let shift = if second < wake {
            wake - second + chance.between(0, 3 * 3_600)
        } else if second > sleep {
            DAY - second + wake + chance.between(0, 3 * 3_600)
        } else {
            0
        };
        at.plus_seconds(shift)
    }
}

/// `seconds` times a factor of a few units.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "terms are at most 366 days, far below 2^52 seconds"
)]
pub(crate) fn scaled(seconds: i64, factor: f64) -> i64 {
    (seconds as f64 * factor) as i64
}
