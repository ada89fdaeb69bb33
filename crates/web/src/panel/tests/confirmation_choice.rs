//! The person answers by a link and chooses nothing: what was typed stays, and nothing is registered.

use domain::activity::Action;

use super::browser::Browser;
use super::confirmation::{begun, link};
use super::typing::text_of;
use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_without_a_choice_is_shown_again_and_registers_nothing() {
    let world = World::of("cdmx").await;
    let helper = begun(&world).await;
    let path = link(&helper, "MC-1").await;
    let person = Browser::new(&world);
    let note = "<b>Falta</b> mi trabajo en Súchil";
    for decision in ["", "otra"] {
        let sent = [("revision", "1"), ("decision", decision), ("nota", note)];
        let page = person.post(&path, &sent).await.is(422);
        assert_eq!(page.value(&path, "nota"), note);
        page.says("Falta elegir su respuesta")
            .says("Pedir la corrección");
    }
    let page = person.post(&path, &[("revision", "1")]).await.is(422);
    page.says("Falta elegir su respuesta").says(&text_of(300));
    let home = world.capture_path("MC-1");
    helper.get(&home).await.says("Pendiente");
    // A link that no longer serves gives the note back as well.
    let sent = [("revision", "1"), ("decision", "corregir"), ("nota", note)];
    person.post(&path, &sent).await.is(303);
    let late = [("revision", "1"), ("nota", "Y otra cosa")];
    let page = person.post(&path, &late).await.is(410);
    page.says("Y otra cosa");
    assert_eq!(world.entries(Action::CorrectionAsked).await.len(), 1);
    world.end().await;
}
