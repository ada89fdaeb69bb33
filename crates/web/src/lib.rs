//! The web site of one institute: the panel, which works with a session, and the portal, which is public.

mod blank;
pub mod http;
mod installation;
mod manual;
mod panel;
pub mod portal;
mod portal_feed;
mod server;
pub mod ui;
pub mod words;

pub use installation::Installation;
pub use server::{Reached, SiteError, site};
