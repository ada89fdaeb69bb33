//! The assets as they are served.

use std::io::Read as _;

use askama::Template;
use axum::body::to_bytes;
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use rstest::rstest;

use crate::ui::assets::Assets;
use crate::ui::contrast::Palette;
use crate::ui::samples::palette;
use crate::ui::{Frame, Person, PersonHead, samples};

/// What a first visit of a profile may weigh, compressed and without the photo (`docs/rendimiento.md`).
const FIRST_VISIT: usize = 28 * 1024;

fn accepting(encodings: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(encodings))])
}

fn asked(assets: &Assets, file: &str, encodings: &'static str) -> Response {
    let base = assets.base();
    let hash = base.rsplit('/').next().expect("the base ends in the hash");
    assets.respond(hash, file, &accepting(encodings))
}

async fn body(response: Response) -> Vec<u8> {
    to_bytes(response.into_body(), 1 << 20)
        .await
        .expect("a body in memory")
        .to_vec()
}

#[rstest]
#[case("br, gzip", Some("br"))]
#[case("gzip, BR;q=0.5", Some("br"))]
#[case("gzip", Some("gzip"))]
#[case("br;q=0, gzip;q=1.0", Some("gzip"))]
#[case("br; q=0", None)]
#[case("identity", None)]
#[case("brotli", None)]
#[case("", None)]
fn the_encoding_is_one_that_was_asked_for(#[case] asks: &'static str, #[case] gets: Option<&str>) {
    let response = asked(&Assets::new(&palette()), "portal.css", asks);
    let encoding = response.headers().get(CONTENT_ENCODING);
    assert_eq!(encoding.and_then(|value| value.to_str().ok()), gets);
    assert_eq!(response.headers()[VARY], "accept-encoding");
}

#[tokio::test]
async fn every_encoding_says_the_same() {
    let assets = Assets::new(&palette());
    let plain = body(asked(&assets, "panel.css", "")).await;
    let mut gzip = Vec::new();
    let packed = body(asked(&assets, "panel.css", "gzip")).await;
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_end(&mut gzip)
        .expect("gzip");
    let mut brotli = Vec::new();
    let packed = body(asked(&assets, "panel.css", "br")).await;
    brotli::Decompressor::new(&packed[..], 4096)
        .read_to_end(&mut brotli)
        .expect("brotli");
    assert!(plain.starts_with(b":root{--accent:#6d1a4f"));
    assert_eq!(gzip, plain);
    assert_eq!(brotli, plain);
}

#[rstest]
#[case("panel.js", "text/javascript; charset=utf-8")]
#[case("portal.css", "text/css; charset=utf-8")]
#[case("icono.svg", "image/svg+xml")]
fn an_asset_is_kept_for_ever_under_its_hash(#[case] file: &str, #[case] kind: &str) {
    let response = asked(&Assets::new(&palette()), file, "");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CONTENT_TYPE], kind);
    assert_eq!(
        response.headers()[CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
}

#[test]
fn a_page_from_before_an_update_still_has_its_style() {
    let response =
        Assets::new(&palette()).respond("0123456789abcdef", "panel.css", &HeaderMap::new());
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CACHE_CONTROL], "no-cache");
}

#[rstest]
#[case("otra.css")]
#[case("../lib.rs")]
#[case("")]
fn what_is_no_asset_is_not_found(#[case] file: &str) {
    assert_eq!(
        asked(&Assets::new(&palette()), file, "").status(),
        StatusCode::NOT_FOUND
    );
}

#[test]
fn another_colour_is_another_address() {
    let other = Palette::new("#005c53", None).expect("a colour that can be read");
    assert_ne!(Assets::new(&palette()).base(), Assets::new(&other).base());
    assert_eq!(
        Assets::new(&palette()).base(),
        Assets::new(&palette()).base()
    );
}

#[test]
fn scripts_import_only_scripts_that_are_served() {
    let assets = Assets::new(&palette());
    let names: Vec<&str> = assets.texts().map(|(name, _)| name).collect();
    let panel = assets
        .texts()
        .find(|(name, _)| *name == "panel.js")
        .expect("the panel's script")
        .1;
    let imported: Vec<&str> = panel
        .split("import \"./")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(
        imported.len(),
        names.iter().filter(|name| name.ends_with(".js")).count() - 1
    );
    assert!(
        imported.iter().all(|name| names.contains(name)),
        "{imported:?}"
    );
}

#[test]
fn no_sheet_asks_for_anything_else() {
    for (name, text) in Assets::new(&palette()).texts() {
        assert!(
            !text.contains("url(") && !text.contains("@import"),
            "{name}"
        );
    }
}

#[derive(Template)]
#[template(path = "ui/gallery/profile.html")]
struct LongestProfile {
    frame: Frame,
    head: PersonHead,
    contacts: crate::ui::Facts,
    text: String,
}

/// A text that does not compress better than a person's.
fn varied(length: usize) -> String {
    let words = [
        "agua",
        "escuela",
        "distrito",
        "comunidad",
        "trabajo",
        "salud",
        "jóvenes",
        "campo",
    ];
    let mut seed = 1_usize;
    let mut text = String::new();
    while text.len() < length {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        text.push_str(words[(seed >> 33) % words.len()]);
        text.push_str(&format!(" {:x} ", (seed >> 40) % 4096));
    }
    text
}

#[tokio::test]
async fn the_first_visit_of_the_longest_profile_is_light_and_needs_three_requests() {
    let person = Person {
        name: "María José Nevárez Ibarra".to_owned(),
        nickname: None,
        office: "Diputación".to_owned(),
        place: "Distrito 5".to_owned(),
        position: None,
        parties: Vec::new(),
        alliance: None,
        photo: None,
    };
    let page = LongestProfile {
        frame: Frame::new(&samples::site(), "María José Nevárez Ibarra"),
        head: PersonHead { person, line: None },
        contacts: crate::ui::Facts::default(),
        // Four texts of 5,000 characters and three proposals of 1,600.
        text: varied(4 * 5_000 + 3 * 1_600),
    };
    let html = page.render().expect("a sample renders");
    let assets = Assets::new(&palette());
    let css = body(asked(&assets, "portal.css", "br")).await.len();
    let icon = body(asked(&assets, "icono.svg", "br")).await.len();
    let mut packed = Vec::new();
    let mut packer = brotli::CompressorReader::new(html.as_bytes(), 4096, 5, 20);
    packer.read_to_end(&mut packed).expect("brotli");
    let total = packed.len() + css + icon;
    assert!(
        total <= FIRST_VISIT,
        "{total} bytes: page {}, sheet {css}, icon {icon}",
        packed.len()
    );
    let requests = html.matches(&assets.base()).count();
    assert_eq!(requests, 2, "the sheet and the icon, after the page");
}
