//! The door of every route that is not public: finds out who comes, and keeps what was written by somebody whose
//! session ended meanwhile.

use app::sign_in::{SignedIn, Visitor};
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{AccountId, CandidacyId, ParkedRequestId};

use crate::Installation;
use crate::http::access::Access;
use crate::http::{cookie, form, origin, pages, upload};
use crate::panel;

/// Lets a request in, or answers it. What is answered is nobody else's: no cache keeps it, and the back button asks
/// again.
pub async fn enter(site: &Installation, access: Access, request: Request, next: Next) -> Response {
    let mut response = admit(site, access, request, next).await;
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(header::HeaderValue::from_static("no-store"));
    response
}

async fn admit(site: &Installation, access: Access, mut request: Request, next: Next) -> Response {
    let token = cookie::session_token(request.headers(), site.secure);
    let visitor = match site.app.visitor(token.as_deref()).await {
        Ok(visitor) => visitor,
        Err(error) => return pages::failure(site, &error),
    };
    let asked = Asked::of(&request);
    if !origin::is_ours(request.method(), request.headers()) {
        asked.note(site, &visitor).await;
        return pages::refusal(site, StatusCode::FORBIDDEN);
    }
    match (&visitor, access) {
        (_, Access::Public | Access::Open) | (Visitor::Pending { .. }, Access::Pending) => {}
        (Visitor::Complete(who), _) => {
            if !access.admits(&site.app.profile, who.actor.role()) {
                asked.note(site, &visitor).await;
                return pages::refusal(site, StatusCode::FORBIDDEN);
            }
        }
        (Visitor::Pending { step, .. }, _) => {
            return Redirect::to(panel::step_path(*step)).into_response();
        }
        (Visitor::Expired { account, .. }, _) => return expired(site, *account, request).await,
        (Visitor::Anonymous, _) => return stranger(site, request).await,
    }
    request.extensions_mut().insert(visitor.clone());
    let response = next.run(request).await;
    let refused = response.extensions().get::<pages::Refused>().cloned();
    match refused {
        Some(pages::Refused::NotTheirs) => asked.note(site, &visitor).await,
        // A step is what somebody sends: a page that cannot be shown as asked is none.
        Some(pages::Refused::OutOfOrder(steps)) if asked.method == Method::POST => {
            for (rule, candidacy) in steps {
                asked.note_step(site, &visitor, rule, candidacy).await;
            }
        }
        _ => {}
    }
    match asked.resumed(&visitor) {
        Some((id, account)) if response.status() == StatusCode::SEE_OTHER => {
            resumed(site, id, account, &asked.path, response).await
        }
        _ => response,
    }
}

/// What was asked, for the history and for what happens after the answer.
struct Asked {
    method: Method,
    pattern: String,
    path: String,
    query: Option<String>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let pattern = request
            .extensions()
            .get::<MatchedPath>()
            .map_or("", MatchedPath::as_str);
        Self {
            method: request.method().clone(),
            pattern: pattern.to_owned(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(str::to_owned),
        }
    }

    /// A refused attempt of somebody with a session is an entry of the history: the route, and whose row it was.
    async fn note(&self, site: &Installation, visitor: &Visitor) {
        if let Visitor::Complete(who) = visitor {
            site.app
                .note_refusal(who, self.declared_as(), self.candidacy())
                .await;
        }
    }

    /// So is a step that the capture machine refuses where the capture stands, although the account may take it (R01).
    async fn note_step(
        &self,
        site: &Installation,
        visitor: &Visitor,
        rule: &'static str,
        candidacy: Option<CandidacyId>,
    ) {
        if let Visitor::Complete(who) = visitor {
            let candidacy = candidacy.or_else(|| self.candidacy());
            site.app
                .note_out_of_order(who, self.declared_as(), candidacy, rule)
                .await;
        }
    }

    fn declared_as(&self) -> String {
        format!("{}:{}", self.method, self.pattern)
    }

    /// The candidacy that the address names, if its route has a place for one.
    fn candidacy(&self) -> Option<CandidacyId> {
        let named = self
            .path
            .split('/')
            .find_map(|part| part.parse::<CandidacyId>().ok());
        named.filter(|_| self.pattern.contains("{candidatura}"))
    }

    /// The kept request that this one sends again: it is forgotten once the act succeeded, which every act tells by
    /// sending the person on to another page.
    fn resumed(&self, visitor: &Visitor) -> Option<(ParkedRequestId, AccountId)> {
        let Visitor::Complete(who) = visitor else {
            return None;
        };
        let query = self
            .query
            .as_deref()
            .filter(|_| self.method == Method::POST)?;
        let id = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("resguardo="))?;
        Some((id.parse().ok()?, who.actor.account()))
    }
}

/// Forgets what was saved, and leads to the next text that waits, if there is another.
async fn resumed(
    site: &Installation,
    id: ParkedRequestId,
    account: AccountId,
    path: &str,
    saved: Response,
) -> Response {
    let next = async {
        site.app.forget_saved(id, account, path).await?;
        site.app.newest_parked(account).await
    };
    match next.await {
        Ok(None) => saved,
        Ok(Some(_)) => Redirect::to("/panel/resguardo").into_response(),
        Err(error) => {
            tracing::error!(%error, "a kept request that was saved could not be forgotten");
            saved
        }
    }
}

/// Names of controls that say what to do, not what somebody wrote.
const NOT_WRITTEN: [&str; 10] = [
    "accion",
    "decision",
    "etapa",
    "revision",
    "solicitud",
    "acepta",
    "declara",
    "confirma",
    "comprobado",
    "hoja",
];

/// What somebody wrote in a form, without its button, which would only save it automatically or add a line. None if
/// nothing was written, or in a confirmation with a password: passwords are never kept.
fn written(path: &str, values: Option<Vec<(String, String)>>) -> Option<Vec<u8>> {
    // A step of the sign-in carries codes, not texts: only what was for the panel is kept.
    let mut values = values.filter(|_| path.starts_with("/panel"))?;
    if values
        .iter()
        .any(|(name, _)| name.starts_with("contrasena"))
    {
        return None;
    }
    values.retain(|(name, _)| name != "accion");
    let wrote = |(name, value): &(String, String)| {
        !NOT_WRITTEN.contains(&name.as_str()) && !value.trim().is_empty()
    };
    if !values.iter().any(wrote) {
        return None;
    }
    serde_html_form::to_string(&values)
        .ok()
        .map(String::into_bytes)
}

/// The pairs of a form of either kind. Files are not among them: they are too large to wait for a sign-in.
async fn pairs(kind: Option<HeaderValue>, body: Vec<u8>) -> Option<Vec<(String, String)>> {
    match kind {
        Some(kind) => upload::without_files(kind, body).await,
        None => form::pairs(&body),
    }
}

/// The content type of a form with files; none of another.
fn multipart(request: &Request) -> Option<HeaderValue> {
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    kind.filter(|_| upload::is_multipart(request.headers()))
}

/// What somebody wrote is kept for the account that wrote it, and waits after sign-in (decision 7).
async fn expired(site: &Installation, account: AccountId, request: Request) -> Response {
    if request.method() != Method::POST {
        return to_sign_in(&request, "termino");
    }
    let path = request.uri().path().to_owned();
    let files = multipart(&request);
    let (longest, ended, kept) = match files {
        Some(_) => (upload::LONGEST_UPLOAD, "archivo", "guardado-archivo"),
        None => (form::LONGEST_FORM, "termino", "guardado"),
    };
    let body = match form::read_bounded(request, longest).await {
        Ok(body) => body,
        Err(status) => return pages::refusal(site, status),
    };
    let Some(text) = written(&path, pairs(files, body).await) else {
        return Redirect::to(&format!("/entrar?motivo={ended}")).into_response();
    };
    match site.app.park(account, &path, &text, site.app.now()).await {
        Ok(()) => Redirect::to(&format!("/entrar?motivo={kept}")).into_response(),
        Err(error) => pages::failure(site, &error),
    }
}

/// Somebody without a session who sends a text: it was closed in another tab, most likely. Whose it is nobody knows
/// yet, so the text goes along with the sign-in and is kept once somebody signs in.
async fn stranger(site: &Installation, request: Request) -> Response {
    if request.method() != Method::POST {
        return to_sign_in(&request, "entre");
    }
    let path = request.uri().path().to_owned();
    let files = multipart(&request);
    let reason = files.as_ref().map_or("entre", |_| "archivo");
    let body = match form::read_bounded(request, form::LONGEST_CARRIED).await {
        Ok(body) => body,
        // A file does not fit, and whose it is nobody knows yet.
        Err(StatusCode::PAYLOAD_TOO_LARGE) if files.is_some() => {
            return Redirect::to("/entrar?motivo=archivo").into_response();
        }
        Err(status) => return pages::refusal(site, status),
    };
    match written(&path, pairs(files, body).await) {
        Some(text) => panel::sign_in_carrying(site, &path, &text),
        None => Redirect::to(&format!("/entrar?motivo={reason}")).into_response(),
    }
}

fn to_sign_in(request: &Request, reason: &str) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
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
        parts
            .extensions
            .get::<Visitor>()
            .cloned()
            .map(Self)
            .ok_or(StatusCode::UNAUTHORIZED)
    }
}
