//! Identifiers in addresses. One that has not the right form names nothing: the answer is "no encontramos".

use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use domain::id::{AccountId, CandidacyId};

use crate::Installation;
use crate::http::pages;

/// The candidacy in the address (`{candidatura}`).
#[derive(Debug, Clone, Copy)]
pub struct CandidacyPath(pub CandidacyId);

/// The account in the address (`{cuenta}`).
#[derive(Debug, Clone, Copy)]
pub struct AccountPath(pub AccountId);

/// The section in the address (`{seccion}`): a key that the use case looks up.
#[derive(Debug, Clone)]
pub struct SectionPath(pub String);

async fn named<T: FromStr>(
    parts: &mut Parts,
    site: &Installation,
    name: &str,
) -> Result<T, Response> {
    let params = RawPathParams::from_request_parts(parts, site).await.ok();
    let value = params
        .as_ref()
        .and_then(|params| params.iter().find(|(known, _)| *known == name));
    value
        .and_then(|(_, value)| value.parse().ok())
        .ok_or_else(|| pages::refusal(site, StatusCode::NOT_FOUND))
}

impl FromRequestParts<Installation> for CandidacyPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "candidatura").await.map(Self)
    }
}

impl FromRequestParts<Installation> for AccountPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "cuenta").await.map(Self)
    }
}

impl FromRequestParts<Installation> for SectionPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "seccion").await.map(Self)
    }
}
