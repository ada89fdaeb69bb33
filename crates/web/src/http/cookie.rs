//! The session cookie: a random token and nothing else.

use axum::http::{HeaderMap, HeaderValue, header};

const NAME: &str = "conoceles_sesion";
/// Over HTTPS browsers take a cookie of this name only from this very host, so that no neighbouring site can plant one.
const SECURE_NAME: &str = "__Host-conoceles_sesion";

const fn name(secure: bool) -> &'static str {
    if secure { SECURE_NAME } else { NAME }
}

/// The token in the request's cookie.
pub fn session_token(headers: &HeaderMap, secure: bool) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name(secure))
        .map(|(_, token)| token.to_owned())
}

/// Sets the cookie. It outlives the session by half a day: an ended session must still be recognised, so that what
/// was being written is kept for its account (decision 7). `secure` is off only on plain HTTP at this machine.
pub fn set(token: &str, secure: bool) -> HeaderValue {
    value(token, 86_400, secure)
}

/// Takes the cookie away.
pub fn clear(secure: bool) -> HeaderValue {
    value("", 0, secure)
}

fn value(token: &str, seconds: u32, secure: bool) -> HeaderValue {
    let name = name(secure);
    let only_https = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{only_https}"
    ))
    .expect("a token is hexadecimal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_only_a_cookie_of_this_very_host_counts() {
        let of = |value: &str| {
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(value).unwrap())])
        };
        let planted = of("conoceles_sesion=ajena; __Host-conoceles_sesion=propia");
        assert_eq!(session_token(&planted, true).as_deref(), Some("propia"));
        assert_eq!(session_token(&of("conoceles_sesion=ajena"), true), None);
        assert_eq!(
            session_token(&of("otra=1; conoceles_sesion=local"), false).as_deref(),
            Some("local")
        );
        for cookie in [set("abc", true), clear(true)] {
            let text = cookie.to_str().unwrap();
            let flags = [
                "__Host-",
                "; Path=/",
                "; HttpOnly",
                "; SameSite=Lax",
                "; Secure",
            ];
            assert!(flags.iter().all(|flag| text.contains(flag)), "{text}");
        }
    }
}
