//! The delivery of accounts: batches, letters, the ledger with its acknowledgements, handovers.

use crate::http::Routes;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
}
