//! A photograph is at its address while the profile that shows it is public, and from then on for nobody.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::StatusCode;
use domain::capture::Capture;
use domain::questionnaire::{Answer, Photograph};
use domain::registry::{Candidacy, CandidacyStatus};
use domain::time::Instant;
use jiff::civil::datetime;

use super::{ask, bytes};
use crate::portal::{Portal, samples};

/// A portal with one published profile, and its photograph with its small file kept.
async fn published(portal: &Arc<Portal>) -> (Candidacy, Capture, Photograph) {
    let profile = samples::profile("dgo");
    let id = samples::Ids::default().next();
    let candidacy = samples::candidacy(&profile, id, "diputacion-mr", "distrito-05");
    let small = portal.files.keep(b"una imagen".to_vec()).await.unwrap();
    let photograph = Photograph {
        small: small.parse().unwrap(),
        ..samples::photograph("Retrato".to_owned())
    };
    let mut capture = samples::published(&profile, id);
    let answer = Answer::Photograph {
        photograph: photograph.clone(),
    };
    capture.answers.set("foto".parse().unwrap(), Some(answer));
    portal.take(
        &[(candidacy.clone(), Some(capture.clone()))],
        &HashMap::new(),
    );
    (candidacy, capture, photograph)
}

async fn status(portal: &Arc<Portal>, address: &str) -> StatusCode {
    ask(portal, "GET", address, &[]).await.status()
}

#[tokio::test]
async fn what_is_withdrawn_replaced_or_cancelled_is_not_found_at_the_next_request() {
    let at = samples::noon();
    let portal = samples::portal("dgo", &[], at);
    let (candidacy, capture, photograph) = published(&portal).await;
    let address = format!("/fotos/{}/{}.jpg", candidacy.id, photograph.small);
    let shown = ask(&portal, "GET", &address, &[]).await;
    assert_eq!(shown.status(), StatusCode::OK);
    assert_eq!(shown.headers()["cache-control"], "no-cache");
    assert_eq!(bytes(shown).await, b"una imagen");
    let tag = format!("\"{}\"", photograph.small);
    let again = ask(&portal, "GET", &address, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.headers()["cache-control"], "no-cache");

    let hidden = |status| Candidacy {
        status,
        ..candidacy.clone()
    };
    let without = {
        let mut capture = capture.clone();
        capture.answers.set("foto".parse().unwrap(), None);
        capture
    };
    let unpublished = Capture {
        state: samples::states().swap_remove(0),
        ..capture.clone()
    };
    for (candidacy, other) in [
        (hidden(CandidacyStatus::Replaced { at }), &capture),
        (hidden(CandidacyStatus::Cancelled { at }), &capture),
        (candidacy.clone(), &without),
        (candidacy.clone(), &unpublished),
    ] {
        portal.take(&[(candidacy.clone(), Some(other.clone()))], &HashMap::new());
        assert_eq!(status(&portal, &address).await, StatusCode::NOT_FOUND);
        // Also for who has it already and asks whether it changed.
        let again = ask(&portal, "GET", &address, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_FOUND);
    }
    portal.take(&[(candidacy, Some(capture))], &HashMap::new());
    assert_eq!(status(&portal, &address).await, StatusCode::OK);
}

#[tokio::test]
async fn from_the_day_of_retirement_on_it_is_not_found() {
    let time = Arc::new(AtomicI64::new(samples::noon().micros()));
    let clock = Arc::clone(&time);
    let now = Arc::new(move || Instant::from_micros(clock.load(Ordering::SeqCst)));
    let portal = samples::portal_with_clock("dgo", &[], now);
    let (candidacy, _, photograph) = published(&portal).await;
    let address = format!("/fotos/{}/{}.jpg", candidacy.id, photograph.small);
    assert_eq!(status(&portal, &address).await, StatusCode::OK);
    let zone = samples::profile("dgo").institute.zone;
    let late = datetime(2040, 1, 1, 0, 0, 0, 0);
    let late = Instant::from_civil(late.date(), late.time(), &zone);
    time.store(late.micros(), Ordering::SeqCst);
    assert_eq!(status(&portal, &address).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_else_is_at_such_an_address() {
    let portal = samples::portal("dgo", &[], samples::noon());
    let (candidacy, _, photograph) = published(&portal).await;
    let other = portal.files.keep(b"evidencia".to_vec()).await.unwrap();
    let id = candidacy.id;
    for address in [
        format!("/fotos/{id}/{other}.jpg"),
        format!("/fotos/{id}/{}.jpg", photograph.negative),
        format!("/fotos/{id}/{}", photograph.small),
        format!(
            "/fotos/{id}/{}.jpg",
            photograph.small.as_str().to_uppercase()
        ),
        format!("/fotos/{id}/..%2F..%2Fllaves%2Ffirma.llave.jpg"),
        format!("/fotos/otra/{}.jpg", photograph.small),
        // Shown, but its file is gone.
        format!("/fotos/{id}/{}.jpg", photograph.large),
    ] {
        assert_eq!(
            status(&portal, &address).await,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
}
