//! The calendar that calendar programs read without a session, and its address.

use app::terms::Feed;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::Installation;
use crate::http::{Session, pages};

/// How long a calendar program may keep what it read.
const KEPT: &str = "private, max-age=300";

/// The calendar behind an address. A wrong one is answered like one that never was.
pub async fn file(
    State(site): State<Installation>,
    Path(address): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(address) = address.strip_suffix(".ics") else {
        return nothing();
    };
    match site.app.feed(address).await {
        Ok(Some(feed)) => calendar(feed, &headers),
        Ok(None) => nothing(),
        Err(error) => {
            tracing::error!(%error, "a calendar could not be made");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn calendar(feed: Feed, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", feed.tag);
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| {
        let known = known.to_str().unwrap_or_default();
        known.split(',').any(|one| one.trim() == tag)
    });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
        (kind, feed.text.to_string()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    // It is for the calendar of one person, never for a search engine.
    let robots = HeaderValue::from_static("noindex");
    headers.insert("x-robots-tag", robots);
    response
}

fn nothing() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    let told =
        "No hay un calendario en esta dirección. Copie la suya de la página Plazos de su panel.\n";
    (StatusCode::NOT_FOUND, kind, told).into_response()
}

/// Gives the calendar another address.
pub async fn renew(State(site): State<Installation>, who: Session) -> Response {
    match site.app.renew_feed(&who).await {
        Ok(()) => Redirect::to("/panel/plazos?hecho=calendario").into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}
