//! Receipts: those of the own acts, one with its files, and the public page on which anybody checks one (R19).

mod check;
mod mine;
mod one;
mod wording;

pub use one::Files;
pub use wording::confirmation;

use crate::http::{Access, Routes};

/// The address of the public page.
pub const CHECK: &str = "/acuses";

/// The address of one's own receipts.
pub const MINE: &str = "/panel/acuses";

/// The routes of receipts.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(MINE, Access::SignedIn, mine::page)
        .get("/panel/acuses/{folio}", Access::SignedIn, one::page)
        .get(
            "/panel/acuses/{folio}/acuse.pdf",
            Access::SignedIn,
            one::document,
        )
        .get(
            "/panel/acuses/{folio}/acuse.json",
            Access::SignedIn,
            one::file,
        )
        .get(CHECK, Access::Public, check::page)
        .post(CHECK, Access::Public, check::upload)
        .get(
            "/acuses/llave-publica.txt",
            Access::Public,
            check::public_key,
        )
}
