//! Many people behind one address, and one who tries everybody.

use domain::account::Role;

use super::browser::Browser;
use super::people::PASSWORD;
use super::world::World;

const OFFICE: &str = "198.51.100.50";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eighty_people_behind_one_address_work_unhindered() {
    let world = World::of("dgo").await;
    let mut logins = Vec::new();
    for number in 0..80 {
        let (_, login, code) = world
            .issued(world.seat(Role::Capturer), &format!("Persona {number}"))
            .await;
        let browser = Browser::new(&world).from(OFFICE);
        // Every other one mistypes the code of the letter first.
        if number % 2 == 0 {
            let wrong = format!("{}B", &code[..18]);
            browser.post("/activar", &[("codigo", &wrong)]).await;
        }
        let values = [
            ("codigo", code.as_str()),
            ("contrasena", PASSWORD),
            ("contrasena_otra_vez", PASSWORD),
            ("compromiso", "on"),
        ];
        browser
            .post("/activar/contrasena", &values)
            .await
            .leads_to("/aviso");
        logins.push(login);
    }
    for (number, login) in logins.iter().enumerate() {
        let browser = Browser::new(&world).from(OFFICE);
        for _ in 0..number % 3 {
            let wrong = [("usuario", login.as_str()), ("contrasena", "no es esta")];
            browser
                .post("/entrar", &wrong)
                .await
                .says("no son correctos");
        }
        let right = [("usuario", login.as_str()), ("contrasena", PASSWORD)];
        browser.post("/entrar", &right).await.leads_to("/panel");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_tries_everybody_takes_turns_and_who_has_the_password_waits_seconds() {
    let world = World::of("dgo").await;
    let (ana, luis) = (world.auditor().await, world.validator().await);
    let rival = Browser::new(&world).from(OFFICE);
    let mut turned_away = 0;
    for number in 0..100 {
        let login = format!("candidatura.mc-{number}");
        let guess = [("usuario", login.as_str()), ("contrasena", "Durango2024")];
        let page = rival.post("/entrar", &guess).await.is(422);
        turned_away += usize::from(page.text().contains("Espere"));
    }
    assert!((30..=40).contains(&turned_away), "{turned_away}");
    let right = [("usuario", ana.login.as_str()), ("contrasena", PASSWORD)];
    let honest = Browser::new(&world).from(OFFICE);
    honest
        .post("/entrar", &right)
        .await
        .is(422)
        .says("su cuenta no está bloqueada");
    world.clock.advance(5);
    honest.post("/entrar", &right).await.leads_to("/panel");
    let elsewhere = [("usuario", luis.login.as_str()), ("contrasena", PASSWORD)];
    Browser::new(&world)
        .from("203.0.113.77")
        .post("/entrar", &elsewhere)
        .await
        .leads_to("/panel");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_activation_codes_finds_nothing_and_costs_time() {
    let world = World::of("dgo").await;
    let (_, _, code) = world.issued(world.seat(Role::Candidate), "Itzel").await;
    let rival = Browser::new(&world).from(OFFICE);
    let mut turned_away = false;
    for number in 0..70 {
        let guess = format!("BCDF-GHJK-MNPQ-{:04}", 2_222 + number);
        let page = rival.post("/activar", &[("codigo", &guess)]).await.is(422);
        turned_away |= page.text().contains("Espere");
    }
    assert!(turned_away);
    // Its person activates from anywhere, and from there after a turn.
    rival
        .post("/activar", &[("codigo", &code)])
        .await
        .is(422)
        .says("su código sigue sirviendo");
    world.clock.advance(5);
    rival.post("/activar", &[("codigo", &code)]).await.is(200);
    Browser::new(&world)
        .post("/activar", &[("codigo", &code)])
        .await
        .is(200);
    world.end().await;
}
