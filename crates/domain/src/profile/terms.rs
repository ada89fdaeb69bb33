//! Legal terms and business days, as the profile states them; `time` computes with them.

use jiff::civil::Date;

/// Which days of the week work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayRule {
    /// All days and hours (electoral law, during a process).
    EveryDay,
    /// Monday to Friday, less the holidays.
    MondayToFriday,
}

/// Which days are business days (*días hábiles*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessDays {
    /// The rule between the process's first and last day.
    pub during: DayRule,
    /// The rule on all other days.
    pub outside: DayRule,
    /// The institute's own days off, sorted, besides those of the Ley Federal del Trabajo, art. 74.
    pub holidays: Vec<Date>,
}

/// In what a term is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermUnit {
    /// Calendar days from the day after; the last ends at 23:59:59.
    NaturalDays,
    /// Days on which the institute works, from the day after.
    BusinessDays,
    /// Hours from the instant.
    Hours,
}

/// A length of time that the law grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// How many; 1 to 366 days or 8,784 hours.
    pub amount: u16,
    /// Of what.
    pub unit: TermUnit,
}

/// From which receipt the term counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsFrom {
    /// The first one, by the party's representation or the independent; later handovers start no other.
    FirstReceipt,
    /// The last holder's.
    LastReceipt,
}

/// What starts the term of a candidacy that is registered after its party received its accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateRegistration {
    /// That the party's representation is told of it.
    Notice,
    /// The registration itself.
    Registration,
}

/// The process's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// To capture, from the reception of the accounts (DGO 9, CDMX 10).
    pub capture: Term,
    /// From which reception.
    pub counts_from: CountsFrom,
    /// For a candidacy that comes after its party's receipt.
    pub late_registration: LateRegistration,
    /// For the incoming person of a replacement (DGO 20.2, CDMX 22).
    pub replacement: Term,
    /// Whether a capture after the term is accepted and marked, or refused.
    pub late_allowed: bool,
}
