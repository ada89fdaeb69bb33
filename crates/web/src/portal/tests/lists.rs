//! The list: filters, search, pages, and addresses that make no sense.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use domain::registry::Postulation;

use super::{attributes, get, read, texts, words_of};
use crate::portal::{Current, Portal, samples};
use crate::ui::page_check;

fn stored(count: usize) -> Vec<Current> {
    samples::many(&samples::profile("dgo"), count)
}

fn portal(count: usize) -> Arc<Portal> {
    samples::portal("dgo", &stored(count), samples::noon())
}

/// What the list counts at an address.
async fn counted(portal: &Arc<Portal>, address: &str) -> usize {
    let html = read(portal, address).await;
    page_check::check(&html).unwrap();
    let line = texts(&html, ".count-line [role=status]").remove(0);
    line.split(' ')
        .next()
        .unwrap()
        .replace(',', "")
        .parse()
        .unwrap()
}

/// Every page of a list, following "Siguientes".
async fn walked(portal: &Arc<Portal>, address: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut next = Some(address.to_owned());
    while let Some(address) = next {
        let html = read(portal, &address).await;
        let page = attributes(&html, ".card-name a", "href");
        assert!(
            (1..=24).contains(&page.len()),
            "{address}: {} cards",
            page.len()
        );
        seen.extend(page);
        next = attributes(&html, ".pager [rel=next]", "href").pop();
        assert!(seen.len() <= 1_000, "the pages never end");
    }
    seen
}

#[tokio::test]
async fn the_pages_show_every_row_once() {
    let stored = stored(130);
    let portal = samples::portal("dgo", &stored, samples::noon());
    let seen = walked(&portal, "/candidaturas").await;
    let all: BTreeSet<String> = stored
        .iter()
        .map(|(candidacy, _)| format!("/candidaturas/{}", candidacy.id))
        .collect();
    assert_eq!(seen.len(), all.len());
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all);
}

#[tokio::test]
async fn going_back_leads_to_the_page_one_came_from() {
    let portal = portal(60);
    let first = read(&portal, "/candidaturas").await;
    let second = attributes(&first, ".pager [rel=next]", "href").remove(0);
    let second = read(&portal, &second).await;
    assert!(words_of(&second).contains("Del 25 al 48 de 60"));
    assert_eq!(
        attributes(&second, ".pager [rel=prev]", "href"),
        ["/candidaturas"]
    );
    let third = read(
        &portal,
        &attributes(&second, ".pager [rel=next]", "href").remove(0),
    )
    .await;
    let back = read(
        &portal,
        &attributes(&third, ".pager [rel=prev]", "href").remove(0),
    )
    .await;
    assert_eq!(
        attributes(&back, ".card-name a", "href"),
        attributes(&second, ".card-name a", "href")
    );
    assert!(attributes(&third, ".pager [rel=next]", "href").is_empty());
}

#[tokio::test]
async fn filters_count_what_the_registry_has() {
    let stored = stored(300);
    let portal = samples::portal("dgo", &stored, samples::noon());
    let expected =
        |passes: &dyn Fn(&Current) -> bool| stored.iter().filter(|current| passes(current)).count();
    let office = |current: &Current| current.0.data.office.as_str() == "diputacion-mr";
    let place = |current: &Current| current.0.data.territory.as_str() == "distrito-07";
    let independent = |current: &Current| current.0.data.postulation == Postulation::Independent;
    let members = |current: &Current| match &current.0.data.postulation {
        Postulation::Independent => Vec::new(),
        Postulation::Party { party } => vec![party.to_string()],
        Postulation::Agreement { agreement, .. } => {
            let ballot = portal.ballot();
            let profile = ballot.profile();
            profile
                .agreement(agreement)
                .unwrap()
                .members
                .iter()
                .map(ToString::to_string)
                .collect()
        }
    };
    let pri = |current: &Current| members(current).contains(&"pri".to_owned());
    for (address, count) in [
        ("", expected(&|_| true)),
        ("?cargo=diputacion-mr", expected(&office)),
        ("?territorio=distrito-07", expected(&place)),
        ("?partido=independiente", expected(&independent)),
        ("?partido=pri", expected(&pri)),
        (
            "?cargo=diputacion-mr&territorio=distrito-07&partido=pri",
            expected(&|c| office(c) && place(c) && pri(c)),
        ),
        ("?cargo=&territorio=&partido=&q=", expected(&|_| true)),
    ] {
        assert!(count > 0, "{address} tries nothing");
        assert_eq!(
            counted(&portal, &format!("/candidaturas{address}")).await,
            count,
            "{address}"
        );
    }
}

#[rstest::rstest]
#[case("munoz", 1)]
#[case("MUÑOZ", 1)]
#[case("mu%C3%B1oz", 1)]
#[case("mun%CC%83oz", 1)]
#[case("guemes+xochitl", 1)]
#[case("profe", 1)]
#[case("movimiento+ciudadano", 1)]
#[case("mc+distrito+5", 1)]
#[case("distrito+15", 0)]
#[case("mayoria+relativa", 1)]
#[case("sin+partido", 0)]
#[case("curpcanario", 0)]
#[case("1986", 0)]
#[case("%C2%BF%3F", 0)]
#[case("%FF%FE", 0)]
#[tokio::test]
async fn search_takes_words_as_people_type_them(#[case] typed: &str, #[case] count: usize) {
    let profile = samples::profile("dgo");
    let candidacy = samples::candidacy(
        &profile,
        samples::Ids::default().next(),
        "diputacion-mr",
        "distrito-05",
    );
    let portal = samples::portal("dgo", &[(candidacy, None)], samples::noon());
    assert_eq!(
        counted(&portal, &format!("/candidaturas?q={typed}")).await,
        count
    );
}

#[tokio::test]
async fn each_filter_in_use_can_be_taken_away_alone() {
    let portal = portal(200);
    let html = read(
        &portal,
        "/candidaturas?q=n%C3%BA%C3%B1ez&cargo=diputacion-mr&partido=mc",
    )
    .await;
    assert_eq!(
        attributes(&html, "a.chip", "href"),
        [
            "/candidaturas?cargo=diputacion-mr&partido=mc",
            "/candidaturas?q=n%C3%BA%C3%B1ez&partido=mc",
            "/candidaturas?q=n%C3%BA%C3%B1ez&cargo=diputacion-mr",
        ]
    );
    assert!(texts(&html, "title")[0].contains("Cargo: Diputación de mayoría relativa"));
}

#[rstest::rstest]
#[case("cargo=rey", "no corresponde a este proceso", 24)]
#[case(
    "territorio=distrito-99&partido=zzz",
    "no corresponde a este proceso",
    24
)]
#[case("despues=hola", "no corresponde a este proceso", 24)]
#[case(
    "despues=018f0000-0000-7000-8000-000000000000",
    "no corresponde a este proceso",
    24
)]
#[case(
    "cargo=diputacion-rp&territorio=distrito-05",
    "Ese cargo no se elige en ese lugar",
    0
)]
#[case("q=zzzzzz", "No encontramos candidaturas así", 0)]
#[case("q=%22%27%3C%3E", "No hay nada que buscar", 0)]
#[case(
    "cargo=diputacion-mr&cargo=diputacion-rp",
    "Cargo: Diputación de mayoría relativa",
    24
)]
#[case("%%%=%&&&=&utm_source=x", "Candidaturas", 24)]
#[tokio::test]
async fn an_address_that_makes_no_sense_still_helps(
    #[case] query: &str,
    #[case] words: &str,
    #[case] cards: usize,
) {
    let portal = portal(400);
    let (status, html) = get(&portal, &format!("/candidaturas?{query}")).await;
    assert_eq!(status, StatusCode::OK);
    page_check::check(&html).unwrap();
    assert!(words_of(&html).contains(words), "{}", words_of(&html));
    assert_eq!(attributes(&html, ".card-name a", "href").len(), cards);
    assert!(
        !attributes(&html, "main a", "href").is_empty(),
        "a way to go on"
    );
}

#[tokio::test]
async fn a_portal_without_candidacies_says_so() {
    let portal = samples::portal("cdmx", &[], samples::noon());
    assert!(
        words_of(&read(&portal, "/candidaturas").await).contains("Todavía no hay candidaturas")
    );
    assert!(
        words_of(&read(&portal, "/").await).contains("Todavía no hay candidaturas registradas")
    );
}

/// The longest real names, all lines long, all filters set: under 60 kB.
#[tokio::test]
async fn a_list_stays_small() {
    for name in samples::PROFILES {
        let mut stored = samples::many(&samples::profile(name), 900);
        for (candidacy, _) in &mut stored {
            candidacy.data.person = samples::person(
                "María Guadalupe Concepción del Refugio",
                "Etcheverría-Bustamante",
                "Arredondo de la Garza",
            );
            candidacy.data.person.nickname =
                Some("La Comandanta de las Mujeres del Semidesierto".to_owned());
        }
        let portal = samples::portal(name, &stored, samples::noon());
        let seen = read(&portal, "/candidaturas?q=guadalupe&cargo=diputacion-mr").await;
        assert_eq!(attributes(&seen, ".card-name a", "href").len(), 24);
        assert!(seen.len() <= 60_000, "{name}: {} bytes", seen.len());
    }
}
