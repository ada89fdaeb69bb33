//! Questionnaires: what is asked, and the rules that an answer keeps.

mod address;
mod answers;
#[cfg(test)]
mod answers_tests;
mod cells;
mod definition;
mod format;
mod photograph;
mod text;

pub use address::{Site, completed, is_link, shown_address};
pub use answers::{
    Answer, Answers, Change, Changes, DECLARED_SUFFIX, Fault, Finding, LONGEST_DRAFT, hex,
};
pub use definition::{
    AtLeastOne, Catalogue, ChoiceOption, Condition, Definition, Field, FieldClass, FieldKind,
    Format, Section,
};
pub(crate) use format::{is_email, is_telephone};
pub use photograph::{Crop, DESCRIBED_SUFFIX, FileHash, NotAPhotograph, Photograph};
pub use text::{clean_text, length};
