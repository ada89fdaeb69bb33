//! The person confirms by a one-time link, and sees what others changed.

use domain::activity::{Action, Author};
use domain::confirmation::LINK_HOURS;
use domain::registry::{Postulation, RegistryData};

use super::browser::{Browser, Page};
use super::people::Person;
use super::typing::text_of;
use super::world::{Engine, Files, World};

/// Makes a link for a candidacy and gives its path, as the page shows it once.
pub async fn link(who: &Person<'_>, key: &str) -> String {
    let path = format!("{}/confirmacion", who.world.capture_path(key));
    let page = who.post_and_follow(&path, &[]).await.is(200);
    path_of(&page)
}

fn path_of(page: &Page) -> String {
    let (_, rest) = page
        .body
        .split_once("conoceles.example/confirmar/")
        .expect("the page shows the link");
    let code: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    assert_eq!(code.len(), 19, "{code}");
    format!("/confirmar/{code}")
}

/// A party whose capturer wrote the motives of MC-1.
pub async fn begun(world: &World) -> Person<'_> {
    world.start_term_of_party("mc").await;
    let helper = world.capturer("mc").await;
    helper
        .save("MC-1", "motivos", &[("motivos", &text_of(300))])
        .await
        .is(303);
    helper
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_person_reads_what_was_captured_and_confirms_once() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("cdmx"), engine).await;
        let helper = begun(&world).await;
        let home = world.capture_path("MC-1");
        helper.get(&home).await.says("No se le ha pedido");
        let path = link(&helper, "MC-1").await;
        let person = Browser::new(&world).from("198.51.100.4");
        for _ in 0..3 {
            let page = person.get(&path).await.is(200).says(&text_of(300));
            assert_eq!(page.header("cache-control"), Some("no-store"));
            assert_eq!(
                page.header("x-robots-tag"),
                Some("noindex, nofollow, noarchive")
            );
            assert_eq!(page.header("referrer-policy"), Some("same-origin"));
            assert_eq!(page.count("a[rel~=external]"), 0, "nothing leads elsewhere");
        }
        helper.get(&home).await.says("Pendiente");
        let answer = [("revision", "1"), ("decision", "confirmar"), ("nota", "")];
        person
            .post_and_follow(&path, &answer)
            .await
            .is(200)
            .says("su respuesta quedó registrada");
        // A second click, and the link afterwards.
        person
            .post_and_follow(&path, &answer)
            .await
            .says("su respuesta quedó registrada");
        person.get(&path).await.is(410).never_says(&text_of(300));
        assert_eq!(world.entries(Action::AnswersConfirmed).await.len(), 1);
        helper.get(&home).await.says("Confirmó el");
        // A later edit makes it out of date, and says so.
        helper
            .save("MC-1", "motivos", &[("motivos", &text_of(310))])
            .await
            .is(303);
        helper.get(&home).await.says("después cambió el texto");
        helper
            .get(&format!("{home}/revisar"))
            .await
            .says("todavía no confirma este texto")
            .says("No impide enviar");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_is_asked_for_with_a_note_that_only_who_works_on_it_reads() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    let path = link(&helper, "MC-1").await;
    let person = Browser::new(&world);
    let page = person
        .post(
            &path,
            &[("revision", "1"), ("decision", "corregir"), ("nota", " ")],
        )
        .await
        .is(422);
    page.says("Escriba qué se debe corregir");
    person
        .post(
            &path,
            &[
                ("revision", "1"),
                ("decision", "confirmar"),
                ("nota", "Falta algo"),
            ],
        )
        .await
        .is(422)
        .says("Escribió una corrección y pulsó")
        .says("Falta algo");
    let note = "<script>alert(1)</script> Falta mi trabajo en Súchil";
    person
        .post_and_follow(
            &path,
            &[("revision", "1"), ("decision", "corregir"), ("nota", note)],
        )
        .await
        .says("su respuesta quedó registrada");
    let home = world.capture_path("MC-1");
    helper
        .get(&format!("{home}/confirmacion"))
        .await
        .says("Pidió una corrección")
        .says("Falta mi trabajo en Súchil");
    helper
        .get(&format!("{home}/revisar"))
        .await
        .says("pidió una corrección");
    let entries = world.entries(Action::CorrectionAsked).await;
    assert_eq!(entries.len(), 1);
    assert!(
        !format!("{entries:?}").contains("Súchil"),
        "no text in the history"
    );
    let stranger = world.capturer("pan").await;
    stranger.get(&format!("{home}/confirmacion")).await.is(404);
    stranger
        .post(&format!("{home}/confirmacion"), &[])
        .await
        .is(404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_to_a_text_that_changed_meanwhile_is_asked_again() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    let path = link(&helper, "MC-1").await;
    let person = Browser::new(&world);
    person.get(&path).await.is(200);
    helper
        .save("MC-1", "motivos", &[("motivos", &text_of(305))])
        .await
        .is(303);
    person
        .post(&path, &[("revision", "1"), ("decision", "confirmar")])
        .await
        .is(409)
        .says("Alguien guardó cambios mientras usted leía")
        .says(&text_of(305));
    assert!(world.entries(Action::AnswersConfirmed).await.is_empty());
    person
        .post(&path, &[("revision", "2"), ("decision", "confirmar")])
        .await
        .is(303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_ends_by_time_by_its_maker_and_by_the_next_one() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    let list = format!("{}/confirmacion", world.capture_path("MC-1"));
    let person = Browser::new(&world);
    let first = link(&helper, "MC-1").await;
    let second = link(&helper, "MC-1").await;
    person.get(&first).await.is(410).says("canceló o hizo otro");
    person.get(&second).await.is(200);
    let page = helper.get(&list).await.is(200);
    let (_, rest) = page
        .body
        .split_once(&format!("{list}/"))
        .expect("a link to take back");
    let id: String = rest.chars().take_while(|c| *c != '/').collect();
    let shown = helper.get(&format!("{list}/{id}")).await;
    assert_eq!(
        shown.location().as_deref(),
        Some(list.as_str()),
        "shown once"
    );
    for _ in 0..2 {
        helper
            .post_and_follow(&format!("{list}/{id}/cancelar"), &[])
            .await
            .is(200)
            .says("Canceló el enlace");
    }
    person.get(&second).await.is(410);
    let third = link(&helper, "MC-1").await;
    world.clock.advance(LINK_HOURS * 3_600 + 1);
    person.get(&third).await.is(410).says("venció");
    person
        .post(&third, &[("revision", "1"), ("decision", "confirmar")])
        .await
        .is(410);
    assert_eq!(
        world.entries(Action::ConfirmationLinkRevoked).await.len(),
        2
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_is_slowed_down_and_a_typed_code_leads_to_its_page() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    let path = link(&helper, "MC-1").await;
    let code = path
        .rsplit('/')
        .next()
        .unwrap()
        .to_lowercase()
        .replace('-', " ");
    let person = Browser::new(&world).from("192.0.2.77");
    person.get("/confirmar").await.is(200);
    person
        .post_and_follow("/confirmar", &[("codigo", &code)])
        .await
        .is(200)
        .says("Lo que se capturó en su nombre");
    let guesser = Browser::new(&world).from("198.51.100.99");
    let wrong = "/confirmar/BCDF-GHJK-2345-6789";
    let mut told = Vec::new();
    for _ in 0..6 {
        told.push(guesser.get(wrong).await.status.as_u16());
    }
    assert!(told.starts_with(&[404, 404, 404]), "{told:?}");
    assert_eq!(told.last(), Some(&429), "{told:?}");
    person.get(&path).await.is(200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_it_is_demanded_a_party_sends_only_what_was_confirmed() {
    let files = Files::of("cdmx").with(
        "profile.toml",
        "confirmacion = \"recomendada\"",
        "confirmacion = \"obligatoria\"",
    );
    let world = World::with(files, Engine::Sqlite).await;
    world.start_term_of_party("mc").await;
    let helper = world.capturer("mc").await;
    helper.fill_in("MC-1").await;
    helper
        .send_it("MC-1")
        .await
        .is(422)
        .says("debe confirmar con su enlace");
    assert!(world.entries(Action::CaptureSent).await.is_empty());
    let path = link(&helper, "MC-1").await;
    let revision = helper.reviewed("MC-1").await;
    Browser::new(&world)
        .post(&path, &[("revision", &revision), ("decision", "confirmar")])
        .await
        .is(303);
    helper.send_it("MC-1").await.is(303);
    assert_eq!(world.entries(Action::CaptureSent).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_alone_is_asked_for_no_confirmation() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.save("MC-1", "motivos", &[("motivos", &text_of(300))])
        .await
        .is(303);
    let path = format!("{}/confirmacion", world.capture_path("MC-1"));
    ana.post(&path, &[]).await.is(403);
    assert!(world.entries(Action::ConfirmationLinkMade).await.is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_supervisor_changed_is_shown_to_the_candidate_until_seen() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let eva = world.supervisor("mc").await;
        let home = world.capture_path("MC-1");
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        ana.get(&home)
            .await
            .is(200)
            .never_says("Cambios hechos a su texto");
        eva.save("MC-1", "motivos", &[("motivos", &text_of(333))])
            .await
            .is(303);
        let page = ana.get(&home).await.is(200);
        let page = page
            .says("Cambios hechos a su texto")
            .says("persona supervisora")
            .says(&text_of(333));
        let seen = format!("{home}/cambios");
        let revision = page.value(&seen, "revision");
        eva.get(&home).await.never_says("Cambios hechos a su texto");
        eva.post(&seen, &[("revision", &revision)]).await.is(403);
        for _ in 0..2 {
            ana.post_and_follow(&seen, &[("revision", &revision)])
                .await
                .is(200)
                .says("Quedó constancia")
                .never_says("Cambios hechos a su texto");
        }
        let told = world.entries(Action::EditsSeen).await;
        assert_eq!(told.len(), 1, "the second click writes nothing");
        eva.save("MC-1", "motivos", &[("motivos", &text_of(344))])
            .await
            .is(303);
        ana.get(&home)
            .await
            .says("Cambios hechos a su texto")
            .says(&text_of(344));
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_are_seen_by_the_link_too_without_using_it_up() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    helper
        .save("MC-1", "motivos", &[("motivos", &text_of(320))])
        .await
        .is(303);
    let path = link(&helper, "MC-1").await;
    let person = Browser::new(&world);
    let page = person
        .get(&path)
        .await
        .is(200)
        .says("Cambios hechos a su texto");
    let seen = format!("{path}/visto");
    let revision = page.value(&seen, "revision");
    for _ in 0..2 {
        person
            .post_and_follow(&seen, &[("revision", &revision)])
            .await
            .is(200)
            .never_says("Cambios hechos a su texto")
            .says(&text_of(320));
    }
    person.post(&seen, &[("revision", "0")]).await.is(303);
    assert_eq!(world.entries(Action::EditsSeen).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_ends_with_the_account_of_who_made_it() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    let path = link(&helper, "MC-1").await;
    let person = Browser::new(&world);
    person.get(&path).await.is(200);
    let store = world.beside().await;
    let mut unit = store.write().await.unwrap();
    let account = unit.account(helper.account).await.unwrap().unwrap();
    let suspended = account.suspend(Author::System, world.app.now()).unwrap();
    unit.apply(suspended).await.unwrap();
    unit.commit().await.unwrap();
    store.close().await;
    person.get(&path).await.is(410).never_says(&text_of(300));
    person
        .post(&path, &[("revision", "1"), ("decision", "confirmar")])
        .await
        .is(410);
    assert!(world.entries(Action::AnswersConfirmed).await.is_empty());
    // The party's others make another one; nothing tells them that one waits.
    let other = world.capturer("mc").await;
    let home = world.capture_path("MC-1");
    other.get(&home).await.says("No se le ha pedido");
    let list = other.get(&format!("{home}/confirmacion")).await;
    list.says("la cuenta que lo hizo ya no captura");
    person.get(&link(&other, "MC-1").await).await.is(200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_ends_when_another_party_captures() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    let path = link(&helper, "MC-1").await;
    let person = Browser::new(&world);
    person.get(&path).await.is(200);
    let store = world.beside().await;
    let mut unit = store.write().await.unwrap();
    let known = unit.candidacy(world.candidacy("MC-1")).await;
    let known = known.unwrap().unwrap();
    let data = RegistryData {
        postulation: Postulation::Party {
            party: "pan".parse().unwrap(),
        },
        ..known.data.clone()
    };
    let moved = known.correct(data, Author::System, world.app.now());
    unit.apply(moved.unwrap()).await.unwrap();
    unit.commit().await.unwrap();
    store.close().await;
    person.get(&path).await.is(410).never_says(&text_of(300));
    person
        .post(&path, &[("revision", "1"), ("decision", "confirmar")])
        .await
        .is(410);
    assert!(world.entries(Action::AnswersConfirmed).await.is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_person_wrote_is_never_lost_nor_told_as_kept_when_it_was_not() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    let path = link(&helper, "MC-1").await;
    let person = Browser::new(&world);
    // Nobody is told that an answer was kept which nobody gave.
    person
        .get(&format!("{path}?hecho=respondido"))
        .await
        .is(200)
        .never_says("su respuesta quedó registrada");
    let confirms = [("revision", "1"), ("decision", "confirmar")];
    let note = "Nací en Súchil, no en Canatlán";
    let asks = [("revision", "1"), ("decision", "corregir"), ("nota", note)];
    person.post(&path, &confirms).await.is(303);
    // Whoever else has the link says something else.
    person
        .post(&path, &asks)
        .await
        .is(410)
        .says("Su respuesta no quedó registrada")
        .says("ya se había dado otra respuesta")
        .says(note);
    person.post(&path, &confirms).await.is(303);
    assert!(world.entries(Action::CorrectionAsked).await.is_empty());
    assert_eq!(world.entries(Action::AnswersConfirmed).await.len(), 1);

    let asked = link(&helper, "MC-1").await;
    person.post(&asked, &asks).await.is(303);
    person.post(&asked, &asks).await.is(303);
    person
        .post(&asked, &confirms)
        .await
        .is(410)
        .says("Su respuesta no quedó registrada");
    assert_eq!(world.entries(Action::CorrectionAsked).await.len(), 1);

    let revoked = link(&helper, "MC-1").await;
    let last = link(&helper, "MC-1").await;
    for (path, why) in [(&revoked, "canceló o hizo otro"), (&last, "venció")] {
        if *path == last {
            world.clock.advance(LINK_HOURS * 3_600 + 1);
        }
        person.post(path, &asks).await.is(410).says(why).says(note);
    }
    world.end().await;
}
