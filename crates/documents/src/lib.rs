//! Documents on paper: letters, sheets and ledgers as PDF/UA-1, on US Letter, the paper of Mexico's offices.
//!
//! Each document is a plain struct with finished words in it (dates too) and a template beside its file. The crate
//! knows no clock, no chance and no files: equal input gives equal bytes. What people wrote reaches the templates as
//! data, never as markup, and signs that the fonts cannot draw are told in the document instead of vanishing
//! (`printable.rs`).

mod account_letter;
mod attachment;
mod blank_questionnaire;
mod brand;
mod delivery_ledger;
mod error;
mod faces;
mod letters;
mod printable;
pub mod qr;
mod receipt;
mod recovery_sheet;
mod typesetting;

pub use account_letter::{AccountLetter, Candidacy};
pub use attachment::attachment;
pub use blank_questionnaire::{BlankQuestion, BlankQuestionnaire, BlankSection};
pub use brand::{Accent, Brand};
pub use delivery_ledger::{Delivery, DeliveryLedger, Received};
pub use error::DocumentError;
pub use letters::{Letters, Progress};
pub use receipt::{ATTACHED_RECEIPT, Receipt, ReceiptFact};
pub use recovery_sheet::RecoverySheet;
