//! Questionnaires: what is asked, and the rules that an answer keeps.

mod answers;
mod definition;

pub use answers::{
    Answer, Answers, Change, Changes, DECLARED_SUFFIX, Fault, Finding, LONGEST_DRAFT, clean_text, hex, length,
};
pub use definition::{
    AtLeastOne, Catalogue, ChoiceOption, Condition, Definition, Field, FieldClass, FieldKind,
    Format, Section,
};
