//! The capture of one questionnaire by one candidacy, from the first word to the published profile: one machine
//! for every institute. Which stages there are, who decides in them and what they may do is data of the profile
//! (decision 11); nothing here knows an institute.
//!
//! A transition consumes the capture and returns the next one together with its history entry, or names the
//! rule that it would break and leaves everything as it was.

mod broken;
mod closing;
mod correcting;
mod deciding;
mod holding;
mod machine;
mod merge;
mod outcome;
mod seconding;
mod state;
mod writing;

#[cfg(test)]
mod diagram;
#[cfg(test)]
pub(crate) mod machine_tests;

pub use broken::Broken;
pub use correcting::{LONGEST_REFERENCE, PublicChange};
pub use holding::claim_lapses;
pub use machine::{Machine, Sending};
pub use merge::{Conflict, merge};
pub use outcome::{Cause, Outcome, Proposed, Refusal};
pub use state::{
    Capture, CaptureFacts, Claim, CorrectionCause, PublicCorrection, Remark, Revision,
    RevisionKind, State, StateCode, Submission,
};
pub use writing::Save;
