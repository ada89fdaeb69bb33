//! Before a party's people open a candidacy its person knows of the party's notice: every page and every act, for
//! every role, in both institutes, and who is not asked (R12).

use domain::activity::Action;
use domain::capture::StateCode;
use domain::policy::{Right, may_ever};

use super::party_evidence::{bare, register_notice};
use super::people::Person;
use super::typing::text_of;
use super::world::{Engine, Files, World};

/// Every way to a questionnaire, none of which opens it.
async fn is_closed_to(world: &World, person: &Person<'_>, told: &str) {
    let home = world.capture_path("MC-1");
    person
        .get(&home)
        .await
        .is(200)
        .says(told)
        .says("Itzel O'Dam Ríos")
        .never_says("Contacto público");
    for page in ["motivos", "revisar"] {
        person.get(&format!("{home}/{page}")).await.leads_to(&home);
    }
    let motives = format!("{home}/motivos");
    let secret = "Lo que estaba escribiendo";
    let typed = |button| [("revision", "0"), ("motivos", secret), ("accion", button)];
    let refused = person.post(&motives, &typed("guardar")).await.is(409);
    refused.says("mostró su aviso de privacidad").says(secret);
    let kept = person.post(&motives, &typed("autoguardar")).await.is(409);
    assert!(kept.body.contains("aviso de privacidad"), "{}", kept.body);
    let listed = format!("{home}/contacto");
    person
        .post(
            &listed,
            &[
                ("telefonos", "618 000 1111"),
                ("accion", "agregar:telefonos"),
            ],
        )
        .await
        .is(409);
    let sent = [
        ("revision", "0"),
        ("declara", "on"),
        ("contrasena", super::people::PASSWORD),
    ];
    person
        .post(&format!("{home}/enviar"), &sent)
        .await
        .is(409)
        .says(told);
    world.state_is("MC-1", StateCode::Untouched).await;
    assert_eq!(world.entries(Action::SittingBegun).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_of_the_party_opens_a_candidacy_before_its_person_knows_of_the_notice() {
    for name in ["dgo", "cdmx"] {
        let world = bare(name).await;
        world.start_term_of_party("mc").await;
        let rosa = world.representative("mc").await;
        let people = [world.supervisor("mc").await, world.capturer("mc").await];
        for person in &people {
            let told = "Falta el aviso de privacidad de su partido";
            is_closed_to(&world, person, told).await;
            person
                .get(&world.capture_path("MC-1"))
                .await
                .says("representación de su partido");
        }
        register_notice(&rosa).await;
        for person in &people {
            is_closed_to(&world, person, "Falta la constancia").await;
            let page = person.get(&world.capture_path("MC-1")).await;
            let record = format!("/panel/partido/evidencia/{}", world.candidacy("MC-1"));
            assert_eq!(
                page.count(&format!("a.button[href='{record}']")),
                1,
                "one click away"
            );
            person
                .get(&record)
                .await
                .is(200)
                .says("Registrar que se le mostró");
        }
        let [supervisor, capturer] = &people;
        let home = world.capture_path("MC-1");
        capturer
            .record_shown("MC-1")
            .await
            .leads_to(&format!("{home}?hecho=evidencia"));
        for person in [supervisor, capturer] {
            person.get(&home).await.is(200).says("Contacto público");
        }
        capturer
            .save("MC-1", "motivos", &[("motivos", "Ya puede")])
            .await
            .is(303);
        let typed = [
            ("revision", "1"),
            ("motivos", "Ya se guarda solo"),
            ("accion", "autoguardar"),
        ];
        capturer
            .post(&format!("{home}/motivos"), &typed)
            .await
            .is(200);
        // It was recorded for one candidacy: the next one is as closed as before.
        capturer
            .get(&world.capture_path("MC-2"))
            .await
            .says("Falta la constancia");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn candidates_and_independents_are_not_asked() {
    for name in ["dgo", "cdmx"] {
        let world = bare(name).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        ana.get(&world.capture_path("MC-1"))
            .await
            .is(200)
            .says("Contacto público");
        ana.save("MC-1", "motivos", &[("motivos", "Lo mío")])
            .await
            .is(303);
        let nadie = world.independent("IND-1").await;
        nadie
            .get(&world.capture_path("IND-1"))
            .await
            .is(200)
            .says("Contacto público");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stage_s_edit_is_asked_for_it_and_the_decision_is_not() {
    let world = bare("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let rosa = world.supervisor("mc").await;
    let luz = world.representative("mc").await;
    register_notice(&luz).await;
    let home = world.capture_path("MC-1");
    rosa.get(&world.case_path("MC-1")).await.is(200);
    rosa.get(&home)
        .await
        .is(200)
        .says("Falta la constancia")
        .says("Ir a la validación");
    let text = text_of(300);
    let typed = [
        ("revision", "99"),
        ("motivos", text.as_str()),
        ("accion", "guardar"),
    ];
    rosa.post(&format!("{home}/motivos"), &typed)
        .await
        .is(409)
        .says("aviso de privacidad");
    assert_eq!(world.entries(Action::AnswersEdited).await.len(), 0);
    rosa.record_shown("MC-1").await.is(303);
    rosa.save("MC-1", "motivos", &[("motivos", &text)])
        .await
        .is(303);
    assert_eq!(world.entries(Action::AnswersEdited).await.len(), 1);
    rosa.decide("MC-1", "supervision", "validar", &[])
        .await
        .is(303);
    world.state_is("MC-1", StateCode::Published).await;
    rosa.get(&home).await.is(200).says("Publicado el");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_institute_that_does_not_ask_for_it_closes_nothing() {
    let files = Files::of("dgo").with(
        "profile.toml",
        "aviso_del_partido = true",
        "aviso_del_partido = false",
    );
    let world = World::bare(files, Engine::Sqlite, "2024-04-16T10:00:00").await;
    world.start_term_of_party("mc").await;
    let luis = world.capturer("mc").await;
    luis.save("MC-1", "motivos", &[("motivos", "Sin aviso")])
        .await
        .is(303);
    luis.get("/panel/partido/tablero")
        .await
        .is(200)
        .never_says("Aviso del partido");
    world.end().await;
}

/// A representation that captures is asked like the others; in both institutes it does not capture.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_representation_that_captures_is_asked_too() {
    let files = Files::of("dgo").with(
        "profile.toml",
        "partido = [\"supervisora\", \"capturista\", \"candidatura\"]",
        "partido = [\"representacion\", \"supervisora\", \"capturista\", \"candidatura\"]",
    );
    let world = World::bare(files, Engine::Sqlite, "2024-04-16T10:00:00").await;
    world.start_term_of_party("mc").await;
    let rosa = world.representative("mc").await;
    assert!(may_ever(
        &world.app.profile,
        domain::account::Role::PartyRepresentative,
        Right::Capture
    ));
    let page = rosa
        .get(&world.capture_path("MC-1"))
        .await
        .is(200)
        .says("Falta el aviso");
    assert_eq!(
        page.count("a.button[href='/panel/partido/aviso']"),
        1,
        "it registers the notice itself"
    );
    let motives = format!("{}/motivos", world.capture_path("MC-1"));
    rosa.post(&motives, &[("motivos", "x"), ("accion", "guardar")])
        .await
        .is(409);
    world.end().await;
}
