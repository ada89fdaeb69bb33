//! Style sheets, scripts and the icon: bundled once at start with the institute's colours, compressed, and
//! served under an address that changes with their content.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, VARY,
};
use http::{StatusCode, header};
use sha2::{Digest as _, Sha256};

use super::contrast::Palette;

/// Path under which the assets are served, as the router takes it.
pub const PATH: &str = "/estatico/{hash}/{file}";

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
/// A year: the content behind a hash never changes.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

const BASE_CSS: &str = include_str!("../../assets/css/base.css");
const PIECES_CSS: &str = include_str!("../../assets/css/pieces.css");
const FORMS_CSS: &str = include_str!("../../assets/css/forms.css");
const LISTS_CSS: &str = include_str!("../../assets/css/lists.css");
const PEOPLE_CSS: &str = include_str!("../../assets/css/people.css");
const PORTAL_CSS: &str = include_str!("../../assets/css/portal.css");
const PANEL_CSS: &str = include_str!("../../assets/css/panel.css");

/// The scripts, which import one another by relative addresses.
const SCRIPTS: [(&str, &str); 9] = [
    ("panel.js", include_str!("../../assets/js/panel.js")),
    ("contador.js", include_str!("../../assets/js/contador.js")),
    (
        "autoguardado.js",
        include_str!("../../assets/js/autoguardado.js"),
    ),
    ("codigo.js", include_str!("../../assets/js/codigo.js")),
    ("encuadre.js", include_str!("../../assets/js/encuadre.js")),
    ("avance.js", include_str!("../../assets/js/avance.js")),
    ("confirmar.js", include_str!("../../assets/js/confirmar.js")),
    ("mostrar.js", include_str!("../../assets/js/mostrar.js")),
    ("sesion.js", include_str!("../../assets/js/sesion.js")),
];

/// One asset in every form in which it is sent.
#[derive(Debug)]
struct Prepared {
    kind: &'static str,
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
}

/// The assets of one instance.
#[derive(Debug)]
pub struct Assets {
    hash: String,
    files: BTreeMap<&'static str, Prepared>,
}

impl Assets {
    /// Bundles and compresses the assets with an institute's colours. Takes some tens of milliseconds.
    #[must_use]
    pub fn new(palette: &Palette) -> Self {
        let brand = palette.stylesheet();
        let bundle = |parts: &[&str]| format!("{brand}{}", parts.concat());
        let shared = [BASE_CSS, PIECES_CSS, FORMS_CSS, LISTS_CSS, PEOPLE_CSS];
        let mut texts = vec![
            (
                "portal.css",
                CSS,
                bundle(&[&shared[..], &[PORTAL_CSS]].concat()),
            ),
            (
                "panel.css",
                CSS,
                bundle(&[&shared[..], &[PANEL_CSS]].concat()),
            ),
            ("icono.svg", SVG, icon(palette)),
        ];
        texts.extend(SCRIPTS.map(|(name, text)| (name, JS, text.to_owned())));
        let mut hasher = Sha256::new();
        for (name, _, text) in &texts {
            hasher.update(format!("{name}\0{}\0{text}", text.len()));
        }
        let digest = data_encoding::HEXLOWER.encode(&hasher.finalize());
        let files = texts
            .into_iter()
            .map(|(name, kind, text)| (name, Prepared::new(kind, text)));
        Self {
            hash: digest.chars().take(16).collect(),
            files: files.collect(),
        }
    }

    /// Address of the folder of assets, without a slash at the end.
    #[must_use]
    pub fn base(&self) -> String {
        format!("/estatico/{}", self.hash)
    }

    /// Every asset as text, for tests that look at them.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, prepared)| {
            (
                *name,
                std::str::from_utf8(&prepared.plain).unwrap_or_default(),
            )
        })
    }

    /// The answer to a request of one asset.
    ///
    /// A hash of other content (a page made before an update) gets today's asset, not to be kept: a page
    /// without style helps nobody.
    #[must_use]
    pub fn respond(&self, hash: &str, file: &str, request: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        let Some(found) = self.files.get(file) else {
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        };
        let (body, encoding) = found.encoded(request);
        let cache = if hash == self.hash {
            IMMUTABLE
        } else {
            "no-cache"
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(found.kind));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        *response.body_mut() = Body::from(body);
        response
    }
}

/// The route that serves the assets to anyone.
pub fn router(assets: Arc<Assets>) -> axum::Router {
    axum::Router::new()
        .route(PATH, get(serve))
        .with_state(assets)
}

/// The handler behind [`PATH`].
pub async fn serve(
    State(assets): State<Arc<Assets>>,
    Path((hash, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    assets.respond(&hash, &file, &headers)
}

impl Prepared {
    fn new(kind: &'static str, text: String) -> Self {
        Self {
            kind,
            gzip: gzipped(text.as_bytes()).into(),
            brotli: brotlied(text.as_bytes()).into(),
            plain: text.into(),
        }
    }

    fn encoded(&self, request: &HeaderMap) -> (Bytes, Option<&'static str>) {
        if accepts(request, "br") {
            (self.brotli.clone(), Some("br"))
        } else if accepts(request, "gzip") {
            (self.gzip.clone(), Some("gzip"))
        } else {
            (self.plain.clone(), None)
        }
    }
}

/// Whether the request takes this encoding: named, and not with `q=0`.
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let lines = request
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = |part: &str| {
            let quality = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
            quality
                .and_then(|q| q.parse::<f32>().ok())
                .is_some_and(|q| q <= 0.0)
        };
        named && !parts.any(refused)
    })
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail")
}

fn brotlied(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, 9, 20);
    encoder
        .write_all(bytes)
        .expect("writing to memory does not fail");
    drop(encoder);
    out
}

/// The icon of the tab: the mark of the brand in the institute's accent.
fn icon(palette: &Palette) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="{}" d="M5 3h22v9.5a2 2 0 0 0 0 4V29H5V16.5a2 2 0 0 0 0-4z"/><path fill="none" stroke="{}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" d="m10.5 20.2 3.6 3.6 7.6-8.6"/></svg>"#,
        palette.light.color, palette.light.on
    )
}
