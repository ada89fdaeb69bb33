//! The help of the manual beside each screen: which topic every page of capture and validation has, from whose manual,
//! and that no page is without one.

use std::collections::BTreeMap;

use axum::http::Method;
use domain::account::Role;
use scraper::{Html, Selector};

use super::browser::{Browser, Page};
use super::confirmation::link;
use super::party_evidence::{bare, register_notice};
use super::people::Person;
use super::typing::text_of;
use super::world::World;
use crate::manual::{HELP_PATH, Topic};

/// A page: its route as it is declared, who opens it, of which candidacy, its topic and the manual that tells of it.
type Helped = (&'static str, Role, &'static str, Topic, &'static str);

/// Every page of capture and validation. `MC-1` is a draft, `MC-2` was sent and `IND-1` is public.
const PAGES: &[Helped] = &[
    (TASKS, Role::Candidate, "MC-1", Topic::Tasks, "candidatura"),
    (TASKS, Role::Capturer, "MC-1", Topic::Tasks, "partido"),
    (TASKS, Role::Supervisor, "MC-1", Topic::Tasks, "supervision"),
    (PART, Role::Candidate, "MC-1", Topic::Writing, "candidatura"),
    (PART, Role::Capturer, "MC-1", Topic::Writing, "partido"),
    (
        PART,
        Role::Supervisor,
        "MC-1",
        Topic::Writing,
        "supervision",
    ),
    (
        FRAMING,
        Role::Candidate,
        "MC-1",
        Topic::Framing,
        "candidatura",
    ),
    (FRAMING, Role::Capturer, "MC-1", Topic::Framing, "partido"),
    (
        "/panel/captura/{candidatura}/asi-se-vera",
        Role::Capturer,
        "MC-1",
        Topic::Preview,
        "partido",
    ),
    (
        "/panel/captura/{candidatura}/revisar",
        Role::Capturer,
        "MC-1",
        Topic::Sending,
        "partido",
    ),
    (
        "/panel/captura/{candidatura}/acuse",
        Role::Capturer,
        "MC-2",
        Topic::Receipt,
        "partido",
    ),
    (
        "/panel/captura/{candidatura}/confirmacion",
        Role::Capturer,
        "MC-1",
        Topic::Confirming,
        "partido",
    ),
    (
        "/panel/captura/{candidatura}/confirmacion/{enlace}",
        Role::Capturer,
        "MC-1",
        Topic::Confirming,
        "partido",
    ),
    (
        VERSIONS,
        Role::Candidate,
        "MC-1",
        Topic::Versions,
        "candidatura",
    ),
    (VERSIONS, Role::Capturer, "MC-1", Topic::Versions, "partido"),
    (
        VERSIONS,
        Role::Auditor,
        "MC-2",
        Topic::Versions,
        "administracion",
    ),
    (
        "/panel/captura/{candidatura}/correccion",
        Role::Administrator,
        "IND-1",
        Topic::Correcting,
        "administracion",
    ),
    (
        "/panel/validacion",
        Role::Supervisor,
        "MC-2",
        Topic::Queue,
        "supervision",
    ),
    (
        "/panel/validacion/{candidatura}",
        Role::Supervisor,
        "MC-2",
        Topic::Deciding,
        "supervision",
    ),
    (BATCH, Role::Supervisor, "MC-2", Topic::Batch, "supervision"),
    (
        "/panel/validacion/estadistica",
        Role::Administrator,
        "MC-2",
        Topic::Statistics,
        "administracion",
    ),
    (
        NOTIFICATIONS,
        Role::PartyRepresentative,
        "MC-2",
        Topic::Notifications,
        "partido",
    ),
    (
        NOTIFICATIONS,
        Role::Candidate,
        "MC-1",
        Topic::Notifications,
        "candidatura",
    ),
    (
        NOTIFICATIONS,
        Role::Auditor,
        "MC-2",
        Topic::Notifications,
        "administracion",
    ),
    (
        "/panel/notificaciones/{notificacion}",
        Role::Supervisor,
        "MC-1S",
        Topic::Notifications,
        "supervision",
    ),
    (LOT, Role::Capturer, "MC-1", Topic::Lot, "partido"),
    (
        "/panel/partido/lote/{archivo}",
        Role::Supervisor,
        "MC-1",
        Topic::Lot,
        "supervision",
    ),
    (
        "/panel/partido/evidencia",
        Role::PartyRepresentative,
        "MC-1",
        Topic::Evidence,
        "partido",
    ),
    (
        "/panel/partido/evidencia/{candidatura}",
        Role::Supervisor,
        "MC-1",
        Topic::Evidence,
        "supervision",
    ),
];

const TASKS: &str = "/panel/captura/{candidatura}";
const PART: &str = "/panel/captura/{candidatura}/{seccion}";
const FRAMING: &str = "/panel/captura/{candidatura}/encuadre/{campo}";
const VERSIONS: &str = "/panel/captura/{candidatura}/versiones";
const BATCH: &str = "/panel/validacion/lote";
const NOTIFICATIONS: &str = "/panel/notificaciones";
const LOT: &str = "/panel/partido/lote";

/// What is under those addresses and is no screen of work: files, pictures, and the questionnaire to be printed.
const NO_SCREENS: &[&str] = &[
    "/panel/captura/{candidatura}/cuestionario",
    "/panel/captura/{candidatura}/cuestionario.pdf",
    "/panel/captura/{candidatura}/acuse.json",
    "/panel/captura/{candidatura}/versiones.csv",
    "/panel/captura/{candidatura}/imagen/{ficha}",
    "/panel/validacion/estadistica.csv",
    "/panel/partido/lote/plantilla.xlsx",
    "/panel/partido/lote/{archivo}/informe.csv",
    "/panel/partido/evidencia/{candidatura}/{evidencia}",
];

/// Asserts that the page has the help of this topic alone, from this manual.
#[track_caller]
fn has_help(page: &Page, topic: Topic, role: Role, manual: &str) {
    let summaries = Selector::parse("details.help > summary").unwrap();
    let document = Html::parse_document(&page.body);
    let shown: Vec<String> = document
        .select(&summaries)
        .map(|summary| summary.text().collect())
        .collect();
    let title = topic.help(role).unwrap().title;
    assert_eq!(shown, [format!("Ayuda: {title}")], "{topic:?} {role}");
    let way = format!("details.help a[href='{HELP_PATH}/{manual}']");
    assert_eq!(page.count(&way), 1, "{topic:?} {role}: {}", page.body);
}

/// What only the story knows of its addresses.
struct Story<'w> {
    people: BTreeMap<Role, Person<'w>>,
    notification: String,
    lot: String,
    link: String,
}

/// The last part of an address.
fn last(address: &str) -> String {
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

impl<'w> Story<'w> {
    /// Somebody of each role, a draft, a case that waits, one that was returned, one that is public, and a lot.
    async fn of(world: &'w World) -> Self {
        world.start_term_of_party("mc").await;
        let mut people = BTreeMap::new();
        for role in Role::ALL {
            people.insert(role, world.somebody(world.seat(role)).await);
        }
        let luis = &people[&Role::Capturer];
        luis.fill_in("MC-1").await;
        for key in ["MC-2", "MC-1S"] {
            luis.fill_in(key).await;
            luis.send_it(key).await.is(303);
        }
        let rosa = &people[&Role::Supervisor];
        let remark = [("causal_motivos", "lemas")];
        rosa.decide("MC-1S", "supervision", "devolver", &remark)
            .await
            .is(303);
        let told = rosa
            .get(&format!("{NOTIFICATIONS}?ver=propias"))
            .await
            .is(200);
        let (_, rest) = told
            .body
            .split_once(&format!("href=\"{NOTIFICATIONS}/"))
            .unwrap();
        let notification = rest.split('"').next().unwrap().to_owned();
        let sheet: &[u8] = b"clave,motivos\r\nMC-2S,Porque es mi barrio\r\n";
        let brought = rosa.upload(LOT, &[], Some(("respuestas.csv", sheet))).await;
        let lot = last(&brought.is(303).location().unwrap());
        let links = format!("{}/confirmacion", world.capture_path("MC-1"));
        let made = luis.post(&links, &[]).await.is(303);
        let link = last(&made.location().unwrap());
        let maria = &people[&Role::Independent];
        maria.fill_in("IND-1").await;
        maria.send_it("IND-1").await.is(303);
        maria
            .decide("IND-1", "supervision", "validar", &[])
            .await
            .is(303);
        Self {
            people,
            notification,
            lot,
            link,
        }
    }

    /// The address of a page.
    fn address(&self, world: &World, route: &str, key: &str) -> String {
        let candidacy = world.candidacy(key).to_string();
        let path = route
            .replace("{candidatura}", &candidacy)
            .replace("{seccion}", "motivos")
            .replace("{campo}", "foto")
            .replace("{enlace}", &self.link)
            .replace("{notificacion}", &self.notification)
            .replace("{archivo}", &self.lot);
        if route == BATCH {
            return format!("{path}?etapa=supervision&casos={candidacy}");
        }
        path
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_capture_and_validation_has_the_help_of_its_topic() {
    let world = World::of("dgo").await;
    let story = Story::of(&world).await;
    for (route, role, key, topic, manual) in PAGES {
        let person = &story.people[role];
        let address = story.address(&world, route, key);
        let page = person.get(&address).await;
        assert_eq!(page.status, 200, "{role} {route}: {:?}", page.location());
        has_help(&page, *topic, *role, manual);
    }
    // The review of a batch, which answers a form.
    let case = world.candidacy("MC-2").to_string();
    let chosen = [("etapa", "supervision"), ("caso", case.as_str())];
    let rosa = &story.people[&Role::Supervisor];
    let review = rosa.post("/panel/validacion", &chosen).await.is(200);
    has_help(&review, Topic::Batch, Role::Supervisor, "supervision");
    // Who has a link and no account.
    let reader = Browser::new(&world);
    let luis = &story.people[&Role::Capturer];
    let page = reader.get(&link(luis, "MC-1").await).await.is(200);
    has_help(&page, Topic::Confirming, Role::Candidate, "candidatura");
    drop(story);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_validates_for_the_institute_has_the_help_of_its_manual() {
    let world = World::of("cdmx").await;
    let vera = world.validator().await;
    for (path, topic) in [
        ("/panel/validacion", Topic::Queue),
        ("/panel/validacion/estadistica", Topic::Statistics),
        (NOTIFICATIONS, Topic::Notifications),
    ] {
        let page = vera.get(path).await.is(200);
        has_help(&page, topic, Role::Validator, "validacion");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_in_the_place_of_a_page_has_help_of_its_own() {
    let world = bare("dgo").await;
    world.start_term_of_party("mc").await;
    let rosa = world.representative("mc").await;
    let (eva, luis) = (world.supervisor("mc").await, world.capturer("mc").await);
    let home = world.capture_path("MC-1");
    // Before the person was shown the notice.
    for told in ["before the notice", "before the evidence"] {
        for (person, role, manual) in [
            (&eva, Role::Supervisor, "supervision"),
            (&luis, Role::Capturer, "partido"),
        ] {
            let page = person.get(&home).await.is(200);
            has_help(&page, Topic::Evidence, role, manual);
        }
        if told == "before the notice" {
            register_notice(&rosa).await;
        }
    }
    luis.record_shown("MC-1").await.is(303);
    // Two people wrote the same answer.
    let path = format!("{home}/motivos");
    let open = luis.get(&path).await.is(200);
    eva.save("MC-1", "motivos", &[("motivos", &text_of(300))])
        .await
        .is(303);
    let typed = [("motivos", "Otra cosa")];
    let page = luis.press(&open, &path, &typed, "guardar").await.is(409);
    has_help(&page, Topic::Conflict, Role::Capturer, "partido");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_of_capture_or_validation_is_without_help() {
    let areas = [
        TASKS,
        "/panel/validacion",
        NOTIFICATIONS,
        LOT,
        "/panel/partido/evidencia",
    ];
    let world = World::of("dgo").await;
    let declared: Vec<&str> = world
        .declared
        .iter()
        .filter(|route| route.method == Method::GET)
        .map(|route| route.path)
        .collect();
    let helped: Vec<&str> = PAGES.iter().map(|(route, ..)| *route).collect();
    for route in declared
        .iter()
        .filter(|route| areas.iter().any(|area| route.starts_with(area)))
    {
        assert!(
            helped.contains(route) != NO_SCREENS.contains(route),
            "{route} has help, or is no screen, and not both"
        );
    }
    for route in helped.iter().chain(NO_SCREENS) {
        assert!(declared.contains(route), "there is no page {route}");
    }
    world.end().await;
}
