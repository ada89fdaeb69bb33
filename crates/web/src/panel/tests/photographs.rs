//! Photographs: sent, framed, shown to who may see them, and public only while the profile is.

use axum::body::Body;
use axum::http::{Request, header};
use domain::activity::Action;
use domain::capture::StateCode;
use domain::questionnaire::{FileHash, Photograph};

use super::browser::{Attached, Browser, Page};
use super::people::PASSWORD;
use super::world::{Engine, Files, World};

/// A picture of one colour that this program could have received from a telephone.
pub(super) fn jpeg(red: u8) -> Vec<u8> {
    let pixels: Vec<u8> = [red, 90, 160].repeat(300 * 400);
    photos::drawn(300, 400, pixels).unwrap().jpeg
}

impl Browser<'_> {
    /// Sends the photograph's section with a file, as the page would.
    pub(super) async fn send_photograph(
        &self,
        key: &str,
        typed: &[(&str, &str)],
        file: &[u8],
    ) -> Page {
        let path = section(self.world, key);
        let page = self.get(&path).await.is(200);
        self.send_file(&page, &path, typed, file).await
    }

    pub(super) async fn send_file(
        &self,
        page: &Page,
        path: &str,
        typed: &[(&str, &str)],
        file: &[u8],
    ) -> Page {
        let mut values = page.form(path);
        values.retain(|(name, _)| {
            !["accion", "foto__archivo"].contains(&name.as_str())
                && !typed.iter().any(|(typed, _)| typed == name)
        });
        values.extend(
            typed
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        values.push(("accion".to_owned(), "guardar".to_owned()));
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let file = Attached {
            control: "foto__archivo",
            name: "../IMG.jpg",
            bytes: file,
        };
        self.post_with_files(path, &values, &[file]).await
    }
}

pub(super) fn section(world: &World, key: &str) -> String {
    format!("{}/fotografia", world.capture_path(key))
}

pub(super) fn framing(world: &World, key: &str) -> String {
    format!("{}/encuadre/foto", world.capture_path(key))
}

/// The saved photograph.
pub(super) async fn saved(world: &World, key: &str) -> Photograph {
    let store = world.beside().await;
    let questionnaire = &world.app.curricular().key;
    let mut unit = store.read().await.unwrap();
    let capture = unit.capture(world.candidacy(key), questionnaire).await;
    let answers = capture.unwrap().unwrap().answers;
    let answer = answers.get(&"foto".parse().unwrap()).unwrap();
    answer.photograph().unwrap().clone()
}

/// The address of the picture on a page.
fn picture(page: &Page) -> String {
    let at = ["src=\"/panel/captura/", "src=\"/confirmar/"]
        .iter()
        .find_map(|start| page.body.find(start));
    let start = at.expect("no picture") + "src=\"".len();
    let address: String = page.body[start..]
        .chars()
        .take_while(|c| *c != '"')
        .collect();
    address.replace("&#38;", "&").replace("&amp;", "&")
}

fn public(world: &World, key: &str, hash: &FileHash) -> String {
    format!("/fotos/{}/{hash}.jpg", world.candidacy(key))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_is_sent_framed_and_saved_like_any_answer() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let frame = framing(&world, "MC-1");
        ana.send_photograph("MC-1", &[], &jpeg(200))
            .await
            .leads_to(&format!("{frame}?hecho=foto"));
        let first = saved(&world, "MC-1").await;
        let name = world.registered("MC-1").await.data.person.full_name();
        assert_eq!(first.described, format!("Fotografía de {name}"));
        let entry = world.entries(Action::AnswersSaved).await.pop().unwrap();
        let told = format!("{entry:?}");
        assert!(told.contains(first.large.as_str()), "{told}");
        assert!(!told.contains("Fotograf"), "words in the history: {told}");

        // Each button leads to an address that can be left and found again; nothing is saved by it.
        let page = ana.get(&frame).await.is(200).says("Así se verá");
        let shown = ana.get(&picture(&page)).await.is(200);
        assert_eq!(shown.headers["content-type"], "image/jpeg");
        assert_eq!(shown.headers["cache-control"], "no-store");
        let moved = format!("{frame}?giro=0&zoom=100&x=500&y=300&mover=girar_derecha");
        let framed = format!("{frame}?giro=1&zoom=100&x=500&y=300");
        ana.get(&moved).await.leads_to(&framed);
        let page = ana.get(&framed).await.is(200);
        assert!(picture(&page).ends_with("?giro=1&zoom=100&x=500&y=300"));
        ana.get(&picture(&page)).await.is(200);
        assert_eq!(saved(&world, "MC-1").await, first);

        let values = page.form(&frame);
        let pairs: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let next = format!("{}/aclaraciones?hecho=guardado", world.capture_path("MC-1"));
        ana.post(&frame, &pairs).await.leads_to(&next);
        let second = saved(&world, "MC-1").await;
        assert_eq!(second.crop.quarters, 1);
        assert_eq!(second.negative, first.negative);
        assert_eq!(second.described, first.described);
        // A second click changes nothing.
        ana.post(&frame, &pairs).await.leads_to(&next);
        assert_eq!(saved(&world, "MC-1").await, second);

        let review = ana
            .get(&format!("{}/revisar", world.capture_path("MC-1")))
            .await;
        ana.get(&picture(&review)).await.is(200);
        let seen = ana
            .get(&format!("{}/asi-se-vera", world.capture_path("MC-1")))
            .await;
        ana.get(&picture(&seen)).await.is(200);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_taken_keeps_what_was_there_and_says_what_to_do() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
    let before = saved(&world, "MC-1").await;
    for (file, said) in [
        (
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
            "El más compatible",
        ),
        (b"%PDF-1.7".to_vec(), "no una fotografía"),
        (
            vec![b'x'; 6 * 1024 * 1024],
            "no es una fotografía JPEG ni PNG",
        ),
        (
            [jpeg(9), vec![0; 5 * 1024 * 1024]].concat(),
            "pesa más de 5 MB",
        ),
    ] {
        let page = ana
            .send_photograph("MC-1", &[("foto__descripcion", "Ñandú <b>&")], &file)
            .await
            .is(422)
            .says(said);
        let path = section(&world, "MC-1");
        assert_eq!(page.value(&path, "foto__descripcion"), "Ñandú <b>&");
        assert!(
            !page.value(&path, "foto").is_empty(),
            "the photograph stays"
        );
        ana.get(&picture(&page)).await.is(200);
    }
    assert_eq!(saved(&world, "MC-1").await, before);
    // Taken away, it is missing, and the review says where.
    let path = section(&world, "MC-1");
    let page = ana.get(&path).await;
    let page = ana.press(&page, &path, &[], "quitar:foto:1").await.is(200);
    ana.press(&page, &path, &[], "guardar").await.is(303);
    ana.get(&format!("{}/revisar", world.capture_path("MC-1")))
        .await
        .says("Fotografía de la persona candidata: Falta responder.");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_that_finds_no_room_leaves_what_was_typed_and_what_was_there() {
    let world = World::with_backups(Engine::Sqlite).await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
    let before = saved(&world, "MC-1").await;
    world.leave_no_room_for_files();
    let typed = [("foto__descripcion", "Retrato en Súchil")];
    let page = ana
        .send_photograph("MC-1", &typed, &jpeg(90))
        .await
        .is(503)
        .says("Lo que escribió sigue abajo");
    let path = section(&world, "MC-1");
    assert_eq!(page.value(&path, "foto__descripcion"), "Retrato en Súchil");
    page.never_says("archivos/").never_says("os error");
    assert_eq!(saved(&world, "MC-1").await, before);
    world.make_room_for_files();
    ana.send_photograph("MC-1", &typed, &jpeg(90)).await.is(303);
    assert_ne!(saved(&world, "MC-1").await.negative, before.negative);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_photographs_at_once_are_a_conflict_with_both_in_view() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = section(&world, "MC-1");
    let stale = ana.get(&path).await.is(200);
    ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
    let theirs = saved(&world, "MC-1").await;
    let page = ana
        .send_file(&stale, &path, &[], &jpeg(20))
        .await
        .is(409)
        .says("La otra persona guardó");
    assert_eq!(saved(&world, "MC-1").await, theirs);
    // Both can be seen, though one was never saved, and saving again keeps the own one without sending it once more.
    assert!(page.body.matches("class=\"photograph-shown\"").count() >= 3);
    ana.get(&picture(&page)).await.is(200);
    ana.press(&page, &path, &[], "guardar").await.is(303);
    assert_ne!(saved(&world, "MC-1").await.large, theirs.large);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_names_no_photograph_that_was_not_made_for_its_candidacy() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
    let own = saved(&world, "MC-1").await;
    let token = world.app.sealed(world.candidacy("MC-1"), &own);
    let foreign = world.app.sealed(world.candidacy("MC-2"), &own);
    let forged = token.replacen(own.small.as_str(), &"a".repeat(64), 1);
    let path = section(&world, "MC-1");
    for wrong in [foreign.as_str(), &forged, "x", &own.token()] {
        for button in ["guardar", "autoguardar"] {
            let values = [("accion", button), ("revision", "1"), ("foto", wrong)];
            ana.post(&path, &values).await.is(404);
        }
        let image = format!("{}/imagen/{wrong}", world.capture_path("MC-1"));
        ana.get(&image).await.is(404);
    }
    assert_eq!(saved(&world, "MC-1").await, own);

    // Somebody else's candidacy, with its own right token.
    let eva = world.candidate("MC-2").await;
    eva.get(&format!("{}/imagen/{token}", world.capture_path("MC-1")))
        .await
        .is(404);
    eva.post(&framing(&world, "MC-1"), &[("foto", &token)])
        .await
        .is(404);
    // A draft is not the institute's to see.
    let rita = world.auditor().await;
    rita.get(&format!("{}/imagen/{token}", world.capture_path("MC-1")))
        .await
        .is(404);
    // It is public nowhere.
    ana.get(&public(&world, "MC-1", &own.large)).await.is(404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_sent_on_an_ended_session_is_asked_for_again_and_the_words_wait() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = section(&world, "MC-1");
    let page = ana.get(&path).await.is(200);
    world.clock.advance(31 * 60);
    let typed = [("foto__descripcion", "Con rebozo azul")];
    ana.send_file(&page, &path, &typed, &jpeg(200))
        .await
        .leads_to("/entrar?motivo=guardado-archivo");
    ana.get("/entrar?motivo=guardado-archivo")
        .await
        .says("El archivo no se guardó: después elíjalo otra vez.");
    ana.post(
        "/entrar",
        &[("usuario", &ana.login), ("contrasena", PASSWORD)],
    )
    .await
    .leads_to("/panel/resguardo");
    ana.get("/panel/resguardo")
        .await
        .is(200)
        .says("Con rebozo azul");

    // Without any session: a small form goes along with the sign-in, a large one says what to do.
    let stranger = Browser::new(&world);
    stranger
        .send_file(&page, &path, &typed, &vec![0; 300 * 1024])
        .await
        .leads_to("/entrar?motivo=archivo");
    stranger
        .get("/entrar?motivo=archivo")
        .await
        .says("elíjalo otra vez");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_validates_sees_the_photograph_that_was_sent_whether_the_notice_was_shown_or_not() {
    let files = Files::of("cdmx");
    let world = World::bare(files, Engine::Sqlite, "2024-04-16T10:00:00").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
    let token = world
        .app
        .sealed(world.candidacy("MC-1"), &saved(&world, "MC-1").await);
    let sonia = world.supervisor("mc").await;
    let draft = format!("{}/imagen/{token}", world.capture_path("MC-1"));
    sonia.get(&draft).await.is(404);
    ana.send_it("MC-1").await.is(303);
    let case = sonia.get(&world.case_path("MC-1")).await.is(200);
    sonia.get(&picture(&case)).await.is(200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_confirms_by_a_link_sees_the_photograph_without_a_session() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let helper = world.capturer("mc").await;
    helper
        .send_photograph("MC-1", &[], &jpeg(200))
        .await
        .is(303);
    let confirmation = format!("{}/confirmacion", world.capture_path("MC-1"));
    let made = helper.post_and_follow(&confirmation, &[]).await.is(200);
    let (_, rest) = made.body.split_once("/confirmar/").expect("no link");
    let code: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let link = format!("/confirmar/{code}");
    let person = Browser::new(&world).from("198.51.100.4");
    let page = person.get(&link).await.is(200);
    let shown = person.get(&picture(&page)).await.is(200);
    assert_eq!(shown.headers["content-type"], "image/jpeg");
    assert_eq!(shown.headers["cache-control"], "no-store");
    // One that was not sealed for this candidacy, and the same one once the link does not serve.
    let own = saved(&world, "MC-1").await;
    let foreign = world.app.sealed(world.candidacy("MC-2"), &own);
    person
        .get(&format!("{link}/imagen/{foreign}"))
        .await
        .is(404);
    let answer = [("revision", "1"), ("decision", "confirmar"), ("nota", "")];
    person.post(&link, &answer).await.is(303);
    person.get(&picture(&page)).await.is(410);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_published_photograph_is_shown_while_the_profile_is() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
    let photograph = saved(&world, "MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let stranger = Browser::new(&world);
    let address = public(&world, "MC-1", &photograph.medium);
    stranger.get(&address).await.is(404);

    let sonia = world.supervisor("mc").await;
    let case = sonia.get(&world.case_path("MC-1")).await.is(200);
    sonia.get(&picture(&case)).await.is(200);
    sonia
        .decide("MC-1", "supervision", "validar", &[])
        .await
        .is(303);
    world.state_is("MC-1", StateCode::Published).await;

    world.portal_says("MC-1", "Información declarada").await;
    let profile = format!("/candidaturas/{}", world.candidacy("MC-1"));
    let page = stranger.get(&profile).await.is(200);
    for hash in photograph.shown() {
        let address = public(&world, "MC-1", hash);
        assert!(page.body.contains(&address), "{address}");
        let shown = stranger.get(&address).await.is(200);
        assert_eq!(shown.headers["content-type"], "image/jpeg");
        // Withdrawn, a shared cache must not go on showing it.
        assert_eq!(shown.headers["cache-control"], "no-cache");
        let again = Request::get(&address)
            .header(header::IF_NONE_MATCH, format!("\"{hash}\""))
            .body(Body::empty())
            .unwrap();
        stranger.send(again).await.is(304);
    }
    let list = stranger.get("/candidaturas").await.is(200);
    let card = format!(
        "img[src='{}'][width][height][alt^='Retrato']",
        public(&world, "MC-1", &photograph.small)
    );
    assert_eq!(list.count(&card), 1);
    // What it was made from is not public, nor at another candidacy's address.
    stranger
        .get(&public(&world, "MC-1", &photograph.negative))
        .await
        .is(404);
    stranger
        .get(&public(&world, "MC-2", &photograph.large))
        .await
        .is(404);
    world.end().await;
}
