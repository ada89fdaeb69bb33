//! How accounts are delivered and kept.

use super::ContentHash;
use crate::account::Role;

/// By whom a supervisor's account is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupervisorDelivery {
    /// The institute, directly (DGO 10).
    Institute,
    /// The party's representation (CDMX 11).
    Party,
}

/// The rules of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRules {
    /// The text of the custody undertaking (DGO 12, CDMX 13).
    pub undertaking: String,
    /// SHA-256 of that text.
    pub undertaking_hash: ContentHash,
    /// Roles that must have a second factor.
    pub second_factor: Vec<Role>,
    /// By whom a supervisor's account is delivered.
    pub supervisor: SupervisorDelivery,
}
