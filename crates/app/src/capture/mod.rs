//! Capturing a questionnaire: reading it, saving a section, the automatic saves in between, sending it once.

mod autosave;
mod dossier;
mod save;
mod send;

pub use dossier::{Dossier, SectionView};
pub use save::{SaveRequest, Saved};
pub use send::{ReceiptView, SendRefusal, SendRequest};
