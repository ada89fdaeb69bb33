//! Letters: made in the background, sealed, downloaded by who made them; codes shown once.

use std::time::Duration;

use domain::account::{Role, Seat};
use domain::activity::Action;

use super::account_work::{codes_in, text_of_pdf};
use super::browser::Browser;
use super::world::World;
use crate::ui::samples::HOSTILE;

const PATH: &str = "/panel/cuentas/cartas";

/// The addresses of the files on a page.
fn files(page: &super::browser::Page) -> Vec<String> {
    let document = scraper::Html::parse_document(&page.body);
    let links = scraper::Selector::parse("a[href^='/panel/cuentas/cartas/']").unwrap();
    let found = document.select(&links);
    found
        .map(|link| link.attr("href").unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_have_the_codes_that_serve_and_nobody_else_reads_them() {
    let world = World::of("cdmx").await;
    let rita = world.administrator().await;
    let seat = world.seat(Role::Capturer);
    let (_, login, old) = world.issued(seat, "Beatriz Peña Órnelas").await;
    let (hostile, hostile_login, _) = world
        .issued(
            Seat::Auditor,
            &HOSTILE.join(" ").chars().take(100).collect::<String>(),
        )
        .await;
    // The first administrator, who came with the founding, has not activated the account either.
    let page = rita.get(&format!("{PATH}?papel=&partido=")).await.is(200);
    let page = page.says("Hacer 3 cartas");
    let request = page.value(PATH, "solicitud");
    let sent = [
        ("solicitud", request.as_str()),
        ("papel", ""),
        ("partido", ""),
    ];
    rita.post(PATH, &sent).await.is(303);
    // A second click, while they are made or after that, makes no other codes.
    rita.post(PATH, &sent).await.is(303);
    let page = rita.when_ended(PATH).await;
    rita.post(PATH, &sent).await.is(303);
    let links = files(&page);
    assert_eq!(
        links.len(),
        2,
        "one file of the party, one of the institute"
    );
    let party = rita.get(&links[0]).await.is(200);
    assert_eq!(party.header("content-type"), Some("application/pdf"));
    assert!(
        party
            .header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    assert_eq!(party.header("cache-control"), Some("no-store"));
    let text = text_of_pdf(&party.bytes);
    assert!(
        text.contains("Beatriz Peña Órnelas") && text.contains(&login),
        "{text}"
    );
    assert!(text.contains("/activar"), "{text}");
    let codes = codes_in(&text);
    assert_eq!(codes.len(), 1, "{text}");
    let institute = text_of_pdf(&rita.get(&links[1]).await.is(200).bytes);
    assert!(institute.contains(&hostile_login), "{institute}");
    let visitor = Browser::new(&world);
    visitor.post("/activar", &[("codigo", &old)]).await.is(422);
    visitor
        .post("/activar", &[("codigo", &codes[0])])
        .await
        .is(200)
        .says("Beatriz Peña");
    // No code is anywhere on disk, neither in the database nor in a file beside it.
    let stolen = world.stolen_files();
    let says = |words: &str| {
        stolen
            .windows(words.len())
            .any(|part| part == words.as_bytes())
    };
    assert!(!says(&codes[0]) && !says(&codes[0].replace('-', "")) && !says("%PDF"));
    let made = world.entries(Action::LettersMade).await;
    let letters: Vec<&str> = made
        .iter()
        .map(|row| row.entry.fields().details["letters"].as_str())
        .collect();
    assert_eq!(letters, ["2", "1"], "newest first");
    assert_eq!(world.entries(Action::LettersDownloaded).await.len(), 2);
    // Another administrator, and anybody else, finds nothing there.
    let luz = world.administrator().await;
    luz.get(&links[0]).await.is(404);
    luz.get(PATH).await.never_says("Descargar PDF");
    world.auditor().await.get(&links[0]).await.is(403);
    world
        .representation("mc")
        .await
        .get(&links[0])
        .await
        .is(404);
    // After a day they are gone, whether they were deleted or not.
    world.clock.advance(25 * 3_600);
    rita.sign_in().await;
    rita.get(&links[0]).await.is(404);
    rita.get(PATH).await.never_says("Descargar PDF");
    rita.get(&format!("/panel/cuentas/{hostile}")).await.is(200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_of_one_account_is_made_from_its_page_and_can_be_deleted() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let (account, ..) = world.issued(world.seat(Role::Capturer), "Beto").await;
    let at = format!("/panel/cuentas/{account}");
    rita.get(&at).await.form(&format!("{at}/carta"));
    rita.post(&format!("{at}/carta"), &[]).await.is(303);
    let page = rita.when_ended(PATH).await;
    let links = files(&page);
    assert_eq!(links.len(), 1);
    assert_eq!(
        codes_in(&text_of_pdf(&rita.get(&links[0]).await.is(200).bytes)).len(),
        1
    );
    let run = links[0].rsplit_once('/').unwrap().0;
    rita.post(&format!("{run}/borrar"), &[]).await.is(303);
    rita.post(&format!("{run}/borrar"), &[]).await.is(303);
    rita.get(&links[0]).await.is(404);
    // An account in use gets no letter; one that is closed neither.
    rita.post(&format!("/panel/cuentas/{}/carta", rita.account), &[])
        .await
        .is(409)
        .says("la cuenta está activa");
    rita.post(&format!("{at}/estado"), &[("accion", "cerrar")])
        .await
        .is(303);
    rita.post(&format!("{at}/carta"), &[])
        .await
        .is(409)
        .says("se cerró");
    rita.post(PATH, &[("papel", "capturista")])
        .await
        .is(422)
        .says("No hay cuentas sin activar");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_that_were_delivered_keep_serving_unless_that_is_asked_for() {
    let world = World::of("cdmx").await;
    let rita = world.administrator().await;
    let seat = Seat::PartyRepresentative {
        party: "mc".parse().unwrap(),
    };
    let (account, _, code) = world.issued(seat, "Representación").await;
    let told = [("recibida", "2024-04-16T10:00"), ("recibio", "Rosa")];
    rita.deliver(&account.to_string(), &told, None)
        .await
        .is(303);
    rita.post(PATH, &[("partido", "mc")]).await.is(422);
    Browser::new(&world)
        .post("/activar", &[("codigo", &code)])
        .await
        .is(200);
    rita.get(&format!("{PATH}?partido=mc&entregadas=on"))
        .await
        .says("Hacer 1 carta");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_shown_once_and_looking_again_gives_no_other() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let (account, ..) = world.issued(Seat::Auditor, "Comisión").await;
    let path = format!("/panel/cuentas/{account}/codigo");
    rita.post(&path, &[]).await.is(303).leads_to(&path);
    // Somebody else who manages accounts does not see what this person asked for.
    let luz = world.administrator().await;
    luz.get(&path)
        .await
        .is(200)
        .says("El código ya no se muestra");
    let shown = rita
        .get(&path)
        .await
        .is(200)
        .says("Cuenta lista para entregarse");
    let codes = codes_in(&shown.text());
    assert_eq!(codes.len(), 1);
    let given = world.entries(Action::AccountReissued).await.len();
    for _ in 0..3 {
        let again = rita.get(&path).await.is(200).says("una sola vez");
        assert!(codes_in(&again.text()).is_empty());
    }
    assert_eq!(world.entries(Action::AccountReissued).await.len(), given);
    Browser::new(&world)
        .post("/activar", &[("codigo", &codes[0])])
        .await
        .is(200);
    // A code that nobody came to see is gone after some minutes.
    rita.post(&path, &[]).await.is(303);
    world.clock.advance(11 * 60);
    let late = rita.get(&path).await.is(200);
    assert!(codes_in(&late.text()).is_empty());
    tokio::time::sleep(Duration::ZERO).await;
    world.end().await;
}
