//! A published photograph: only while its candidacy's profile is public and shows it. What is withdrawn, replaced or
//! cancelled is not found from the next request on, whoever knows its address.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::CandidacyId;
use domain::questionnaire::FileHash;

use crate::portal::Portal;

/// The bytes at an address never change, but whether it answers does: a copy is shown only after asking whether it still
/// may be. Who has it is answered by its tag, without reading the file.
const ASK_AGAIN: &str = "no-cache";

/// `GET /fotos/{candidatura}/{archivo}`
pub(crate) async fn file(
    State(portal): State<Arc<Portal>>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Some(hash) = path
        .ok()
        .and_then(|Path((id, file))| shown(&portal, &id, &file))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{hash}\"");
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let is_known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag);
    let Ok(tag) = HeaderValue::try_from(tag) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let fixed = [
        (header::CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN)),
        (header::ETAG, tag),
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    match portal.files.read(hash.as_str()).await {
        Ok(Some(jpeg)) => (fixed, jpeg).into_response(),
        Ok(None) => {
            tracing::error!(%hash, "a published photograph is not in the store of files");
            StatusCode::NOT_FOUND.into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a published photograph cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// The file of an address, if its candidacy shows it now.
fn shown(portal: &Portal, id: &str, file: &str) -> Option<FileHash> {
    let id: CandidacyId = id.parse().ok()?;
    let hash: FileHash = file.strip_suffix(".jpg")?.parse().ok()?;
    let now = (portal.now)();
    let shown = portal.shown_at(now);
    let published = shown.snapshot.get(id)?.row.published(&shown.ballot, now)?;
    let photograph = published.photograph.as_ref()?;
    photograph.sizes.contains(&hash).then_some(hash)
}
