//! Coming in and going out.

use axum::http::Request;
use domain::account::Seat;
use domain::activity::Action;

use super::browser::Browser;
use super::people::PASSWORD;
use super::world::{Engine, Files, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_activates_an_account_accepts_the_notice_and_works() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let (_, login, code) = world
            .issued(world.seat(domain::account::Role::Candidate), "Itzel O'Dam")
            .await;
        let browser = Browser::new(&world);
        let page = browser.get("/activar").await.is(200);
        assert_eq!(page.value("/activar", "codigo"), "");
        // As people type it: without hyphens, in lower case, with spaces around.
        let typed = format!(" {} ", code.replace('-', "").to_lowercase());
        let page = browser
            .post("/activar", &[("codigo", &typed)])
            .await
            .is(200)
            .says("Itzel O'Dam")
            .says(&login);
        assert_eq!(page.value("/activar/contrasena", "codigo"), typed.trim());
        let values = [
            ("codigo", typed.trim()),
            ("contrasena", PASSWORD),
            ("contrasena_otra_vez", PASSWORD),
            ("compromiso", "on"),
        ];
        browser
            .post("/activar/contrasena", &values)
            .await
            .leads_to("/aviso");
        browser.get("/panel").await.leads_to("/aviso");
        browser
            .post("/aviso", &[])
            .await
            .is(422)
            .points_at("acepta");
        let home = browser
            .post_and_follow("/aviso", &[("acepta", "on")])
            .await
            .is(200);
        home.says("Su cuenta está activa").says("Itzel O'Dam Ríos");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_administrator_comes_in_with_the_code_of_the_founding() {
    let world = World::of("cdmx").await;
    let browser = Browser::new(&world);
    let code = world.first_code.clone();
    browser
        .post("/activar", &[("codigo", &code)])
        .await
        .is(200)
        .says(&world.first_login);
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
    browser
        .post_and_follow("/aviso", &[("acepta", "on")])
        .await
        .says("Usted administra el sistema");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_is_wrong_old_or_used_says_what_to_do() {
    let world = World::of("dgo").await;
    let browser = Browser::new(&world);
    let page = browser
        .post("/activar", &[("codigo", "BCDF-GHJK-MNPQ-RSTV")])
        .await
        .is(422)
        .points_at("codigo");
    assert_eq!(
        page.value("/activar", "codigo"),
        "BCDF-GHJK-MNPQ-RSTV",
        "what was typed stays"
    );
    let (_, _, code) = world.issued(Seat::Auditor, "Comisión").await;
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
    Browser::new(&world)
        .post("/activar", &[("codigo", &code)])
        .await
        .is(422)
        .says("ya se usó")
        .points_at("codigo");
    Browser::new(&world)
        .post("/activar/contrasena", &values)
        .await
        .is(422)
        .says("ya se usó");
    let (_, _, old) = world.issued(Seat::Auditor, "Comisión").await;
    world.clock.advance(30 * 86_400);
    Browser::new(&world)
        .post("/activar", &[("codigo", &old)])
        .await
        .is(200);
    world.clock.advance(1);
    Browser::new(&world)
        .post("/activar", &[("codigo", &old)])
        .await
        .is(422)
        .says("Este código venció. Pida uno nuevo");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_that_is_not_taken_keeps_the_code_and_says_why() {
    let world = World::of("dgo").await;
    let (_, login, code) = world
        .issued(Seat::Auditor, "Comisión de Transparencia")
        .await;
    let browser = Browser::new(&world);
    let long = "a".repeat(2_000);
    let own = format!("{login}1234");
    for (password, again, field, said) in [
        ("", "", "contrasena", "al menos 10 caracteres"),
        ("corta", "corta", "contrasena", "al menos 10 caracteres"),
        (
            "contraseña1",
            "contraseña1",
            "contrasena",
            "fácil de adivinar",
        ),
        (
            "Contraseña2024",
            "Contraseña2024",
            "contrasena",
            "fácil de adivinar",
        ),
        (
            "elecciones2024",
            "elecciones2024",
            "contrasena",
            "fácil de adivinar",
        ),
        (
            own.as_str(),
            own.as_str(),
            "contrasena",
            "fácil de adivinar",
        ),
        (
            long.as_str(),
            long.as_str(),
            "contrasena",
            "demasiado larga",
        ),
        (
            PASSWORD,
            "girasol plomo vereda nubes",
            "contrasena_otra_vez",
            "no son iguales",
        ),
    ] {
        let values = [
            ("codigo", code.as_str()),
            ("contrasena", password),
            ("contrasena_otra_vez", again),
            ("compromiso", "on"),
        ];
        let page = browser
            .post("/activar/contrasena", &values)
            .await
            .is(422)
            .says(said)
            .points_at(field);
        assert_eq!(page.value("/activar/contrasena", "codigo"), code);
        assert_eq!(
            page.value("/activar/contrasena", "contrasena"),
            "",
            "a password is never sent back"
        );
        page.says("Comisión de Transparencia");
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
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waits_grow_on_one_network_and_a_rival_elsewhere_delays_nobody() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    let wrong = [
        ("usuario", ana.login.as_str()),
        ("contrasena", "no es esta"),
    ];
    let right = [("usuario", ana.login.as_str()), ("contrasena", PASSWORD)];
    let rival = Browser::new(&world).from("198.51.100.7");
    for _ in 0..4 {
        rival
            .post("/entrar", &wrong)
            .await
            .is(422)
            .says("no son correctos")
            .points_at("contrasena");
    }
    rival
        .post("/entrar", &wrong)
        .await
        .is(422)
        .says("Espere 2 segundos")
        .says("su cuenta no está bloqueada");
    rival
        .post("/entrar", &right)
        .await
        .is(422)
        .says("Espere 2 segundos");
    let home = Browser::new(&world).from("203.0.113.40");
    home.post("/entrar", &right).await.leads_to("/panel");
    world.clock.advance(2);
    rival.post("/entrar", &wrong).await.says("no son correctos");
    rival
        .post("/entrar", &wrong)
        .await
        .says("Espere 4 segundos");
    world.clock.advance(4);
    rival.post("/entrar", &right).await.leads_to("/panel");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_that_nobody_has_is_answered_like_a_wrong_password() {
    let world = World::of("dgo").await;
    let (known, unknown) = (world.auditor().await.login, "auditoraX");
    let (_, issued, _) = world.issued(Seat::Validator, "Sin activar").await;
    let browser = Browser::new(&world);
    let mut answers = Vec::new();
    for login in [known.as_str(), unknown, issued.as_str()] {
        let page = browser
            .post(
                "/entrar",
                &[("usuario", login), ("contrasena", "no es esta")],
            )
            .await
            .is(422);
        answers.push(page.body.replace(login, "LOGIN"));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    browser
        .post("/entrar", &[("usuario", &known)])
        .await
        .is(422)
        .says("Escriba su contraseña")
        .points_at("contrasena");
    browser
        .post("/entrar", &[("usuario", ""), ("contrasena", "")])
        .await
        .is(422)
        .points_at("usuario")
        .points_at("contrasena");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failed_sign_ins_are_told_once_a_minute_without_what_was_typed() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let ana = world.auditor().await;
        let browser = Browser::new(&world);
        for login in [
            ana.login.as_str(),
            ana.login.as_str(),
            "mi contraseña secreta",
        ] {
            browser
                .post(
                    "/entrar",
                    &[("usuario", login), ("contrasena", "no es esta")],
                )
                .await
                .is(422);
        }
        app::jobs::once(&world.app).await.unwrap();
        assert_eq!(
            world.entries(Action::SignInsFailed).await.len(),
            0,
            "the minute is not over"
        );
        world.clock.advance(60);
        app::jobs::once(&world.app).await.unwrap();
        app::jobs::once(&world.app).await.unwrap();
        let entries = world.entries(Action::SignInsFailed).await;
        assert_eq!(entries.len(), 2);
        let of_ana = entries
            .iter()
            .find(|row| row.entry.fields().subject_id == ana.account.to_string())
            .unwrap();
        assert_eq!(of_ana.entry.fields().details["count"], "2");
        assert_eq!(of_ana.entry.fields().details["network"], "203.0.113.9");
        let of_nobody = entries
            .iter()
            .find(|row| row.entry.fields().subject_kind == "login")
            .unwrap();
        let digest = data_encoding::HEXLOWER.encode(&sha256("mi contraseña secreta"));
        assert_ne!(
            of_nobody.entry.fields().subject_id,
            digest,
            "words can be tried against a plain digest"
        );
        ana.sign_in().await;
        let page = ana
            .get("/panel/historial?accion=sign-ins-failed")
            .await
            .is(200);
        page.says(&ana.login).never_says("secreta");
        world.end().await;
    }
}

fn sha256(text: &str) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_after_half_an_hour_without_use_and_leads_back() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    world.clock.advance(30 * 60);
    ana.get("/panel").await.is(200);
    world.clock.advance(30 * 60 + 1);
    let ended = ana.get("/panel/historial?modulo=capture").await.is(303);
    let target = ended.location().unwrap();
    let page = ana
        .follow(ended)
        .await
        .is(200)
        .says("Su sesión terminó por seguridad");
    assert_eq!(
        target,
        "/entrar?motivo=termino&volver=%2Fpanel%2Fhistorial%3Fmodulo%3Dcapture"
    );
    let back = page.value("/entrar", "volver");
    let values = [
        ("usuario", ana.login.as_str()),
        ("contrasena", PASSWORD),
        ("volver", back.as_str()),
    ];
    ana.post("/entrar", &values)
        .await
        .leads_to("/panel/historial?modulo=capture");
    app::jobs::once(&world.app).await.unwrap();
    assert_eq!(world.entries(Action::SessionExpired).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_after_twelve_hours_however_busy() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    for _ in 0..36 {
        world.clock.advance(20 * 60);
        ana.get("/panel").await.is(200);
    }
    world.clock.advance(1);
    ana.get("/panel").await.is(303);
    world.end().await;
}

/// The page says when the session ends; the server must not end it before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_lasts_as_long_as_the_page_says() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    world.clock.advance(45);
    let request = |accept: &str| {
        Request::get("/panel/sesion")
            .header("accept", accept)
            .body(axum::body::Body::empty())
            .unwrap()
    };
    let alive = ana.send(request("application/json")).await.is(204);
    let seconds: i64 = alive.header("sesion-segundos").unwrap().parse().unwrap();
    assert_eq!(alive.header("sesion-hora"), Some("10:30"));
    world.clock.advance(seconds);
    ana.get("/panel").await.is(200);
    ana.send(request("text/html")).await.leads_to("/panel");
    // Near the end of the twelve hours the rest is less than half an hour.
    for _ in 0..23 {
        world.clock.advance(29 * 60);
        ana.get("/panel").await.is(200);
    }
    let alive = ana.send(request("application/json")).await.is(204);
    let left: i64 = alive.header("sesion-segundos").unwrap().parse().unwrap();
    assert!(left < 30 * 60, "{left}");
    world.clock.advance(left);
    ana.get("/panel").await.is(200);
    world.clock.advance(1);
    ana.get("/panel").await.is(303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_out_everywhere_ends_the_sessions_of_every_browser() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let ana = world.auditor().await;
        let phone = Browser::new(&world);
        phone
            .post(
                "/entrar",
                &[("usuario", &ana.login), ("contrasena", PASSWORD)],
            )
            .await
            .is(303);
        phone.get("/panel").await.is(200);
        let stolen = ana.copy();
        let page = ana.get("/panel/sesiones").await.is(200);
        page.form("/panel/sesiones/cerrar");
        ana.post_and_follow("/panel/sesiones/cerrar", &[])
            .await
            .says("Se cerraron todas sus sesiones");
        for browser in [&phone, &stolen] {
            browser
                .get("/panel")
                .await
                .leads_to("/entrar?motivo=entre&volver=%2Fpanel");
        }
        assert_eq!(world.entries(Action::SignedOutEverywhere).await.len(), 1);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_out_ends_this_session_alone_and_coming_in_anew_ends_the_one_before() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    let phone = Browser::new(&world);
    phone
        .post(
            "/entrar",
            &[("usuario", &ana.login), ("contrasena", PASSWORD)],
        )
        .await
        .is(303);
    let before = ana.copy();
    ana.post(
        "/entrar",
        &[("usuario", &ana.login), ("contrasena", PASSWORD)],
    )
    .await
    .is(303);
    assert_ne!(
        before.cookie(),
        ana.cookie(),
        "each session has a token of its own"
    );
    before.get("/panel").await.is(303);
    let kept = ana.copy();
    ana.post("/salir", &[])
        .await
        .leads_to("/entrar?motivo=salio");
    assert_eq!(ana.cookie(), None);
    kept.get("/panel").await.is(303);
    phone.get("/panel").await.is(200);
    world.end().await;
}
