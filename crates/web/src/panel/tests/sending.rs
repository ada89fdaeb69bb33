//! The final confirmation, which there is once.

use axum::body::Body;
use axum::http::{Request, header};
use domain::activity::Action;
use domain::capture::StateCode;
use futures_util::StreamExt as _;

use super::browser::Page;
use super::people::PASSWORD;
use super::world::{Engine, Files, World};

/// The number of a receipt, as its page shows it.
fn folio(page: &Page) -> String {
    page.text().split("H-").nth(1).unwrap()[..8].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_has_one_effect_and_the_same_receipt() {
    for engine in Engine::at_hand() {
        for name in ["dgo", "cdmx"] {
            let world = World::with(Files::of(name), engine).await;
            world.start_term_of_party("mc").await;
            let ana = world.candidate("MC-1").await;
            ana.fill_in("MC-1").await;
            let receipt = format!("{}/acuse", world.capture_path("MC-1"));
            let (first, second) = tokio::join!(ana.send_it("MC-1"), ana.send_it("MC-1"));
            let first = ana
                .follow(first.leads_to(&receipt))
                .await
                .is(200)
                .says("Cuestionario enviado")
                .says("En plazo Sí");
            let second = ana.follow(second.leads_to(&receipt)).await;
            assert_eq!(folio(&first), folio(&second));
            assert_eq!(world.entries(Action::CaptureSent).await.len(), 1);
            let file = ana.get(&format!("{receipt}.json")).await.is(303);
            let file = ana.follow(file).await.is(200);
            assert_eq!(file.header("content-type"), Some("application/json"));
            let receipt_file = activity_log::Receipt::parse(file.body.as_bytes()).unwrap();
            receipt_file
                .verify(&world.app.keys().signer().verifier_key())
                .unwrap();
            // It is for reading now.
            ana.get(&format!("{}/motivos", world.capture_path("MC-1")))
                .await
                .is(303);
            ana.get(&format!("{}/revisar", world.capture_path("MC-1")))
                .await
                .says("Lo capturado")
                .without_help()
                .never_says("Enviar a validación");
            ana.post(
                &format!("{}/motivos", world.capture_path("MC-1")),
                &[("motivos", "otra")],
            )
            .await;
            assert_eq!(
                world.entries(Action::AnswersSaved).await.len(),
                world.app.curricular().sections.len()
            );
            world.end().await;
        }
    }
}

/// A candidate and who supervises for their party press at the same moment, with the same text in view.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_people_who_send_at_once_one_does_and_both_have_its_receipt() {
    for engine in Engine::at_hand() {
        for name in ["dgo", "cdmx"] {
            let world = World::with(Files::of(name), engine).await;
            world.start_term_of_party("mc").await;
            let (ana, rosa) = (world.candidate("MC-1").await, world.supervisor("mc").await);
            ana.fill_in("MC-1").await;
            let revision = ana.reviewed("MC-1").await;
            assert_eq!(rosa.reviewed("MC-1").await, revision);
            let path = format!("{}/enviar", world.capture_path("MC-1"));
            let values = [
                ("revision", revision.as_str()),
                ("declara", "on"),
                ("contrasena", PASSWORD),
            ];
            let receipt = format!("{}/acuse", world.capture_path("MC-1"));
            let (of_ana, of_rosa) =
                tokio::join!(ana.post(&path, &values), rosa.post(&path, &values));
            let mut folios = Vec::new();
            for (who, answer) in [(&ana, of_ana), (&rosa, of_rosa)] {
                let page = who.follow(answer.leads_to(&receipt)).await.is(200);
                let page = page.says("Cuestionario enviado").says("En plazo Sí");
                folios.push(folio(&page));
            }
            assert_eq!(folios[0], folios[1]);
            assert_eq!(world.entries(Action::CaptureSent).await.len(), 1);
            // The other one came second, and the history says so (R01).
            assert_eq!(world.entries(Action::AttemptRefused).await.len(), 1);
            world.state_is("MC-1", StateCode::InStage).await;
            world.end().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sending_asks_for_the_declaration_and_the_password() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    let path = format!("{}/enviar", world.capture_path("MC-1"));
    ana.get(&format!("{}/revisar", world.capture_path("MC-1")))
        .await
        .says("Declaro bajo protesta de decir verdad")
        // Beside each answer, whether it will be public.
        .says("Algo para domicilio Se publica")
        .says("No se publica: solo la ven quienes capturan y quienes validan");
    ana.post(&path, &[("contrasena", PASSWORD)])
        .await
        .is(422)
        .points_at("declara");
    let wrong = ana
        .post(&path, &[("declara", "on"), ("contrasena", "otra")])
        .await
        .is(422);
    let wrong = wrong
        .points_at("contrasena")
        .says("La contraseña no es correcta")
        .never_says("usuario o la contraseña");
    assert_eq!(
        wrong.value(&path, "declara"),
        "si",
        "what was ticked stays ticked"
    );
    assert_eq!(wrong.value(&path, "contrasena"), "");
    ana.post(&path, &[("declara", "on")])
        .await
        .is(422)
        .points_at("contrasena")
        .says("Escriba su contraseña");
    for _ in 0..3 {
        ana.post(&path, &[("declara", "on"), ("contrasena", "otra")])
            .await
            .is(422);
    }
    ana.send_it("MC-1").await.is(422).says("Espere");
    world.clock.advance(10);
    ana.send_it("MC-1").await.is(303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_for_a_party_declares_for_it_too() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let luis = world.capturer("mc").await;
    luis.fill_in("MC-1").await;
    let review = luis
        .get(&format!("{}/revisar", world.capture_path("MC-1")))
        .await;
    review.says("con el conocimiento y la autorización de la persona candidata");
    luis.send_it("MC-1").await.is(303);
    luis.get(&format!("{}/acuse", world.capture_path("MC-1")))
        .await
        .says("Enviado por Persona capturista");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_incomplete_questionnaire_is_not_sent() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.send_it("MC-1")
        .await
        .is(409)
        .says("Todavía no hay nada capturado");
    ana.save("MC-1", "motivos", &[("motivos", "Corto")])
        .await
        .is(303);
    ana.send_it("MC-1")
        .await
        .is(409)
        .says("Todavía falta completar")
        .says("Falta completar");
    assert!(world.entries(Action::CaptureSent).await.is_empty());
    world.end().await;
}

/// One second after the term, where late captures come in and where they do not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_second_after_the_term_the_profile_decides() {
    for allowed in [true, false] {
        let files = Files::of("dgo");
        let files = if allowed {
            files
        } else {
            files.with(
                "profile.toml",
                "permitir_extemporanea = true",
                "permitir_extemporanea = false",
            )
        };
        let world = World::with(files, Engine::Sqlite).await;
        world.start_term_of_party("mc").await;
        for key in ["MC-1", "MC-2"] {
            world.candidate(key).await.fill_in(key).await;
        }
        world.clock.set(world.instant("2024-05-01T23:59:59"));
        let ana = world.candidate("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        ana.get(&format!("{}/acuse", world.capture_path("MC-1")))
            .await
            .says("En plazo Sí");
        world.clock.advance(1);
        let luis = world.candidate("MC-2").await;
        if allowed {
            luis.send_it("MC-2").await.is(303);
            luis.get(&format!("{}/acuse", world.capture_path("MC-2")))
                .await
                .says("extemporánea");
        } else {
            luis.send_it("MC-2")
                .await
                .is(409)
                .says("El plazo para capturar ya terminó");
            let saved = luis
                .post(
                    &format!("{}/motivos", world.capture_path("MC-2")),
                    &[("motivos", "Lo que escribí")],
                )
                .await;
            saved.is(409).says("ya terminó").says("Lo que escribí");
            luis.get(&world.capture_path("MC-2"))
                .await
                .says("El cuestionario no se ha enviado")
                .says("ya terminó");
        }
        world.end().await;
    }
}

/// A request's instant is when its whole body had arrived (R07).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_ends_after_the_term_is_late() {
    for (arrives, said) in [
        ("2024-05-01T23:59:59", "En plazo Sí"),
        ("2024-05-02T00:00:00", "extemporánea"),
    ] {
        let world = World::of("dgo").await;
        world.start_term_of_party("mc").await;
        world.candidate("MC-1").await.fill_in("MC-1").await;
        world.clock.set(world.instant("2024-05-01T23:59:30"));
        let ana = world.candidate("MC-1").await;
        let revision = ana.reviewed("MC-1").await;
        let values = [
            ("declara", "on"),
            ("contrasena", PASSWORD),
            ("revision", revision.as_str()),
        ];
        let whole = serde_html_form::to_string(values).unwrap();
        let (first, rest) = whole.split_at(10);
        let (first, rest) = (first.to_owned(), rest.to_owned());
        let (clock, ends) = (world.clock.clone(), world.instant(arrives));
        let parts = futures_util::stream::iter([0, 1]).map(move |part| {
            if part == 0 {
                return Ok::<_, std::io::Error>(first.clone());
            }
            clock.set(ends);
            Ok(rest.clone())
        });
        let path = format!("{}/enviar", world.capture_path("MC-1"));
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from_stream(parts))
            .unwrap();
        ana.send(request).await.is(303);
        ana.get(&format!("{}/acuse", world.capture_path("MC-1")))
            .await
            .says(said);
        world.end().await;
    }
}

/// A declaration of veracity covers what its person saw, and nothing that somebody saved meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmation_of_answers_that_changed_meanwhile_is_asked_again() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    let path = format!("{}/enviar", world.capture_path("MC-1"));
    let seen = ana.reviewed("MC-1").await;
    let supervisor = world.supervisor("mc").await;
    let other = "Otro motivo, con agua para cada comunidad. ".repeat(12);
    supervisor
        .save("MC-1", "motivos", &[("motivos", &other)])
        .await
        .is(303);
    let confirmed = [
        ("revision", seen.as_str()),
        ("declara", "on"),
        ("contrasena", PASSWORD),
    ];
    ana.post(&path, &confirmed)
        .await
        .is(409)
        .says("Alguien guardó cambios después de que usted abrió esta página")
        .says("Otro motivo, con agua");
    world.state_is("MC-1", StateCode::Capturing).await;
    ana.send_it("MC-1").await.is(303);
    world.state_is("MC-1", StateCode::InStage).await;
    world.end().await;
}
