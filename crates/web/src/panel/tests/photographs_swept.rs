//! Photographs that nobody saves: for how long they are kept, what keeps them longer, and how many one may send.

use domain::questionnaire::Photograph;
use storage::ReceivedPhotograph;

use super::browser::Page;
use super::people::Person;
use super::photographs::{framing, jpeg, saved, section};
use super::world::{Engine, Files, World};

const HOUR: i64 = 3_600;

/// Files that the sweep removes now.
async fn swept(world: &World) -> usize {
    world.app.sweep_photographs().await.unwrap()
}

async fn is_kept(world: &World, photograph: &Photograph) -> bool {
    let mut kept = Vec::new();
    for file in photograph.shown().into_iter().chain([&photograph.negative]) {
        kept.push(world.app.files().has(file.as_str()).await.unwrap());
    }
    assert!(
        kept.iter().all(|each| *each == kept[0]),
        "all of it or none"
    );
    kept[0]
}

impl Person<'_> {
    /// Sends a photograph that is not saved, since the page was older than what somebody saved meanwhile.
    async fn send_unsaved(&self, stale: &Page, file: &[u8]) -> (Page, Photograph) {
        let path = section(self.world, "MC-1");
        let typed = [("foto__descripcion", "Retrato en Súchil")];
        let page = self.send_file(stale, &path, &typed, file).await.is(409);
        let token = page.value(&path, "foto");
        let photograph = self
            .world
            .app
            .unsealed(self.world.candidacy("MC-1"), &token);
        (page, photograph.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_that_nobody_saves_goes_after_a_day_and_what_a_revision_names_stays() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let path = section(&world, "MC-1");
        let stale = ana.get(&path).await.is(200);
        ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
        let first = saved(&world, "MC-1").await;
        ana.send_photograph("MC-1", &[], &jpeg(20)).await.is(303);
        let second = saved(&world, "MC-1").await;
        let (page, unsaved) = ana.send_unsaved(&stale, &jpeg(90)).await;
        world.clock.advance(24 * HOUR);
        assert_eq!(swept(&world).await, 0, "its day is not over");
        world.clock.advance(1);
        assert_eq!(swept(&world).await, 4);
        assert!(!is_kept(&world, &unsaved).await);
        assert!(is_kept(&world, &second).await);
        // The earlier one is still in the history of versions.
        assert!(is_kept(&world, &first).await);
        assert_eq!(swept(&world).await, 0);

        // A form that still holds it is told, and keeps the rest of what was typed.
        ana.sign_in().await;
        let told = ana.press(&page, &path, &[], "guardar").await.is(422);
        let told = told.says("Elíjala otra vez y guarde");
        assert_eq!(told.value(&path, "foto__descripcion"), "Retrato en Súchil");
        let id = world.candidacy("MC-1");
        let held = world.app.unsealed(id, &told.value(&path, "foto"));
        assert_eq!(held.map(|held| held.large), Some(second.large.clone()));
        assert_eq!(saved(&world, "MC-1").await, second);
        ana.send_file(&told, &path, &[], &jpeg(90)).await.is(303);
        assert_eq!(saved(&world, "MC-1").await.negative, unsaved.negative);
        assert!(is_kept(&world, &unsaved).await);
        world.clock.advance(25 * HOUR);
        assert_eq!(swept(&world).await, 0);
        assert!(is_kept(&world, &unsaved).await);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_being_typed_sent_again_or_parked_keeps_a_photograph() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let path = section(&world, "MC-1");
        let stale = ana.get(&path).await.is(200);
        ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
        let (_, sent_again) = ana.send_unsaved(&stale, &jpeg(30)).await;
        let (parked_form, parked) = ana.send_unsaved(&stale, &jpeg(60)).await;
        let (typed_form, typed) = ana.send_unsaved(&stale, &jpeg(90)).await;
        ana.press(&typed_form, &path, &[], "autoguardar")
            .await
            .is(200);

        world.clock.advance(22 * HOUR);
        ana.sign_in().await;
        world.clock.advance(HOUR);
        let away = ana.press(&parked_form, &path, &[], "guardar").await;
        away.leads_to("/entrar?motivo=guardado");
        ana.sign_in().await;
        ana.send_unsaved(&stale, &jpeg(30)).await;
        world.clock.advance(2 * HOUR);
        assert_eq!(swept(&world).await, 0);
        // Two hours more than a day after that, only what is still being typed is held by anything.
        world.clock.advance(24 * HOUR);
        assert_eq!(swept(&world).await, 8);
        assert!(!is_kept(&world, &sent_again).await);
        assert!(!is_kept(&world, &parked).await);
        assert!(is_kept(&world, &typed).await);
        world.clock.advance(25 * HOUR);
        assert_eq!(swept(&world).await, 0);
        ana.sign_in().await;
        let page = ana.get(&path).await.is(200);
        let page = page.says("Recuperamos lo que estaba escribiendo");
        ana.press(&page, &path, &[], "guardar").await.is(303);
        assert_eq!(saved(&world, "MC-1").await.negative, typed.negative);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_very_many_photographs_is_told_when_to_go_on() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        ana.send_photograph("MC-1", &[], &jpeg(200)).await.is(303);
        let before = saved(&world, "MC-1").await;
        // The thirty-nine others of this hour.
        let store = world.beside().await;
        let mut unit = store.write().await.unwrap();
        for seconds in 1..=39 {
            let at = world.app.now().plus_seconds(-60 * seconds);
            let id = world.candidacy("MC-1");
            let one = ReceivedPhotograph::of(ana.account, id, at, &before);
            unit.note_received(&one).await.unwrap();
        }
        unit.commit().await.unwrap();
        store.close().await;
        let typed = [("foto__descripcion", "Retrato en Súchil")];
        let told = "Podrá seguir a las 10:21. Nada se perdió";
        let page = ana.send_photograph("MC-1", &typed, &jpeg(90)).await.is(429);
        let page = page.says(told).says("Lo que escribió sigue abajo");
        let path = section(&world, "MC-1");
        assert_eq!(page.value(&path, "foto__descripcion"), "Retrato en Súchil");
        assert_eq!(saved(&world, "MC-1").await, before);
        let frame = framing(&world, "MC-1");
        let turned = format!("{frame}?giro=1&zoom=100&x=500&y=300");
        let values = ana.get(&turned).await.is(200).form(&frame);
        let pairs: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ana.post(&frame, &pairs).await.is(429).says(told);
        // Text without a photograph is saved all the same, and at that hour photographs are taken again.
        let form = ana.get(&path).await.is(200);
        ana.press(&form, &path, &typed, "guardar").await.is(303);
        world.clock.advance(21 * 60);
        ana.send_photograph("MC-1", &[], &jpeg(90)).await.is(303);
        assert_ne!(saved(&world, "MC-1").await.negative, before.negative);
        world.end().await;
    }
}
