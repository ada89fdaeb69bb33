//! Validation as in Durango: the party's supervisor completes or modifies and validates; an independent validates itself.

use domain::activity::Action;
use domain::capture::StateCode;

use super::world::{Engine, Files, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_supervisor_modifies_with_before_and_after_and_validates() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let rosa = world.supervisor("mc").await;
    rosa.get("/panel").await.is(200).says("1 caso por decidir");
    rosa.get("/panel/validacion")
        .await
        .is(200)
        .says("Itzel O'Dam Ríos")
        .never_says("Sin tomar");
    let case = rosa
        .get(&world.case_path("MC-1"))
        .await
        .is(200)
        .says("Completar o modificar");
    let case = case
        .says("Devolver con observaciones")
        .says("Ir a su decisión")
        .says("La jornada electoral es el 2 de junio de 2024")
        .never_says("Tomar el caso");
    assert_eq!(case.count("h2#decision"), 1);
    assert!(
        case.body
            .contains(&format!("{}/motivos", world.capture_path("MC-1")))
    );
    let text = super::typing::text_of(300) + " con lo que faltaba";
    rosa.save("MC-1", "motivos", &[("motivos", &text)])
        .await
        .is(303);
    let last = rosa
        .save(
            "MC-1",
            "aclaraciones",
            &[("correo_interno", "mc@ejemplo.mx")],
        )
        .await;
    last.leads_to(&format!("{}?hecho=guardado", world.case_path("MC-1")));
    let case = rosa
        .get(&world.case_path("MC-1"))
        .await
        .says("Modificación al validar")
        .says("con lo que faltaba");
    case.says("persona supervisora");
    assert_eq!(world.entries(Action::AnswersEdited).await.len(), 2);
    // She does not leave it incomplete: each thing that is missing has its way to be completed.
    rosa.save("MC-1", "motivos", &[("motivos", "Corto")])
        .await
        .is(303);
    let refused = rosa
        .decide("MC-1", "supervision", "validar", &[])
        .await
        .is(422)
        .says("Todavía falta completar");
    assert_eq!(
        refused.count("#errores a[href$='/motivos?revisar=1#campo-motivos']"),
        1
    );
    rosa.save("MC-1", "motivos", &[("motivos", &text)])
        .await
        .is(303);
    let done = rosa.decide("MC-1", "supervision", "validar", &[]).await;
    done.leads_to("/panel/validacion?etapa=supervision&hecho=validado");
    rosa.get("/panel/validacion?etapa=supervision&hecho=validado")
        .await
        .says("Validó el cuestionario")
        .says("No hay casos");
    // The office's date has passed, so it is public at once, with the words of the supervisor.
    world.state_is("MC-1", StateCode::Published).await;
    ana.get(&world.capture_path("MC-1"))
        .await
        .says("Publicado el 16 de abril de 2024");
    // A second click, and another stage, find it decided.
    let again = rosa.decide("MC-1", "supervision", "validar", &[]).await;
    ana.follow(again)
        .await
        .says("Este caso ya se decidió")
        .says("Publicado el");
    rosa.decide("MC-1", "otra-etapa", "validar", &[])
        .await
        .is(404);
    assert_eq!(world.entries(Action::StageApproved).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_captures_does_not_validate() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    for person in [&ana, &world.capturer("mc").await] {
        person.get(&world.case_path("MC-1")).await.is(403);
        person
            .decide("MC-1", "supervision", "validar", &[])
            .await
            .is(403);
        // Who was still writing when it was sent is told so, with the text in view.
        let saved = person
            .post(
                &format!("{}/motivos", world.capture_path("MC-1")),
                &[("motivos", "A medias")],
            )
            .await;
        saved
            .is(409)
            .says("El cuestionario ya se envió y no puede cambiar")
            .says("A medias");
    }
    world.state_is("MC-1", StateCode::InStage).await;
    world
        .supervisor("pan")
        .await
        .decide("MC-1", "supervision", "validar", &[])
        .await
        .is(404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_independent_validates_itself() {
    let world = World::of("dgo").await;
    let maria = world.independent("IND-1").await;
    world
        .app
        .record_receipt_as_system(&maria.login, world.app.now())
        .await
        .unwrap();
    maria.fill_in("IND-1").await;
    maria
        .get("/panel/validacion")
        .await
        .leads_to(&world.case_path("IND-1"));
    maria.send_it("IND-1").await.is(303);
    maria
        .get(&world.capture_path("IND-1"))
        .await
        .says("En revisión")
        .says("Ir a la validación");
    maria
        .get(&world.case_path("IND-1"))
        .await
        .is(200)
        .says("Su decisión");
    let done = maria.decide("IND-1", "supervision", "validar", &[]).await;
    maria
        .follow(done)
        .await
        .is(200)
        .says("Validó el cuestionario")
        .says("Publicado el");
    world
        .supervisor("mc")
        .await
        .get(&world.case_path("IND-1"))
        .await
        .is(404);
    world.end().await;
}

/// Why a second person does not agree is typed once, whatever becomes of the attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn why_a_decision_is_not_confirmed_is_never_lost() {
    let files = Files::of("dgo").with(
        "profile.toml",
        "decide_lo_propio = true",
        "segunda_revision = [\"devolver\"]\ndecide_lo_propio = true",
    );
    let world = World::with(files, Engine::Sqlite).await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let (rosa, luz) = (world.supervisor("mc").await, world.supervisor("mc").await);
    let path = world.case_path("MC-1");
    let remark = [("causal_motivos", "lemas")];
    rosa.decide("MC-1", "supervision", "devolver", &remark)
        .await
        .is(303);
    let long = "No es un lema, y digo por qué. ".repeat(40);
    let refuse = [("motivo", long.trim())];
    let page = luz
        .decide("MC-1", "supervision", "no-confirmar", &refuse)
        .await
        .is(422);
    assert_eq!(page.value(&path, "motivo"), long.trim());
    // The proposal that was on the screen is another one by now.
    let stale = [
        ("etapa", "supervision"),
        ("decision", "no-confirmar"),
        ("propuesta", "1"),
        ("motivo", "No es un lema."),
    ];
    let page = luz.post(&path, &stale).await.is(409);
    assert_eq!(page.value(&path, "motivo"), "No es un lema.");
    // It was confirmed meanwhile by somebody else.
    let eva = world.supervisor("mc").await;
    eva.decide("MC-1", "supervision", "confirmar", &[])
        .await
        .is(303);
    luz.post(&path, &stale)
        .await
        .is(409)
        .says("El caso ya se decidió")
        .says("No es un lema.")
        .never_says("Estas son las observaciones");
    world.end().await;
}

/// What the own decisions of who decides in a party told.
const CAUSED: &str = "/panel/notificaciones?ver=propias";

/// Who decides in a party is no addressee of it, and still sees whether it was read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_lists_what_her_decisions_told_and_who_has_read_it() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        let rosa = world.supervisor("mc").await;
        rosa.get(CAUSED)
            .await
            .is(200)
            .says("No hay notificaciones")
            .says("Cuando usted valide o devuelva");
        let remark = [("causal_motivos", "lemas")];
        rosa.decide("MC-1", "supervision", "devolver", &remark)
            .await
            .is(303);
        let list = rosa.get(CAUSED).await.is(200).without_help();
        let list = list.says("De mis decisiones");
        list.says("NOT-000001")
            .says("Itzel O'Dam Ríos")
            .says("Candidatura: sin confirmar");
        let addressed = rosa.get("/panel/notificaciones").await.is(200);
        addressed.never_says("NOT-000001");
        let mine = ana.get("/panel/notificaciones").await.without_help();
        let mine = mine.says("NOT-000001").never_says("De mis decisiones");
        let (_, rest) = mine
            .body
            .split_once("href=\"/panel/notificaciones/")
            .unwrap();
        let address = format!("/panel/notificaciones/{}", rest.split('"').next().unwrap());
        ana.post(&address, &[]).await.is(303);
        rosa.get(CAUSED)
            .await
            .says("Candidatura: leída el 16 de abril de 2024");
        rosa.get(&address)
            .await
            .is(200)
            .says("NOT-000001: devuelto con observaciones")
            .without_help()
            .never_says("Confirmar que la leí");
        // They are hers, not her colleague's, nor another party's.
        for other in [world.supervisor("mc").await, world.supervisor("pan").await] {
            other.get(CAUSED).await.is(200).never_says("NOT-000001");
        }
        // Who decides nothing has no such list, whatever the address says.
        let capturer = world.capturer("mc").await;
        capturer
            .get(CAUSED)
            .await
            .is(200)
            .without_help()
            .never_says("De mis decisiones")
            .never_says("NOT-000001");
        world.end().await;
    }
}

/// Whoever edits in one tab while remarks are written in another is told that the text changed, and loses no remark.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn remarks_of_one_tab_survive_what_another_one_changes() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let rosa = world.supervisor("mc").await;
    let path = world.case_path("MC-1");
    let seen = rosa.get(&path).await.is(200).value(&path, "revision");
    let text = super::typing::text_of(310);
    rosa.copy()
        .save("MC-1", "motivos", &[("motivos", &text)])
        .await
        .is(303);
    let remark = [
        ("etapa", "supervision"),
        ("decision", "devolver"),
        ("revision", seen.as_str()),
        ("causal_motivos", "lemas"),
        ("nota_motivos", "Quite el lema."),
    ];
    let page = rosa.post(&path, &remark).await.is(409);
    let page = page.says("cambiaron después de que usted abrió esta página");
    assert_eq!(page.value(&path, "causal_motivos"), "lemas");
    assert_eq!(page.value(&path, "nota_motivos"), "Quite el lema.");
    world.state_is("MC-1", StateCode::InStage).await;
    let mut values = page.form(&path);
    values.push(("decision".to_owned(), "devolver".to_owned()));
    rosa.send_form(&path, &values).await.is(303);
    world.state_is("MC-1", StateCode::Returned).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_of_a_ground_tells_everything_that_it_lacks() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    rita.post("/panel/causales/nueva", &[("clave", "Mal escrita")])
        .await
        .is(422)
        .points_at("clave")
        .points_at("nombre")
        .points_at("descripcion")
        .points_at("fundamento");
    world.end().await;
}
