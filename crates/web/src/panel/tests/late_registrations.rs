//! Candidacies that are registered after their party received its accounts: nobody overlooks them, and their term starts
//! when their party is told.

use domain::activity::Action;

use super::shared_capture::BOTH;
use super::world::{Engine, Files, World};

const TERMS: &str = "/panel/plazos";

/// A party received its accounts on 16 April; two candidacies of it are registered two days later.
async fn late(files: Files, engine: Engine) -> World {
    let world = World::with(files, engine).await;
    world.start_term_of_party("mc").await;
    world.clock.set(world.instant("2024-04-18T09:00:00"));
    world.import(&BOTH).await;
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_are_told_everywhere_and_their_term_starts_with_the_notice() {
    for engine in Engine::at_hand() {
        let world = late(Files::of("dgo"), engine).await;
        assert_eq!(world.registered("MC-RP1").await.term, None);
        let before = world.registered("MC-1").await.term;
        let rita = world.administrator().await;
        rita.get("/panel").await.is(200).says(
            "2 candidaturas registradas después de la entrega: registre el aviso a su partido",
        );
        rita.get("/panel/registro/revision")
            .await
            .is(200)
            .says("su plazo no corre");
        let page = rita
            .get(TERMS)
            .await
            .is(200)
            .says("MC: 2 candidaturas sin plazo");
        let path = "/panel/plazos/avisos";
        let form = page.form(path);
        let values: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        // Whoever does not record deliveries neither sees nor does it.
        for person in [world.representation("mc").await, world.auditor().await] {
            person
                .get(TERMS)
                .await
                .is(200)
                .never_says("registradas después de la entrega");
            person.post(path, &values).await.is(403);
        }
        world.clock.set(world.instant("2024-04-19T12:00:00"));
        rita.sign_in().await;
        rita.post(path, &values)
            .await
            .leads_to("/panel/plazos?hecho=avisado");
        // A second click records nothing; a fresh form has nothing to start.
        rita.post(path, &values).await.is(303);
        rita.post(path, &[("partido", "mc")])
            .await
            .is(409)
            .says("No hay candidaturas cuyo plazo deba empezar");
        rita.post(path, &[("partido", "nadie")]).await.is(404);
        let term = world.registered("MC-RP1").await.term.unwrap();
        assert_eq!(term.received, world.instant("2024-04-19T12:00:00"));
        // 15 natural days, none less, and those that ran go on as they were.
        assert_eq!(
            term.ends.micros() / 1_000_000,
            world.instant("2024-05-04T23:59:59").micros() / 1_000_000
        );
        assert_eq!(world.registered("MC-1").await.term, before);
        assert_eq!(world.entries(Action::RegistrationsTold).await.len(), 1);
        rita.get("/panel")
            .await
            .never_says("registradas después de la entrega");
        let ledger = rita.get("/panel/entregas.csv").await.is(200);
        assert!(
            ledger.body.contains("aviso de candidaturas posteriores"),
            "{}",
            ledger.body
        );
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledgement_from_before_starts_nothing_for_who_came_later() {
    let world = late(Files::of("dgo"), Engine::Sqlite).await;
    let login = "representacion.mc";
    let early = world.instant("2024-04-16T10:00:00");
    let refused = world.app.record_receipt_as_system(login, early).await;
    assert!(refused.is_err(), "nothing was there to be received");
    assert_eq!(world.registered("MC-RP1").await.term, None);
    let now = world.app.now();
    world
        .app
        .record_receipt_as_system(login, now)
        .await
        .unwrap();
    assert_eq!(world.registered("MC-RP1").await.term.unwrap().received, now);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_profile_says_so_the_registration_itself_starts_the_term() {
    let files = Files::of("dgo").with(
        "profile.toml",
        "cuenta_desde = \"primera_recepcion\"",
        "registro_posterior = \"registro\"\ncuenta_desde = \"primera_recepcion\"",
    );
    for engine in Engine::at_hand() {
        let world = late(files.clone(), engine).await;
        let term = world.registered("MC-RP1").await.term.unwrap();
        assert_eq!(term.received, world.instant("2024-04-18T09:00:00"));
        let rita = world.administrator().await;
        rita.get("/panel")
            .await
            .never_says("registradas después de la entrega");
        // A party that received nothing waits as ever.
        world
            .import(&[
                "PT-1,diputacion-mr,distrito-06,,propietaria,pt,,Eva,Luna,,,mujer,1984-03-21,",
                "PT-1S,diputacion-mr,distrito-06,,suplente,pt,,Lía,Luna,,,mujer,1984-03-21,",
            ])
            .await;
        assert_eq!(world.registered("PT-1").await.term, None);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_shared_questionnaire_the_later_term_counts_for_both() {
    let files = Files::of("dgo").with(
        "profile.toml",
        "una_por_persona = false",
        "una_por_persona = true",
    );
    let world = late(files, Engine::Sqlite).await;
    let before = world.registered("MC-1").await.term.unwrap();
    let rita = world.administrator().await;
    let page = rita.get(TERMS).await.is(200);
    let form = page.form("/panel/plazos/avisos");
    rita.send_form("/panel/plazos/avisos", &form).await.is(303);
    let own = world.registered("MC-RP1").await.term.unwrap();
    assert!(own.ends > before.ends);
    assert_eq!(world.registered("MC-1").await.term, Some(own));
    assert_eq!(world.entries(Action::TermShared).await.len(), 1);
    world.end().await;
}
