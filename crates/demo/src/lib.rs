//! An invented electoral process for demonstrations and benches: candidacies, accounts, captures in every state of the
//! workflow, texts and people that do not exist.
//!
//! A [`Story`] is planned whole from a seed and told change by change in the order of time. Every change is decided by
//! the domain's own functions, with the permits that people would need, so what the demonstration shows can really
//! happen. The crate opens no file and asks for no time: whoever stores the story gives it the instant it leads to.

mod answers;
mod chance;
mod corpus;
mod people;
mod plot;
mod portrait;
mod prose;
mod roster;
mod row_key;
mod sentence;
mod story;
mod teller;

pub use plot::DemoUser;
pub use portrait::{PORTRAIT_SIZE, PORTRAITS, portrait};
pub use story::{Interrupted, Story, StoryOptions, Told};
