//! A session that dies while its person writes.

use domain::capture::StateCode;

use super::browser::Browser;
use super::people::PASSWORD;
use super::world::{Engine, Files, World};

const WRITTEN: &str = "Quiero que cada comunidad tenga agua; ñandú-7431";

/// The form of the saved text, as the page after sign-in has it.
fn kept_form(page: &super::browser::Page) -> (String, Vec<(String, String)>) {
    kept_form_to(page, "/panel/captura/")
}

fn kept_form_to(page: &super::browser::Page, place: &str) -> (String, Vec<(String, String)>) {
    let opening = format!("action=\"{place}");
    let start = page.body.find(&opening).unwrap() + "action=\"".len();
    let action: String = page.body[start..]
        .chars()
        .take_while(|c| *c != '"')
        .collect();
    let action = action.replace("&amp;", "&");
    let values = page.form(&action);
    (action, values)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_is_there_after_sign_in_and_saved_with_one_click() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let path = format!("{}/motivos", world.capture_path("MC-1"));
        let page = ana.get(&path).await.is(200);
        world.clock.advance(31 * 60);
        // The script tried to save by itself, then the person pressed the button.
        ana.press(
            &page,
            &path,
            &[("motivos", "Quiero que cada")],
            "autoguardar",
        )
        .await
        .is(303);
        ana.press(&page, &path, &[("motivos", WRITTEN)], "guardar")
            .await
            .leads_to("/entrar?motivo=guardado");
        ana.get("/entrar?motivo=guardado")
            .await
            .says("Su sesión terminó, pero su texto está a salvo");
        if engine == Engine::Sqlite {
            let files = world.stolen_files();
            assert!(
                !files
                    .windows(10)
                    .any(|bytes| bytes == &WRITTEN.as_bytes()[..10]),
                "the text lies there in clear"
            );
        }
        ana.post(
            "/entrar",
            &[("usuario", &ana.login), ("contrasena", PASSWORD)],
        )
        .await
        .leads_to("/panel/resguardo");
        let page = ana
            .get("/panel/resguardo")
            .await
            .is(200)
            .says(WRITTEN)
            .says("¿Por qué quiere ocupar un cargo público?");
        let (action, values) = kept_form(&page);
        let pairs: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ana.post(&action, &pairs).await.leads_to(&format!(
            "{}/propuestas?hecho=guardado",
            world.capture_path("MC-1")
        ));
        assert_eq!(ana.get(&path).await.value(&path, "motivos"), WRITTEN);
        // It was kept once, and it is forgotten once it was saved.
        ana.get("/panel/resguardo").await.leads_to("/panel");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_on_the_same_browser_sees_it() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let luis = world.candidate("MC-2").await;
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let page = ana.get(&path).await;
    world.clock.advance(31 * 60);
    ana.press(&page, &path, &[("motivos", WRITTEN)], "guardar")
        .await
        .leads_to("/entrar?motivo=guardado");
    // Somebody else signs in where the first one was writing.
    ana.post(
        "/entrar",
        &[("usuario", &luis.login), ("contrasena", PASSWORD)],
    )
    .await
    .leads_to("/panel");
    ana.get("/panel/resguardo").await.leads_to("/panel");
    ana.post("/panel/resguardo/descartar", &[]).await.is(303);
    // The right person still finds it elsewhere.
    let phone = Browser::new(&world);
    phone
        .post(
            "/entrar",
            &[("usuario", &ana.login), ("contrasena", PASSWORD)],
        )
        .await
        .leads_to("/panel/resguardo");
    phone.get("/panel/resguardo").await.says(WRITTEN);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_can_be_discarded_and_is_forgotten_after_twelve_hours() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let page = ana.get(&path).await;
    for discard in [true, false] {
        world.clock.advance(31 * 60);
        ana.press(&page, &path, &[("motivos", WRITTEN)], "guardar")
            .await
            .leads_to("/entrar?motivo=guardado");
        if !discard {
            world.clock.advance(12 * 3_600 + 1);
            ana.post(
                "/entrar",
                &[("usuario", &ana.login), ("contrasena", PASSWORD)],
            )
            .await
            .leads_to("/panel");
            continue;
        }
        ana.post(
            "/entrar",
            &[("usuario", &ana.login), ("contrasena", PASSWORD)],
        )
        .await
        .leads_to("/panel/resguardo");
        ana.post_and_follow("/panel/resguardo/descartar", &[])
            .await
            .says("Descartó lo que estaba resguardado");
        ana.get("/panel/resguardo").await.leads_to("/panel");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_and_empty_clicks_are_not_kept() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    world.clock.advance(31 * 60);
    ana.send_it("MC-1").await.leads_to("/entrar?motivo=termino");
    ana.decide("MC-1", "supervision", "validar", &[])
        .await
        .leads_to("/entrar?motivo=termino");
    ana.post("/panel/sesiones/cerrar", &[])
        .await
        .leads_to("/entrar?motivo=termino");
    ana.post(
        "/entrar",
        &[("usuario", &ana.login), ("contrasena", PASSWORD)],
    )
    .await
    .leads_to("/panel");
    ana.get("/panel/resguardo").await.leads_to("/panel");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_text_waits_until_it_was_saved() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let home = world.capture_path("MC-1");
    let paths = [format!("{home}/motivos"), format!("{home}/aclaraciones")];
    let pages = [ana.get(&paths[0]).await, ana.get(&paths[1]).await];
    world.clock.advance(31 * 60);
    ana.press(&pages[0], &paths[0], &[("motivos", WRITTEN)], "guardar")
        .await
        .is(303);
    ana.press(
        &pages[1],
        &paths[1],
        &[("correo_interno", "ana@ejemplo.mx")],
        "guardar",
    )
    .await
    .is(303);
    ana.post(
        "/entrar",
        &[("usuario", &ana.login), ("contrasena", PASSWORD)],
    )
    .await
    .leads_to("/panel/resguardo");
    let (action, values) = kept_form(&ana.get("/panel/resguardo").await.says("ana@ejemplo.mx"));
    let id = action.split("resguardo=").nth(1).unwrap().to_owned();
    // Another act of the same person that names the text does not make it forgotten.
    ana.post(&format!("/panel/resguardo/otra?resguardo={id}"), &[])
        .await;
    ana.post(
        &format!("{}?resguardo={id}", paths[0]),
        &[("motivos", "otra cosa")],
    )
    .await
    .leads_to("/panel/resguardo");
    let pairs: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    ana.post(&action, &pairs).await.leads_to("/panel/resguardo");
    // The other text, which is older than what was saved there meanwhile, asks instead of overwriting.
    let (action, values) = kept_form(&ana.get("/panel/resguardo").await.says(WRITTEN));
    let pairs: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    ana.post(&action, &pairs)
        .await
        .is(409)
        .says(WRITTEN)
        .says("La otra persona guardó");
    ana.get("/panel/resguardo").await.is(200).says(WRITTEN);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_closed_in_another_tab_loses_nothing_either() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let page = ana.get(&path).await;
    ana.post("/salir", &[])
        .await
        .leads_to("/entrar?motivo=salio");
    let carrying = ana
        .press(&page, &path, &[("motivos", WRITTEN)], "guardar")
        .await
        .is(401);
    let brought = carrying.says("su texto está a salvo").form("/entrar");
    let mut pairs: Vec<(&str, &str)> = brought
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| !["usuario", "contrasena"].contains(name))
        .collect();
    // A wrong password keeps it too.
    let wrong = [
        pairs.clone(),
        vec![("usuario", ana.login.as_str()), ("contrasena", "no es")],
    ]
    .concat();
    assert_eq!(
        ana.post("/entrar", &wrong)
            .await
            .is(422)
            .value("/entrar", "conservado"),
        carried(&brought)
    );
    pairs.extend([("usuario", ana.login.as_str()), ("contrasena", PASSWORD)]);
    ana.post("/entrar", &pairs)
        .await
        .leads_to("/panel/resguardo");
    ana.get("/panel/resguardo").await.says(WRITTEN);
    world.end().await;
}

fn carried(form: &[(String, String)]) -> String {
    form.iter()
        .find(|(name, _)| name == "conservado")
        .map(|(_, value)| value.clone())
        .unwrap()
}

/// Remarks on a case wait like any other text, and say what sending them does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn remarks_that_were_sent_on_an_ended_session_wait_with_their_decision() {
    for decided_meanwhile in [false, true] {
        let world = World::of("dgo").await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        let rosa = world.supervisor("mc").await;
        let remark = [("causal_motivos", "lemas"), ("nota_motivos", WRITTEN)];
        world.clock.advance(31 * 60);
        rosa.decide("MC-1", "supervision", "devolver", &remark)
            .await
            .leads_to("/entrar?motivo=guardado");
        world.state_is("MC-1", StateCode::InStage).await;
        if decided_meanwhile {
            let luz = world.supervisor("mc").await;
            luz.decide("MC-1", "supervision", "validar", &[])
                .await
                .is(303);
        }
        let entering = [("usuario", rosa.login.as_str()), ("contrasena", PASSWORD)];
        rosa.post("/entrar", &entering)
            .await
            .leads_to("/panel/resguardo");
        let page = rosa.get("/panel/resguardo").await.is(200);
        let page = page
            .says(WRITTEN)
            .says("Lemas o imágenes de campaña")
            .says("Devolver con observaciones");
        let (action, values) = kept_form_to(&page, "/panel/validacion/");
        let pairs: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let sent = rosa.post(&action, &pairs).await;
        if decided_meanwhile {
            sent.is(409).says("El caso ya se decidió").says(WRITTEN);
            // It is not thrown away because it came too late.
            rosa.get("/panel/resguardo").await.is(200).says(WRITTEN);
        } else {
            sent.leads_to("/panel/validacion?etapa=supervision&hecho=devuelto");
            world.state_is("MC-1", StateCode::Returned).await;
            rosa.get("/panel/resguardo").await.leads_to("/panel");
        }
        world.end().await;
    }
}
