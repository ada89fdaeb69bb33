//! The panel: everything that is done with a session. One folder per thing that a person does, the page's handler
//! and its template side by side.

mod accounts;
mod agreements;
mod capture;
mod cases;
mod confirmation;
mod csv_file;
mod deliveries;
mod desk;
mod frame;
mod grounds;
mod hidings;
mod history;
mod names;
mod notifications;
mod operations;
mod party;
mod path;
mod query;
mod receipts;
mod recovery;
mod registry;
mod roles;
mod security;
mod sign_in;
mod terms;
#[cfg(test)]
mod tests;
mod validation;

pub use capture::NO_SECTIONS;

use crate::http::Routes;

pub use sign_in::{carrying as sign_in_carrying, step_path};

/// Every route of the panel, each with its declared access.
pub fn routes(routes: Routes) -> Routes {
    routes
        .feature(sign_in::routes)
        .feature(desk::routes)
        .feature(capture::routes)
        .feature(confirmation::routes)
        .feature(validation::routes)
        .feature(notifications::routes)
        .feature(cases::routes)
        .feature(grounds::routes)
        .feature(receipts::routes)
        .feature(hidings::routes)
        .feature(recovery::routes)
        .feature(security::routes)
        .feature(registry::routes)
        .feature(agreements::routes)
        .feature(accounts::routes)
        .feature(deliveries::routes)
        .feature(roles::routes)
        .feature(party::routes)
        .feature(terms::routes)
        .feature(history::routes)
        .feature(operations::routes)
}
