//! What a party registers: supervisors, its own notice with its evidence, its accounts, who types for whom.

use crate::http::Routes;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
}
