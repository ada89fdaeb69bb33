//! One questionnaire for a person who stands by both principles, where the profile captures once per person.

mod beside;

use domain::account::Role;
use domain::activity::Action;
use domain::capture::StateCode;
use domain::id::CandidacyId;

use super::world::{Engine, Files, World};

/// An institute that captures once per person, or in each candidacy.
fn files(once: bool) -> Files {
    match once {
        true => Files::of("dgo").with(
            "profile.toml",
            "una_por_persona = false",
            "una_por_persona = true",
        ),
        false => Files::of("dgo"),
    }
}

/// The rows of the list formula in which the person of `MC-1` stands too.
pub const BOTH: [&str; 2] = [
    "MC-RP1,diputacion-rp,estado-durango,1,propietaria,mc,,Itzel,O'Dam,Ríos,,mujer,1984-03-21,",
    "MC-RP1S,diputacion-rp,estado-durango,1,suplente,mc,,Sara,Ñusta,,,mujer,1984-03-22,",
];

impl World {
    /// Who shares whose capture.
    async fn shares(&self, key: &str) -> Option<CandidacyId> {
        self.registered(key).await.capture_of
    }
}

/// An institute in which somebody stands by both principles for one party, whose term runs.
async fn both(files: Files, engine: Engine) -> World {
    let world = World::with(files, engine).await;
    world.import(&BOTH).await;
    world.start_term_of_party("mc").await;
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_questionnaire_is_captured_once_and_shown_on_both_profiles() {
    for engine in Engine::at_hand() {
        let later = files(true).with(
            "offices.csv",
            "lista_formulas,2024-04-10T00:00:00",
            "lista_formulas,2024-04-20T00:00:00",
        );
        let world = both(later, engine).await;
        assert_eq!(world.shares("MC-RP1").await, Some(world.candidacy("MC-1")));
        assert_eq!(world.shares("MC-RP1S").await, None);
        let terms = [
            world.registered("MC-1").await,
            world.registered("MC-RP1").await,
        ];
        assert_eq!(terms[0].term, terms[1].term);
        let ana = world.capturer("mc").await;
        let leads = format!("{}?hecho=compartida", world.capture_path("MC-1"));
        let sent_on = ana
            .get(&world.capture_path("MC-RP1"))
            .await
            .leads_to(&leads);
        ana.follow(sent_on)
            .await
            .is(200)
            .says("Un solo cuestionario sirve para las dos candidaturas")
            .says("Sirve también para");
        // A form of the other one, opened before, writes nothing.
        let section = &world.app.curricular().sections[0];
        let path = format!("{}/{}", world.capture_path("MC-RP1"), section.key);
        ana.post(&path, &[("base", "0"), ("accion", "guardar")])
            .await
            .is(409)
            .says("se captura en aquella");
        // The person's own account is of the list; it works on the questionnaire that there is.
        let itzel = world.candidate("MC-RP1").await;
        itzel
            .get("/panel")
            .await
            .leads_to(&world.capture_path("MC-1"));
        itzel.fill_in("MC-1").await;
        itzel.send_it("MC-1").await.is(303);
        let rosa = world.supervisor("mc").await;
        rosa.get("/panel").await.says("1 caso por decidir");
        let queue = rosa
            .get("/panel/validacion?etapa=supervision")
            .await
            .is(200);
        assert_eq!(queue.count("tbody tr"), 1, "{}", queue.text());
        rosa.get(&world.case_path("MC-RP1")).await.leads_to(&leads);
        rosa.get("/panel/candidaturas?estado=in_stage&q=itzel")
            .await
            .is(200)
            .says("2 candidaturas");
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(303);
        world.portal_says("MC-1", "Algo para domicilio").await;
        world
            .portal_says("MC-RP1", "Se publica a partir del 20 de abril")
            .await;
        world.clock.set(world.instant("2024-04-20T00:00:00"));
        world.portal_says("MC-RP1", "Algo para domicilio").await;
        world.portal_says("MC-1", "Algo para domicilio").await;
        assert_eq!(world.entries(Action::CaptureSent).await.len(), 1);
        assert_eq!(world.entries(Action::CapturePublished).await.len(), 1);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_office_whose_date_comes_first_does_not_wait_for_the_other() {
    let later = files(true).with(
        "offices.csv",
        "formula,2024-04-10T00:00:00",
        "formula,2024-04-25T00:00:00",
    );
    let world = both(later, Engine::Sqlite).await;
    let ana = world.capturer("mc").await;
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let rosa = world.supervisor("mc").await;
    rosa.decide("MC-1", "supervision", "validar", &[])
        .await
        .is(303);
    world.portal_says("MC-RP1", "Algo para domicilio").await;
    world
        .portal_says("MC-1", "Se publica a partir del 25 de abril")
        .await;
    world.clock.set(world.instant("2024-04-25T00:00:00"));
    app::jobs::once(&world.app).await.unwrap();
    world.portal_says("MC-1", "Algo para domicilio").await;
    assert_eq!(world.entries(Action::CapturePublished).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_the_one_that_leads_hands_the_lead_on_without_losing_a_letter() {
    for engine in Engine::at_hand() {
        let world = both(files(true), engine).await;
        let itzel = world.candidate("MC-1").await;
        let ana = world.capturer("mc").await;
        ana.fill_in("MC-1").await;
        let rita = world.administrator().await;
        rita.does("MC-1", "cancelar", "Resolución TEE 12").await;
        let home = ana
            .get(&world.capture_path("MC-RP1"))
            .await
            .is(200)
            .says("Diputación de representación proporcional");
        home.never_says("Sirve también para");
        // Its own evidence was never recorded for this one: the person was shown the notice once, for both.
        let review = ana
            .get(&format!("{}/revisar", world.capture_path("MC-RP1")))
            .await
            .is(200);
        assert!(
            review.text().contains("Algo para domicilio"),
            "{}",
            review.text()
        );
        ana.send_it("MC-RP1").await.is(303);
        itzel
            .get("/panel")
            .await
            .leads_to(&world.capture_path("MC-RP1"));
        world
            .supervisor("mc")
            .await
            .decide("MC-RP1", "supervision", "validar", &[])
            .await
            .is(303);
        world.portal_says("MC-RP1", "Algo para domicilio").await;
        world.portal_says("MC-1", "fue cancelada").await;
        // Back in force, it shows what was published meanwhile.
        rita.does("MC-1", "reactivar", "Resolución TEE 13").await;
        world.portal_says("MC-1", "Algo para domicilio").await;
        world.state_is("MC-1", StateCode::Published).await;
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_administrator_parts_and_joins_and_registro_proposes() {
    let world = both(files(true), Engine::Sqlite).await;
    let rita = world.administrator().await;
    rita.get(&world.registry_path("MC-RP1"))
        .await
        .is(200)
        .says("Comparte el cuestionario con")
        .says("Separar");
    rita.does("MC-RP1", "separar", "No es la misma persona")
        .await;
    assert_eq!(world.shares("MC-RP1").await, None);
    let ana = world.capturer("mc").await;
    ana.get(&world.capture_path("MC-RP1")).await.is(200);
    // Parted twice is told.
    rita.get(&format!("{}/separar", world.registry_path("MC-RP1")))
        .await
        .is(409)
        .says("ya tiene su propio cuestionario");
    // Joined again from the page of either; what is captured of one stays and leads.
    let first = world.app.curricular().sections[0].clone();
    let answers = world.right_answers("MC-RP1", &first);
    let typed: Vec<(&str, &str)> = answers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let itzel = world.candidate("MC-RP1").await;
    itzel
        .save("MC-RP1", first.key.as_str(), &typed)
        .await
        .is(303);
    let review = rita
        .get(&format!("{}/juntar", world.registry_path("MC-RP1")))
        .await
        .is(200)
        .says("MC-1");
    let action = format!("{}/juntar", world.registry_path("MC-RP1"));
    rita.confirm(&review, &action, "aplicar", "Oficio 9")
        .await
        .is(303);
    assert_eq!(world.shares("MC-1").await, Some(world.candidacy("MC-RP1")));
    ana.get(&world.capture_path("MC-1"))
        .await
        .leads_to(&format!(
            "{}?hecho=compartida",
            world.capture_path("MC-RP1")
        ));
    // Where both have something captured nothing is joined, since one text would be lost.
    rita.does("MC-1", "separar", "Otra vez").await;
    ana.save("MC-1", first.key.as_str(), &typed).await.is(303);
    rita.get(&format!("{}/juntar", world.registry_path("MC-1")))
        .await
        .is(409)
        .says("ya tienen algo capturado");
    let told = world.entries(Action::CaptureShared).await.len();
    assert_eq!(
        (told, world.entries(Action::CaptureParted).await.len()),
        (1, 2)
    );
    // *Registro* proposes; nothing changes until it is applied. Whoever has no part in the registry has no page.
    let page = world
        .registrar()
        .await
        .get(&world.registry_path("MC-1"))
        .await
        .is(200);
    assert!(page.text().contains("Proponer un solo cuestionario"));
    for person in [
        world.somebody(world.seat(Role::Capturer)).await,
        world.auditor().await,
    ] {
        person
            .get(&format!("{}/separar", world.registry_path("MC-1")))
            .await
            .is(403);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_registered_on_screen_shares_too_and_another_party_never_does() {
    let world = World::with(files(true), Engine::Sqlite).await;
    world.start_term_of_party("mc").await;
    world
        .import(&[
            "PAN-RP1,diputacion-rp,estado-durango,1,propietaria,pan,,Itzel,O'Dam,Ríos,,mujer,1984-03-21,",
            "PAN-RP1S,diputacion-rp,estado-durango,1,suplente,pan,,Eva,Ruiz,,,mujer,1984-03-22,",
        ])
        .await;
    assert_eq!(
        world.shares("PAN-RP1").await,
        None,
        "another party captures it"
    );
    let rita = world.administrator().await;
    let path = "/panel/registro/nueva";
    let form = rita.get(path).await.is(200);
    let typed = [
        ("clave", "MC-RP1"),
        ("contienda", "diputacion-rp/estado-durango"),
        ("numero", "1"),
        ("calidad", "propietaria"),
        ("postula", "partido:mc"),
        ("nombre", "Itzel"),
        ("primer_apellido", "O'Dam"),
        ("segundo_apellido", "Ríos"),
        ("sexo", "mujer"),
        ("fecha_nacimiento", "1984-03-21"),
    ];
    let mut values = form.filled(path, &typed);
    values.push(("accion".to_owned(), "revisar".to_owned()));
    let review = rita.send_form(path, &values).await.is(200);
    rita.confirm(
        &review.says("revise si una sobra"),
        path,
        "aplicar",
        "Acuerdo 4",
    )
    .await
    .is(303);
    world.know("MC-RP1").await;
    assert_eq!(world.shares("MC-RP1").await, Some(world.candidacy("MC-1")));
    // Its person moves to another party: the capture stays with the party that captures it.
    let action = format!("{}/corregir", world.registry_path("MC-RP1"));
    let review = rita
        .review_correction("MC-RP1", &[("postula", "partido:pt")])
        .await
        .is(200);
    rita.confirm(&review, &action, "aplicar", "Acuerdo 5")
        .await
        .is(303);
    assert_eq!(world.shares("MC-RP1").await, None);
    assert_eq!(world.entries(Action::CaptureParted).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_of_one_is_the_other_s_too() {
    let world = both(files(true), Engine::Sqlite).await;
    let rita = world.administrator().await;
    let id = world.app.new_extension_id();
    let ends = world.instant("2024-05-20T23:59:59");
    let order = app::terms::ExtensionOrder {
        id,
        scope: app::terms::ExtensionScope::Candidacy {
            id: world.candidacy("MC-RP1"),
        },
        ends,
        reason: "Falla del 12 de abril".to_owned(),
        report: None,
    };
    let who = rita.signed_in().await;
    world.app.grant_extension(&who, order).await.unwrap();
    for key in ["MC-1", "MC-RP1"] {
        assert_eq!(
            world.registered(key).await.term.unwrap().ends,
            ends,
            "{key}"
        );
    }
    assert_ne!(world.registered("MC-2").await.term.unwrap().ends, ends);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_each_candidacy_captures_its_own_nothing_is_shared() {
    let world = both(files(false), Engine::Sqlite).await;
    assert_eq!(world.shares("MC-RP1").await, None);
    let ana = world.capturer("mc").await;
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    ana.get(&world.capture_path("MC-RP1")).await.is(200);
    world.state_is("MC-RP1", StateCode::Untouched).await;
    let rita = world.administrator().await;
    rita.get(&world.registry_path("MC-RP1"))
        .await
        .is(200)
        .never_says("un solo cuestionario");
    rita.get(&format!("{}/juntar", world.registry_path("MC-RP1")))
        .await
        .is(409);
    world.end().await;
}
