//! What the program takes from outside itself: the clock and chance. Nothing else may ask the machine for them
//! (`clippy.toml`), so that tests and the demonstration decide what time it is.

use domain::id::Entropy;
use domain::time::Instant;

/// The clock.
pub trait Clock: Send + Sync {
    /// The instant that it is now.
    fn now(&self) -> Instant;

    /// The instant that people's telephones show, from which they take the codes of a second factor. It is
    /// another one than [`now`](Self::now) only where the time is shifted.
    fn on_telephones(&self) -> Instant {
        self.now()
    }
}

/// The machine's clock, shifted by a fixed amount in a demonstration or rehearsal.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    shift_micros: i64,
}

impl SystemClock {
    /// The machine's own time.
    pub const fn real() -> Self {
        Self { shift_micros: 0 }
    }

    /// A clock that shows `start` at this moment and runs on from there.
    pub fn starting_at(start: Instant) -> Self {
        Self {
            shift_micros: start.micros() - Self::real().now().micros(),
        }
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    fn now(&self) -> Instant {
        Instant::from_micros(jiff::Timestamp::now().as_microsecond() + self.shift_micros)
    }

    fn on_telephones(&self) -> Instant {
        Self::real().now()
    }
}

/// The machine's chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for chance"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// Chance of which every draw is the same byte.
#[cfg(test)]
pub(crate) struct Always(pub u8);

#[cfg(test)]
impl Entropy for Always {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

/// A clock that stands still until it is moved: for tests and for telling the demonstration's past.
#[derive(Debug, Default)]
pub struct ManualClock(std::sync::atomic::AtomicI64);

impl ManualClock {
    /// A clock that shows `at`.
    pub const fn at(at: Instant) -> Self {
        Self(std::sync::atomic::AtomicI64::new(at.micros()))
    }

    /// Moves the clock to `at`.
    pub fn set(&self, at: Instant) {
        self.0
            .store(at.micros(), std::sync::atomic::Ordering::SeqCst);
    }

    /// Lets `seconds` pass.
    pub fn advance(&self, seconds: i64) {
        self.0
            .fetch_add(seconds * 1_000_000, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_leaves_telephones_alone() {
        let past = Instant::from_micros(1_000_000);
        let shifted = SystemClock::starting_at(past);
        let year = 365 * 24 * 3_600 * 1_000_000;
        assert!(shifted.now().micros() < year);
        assert!(shifted.on_telephones().micros() > 50 * year);
    }
}
