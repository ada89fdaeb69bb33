//! The session cookie: a random token and nothing else.

use axum::http::{HeaderMap, HeaderValue, header};

const NAME: &str = "conoceles_sesion";

/// The token in the request's cookie.
pub fn session_token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == NAME)
        .map(|(_, token)| token.to_owned())
}

/// Sets the cookie. It outlives the session by half a day: an ended session must still be recognised, so that what
/// was being written is kept for its account (decision 7). `secure` is off only on plain HTTP at this machine.
pub fn set(token: &str, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400{secure}"))
        .expect("a token is hexadecimal")
}

/// Takes the cookie away.
pub fn clear() -> HeaderValue {
    HeaderValue::from_static("conoceles_sesion=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}
