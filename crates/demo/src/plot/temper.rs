//! Parties work differently: when they receive their accounts, and how many of their candidacies answer.

/// How a party, or the people without one, behave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Temper {
    /// The share of candidacies that send, from 0 to 1.
    pub(crate) compliance: f64,
    /// How many terms ago the accounts of the first offices were received.
    pub(crate) first: f64,
    /// How many terms ago those of the lists were; none: not yet.
    pub(crate) second: Option<f64>,
    /// The share that copies its proposals from a colleague.
    pub(crate) copies: f64,
}

const fn temper(compliance: f64, first: f64, second: Option<f64>, copies: f64) -> Temper {
    Temper {
        compliance,
        first,
        second,
        copies,
    }
}

/// From the most diligent; which party has which is drawn.
pub(crate) const TEMPERS: [Temper; 7] = [
    temper(0.98, 1.60, Some(1.40), 0.02),
    temper(0.80, 0.75, Some(0.45), 0.05),
    temper(0.03, 1.35, Some(1.15), 0.0),
    temper(0.75, 1.30, Some(1.10), 0.35),
    temper(0.60, 0.50, None, 0.05),
    temper(0.90, 1.50, Some(1.25), 0.10),
    temper(0.85, 1.20, Some(0.90), 0.15),
];

/// People without party, one after another: each receives an account of its own.
pub(crate) const ALONE: [Temper; 6] = [
    temper(0.90, 0.40, Some(0.40), 0.0),
    temper(0.95, 1.30, Some(1.30), 0.0),
    temper(0.70, 0.80, Some(0.80), 0.0),
    temper(0.95, 1.50, Some(1.50), 0.0),
    temper(0.85, 1.20, Some(1.20), 0.0),
    temper(0.90, 1.40, Some(1.40), 0.0),
];
