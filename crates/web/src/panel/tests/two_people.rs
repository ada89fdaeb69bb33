//! Two people on one questionnaire.

use super::world::{Engine, Files, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_one_sees_both_texts_and_decides() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let (ana, luis) = (world.candidate("MC-1").await, world.capturer("mc").await);
        let path = format!("{}/propuestas", world.capture_path("MC-1"));
        let (of_ana, of_luis) = (ana.get(&path).await, luis.get(&path).await);
        ana.press(
            &of_ana,
            &path,
            &[("propuesta_1", "Agua"), ("propuesta_2", "Caminos")],
            "guardar",
        )
        .await
        .is(303);
        let typed = [
            ("propuesta_1", "Escuelas"),
            ("propuesta_genero", "Cuidados"),
        ];
        let page = luis.press(&of_luis, &path, &typed, "guardar").await.is(409);
        let page = page
            .says("Otra persona cambió lo mismo")
            .says("La otra persona guardó")
            .says("Agua")
            .says("Usted escribió");
        assert_eq!(
            page.value(&path, "propuesta_1"),
            "Escuelas",
            "what he typed stays in the form"
        );
        assert_eq!(page.value(&path, "propuesta_genero"), "Cuidados");
        assert_eq!(
            page.value(&path, "propuesta_2"),
            "Caminos",
            "what only she wrote is not undone by his empty field"
        );
        let unchanged = ana.get(&path).await;
        assert_eq!(
            unchanged.value(&path, "propuesta_1"),
            "Agua",
            "nothing was saved by the conflict"
        );
        luis.press(
            &page,
            &path,
            &[("propuesta_1", "Agua y escuelas")],
            "guardar",
        )
        .await
        .is(303);
        let result = ana.get(&path).await;
        let read = ["propuesta_1", "propuesta_2", "propuesta_genero"]
            .map(|field| result.value(&path, field));
        assert_eq!(read, ["Agua y escuelas", "Caminos", "Cuidados"]);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_in_different_fields_are_both_kept() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let (ana, luis) = (world.candidate("MC-1").await, world.supervisor("mc").await);
    let path = format!("{}/propuestas", world.capture_path("MC-1"));
    let (of_ana, of_luis) = (ana.get(&path).await, luis.get(&path).await);
    ana.press(&of_ana, &path, &[("propuesta_1", "Agua")], "guardar")
        .await
        .is(303);
    luis.press(&of_luis, &path, &[("propuesta_2", "Escuelas")], "guardar")
        .await
        .is(303);
    // The same change twice, as by a second click, is no conflict.
    luis.press(&of_luis, &path, &[("propuesta_2", "Escuelas")], "guardar")
        .await
        .is(303);
    let result = ana.get(&path).await;
    assert_eq!(
        [
            result.value(&path, "propuesta_1"),
            result.value(&path, "propuesta_2")
        ],
        ["Agua", "Escuelas"]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_recovered_does_not_overwrite_what_somebody_saved_meanwhile() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let (ana, luis) = (world.candidate("MC-1").await, world.capturer("mc").await);
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let page = ana.get(&path).await;
    ana.press(
        &page,
        &path,
        &[("motivos", "Lo que dejé a medias")],
        "autoguardar",
    )
    .await
    .is(200);
    luis.save(
        "MC-1",
        "motivos",
        &[("motivos", "Lo que guardó otra persona")],
    )
    .await
    .is(303);
    let page = ana.get(&path).await.says("Recuperamos");
    ana.press(&page, &path, &[], "guardar")
        .await
        .is(409)
        .says("guardó")
        .says("Lo que dejé a medias");
    world.end().await;
}
