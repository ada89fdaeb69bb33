//! «Mi cuenta»: the password, the sheet, the sessions, the undertaking.

use domain::account::Role;
use domain::activity::Action;

use super::browser::Browser;
use super::people::PASSWORD;
use super::world::World;

const NEW: &str = "ventisca lombriz tejado azul";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_sees_the_own_account_and_its_pages_are_sound() {
    let world = World::of("cdmx").await;
    for role in Role::ALL {
        let person = world.somebody(world.seat(role)).await;
        person
            .get("/panel/cuenta")
            .await
            .is(200)
            .says(&person.login)
            .says("Compromiso de custodia aceptado");
        for path in [
            "/panel/cuenta/contrasena",
            "/panel/cuenta/hoja",
            "/panel/cuenta/extravio",
            "/panel/cuenta/segundo-paso/quitar",
            "/panel/sesiones",
            "/segundo-paso/configurar",
        ] {
            person.get(path).await.is(200);
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changing_the_password_ends_the_other_sessions() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    let phone = Browser::new(&world);
    let values = [("usuario", ana.login.as_str()), ("contrasena", PASSWORD)];
    phone.post("/entrar", &values).await.is(303);
    let path = "/panel/cuenta/contrasena";
    let change = |current: &'static str, new: &'static str| {
        [
            ("contrasena_actual", current),
            ("contrasena", new),
            ("contrasena_otra_vez", new),
        ]
    };
    ana.post(path, &change("no es esta", NEW))
        .await
        .is(422)
        .points_at("contrasena_actual");
    ana.post(path, &change(PASSWORD, PASSWORD))
        .await
        .is(422)
        .says("la misma contraseña");
    ana.post(path, &change(PASSWORD, "corta"))
        .await
        .is(422)
        .points_at("contrasena");
    phone.get("/panel").await.is(200);
    ana.post(path, &change(PASSWORD, NEW))
        .await
        .leads_to("/panel/cuenta?hecho=contrasena");
    ana.get("/panel/cuenta?hecho=contrasena")
        .await
        .is(200)
        .says("Cambió su contraseña");
    phone.get("/panel").await.is(303);
    phone.post("/entrar", &values).await.is(422);
    assert_eq!(world.entries(Action::PasswordChanged).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_session_is_closed_from_another_and_nobody_closes_somebody_elses() {
    let world = World::of("dgo").await;
    let (ana, luis) = (world.auditor().await, world.validator().await);
    let phone = Browser::new(&world);
    let values = [("usuario", ana.login.as_str()), ("contrasena", PASSWORD)];
    phone.post("/entrar", &values).await.is(303);
    let page = ana
        .get("/panel/sesiones")
        .await
        .is(200)
        .says("Es esta sesión");
    let action = page
        .body
        .split("action=\"/panel/sesiones/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .find(|rest| rest.ends_with("/cerrar"))
        .map(|rest| format!("/panel/sesiones/{rest}"))
        .unwrap();
    luis.post(&action, &[]).await.is(404);
    phone.get("/panel").await.is(200);
    ana.post(&action, &[])
        .await
        .leads_to("/panel/sesiones?hecho=sesion-cerrada");
    phone.get("/panel").await.is(303);
    ana.get("/panel").await.is(200);
    ana.post(&action, &[]).await.is(303);
    assert_eq!(world.entries(Action::SessionClosed).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sheet_asks_for_the_password_and_is_a_document_for_its_person_alone() {
    let world = World::of("dgo").await;
    let (ana, luis) = (world.auditor().await, world.validator().await);
    ana.post("/panel/cuenta/hoja", &[("contrasena_actual", "no es esta")])
        .await
        .is(422)
        .points_at("contrasena_actual");
    let current = [("contrasena_actual", PASSWORD)];
    let page = ana.post("/panel/cuenta/hoja", &current).await.is(200);
    let sealed = page.value("/panel/cuenta/hoja/pdf", "hoja");
    let form = [("hoja", sealed.as_str())];
    let pdf = ana.post("/panel/cuenta/hoja/pdf", &form).await.is(200);
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert!(pdf.body.starts_with("%PDF-"));
    assert_eq!(pdf.header("cache-control"), Some("no-store"));
    luis.post("/panel/cuenta/hoja/pdf", &form).await.is(409);
    ana.get("/panel/cuenta").await.says("Le quedan 8 de 8");
    ana.post("/panel/cuenta/hoja", &current).await.is(200);
    ana.post("/panel/cuenta/hoja/pdf", &form)
        .await
        .is(409)
        .says("ya se reemplazó");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_session_is_never_the_one_that_somebody_works_in() {
    let world = World::of("dgo").await;
    let (ana, rival) = (world.auditor().await, world.validator().await);
    let planted = rival.cookie();
    let browser = Browser::new(&world);
    browser.set_cookie(planted.clone());
    let values = [("usuario", ana.login.as_str()), ("contrasena", PASSWORD)];
    browser.post("/entrar", &values).await.is(303);
    assert_ne!(browser.cookie(), planted);
    rival.get("/panel").await.is(303);
    let forged = Browser::new(&world);
    forged.set_cookie(Some(format!("conoceles_sesion={}", "a".repeat(64))));
    forged.post("/entrar", &values).await.is(303);
    assert!(!forged.cookie().unwrap().contains("aaaa"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_without_the_undertaking_in_force_is_asked_for_it() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    let store = world.beside().await;
    let mut unit = store.write().await.unwrap();
    let account = unit.account(ana.account).await.unwrap().unwrap();
    let earlier = account
        .accept_undertaking(&"0".repeat(64), world.app.now())
        .unwrap();
    unit.apply(earlier).await.unwrap();
    unit.commit().await.unwrap();
    store.close().await;
    ana.get("/panel").await.leads_to("/compromiso");
    ana.get("/compromiso").await.is(200);
    ana.post("/compromiso", &[])
        .await
        .is(422)
        .points_at("acepta");
    ana.post("/compromiso", &[("acepta", "si")])
        .await
        .leads_to("/panel");
    ana.get("/panel").await.is(200);
    ana.get("/compromiso").await.leads_to("/panel");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_sent_on_an_ended_session_are_not_kept() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    ana.enrol().await;
    world.clock.advance(31 * 60);
    for path in ["/segundo-paso/configurar", "/segundo-paso"] {
        ana.post(path, &[("codigo", "123456"), ("preparacion", "abc")])
            .await
            .leads_to("/entrar?motivo=termino");
    }
    ana.post("/panel/cuenta/hoja/pdf", &[("hoja", "abc")])
        .await
        .leads_to("/entrar?motivo=termino");
    world.end().await;
}
