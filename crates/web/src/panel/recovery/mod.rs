//! Getting in again without e-mail: with a code of the recovery sheet, or helped by who manages the account.

use crate::http::Routes;

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes
}
