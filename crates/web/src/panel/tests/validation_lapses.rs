//! What the program ends by itself in validation, and what the administration does about it.

use domain::activity::Action;
use domain::capture::{State, StateCode};

use super::typing::text_of;
use super::world::{Engine, Files, World};

/// Mexico City with another rule for corrections that lapse; `MC-1` waits for the institute's validator.
async fn supervised(files: Files, engine: Engine) -> World {
    let world = World::with(files, engine).await;
    world.start_term_of_party("mc").await;
    {
        let ana = world.candidate("MC-1").await;
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        let rosa = world.supervisor("mc").await;
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(303);
    }
    world
}

fn lapsing(effect: &str) -> Files {
    let with = format!("al_vencer = \"{effect}\"");
    Files::of("cdmx").with("profile.toml", "al_vencer = \"no_publicar\"", &with)
}

/// Returned for its motives, corrected without sending, and four days later.
async fn returned_and_forgotten(world: &World) {
    let (ana, vera) = (world.candidate("MC-1").await, world.validator().await);
    vera.decide("MC-1", "verificacion", "tomar", &[])
        .await
        .is(303);
    let remark = [
        ("causal_motivos", "lemas"),
        ("nota_motivos", "Quite el lema."),
    ];
    vera.decide("MC-1", "verificacion", "devolver", &remark)
        .await
        .is(303);
    let unsent = format!("CANARIO {}", text_of(300));
    ana.save("MC-1", "motivos", &[("motivos", &unsent)])
        .await
        .is(303);
    world.clock.advance(4 * 86_400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_that_did_not_come_closes_the_case_once_and_the_administration_reopens_it() {
    for engine in Engine::at_hand() {
        let world = supervised(Files::of("cdmx"), engine).await;
        returned_and_forgotten(&world).await;
        let ana = world.candidate("MC-1").await;
        // Before the job comes by, the term is over all the same.
        ana.send_it("MC-1").await.is(409).says("ya terminó");
        for _ in 0..2 {
            app::jobs::once(&world.app).await.unwrap();
        }
        world.state_is("MC-1", StateCode::Closed).await;
        assert_eq!(world.entries(Action::CorrectionLapsed).await.len(), 1);
        ana.get(&world.capture_path("MC-1"))
            .await
            .says("Se cerró sin publicarse")
            .says("venció el plazo de corrección");
        ana.get(&format!("/candidaturas/{}", world.candidacy("MC-1")))
            .await
            .never_says("CANARIO");
        let admin = world.administrator().await;
        let path = format!("/panel/casos/{}", world.candidacy("MC-1"));
        admin
            .get("/panel/casos?ver=cerrados")
            .await
            .is(200)
            .says("Itzel O'Dam Ríos");
        admin.get(&path).await.is(200).says("Reabrir el caso");
        admin
            .post(&path, &[("acto", "reabrir")])
            .await
            .is(422)
            .says("Escriba por qué");
        let reopen = [
            ("acto", "reabrir"),
            ("motivo", "Hubo una falla del sistema."),
        ];
        admin.post(&path, &reopen).await.is(303);
        admin.post(&path, &reopen).await.is(409);
        world.state_is("MC-1", StateCode::Returned).await;
        assert_eq!(world.entries(Action::CaseReopened).await.len(), 1);
        ana.get("/panel/notificaciones")
            .await
            .says("Reabierto para corregirse");
        ana.send_it("MC-1").await.is(303);
        world.state_is("MC-1", StateCode::InStage).await;
        for person in [&ana, &world.validator().await] {
            person.post(&path, &reopen).await.is(403);
        }
        world.end().await;
    }
}

/// What arrived in time may still be waiting for its password or its photograph when the term ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_on_its_way_when_its_term_ends_is_not_ended_under_it() {
    let world = supervised(Files::of("cdmx"), Engine::Sqlite).await;
    returned_and_forgotten(&world).await;
    let capture = world.capture_of("MC-1").await.unwrap();
    let State::Returned { due, .. } = capture.state else {
        panic!("{:?}", capture.state);
    };
    for (late, expected) in [(60, StateCode::Returned), (121, StateCode::Closed)] {
        world.clock.set(due.plus_seconds(late));
        app::jobs::once(&world.app).await.unwrap();
        world.state_is("MC-1", expected).await;
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lapsed_is_published_as_far_as_the_profile_says_and_never_an_unsent_text() {
    for (effect, shown, note) in [
        ("publicar_con_marca", true, "Se publicó con observaciones"),
        (
            "publicar_campos_validos",
            false,
            "Se publicó sin los campos",
        ),
    ] {
        let world = supervised(lapsing(effect), Engine::Sqlite).await;
        returned_and_forgotten(&world).await;
        app::jobs::once(&world.app).await.unwrap();
        world.state_is("MC-1", StateCode::Published).await;
        let profile = world.candidate("MC-1").await;
        let profile = profile
            .get(&format!("/candidaturas/{}", world.candidacy("MC-1")))
            .await
            .is(200)
            .says(note)
            .never_says("CANARIO")
            .never_says("Quite el lema");
        let capture = world.capture_of("MC-1").await.unwrap();
        let motives = "motivos".parse().unwrap();
        assert_eq!(
            capture.public_answers().get(&motives).is_some(),
            shown,
            "{effect}"
        );
        drop(profile);
        // What was published is not reopened: its change is the one of the law.
        let admin = world.administrator().await;
        let path = format!("/panel/casos/{}", world.candidacy("MC-1"));
        let reopen = [("acto", "reabrir"), ("motivo", "Por error.")];
        admin.post(&path, &reopen).await.is(409);
        world.end().await;
    }
}

/// Until its date comes, what lapsed and will be public can still be found and reopened.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lapsed_and_waits_for_its_date_is_listed_to_be_reopened() {
    let office = "diputacion-mr,Diputación de mayoría relativa,Diputaciones de mayoría relativa,mr,distrito,formula,";
    let files = lapsing("publicar_con_marca").with(
        "offices.csv",
        &format!("{office}2024-04-05T00:00:00"),
        &format!("{office}2024-05-20T00:00:00"),
    );
    for engine in Engine::at_hand() {
        let world = supervised(files.clone(), engine).await;
        returned_and_forgotten(&world).await;
        app::jobs::once(&world.app).await.unwrap();
        world.state_is("MC-1", StateCode::Validated).await;
        let admin = world.administrator().await;
        let list = "/panel/casos?ver=cerrados";
        admin
            .get(list)
            .await
            .is(200)
            .says("1 caso")
            .says("Itzel O'Dam Ríos")
            .says("Se publicará sin aprobarse");
        let path = format!("/panel/casos/{}", world.candidacy("MC-1"));
        let reopen = [("acto", "reabrir"), ("motivo", "Hubo una falla.")];
        admin.post(&path, &reopen).await.is(303);
        world.state_is("MC-1", StateCode::Returned).await;
        admin.get(list).await.never_says("Itzel");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_that_nobody_used_goes_back_by_itself_and_the_administration_frees_one() {
    for engine in Engine::at_hand() {
        let world = supervised(Files::of("cdmx"), engine).await;
        let vera = world.validator().await;
        vera.decide("MC-1", "verificacion", "tomar", &[])
            .await
            .is(303);
        vera.get(&world.case_path("MC-1"))
            .await
            .says("Vuelve solo a la fila el 18 de abril");
        world.clock.advance(47 * 3_600);
        app::jobs::once(&world.app).await.unwrap();
        assert_eq!(world.entries(Action::ClaimLapsed).await.len(), 0);
        world.clock.advance(3_600);
        for _ in 0..2 {
            app::jobs::once(&world.app).await.unwrap();
        }
        assert_eq!(world.entries(Action::ClaimLapsed).await.len(), 1);
        vera.sign_in().await;
        vera.decide("MC-1", "verificacion", "validar", &[])
            .await
            .is(409)
            .says("Tome el caso antes de decidir");
        vera.decide("MC-1", "verificacion", "tomar", &[])
            .await
            .is(303);
        let admin = world.administrator().await;
        let path = format!("/panel/casos/{}", world.candidacy("MC-1"));
        admin.get("/panel/casos").await.is(200).says("Liberar");
        admin.post(&path, &[("acto", "liberar")]).await.is(303);
        admin.post(&path, &[("acto", "liberar")]).await.is(409);
        vera.decide("MC-1", "verificacion", "validar", &[])
            .await
            .is(409);
        assert_eq!(world.entries(Action::ClaimFreed).await.len(), 1);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_that_count_from_the_reading_begin_with_the_acknowledgement() {
    let files = Files::of("cdmx").with(
        "profile.toml",
        "correccion_desde = \"devolucion\"",
        "correccion_desde = \"lectura\"\nlectura_presunta = { cantidad = 5, unidad = \"dias_naturales\" }",
    );
    let world = supervised(files, Engine::Sqlite).await;
    let (ana, vera) = (world.candidate("MC-1").await, world.validator().await);
    vera.decide("MC-1", "verificacion", "tomar", &[])
        .await
        .is(303);
    vera.decide(
        "MC-1",
        "verificacion",
        "devolver",
        &[("causal_motivos", "lemas")],
    )
    .await
    .is(303);
    // Unread: five days, and then three.
    ana.get(&world.capture_path("MC-1"))
        .await
        .says("24 de abril");
    let home = ana.get("/panel/notificaciones").await;
    let (_, rest) = home
        .body
        .split_once("href=\"/panel/notificaciones/")
        .unwrap();
    let address = format!("/panel/notificaciones/{}", rest.split('"').next().unwrap());
    ana.post(&address, &[]).await.is(303);
    ana.get(&world.capture_path("MC-1"))
        .await
        .says("19 de abril");
    assert_eq!(world.entries(Action::CorrectionBegun).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_without_rounds_left_is_approved_or_closed() {
    let files = Files::of("cdmx").with("profile.toml", "rondas = 2\nplazo_correccion = { cantidad = 3, unidad = \"dias_naturales\" }\ncorreccion_desde", "rondas = 1\nplazo_correccion = { cantidad = 3, unidad = \"dias_naturales\" }\ncorreccion_desde");
    let world = supervised(files, Engine::Sqlite).await;
    let (ana, vera) = (world.candidate("MC-1").await, world.validator().await);
    let remark = [("causal_motivos", "lemas")];
    vera.decide("MC-1", "verificacion", "tomar", &[])
        .await
        .is(303);
    vera.decide("MC-1", "verificacion", "cerrar", &remark)
        .await
        .is(409)
        .says("Todavía puede devolverse");
    vera.decide("MC-1", "verificacion", "devolver", &remark)
        .await
        .is(303);
    ana.send_it("MC-1").await.is(303);
    vera.decide("MC-1", "verificacion", "tomar", &[])
        .await
        .is(303);
    let page = vera
        .get(&world.case_path("MC-1"))
        .await
        .says("El texto sigue igual");
    assert_eq!(page.count("button[value=cerrar]"), 1);
    assert_eq!(page.count("button[value=devolver]"), 0);
    vera.decide("MC-1", "verificacion", "cerrar", &[])
        .await
        .is(422);
    vera.decide("MC-1", "verificacion", "cerrar", &remark)
        .await
        .is(303);
    world.state_is("MC-1", StateCode::Closed).await;
    ana.get("/panel/notificaciones")
        .await
        .says("Cerrado por no cumplir");
    world.end().await;
}
