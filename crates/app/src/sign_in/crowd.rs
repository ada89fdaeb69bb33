//! Networks from which many different logins fail: somebody there tries one password on everybody (decision 24). What
//! they cost is a turn of a few seconds before each login's first attempt, never a closed door: eighty people of one
//! party sit behind one address too.

use std::collections::HashMap;

use domain::time::Instant;

use super::session::digest;

/// Logins that may fail from one network without anybody there waiting for a turn: an office on a bad morning.
const BUDGET: usize = 60;
/// Failing logins beyond the budget for which the turn takes a second more.
const A_SECOND_EACH: usize = 30;
/// The longest turn, in seconds: somebody with the right password waits no longer.
const LONGEST_TURN: i64 = 5;
/// Seconds after which a failing login no longer counts.
const LATELY: i64 = 3_600;
/// Failing logins remembered of one network: from here on the turn is the longest anyway.
const COUNTED: usize = 200;
/// Networks remembered at most; beyond it those that wait for nothing are forgotten.
const NETWORKS: usize = 4_000;

/// The first bytes of a login's digest: enough to tell logins of one network apart.
type Mark = [u8; 8];

/// The logins that failed lately and did not come in since, by network.
#[derive(Debug, Default)]
pub(super) struct Crowds(HashMap<String, HashMap<Mark, Instant>>);

impl Crowds {
    /// Counts a login that failed. The same one again counts once: it has its own growing delay.
    pub(super) fn failed(&mut self, network: &str, login: &str, at: Instant) {
        if !self.0.contains_key(network) && self.0.len() >= NETWORKS {
            self.make_room(at);
        }
        let failing = self.0.entry(network.to_owned()).or_default();
        if failing.len() >= COUNTED {
            failing.retain(|_, last| is_late(*last, at));
        }
        let mark = mark(login);
        if failing.len() < COUNTED || failing.contains_key(&mark) {
            failing.insert(mark, at);
        }
    }

    /// Forgets a login that came in: its person had mistyped.
    pub(super) fn succeeded(&mut self, network: &str, login: &str) {
        if let Some(failing) = self.0.get_mut(network) {
            failing.remove(&mark(login));
            if failing.is_empty() {
                self.0.remove(network);
            }
        }
    }

    /// Seconds of the turn before a login's first attempt from this network; zero while it is calm.
    pub(super) fn turn(&self, network: &str, at: Instant) -> i64 {
        let Some(failing) = self.0.get(network).filter(|all| all.len() > BUDGET) else {
            return 0;
        };
        let lately = failing.values().filter(|last| is_late(**last, at)).count();
        match lately.checked_sub(BUDGET) {
            None | Some(0) => 0,
            Some(over) => i64::try_from(1 + over / A_SECOND_EACH)
                .unwrap_or(LONGEST_TURN)
                .min(LONGEST_TURN),
        }
    }

    fn make_room(&mut self, at: Instant) {
        let calm: Vec<String> = self
            .0
            .keys()
            .filter(|network| self.turn(network, at) == 0)
            .cloned()
            .collect();
        for network in calm {
            self.0.remove(&network);
        }
        if self.0.len() >= NETWORKS {
            // So many networks at it at once are one guesser's: each login's own delays still hold.
            self.0.clear();
        }
    }
}

fn is_late(last: Instant, at: Instant) -> bool {
    at.seconds_since(last) < LATELY
}

fn mark(login: &str) -> Mark {
    let mut mark = Mark::default();
    mark.copy_from_slice(&digest(login)[..8]);
    mark
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_micros(0);

    fn after(failures: usize) -> Crowds {
        let mut crowds = Crowds::default();
        for number in 0..failures {
            crowds.failed("198.51.100.7", &format!("nadie-{number}"), NOW);
        }
        crowds
    }

    #[test]
    fn the_turn_begins_after_a_generous_budget_grows_slowly_and_is_short() {
        let turns: Vec<i64> = [0, 60, 61, 89, 90, 120, 150, 180, 10_000]
            .into_iter()
            .map(|failures| after(failures).turn("198.51.100.7", NOW))
            .collect();
        assert_eq!(turns, [0, 0, 1, 1, 2, 3, 4, 5, 5]);
        assert_eq!(
            after(500).turn("203.0.113.9", NOW),
            0,
            "elsewhere nobody waits"
        );
    }

    #[test]
    fn the_same_login_counts_once_success_forgives_and_time_too() {
        let mut crowds = Crowds::default();
        for _ in 0..500 {
            crowds.failed("198.51.100.7", "ana", NOW);
        }
        assert_eq!(crowds.turn("198.51.100.7", NOW), 0);
        let mut crowds = after(61);
        assert_eq!(crowds.turn("198.51.100.7", NOW), 1);
        crowds.succeeded("198.51.100.7", "nadie-3");
        assert_eq!(crowds.turn("198.51.100.7", NOW), 0);
        let crowds = after(180);
        assert_eq!(crowds.turn("198.51.100.7", NOW.plus_seconds(LATELY - 1)), 5);
        assert_eq!(crowds.turn("198.51.100.7", NOW.plus_seconds(LATELY)), 0);
    }

    #[test]
    fn memory_is_bounded() {
        let mut crowds = after(100_000);
        assert!(crowds.0["198.51.100.7"].len() <= COUNTED);
        for number in 0..NETWORKS + 10 {
            crowds.failed(&format!("red-{number}"), "ana", NOW);
        }
        assert!(crowds.0.len() <= NETWORKS);
        assert_eq!(
            crowds.turn("198.51.100.7", NOW),
            5,
            "many calm networks do not hide a hot one"
        );
    }
}
