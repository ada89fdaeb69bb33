//! Who runs the system, with which colours and for which process.

use jiff::civil;
use jiff::tz::TimeZone;

use super::Colour;
use crate::key::{InstituteKey, ProcessKey};

/// The electoral institute.
#[derive(Debug, Clone, PartialEq)]
pub struct Institute {
    /// Its key, 2 to 20 characters.
    pub key: InstituteKey,
    /// Its legal name.
    pub name: String,
    /// How people call it: `IEPC Durango`.
    pub short_name: String,
    /// The federal state.
    pub state: String,
    /// The zone in which its legal terms end.
    pub zone: TimeZone,
    /// The public contact address.
    pub email: String,
    /// The unit that administers the system (DGO 4-XXX, CDMX 3-VIII).
    pub administrator: String,
}

/// The institute's colours; their contrast is checked when the program starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brand {
    /// The accent on a light ground.
    pub accent: Colour,
    /// The accent on a dark ground.
    pub accent_dark: Colour,
}

/// The electoral process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its key.
    pub key: ProcessKey,
    /// Its name.
    pub name: String,
    /// First day of the process.
    pub start: civil::Date,
    /// The day on which the first campaigns start: supervisors are named before it (DGO 23).
    pub campaigns_start: civil::Date,
    /// Election day, in the process.
    pub election_day: civil::Date,
    /// Last day of the process.
    pub end: civil::Date,
    /// Local time at which the clock of a demonstration begins.
    pub demo_start: civil::DateTime,
}

impl Process {
    /// Whether the day belongs to the process; the first and the last do.
    #[must_use]
    pub fn contains(&self, day: civil::Date) -> bool {
        (self.start..=self.end).contains(&day)
    }
}
