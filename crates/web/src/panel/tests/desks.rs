//! The first page of each role: everything that waits is one click away.

use domain::account::Role;
use scraper::{Html, Selector};

use super::world::World;

/// Follows every link of the page's own part, and asserts that each leads to a page.
async fn every_link_leads_somewhere(world: &World, name: &str, role: Role) -> usize {
    let person = world.somebody(world.seat(role)).await;
    let desk = person.get("/panel").await;
    let desk = person.follow(desk).await.is(200);
    let links: Vec<String> = {
        let document = Html::parse_document(&desk.body);
        let anchors = Selector::parse("main a[href]").unwrap();
        let found = document.select(&anchors);
        found
            .filter_map(|anchor| anchor.attr("href").map(str::to_owned))
            .collect()
    };
    let mut followed = 0;
    for href in &links {
        let path = href.split('#').next().unwrap_or_default();
        if path.is_empty() {
            continue;
        }
        let page = person.get(path).await;
        let page = person.follow(page).await;
        assert_eq!(
            page.status.as_u16(),
            200,
            "{name} {role}: {href}: {}",
            page.text()
        );
        followed += 1;
    }
    followed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_each_role_is_one_click_away() {
    for name in ["dgo", "cdmx"] {
        let world = World::of(name).await;
        world.start_term_of_party("mc").await;
        for key in ["MC-1", "IND-1"] {
            let person = if key.starts_with("IND") {
                world.independent(key).await
            } else {
                world.candidate(key).await
            };
            person.fill_in(key).await;
            person.send_it(key).await.is(303);
        }
        world.clock.set(world.instant("2024-05-01T12:00:00"));
        for role in Role::ALL {
            let followed = every_link_leads_somewhere(&world, name, role).await;
            assert!(followed > 2 || !world.app.is_used(role), "{name} {role}");
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_says_what_by_when_and_how_much() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let rita = world.administrator().await;
    rita.get("/panel")
        .await
        .is(200)
        .says("candidaturas sin cuenta ni quien la reciba")
        .says("sin persona supervisora")
        .says("El plazo más próximo");
    let ana = world.capturer("mc").await;
    ana.get("/panel")
        .await
        .says("4 candidaturas sin empezar")
        .says("Faltan 15 días: termina el miércoles 1 de mayo a las 23:59 (hora del centro)");
    let rep = world.somebody(world.seat(Role::PartyRepresentative)).await;
    rep.get("/panel").await.says("El plazo más próximo");
    world.clock.set(world.instant("2024-05-02T00:00:00"));
    rita.sign_in().await;
    rita.get("/panel")
        .await
        .says("4 candidaturas con el plazo vencido y sin enviar");
    world.end().await;
}
