//! Roles: who has which, the table of permissions, inviting, suspending, closing, acts that need a second person.

use crate::http::Routes;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
}
