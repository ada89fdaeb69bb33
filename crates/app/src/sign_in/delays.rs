//! Growing delays after failed sign-ins, by account and network: a guesser is slowed down, and a rival who fails on
//! purpose slows down only their own network (decisions 14 and 24).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use domain::time::Instant;

use super::crowd::Crowds;

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
pub struct Delays(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    pairs: HashMap<Attempt, Failures>,
    crowds: Crowds,
}

impl Delays {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().expect("no thread panics holding the lock")
    }

    /// Begins an attempt, which counts as failed until it proves right: many at once gain nothing over one after
    /// another. From a network where many different logins fail, nothing is free, and a login's first attempt waits
    /// for its turn.
    ///
    /// # Errors
    /// The seconds to wait before it may be made; it does not count then.
    pub fn begin(&self, attempt: &Attempt, at: Instant) -> Result<(), i64> {
        let mut memory = self.memory();
        let turn = memory.crowds.turn(&attempt.network, at);
        let past = known(&mut memory.pairs, attempt, at);
        let wait = match past {
            _ if turn == 0 => past.map_or(0, |past| past.wait(FREE, at)),
            Some(past) => past.wait_in_crowd(turn, at),
            None => {
                // It is known from now on: the turn passes while its person waits.
                make_room(&mut memory.pairs, at);
                let asked = Failures { count: 0, last: at };
                memory.pairs.insert(attempt.clone(), asked);
                turn
            }
        };
        if wait > 0 {
            return Err(wait);
        }
        count(&mut memory.pairs, attempt.clone(), at);
        Ok(())
    }

    /// Begins an attempt of a kind of which `free` cost nothing; whatever else happens in its network.
    ///
    /// # Errors
    /// The seconds to wait before it may be made; it does not count then.
    pub fn begin_after(&self, attempt: &Attempt, free: u32, at: Instant) -> Result<(), i64> {
        let mut memory = self.memory();
        let past = known(&mut memory.pairs, attempt, at);
        match past.map_or(0, |past| past.wait(free, at)) {
            0 => {
                count(&mut memory.pairs, attempt.clone(), at);
                Ok(())
            }
            wait => Err(wait),
        }
    }

    /// Notes that an attempt that had begun was wrong, for its whole network.
    pub fn was_wrong(&self, attempt: &Attempt, at: Instant) {
        let mut memory = self.memory();
        memory.crowds.failed(&attempt.network, &attempt.login, at);
    }

    /// Forgets the failures of somebody who signed in.
    pub fn succeeded(&self, attempt: &Attempt) {
        let mut memory = self.memory();
        memory.pairs.remove(attempt);
        memory.crowds.succeeded(&attempt.network, &attempt.login);
    }
}

impl Failures {
    fn wait(self, free: u32, at: Instant) -> i64 {
        self.left(delay(self.count, free), at)
    }

    fn wait_in_crowd(self, turn: i64, at: Instant) -> i64 {
        self.left(delay(self.count, 0).max(turn), at)
    }

    fn left(self, delay: i64, at: Instant) -> i64 {
        (delay - at.seconds_since(self.last)).max(0)
    }
}

/// What is known of an attempt. After the clock was set back a failure that it puts in the future happened now: nobody
/// waits longer than the delay itself.
fn known(
    failures: &mut HashMap<Attempt, Failures>,
    attempt: &Attempt,
    at: Instant,
) -> Option<Failures> {
    let past = failures.get_mut(attempt)?;
    past.last = past.last.min(at);
    Some(*past)
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
        failures.retain(|_, past| past.wait(FREE, at) > 0);
    }
    if failures.len() >= REMEMBERED {
        let mut instants: Vec<Instant> = failures.values().map(|past| past.last).collect();
        let (_, middle, _) = instants.select_nth_unstable(REMEMBERED / 2);
        let middle = *middle;
        failures.retain(|_, past| past.last > middle);
    }
}

/// Seconds after the `count`-th failure when `free` cost nothing; for three 0, 0, 0, 2, 4, 8 … 300.
fn delay(count: u32, free: u32) -> i64 {
    match count.checked_sub(free) {
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

    /// Fails until `times` attempts were admitted at `at`.
    fn fail(delays: &Delays, who: &Attempt, times: usize, at: Instant) {
        for _ in 0..times {
            count(&mut delays.memory().pairs, who.clone(), at);
            delays.was_wrong(who, at);
        }
    }

    const NOW: Instant = Instant::from_micros(0);

    #[test]
    fn waits_grow_and_are_bounded() {
        let waits: Vec<i64> = (0..14).map(|count| delay(count, FREE)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    }

    #[test]
    fn a_rival_on_another_network_delays_nobody_else() {
        let delays = Delays::default();
        let rival = attempt("ana", "198.51.100.7");
        fail(&delays, &rival, 20, NOW);
        assert_eq!(delays.begin(&rival, NOW), Err(300));
        assert_eq!(delays.begin(&attempt("ana", "203.0.113.9"), NOW), Ok(()));
        assert_eq!(delays.begin(&attempt("luis", "198.51.100.7"), NOW), Ok(()));
    }

    #[test]
    fn many_at_once_gain_nothing() {
        let delays = Delays::default();
        let who = attempt("ana", "198.51.100.7");
        let begun = (0..100).filter(|_| delays.begin(&who, NOW).is_ok()).count();
        assert_eq!(begun, 4, "three mistakes are free, the fourth makes wait");
        assert_eq!(delays.begin(&who, NOW.plus_seconds(1)), Err(1));
        assert_eq!(delays.begin(&who, NOW.plus_seconds(2)), Ok(()));
        assert_eq!(delays.begin(&who, NOW.plus_seconds(2)), Err(4));
    }

    #[test]
    fn failing_with_many_logins_does_not_clear_a_wait() {
        let delays = Delays::default();
        let who = attempt("ana", "198.51.100.7");
        fail(&delays, &who, 12, NOW);
        let later = NOW.plus_seconds(1);
        for number in 0..REMEMBERED + 10 {
            let other = attempt(&format!("nadie-{number}"), "203.0.113.9");
            fail(&delays, &other, 1, later);
        }
        assert_eq!(delays.begin(&who, later), Err(299));
        assert!(delays.memory().pairs.len() <= REMEMBERED);
    }

    #[test]
    fn time_and_success_forgive() {
        let delays = Delays::default();
        let who = attempt("ana", "198.51.100.7");
        fail(&delays, &who, 6, NOW);
        assert_eq!(delays.begin(&who, NOW), Err(8));
        assert_eq!(delays.begin(&who, NOW.plus_seconds(8)), Ok(()));
        let later = NOW.plus_seconds(8 + FORGOTTEN);
        for _ in 0..4 {
            assert_eq!(
                delays.begin(&who, later),
                Ok(()),
                "an hour later all is new"
            );
        }
        assert_eq!(delays.begin(&who, later), Err(2));
        delays.succeeded(&who);
        assert_eq!(delays.begin(&who, later), Ok(()));
    }

    #[test]
    fn a_clock_set_back_does_not_lengthen_a_wait() {
        let delays = Delays::default();
        let who = attempt("ana", "198.51.100.7");
        fail(&delays, &who, 5, NOW);
        let back = NOW.plus_seconds(-86_400);
        assert_eq!(delays.begin(&who, back), Err(4));
        assert_eq!(delays.begin(&who, back.plus_seconds(4)), Ok(()));
    }

    #[test]
    fn in_a_network_that_tries_everybody_a_turn_comes_first_and_nothing_is_free() {
        let delays = Delays::default();
        for number in 0..200 {
            fail(
                &delays,
                &attempt(&format!("nadie-{number}"), "198.51.100.7"),
                1,
                NOW,
            );
        }
        let honest = attempt("ana", "198.51.100.7");
        assert_eq!(delays.begin(&honest, NOW), Err(5));
        assert_eq!(delays.begin(&honest, NOW.plus_seconds(4)), Err(1));
        assert_eq!(delays.begin(&honest, NOW.plus_seconds(5)), Ok(()));
        delays.succeeded(&honest);
        let guessed = attempt("luis", "198.51.100.7");
        assert_eq!(delays.begin(&guessed, NOW), Err(5));
        let mut at = NOW;
        let mut waits = Vec::new();
        for _ in 0..8 {
            at = at.plus_seconds(delays.begin(&guessed, at).err().unwrap_or(0));
            delays
                .begin(&guessed, at)
                .unwrap_or_else(|wait| panic!("told to wait {wait} more"));
            delays.was_wrong(&guessed, at);
            waits.push(delays.begin(&guessed, at).unwrap_err());
        }
        assert_eq!(waits, [5, 5, 8, 16, 32, 64, 128, 256]);
        let elsewhere = attempt("luis", "203.0.113.9");
        assert_eq!(delays.begin(&elsewhere, NOW), Ok(()));
    }
}
