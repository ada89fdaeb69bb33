//! Validation at work: several cases at once, returning to the capturer, notifications and their reading, the catalogue of
//! grounds, second persons, texts that repeat one another, and the statistics.

use domain::activity::Action;
use domain::capture::StateCode;

use super::browser::{Browser, Page};
use super::world::{Engine, Files, World};

/// Candidacies of `mc` that were sent and wait for its supervisor (Durango).
pub async fn sent(world: &World, keys: &[&str]) {
    world.start_term_of_party("mc").await;
    for key in keys {
        let person = world.candidate(key).await;
        person.fill_in(key).await;
        person.send_it(key).await.is(303);
    }
}

/// Every value of the hidden controls of this name.
fn hidden(page: &Page, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\" value=\"");
    let parts = page.body.split(&mark).skip(1);
    parts
        .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        .collect()
}

/// Chooses these candidacies in the list; gives the page that says what will be done.
pub async fn choose(world: &World, who: &Browser<'_>, keys: &[&str]) -> Page {
    let ids: Vec<String> = keys
        .iter()
        .map(|key| world.candidacy(key).to_string())
        .collect();
    let mut values = vec![("etapa", "supervision")];
    values.extend(ids.iter().map(|id| ("caso", id.as_str())));
    who.post("/panel/validacion", &values).await.is(200)
}

/// Confirms what that page offers.
pub async fn confirm(who: &Browser<'_>, page: &Page) -> Page {
    let confirmed = hidden(page, "confirmado");
    let mut values = vec![("etapa", "supervision")];
    values.extend(confirmed.iter().map(|case| ("confirmado", case.as_str())));
    who.post("/panel/validacion/lote", &values).await.is(303)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_complete_cases_are_validated_at_once_and_one_that_changed_is_not() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        sent(&world, &["MC-1", "MC-2", "MC-1S"]).await;
        let rosa = world.supervisor("mc").await;
        // She left one incomplete.
        rosa.save("MC-1S", "motivos", &[("motivos", "Corto")])
            .await
            .is(303);
        choose(&world, &rosa, &[])
            .await
            .says("No eligió ningún caso")
            .never_says("puede validarse junto con otros");
        let review = choose(&world, &rosa, &["MC-1", "MC-2", "MC-1S", "IND-1"]).await;
        let review = review
            .says("Se validarán")
            .says("Itzel O'Dam Ríos")
            .says("José Ángel Ibáñez Núñez")
            .says("No se validarán")
            .says("Le falta o debe corregirse 1 respuesta")
            .never_says("María Fernanda");
        assert_eq!(hidden(&review, "confirmado").len(), 2);
        world.state_is("MC-1", StateCode::InStage).await;
        // One changes between the list and the confirmation.
        rosa.save(
            "MC-2",
            "aclaraciones",
            &[("correo_interno", "otra@ejemplo.mx")],
        )
        .await
        .is(303);
        let done = confirm(&rosa, &review).await;
        rosa.follow(done)
            .await
            .is(200)
            .says("Se validó 1 caso")
            .says("Cambió después de que usted la eligió");
        world.state_is("MC-1", StateCode::Published).await;
        world.state_is("MC-2", StateCode::InStage).await;
        assert_eq!(world.entries(Action::StageApproved).await.len(), 1);
        // A second click validates nothing twice.
        let again = confirm(&rosa, &review).await;
        rosa.follow(again).await.says("No se validó ningún caso");
        assert_eq!(world.entries(Action::StageApproved).await.len(), 1);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_validates_in_a_batch_what_is_not_theirs() {
    let world = World::of("dgo").await;
    sent(&world, &["MC-1"]).await;
    let rosa = world.supervisor("mc").await;
    let review = choose(&world, &rosa, &["MC-1"]).await;
    let other = world.supervisor("pan").await;
    choose(&world, &other, &["MC-1"]).await.never_says("O'Dam");
    let done = confirm(&other, &review).await;
    other.follow(done).await.says("No se validó ningún caso");
    let candidate = world.candidate("MC-1").await;
    candidate
        .post("/panel/validacion/lote", &[("etapa", "supervision")])
        .await
        .is(403);
    rosa.post("/panel/validacion/lote", &[("etapa", "otra")])
        .await
        .is(404);
    world.state_is("MC-1", StateCode::InStage).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_sends_back_and_the_candidate_acknowledges_the_notification() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        sent(&world, &["MC-1"]).await;
        let rosa = world.supervisor("mc").await;
        let hostile = "<script>alert(1)</script> =HYPERLINK(1)";
        let remarks = [("causal_motivos", "lemas"), ("nota_motivos", hostile)];
        rosa.decide("MC-1", "supervision", "devolver", &remarks)
            .await
            .is(303);
        world.state_is("MC-1", StateCode::Returned).await;
        // She decided, so nothing waits for her own party.
        rosa.get("/panel").await.never_says("por leer");
        let ana = world.candidate("MC-1").await;
        let home = ana.get(&world.capture_path("MC-1")).await.is(200);
        let home = home.says("Notificación NOT-000001: devuelto con observaciones");
        let address = hidden_link(&home, "/panel/notificaciones/");
        let told = ana.get(&address).await.is(200);
        let told = told
            .says("NOT-000001")
            .says("Lemas o imágenes de campaña")
            .says("termina")
            .says(hostile);
        assert!(
            !told.body.contains("<script>alert"),
            "what was typed is text"
        );
        assert!(told.body.contains("Confirmar que la leí</button>"));
        ana.post(&address, &[])
            .await
            .leads_to(&format!("{address}?hecho=leida"));
        ana.post(&address, &[]).await.is(303);
        assert_eq!(
            world.entries(Action::NotificationRead).await.len(),
            1,
            "the first reading"
        );
        ana.get(&address)
            .await
            .says("Guadalupe Ibarra")
            .never_says("Confirmar que la leí</button>");
        // Who validates sees that it was read; another party does not see it at all.
        rosa.get(&address).await.is(200).says("Guadalupe Ibarra");
        rosa.post(&address, &[]).await.is(403);
        world.supervisor("pan").await.get(&address).await.is(404);
        // The corrected text comes back with what was observed and whether it changed.
        let text = super::typing::text_of(330);
        ana.save("MC-1", "motivos", &[("motivos", &text)])
            .await
            .is(303);
        ana.send_it("MC-1").await.is(303);
        rosa.get(&world.case_path("MC-1"))
            .await
            .says("Observaciones de la última devolución (NOT-000001)")
            .says("El texto cambió");
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(303);
        ana.get("/panel/notificaciones")
            .await
            .says("NOT-000002")
            .says("Validado");
        world.end().await;
    }
}

/// The first address on the page that begins so.
fn hidden_link(page: &Page, begins: &str) -> String {
    let (_, rest) = page.body.split_once(&format!("href=\"{begins}")).unwrap();
    format!("{begins}{}", rest.split('"').next().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_institute_edits_the_catalogue_and_old_remarks_keep_their_wording() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        sent(&world, &["MC-1", "MC-2"]).await;
        let (admin, rosa) = (world.administrator().await, world.supervisor("mc").await);
        rosa.decide(
            "MC-1",
            "supervision",
            "devolver",
            &[("causal_motivos", "lemas")],
        )
        .await
        .is(303);
        let one = "/panel/causales/causal/lemas";
        admin
            .get("/panel/causales")
            .await
            .is(200)
            .says("Lemas o imágenes de campaña");
        let typed = [
            ("edicion", "0"),
            ("nombre", "Propaganda"),
            ("descripcion", "Quite la propaganda."),
            ("fundamento", "Acuerdo 12"),
        ];
        admin
            .post(one, &typed)
            .await
            .leads_to("/panel/causales?hecho=causal-cambiada");
        // A second click, or somebody else's older page, finds another text.
        admin
            .post(one, &typed)
            .await
            .is(409)
            .says("Otra persona cambió esta causal");
        let short = [
            ("edicion", "1"),
            ("nombre", ""),
            ("descripcion", "x"),
            ("fundamento", "x"),
        ];
        admin
            .post(one, &short)
            .await
            .is(422)
            .says("Escriba el nombre");
        // What was observed says what it said; a new remark is made by the new wording alone.
        let ana = world.candidate("MC-1").await;
        let section = format!("{}/motivos", world.capture_path("MC-1"));
        ana.get(&section)
            .await
            .says("Lemas o imágenes de campaña")
            .never_says("Propaganda");
        let stale = rosa
            .decide(
                "MC-2",
                "supervision",
                "devolver",
                &[("causal_motivos", "lemas")],
            )
            .await;
        stale.is(422).points_at("causal_motivos");
        let now = [("causal_motivos", "lemas:1")];
        // Retired between the page and the click.
        let retire = [("edicion", "1"), ("uso", "retirar")];
        admin.post(&format!("{one}/uso"), &retire).await.is(303);
        rosa.decide("MC-2", "supervision", "devolver", &now)
            .await
            .is(422);
        admin
            .post(
                &format!("{one}/uso"),
                &[("edicion", "2"), ("uso", "volver")],
            )
            .await
            .is(303);
        rosa.decide(
            "MC-2",
            "supervision",
            "devolver",
            &[("causal_motivos", "lemas:3")],
        )
        .await
        .is(303);
        let new = [
            ("clave", "imagen_ajena"),
            ("nombre", "Imagen ajena"),
            ("descripcion", "La imagen es de otra persona."),
            ("fundamento", "Acuerdo 12"),
        ];
        admin.post("/panel/causales/nueva", &new).await.is(303);
        admin
            .post("/panel/causales/nueva", &new)
            .await
            .is(422)
            .says("Ya hay una causal");
        admin
            .get(one)
            .await
            .says("Textos que ha tenido")
            .says("Propaganda");
        let actions = [
            (Action::GroundReworded, 1),
            (Action::GroundRetired, 1),
            (Action::GroundRestored, 1),
            (Action::GroundAdded, 1),
        ];
        for (action, times) in actions {
            assert_eq!(world.entries(action).await.len(), times, "{action:?}");
        }
        rosa.get("/panel/causales").await.is(403);
        world.end().await;
    }
}

/// Durango with two people for a return.
fn with_second_person() -> Files {
    Files::of("dgo").with(
        "profile.toml",
        "decide_lo_propio = true",
        "segunda_revision = [\"devolver\"]\ndecide_lo_propio = true",
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_return_that_needs_two_people_waits_for_another_one() {
    let world = World::with(with_second_person(), Engine::Sqlite).await;
    sent(&world, &["MC-1"]).await;
    let (rosa, luz) = (world.supervisor("mc").await, world.supervisor("mc").await);
    let path = world.case_path("MC-1");
    let remarks = [
        ("causal_motivos", "lemas"),
        ("nota_motivos", "Quite el lema."),
    ];
    rosa.decide("MC-1", "supervision", "devolver", &remarks)
        .await
        .leads_to("/panel/validacion?etapa=supervision&hecho=decision-propuesta");
    world.state_is("MC-1", StateCode::InStage).await;
    rosa.get(&path).await.says("Otra persona debe confirmarla");
    rosa.decide("MC-1", "supervision", "confirmar", &[])
        .await
        .is(409)
        .says("Usted propuso esta decisión");
    rosa.decide("MC-1", "supervision", "validar", &[])
        .await
        .is(409);
    let page = luz
        .get(&path)
        .await
        .says("Decisión por confirmar")
        .says("Quite el lema.");
    assert_eq!(page.count("button[value=confirmar]"), 1);
    assert_eq!(page.count("button[value=validar]"), 0);
    luz.decide("MC-1", "supervision", "no-confirmar", &[])
        .await
        .is(422);
    luz.decide(
        "MC-1",
        "supervision",
        "no-confirmar",
        &[("motivo", "No es un lema.")],
    )
    .await
    .is(303);
    let again = rosa
        .get(&path)
        .await
        .says("La decisión propuesta no se confirmó")
        .says("No es un lema.");
    assert_eq!(
        again.value(&path, "nota_motivos"),
        "Quite el lema.",
        "to be written again"
    );
    rosa.decide("MC-1", "supervision", "devolver", &remarks)
        .await
        .is(303);
    luz.decide("MC-1", "supervision", "confirmar", &[])
        .await
        .is(303);
    world.state_is("MC-1", StateCode::Returned).await;
    // A second click finds it decided.
    luz.decide("MC-1", "supervision", "confirmar", &[])
        .await
        .is(303);
    assert_eq!(world.entries(Action::CaptureReturned).await.len(), 1);
    assert_eq!(world.entries(Action::VerdictProposed).await.len(), 2);
    world.end().await;
}

const OWN: &str = "Propongo abrir cada mes una asamblea en la plaza del distrito para que las personas vecinas digan qué \
    obra hace falta primero y para que la diputación responda por escrito, con fecha y con nombre, qué hizo con cada una \
    de las peticiones que recibió el mes anterior y por qué no atendió las demás. La lista completa \
    quedará a la vista en la casa de gestión y en la página de internet de la diputación.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_repeats_anothers_is_told_to_who_validates_and_blocks_nothing() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        for (key, text) in [
            ("MC-1", OWN.to_owned()),
            (
                "MC-2",
                OWN.replace("cada mes", "cada semana").to_uppercase(),
            ),
        ] {
            let person = world.candidate(key).await;
            person.fill_in(key).await;
            person
                .save(key, "propuestas", &[("propuesta_1", &text)])
                .await
                .is(303);
            person.send_it(key).await.is(303);
        }
        app::jobs::once(&world.app).await.unwrap();
        let rosa = world.supervisor("mc").await;
        rosa.get(&world.case_path("MC-1"))
            .await
            .says("Hay textos que repiten los de otra candidatura")
            .says("José Ángel Ibáñez Núñez");
        rosa.get("/panel/validacion?marcas=con")
            .await
            .says("Itzel")
            .says("José Ángel");
        rosa.get("/panel/validacion?marcas=sin")
            .await
            .says("No hay casos");
        choose(&world, &rosa, &["MC-1"])
            .await
            .says("repiten los de otra candidatura");
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(303);
        world.state_is("MC-1", StateCode::Published).await;
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_text_is_repeated_is_not_told_to_another_party() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    for key in ["MC-1", "IND-1"] {
        let person = match key {
            "MC-1" => world.candidate(key).await,
            _ => world.independent(key).await,
        };
        person.fill_in(key).await;
        person
            .save(key, "propuestas", &[("propuesta_1", OWN)])
            .await
            .is(303);
        person.send_it(key).await.is(303);
    }
    app::jobs::once(&world.app).await.unwrap();
    let rosa = world.supervisor("mc").await;
    rosa.get(&world.case_path("MC-1"))
        .await
        .says("dice lo mismo que un texto de otra candidatura")
        .never_says("María Fernanda");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_is_counted_on_a_page_and_in_a_file() {
    let world = World::of("cdmx").await;
    sent(&world, &["MC-1", "MC-2"]).await;
    let (rosa, vera) = (world.supervisor("mc").await, world.validator().await);
    world.clock.advance(20 * 60);
    for key in ["MC-1", "MC-2"] {
        rosa.decide(key, "supervision", "validar", &[])
            .await
            .is(303);
    }
    vera.decide("MC-1", "verificacion", "tomar", &[])
        .await
        .is(303);
    world.clock.advance(5 * 60);
    vera.decide(
        "MC-1",
        "verificacion",
        "devolver",
        &[("causal_motivos", "lemas")],
    )
    .await
    .is(303);
    vera.decide("MC-2", "verificacion", "tomar", &[])
        .await
        .is(303);
    let page = vera.get("/panel/validacion/estadistica").await.is(200);
    page.says("Guadalupe Ibarra")
        .says("Lemas o imágenes de campaña")
        .says("5 minutos");
    let file = vera.get("/panel/validacion/estadistica.csv").await.is(200);
    for row in [
        "etapa,Verificación por la persona validadora,tomados,1",
        "etapa,Verificación por la persona validadora,devueltos,1",
        "etapa,Verificación por la persona validadora,segundos_mediana,300",
        "causal,Lemas o imágenes de campaña,observaciones,1",
    ] {
        assert!(file.body.contains(row), "{row}\n{}", file.body);
    }
    // The queue is the institute's: a party's people have none.
    rosa.get("/panel/validacion/estadistica").await.is(403);
    world.end().await;
}
