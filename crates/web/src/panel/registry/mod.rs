//! The registry of candidacies on screen: import with its preview, corrections, proposals, the linter.

use crate::http::Routes;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
}
