//! Bytes that no two runs draw otherwise, and that do not get smaller by compressing them.

/// A source of numbers by chance, the same ones from the same seed.
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub const fn of(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// The next number.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.0 ^ (self.0 >> 33)
    }
}
