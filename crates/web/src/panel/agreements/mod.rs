//! Coalitions and common candidacies: the agreements in force, loaded from a file or written on screen.

use crate::http::Routes;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
}
