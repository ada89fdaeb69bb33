//! Questionnaires: what is asked, and the rules that an answer keeps.

mod definition;

pub use definition::{
    AtLeastOne, Catalogue, ChoiceOption, Condition, Definition, Field, FieldClass, FieldKind,
    Format, Section,
};
