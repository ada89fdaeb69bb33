//! What somebody tries who means harm.

use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::activity::Action;

use super::browser::{Browser, form};
use super::people::PASSWORD;
use super::world::{Engine, Files, World};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_another_site_is_refused_and_noted() {
    let world = World::of("dgo").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let evil: [&[(&str, &str)]; 4] = [
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://malo.example"),
        ],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://otro.conoceles.example"),
        ],
        &[("origin", "https://malo.example")],
        &[],
    ];
    for headers in evil {
        let mut request = Request::post(&path).header(header::CONTENT_TYPE, FORM);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        ana.send(request.body(Body::from("motivos=malo")).unwrap())
            .await
            .is(403)
            .says("Nada cambió");
    }
    for path in ["/entrar", "/salir", "/activar", "/panel/sesiones/cerrar"] {
        let request = Request::post(path)
            .header("origin", "https://malo.example")
            .header(header::CONTENT_TYPE, FORM);
        Browser::new(&world)
            .send(request.body(Body::from("usuario=a")).unwrap())
            .await
            .is(403);
    }
    assert!(world.entries(Action::AnswersSaved).await.is_empty());
    assert_eq!(
        world.entries(Action::AttemptRefused).await.len(),
        4,
        "those with a session are entries"
    );
    ana.get("/panel")
        .await
        .is(303)
        .leads_to(&world.capture_path("MC-1"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_led_elsewhere_after_sign_in() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    for back in [
        "https://malo.example",
        "//malo.example",
        "/panel\\malo",
        "/panel/..//malo.example",
        "javascript:alert(1)",
        "/panel\r\nset-cookie: a=b",
    ] {
        let values = [
            ("usuario", ana.login.as_str()),
            ("contrasena", PASSWORD),
            ("volver", back),
        ];
        let page = ana.post("/entrar", &values).await.leads_to("/panel");
        assert_eq!(page.headers.get_all("set-cookie").iter().count(), 1);
        let asked = percent_encoding::utf8_percent_encode(back, percent_encoding::NON_ALPHANUMERIC);
        let page = Browser::new(&world)
            .get(&format!("/entrar?volver={asked}"))
            .await
            .is(200);
        assert_eq!(page.value("/entrar", "volver"), "/panel");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_puts_nothing_on_a_page_or_in_a_header() {
    let world = World::of("dgo").await;
    let (ana, rita) = (world.candidate("MC-1").await, world.administrator().await);
    let home = world.capture_path("MC-1");
    ana.get("/panel?hecho=guardado")
        .await
        .leads_to(&format!("{home}?hecho=guardado"));
    for word in ["%0d%0aset-cookie:%20a=b", "x%26y=z%23w", "%3Cscript%3E"] {
        ana.get(&format!("/panel?hecho={word}"))
            .await
            .leads_to(&home);
        rita.get(&format!("/panel?hecho={word}")).await.is(200);
    }
    let hostile = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    for list in [
        "/panel/candidaturas?q=",
        "/panel/candidaturas?estado=",
        "/panel/cuentas?papel=",
        "/panel/historial?usuario=",
        "/panel/historial?objeto=",
        "/panel/historial?modulo=",
    ] {
        let page = rita.get(&format!("{list}{hostile}")).await.is(200);
        assert_eq!(page.count("script:not([src])"), 0);
    }
    // Garbage where a page would follow, and a filter twice.
    for garbage in [
        "/panel/candidaturas?despues=x",
        "/panel/historial?antes=-1",
        "/panel/historial?desde=2024-99-99",
    ] {
        rita.get(garbage).await.is(200);
    }
    rita.get("/panel/candidaturas?q=a&q=b")
        .await
        .is(400)
        .says("No pudimos leer lo que envió");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_megabytes_get_a_clear_page() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let long = "a".repeat(10 * 1024 * 1024);
    ana.post(&path, &[("motivos", &long)])
        .await
        .is(413)
        .says("demasiado grande")
        .says("sigue a salvo");
    // More pairs than any page has.
    let pairs = Request::post(&path)
        .header(header::CONTENT_TYPE, FORM)
        .header("sec-fetch-site", "same-origin");
    ana.send(pairs.body(Body::from("a=&".repeat(100_000))).unwrap())
        .await
        .is(400);
    // Somebody without a session has nothing long to send.
    let visitor = Browser::new(&world);
    visitor
        .post("/entrar", &[("usuario", &"a".repeat(600_000))])
        .await
        .is(413);
    // Neither what is not a form.
    let request = Request::post(&path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "same-origin");
    ana.send(request.body(Body::from("{}")).unwrap())
        .await
        .is(415);
    assert!(world.entries(Action::AnswersSaved).await.is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn characters_that_no_database_keeps_are_no_failure() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let (ana, rita) = (world.candidate("MC-1").await, world.administrator().await);
        Browser::new(&world)
            .post(
                "/entrar",
                &[("usuario", "a\u{0}b"), ("contrasena", "x\u{0}")],
            )
            .await
            .is(422);
        Browser::new(&world)
            .post("/activar", &[("codigo", "BCDF\u{0}")])
            .await
            .is(422);
        for list in [
            "/panel/candidaturas?q=%00",
            "/panel/historial?usuario=%00",
            "/panel/historial?objeto=%00",
            "/panel/cuentas?partido=%00",
        ] {
            rita.get(list).await.is(400);
        }
        ana.save("MC-1", "motivos", &[("motivos", "a\u{0}b\u{202e}c")])
            .await
            .is(303);
        let path = format!("{}/motivos", world.capture_path("MC-1"));
        let page = ana.get(&path).await;
        assert_eq!(page.value(&path, "motivos"), "abc");
        ana.press(&page, &path, &[("motivos", "d\u{0}e")], "autoguardar")
            .await
            .is(200);
        assert_eq!(ana.get(&path).await.value(&path, "motivos"), "de");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sets_nothing_but_its_own_fields() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let values = [
        ("motivos", "Lo mío"),
        ("propuesta_1", "de otra parte"),
        ("sexo", "hombre"),
        ("estado", "published"),
        ("revision", "4000000000"),
        ("candidatura", "otra"),
    ];
    ana.post(&path, &values).await.is(303);
    let review = ana
        .get(&format!("{}/revisar", world.capture_path("MC-1")))
        .await
        .says("Lo mío");
    review.never_says("de otra parte").never_says("hombre");
    // A revision that does not exist yet or is no number is no way around a conflict of two people.
    world
        .capturer("mc")
        .await
        .save("MC-1", "motivos", &[("motivos", "De la otra persona")])
        .await
        .is(303);
    ana.post(&path, &[("motivos", "Encima"), ("revision", "x")])
        .await
        .is(409);
    ana.post(&path, &[("motivos", "Encima"), ("revision", "-1")])
        .await
        .is(409);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_cache_keeps_a_page_of_the_panel() {
    let world = World::of("cdmx").await;
    let (rita, ana) = (world.administrator().await, world.candidate("MC-1").await);
    for page in [
        rita.get("/panel").await,
        rita.get("/panel/historial.csv").await,
        rita.get("/panel/historial/punto.txt").await,
        ana.get("/panel/cuentas").await.is(403),
        ana.get(&world.capture_path("PAN-1")).await.is(404),
        ana.get("/panel").await.is(303),
        Browser::new(&world).get("/panel").await.is(303),
        Browser::new(&world).get("/entrar").await.is(200),
    ] {
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert!(
            page.header("content-security-policy")
                .unwrap()
                .contains("default-src 'none'")
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_is_a_fresh_random_token_that_scripts_do_not_see() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    // A token that somebody else planted does not become a session.
    ana.set_cookie(Some(format!("conoceles_sesion={}", "ab".repeat(32))));
    let answer = ana
        .post(
            "/entrar",
            &[("usuario", &ana.login), ("contrasena", PASSWORD)],
        )
        .await
        .is(303);
    let set = answer.header("set-cookie").unwrap().to_owned();
    assert!(
        set.starts_with("conoceles_sesion=") && !set.contains("abab"),
        "{set}"
    );
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(flag), "{set}");
    }
    for nonsense in [
        "conoceles_sesion=",
        "conoceles_sesion=%00",
        "conoceles_sesion=../../x",
    ] {
        let visitor = Browser::new(&world);
        visitor.set_cookie(Some(nonsense.to_owned()));
        visitor.get("/panel").await.is(303);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paths_that_look_alike_lead_nowhere_else() {
    let world = World::of("dgo").await;
    let ana = world.candidate("MC-1").await;
    let (mine, other) = (world.candidacy("MC-1"), world.candidacy("PAN-1"));
    for path in [
        format!("/panel/captura/{mine}/..%2f{other}"),
        format!("/panel/captura/{mine}%2f..%2f..%2fcuentas"),
        format!("/panel/captura/{other}%00"),
        format!("/panel/captura/%2e%2e/{other}"),
        format!("/panel/captura/{mine}/"),
        format!("/panel//captura/{mine}"),
        "/PANEL/cuentas".to_owned(),
        "/panel/captura/../cuentas".to_owned(),
    ] {
        let page = ana.get(&path).await;
        assert_eq!(page.status.as_u16(), 404, "{path}");
    }
    world.end().await;
}

/// While nothing can be written (here: somebody holds the writer's lock), people read, and what they typed stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_takes_nothing_loses_nothing() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let (ana, rosa) = (world.candidate("MC-1").await, world.supervisor("mc").await);
    let luis = world.candidate("MC-2").await;
    luis.fill_in("MC-2").await;
    luis.send_it("MC-2").await.is(303);
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let page = ana.get(&path).await.is(200);
    world.clock.advance(120);
    let beside = world.beside().await;
    let lock = beside.write().await.unwrap();
    let remark = [
        ("causal_motivos", "lemas"),
        ("nota_motivos", "Quite el lema."),
    ];
    let (saved, returned, read) = tokio::join!(
        ana.press(&page, &path, &[("motivos", "Lo que escribí")], "guardar"),
        rosa.decide("MC-2", "supervision", "devolver", &remark),
        luis.get("/panel/sesiones"),
    );
    let saved = saved
        .is(503)
        .says("No pudimos guardar")
        .says("Lo que escribió sigue abajo");
    assert_eq!(saved.value(&path, "motivos"), "Lo que escribí");
    assert_eq!(
        returned
            .is(503)
            .value(&world.case_path("MC-2"), "nota_motivos"),
        "Quite el lema."
    );
    read.is(200);
    drop(lock);
    beside.close().await;
    ana.press(&saved, &path, &[], "guardar").await.is(303);
    world.end().await;
}

/// Hundreds of guesses at once gain no more than the free ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_at_once_are_not_more_guesses() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    let visitor = Browser::new(&world);
    let guess = async || {
        let request = form(
            "/entrar",
            &[("usuario", &ana.login), ("contrasena", "no es esta")],
        );
        visitor
            .send(request)
            .await
            .text()
            .contains("no son correctos")
    };
    let tried = futures_util::future::join_all((0..40).map(|_| guess())).await;
    assert_eq!(tried.iter().filter(|tried| **tried).count(), 4);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn methods_that_there_are_not_change_nothing() {
    let world = World::of("dgo").await;
    let ana = world.candidate("MC-1").await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let request = Request::builder()
            .method(method)
            .uri(world.capture_path("MC-1"))
            .body(Body::empty())
            .unwrap();
        ana.send(request).await.is(405);
    }
    let head = Request::head(world.capture_path("MC-1"))
        .body(Body::empty())
        .unwrap();
    ana.send(head).await.is(200);
    world.end().await;
}

/// A section whose address is another page's could never be opened, so such a profile does not enter service.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[should_panic(expected = "SectionKey(\"revisar\")")]
async fn a_section_cannot_take_the_address_of_another_page() {
    let named = "[[seccion]]\nclave = \"motivos\"";
    let files = Files::of("dgo").with(
        "questionnaires/curricular.toml",
        named,
        "[[seccion]]\nclave = \"revisar\"",
    );
    World::with(files, Engine::Sqlite).await;
}

/// Until it is sent, what somebody writes is between them and their party: the institute sees the state only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_institute_reads_no_draft_before_it_is_sent() {
    const DRAFT: &str = "borrador-marcado-7431";
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.save("MC-1", "motivos", &[("motivos", DRAFT)])
        .await
        .is(303);
    let home = world.capture_path("MC-1");
    for curious in [
        world.administrator().await,
        world.auditor().await,
        world.validator().await,
    ] {
        curious
            .get(&home)
            .await
            .is(200)
            .says("Todavía se está escribiendo")
            .never_says(DRAFT);
        curious
            .get(&format!("{home}/revisar"))
            .await
            .leads_to(&home);
        curious
            .get(&format!("{home}/motivos"))
            .await
            .never_says(DRAFT);
    }
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let answers = format!("{home}/revisar");
    world
        .administrator()
        .await
        .get(&answers)
        .await
        .is(200)
        .says("¿Por qué quiere ocupar un cargo público?");
    world.end().await;
}
