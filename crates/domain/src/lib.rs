//! Entities, workflow machine, policy, legal clock and questionnaires of the Conóceles system. Pure.

pub mod account;
pub mod activity;
pub mod capture;
pub mod confirmation;
pub mod delivery;
pub mod extension;
pub mod grounds;
pub mod help_request;
pub mod hiding;
pub mod id;
pub mod key;
pub mod likeness;
pub mod notification;
pub mod party;
pub mod policy;
pub mod profile;
pub mod proposal;
pub mod questionnaire;
pub mod receipt;
pub mod record;
pub mod registry;
pub mod term_step;
pub mod time;

#[cfg(test)]
mod documents;
#[cfg(test)]
mod hiding_tests;
#[cfg(test)]
mod policy_tests;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod time_tests;
