//! What an address asks for after its question mark.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::de::DeserializeOwned;

use crate::Installation;
use crate::http::pages;

/// The query of an address. One that cannot be read is answered with a page, like everything else.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Installation> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        // NUL can be neither looked for nor shown.
        let readable = !parts.uri.query().is_some_and(|query| query.contains("%00"));
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri)
            .ok()
            .filter(|_| readable);
        query
            .map(|query| Self(query.0))
            .ok_or_else(|| pages::refusal(site, StatusCode::BAD_REQUEST))
    }
}
