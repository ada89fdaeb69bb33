//! Terms: who has not received, activated, begun or sent; what ends today; extensions; the calendar feed.

use crate::http::Routes;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
}
