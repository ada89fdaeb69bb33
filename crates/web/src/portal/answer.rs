//! Answers: a page's body, compressed once and kept within a bound, with a strong ETag.

use std::io::Write as _;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use domain::time::Instant;
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use crate::portal::Portal;
use crate::portal::address::{Address, Rendered};

/// Anybody may keep an answer, and nobody may use it without asking whether it still holds: a publication, and above
/// all a withdrawal, is seen at the next request. Asking costs a few bytes (304).
const ALWAYS_ASK: HeaderValue = HeaderValue::from_static("public, no-cache");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// In which form a body travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// As it is.
    Plain,
}

/// A body as it travels.
#[derive(Debug)]
struct Sealed {
    /// Which state of the data it shows.
    stamp: u64,
    until: Instant,
    etag: HeaderValue,
    body: Bytes,
}

/// Bodies that were made, up to a number of bytes; the least used go first.
pub(crate) struct Kept(Cache<(Address, Encoding), Arc<Sealed>>);

impl Kept {
    /// Keeps up to `bytes`.
    pub(crate) fn new(bytes: u64) -> Self {
        let weight = |_: &(Address, Encoding), sealed: &Arc<Sealed>| {
            // The key, the headers and the cache's own nodes take about this much.
            u32::try_from(sealed.body.len() + 512).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// Forgets an address.
    pub(crate) fn forget(&self, address: &Address) {
        for encoding in [Encoding::Brotli, Encoding::Gzip, Encoding::Plain] {
            self.0.invalidate(&(address.clone(), encoding));
        }
    }

    /// Forgets everything.
    pub(crate) fn forget_all(&self) {
        self.0.invalidate_all();
    }
}

impl Portal {
    /// The answer to a request for the page at an address; none if there is no such candidacy.
    pub(crate) fn answer(&self, address: Address, request: &HeaderMap) -> Option<Response> {
        let encoding = Encoding::accepted(request);
        let sealed = self.sealed(address, encoding)?;
        Some(respond(&sealed, encoding, request))
    }

    fn sealed(&self, address: Address, encoding: Encoding) -> Option<Arc<Sealed>> {
        let now = (self.now)();
        let shown = self.shown_at(now);
        let snapshot = &shown.snapshot;
        let (kept, stamp) = match &address {
            Address::Candidacy(id) => (&self.candidacies, snapshot.get(*id)?.since),
            Address::Home | Address::List(_) => (&self.lists, snapshot.generation()),
            Address::Privacy
            | Address::Accessibility
            | Address::Help
            | Address::Manual(_)
            | Address::Questionnaire => (&self.lists, 0),
        };
        let key = (address, encoding);
        if let Some(sealed) = kept.0.get(&key)
            && sealed.stamp == stamp
            && now < sealed.until
        {
            return Some(sealed);
        }
        let rendered = self.render(&key.0, &shown, now)?;
        let sealed = Arc::new(Sealed::of(rendered, stamp, encoding));
        kept.0.insert(key, Arc::clone(&sealed));
        Some(sealed)
    }
}

impl Sealed {
    fn of(rendered: Rendered, stamp: u64, encoding: Encoding) -> Self {
        Self {
            stamp,
            until: rendered.until,
            etag: etag(rendered.html.as_bytes(), encoding),
            body: encoding.encode(rendered.html),
        }
    }
}

fn respond(sealed: &Sealed, encoding: Encoding, request: &HeaderMap) -> Response {
    let is_known = names(request, &sealed.etag);
    let body = if is_known {
        Body::empty()
    } else {
        Body::from(sealed.body.clone())
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(ETAG, sealed.etag.clone());
    headers.insert(CACHE_CONTROL, ALWAYS_ASK);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(CONTENT_TYPE, HTML);
    if let Some(name) = encoding.name() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    response
}

/// A page that is not kept: an address that leads nowhere.
pub(crate) fn not_kept(status: StatusCode, html: String) -> Response {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HTML);
    response.headers_mut().insert(CACHE_CONTROL, ALWAYS_ASK);
    response
}

/// Whether `If-None-Match` names this body. The comparison is the weak one (RFC 9110, 13.1.2), because a proxy may
/// have marked our strong tag as weak when it recompressed the body.
fn names(request: &HeaderMap, etag: &HeaderValue) -> bool {
    let lines = request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|tag| {
            tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag.as_bytes()
        })
}

/// A strong tag: 128 bits of the document's SHA-256, and the encoding, because each encoding is other bytes.
fn etag(document: &[u8], encoding: Encoding) -> HeaderValue {
    let digest = Sha256::digest(document);
    let short = data_encoding::HEXLOWER.encode(&digest[..16]);
    let suffix = encoding.name().unwrap_or("id");
    HeaderValue::try_from(format!("\"{short}-{suffix}\""))
        .expect("hexadecimal digits and letters are a header")
}

impl Encoding {
    /// The shortest form that a request takes.
    fn accepted(request: &HeaderMap) -> Self {
        let preferred = [Self::Brotli, Self::Gzip].into_iter();
        let mut taken =
            preferred.filter(|encoding| encoding.name().is_some_and(|name| takes(request, name)));
        taken.next().unwrap_or(Self::Plain)
    }

    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }

    fn encode(self, html: String) -> Bytes {
        match self {
            Self::Brotli => brotli(html.as_bytes()).into(),
            Self::Gzip => gzip(html.as_bytes()).into(),
            Self::Plain => html.into(),
        }
    }
}

/// Whether the request takes an encoding: named, and not with `q=0`.
fn takes(request: &HeaderMap, name: &str) -> bool {
    let lines = request
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|item| {
        let (named, parameters) = item.split_once(';').unwrap_or((item, ""));
        let quality = parameters
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.trim().parse::<f32>().ok());
        named.trim().eq_ignore_ascii_case(name) && quality.is_none_or(|quality| quality > 0.0)
    })
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4);
    let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, BROTLI_QUALITY, BROTLI_WINDOW);
    encoder
        .write_all(bytes)
        .expect("writing to memory does not fail");
    drop(encoder);
    out
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(
        Vec::with_capacity(bytes.len() / 4),
        flate2::Compression::default(),
    );
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail")
}

/// Measured on profiles, lists and the first page: 4 is some 5 % shorter than gzip's best and 5 % longer than 5 to 9,
/// which take four times as long because they fill larger tables first.
const BROTLI_QUALITY: u32 = 4;
/// A window of 64 kB: no page is longer.
const BROTLI_WINDOW: u32 = 16;

/// Lengths of one document in each form.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct Sizes {
    pub(crate) brotli: usize,
    pub(crate) gzip: usize,
}

#[cfg(test)]
pub(crate) fn sizes(document: &[u8]) -> Sizes {
    Sizes {
        brotli: brotli(document).len(),
        gzip: gzip(document).len(),
    }
}
