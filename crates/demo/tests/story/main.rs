//! A whole story, told to its end for both institutes of the repository and for others.
#![allow(
    clippy::unwrap_used,
    reason = "in a test a panic is the failure's message; the lint does not see helpers of tests"
)]

mod contents;
mod options;
mod registers;
mod replay;
mod support;
