//! The look and the markup of every screen.
pub mod assets;
mod badge;
mod component;
mod confirmation;
pub mod contrast;
mod control;
mod difference;
mod errors;
mod facts;
mod field;
mod frame;
mod icon;
mod listing;
mod notice;
mod number;
mod person;
mod saving;
mod table;
mod tasks;

#[cfg(test)]
mod gallery;
#[cfg(test)]
pub(crate) mod page_check;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub use badge::{Badge, State};
pub use confirmation::Confirmation;
pub use control::{Choice, Control, Counting, Entry, Limits, LineKind, Width};
pub use difference::{Difference, Piece};
pub use errors::{ErrorSummary, Problem};
pub use facts::{Fact, FactValue, Facts};
pub use field::{Field, Remark};
pub use frame::{Actor, Due, Frame, MenuItem, Ribbon, Routes, SessionLimit, Site};
pub use icon::Icon;
pub use listing::{Chip, Empty, Filters, Pager};
pub use notice::{Link, Notice};
pub use person::{Party, Person, PersonCard, PersonHead, StateLine};
pub use saving::{EnterPresses, SavedAt};
pub use table::{Cell, Column, Table};
pub use tasks::{Task, TaskList, TaskSection, TaskState};
