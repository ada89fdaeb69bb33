//! Every page that a role can reach by its links, with captures in each state and hostile names: each of them is sound
//! (the browser of these tests checks every page it meets), and no link leads nowhere.

use std::collections::{BTreeSet, VecDeque};

use app::accounts::NewAccount;
use domain::account::{Role, Seat};
use domain::capture::StateCode;
use scraper::{Html, Selector};

use super::people::Person;
use super::typing::text_of;
use super::world::{Engine, Files, World};

const GROUND: (&str, &str) = ("causal_motivos", "lemas");

/// An institute with a candidacy in each state.
async fn busy(files: Files, at: &str) -> World {
    let world = World::at(files, Engine::Sqlite, at).await;
    for holder in crate::ui::samples::HOSTILE {
        let new = NewAccount {
            holder: holder.chars().take(100).collect(),
            contact: None,
            seat: Seat::Auditor,
        };
        // Names of several lines are refused.
        let _ = world.app.issue_account_as_system(new).await;
    }
    for party in ["mc", "pan"] {
        world.start_term_of_party(party).await;
    }
    world
        .candidate("MC-1S")
        .await
        .save(
            "MC-1S",
            "motivos",
            &[("motivos", crate::ui::samples::HOSTILE[1])],
        )
        .await
        .is(303);
    for key in ["MC-1", "MC-2", "PAN-1", "IND-1"] {
        let person = if key.starts_with("IND") {
            world.independent(key).await
        } else {
            world.candidate(key).await
        };
        person.fill_in(key).await;
        for (field, section) in [
            ("historia_profesional", "historia"),
            ("propuesta_1", "propuestas"),
        ] {
            let text = format!("{} {}", crate::ui::samples::HOSTILE.join(" "), text_of(280));
            person.save(key, section, &[(field, &text)]).await.is(303);
        }
        person.send_it(key).await.is(303);
    }
    world
}

impl World {
    /// Takes `PAN-1` through every stage.
    async fn approve_everywhere(&self, key: &str, party: &str) {
        let stages = self.app.profile.stages.clone();
        for stage in stages {
            let person = match stage.party_roles[0] {
                Role::Supervisor => self.supervisor(party).await,
                _ => self.validator().await,
            };
            if stage.needs_claim {
                person
                    .decide(key, stage.key.as_str(), "tomar", &[])
                    .await
                    .is(303);
            }
            person
                .decide(key, stage.key.as_str(), "validar", &[])
                .await
                .is(303);
        }
    }
}

/// The panel's addresses that a page links to.
fn links(html: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let anchors = Selector::parse("a[href]").unwrap();
    let targets = document
        .select(&anchors)
        .filter_map(|anchor| anchor.attr("href"));
    targets
        .map(|href| href.split('#').next().unwrap().to_owned())
        .filter(|href| href.starts_with("/panel") || href.starts_with("/candidaturas/"))
        .collect()
}

/// Opens everything that can be reached from the first page.
async fn crawl(who: &str, browser: &Person<'_>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from(["/panel".to_owned()]);
    while let Some(path) = waiting.pop_front() {
        if seen.len() > 150 || !seen.insert(path.clone()) {
            continue;
        }
        let page = browser.get(&path).await;
        match page.location() {
            Some(target) => {
                assert!(!target.starts_with("/entrar"), "{who} {path} → {target}");
                waiting.push_back(target);
            }
            None => {
                assert_eq!(
                    page.status.as_u16(),
                    200,
                    "{who} is led to {path}: {}",
                    page.text()
                );
                waiting.extend(links(&page.body));
            }
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_that_a_link_leads_to_is_there_and_sound() {
    let released = Files::of("cdmx").with(
        "profile.toml",
        "modo = \"automatica\"",
        "modo = \"liberada\"",
    );
    for (name, files) in [
        ("dgo", Files::of("dgo")),
        ("cdmx", Files::of("cdmx")),
        ("cdmx liberada", released),
    ] {
        let world = busy(files, "2024-04-16T10:00:00").await;
        world.approve_everywhere("PAN-1", "pan").await;
        if world.app.profile.stages[0].may_return {
            let rosa = world.supervisor("mc").await;
            rosa.decide(
                "MC-2",
                "supervision",
                "devolver",
                &[GROUND, ("nota_motivos", "Ñ <b>")],
            )
            .await
            .is(303);
            world.state_is("MC-2", StateCode::Returned).await;
        }
        // Where the institute takes cases after the party.
        let mut stages = world.app.profile.stages.iter();
        if stages.any(|stage| stage.needs_claim) {
            let rosa = world.supervisor("mc").await;
            rosa.decide("MC-1", "supervision", "validar", &[])
                .await
                .is(303);
            let vera = world.validator().await;
            vera.decide("IND-1", "verificacion", "tomar", &[])
                .await
                .is(303);
            assert!(
                crawl("validadora con un caso", &vera)
                    .await
                    .contains(&world.case_path("IND-1"))
            );
        }
        for role in Role::ALL {
            let person = world.somebody(world.seat(role)).await;
            let seen = crawl(&format!("{name} {role}"), &person).await;
            assert!(
                seen.len() > 2 || !world.app.is_used(role),
                "{name} {role}: {seen:?}"
            );
        }
        for key in ["MC-1S", "MC-2", "MC-2S", "PAN-1"] {
            crawl(&format!("{name} {key}"), &world.candidate(key).await).await;
        }
        crawl(&format!("{name} IND-2"), &world.independent("IND-2").await).await;
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_sound_after_the_term_and_before_it_begins() {
    for allowed in ["true", "false"] {
        let setting = format!("permitir_extemporanea = {allowed}");
        let files =
            Files::of("cdmx").with("profile.toml", "permitir_extemporanea = true", &setting);
        let world = busy(files, "2024-04-01T10:00:00").await;
        for role in [Role::Supervisor, Role::Candidate, Role::Independent] {
            crawl("antes", &world.somebody(world.seat(role)).await).await;
        }
        world
            .supervisor("mc")
            .await
            .decide("MC-2", "supervision", "devolver", &[GROUND])
            .await
            .is(303);
        world.clock.set(world.instant("2024-05-20T12:00:00"));
        for key in ["MC-1S", "MC-2", "MC-2S"] {
            let person = world.candidate(key).await;
            crawl("después", &person).await;
            let page = person
                .get(&format!("{}/motivos", world.capture_path(key)))
                .await;
            let page = person.follow(page).await.is(200);
            assert_eq!(
                page.count("textarea") > 0,
                allowed == "true",
                "{key}: {}",
                page.text()
            );
        }
        for role in [
            Role::Supervisor,
            Role::Capturer,
            Role::PartyRepresentative,
            Role::Validator,
        ] {
            crawl("después", &world.somebody(world.seat(role)).await).await;
        }
        world.end().await;
    }
}

/// The first page of each role says what it must do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_desk_says_what_there_is_to_do() {
    for (name, role, said) in [
        ("dgo", Role::Administrator, "Usted administra el sistema"),
        ("dgo", Role::Auditor, "sin modificar nada"),
        (
            "dgo",
            Role::Supervisor,
            "Validación por la persona supervisora: 2 casos por decidir",
        ),
        ("dgo", Role::Capturer, "2 candidaturas sin empezar"),
        ("dgo", Role::PartyRepresentative, "El plazo más próximo"),
        (
            "dgo",
            Role::Validator,
            "En este proceso su papel no tiene tareas",
        ),
        (
            "cdmx",
            Role::Supervisor,
            "Validación de la captura por la persona supervisora: 2 casos por decidir",
        ),
        (
            "cdmx",
            Role::Validator,
            "Verificación por la persona validadora: 1 caso por decidir",
        ),
    ] {
        let world = World::of(name).await;
        world.start_term_of_party("mc").await;
        for key in ["MC-1", "MC-2", "IND-1"] {
            let person = if key.starts_with("IND") {
                world.independent(key).await
            } else {
                world.candidate(key).await
            };
            person.fill_in(key).await;
            person.send_it(key).await.is(303);
        }
        world
            .somebody(world.seat(role))
            .await
            .get("/panel")
            .await
            .is(200)
            .says(said);
        world.end().await;
    }
}
