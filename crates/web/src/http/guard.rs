//! The door of every route that is not public: finds out who comes, and keeps what was written by somebody whose
//! session ended meanwhile.

use app::sign_in::{SignedIn, Visitor};
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{AccountId, ParkedRequestId};

use crate::Installation;
use crate::http::access::Access;
use crate::http::{cookie, form, origin, pages};

/// Lets a request in, or answers it.
pub async fn enter(site: &Installation, access: Access, mut request: Request, next: Next) -> Response {
    if !origin::is_ours(request.method(), request.headers()) {
        return pages::refusal(site, StatusCode::FORBIDDEN);
    }
    let token = cookie::session_token(request.headers());
    let visitor = match site.app.visitor(token.as_deref()).await {
        Ok(visitor) => visitor,
        Err(error) => return pages::failure(site, &error),
    };
    match (&visitor, access) {
        (_, Access::Public | Access::Open) | (Visitor::Pending { .. }, Access::Pending) => {}
        (Visitor::Complete(who), _) => {
            if !access.admits(&site.app.profile, who.actor.role()) {
                site.app.note_refusal(who, access_name(&request)).await;
                return pages::refusal(site, StatusCode::FORBIDDEN);
            }
        }
        (Visitor::Pending { .. }, _) => return Redirect::to("/aviso").into_response(),
        (Visitor::Expired { account, .. }, _) => return expired(site, *account, request).await,
        (Visitor::Anonymous, _) => return to_sign_in(&request, "entre"),
    }
    let resumed = resumed(&visitor, &request);
    request.extensions_mut().insert(visitor);
    let mut response = next.run(request).await;
    if let Some((id, account)) = resumed
        && response.status() == StatusCode::SEE_OTHER
        && let Err(error) = site.app.forget_parked(id, account).await
    {
        tracing::error!(%error, "a kept request that was saved could not be forgotten");
    }
    // Pages of a session are nobody else's: no cache keeps them, and the back button asks again.
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(header::HeaderValue::from_static("no-store"));
    response
}

/// The route's pattern, which has no identifiers of people in it beyond what the declaration shows.
fn access_name(request: &Request) -> String {
    let path = request.extensions().get::<axum::extract::MatchedPath>().map_or("", |matched| matched.as_str());
    format!("{}:{path}", request.method())
}

/// The kept request that this one sends again: it is forgotten once the act succeeded, which every act tells by
/// sending the person on to another page.
fn resumed(visitor: &Visitor, request: &Request) -> Option<(ParkedRequestId, AccountId)> {
    let Visitor::Complete(who) = visitor else { return None };
    let query = request.uri().query().filter(|_| request.method() == Method::POST)?;
    let id = query.split('&').find_map(|pair| pair.strip_prefix("resguardo="))?;
    Some((id.parse().ok()?, who.actor.account()))
}

/// A form without its passwords: they are never kept.
fn without_passwords(body: &[u8]) -> Vec<u8> {
    let values: Vec<(String, String)> = serde_html_form::from_bytes(body).unwrap_or_default();
    let kept: Vec<(String, String)> = values.into_iter().filter(|(name, _)| !name.starts_with("contrasena")).collect();
    serde_html_form::to_string(&kept).unwrap_or_default().into_bytes()
}

/// What somebody wrote is kept for the account that wrote it, and waits after sign-in (decision 7).
async fn expired(site: &Installation, account: AccountId, request: Request) -> Response {
    if request.method() != Method::POST {
        return to_sign_in(&request, "termino");
    }
    let path = request.uri().path().to_owned();
    let at = site.app.now();
    match form::read_bounded(request).await {
        Ok(body) => match site.app.park(account, &path, &without_passwords(&body), at).await {
            Ok(()) => Redirect::to("/entrar?motivo=guardado").into_response(),
            Err(error) => pages::failure(site, &error),
        },
        Err(status) => pages::refusal(site, status),
    }
}

fn to_sign_in(request: &Request, reason: &str) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let back = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
    let target = match *request.method() {
        Method::GET => format!("/entrar?motivo={reason}&volver={back}"),
        _ => format!("/entrar?motivo={reason}"),
    };
    Redirect::to(&target).into_response()
}

/// The session of a route that asks for a complete one.
impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        match parts.extensions.get::<Visitor>() {
            Some(Visitor::Complete(who)) => Ok(Self(who.as_ref().clone())),
            // Unreachable by a declared route: the guard has answered before.
            _ => Err(StatusCode::UNAUTHORIZED),
        }
    }
}

/// Somebody with a complete session.
#[derive(Debug, Clone)]
pub struct Session(pub SignedIn);

impl std::ops::Deref for Session {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

/// Whoever comes to an open or pending route.
#[derive(Debug, Clone)]
pub struct Guest(pub Visitor);

impl<S: Sync> FromRequestParts<S> for Guest {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Visitor>().cloned().map(Self).ok_or(StatusCode::UNAUTHORIZED)
    }
}
