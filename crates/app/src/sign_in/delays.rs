//! Growing delays after failed sign-ins, by account and network: a guesser is slowed down, and a rival who fails on
//! purpose slows down only their own network (decision 14).

use std::collections::HashMap;
use std::sync::Mutex;

use domain::time::Instant;

/// Failures that cost nothing: people mistype.
const FREE: u32 = 3;
/// The longest wait, in seconds.
const LONGEST: i64 = 300;
/// Seconds without a failure after which the count starts again.
const FORGOTTEN: i64 = 3_600;
/// Pairs remembered at most; beyond it those that wait for nothing are forgotten first, then the oldest.
const REMEMBERED: usize = 50_000;

/// Who failed: the digest of the login as typed, and the network.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// SHA-256 of the login, hexadecimal: logins that do not exist are delayed as well.
    pub login: String,
    /// The network: an IPv4 address or an IPv6 /64.
    pub network: String,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

/// The failures of this instance.
#[derive(Debug, Default)]
pub struct Delays(Mutex<HashMap<Attempt, Failures>>);

impl Delays {
    /// Seconds to wait before this attempt may be made; zero if it may now.
    pub fn wait(&self, attempt: &Attempt, at: Instant) -> i64 {
        let failures = self.0.lock().expect("no thread panics holding the lock");
        failures.get(attempt).map_or(0, |past| past.wait(at))
    }

    /// Begins an attempt, which counts as failed until it proves right: many at once gain nothing over one after
    /// another.
    ///
    /// # Errors
    /// The seconds to wait before it may be made; it does not count then.
    pub fn begin(&self, attempt: &Attempt, at: Instant) -> Result<(), i64> {
        let mut failures = self.0.lock().expect("no thread panics holding the lock");
        match failures.get(attempt).map_or(0, |past| past.wait(at)) {
            0 => {
                count(&mut failures, attempt.clone(), at);
                Ok(())
            }
            wait => Err(wait),
        }
    }

    /// Counts a failure.
    pub fn failed(&self, attempt: Attempt, at: Instant) {
        count(
            &mut self.0.lock().expect("no thread panics holding the lock"),
            attempt,
            at,
        );
    }

    /// Forgets the failures of somebody who signed in.
    pub fn succeeded(&self, attempt: &Attempt) {
        self.0
            .lock()
            .expect("no thread panics holding the lock")
            .remove(attempt);
    }
}

impl Failures {
    fn wait(self, at: Instant) -> i64 {
        (delay(self.count) - at.seconds_since(self.last)).max(0)
    }
}

fn count(failures: &mut HashMap<Attempt, Failures>, attempt: Attempt, at: Instant) {
    make_room(failures, at);
    let past = failures
        .entry(attempt)
        .or_insert(Failures { count: 0, last: at });
    if at.seconds_since(past.last) >= FORGOTTEN {
        past.count = 0;
    }
    past.count += 1;
    past.last = at;
}

/// Nobody clears the memory of their own failures by failing with many other logins: those fall out first.
fn make_room(failures: &mut HashMap<Attempt, Failures>, at: Instant) {
    if failures.len() >= REMEMBERED {
        failures.retain(|_, past| past.wait(at) > 0);
    }
    if failures.len() >= REMEMBERED {
        let mut instants: Vec<Instant> = failures.values().map(|past| past.last).collect();
        let (_, middle, _) = instants.select_nth_unstable(REMEMBERED / 2);
        let middle = *middle;
        failures.retain(|_, past| past.last > middle);
    }
}
/// Seconds after the `count`-th failure: 0, 0, 0, 2, 4, 8 … 300.
fn delay(count: u32) -> i64 {
    match count.checked_sub(FREE) {
        None | Some(0) => 0,
        Some(over) => 2_i64.saturating_pow(over).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(login: &str, network: &str) -> Attempt {
        Attempt {
            login: login.into(),
            network: network.into(),
        }
    }

    #[test]
    fn waits_grow_and_are_bounded() {
        let waits: Vec<i64> = (0..14).map(delay).collect();
        assert_eq!(waits, [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    }

    #[test]
    fn a_rival_on_another_network_delays_nobody_else() {
        let delays = Delays::default();
        let now = Instant::from_micros(0);
        for _ in 0..20 {
            delays.failed(attempt("ana", "198.51.100.7"), now);
        }
        assert!(delays.wait(&attempt("ana", "198.51.100.7"), now) > 0);
        assert_eq!(delays.wait(&attempt("ana", "203.0.113.9"), now), 0);
        assert_eq!(delays.wait(&attempt("luis", "198.51.100.7"), now), 0);
    }

    #[test]
    fn many_at_once_gain_nothing() {
        let delays = Delays::default();
        let who = attempt("ana", "198.51.100.7");
        let now = Instant::from_micros(0);
        let begun = (0..100).filter(|_| delays.begin(&who, now).is_ok()).count();
        assert_eq!(begun, 4, "three mistakes are free, the fourth makes wait");
        assert_eq!(delays.begin(&who, now.plus_seconds(1)), Err(1));
        assert_eq!(delays.begin(&who, now.plus_seconds(2)), Ok(()));
        assert_eq!(delays.begin(&who, now.plus_seconds(2)), Err(4));
    }

    #[test]
    fn failing_with_many_logins_does_not_clear_a_wait() {
        let delays = Delays::default();
        let who = attempt("ana", "198.51.100.7");
        let now = Instant::from_micros(0);
        for _ in 0..12 {
            delays.failed(who.clone(), now);
        }
        for number in 0..REMEMBERED + 10 {
            delays.failed(
                attempt(&format!("nadie-{number}"), "198.51.100.7"),
                now.plus_seconds(1),
            );
        }
        assert_eq!(delays.wait(&who, now.plus_seconds(1)), 299);
        assert!(delays.0.lock().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn time_and_success_forgive() {
        let delays = Delays::default();
        let who = attempt("ana", "198.51.100.7");
        let now = Instant::from_micros(0);
        for _ in 0..6 {
            delays.failed(who.clone(), now);
        }
        assert_eq!(delays.wait(&who, now), 8);
        assert_eq!(delays.wait(&who, now.plus_seconds(8)), 0);
        delays.failed(who.clone(), now.plus_seconds(FORGOTTEN + 1));
        assert_eq!(delays.wait(&who, now.plus_seconds(FORGOTTEN + 1)), 0);
        delays.succeeded(&who);
        assert_eq!(delays.wait(&who, now), 0);
    }
}
