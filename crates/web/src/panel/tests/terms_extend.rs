//! Extensions of terms: of one, of many with the report of the failure, of all with a second administrator.

use domain::activity::Action;
use domain::time::Instant;

use super::browser::{Attached, Page};
use super::people::Person;
use super::world::{Engine, Files, World};

const REPORT: &[u8] = b"%PDF-1.7\ninforme";
const ONE: &str = "/panel/plazos/ampliar?para=candidatura&clave=MC-1&fecha=2024-05-10";
const PARTY: &str = "/panel/plazos/ampliar?para=partido&partido=mc&fecha=2024-05-10";

impl Person<'_> {
    /// Sends the second half of the form of an extension, as the page that was opened has it.
    async fn extend(&self, path: &str, reason: &str, report: Option<&[u8]>) -> Page {
        let page = self.get(path).await.is(200);
        let id = value_of(&page.body, "solicitud");
        self.extend_as(path, &id, reason, report).await
    }

    async fn extend_as(&self, path: &str, id: &str, reason: &str, report: Option<&[u8]>) -> Page {
        let report = Attached {
            control: "informe",
            name: "informe.pdf",
            bytes: report.unwrap_or_default(),
        };
        let values = [("solicitud", id), ("motivo", reason)];
        self.post_with_files(path, &values, &[report]).await
    }
}

fn value_of(html: &str, name: &str) -> String {
    let document = scraper::Html::parse_document(html);
    let control = scraper::Selector::parse(&format!("input[name='{name}']")).unwrap();
    let found = document.select(&control).next();
    found
        .unwrap_or_else(|| panic!("no {name}:\n{html}"))
        .attr("value")
        .unwrap()
        .to_owned()
}

impl World {
    async fn ends(&self, key: &str) -> Option<Instant> {
        self.registered(key).await.term.map(|term| term.ends)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_candidacy_gets_more_time_and_everybody_reads_why() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let before = world.ends("MC-2").await;
        let rita = world.administrator().await;
        rita.get(ONE)
            .await
            .says("10 de mayo de 2024, 23:59:59")
            .says("Ampliar el plazo de 1 candidatura");
        rita.extend(ONE, "", None).await.is(422).points_at("motivo");
        let page = rita.extend(ONE, "Enfermedad acreditada", None).await;
        rita.follow(page)
            .await
            .is(200)
            .says("Concedió la ampliación")
            .says("Enfermedad acreditada");
        assert_eq!(
            world.ends("MC-1").await,
            Some(world.instant("2024-05-10T23:59:59.999999"))
        );
        assert_eq!(world.ends("MC-2").await, before);
        assert_eq!(world.entries(Action::TermExtended).await.len(), 1);
        let itzel = world.candidate("MC-1").await;
        itzel
            .get(&world.capture_path("MC-1"))
            .await
            .says("Captura, plazo ampliado")
            .says("Ampliado el 16 de abril de 2024, 10:00. Enfermedad acreditada");
        // Nobody gets less time, or the same again.
        rita.get(ONE)
            .await
            .says("No cambian: ya terminan en esa fecha o después")
            .never_says("Conceder la ampliación");
        // Pressing the button over an empty form is told; coming in is not.
        rita.get("/panel/plazos/ampliar?para=partido").await.is(200);
        rita.get("/panel/plazos/ampliar?revisar=1&fecha=&dias=")
            .await
            .is(422)
            .points_at("para");
        rita.get("/panel/plazos/ampliar?revisar=1&para=todas&fecha=&dias=")
            .await
            .is(422)
            .points_at("fecha");
        rita.get("/panel/plazos/ampliar?para=candidatura&clave=MC-1&fecha=2024-04-01")
            .await
            .is(422)
            .points_at("fecha");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_extended_with_the_report_and_twice_is_once() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let itzel = world.candidate("MC-1").await;
        itzel.fill_in("MC-1").await;
        itzel.send_it("MC-1").await.is(303);
        let sent = world.ends("MC-1").await;
        let rita = world.administrator().await;
        rita.get(PARTY)
            .await
            .says("Ampliar el plazo de 3 candidaturas")
            .says("No cambian: ya enviaron");
        rita.extend(PARTY, "Falla", None)
            .await
            .is(422)
            .points_at("informe");
        rita.extend(PARTY, "Falla", Some(b"no es un PDF"))
            .await
            .is(422)
            .points_at("informe");
        assert_eq!(world.entries(Action::ExtensionGranted).await.len(), 0);
        let id = value_of(&rita.get(PARTY).await.body, "solicitud");
        for _ in 0..2 {
            rita.extend_as(PARTY, &id, "Falla del 15 de abril", Some(REPORT))
                .await
                .leads_to("/panel/plazos/ampliaciones?hecho=ampliado");
        }
        app::jobs::once(&world.app).await.unwrap();
        assert_eq!(world.entries(Action::ExtensionGranted).await.len(), 1);
        assert_eq!(world.entries(Action::TermExtended).await.len(), 3);
        assert_eq!(world.ends("MC-1").await, sent, "who sent stays as it was");
        let until = Some(world.instant("2024-05-10T23:59:59.999999"));
        for key in ["MC-1S", "MC-2", "MC-2S"] {
            assert_eq!(world.ends(key).await, until, "{key}");
        }
        let list = rita
            .get("/panel/plazos/ampliaciones")
            .await
            .says("Falla del 15 de abril");
        let report = links_to(&list, "/informe");
        let file = rita.get(&report[0]).await.is(200);
        assert_eq!(file.body.as_bytes(), REPORT);
        let reached = links_to(&list, "ampliacion=");
        assert_eq!(rita.get(&reached[0]).await.is(200).count("tbody tr"), 3);
        let author = world.entries(Action::TermExtended).await[0]
            .entry
            .fields()
            .actor
            .clone();
        assert_eq!(author.account_id(), Some(rita.account.to_string().as_str()));
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_extends_those_whose_term_ended_while_it_lasted() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    world.clock.set(world.instant("2024-04-18T10:00:00"));
    world.start_term_of_party("pan").await;
    world.clock.set(world.instant("2024-05-02T09:00:00"));
    let rita = world.administrator().await;
    let path =
        "/panel/plazos/ampliar?para=falla&desde=2024-05-01T20:00&hasta=2024-05-01T23:59&dias=2";
    rita.get(path)
        .await
        .says("Ampliar el plazo de 4 candidaturas")
        .says("4 de mayo de 2024, 23:59:59");
    rita.extend(path, "Caída del sistema", Some(REPORT))
        .await
        .is(303);
    let until = Some(world.instant("2024-05-04T23:59:59.999999"));
    assert_eq!(world.ends("MC-1").await, until);
    assert_ne!(world.ends("PAN-1").await, until);
    for (wrong, field) in [
        ("desde=2024-05-01T20:00&hasta=2024-05-01T19:00", "hasta"),
        ("desde=&hasta=2024-05-01T19:00", "desde"),
        // One that has not ended would reach whoever somebody wishes.
        ("desde=2024-05-01T20:00&hasta=2024-05-02T09:01", "hasta"),
    ] {
        let path = format!("/panel/plazos/ampliar?para=falla&{wrong}&dias=2");
        rita.get(&path).await.is(422).points_at(field);
    }
    for (wrong, field) in [
        ("para=candidatura&clave=NADA", "clave"),
        ("para=cuenta&usuario=x", "usuario"),
        ("para=partido&partido=x", "partido"),
    ] {
        let path = format!("/panel/plazos/ampliar?{wrong}&dias=2");
        rita.get(&path).await.is(422).points_at(field);
    }
    for days in ["0", "367", "muchos", "-1"] {
        let path = format!("/panel/plazos/ampliar?para=partido&partido=mc&dias={days}");
        rita.get(&path).await.is(422).points_at("dias");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_them_need_a_second_administrator() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    world.start_term_of_party("pan").await;
    let (rita, sara) = (
        world.administrator().await,
        world.another_administrator().await,
    );
    let every = "/panel/plazos/ampliar?para=todas&fecha=2024-05-20";
    rita.get(every).await.says("necesita a dos personas");
    rita.extend(every, "Falla general", None)
        .await
        .is(422)
        .points_at("informe");
    let id = value_of(&rita.get(every).await.body, "solicitud");
    for _ in 0..2 {
        rita.extend_as(every, &id, "Falla general", Some(REPORT))
            .await
            .leads_to("/panel/plazos?hecho=ampliacion-propuesta");
    }
    app::jobs::once(&world.app).await.unwrap();
    assert_eq!(world.entries(Action::TermExtended).await.len(), 0);
    sara.get("/panel")
        .await
        .says("1 propuesta de ampliación de plazos por decidir");
    let list = sara.get("/panel/plazos/ampliaciones").await.is(200);
    let report = links_to(&list, "/informe");
    assert_eq!(sara.get(&report[0]).await.is(200).body.as_bytes(), REPORT);
    let apply = format!("/panel/papeles/propuestas/{id}/aplicar");
    assert!(
        rita.post(&apply, &[]).await.status != 303,
        "nobody applies the own proposal"
    );
    sara.post(&apply, &[]).await.is(303);
    app::jobs::once(&world.app).await.unwrap();
    let until = Some(world.instant("2024-05-20T23:59:59.999999"));
    for key in ["MC-1", "MC-1S", "MC-2", "MC-2S", "PAN-1", "PAN-1S"] {
        assert_eq!(world.ends(key).await, until, "{key}");
    }
    assert_eq!(world.ends("IND-1").await, None, "no term began there");
    assert_eq!(world.entries(Action::TermExtended).await.len(), 6);
    world.end().await;
}

/// The addresses on a page that contain something.
fn links_to(page: &Page, part: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(&page.body);
    let anchors = scraper::Selector::parse("main a[href]").unwrap();
    document
        .select(&anchors)
        .filter_map(|anchor| anchor.attr("href"))
        .filter(|href| href.contains(part))
        .map(str::to_owned)
        .collect()
}
