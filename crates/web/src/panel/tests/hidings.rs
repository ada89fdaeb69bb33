//! Hiding what puts somebody in danger, from the panel to the portal and back.

use axum::body::Body;
use axum::http::{Request, header};
use domain::activity::Action;

use super::browser::Browser;
use super::people::Person;
use super::world::{Engine, Files, World};

const NOTE: &str = "Llamó su hermana: la siguen desde ayer.";

impl World {
    /// What the portal says of a candidacy, once it has read all of the history.
    pub async fn portal_never_says(&self, key: &str, words: &str) {
        let reader = Browser::new(self);
        let path = format!("/candidaturas/{}", self.candidacy(key));
        for _ in 0..200 {
            if !reader.get(&path).await.body.contains(words) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        reader.get(&path).await.never_says(words);
    }
}

pub async fn hide(rita: &Person<'_>, world: &World, key: &str, what: &str) -> super::browser::Page {
    let path = format!("/panel/ocultamientos/{}", world.candidacy(key));
    let values = [
        ("que", what),
        ("motivo", "threat"),
        ("nota", NOTE),
        ("revision", "2024-04-20"),
    ];
    rita.post(&path, &values).await
}

/// The address of the only hiding of a candidacy.
async fn only(world: &World, action: Action) -> String {
    let entries = world.entries(action).await;
    let subject = entries[0].entry.fields().subject_id.clone();
    format!("/panel/ocultamientos/{}", subject.replace(':', "/"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_datum_is_hidden_at_once_reviewed_by_somebody_else_and_lifted() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.validated("IND-1").await;
        let datum = "Algo para domicilio";
        world.portal_says("IND-1", datum).await;
        let page = format!("/candidaturas/{}", world.candidacy("IND-1"));
        let reader = Browser::new(&world);
        let before = reader.get(&page).await.is(200);
        let etag = before.header("etag").unwrap().to_owned();

        let rita = world.administrator().await;
        let home = rita.get(&world.capture_path("IND-1")).await;
        assert!(home.body.contains("/panel/ocultamientos/"));
        let form = format!("/panel/ocultamientos/{}", world.candidacy("IND-1"));
        let form = rita.get(&form).await.is(200);
        assert_eq!(form.count("select[name='que'] option[value='']"), 1);
        hide(&rita, &world, "IND-1", "domicilio")
            .await
            .leads_to("/panel/ocultamientos?hecho=oculto");
        hide(&rita, &world, "IND-1", "domicilio")
            .await
            .leads_to("/panel/ocultamientos?hecho=ya-oculto");
        assert_eq!(world.entries(Action::DataHidden).await.len(), 1);
        world.portal_never_says("IND-1", datum).await;
        world.portal_says("IND-1", "No disponible por ahora.").await;
        // Who kept the page from before is not told that it still holds.
        let asked = Request::get(&page).header(header::IF_NONE_MATCH, &etag);
        let answer = reader
            .send(asked.body(Body::empty()).unwrap())
            .await
            .is(200);
        answer.never_says(datum);
        for address in ["/", "/candidaturas", "/candidaturas?q=maria"] {
            reader.get(address).await.never_says(datum).never_says(NOTE);
        }
        // The note is for the administration alone: not for the history, nor for who audits it.
        let one = only(&world, Action::DataHidden).await;
        rita.get(&one)
            .await
            .is(200)
            .says(NOTE)
            .says("usted tomó la última decisión");
        let auditor = world.auditor().await;
        auditor.get(&one).await.is(403).never_says(NOTE);
        auditor.get("/panel/historial").await.never_says(NOTE);
        auditor
            .get("/panel/historial.csv")
            .await
            .is(200)
            .never_says(NOTE);
        rita.post(
            &one,
            &[("decision", "mantener"), ("revision", "2024-04-25")],
        )
        .await
        .is(409);

        // On the day of the review it waits on the administration's desk, and another person looks.
        rita.get("/panel").await.never_says("por revisar");
        world.clock.set(world.instant("2024-04-20T08:00:00"));
        let omar = world.administrator().await;
        omar.get("/panel").await.says("1 ocultamiento por revisar");
        omar.get("/panel/ocultamientos")
            .await
            .says("Toca revisarlo")
            .says("Domicilio de la casa de campaña");
        let values = [
            ("decision", "mantener"),
            ("revision", "2024-04-25"),
            ("nota", "Sigue el riesgo."),
        ];
        omar.post(&one, &values)
            .await
            .leads_to("/panel/ocultamientos?hecho=mantenido");
        omar.get("/panel").await.never_says("por revisar");
        world.portal_never_says("IND-1", datum).await;
        rita.sign_in().await;
        rita.post(&one, &[("decision", "levantar"), ("nota", "")])
            .await
            .leads_to("/panel/ocultamientos?hecho=levantado");
        world.portal_says("IND-1", datum).await;
        rita.get(&one)
            .await
            .says("Levantado")
            .says("Sigue el riesgo.");
        rita.get("/panel/ocultamientos?ver=levantados")
            .await
            .says("María Fernanda");
        assert_eq!(world.entries(Action::HidingKept).await.len(), 1);
        assert_eq!(world.entries(Action::HidingLifted).await.len(), 1);
        let store = world.beside().await;
        let key = world.app.keys().signer().verifier_key();
        let report = storage::verify(&store, &key, false, None).await.unwrap();
        store.close().await;
        assert!(report.is_sound(), "{:?}", report.faults);
        world.end().await;
    }
}

/// Hidden before it was ever published, it stays hidden when it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_hidden_survives_publication() {
    let world = World::at(Files::of("dgo"), Engine::Sqlite, "2024-04-08T09:00:00").await;
    let rita = world.administrator().await;
    let path = format!("/panel/ocultamientos/{}", world.candidacy("IND-1"));
    let values = [
        ("que", "domicilio"),
        ("motivo", "gender_violence"),
        ("nota", NOTE),
        ("revision", "2024-04-09"),
    ];
    rita.post(&path, &values).await.is(303);
    world.validated("IND-1").await;
    world.clock.set(world.instant("2024-04-10T00:00:00"));
    app::jobs::once(&world.app).await.unwrap();
    world.portal_says("IND-1", "No disponible por ahora.").await;
    Browser::new(&world)
        .get(&format!("/candidaturas/{}", world.candidacy("IND-1")))
        .await
        .never_says("Algo para domicilio")
        .says("Algo para");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hidden_profile_only_the_ballot_is_left() {
    let world = World::of("dgo").await;
    world.validated("IND-1").await;
    world.portal_says("IND-1", "Algo para domicilio").await;
    let rita = world.administrator().await;
    hide(&rita, &world, "IND-1", "*").await.is(303);
    world
        .portal_says(
            "IND-1",
            "La información de esta candidatura no está disponible por ahora.",
        )
        .await;
    let reader = Browser::new(&world);
    reader
        .get(&format!("/candidaturas/{}", world.candidacy("IND-1")))
        .await
        .is(200)
        .says("María Fernanda de la Cruz")
        .never_says("Algo para")
        .never_says("40 años");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_says_what_is_missing_and_keeps_what_was_typed() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let path = format!("/panel/ocultamientos/{}", world.candidacy("MC-1"));
    rita.get(&path)
        .await
        .is(200)
        .says("Todo el perfil")
        .says("Volver sin ocultar nada")
        .says("A más tardar el ")
        .never_says("A más tardar el 2024-");
    let typed =
        |what: &'static str, reason: &'static str, note: &'static str, day: &'static str| {
            [
                ("que", what),
                ("motivo", reason),
                ("nota", note),
                ("revision", day),
            ]
        };
    rita.post(&path, &typed("", "threat", NOTE, "2024-04-20"))
        .await
        .is(422)
        .points_at("que")
        .says(NOTE);
    // All of it at once: whoever hides is in a hurry.
    rita.post(&path, &typed("", "", "", "mañana"))
        .await
        .is(422)
        .points_at("que")
        .points_at("motivo")
        .points_at("nota")
        .points_at("revision");
    rita.post(
        &path,
        &typed("correo_interno", "threat", NOTE, "2024-04-20"),
    )
    .await
    .is(422)
    .points_at("que");
    rita.post(&path, &typed("*", "", NOTE, "2024-04-20"))
        .await
        .is(422)
        .points_at("motivo");
    rita.post(&path, &typed("*", "threat", " ", "2024-04-20"))
        .await
        .is(422)
        .points_at("nota");
    for day in ["", "2024-04-15", "2024-06-01", "mañana"] {
        rita.post(&path, &typed("*", "threat", NOTE, day))
            .await
            .is(422)
            .points_at("revision");
    }
    for person in [
        world.auditor().await,
        world.candidate("MC-1").await,
        world.supervisor("mc").await,
    ] {
        person.get(&path).await.is(403);
        person
            .post(&path, &typed("*", "threat", NOTE, "2024-04-20"))
            .await
            .is(403);
        person.get("/panel/ocultamientos").await.is(403);
    }
    assert!(world.entries(Action::DataHidden).await.is_empty());
    world.end().await;
}
