//! The panel and the portal.
pub mod ui;
