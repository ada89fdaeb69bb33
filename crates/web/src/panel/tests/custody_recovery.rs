//! Getting in again: with the recovery sheet, and with a phrase that is offered.

use domain::account::Role;
use domain::activity::Action;

use super::browser::Browser;
use super::custody_second_factor::codes_of;
use super::people::{PASSWORD, Person};
use super::world::World;

const NEW: &str = "ventisca lombriz tejado azul";

/// The phrase that a page offers.
fn phrase_of(page: &super::browser::Page) -> String {
    let words = page.text();
    let after = words.split("muy difícil de adivinar:").nth(1).unwrap();
    after
        .split_whitespace()
        .take(5)
        .collect::<Vec<_>>()
        .join(" ")
}

impl Person<'_> {
    /// Makes a recovery sheet in «Mi cuenta».
    pub async fn sheet(&self) -> Vec<String> {
        let values = [("contrasena_actual", PASSWORD)];
        codes_of(&self.post("/panel/cuenta/hoja", &values).await.is(200))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_phrase_that_is_offered_is_taken_with_one_choice() {
    let world = World::of("dgo").await;
    let (_, login, code) = world
        .issued(world.seat(Role::Candidate), "Itzel O'Dam")
        .await;
    let browser = Browser::new(&world);
    let page = browser.post("/activar", &[("codigo", &code)]).await.is(200);
    let first = phrase_of(&page);
    let sealed = page.value("/activar/contrasena", "contrasena_propuesta");
    assert_eq!(first.split(' ').count(), 5);
    assert!(!sealed.contains(first.split(' ').next().unwrap()));
    // Another one, with what was ticked kept.
    let another = [
        ("codigo", code.as_str()),
        ("contrasena_propuesta", sealed.as_str()),
        ("compromiso", "si"),
        ("accion", "otra"),
    ];
    let page = browser.post("/activar/contrasena", &another).await.is(200);
    let second = phrase_of(&page);
    assert_ne!(first, second);
    assert_eq!(page.value("/activar/contrasena", "compromiso"), "si");
    let sealed = page.value("/activar/contrasena", "contrasena_propuesta");
    let take = |sealed: &str, typed: &str| {
        [
            ("codigo", code.clone()),
            ("contrasena_cual", "propuesta".to_owned()),
            ("contrasena_propuesta", sealed.to_owned()),
            ("contrasena", typed.to_owned()),
            ("compromiso", "si".to_owned()),
        ]
    };
    let send = async |values: [(&str, String); 5]| {
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        browser.post("/activar/contrasena", &values).await
    };
    // Both at once is a question, not a guess; the phrase that was noted stays.
    let page = send(take(&sealed, "otra cosa que escribí")).await.is(422);
    assert_eq!(phrase_of(&page), second);
    assert_eq!(page.count("#errores a[href='#campo-contrasena_cual']"), 1);
    // A phrase of nobody, or of an hour ago.
    send(take("1.abc", "")).await.is(422).says("ya no sirve");
    world.clock.advance(3_601);
    send(take(&sealed, "")).await.is(422).says("ya no sirve");
    let page = browser.post("/activar", &[("codigo", &code)]).await.is(200);
    let (phrase, sealed) = (
        phrase_of(&page),
        page.value("/activar/contrasena", "contrasena_propuesta"),
    );
    send(take(&sealed, "")).await.leads_to("/aviso");
    let home = Browser::new(&world);
    let capital = phrase[..1].to_uppercase() + &phrase[1..];
    for typed in [&phrase, &capital] {
        let values = [("usuario", login.as_str()), ("contrasena", typed.as_str())];
        home.post("/entrar", &values).await.is(303);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phrase_of_another_account_does_not_serve() {
    let world = World::of("dgo").await;
    let (_, _, one) = world.issued(world.seat(Role::Candidate), "Una").await;
    let (_, _, other) = world.issued(world.seat(Role::Capturer), "Otra").await;
    let browser = Browser::new(&world);
    let page = browser.post("/activar", &[("codigo", &one)]).await.is(200);
    let sealed = page.value("/activar/contrasena", "contrasena_propuesta");
    let values = [
        ("codigo", other.as_str()),
        ("contrasena_cual", "propuesta"),
        ("contrasena_propuesta", sealed.as_str()),
        ("compromiso", "si"),
    ];
    browser
        .post("/activar/contrasena", &values)
        .await
        .is(422)
        .says("ya no sirve");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_of_the_process_are_no_passwords() {
    let world = World::of("dgo").await;
    let (_, _, code) = world
        .issued(world.seat(Role::Candidate), "Itzel O'Dam Ríos")
        .await;
    let browser = Browser::new(&world);
    for weak in [
        "ItzelODamRios2024",
        "MovimientoCiudadano",
        "Diputacion Durango 24",
        "Distrito 6 Durango",
    ] {
        let values = [
            ("codigo", code.as_str()),
            ("contrasena", weak),
            ("contrasena_otra_vez", weak),
            ("compromiso", "si"),
        ];
        browser
            .post("/activar/contrasena", &values)
            .await
            .is(422)
            .says("fácil de adivinar");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_password_is_replaced_with_a_code_of_the_sheet() {
    let world = World::of("dgo").await;
    let ana = world.somebody(world.seat(Role::Candidate)).await;
    let codes = ana.sheet().await;
    let night = Browser::new(&world).from("198.51.100.20");
    night.get("/recuperar").await.is(200);
    let typed = codes[0].to_lowercase();
    let proof = [("usuario", ana.login.as_str()), ("codigo", typed.as_str())];
    let page = night
        .post("/recuperar", &proof)
        .await
        .is(200)
        .says("Guadalupe Ibarra");
    let (action, sealed) = (
        "/recuperar/contrasena",
        page.value("/recuperar/contrasena", "contrasena_propuesta"),
    );
    let own = |password: &'static str| {
        [
            ("usuario", ana.login.clone()),
            ("codigo", typed.clone()),
            ("contrasena_propuesta", sealed.clone()),
            ("contrasena", password.to_owned()),
            ("contrasena_otra_vez", password.to_owned()),
        ]
    };
    let send = async |password: &'static str| {
        let values = own(password);
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        night.post(action, &values).await
    };
    // A weak one spends nothing.
    send("corta").await.is(422).points_at("contrasena");
    let before = ana.cookie();
    send(NEW).await.leads_to("/panel?hecho=recuperada");
    let home = night.get("/panel?hecho=recuperada").await;
    night
        .follow(home)
        .await
        .is(200)
        .says("Ya tiene una contraseña nueva");
    ana.get("/panel").await.is(303);
    assert_ne!(before, night.cookie());
    send(NEW).await.is(422).says("no son correctos");
    let old = [("usuario", ana.login.as_str()), ("contrasena", PASSWORD)];
    Browser::new(&world).post("/entrar", &old).await.is(422);
    let new = [("usuario", ana.login.as_str()), ("contrasena", NEW)];
    Browser::new(&world).post("/entrar", &new).await.is(303);
    assert_eq!(world.entries(Action::PasswordRecovered).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_by_the_sheet_does_not_pass_the_second_factor() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    let (_, codes) = ana.enrol().await;
    let browser = Browser::new(&world);
    let values = [
        ("usuario", ana.login.as_str()),
        ("codigo", codes[1].as_str()),
        ("contrasena", NEW),
        ("contrasena_otra_vez", NEW),
    ];
    browser.post("/recuperar/contrasena", &values).await.is(303);
    browser.get("/panel").await.leads_to("/segundo-paso");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_a_sheet_tells_nothing_and_is_slowed_down() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    ana.sheet().await;
    let (without, ..) = (world.validator().await, ());
    let mut answers = Vec::new();
    for login in [ana.login.as_str(), without.login.as_str(), "nadie.asi"] {
        let guess = [("usuario", login), ("codigo", "BCDF-GHJK-MNPQ-RSTV")];
        let page = Browser::new(&world)
            .post("/recuperar", &guess)
            .await
            .is(422);
        answers.push(page.body.replace(login, "LOGIN"));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let rival = Browser::new(&world).from("198.51.100.7");
    let guess = [
        ("usuario", ana.login.as_str()),
        ("codigo", "BCDF-GHJK-MNPQ-RSTV"),
    ];
    for _ in 0..4 {
        rival
            .post("/recuperar", &guess)
            .await
            .says("no son correctos");
    }
    rival
        .post("/recuperar", &guess)
        .await
        .says("Espere 2 segundos");
    // The rival's guesses neither lock nor delay its person.
    ana.sign_in().await;
    ana.get("/panel/cuenta").await.is(200);
    world.end().await;
}
