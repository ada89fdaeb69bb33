//! What every request passes: who it is, whether it may, when it had arrived, and how errors are told.

pub mod access;
pub mod cookie;
pub mod form;
pub mod guard;
mod headers;
mod network;
mod origin;
pub mod pages;
mod query;
pub mod upload;

pub use access::{Access, Declared, Routes};
pub use form::Arrived;
pub use guard::{Guest, Session};
pub use headers::protect;
pub use network::{Network, Proxies};
pub use query::Query;
pub use upload::{MaybeUploaded, Uploaded, UploadedFile};
