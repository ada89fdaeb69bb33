//! Capturing a questionnaire: reading it, saving a section, the automatic saves in between, sending it once.

mod autosave;
mod dossier;
mod gate;
mod photograph;
mod received;
mod save;
mod send;
mod sharing;
mod versions;

pub use dossier::{Dossier, SectionView};
pub use gate::Gate;
pub use photograph::{PhotographRefusal, View};
pub(crate) use save::TypedSection;
pub use save::{SaveRequest, Saved};
pub use send::{SendRefusal, SendRequest};
pub use versions::{VersionStep, VersionsView};
