//! The second factor: set up, proven, and what those try who do not have it.

use domain::account::{Role, Seat};
use domain::activity::Action;
use totp_rs::Builder;

use super::browser::{Browser, Page};
use super::people::{PASSWORD, Person};
use super::world::{Engine, Files, World};

const SETUP: &str = "/segundo-paso/configurar";

/// Somebody's application: the secret that the page shows for typing.
pub struct Application(Vec<u8>);

impl Application {
    /// Reads the secret as a person types it.
    pub fn reading(page: &Page) -> Self {
        let typed: String = page
            .text()
            .split("escriba esta clave en la aplicación:")
            .nth(1)
            .unwrap()
            .split_whitespace()
            .take_while(|group| {
                group.len() <= 4
                    && group
                        .chars()
                        .all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit())
            })
            .collect();
        assert_eq!(typed.len(), 32, "160 bits");
        Self(
            data_encoding::BASE32_NOPAD
                .decode(typed.as_bytes())
                .unwrap(),
        )
    }

    /// The code that it shows at this moment of the world's clock, some seconds away.
    pub fn code(&self, world: &World, seconds: i64) -> String {
        let at = world.app.now().plus_seconds(seconds).unix_millis() / 1_000;
        let totp = Builder::new().with_secret(self.0.clone()).build().unwrap();
        totp.generate(at).to_string()
    }
}

impl Person<'_> {
    /// Sets up a second factor from «Mi cuenta» and gives the application with the codes of the sheet.
    pub async fn enrol(&self) -> (Application, Vec<String>) {
        let page = self.get(SETUP).await.is(200);
        let application = Application::reading(&page);
        let code = application.code(self.world, 0);
        let sealed = page.value(SETUP, "preparacion");
        let values = [
            ("contrasena_actual", PASSWORD),
            ("codigo", code.as_str()),
            ("preparacion", sealed.as_str()),
        ];
        let sheet = self.post(SETUP, &values).await.is(200);
        (application, codes_of(&sheet))
    }

    /// Gives the password in a fresh browser and stands before the second step.
    pub async fn at_second_step(&self) -> Browser<'_> {
        let browser = Browser::new(self.world);
        let values = [("usuario", self.login.as_str()), ("contrasena", PASSWORD)];
        browser.post("/entrar", &values).await.is(303);
        browser.get("/panel").await.leads_to("/segundo-paso");
        browser
    }
}

/// The codes that the page of a recovery sheet shows.
pub fn codes_of(page: &Page) -> Vec<String> {
    let words = page.text();
    let codes: Vec<String> = words
        .split_whitespace()
        .filter(|word| word.len() == 19 && word.split('-').all(|group| group.len() == 4))
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), 8, "{words}");
    codes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_must_have_a_second_factor_sets_it_up_before_working_and_is_asked_each_time() {
    let world = World::in_earnest("dgo").await;
    let ana = world.somebody(Seat::Auditor).await;
    ana.get("/panel").await.leads_to(SETUP);
    ana.get("/panel/historial").await.leads_to(SETUP);
    let page = ana.get(SETUP).await.is(200);
    assert_eq!(page.count("img[src^='data:image/svg+xml;base64,'][alt]"), 1);
    assert_eq!(
        page.count("a[href^='otpauth://totp/']"),
        1,
        "on the same telephone"
    );
    let application = Application::reading(&page);
    let sealed = page.value(SETUP, "preparacion");
    let right = application.code(&world, 0);
    page.never_says(&right);
    // A wrong code keeps the same secret: the application has it already.
    let wrong = [("codigo", "000000"), ("preparacion", sealed.as_str())];
    let page = ana.post(SETUP, &wrong).await.is(422).points_at("codigo");
    assert_eq!(page.value(SETUP, "preparacion"), sealed);
    assert_eq!(Application::reading(&page).0, application.0);
    let values = [("codigo", right.as_str()), ("preparacion", sealed.as_str())];
    let sheet = ana.post(SETUP, &values).await.is(200).says("una sola vez");
    codes_of(&sheet);
    ana.get("/panel/cuenta").await.is(200);
    let browser = ana.at_second_step().await;
    for path in ["/panel", "/panel/cuenta", "/panel/historial", SETUP] {
        browser.get(path).await.leads_to("/segundo-paso");
    }
    world.clock.advance(60);
    let code = application.code(&world, 0);
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    browser
        .post("/segundo-paso", &[("codigo", &spaced)])
        .await
        .leads_to("/panel");
    browser.get("/panel/cuenta").await.is(200);
    assert_eq!(world.entries(Action::SecondFactorEnrolled).await.len(), 1);
    // Its role must have it: it is not taken away.
    browser
        .get("/panel/cuenta/segundo-paso/quitar")
        .await
        .is(409);
    browser
        .post(
            "/panel/cuenta/segundo-paso/quitar",
            &[("contrasena_actual", PASSWORD)],
        )
        .await
        .is(409)
        .says("no quitarlo");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_serves_once_also_after_the_clock_was_set_back() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let ana = world.auditor().await;
        let (application, _) = ana.enrol().await;
        // The code that proved the setting up is used already.
        let browser = ana.at_second_step().await;
        let used = application.code(&world, 0);
        browser
            .post("/segundo-paso", &[("codigo", &used)])
            .await
            .is(422)
            .says("ya se usó");
        // One step ahead serves, then neither it nor an earlier one.
        let ahead = application.code(&world, 30);
        browser
            .post("/segundo-paso", &[("codigo", &ahead)])
            .await
            .leads_to("/panel");
        let thief = ana.at_second_step().await;
        for code in [&ahead, &used] {
            thief
                .post("/segundo-paso", &[("codigo", code)])
                .await
                .is(422)
                .says("ya se usó");
        }
        world.clock.advance(-90);
        let before = application.code(&world, 0);
        thief
            .post("/segundo-paso", &[("codigo", &before)])
            .await
            .is(422)
            .says("ya se usó");
        thief.get("/panel").await.leads_to("/segundo-paso");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_step_of_skew_is_forgiven_and_no_more() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    let (application, _) = ana.enrol().await;
    world.clock.advance(3_600);
    for (seconds, serves) in [
        (-60, false),
        (60, false),
        (-30, true),
        (0, true),
        (30, true),
    ] {
        let browser = ana.at_second_step().await;
        let code = application.code(&world, seconds);
        let answer = browser.post("/segundo-paso", &[("codigo", &code)]).await;
        assert_eq!(answer.status == 303, serves, "{seconds}: {}", answer.text());
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_six_digits_meets_growing_waits_from_one_network_and_from_many() {
    let world = World::of("dgo").await;
    let ana = world.auditor().await;
    let (application, _) = ana.enrol().await;
    world.clock.advance(60);
    let browser = ana.at_second_step().await;
    for _ in 0..4 {
        browser
            .post("/segundo-paso", &[("codigo", "123456")])
            .await
            .is(422)
            .says("no es correcto")
            .points_at("codigo");
    }
    let right = application.code(&world, 0);
    browser
        .post("/segundo-paso", &[("codigo", &right)])
        .await
        .is(422)
        .says("Espere 2 segundos")
        .says("su cuenta no está bloqueada");
    // A new session does not begin anew, and neither does another network after some more.
    let again = ana.at_second_step().await;
    again
        .post("/segundo-paso", &[("codigo", &right)])
        .await
        .says("Espere 2 segundos");
    let mut waited = false;
    for number in 0..20 {
        let network = format!("198.51.100.{number}");
        let far = ana.at_second_step().await.from(&network);
        let page = far
            .post("/segundo-paso", &[("codigo", "123456")])
            .await
            .is(422);
        waited |= page.text().contains("Espere");
    }
    assert!(waited, "a thousand networks are no way around");
    world.clock.advance(301);
    let code = application.code(&world, 0);
    again
        .post("/segundo-paso", &[("codigo", &code)])
        .await
        .leads_to("/panel");
    world.clock.advance(60);
    app::jobs::once(&world.app).await.unwrap();
    let told = world.entries(Action::SignInsFailed).await;
    assert!(!told.is_empty(), "guesses are told in the history");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sealed_serves_one_account_once_and_for_a_while() {
    let world = World::of("dgo").await;
    let (ana, luis) = (world.auditor().await, world.validator().await);
    let page = ana.get(SETUP).await.is(200);
    let (application, sealed) = (
        Application::reading(&page),
        page.value(SETUP, "preparacion"),
    );
    let post = |code: String, sealed: String| {
        [
            ("contrasena_actual", PASSWORD.to_owned()),
            ("codigo", code),
            ("preparacion", sealed),
        ]
    };
    let send = async |person: &Person<'_>, code: String, sealed: String| {
        let values = post(code, sealed);
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        person.post(SETUP, &values).await
    };
    // Another account's, changed, none, or too old.
    let code = application.code(&world, 0);
    send(&luis, code.clone(), sealed.clone())
        .await
        .is(422)
        .says("Esta página ya no sirve");
    let mut changed = sealed.clone();
    let last = changed.pop().unwrap();
    changed.push(if last == 'A' { 'B' } else { 'A' });
    for seal in [changed.as_str(), "", "123.abc", "x"] {
        send(&ana, code.clone(), seal.to_owned())
            .await
            .is(422)
            .says("Esta página ya no sirve");
    }
    world.clock.advance(20 * 60);
    ana.get("/panel/cuenta").await.is(200);
    world.clock.advance(25 * 60 + 1);
    send(&ana, application.code(&world, 0), sealed)
        .await
        .is(422)
        .says("Esta página ya no sirve");
    // Used once, it is spent: a second sending neither enrols nor makes a sheet.
    let page = ana.get(SETUP).await.is(200);
    let (application, sealed) = (
        Application::reading(&page),
        page.value(SETUP, "preparacion"),
    );
    let code = application.code(&world, 0);
    let sheet = send(&ana, code.clone(), sealed.clone()).await.is(200);
    let first = codes_of(&sheet);
    send(&ana, code, sealed).await.is(422).says("ya se usó");
    assert_eq!(world.entries(Action::RecoverySheetRenewed).await.len(), 1);
    // The secret and the codes are nowhere in the files.
    let files = world.stolen_files();
    let contains = |needle: &[u8]| files.windows(needle.len()).any(|bytes| bytes == needle);
    assert!(!contains(&application.0));
    assert!(
        first.iter().all(|code| {
            !contains(code.as_bytes()) && !contains(code.replace('-', "").as_bytes())
        })
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_telephone_left_open_changes_no_second_factor_without_the_password() {
    let world = World::of("dgo").await;
    let ana = world.somebody(world.seat(Role::Candidate)).await;
    let page = ana.get(SETUP).await.is(200);
    let application = Application::reading(&page);
    let (code, sealed) = (
        application.code(&world, 0),
        page.value(SETUP, "preparacion"),
    );
    let values = [
        ("contrasena_actual", "no es esta"),
        ("codigo", code.as_str()),
        ("preparacion", sealed.as_str()),
    ];
    ana.post(SETUP, &values)
        .await
        .is(422)
        .points_at("contrasena_actual");
    let (_, _) = ana.enrol().await;
    ana.post(
        "/panel/cuenta/segundo-paso/quitar",
        &[("contrasena_actual", "no es esta")],
    )
    .await
    .is(422)
    .points_at("contrasena_actual");
    ana.post(
        "/panel/cuenta/segundo-paso/quitar",
        &[("contrasena_actual", PASSWORD)],
    )
    .await
    .leads_to("/panel/cuenta?hecho=quitado");
    ana.sign_in().await;
    ana.get("/panel/cuenta").await.is(200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_of_the_sheet_takes_the_place_of_a_lost_telephone() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let ana = world.auditor().await;
        let (_, codes) = ana.enrol().await;
        let browser = ana.at_second_step().await;
        browser.get("/segundo-paso/recuperacion").await.is(200);
        let wrong = [("codigo", "BCDF-GHJK-MNPQ-RSTV")];
        browser
            .post("/segundo-paso/recuperacion", &wrong)
            .await
            .is(422)
            .points_at("codigo");
        let typed = codes[2].to_lowercase().replace('-', " ");
        let page = browser
            .post_and_follow("/segundo-paso/recuperacion", &[("codigo", &typed)])
            .await
            .is(200);
        page.says("su segundo paso anterior ya no sirve");
        ana.get("/panel").await.is(303);
        assert_eq!(world.entries(Action::RecoveryCodeUsed).await.len(), 1);
        world.end().await;
    }
}
