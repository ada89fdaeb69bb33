//! The board of terms as its people see it: figures, the lists behind them, the file, and the last instant everywhere.

use domain::account::{Role, Seat};

use super::browser::Browser;
use super::world::{Engine, Files, World};

const LATE: (&str, &str, &str) = (
    "profile.toml",
    "permitir_extemporanea = true",
    "permitir_extemporanea = false",
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_of_the_board_leads_to_its_list() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let rita = world.administrator().await;
        let itzel = world.candidate("MC-1").await;
        itzel.fill_in("MC-1").await;
        itzel.send_it("MC-1").await.is(303);
        world
            .candidate("MC-2")
            .await
            .save("MC-2", "motivos", &[("motivos", "Algo")])
            .await
            .is(303);
        let board = rita.get("/panel/plazos").await.is(200);
        board
            .says("Hoy no termina ningún plazo")
            .says("1 de mayo de 2024, 23:59:59");
        for (step, party, people) in [
            ("enviada", "mc", vec!["Itzel O'Dam"]),
            ("en-captura", "mc", vec!["José Ángel Ibáñez"]),
            ("sin-activar", "mc", vec!["Lucía Peña", "Xóchitl Órnelas"]),
            ("sin-cuenta", "pan", vec!["Tomás Güemes", "Óscar Ávila"]),
        ] {
            let list = rita
                .get(&format!(
                    "/panel/plazos/candidaturas?paso={step}&partido={party}"
                ))
                .await
                .is(200);
            assert_eq!(
                list.count("tbody tr"),
                people.len(),
                "{step}: {}",
                list.text()
            );
            for person in people {
                assert!(list.text().contains(person), "{step}: {}", list.text());
            }
        }
        let file = rita
            .get("/panel/plazos/candidaturas.csv?paso=enviada")
            .await
            .is(200);
        assert!(
            file.body.starts_with("\u{FEFF}clave,persona"),
            "{}",
            file.body
        );
        assert!(
            file.body.contains("MC-1,") && !file.body.contains("MC-2,"),
            "{}",
            file.body
        );
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_sees_the_terms_within_its_reach() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    world.start_term_of_party("pan").await;
    for role in [Role::Administrator, Role::Auditor, Role::Registrar] {
        let person = world.somebody(world.seat(role)).await;
        let list = person.get("/panel/plazos/candidaturas").await.is(200);
        assert_eq!(list.count("tbody tr"), 10, "{role}");
    }
    for role in [Role::PartyRepresentative, Role::Supervisor, Role::Capturer] {
        let person = world.somebody(world.seat(role)).await;
        let board = person.get("/panel/plazos").await.is(200);
        assert!(!board.text().contains("PAN"), "{role}: {}", board.text());
        // Asking for another party's does not widen the reach.
        let list = person
            .get("/panel/plazos/candidaturas?partido=pan")
            .await
            .is(200)
            .never_says("Güemes");
        assert_eq!(list.count("tbody tr"), 4, "{role}");
        person.get("/panel/plazos/ampliar").await.is(403);
        person.get("/panel/plazos/ampliaciones").await.is(403);
    }
    let own = world.candidate("MC-1").await;
    own.get("/panel/plazos")
        .await
        .is(200)
        .says("Último instante para enviar")
        .never_says("Cómo va cada candidatura");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_today_is_told_to_the_last_second() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let rosa = world.supervisor("mc").await;
    world.clock.set(world.instant("2024-05-01T23:30:00"));
    rosa.sign_in().await;
    rosa.get("/panel/plazos")
        .await
        .says("Captura de 4 candidaturas, a las 23:59");
    rosa.get("/panel")
        .await
        .says("Hoy termina la captura de 4 candidaturas");
    // The last microsecond of the term, and one later.
    world.clock.set(world.instant("2024-05-01T23:59:59.999999"));
    rosa.get("/panel/plazos")
        .await
        .says("Captura de 4 candidaturas");
    world.clock.set(world.instant("2024-05-02T00:00:00"));
    rosa.get("/panel/plazos")
        .await
        .says("Hoy no termina ningún plazo");
    let over = rosa.get("/panel/plazos/candidaturas?paso=vencida").await;
    assert_eq!(over.count("tbody tr"), 4);
    rosa.get("/panel")
        .await
        .says("4 candidaturas con el plazo vencido y sin enviar");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_term_it_reads_clearly_what_can_still_be_done() {
    for allowed in [true, false] {
        let files = Files::of("cdmx");
        let files = if allowed {
            files
        } else {
            files.with(LATE.0, LATE.1, LATE.2)
        };
        let world = World::with(files, Engine::Sqlite).await;
        world.start_term_of_party("mc").await;
        let itzel = world.candidate("MC-1").await;
        itzel
            .save("MC-1", "motivos", &[("motivos", "Algo")])
            .await
            .is(303);
        let home = world.capture_path("MC-1");
        itzel.get(&home).await.never_says("extemporáneo");
        world.clock.set(world.instant("2024-05-20T12:00:00"));
        itzel.sign_in().await;
        for path in [
            home.clone(),
            format!("{home}/motivos"),
            format!("{home}/revisar"),
        ] {
            let page = itzel.get(&path).await;
            let page = itzel.follow(page).await.is(200);
            let page = page.says("El plazo terminó el 1 de mayo de 2024, 23:59:59");
            if allowed {
                page.says("quedará marcado como «extemporáneo»");
            } else {
                page.says("Ya no se puede guardar ni enviar")
                    .says("la administración puede ampliar el plazo")
                    .without_help()
                    .never_says("extemporáneo");
            }
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_is_read_without_a_session_and_names_nobody() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let rosa = world.supervisor("mc").await;
        let page = rosa.get("/panel/plazos").await.is(200);
        let address = address_in(&page.body);
        let reader = Browser::new(&world);
        let feed = reader.get(&address).await.is(200);
        assert_eq!(
            feed.header("content-type"),
            Some("text/calendar; charset=utf-8")
        );
        check_calendar(&feed.body);
        let unfolded = feed.body.replace("\r\n ", "");
        assert!(
            unfolded.contains("SUMMARY:Termina el plazo de captura de 4 candidaturas (MC)\r\n"),
            "{unfolded}"
        );
        assert!(
            unfolded.contains("DTSTART:20240502T055959Z\r\n"),
            "{unfolded}"
        );
        assert!(unfolded.contains("TRIGGER:-P1D\r\n"), "{unfolded}");
        for name in ["Itzel", "O'Dam", "Lucía", "Guadalupe"] {
            assert!(!unfolded.contains(name), "{name}: {unfolded}");
        }
        let tag = feed.header("etag").unwrap().to_owned();
        let again = axum::http::Request::get(&address)
            .header("if-none-match", tag)
            .body(axum::body::Body::empty())
            .unwrap();
        reader.send(again).await.is(304);
        // Another address: wrong, of somebody else's account, replaced, of a locked account.
        reader.get("/calendario/nada.ics").await.is(404);
        let mut forged = address.clone();
        forged.replace_range(60..61, if &address[60..61] == "0" { "1" } else { "0" });
        reader.get(&forged).await.is(404);
        reader.get(&address.replace(".ics", "")).await.is(404);
        rosa.post_and_follow("/panel/plazos/calendario", &[])
            .await
            .says("la anterior ya no sirve");
        reader.get(&address).await.is(404);
        let renewed = address_in(&rosa.get("/panel/plazos").await.body);
        assert_ne!(renewed, address);
        reader.get(&renewed).await.is(200);
        world.lock(rosa.account).await;
        reader.get(&renewed).await.is(404);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_s_calendar_has_the_own_term_until_it_is_sent() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let itzel = world.candidate("MC-1").await;
    let address = address_in(&itzel.get("/panel/plazos").await.is(200).body);
    let reader = Browser::new(&world);
    let feed = reader.get(&address).await.is(200);
    check_calendar(&feed.body);
    assert!(
        feed.body
            .contains("SUMMARY:Termina su plazo de captura\r\n")
    );
    itzel.fill_in("MC-1").await;
    itzel.send_it("MC-1").await.is(303);
    // Within a minute.
    world.clock.advance(61);
    let feed = reader.get(&address).await.is(200);
    assert!(!feed.body.contains("BEGIN:VEVENT"), "{}", feed.body);
    world.end().await;
}

/// The address of the calendar that a page shows.
fn address_in(html: &str) -> String {
    let start = html
        .find("/calendario/")
        .expect("the page shows an address");
    let end = html[start..].find(".ics").expect("it ends so") + start;
    format!("{}.ics", &html[start..end])
}

/// What RFC 5545 asks of every line and event.
fn check_calendar(text: &str) {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    let unfolded = text.replace("\r\n ", "");
    let events = unfolded.matches("BEGIN:VEVENT").count();
    let uids: std::collections::BTreeSet<&str> = unfolded
        .lines()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    // The event's and its alarm's.
    assert_eq!(uids.len(), 2 * events, "{unfolded}");
    let stamps = unfolded.lines().filter(|line| line.starts_with("DTSTAMP:"));
    for stamp in stamps {
        assert!(stamp.len() == 24 && stamp.ends_with('Z'), "{stamp}");
    }
}

impl World {
    /// Locks an account as its loss report does, past the screens.
    async fn lock(&self, id: domain::id::AccountId) {
        let store = self.beside().await;
        let mut unit = store.write().await.unwrap();
        let account = unit.account(id).await.unwrap().unwrap();
        let now = self.app.now();
        let locked = account
            .suspend(domain::activity::Author::System, now)
            .unwrap();
        unit.apply(locked).await.unwrap();
        unit.commit().await.unwrap();
        store.close().await;
    }

    /// A second administrator's seat is the same as the first one's.
    pub async fn another_administrator(&self) -> super::people::Person<'_> {
        self.somebody(Seat::Administrator).await
    }
}
