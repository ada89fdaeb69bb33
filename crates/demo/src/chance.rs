//! Chance that repeats: the same seed tells the same story on every machine.

use std::sync::{Mutex, PoisonError};

use domain::id::Entropy;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};

/// A source of chance with a seed.
#[derive(Debug, Clone)]
pub(crate) struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// The chance of this seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// The chance that decides `what` for the thing with this seed: one decision does not move another.
    pub(crate) fn about(seed: u64, what: &str) -> Self {
        Self::new(mixed(seed, what))
    }

    /// A number below `end`, which is above zero.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// A number from `low` to `high`, both included; `low` if they are crossed.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            low
        } else {
            self.0.random_range(low..=high)
        }
    }

    /// A number from 0 to below 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// Whether something happens that does so with this probability.
    pub(crate) fn odds(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// One of several things, of which there is at least one.
    pub(crate) fn pick<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }

    /// One of several things, each as often as its weight says; none if there are no weights.
    pub(crate) fn weighted<'t, T>(&mut self, things: &'t [(T, u32)]) -> Option<&'t T> {
        let total: u32 = things.iter().map(|(_, weight)| weight).sum();
        if total == 0 {
            return None;
        }
        let mut left = self.0.random_range(0..total);
        for (thing, weight) in things {
            if left < *weight {
                return Some(thing);
            }
            left -= weight;
        }
        None
    }

    /// Puts things in any order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }

    /// A number of the whole range, to seed something else.
    pub(crate) fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// A seed for `what` of the thing with `seed`: FNV-1a over the word, then the finalizer of SplitMix64.
pub(crate) fn mixed(seed: u64, what: &str) -> u64 {
    let word = what.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut mixed = seed.wrapping_add(word).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Identifiers of the story. They repeat with its seed, so they are for demonstrations only.
#[derive(Debug)]
pub(crate) struct Ids(Mutex<Chance>);

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(Chance::about(seed, "ids")))
    }
}

impl Entropy for Ids {
    fn fill(&self, bytes: &mut [u8]) {
        let mut chance = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chance.0.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_decision_does_not_move_another() {
        let mut once = Chance::about(7, "name");
        let mut again = Chance::about(7, "name");
        let _ = Chance::about(7, "age").seed();
        assert_eq!(once.seed(), again.seed());
        assert_ne!(
            Chance::about(7, "name").seed(),
            Chance::about(7, "age").seed()
        );
        assert_ne!(
            Chance::about(7, "name").seed(),
            Chance::about(8, "name").seed()
        );
    }

    #[test]
    fn weights_decide_how_often() {
        let mut chance = Chance::new(1);
        let things = [("never", 0), ("often", 9), ("rarely", 1)];
        let drawn: Vec<_> = (0..1_000)
            .filter_map(|_| chance.weighted(&things))
            .collect();
        assert_eq!(drawn.len(), 1_000);
        assert!(!drawn.contains(&&"never"));
        let rare = drawn.iter().filter(|thing| ***thing == "rarely").count();
        assert!((50..200).contains(&rare), "{rare}");
        assert_eq!(chance.weighted::<&str>(&[]), None);
    }

    #[test]
    fn a_shuffle_keeps_everything() {
        let mut things: Vec<u8> = (0..50).collect();
        Chance::new(3).shuffle(&mut things);
        assert_ne!(things, (0..50).collect::<Vec<u8>>());
        things.sort_unstable();
        assert_eq!(things, (0..50).collect::<Vec<u8>>());
    }
}
