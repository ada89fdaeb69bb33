//! From a validated questionnaire to the portal (R24).

use domain::activity::Action;
use domain::capture::StateCode;

use super::browser::Browser;
use super::world::{Engine, Files, World};

impl World {
    /// Waits until the portal, which follows the history, says this of a candidacy. A second is its goal; a loaded
    /// machine gets ten.
    pub async fn portal_says(&self, key: &str, words: &str) {
        let reader = Browser::new(self);
        let path = format!("/candidaturas/{}", self.candidacy(key));
        for _ in 0..200 {
            // Before the portal has read of the candidacy at all, it does not know the address.
            let page = reader.get(&path).await;
            if page.status == 200 && page.text().contains(words) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        reader.get(&path).await.is(200).says(words);
    }

    /// Captured, sent and validated by itself.
    pub async fn validated(&self, key: &str) {
        let maria = self.independent(key).await;
        maria.fill_in(key).await;
        maria.send_it(key).await.is(303);
        maria
            .decide(key, "supervision", "validar", &[])
            .await
            .is(303);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_appears_at_its_offices_date_and_not_before() {
    for engine in Engine::at_hand() {
        let world = World::at(Files::of("dgo"), engine, "2024-04-08T09:00:00").await;
        world.validated("IND-1").await;
        world.state_is("IND-1", StateCode::Validated).await;
        world.clock.set(world.instant("2024-04-09T23:59:59"));
        app::jobs::once(&world.app).await.unwrap();
        world.state_is("IND-1", StateCode::Validated).await;
        world.clock.set(world.instant("2024-04-10T00:00:00"));
        app::jobs::once(&world.app).await.unwrap();
        app::jobs::once(&world.app).await.unwrap();
        world.state_is("IND-1", StateCode::Published).await;
        world.portal_says("IND-1", "Algo para domicilio").await;
        let entries = world.entries(Action::CapturePublished).await;
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].entry.fields().actor.as_text(), "system");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_date_it_appears_at_once() {
    let world = World::of("dgo").await;
    world
        .portal_says("IND-1", "Todavía no captura su información")
        .await;
    world.validated("IND-1").await;
    world.state_is("IND-1", StateCode::Published).await;
    world.portal_says("IND-1", "Algo para domicilio").await;
    // What is not for the public does not get there.
    Browser::new(&world)
        .get(&format!("/candidaturas/{}", world.candidacy("IND-1")))
        .await
        .never_says("contacto@ejemplo.mx?interno");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_institute_releases_the_administrator_publishes_each_profile() {
    let files = Files::of("dgo").with(
        "profile.toml",
        "modo = \"automatica\"",
        "modo = \"liberada\"",
    );
    let world = World::with(files, Engine::Sqlite).await;
    world.validated("IND-1").await;
    app::jobs::once(&world.app).await.unwrap();
    world.state_is("IND-1", StateCode::Validated).await;
    let rita = world.administrator().await;
    rita.get("/panel").await.says("1 candidatura por publicar");
    let home = world.capture_path("IND-1");
    let release = format!("{home}/publicar");
    assert_eq!(
        rita.get(&world.capture_path("MC-1"))
            .await
            .count("form[action$='/publicar']"),
        0
    );
    rita.post(&format!("{}/publicar", world.capture_path("MC-1")), &[])
        .await
        .is(409);
    rita.get(&home)
        .await
        .is(200)
        .says("Lo publica la administración")
        .form(&release);
    for person in [world.auditor().await, world.independent("IND-1").await] {
        assert_eq!(
            person.get(&home).await.count("form[action$='/publicar']"),
            0
        );
        person.post(&release, &[]).await.is(403);
    }
    rita.post_and_follow(&release, &[])
        .await
        .says("Publicó el perfil");
    rita.post_and_follow(&release, &[]).await.is(200);
    assert_eq!(
        world.entries(Action::CapturePublished).await.len(),
        1,
        "a second click publishes nothing twice"
    );
    world.portal_says("IND-1", "Algo para domicilio").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_released_before_the_offices_date() {
    let files = Files::of("dgo").with(
        "profile.toml",
        "modo = \"automatica\"",
        "modo = \"liberada\"",
    );
    let world = World::at(files, Engine::Sqlite, "2024-04-08T09:00:00").await;
    world.validated("IND-1").await;
    let rita = world.administrator().await;
    let home = world.capture_path("IND-1");
    assert_eq!(rita.get(&home).await.count("form[action$='/publicar']"), 0);
    rita.post(&format!("{home}/publicar"), &[])
        .await
        .is(409)
        .says("todavía no pueden publicarse");
    world.end().await;
}

/// What is corrected after publication says so on the public page, and has its version, its receipt and its cause.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_of_what_is_public_leaves_a_note() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.validated("IND-1").await;
        world.portal_says("IND-1", "Algo para domicilio").await;
        let rita = world.administrator().await;
        let home = world.capture_path("IND-1");
        rita.get(&home)
            .await
            .says("Corregir una respuesta publicada");
        let path = format!("{home}/correccion");
        rita.get(&path).await.is(200).says("Qué se corrige");
        let form = rita.get(&format!("{path}?campo=domicilio")).await.is(200);
        let reviewed = form.value(&path, "version");
        let said = |address: &'static str, cause: &'static str, document: &'static str| {
            vec![
                ("campo", "domicilio".to_owned()),
                ("version", reviewed.clone()),
                ("domicilio", address.to_owned()),
                ("causa", cause.to_owned()),
                ("documento", document.to_owned()),
                ("accion", "corregir".to_owned()),
            ]
        };
        let post = async |values: Vec<(&str, String)>| {
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            rita.post(&path, &values).await
        };
        let new = "Calle Nueva 5, Zona Centro";
        let again = post(said(new, "", "Oficio 7"))
            .await
            .is(422)
            .points_at("causa");
        assert!(again.body.contains(new), "what was typed is kept");
        post(said(new, "clerical", " "))
            .await
            .is(422)
            .points_at("documento");
        post(said("Algo para domicilio", "clerical", "Oficio 7"))
            .await
            .is(422)
            .says("no hay nada que corregir");
        world.clock.advance(86_400);
        rita.sign_in().await;
        let receipt = post(said(new, "clerical", "Oficio 7/2024")).await.is(303);
        rita.follow(receipt)
            .await
            .is(200)
            .says("Corrigió el perfil publicado");
        world
            .portal_says(
                "IND-1",
                "Corregida el 17 de abril de 2024: Domicilio de la casa de campaña.",
            )
            .await;
        Browser::new(&world)
            .get(&format!("/candidaturas/{}", world.candidacy("IND-1")))
            .await
            .says(new)
            .never_says("Algo para domicilio")
            .never_says("Oficio 7");
        // The same form again, from the browser's history, is about a version that is no longer the last.
        post(said("Otra calle 9", "clerical", "Oficio 8"))
            .await
            .is(409);
        world.state_is("IND-1", StateCode::Published).await;
        assert_eq!(world.entries(Action::ProfileCorrected).await.len(), 1);
        rita.get(&format!("{home}/versiones?campo=domicilio"))
            .await
            .says("Corrección de lo publicado")
            .says("5, Zona Centro");
        for person in [world.auditor().await, world.independent("IND-1").await] {
            person.get(&path).await.is(403);
        }
        rita.get(&format!("{}/correccion", world.capture_path("MC-1")))
            .await
            .is(404);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_day_of_retirement_on_nothing_published_is_anywhere() {
    let world = World::of("dgo").await;
    world.validated("IND-1").await;
    world.portal_says("IND-1", "Algo para domicilio").await;
    let page = format!("/candidaturas/{}", world.candidacy("IND-1"));
    let reader = Browser::new(&world);
    world.clock.set(world.instant("2024-06-02T23:59:59"));
    reader.get(&page).await.says("Algo para domicilio");
    world.clock.set(world.instant("2024-06-03T00:00:00"));
    reader
        .get(&page)
        .await
        .is(200)
        .says("se retiró del portal")
        .never_says("Algo para");
    for address in ["/", "/candidaturas", "/candidaturas?q=maria"] {
        reader.get(address).await.never_says("Algo para");
    }
    world.end().await;
}
