//! Accounts: created once, delivered, received (R07, R08).

use domain::account::Seat;
use domain::activity::Action;

use super::browser::Browser;
use super::world::{Engine, Files, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_administrator_creates_an_account_and_its_code_works() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let rita = world.administrator().await;
        let form = rita
            .get("/panel/cuentas/nueva")
            .await
            .is(200)
            .never_says("Persona validadora");
        let request = form.value("/panel/cuentas/nueva", "solicitud");
        let values = [
            ("solicitud", request.as_str()),
            ("titular", "Rosa Ibarra"),
            ("papel", "supervisora"),
            ("partido", "mc"),
        ];
        let page = rita
            .post_and_follow("/panel/cuentas/nueva", &values)
            .await
            .is(200)
            .says("Cuenta lista para entregarse")
            .says("supervisora.mc");
        let code: String = page
            .text()
            .split_whitespace()
            .find(|word| word.len() == 19 && word.chars().filter(|c| *c == '-').count() == 3)
            .unwrap()
            .to_owned();
        Browser::new(&world)
            .post("/activar", &[("codigo", &code)])
            .await
            .is(200)
            .says("Rosa Ibarra");
        // The same form again (a second click, a refreshed page) creates no second account and gives no other code.
        let issued = world.entries(Action::AccountIssued).await.len();
        rita.post_and_follow("/panel/cuentas/nueva", &values)
            .await
            .says("ya se había creado")
            .says("Rosa Ibarra");
        assert_eq!(world.entries(Action::AccountIssued).await.len(), issued);
        Browser::new(&world)
            .post("/activar", &[("codigo", &code)])
            .await
            .is(200);
        rita.get("/panel/cuentas?papel=supervisora")
            .await
            .says("Rosa Ibarra")
            .says("Sin activar");
        rita.get("/panel/cuentas?papel=capturista")
            .await
            .never_says("Rosa Ibarra")
            .says("No hay cuentas");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_with_mistakes_comes_back_as_it_was() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let path = "/panel/cuentas/nueva";
    let long = "a".repeat(121);
    for (values, field) in [
        (vec![("papel", "auditora")], "titular"),
        (
            vec![("titular", long.as_str()), ("papel", "auditora")],
            "titular",
        ),
        (vec![("titular", "Rosa")], "papel"),
        (vec![("titular", "Rosa"), ("papel", "reina")], "papel"),
        (vec![("titular", "Rosa"), ("papel", "supervisora")], "papel"),
        (
            vec![
                ("titular", "Rosa"),
                ("papel", "supervisora"),
                ("partido", "inventado"),
            ],
            "papel",
        ),
        (
            vec![
                ("titular", "Rosa"),
                ("papel", "candidatura"),
                ("candidatura", "NO-HAY"),
            ],
            "papel",
        ),
        (
            vec![
                ("titular", "Rosa"),
                ("papel", "candidatura"),
                ("candidatura", "IND-1"),
            ],
            "papel",
        ),
        (
            vec![
                ("titular", "Rosa"),
                ("papel", "independiente"),
                ("candidatura", "MC-1"),
            ],
            "papel",
        ),
        (
            vec![
                ("titular", "Rosa"),
                ("papel", "candidatura"),
                ("candidatura", "MC\u{0}1"),
            ],
            "papel",
        ),
        // The role exists, but has nothing to do in this institute.
        (vec![("titular", "Rosa"), ("papel", "validadora")], "papel"),
    ] {
        let page = rita.post(path, &values).await.is(422).points_at(field);
        for (name, value) in values {
            if name == "titular" || name == "candidatura" {
                assert_eq!(page.value(path, name), value.replace('\u{0}', ""));
            }
        }
    }
    rita.post(path, &[("titular", "")])
        .await
        .is(422)
        .points_at("titular")
        .points_at("papel")
        .says("Elija el papel.");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_receipt_by_the_party_starts_the_term_of_its_candidacies_once() {
    let world = World::of("cdmx").await;
    let rita = world.administrator().await;
    let (account, ..) = world
        .issued(
            world.seat(domain::account::Role::PartyRepresentative),
            "Representación",
        )
        .await;
    world.clock.set(world.instant("2024-04-17T09:00:00"));
    rita.sign_in().await;
    let account = account.to_string();
    let told = [
        ("recibida", "2024-04-16T18:30"),
        ("recibio", "Rosa"),
        ("vistas", "0"),
    ];
    rita.deliver(&account, &told, None).await.is(303);
    let term = world.registered("MC-1").await.term.unwrap();
    assert_eq!(term.received, world.instant("2024-04-16T18:30:00"));
    assert_eq!(
        term.ends.plus_seconds(1).micros() / 1_000_000,
        world.instant("2024-05-02T00:00:00").micros() / 1_000_000
    );
    assert!(
        world.registered("PAN-1").await.term.is_none(),
        "another party's term is not touched"
    );
    let told = [
        ("recibida", "2024-04-17T08:00"),
        ("recibio", "Rosa"),
        ("vistas", "1"),
    ];
    rita.deliver(&account, &told, None).await.is(303);
    assert_eq!(world.registered("MC-1").await.term, Some(term));
    // From now on each desk of the party says until when.
    world
        .capturer("mc")
        .await
        .get("/panel")
        .await
        .says("El plazo más próximo")
        .says("miércoles 1 de mayo a las 23:59");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_code_replaces_the_old_one_until_the_account_is_active() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let (account, _, old) = world.issued(Seat::Auditor, "Comisión").await;
    let path = format!("/panel/cuentas/{account}/codigo");
    rita.get(&format!("/panel/cuentas/{account}"))
        .await
        .form(&path);
    rita.post_and_follow(&path, &[])
        .await
        .is(200)
        .says("Cuenta lista para entregarse");
    Browser::new(&world)
        .post("/activar", &[("codigo", &old)])
        .await
        .is(422);
    let active = world.auditor().await;
    rita.post(&format!("/panel/cuentas/{}/codigo", active.account), &[])
        .await
        .is(409)
        .says("la cuenta está activa");
    rita.get("/panel/cuentas/01890a5d-ac96-774b-bcce-b302099a8057")
        .await
        .is(404);
    world.end().await;
}
