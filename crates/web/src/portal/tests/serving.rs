//! How pages travel: routes, ETags, encodings, and that a kept body never outlives what it says.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::{Response, StatusCode};
use domain::time::Instant;
use jiff::civil::datetime;

use super::{ask, bytes, read, words_of};
use crate::portal::{ROUTES, samples};

fn header<B>(response: &Response<B>, name: &str) -> String {
    response
        .headers()
        .get(name)
        .map_or(String::new(), |value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_declared_routes_are_those_that_answer() {
    let stored = samples::many(&samples::profile("dgo"), 1);
    let portal = samples::portal("dgo", &stored, samples::noon());
    // A photograph has a test of its own: its file must be there.
    for (method, path) in ROUTES
        .iter()
        .filter(|(_, path)| !path.starts_with("/fotos"))
    {
        let address = path
            .replace("{id}", &stored[0].0.id.to_string())
            .replace("{manual}", "candidatura")
            .replace("{imagen}", "portal.png");
        assert_eq!(
            ask(&portal, method, &address, &[]).await.status(),
            StatusCode::OK,
            "{path}"
        );
        assert_eq!(
            ask(&portal, "POST", &address, &[]).await.status(),
            StatusCode::METHOD_NOT_ALLOWED,
            "{path}"
        );
    }
    assert_eq!(
        ask(&portal, "GET", "/panel", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
    let robots = read(&portal, "/robots.txt").await;
    assert_eq!(
        robots,
        "User-agent: *\nDisallow: /panel\nDisallow: /confirmar\n"
    );
}

#[rstest::rstest]
#[case("br, gzip", "br")]
#[case("gzip", "gzip")]
#[case("gzip;q=1.0, br;q=0", "gzip")]
#[case("GZIP , deflate", "gzip")]
#[case("identity", "")]
#[case("", "")]
#[tokio::test]
async fn a_body_travels_in_a_form_that_was_asked_for(
    #[case] accepted: &str,
    #[case] encoding: &str,
) {
    let stored = samples::many(&samples::profile("cdmx"), 30);
    let portal = samples::portal("cdmx", &stored, samples::noon());
    let plain = read(&portal, "/candidaturas").await;
    for _ in 0..2 {
        let response = ask(
            &portal,
            "GET",
            "/candidaturas",
            &[("accept-encoding", accepted)],
        )
        .await;
        assert_eq!(header(&response, "content-encoding"), encoding);
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(
            header(&response, "content-type"),
            "text/html; charset=utf-8"
        );
        assert_eq!(header(&response, "cache-control"), "public, no-cache");
        let body = bytes(response).await;
        let mut unpacked = Vec::new();
        match encoding {
            "br" => brotli::Decompressor::new(&*body, 4096)
                .read_to_end(&mut unpacked)
                .unwrap(),
            "gzip" => flate2::read::GzDecoder::new(&*body)
                .read_to_end(&mut unpacked)
                .unwrap(),
            _ => (&*body).read_to_end(&mut unpacked).unwrap(),
        };
        assert_eq!(String::from_utf8(unpacked).unwrap(), plain);
    }
}

#[tokio::test]
async fn who_has_the_body_gets_it_confirmed() {
    let stored = samples::many(&samples::profile("dgo"), 3);
    let portal = samples::portal("dgo", &stored, samples::noon());
    let address = format!("/candidaturas/{}", stored[0].0.id);
    for address in [
        "/",
        "/candidaturas?cargo=diputacion-mr",
        &address,
        "/privacidad",
        "/ayuda",
        "/accesibilidad",
    ] {
        let first = ask(&portal, "GET", address, &[("accept-encoding", "br")]).await;
        let etag = header(&first, "etag");
        assert!(
            etag.starts_with('"') && etag.ends_with("-br\""),
            "{etag}: strong, and of these bytes"
        );
        let known = [
            etag.clone(),
            format!("W/{etag}"),
            format!("\"other\", {etag}"),
            "*".to_owned(),
        ];
        for known in &known {
            let again = ask(
                &portal,
                "GET",
                address,
                &[("accept-encoding", "br"), ("if-none-match", known)],
            )
            .await;
            assert_eq!(
                again.status(),
                StatusCode::NOT_MODIFIED,
                "{address} {known}"
            );
            assert_eq!(header(&again, "etag"), etag);
            assert!(bytes(again).await.is_empty());
        }
        // Other bytes have another tag.
        let gzip = ask(
            &portal,
            "GET",
            address,
            &[("accept-encoding", "gzip"), ("if-none-match", &etag)],
        )
        .await;
        assert_eq!(gzip.status(), StatusCode::OK);
        assert_ne!(header(&gzip, "etag"), etag);
    }
}

#[tokio::test]
async fn head_says_what_get_would_send() {
    let portal = samples::portal("dgo", &[], samples::noon());
    for (_, path) in ROUTES.iter().filter(|(_, path)| !path.contains('{')) {
        let get = ask(&portal, "GET", path, &[]).await;
        let head = ask(&portal, "HEAD", path, &[]).await;
        assert_eq!(head.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&head, "etag"), header(&get, "etag"));
        let length = bytes(get).await.len();
        assert_eq!(
            header(&head, "content-length"),
            length.to_string(),
            "{path}"
        );
        assert!(bytes(head).await.is_empty());
    }
}

/// The same page before and after each instant at which it must read differently, with nothing written.
#[tokio::test]
async fn a_kept_page_does_not_outlive_its_words() {
    let clock = Arc::new(AtomicI64::new(samples::noon().micros()));
    let hands = Arc::clone(&clock);
    let profile = samples::profile("dgo");
    let mut ids = samples::Ids::default();
    let untouched = samples::candidacy(&profile, ids.next(), "diputacion-mr", "distrito-05");
    let published = samples::candidacy(&profile, ids.next(), "diputacion-mr", "distrito-06");
    let address =
        |candidacy: &domain::registry::Candidacy| format!("/candidaturas/{}", candidacy.id);
    let (first, second) = (address(&untouched), address(&published));
    let capture = samples::published(&profile, published.id);
    let now = Arc::new(move || Instant::from_micros(hands.load(Ordering::SeqCst)));
    let portal =
        samples::portal_with_clock("dgo", &[(untouched, None), (published, Some(capture))], now);
    let set = |local| clock.store(samples::at(local).micros(), Ordering::SeqCst);
    for address in [first.as_str(), "/candidaturas"] {
        set(datetime(2024, 4, 23, 23, 59, 59, 999_999_000));
        assert!(
            words_of(&read(&portal, address).await).contains("Tiene hasta el martes 23 de abril"),
            "{address}"
        );
        set(datetime(2024, 4, 24, 0, 0, 0, 0));
        assert!(
            words_of(&read(&portal, address).await)
                .contains("No capturó su información en el plazo"),
            "{address}"
        );
    }
    for address in [second.as_str(), "/candidaturas"] {
        set(datetime(2024, 6, 2, 23, 59, 59, 999_999_000));
        assert!(
            words_of(&read(&portal, address).await).contains("Perfil publicado el 12 de abril"),
            "{address}"
        );
        set(datetime(2024, 6, 3, 0, 0, 0, 0));
        let said = words_of(&read(&portal, address).await);
        assert!(
            said.contains("Su perfil se retiró del portal el 3 de junio de 2024"),
            "{address}"
        );
        assert!(
            !said.contains("comité del agua"),
            "{address}: the answers are gone"
        );
    }
    assert!(
        words_of(&read(&portal, "/").await)
            .contains("Los perfiles se retiraron el 3 de junio de 2024")
    );
}

#[tokio::test]
async fn the_order_of_a_list_is_drawn_anew_each_day() {
    let clock = Arc::new(AtomicI64::new(0));
    let hands = Arc::clone(&clock);
    let now = Arc::new(move || Instant::from_micros(hands.load(Ordering::SeqCst)));
    clock.store(
        samples::at(datetime(2024, 4, 20, 23, 59, 59, 0)).micros(),
        Ordering::SeqCst,
    );
    let stored = samples::many(&samples::profile("dgo"), 100);
    let portal = samples::portal_with_clock("dgo", &stored, now);
    let cards = async |portal| {
        super::attributes(&read(portal, "/candidaturas").await, ".card-name a", "href")
    };
    let today = cards(&portal).await;
    assert_eq!(today, cards(&portal).await);
    clock.store(
        samples::at(datetime(2024, 4, 21, 0, 0, 0, 0)).micros(),
        Ordering::SeqCst,
    );
    let tomorrow = cards(&portal).await;
    assert_ne!(today, tomorrow);
    let fresh = samples::portal(
        "dgo",
        &stored,
        samples::at(datetime(2024, 4, 21, 12, 0, 0, 0)),
    );
    assert_eq!(
        tomorrow,
        cards(&fresh).await,
        "the order is a function of the date"
    );
}

/// Figures for the choice of quality, printed with `--nocapture`; the test itself holds what the choice rests on.
#[test]
fn how_long_and_how_short() {
    let profile = samples::profile("dgo");
    let (candidacy, _) = samples::many(&profile, 1).remove(0);
    let capture = samples::published(&profile, candidacy.id);
    let portal = samples::portal("dgo", &[(candidacy, Some(capture))], samples::noon());
    let shown = portal.shown_at(samples::noon());
    let id = shown.snapshot.at(0).id;
    let html = portal
        .render(
            &crate::portal::address::Address::Candidacy(id),
            &shown,
            samples::noon(),
        )
        .unwrap()
        .html;
    let sizes = crate::portal::answer::sizes(html.as_bytes());
    assert!(
        sizes.brotli < sizes.gzip && sizes.gzip < html.len() / 2,
        "{sizes:?} of {}",
        html.len()
    );
}

#[tokio::test]
async fn manuals_are_read_with_their_pictures_and_lead_to_one_another() {
    let portal = samples::portal("cdmx", &[], samples::noon());
    let help = read(&portal, "/ayuda").await;
    for manual in crate::manual::ALL {
        let address = format!("/ayuda/manual/{}", manual.slug);
        assert!(help.contains(&address), "{address}");
        let page = read(&portal, &address).await;
        let sound = crate::ui::page_check::check(&page);
        assert!(sound.is_ok(), "{address}: {sound:?}");
        assert!(page.contains("<h2"), "{address}");
        for unserved in ["<!--", ".md\"", ".md#", "src=\"imagenes"] {
            assert!(!page.contains(unserved), "{address}: {unserved}");
        }
        for picture in page.split("src=\"/ayuda/imagenes/").skip(1) {
            let name = picture.split('"').next().unwrap_or_default();
            let answer = ask(&portal, "GET", &format!("/ayuda/imagenes/{name}"), &[]).await;
            assert_eq!(answer.status(), StatusCode::OK, "{name}");
            assert_eq!(header(&answer, "content-type"), "image/png");
        }
    }
    for nothing in [
        "/ayuda/manual/nada",
        "/ayuda/imagenes/nada.png",
        "/ayuda/imagenes/..%2Fportal.png",
    ] {
        let answer = ask(&portal, "GET", nothing, &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test]
async fn the_blank_questionnaire_is_for_anybody_and_says_nothing_of_anybody() {
    let portal = samples::portal("dgo", &[], samples::noon());
    let page = read(&portal, "/ayuda/cuestionario").await;
    assert!(!page.contains("Datos del registro"));
    let profile = samples::profile("dgo");
    for field in profile.questionnaires[0].fields() {
        let label = field.label.replace(['¿', '?'], "");
        assert!(page.contains(&label), "{label}");
    }
    let paper = ask(&portal, "GET", "/ayuda/cuestionario.pdf", &[]).await;
    assert_eq!(header(&paper, "content-type"), "application/pdf");
    let first = bytes(paper).await;
    assert!(first.starts_with(b"%PDF-"));
    let again = bytes(ask(&portal, "GET", "/ayuda/cuestionario.pdf", &[]).await).await;
    assert_eq!(first, again, "made once");
}
