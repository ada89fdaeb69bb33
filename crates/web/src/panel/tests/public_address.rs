//! The site's public address: on letters, sheets and calendars whoever asks for them, and missed aloud where it is missing.

use domain::account::Role;

use super::account_work::text_of_pdf;
use super::people::PASSWORD;
use super::world::World;

const OUTSIDE: &str = "https://conoceles.iepc.example:8443";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_sheets_calendars_and_pages_carry_the_address_of_the_installation() {
    let world = World::reached_at("dgo", Some(OUTSIDE), true).await;
    let rita = world.administrator().await;
    let (account, ..) = world.issued(world.seat(Role::Capturer), "Beto").await;
    // The test's browser came by another name, which nothing that leaves the site may carry.
    let letters = "/panel/cuentas/cartas";
    rita.post(&format!("/panel/cuentas/{account}/carta"), &[])
        .await
        .is(303);
    let made = rita.when_ended(letters).await;
    let at = made.body.find("/panel/cuentas/cartas/").unwrap();
    let href = made.body[at..].split('"').next().unwrap();
    let letter = text_of_pdf(&rita.get(href).await.is(200).bytes);
    assert!(letter.contains(&format!("{OUTSIDE}/activar")), "{letter}");
    assert!(!letter.contains("conoceles.example"), "{letter}");
    rita.get("/panel/plazos")
        .await
        .is(200)
        .says(&format!("{OUTSIDE}/calendario/"));
    let path = format!("/candidaturas/{}", world.candidacy("MC-1"));
    let page = rita.get(&path).await.is(200);
    let canonical = format!("<link rel=\"canonical\" href=\"{OUTSIDE}{path}\">");
    assert!(page.body.contains(&canonical), "{}", page.body);
    let (_, codes) = rita.enrol().await;
    assert_eq!(codes.len(), 8);
    // Cookies of a site that is reached by HTTPS travel by nothing else.
    let entered = rita
        .post(
            "/entrar",
            &[("usuario", &rita.login), ("contrasena", PASSWORD)],
        )
        .await
        .is(303);
    let cookie = entered.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("__Host-") && cookie.contains("Secure"),
        "{cookie}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_address_the_administration_is_told_and_nobody_else() {
    let world = World::reached_at("dgo", None, false).await;
    let told = "Falta la dirección pública del sitio";
    for (role, is_told) in [(Role::Administrator, true), (Role::Capturer, false)] {
        let person = world.somebody(world.seat(role)).await;
        if role == Role::Administrator {
            person.enrol().await;
        }
        let page = person.get("/panel").await.is(200);
        assert_eq!(page.text().contains(told), is_told, "{role}");
        person
            .get("/panel/plazos")
            .await
            .is(200)
            .says("http://conoceles.example/calendario/");
    }
    world.end().await;
    for (address, demonstration) in [(None, true), (Some(OUTSIDE), true)] {
        let world = World::reached_at("dgo", address, demonstration).await;
        let rita = world.administrator().await;
        rita.get("/panel").await.is(200).never_says(told);
        world.end().await;
    }
}
