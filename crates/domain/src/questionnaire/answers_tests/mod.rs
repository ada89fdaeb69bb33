//! Tests of answers: text, formats, and what is found wrong.

mod addresses;
mod checking;
mod formats;
mod texts;
