//! The panel: everything that is done with a session. One folder per thing that a person does, the page's handler
//! and its template side by side.

mod accounts;
mod capture;
mod desk;
mod frame;
mod history;
mod names;
mod path;
mod query;
mod sign_in;
#[cfg(test)]
mod tests;
mod validation;

pub use capture::NO_SECTIONS;

use crate::http::Routes;

pub use sign_in::carrying as sign_in_carrying;

/// Every route of the panel, each with its declared access.
pub fn routes(routes: Routes) -> Routes {
    routes
        .feature(sign_in::routes)
        .feature(desk::routes)
        .feature(capture::routes)
        .feature(validation::routes)
        .feature(accounts::routes)
        .feature(history::routes)
}
