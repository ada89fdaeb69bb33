//! A form that has arrived whole. Its instant, the one that terms are decided by, is taken when the last byte was
//! in (R07), so that a slow line costs the person nothing but what it really took.

use app::sign_in::Visitor;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;
use domain::time::Instant;
use http_body_util::BodyExt;

use crate::Installation;
use crate::http::pages;

/// Most bytes of a form that is read: the longest questionnaire page filled with the longest drafts fits in it.
pub const LONGEST_FORM: usize = 2 * 1024 * 1024;
/// Most bytes of a text that is kept for somebody who has no session: one page of a questionnaire, well filled.
pub const LONGEST_CARRIED: usize = 128 * 1024;
/// Most bytes of a form that comes without a session: a code or password, and a carried text, encoded once more.
const LONGEST_ANONYMOUS: usize = 4 * LONGEST_CARRIED;
/// Most pairs of a form. The longest page of a questionnaire has some hundreds of lines.
const MOST_PAIRS: usize = 5_000;
/// Bytes that are still taken from a client that sends more, so that it gets to read why it was refused.
const DRAINED: usize = 24 * 1024 * 1024;

/// The pairs of a form, in order, and the instant at which it had arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Name and value of each control, in the form's order.
    pub values: Vec<(String, String)>,
    /// When the last byte was in.
    pub at: Instant,
}

impl Arrived {
    /// The first value of `name`, empty if there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// The value of `name` without white space at its ends.
    pub fn trimmed(&self, name: &str) -> &str {
        self.value(name).trim()
    }

    /// Whether a check box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.values.iter().any(|(key, _)| key == name)
    }
}

impl FromRequest<Installation> for Arrived {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Installation) -> Result<Self, Response> {
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(pages::refusal(site, StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let longest = match request.extensions().get::<Visitor>() {
            Some(Visitor::Complete(_) | Visitor::Pending { .. }) => LONGEST_FORM,
            _ => LONGEST_ANONYMOUS,
        };
        let bytes = read_bounded(request, longest)
            .await
            .map_err(|status| pages::refusal(site, status))?;
        let at = site.app.now();
        let values = pairs(&bytes).ok_or_else(|| pages::refusal(site, StatusCode::BAD_REQUEST))?;
        Ok(Self { values, at })
    }
}

/// The pairs of a form; none if it is no form, or one of more pairs than any page has. NUL, which no control can
/// hold, no page can show and no database can keep, is left out.
pub fn pairs(body: &[u8]) -> Option<Vec<(String, String)>> {
    if body.iter().filter(|byte| **byte == b'&').count() >= MOST_PAIRS {
        return None;
    }
    let mut pairs: Vec<(String, String)> = serde_html_form::from_bytes(body).ok()?;
    for (_, value) in &mut pairs {
        value.retain(|character| character != '\0');
    }
    Some(pairs)
}

/// The body, if it is not longer than `longest` bytes.
///
/// # Errors
/// 413 for a longer one, 400 for one that broke off.
pub async fn read_bounded(request: Request, longest: usize) -> Result<Vec<u8>, StatusCode> {
    let mut body = request.into_body();
    let mut bytes = Vec::new();
    let mut taken = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        taken += data.len();
        if taken > longest.max(DRAINED) {
            break;
        }
        if taken <= longest {
            bytes.extend_from_slice(data);
        }
    }
    if taken > longest {
        Err(StatusCode::PAYLOAD_TOO_LARGE)
    } else {
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever arrives is read or refused; nothing panics, and no NUL comes through.
        #[test]
        fn any_body_is_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Some(pairs) = pairs(&body) {
                prop_assert!(pairs.iter().all(|(_, value)| !value.contains('\0')));
            }
        }

        /// What a browser encodes is read back as it was typed, whatever the signs, in its order.
        #[test]
        fn what_was_typed_is_read_back(typed in prop::collection::vec((any::<String>(), any::<String>()), 0..20)) {
            let body = serde_html_form::to_string(&typed).unwrap();
            let plain: Vec<(String, String)> = typed
                .into_iter()
                .map(|(name, value)| (name, value.replace('\0', "")))
                .collect();
            prop_assert_eq!(pairs(body.as_bytes()), Some(plain));
        }
    }

    /// What is allowed is read whole, also where it is more than what is drained of a form that is too long.
    #[tokio::test]
    async fn a_body_is_read_up_to_the_bytes_that_it_may_have() {
        let read = async |sent: usize, longest: usize| {
            let body = axum::body::Body::from(vec![7_u8; sent]);
            let read = read_bounded(Request::new(body), longest).await;
            read.map(|bytes| bytes.len())
        };
        let longest = DRAINED + 9;
        assert_eq!(read(longest, longest).await, Ok(longest));
        let refused = Err(StatusCode::PAYLOAD_TOO_LARGE);
        for (sent, longest) in [(longest + 1, longest), (10, 9), (DRAINED + 1, 9)] {
            assert_eq!(read(sent, longest).await, refused);
        }
    }

    #[test]
    fn more_pairs_than_any_page_has_are_refused() {
        assert!(pairs("a=1&".repeat(MOST_PAIRS - 1).as_bytes()).is_some());
        assert!(pairs("a=1&".repeat(MOST_PAIRS).as_bytes()).is_none());
    }
}
