//! The portal follows its source: filled in pages, woken by a change, patient when the source fails.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::files::Files;
use axum::http::StatusCode;
use domain::hiding::Hidden;
use domain::id::CandidacyId;
use domain::profile::{Agreement, AgreementKind, Coverage, Profile};
use domain::registry::Postulation;
use tokio::sync::watch;

use super::{bytes, get, read, words_of};
use crate::portal::{Changes, Current, Feed, FeedError, Portal, filling, samples};
use crate::ui;

/// A source in memory: each change has the next position.
#[derive(Default)]
struct Source {
    all: Mutex<Vec<(u64, Current)>>,
    position: AtomicU64,
    broken: AtomicBool,
    reads: AtomicU64,
    /// Whether pages of candidacies cannot be read.
    closed: AtomicBool,
    /// Agreements registered after the process began.
    agreements: Mutex<Vec<Agreement>>,
    new_rules: AtomicBool,
    /// What is hidden for somebody's safety.
    hidden: Mutex<HashMap<CandidacyId, Hidden>>,
}

impl Source {
    fn put(&self, current: Current) -> u64 {
        let position = self.position.fetch_add(1, Ordering::SeqCst) + 1;
        let mut all = self.all.lock().unwrap();
        all.retain(|(_, known)| known.0.id != current.0.id);
        all.push((position, current));
        position
    }
}

struct Handle(Arc<Source>);

impl Feed for Handle {
    async fn position(&self) -> Result<u64, FeedError> {
        Ok(self.0.position.load(Ordering::SeqCst))
    }

    async fn page(&self, after: Option<CandidacyId>, most: u32) -> Result<Vec<Current>, FeedError> {
        if self.0.closed.load(Ordering::SeqCst) {
            return Err("the source is closed".into());
        }
        let mut all: Vec<Current> = self
            .0
            .all
            .lock()
            .unwrap()
            .iter()
            .map(|(_, current)| current.clone())
            .collect();
        all.sort_by_key(|(candidacy, _)| candidacy.id);
        let following = all
            .into_iter()
            .filter(|(candidacy, _)| after.is_none_or(|after| candidacy.id > after));
        Ok(following.take(usize::try_from(most).unwrap()).collect())
    }

    async fn rules(&self) -> Result<Arc<Profile>, FeedError> {
        let mut rules = samples::profile("dgo");
        rules
            .agreements
            .extend(self.0.agreements.lock().unwrap().clone());
        Ok(Arc::new(rules))
    }

    async fn hidden(&self) -> Result<HashMap<CandidacyId, Hidden>, FeedError> {
        Ok(self.0.hidden.lock().unwrap().clone())
    }

    async fn changed_since(&self, position: u64) -> Result<Changes, FeedError> {
        self.0.reads.fetch_add(1, Ordering::SeqCst);
        if self.0.broken.load(Ordering::SeqCst) {
            return Err("the source is away".into());
        }
        let all = self.0.all.lock().unwrap();
        let newer = all
            .iter()
            .filter(|(at, _)| *at > position)
            .map(|(_, current)| current.clone());
        Ok(Changes {
            position: self.0.position.load(Ordering::SeqCst),
            candidacies: newer.collect(),
            rules: self.0.new_rules.swap(false, Ordering::SeqCst),
        })
    }
}

async fn started(source: &Arc<Source>) -> (Arc<Portal>, watch::Sender<u64>) {
    let (wake, woken) = watch::channel(0);
    let feed = Handle(Arc::clone(source));
    let (site, now) = (ui::samples::site(), Arc::new(samples::noon));
    let portal = Portal::start(site, feed, woken, now, Files::in_memory())
        .await
        .unwrap();
    portal.filled().await;
    (portal, wake)
}

/// Waits until a page says something, at most a second: the goal from publication to sight.
async fn becomes(portal: &Arc<Portal>, address: &str, words: &str) -> bool {
    for _ in 0..100 {
        if words_of(&get(portal, address).await.1).contains(words) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test]
async fn everything_is_there_at_the_first_request() {
    let source = Arc::new(Source::default());
    // More than two pages of the reading.
    for current in samples::many(&samples::profile("dgo"), 1_203) {
        source.put(current);
    }
    let (portal, _wake) = started(&source).await;
    assert_eq!(portal.snapshot().len(), 1_203);
}

#[tokio::test]
async fn nobody_is_told_that_a_candidacy_is_missing_while_they_are_being_read() {
    let profile = samples::profile("dgo");
    let source = Arc::new(Source::default());
    let mut ids = samples::Ids::default();
    let there = samples::candidacy(&profile, ids.next(), "diputacion-mr", "distrito-05");
    source.put((there.clone(), None));
    source.closed.store(true, Ordering::SeqCst);
    let (_wake, woken) = watch::channel(0);
    let feed = Handle(Arc::clone(&source));
    let (site, now) = (ui::samples::site(), Arc::new(samples::noon));
    let portal = Portal::start(site, feed, woken, now, Files::in_memory())
        .await
        .unwrap();
    let address = format!("/candidaturas/{}", there.id);
    for address in ["/", "/candidaturas", &address] {
        let early = tokio::time::timeout(Duration::from_millis(50), get(&portal, address)).await;
        assert!(early.is_err(), "{address}");
    }
    for address in ["/privacidad", "/accesibilidad", "/ayuda"] {
        read(&portal, address).await;
    }
    // Whoever waits meanwhile gets the page itself as soon as it can be made.
    let (answer, ()) = tokio::join!(get(&portal, &address), async {
        source.closed.store(false, Ordering::SeqCst);
    });
    assert_eq!(answer.0, StatusCode::OK);
}

#[tokio::test]
async fn who_waited_too_long_is_asked_to_come_back() {
    let (portal, _wake) = started(&Arc::default()).await;
    let response = filling::not_yet(&portal);
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key("retry-after"));
    let page = String::from_utf8(bytes(response).await).unwrap();
    assert!(words_of(&page).contains("todavía lee las candidaturas"));
}

#[tokio::test]
async fn a_publication_is_seen_within_a_second() {
    let profile = samples::profile("dgo");
    let source = Arc::new(Source::default());
    let candidacy = samples::candidacy(
        &profile,
        samples::Ids::default().next(),
        "diputacion-mr",
        "distrito-05",
    );
    let address = format!("/candidaturas/{}", candidacy.id);
    source.put((candidacy.clone(), None));
    let (portal, wake) = started(&source).await;
    for address in [address.as_str(), "/candidaturas"] {
        assert!(
            words_of(&read(&portal, address).await).contains("Todavía no captura su información")
        );
    }
    let position = source.put((
        candidacy.clone(),
        Some(samples::published(&profile, candidacy.id)),
    ));
    wake.send_replace(position);
    assert!(becomes(&portal, &address, "comité del agua").await);
    assert!(becomes(&portal, "/candidaturas", "Perfil publicado el 12 de abril").await);
    assert!(becomes(&portal, "/", "1 con su perfil publicado").await);
}

#[tokio::test]
async fn a_source_that_fails_is_asked_again_and_readers_keep_reading() {
    let profile = samples::profile("dgo");
    let source = Arc::new(Source::default());
    let mut ids = samples::Ids::default();
    let first = samples::candidacy(&profile, ids.next(), "diputacion-mr", "distrito-05");
    let second = samples::candidacy(&profile, ids.next(), "diputacion-mr", "distrito-06");
    source.put((first.clone(), None));
    let (portal, wake) = started(&source).await;
    source.broken.store(true, Ordering::SeqCst);
    wake.send_replace(source.put((second.clone(), None)));
    tokio::time::sleep(Duration::from_millis(50)).await;
    read(&portal, &format!("/candidaturas/{}", first.id)).await;
    assert_eq!(portal.snapshot().len(), 1);
    source.broken.store(false, Ordering::SeqCst);
    assert!(
        becomes(
            &portal,
            &format!("/candidaturas/{}", second.id),
            "Distrito 6"
        )
        .await
    );
}

#[tokio::test]
async fn the_follower_ends_with_its_sender() {
    let source = Arc::new(Source::default());
    let (portal, wake) = started(&source).await;
    let handle = Arc::downgrade(&source);
    drop(source);
    drop(wake);
    for _ in 0..100 {
        if handle.upgrade().is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(
        handle.upgrade().is_none(),
        "the follower still holds the source"
    );
    assert!(portal.snapshot().is_empty());
}

#[tokio::test]
async fn an_agreement_registered_later_is_shown_on_every_page() {
    let profile = samples::profile("dgo");
    let source = Arc::new(Source::default());
    let mut ids = samples::Ids::default();
    let mut mine = samples::candidacy(&profile, ids.next(), "diputacion-mr", "distrito-06");
    let other = samples::candidacy(&profile, ids.next(), "diputacion-mr", "distrito-07");
    let party = "mc".parse().unwrap();
    mine.data.postulation = Postulation::Party { party };
    source.put((mine.clone(), None));
    source.put((other.clone(), None));
    let (portal, wake) = started(&source).await;
    let address = format!("/candidaturas/{}", mine.id);
    let elsewhere = format!("/candidaturas/{}", other.id);
    let before = read(&portal, &elsewhere).await;
    assert!(!words_of(&read(&portal, &address).await).contains("Vamos O'Dam"));
    source.agreements.lock().unwrap().push(Agreement {
        key: "vamos".parse().unwrap(),
        kind: AgreementKind::CommonCandidacy,
        name: "Vamos O'Dam".to_owned(),
        members: vec!["mc".parse().unwrap(), "pvem".parse().unwrap()],
        coverage: vec![Coverage {
            office: mine.data.office.clone(),
            territory: mine.data.territory.clone(),
            postulates: "mc".parse().unwrap(),
        }],
    });
    mine.data.postulation = Postulation::Agreement {
        agreement: "vamos".parse().unwrap(),
        party: "mc".parse().unwrap(),
    };
    source.new_rules.store(true, Ordering::SeqCst);
    wake.send_replace(source.put((mine, None)));
    assert!(becomes(&portal, &address, "Vamos O'Dam").await);
    assert!(words_of(&read(&portal, "/candidaturas?q=vamos").await).contains("1 candidatura"));
    assert_eq!(read(&portal, &elsewhere).await, before);
}
