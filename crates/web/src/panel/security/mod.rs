//! What protects the own account: password, second factor, recovery sheet, sessions, loss report.

use crate::http::Routes;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
}
