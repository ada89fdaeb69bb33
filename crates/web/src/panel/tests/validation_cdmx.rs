//! Validation as in Mexico City: the party's supervisor looks first; then the institute's validator takes the case from
//! the queue, cannot edit, and returns it with a ground per field.

use domain::activity::Action;
use domain::capture::StateCode;

use super::people::Person;
use super::typing::text_of;
use super::world::{Engine, Files, World};

/// An institute in which `MC-1` was sent and is in the supervisor's stage.
async fn sent(engine: Engine) -> World {
    let world = World::with(Files::of("cdmx"), engine).await;
    world.start_term_of_party("mc").await;
    {
        let ana = world.candidate("MC-1").await;
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
    }
    world
}

/// The same, one stage further.
async fn supervised(engine: Engine) -> World {
    let world = sent(engine).await;
    {
        let rosa = world.supervisor("mc").await;
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(303);
    }
    world
}

const GROUND: (&str, &str) = ("causal_motivos", "lemas");
const NOTE: (&str, &str) = ("nota_motivos", "Quite el lema del primer párrafo.");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_goes_back_with_grounds_is_corrected_and_approved() {
    for engine in Engine::at_hand() {
        let world = supervised(engine).await;
        let vera = world.validator().await;
        let path = world.case_path("MC-1");
        vera.get("/panel")
            .await
            .says("Verificación por la persona validadora: 1 caso por decidir");
        vera.get("/panel/validacion?casos=libres")
            .await
            .says("Itzel O'Dam Ríos")
            .says("Sin tomar");
        let case = vera
            .get(&path)
            .await
            .is(200)
            .says("Tomar el caso")
            .never_says("Ir a su decisión")
            .never_says("Completar o modificar");
        assert_eq!(
            case.count("button[value=validar], details:not(.help)"),
            0,
            "nothing is decided before it is taken"
        );
        vera.decide("MC-1", "verificacion", "validar", &[])
            .await
            .is(409)
            .says("Tome el caso antes de decidir");
        vera.decide("MC-1", "verificacion", "tomar", &[])
            .await
            .leads_to(&format!("{path}?hecho=tomado"));
        vera.get(&path)
            .await
            .says("Este caso es suyo")
            .says("Faltan 2 días")
            .says("Ir a su decisión");
        vera.get("/panel").await.says("1 caso que usted tomó");
        // She cannot edit.
        vera.post(
            &format!("{}/motivos", world.capture_path("MC-1")),
            &[("motivos", "x")],
        )
        .await
        .is(409);
        assert_eq!(vera.get(&path).await.count("details[open]"), 0);
        vera.decide("MC-1", "verificacion", "devolver", &[GROUND, NOTE])
            .await
            .is(303);
        let ana = world.candidate("MC-1").await;
        let home = ana
            .get(&world.capture_path("MC-1"))
            .await
            .says("Tiene 1 observación por corregir");
        home.says("termina el viernes 19 de abril a las 23:59")
            .says("Por corregir");
        let section = format!("{}/motivos", world.capture_path("MC-1"));
        let page = ana
            .get(&section)
            .await
            .says("Lemas o imágenes de campaña")
            .says("Quite el lema del primer párrafo.");
        assert_eq!(page.count("#campo-motivos-observacion"), 1);
        let corrected = text_of(310);
        ana.press(&page, &section, &[("motivos", &corrected)], "guardar")
            .await
            .is(303);
        ana.send_it("MC-1").await.is(303);
        ana.get(&format!("{}/acuse", world.capture_path("MC-1")))
            .await
            .is(200);
        assert_eq!(world.entries(Action::CaptureResent).await.len(), 1);
        // Back in the queue, with what changed marked.
        vera.get(&path)
            .await
            .says("Qué cambió desde que se envió")
            .says("Corrección de quien capturó")
            .says("Tomar el caso");
        vera.decide("MC-1", "verificacion", "tomar", &[])
            .await
            .is(303);
        vera.decide("MC-1", "verificacion", "validar", &[])
            .await
            .is(303);
        world.state_is("MC-1", StateCode::Published).await;
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_one_persons_until_it_is_given_back() {
    let world = supervised(Engine::Sqlite).await;
    let (vera, otto) = (world.validator().await, world.validator().await);
    let decide = async |who: &Person<'_>, decision: &str| {
        who.decide("MC-1", "verificacion", decision, &[]).await
    };
    decide(&vera, "tomar").await.is(303);
    decide(&vera, "tomar").await.is(303);
    let page = otto
        .get(&world.case_path("MC-1"))
        .await
        .is(200)
        .says("Otra persona validadora tomó este caso");
    assert_eq!(page.count("main form button[name=decision]"), 0);
    otto.get("/panel/validacion").await.says("Otra persona");
    otto.get("/panel/validacion?casos=mios")
        .await
        .says("No hay casos");
    for decision in ["tomar", "validar", "dejar"] {
        decide(&otto, decision)
            .await
            .is(409)
            .says("Otra persona validadora tomó este caso");
    }
    let page = otto
        .decide("MC-1", "verificacion", "devolver", &[GROUND, NOTE])
        .await
        .is(409);
    assert_eq!(page.value(&world.case_path("MC-1"), NOTE.0), NOTE.1);
    decide(&vera, "dejar").await.is(303);
    decide(&vera, "validar")
        .await
        .is(409)
        .says("Tome el caso antes de decidir");
    decide(&otto, "tomar").await.is(303);
    assert_eq!(world.entries(Action::CaseReleased).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_remark_that_is_not_right_keeps_everything_that_was_typed() {
    let world = supervised(Engine::Sqlite).await;
    let vera = world.validator().await;
    let path = world.case_path("MC-1");
    vera.decide("MC-1", "verificacion", "tomar", &[])
        .await
        .is(303);
    vera.decide("MC-1", "verificacion", "devolver", &[])
        .await
        .is(422)
        .says("Señale al menos un campo");
    let typed = [
        ("causal_propuesta_1", "ofensa"),
        ("nota_propuesta_1", "Quite el insulto."),
        NOTE,
    ];
    let page = vera
        .decide("MC-1", "verificacion", "devolver", &typed)
        .await
        .is(422)
        .points_at("causal_motivos");
    for (name, value) in typed {
        assert_eq!(page.value(&path, name), value);
    }
    assert_eq!(page.count("details[open]"), 2, "what was typed is in view");
    assert_eq!(
        page.count("details:not(.help)"),
        world.app.curricular().sections.len()
    );
    let unknown = [("causal_motivos", "inventada"), NOTE];
    vera.decide("MC-1", "verificacion", "devolver", &unknown)
        .await
        .is(422)
        .points_at("causal_motivos");
    let long = "ñ".repeat(1_001);
    let page = vera
        .decide(
            "MC-1",
            "verificacion",
            "devolver",
            &[GROUND, ("nota_motivos", &long)],
        )
        .await
        .is(422);
    let page = page.points_at("nota_motivos").says("sobran 1");
    assert_eq!(
        page.value(&path, "nota_motivos"),
        long,
        "a long note is not cut"
    );
    // Approving with remarks written would lose them.
    let page = vera
        .decide("MC-1", "verificacion", "validar", &[GROUND, NOTE])
        .await
        .is(409)
        .says("Escribió observaciones");
    assert_eq!(page.value(&path, "nota_motivos"), NOTE.1);
    world.state_is("MC-1", StateCode::InStage).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_was_decided_meanwhile_tells_where_it_stands() {
    let world = supervised(Engine::Sqlite).await;
    let (rosa, vera) = (world.supervisor("mc").await, world.validator().await);
    // It went on to the next stage, which is not hers.
    let page = rosa.get(&world.case_path("MC-1")).await;
    rosa.follow(page)
        .await
        .is(200)
        .says("Este caso ya se decidió")
        .says("Verificación por la persona validadora");
    let second = rosa.decide("MC-1", "supervision", "validar", &[]).await;
    rosa.follow(second)
        .await
        .is(200)
        .says("Este caso ya se decidió");
    let lost = rosa
        .decide("MC-1", "supervision", "devolver", &[GROUND, NOTE])
        .await
        .is(409);
    lost.says("El caso ya se decidió")
        .says(NOTE.1)
        .says("Lemas o imágenes de campaña");
    rosa.decide("MC-1", "verificacion", "tomar", &[])
        .await
        .is(403);
    rosa.get(&world.capture_path("MC-1"))
        .await
        .never_says("Ir a la validación");
    // A validator does not reach into the supervisor's stage.
    let ana = world.candidate("MC-2").await;
    ana.fill_in("MC-2").await;
    ana.send_it("MC-2").await.is(303);
    vera.decide("MC-2", "supervision", "validar", &[])
        .await
        .is(403);
    vera.decide("MC-2", "verificacion", "tomar", &[])
        .await
        .is(303);
    world.state_is("MC-2", StateCode::InStage).await;
    assert_eq!(world.entries(Action::CaseClaimed).await.len(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rounds_end_and_then_it_must_be_approved() {
    let world = sent(Engine::Sqlite).await;
    let (ana, rosa) = (world.candidate("MC-1").await, world.supervisor("mc").await);
    for _ in 0..2 {
        rosa.decide("MC-1", "supervision", "devolver", &[GROUND])
            .await
            .is(303);
        ana.save("MC-1", "motivos", &[("motivos", &text_of(300))])
            .await
            .is(303);
        ana.send_it("MC-1").await.is(303);
    }
    let case = rosa.get(&world.case_path("MC-1")).await.says("2 de 2");
    assert_eq!(case.count("button[value=devolver], details:not(.help)"), 0);
    rosa.decide("MC-1", "supervision", "devolver", &[GROUND])
        .await
        .is(409)
        .says("Ya se devolvió 2 veces");
    rosa.decide("MC-1", "supervision", "validar", &[])
        .await
        .is(303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_independent_goes_straight_to_the_institutes_validator() {
    let world = World::of("cdmx").await;
    let maria = world.independent("IND-1").await;
    maria.fill_in("IND-1").await;
    maria.send_it("IND-1").await.is(303);
    maria
        .get(&world.capture_path("IND-1"))
        .await
        .says("Verificación por la persona validadora");
    maria.get(&world.case_path("IND-1")).await.is(403);
    let vera = world.validator().await;
    vera.decide("IND-1", "verificacion", "tomar", &[])
        .await
        .is(303);
    vera.decide("IND-1", "verificacion", "validar", &[])
        .await
        .is(303);
    world.state_is("IND-1", StateCode::Published).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_loses_the_use_of_an_account_leaves_the_cases_to_the_others() {
    for engine in Engine::at_hand() {
        let world = supervised(engine).await;
        let rita = world.administrator().await;
        let mut released = 0;
        for loss in ["suspender", "cerrar", "extravio"] {
            let vera = world.validator().await;
            let luz = world.validator().await;
            vera.decide("MC-1", "verificacion", "tomar", &[])
                .await
                .is(303);
            luz.decide("MC-1", "verificacion", "tomar", &[])
                .await
                .is(409);
            let account = format!("/panel/cuentas/{}/estado", vera.account);
            match loss {
                "extravio" => vera
                    .post("/panel/cuenta/extravio", &[("confirma", "on")])
                    .await
                    .is(200),
                change => rita.post(&account, &[("accion", change)]).await.is(303),
            };
            released += 1;
            let told = world.entries(Action::CaseReleased).await;
            assert_eq!(told.len(), released, "{loss}");
            let entry = told[0].entry.fields();
            assert_eq!(entry.actor.as_text(), "system");
            assert_eq!(entry.details["holder"], vera.account.to_string());
            rita.get("/panel/historial")
                .await
                .is(200)
                .says("Dejó el caso");
            luz.decide("MC-1", "verificacion", "tomar", &[])
                .await
                .is(303);
            luz.decide("MC-1", "verificacion", "dejar", &[])
                .await
                .is(303);
            released += 1;
        }
        world.end().await;
    }
}

/// Where a stage leaves one's own work to somebody else, who captured reads the case and a colleague decides on it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_captured_reads_the_case_and_a_colleague_decides_on_it() {
    const OWN: &str = "Usted escribió o envió este cuestionario, así que otra persona debe decidir";
    let files = Files::of("cdmx").with(
        "profile.toml",
        "independiente = []",
        "independiente = []\ndecide_lo_propio = false",
    );
    let world = World::with(files, Engine::Sqlite).await;
    world.start_term_of_party("mc").await;
    let (rosa, luz) = (world.supervisor("mc").await, world.supervisor("mc").await);
    rosa.fill_in("MC-1").await;
    rosa.send_it("MC-1").await.is(303);
    let path = world.case_path("MC-1");
    let case = rosa.get(&path).await.is(200).says(OWN);
    assert_eq!(case.count("button[name=decision]"), 0);
    rosa.decide("MC-1", "supervision", "validar", &[])
        .await
        .is(409)
        .says(OWN);
    let page = rosa
        .decide("MC-1", "supervision", "devolver", &[GROUND, NOTE])
        .await
        .is(409)
        .says(OWN);
    assert_eq!(page.value(&path, NOTE.0), NOTE.1);
    world.state_is("MC-1", StateCode::InStage).await;
    let case = luz.get(&path).await.is(200).never_says(OWN);
    assert_eq!(case.count("button[value=validar]"), 1);
    luz.decide("MC-1", "supervision", "validar", &[])
        .await
        .is(303);
    let approved = world.entries(Action::StageApproved).await;
    assert_eq!(approved.len(), 1);
    let by = approved[0].entry.fields().actor.account_id();
    assert_eq!(by, Some(luz.account.to_string().as_str()));
    world.end().await;
}
