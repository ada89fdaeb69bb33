//! Help without e-mail, and losses: asked from outside, confirmed by who manages the account, and nothing locked before.

use domain::account::{Role, Seat};
use domain::activity::Action;

use super::browser::{Browser, Page};
use super::people::{PASSWORD, Person};
use super::world::{Engine, Files, World};

const NEW: &str = "ventisca lombriz tejado azul";

/// The address of the only request on the list of `helper`.
async fn case_of(helper: &Person<'_>) -> String {
    let page = helper.get("/panel/ayuda").await.is(200);
    let (_, rest) = page
        .body
        .split_once("href=\"/panel/ayuda/")
        .unwrap_or_else(|| panic!("no request waits: {}", page.text()));
    format!("/panel/ayuda/{}", rest.split('"').next().unwrap())
}

/// The code on a page that shows one.
fn code_on(page: &Page) -> String {
    page.text()
        .split_whitespace()
        .find(|word| word.len() == 19 && word.matches('-').count() == 3)
        .unwrap_or_else(|| panic!("no code: {}", page.text()))
        .to_owned()
}

/// Gets in again with a code that was given.
async fn rescued(world: &World, code: &str) -> Page {
    let values = [
        ("codigo", code),
        ("contrasena", NEW),
        ("contrasena_otra_vez", NEW),
    ];
    Browser::new(world)
        .post("/recuperar/codigo/contrasena", &values)
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_lost_everything_is_helped_by_the_party_without_e_mail() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let ana = world.somebody(world.seat(Role::Candidate)).await;
        ana.enrol().await;
        let helper = world.somebody(world.seat(Role::PartyRepresentative)).await;
        let night = Browser::new(&world);
        night.get("/recuperar/ayuda").await.is(200);
        let ask = [("usuario", ana.login.as_str())];
        for _ in 0..3 {
            night
                .post("/recuperar/ayuda", &ask)
                .await
                .is(200)
                .says("Recibimos su solicitud");
        }
        assert_eq!(world.entries(Action::HelpAsked).await.len(), 1, "one waits");
        // Asking locks nothing.
        ana.get("/panel/cuenta").await.is(200);
        let case = case_of(&helper).await;
        helper
            .get(&case)
            .await
            .is(200)
            .says("Medio de contacto registrado");
        let confirm = format!("{case}/confirmar");
        helper
            .post(&confirm, &[])
            .await
            .is(422)
            .points_at("comprobado");
        let page = helper.post(&confirm, &[("comprobado", "si")]).await.is(200);
        let code = code_on(&page);
        helper
            .post(&confirm, &[("comprobado", "si")])
            .await
            .is(409)
            .says("ya se atendió");
        helper.get("/panel/ayuda").await.says("Nadie espera ayuda");
        ana.get("/panel/cuenta").await.is(200);
        Browser::new(&world)
            .post("/recuperar/codigo", &[("codigo", &code)])
            .await
            .is(200)
            .says("Guadalupe Ibarra");
        rescued(&world, &code)
            .await
            .leads_to("/panel?hecho=rescatada");
        ana.get("/panel").await.is(303);
        rescued(&world, &code).await.is(422).says("no es correcto");
        let new = [("usuario", ana.login.as_str()), ("contrasena", NEW)];
        let home = Browser::new(&world);
        home.post("/entrar", &new).await.is(303);
        home.get("/panel/cuenta").await.is(200);
        home.get("/panel/cuenta")
            .await
            .says("No tiene códigos de recuperación");
        assert_eq!(world.entries(Action::AccountRescued).await.len(), 1);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rescue_code_serves_three_days_and_guesses_find_none() {
    let world = World::of("dgo").await;
    let ana = world.somebody(world.seat(Role::Candidate)).await;
    let helper = world.somebody(world.seat(Role::PartyRepresentative)).await;
    Browser::new(&world)
        .post("/recuperar/ayuda", &[("usuario", &ana.login)])
        .await
        .is(200);
    let case = case_of(&helper).await;
    let page = helper
        .post(&format!("{case}/confirmar"), &[("comprobado", "si")])
        .await
        .is(200);
    let code = code_on(&page);
    let rival = Browser::new(&world).from("198.51.100.7");
    for _ in 0..4 {
        let guess = [("codigo", "BCDF-GHJK-MNPQ-RSTV")];
        rival
            .post("/recuperar/codigo", &guess)
            .await
            .is(422)
            .points_at("codigo");
    }
    rival
        .post("/recuperar/codigo", &[("codigo", "BCDF-GHJK-MNPQ-RSTV")])
        .await
        .says("Espere 2 segundos");
    // A code to get in again activates nothing, and none of a letter gets anybody in again.
    let (_, _, letter) = world.issued(Seat::Auditor, "Comisión").await;
    Browser::new(&world)
        .post("/activar", &[("codigo", &code)])
        .await
        .is(422);
    Browser::new(&world)
        .post("/recuperar/codigo", &[("codigo", &letter)])
        .await
        .is(422);
    world.clock.advance(72 * 3_600);
    Browser::new(&world)
        .post("/recuperar/codigo", &[("codigo", &code)])
        .await
        .is(200);
    world.clock.advance(1);
    rescued(&world, &code).await.is(422).says("venció");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_locks_a_rival_from_outside_or_learns_who_has_an_account() {
    let world = World::of("dgo").await;
    let ana = world.somebody(world.seat(Role::Candidate)).await;
    let rival = Browser::new(&world).from("198.51.100.7");
    let mut answers = Vec::new();
    for login in [ana.login.as_str(), "nadie.asi"] {
        for path in ["/extravio", "/recuperar/ayuda"] {
            let page = rival.post(path, &[("usuario", login)]).await.is(200);
            answers.push((path, page.body));
        }
    }
    assert_eq!(answers[0], answers[2]);
    assert_eq!(answers[1], answers[3]);
    rival
        .post("/extravio", &[])
        .await
        .is(422)
        .points_at("usuario");
    ana.get("/panel/cuenta").await.is(200);
    ana.sign_in().await;
    // Dismissed: it stays as it was.
    let helper = world.somebody(world.seat(Role::PartyRepresentative)).await;
    for _ in 0..2 {
        let case = case_of(&helper).await;
        helper
            .post(&format!("{case}/descartar"), &[])
            .await
            .leads_to("/panel/ayuda?hecho=ayuda-descartada");
    }
    ana.get("/panel/cuenta").await.is(200);
    // Many requests from one network are asked to wait.
    let mut waited = false;
    for number in 0..40 {
        let login = format!("nadie.{number}");
        let page = rival.post("/extravio", &[("usuario", &login)]).await;
        waited |= page.status == 422 && page.text().contains("Espere");
    }
    assert!(waited);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loss_from_outside_locks_once_it_is_confirmed_and_the_clock_goes_on() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let term = world.registered("MC-1").await.term;
    let ana = world.candidate("MC-1").await;
    let admin = world.administrator().await;
    Browser::new(&world)
        .post("/extravio", &[("usuario", &ana.login)])
        .await
        .is(200);
    let case = case_of(&admin).await;
    let page = admin
        .post(&format!("{case}/confirmar"), &[("comprobado", "si")])
        .await
        .is(200)
        .says("La cuenta quedó bloqueada");
    ana.get("/panel").await.is(303);
    let values = [("usuario", ana.login.as_str()), ("contrasena", PASSWORD)];
    Browser::new(&world)
        .post("/entrar", &values)
        .await
        .is(422)
        .says("está bloqueada");
    let wrong = [
        ("usuario", ana.login.as_str()),
        ("contrasena", "no es esta"),
    ];
    Browser::new(&world)
        .post("/entrar", &wrong)
        .await
        .is(422)
        .never_says("bloqueada y");
    let give = format!("/panel/ayuda/cuenta/{}/codigo", ana.account);
    assert_eq!(page.value(&give, "comprobado"), "si");
    admin.post(&give, &[]).await.is(409);
    let page = admin.post(&give, &[("comprobado", "si")]).await.is(200);
    rescued(&world, &code_on(&page))
        .await
        .leads_to("/panel?hecho=rescatada");
    assert_eq!(
        world.registered("MC-1").await.term,
        term,
        "the clock is as it was"
    );
    assert_eq!(world.entries(Action::LossReported).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loss_from_a_session_locks_at_once_and_asks_for_the_new_code() {
    let world = World::of("dgo").await;
    let ana = world.candidate("MC-1").await;
    let phone = Browser::new(&world);
    let values = [("usuario", ana.login.as_str()), ("contrasena", PASSWORD)];
    phone.post("/entrar", &values).await.is(303);
    ana.get("/panel/cuenta/extravio").await.is(200);
    ana.post("/panel/cuenta/extravio", &[])
        .await
        .is(422)
        .points_at("confirma");
    phone.get("/panel/cuenta").await.is(200);
    let stolen = ana.copy();
    ana.post("/panel/cuenta/extravio", &[("confirma", "si")])
        .await
        .is(200)
        .says("Su cuenta quedó bloqueada");
    assert_eq!(ana.cookie(), None);
    for browser in [&phone, &stolen] {
        browser.get("/panel").await.is(303);
    }
    let helper = world.somebody(world.seat(Role::PartyRepresentative)).await;
    let case = case_of(&helper).await;
    let page = helper
        .post(&format!("{case}/confirmar"), &[("comprobado", "si")])
        .await
        .is(200);
    rescued(&world, &code_on(&page))
        .await
        .leads_to("/panel?hecho=rescatada");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_helper_reaches_the_accounts_that_it_manages_and_no_others() {
    let world = World::of("dgo").await;
    let other_party = world
        .somebody(Seat::PartyRepresentative {
            party: "pan".parse().unwrap(),
        })
        .await;
    let of_party = world.somebody(world.seat(Role::PartyRepresentative)).await;
    let admin = world.administrator().await;
    for (role, party_helps) in [
        (Role::Candidate, true),
        (Role::Capturer, true),
        (Role::Supervisor, true),
        (Role::PartyRepresentative, false),
        (Role::Independent, false),
        (Role::Auditor, false),
    ] {
        let person = world.somebody(world.seat(role)).await;
        Browser::new(&world)
            .post("/recuperar/ayuda", &[("usuario", &person.login)])
            .await
            .is(200);
        let case = case_of(&admin).await;
        let confirm = format!("{case}/confirmar");
        let yes = [("comprobado", "si")];
        other_party.get(&case).await.is(404);
        other_party.post(&confirm, &yes).await.is(404);
        person.get(&case).await;
        let give = format!("/panel/ayuda/cuenta/{}/codigo", person.account);
        other_party.post(&give, &yes).await.is(404);
        let expected = if party_helps { 200 } else { 404 };
        of_party.get(&case).await.is(expected);
        if !party_helps {
            of_party.post(&confirm, &yes).await.is(404);
            of_party.post(&give, &yes).await.is(404);
        }
        admin.get(&case).await.is(200);
        admin.post(&format!("{case}/descartar"), &[]).await.is(303);
    }
    let rita = world.capturer("mc").await;
    rita.get("/panel/ayuda").await.is(403);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_is_let_in_by_two_persons_and_nobody_by_oneself() {
    let world = World::of("dgo").await;
    let (one, two) = (world.administrator().await, world.administrator().await);
    Browser::new(&world)
        .post("/recuperar/ayuda", &[("usuario", &two.login)])
        .await
        .is(200);
    let case = case_of(&one).await;
    one.get(&case).await.is(200).says("Necesita a dos personas");
    one.post(&format!("{case}/confirmar"), &[("comprobado", "si")])
        .await
        .is(409)
        .says("Papeles");
    assert_eq!(
        world.entries(Action::HelpConfirmed).await.len(),
        0,
        "nothing changed"
    );
    for account in [one.account, two.account] {
        one.post(
            &format!("/panel/ayuda/cuenta/{account}/codigo"),
            &[("comprobado", "si")],
        )
        .await
        .is(409);
    }
    two.get("/panel/ayuda").await.says("Nadie espera ayuda");
    assert!(world.entries(Action::RescueOffered).await.is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_activated_is_given_a_new_activation_code() {
    let world = World::of("dgo").await;
    let (_, login, old) = world
        .issued(world.seat(Role::Candidate), crate::ui::samples::HOSTILE[0])
        .await;
    let helper = world.somebody(world.seat(Role::PartyRepresentative)).await;
    Browser::new(&world)
        .post("/recuperar/ayuda", &[("usuario", &login)])
        .await
        .is(200);
    let case = case_of(&helper).await;
    helper.get(&case).await.is(200).says("Sin activar");
    let page = helper
        .post(&format!("{case}/confirmar"), &[("comprobado", "si")])
        .await
        .is(200)
        .says("Código de activación");
    let browser = Browser::new(&world);
    browser.post("/activar", &[("codigo", &old)]).await.is(422);
    let code = code_on(&page);
    browser.post("/activar", &[("codigo", &code)]).await.is(200);
    world.end().await;
}
