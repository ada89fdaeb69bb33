//! Tests of the machine, under the profiles that the program ships and under a third, unlike them.

mod abandoned;
mod correcting;
mod deciding;
mod merging;
mod out_of_order;
pub(crate) mod people;
mod random;
mod rules;
mod sharing;
mod tables;
mod terms;
mod verdicts;
pub(crate) mod world;
