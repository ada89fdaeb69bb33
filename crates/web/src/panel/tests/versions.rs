//! The story of a questionnaire, for who may read it.

use domain::activity::Action;

use super::people::Person;
use super::typing::text_of;
use super::world::{Engine, Files, World};

/// `MC-1` was captured, sent, returned for its reasons, corrected and sent again.
async fn returned_and_corrected(world: &World) -> Person<'_> {
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.save(
        "MC-1",
        "motivos",
        &[("motivos", "Borrador secreto de mis motivos.")],
    )
    .await
    .is(303);
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let rosa = world.supervisor("mc").await;
    rosa.decide("MC-1", "supervision", "validar", &[])
        .await
        .is(303);
    let vera = world.validator().await;
    let remark = [
        ("causal_motivos", "lemas"),
        ("nota_motivos", "Quite el lema."),
    ];
    for (act, values) in [("tomar", &[][..]), ("devolver", &remark[..])] {
        vera.decide("MC-1", "verificacion", act, values)
            .await
            .is(303);
    }
    ana.save("MC-1", "motivos", &[("motivos", &text_of(310))])
        .await
        .is(303);
    ana.send_it("MC-1").await.is(303);
    ana
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_has_every_version_with_who_and_why_and_the_decisions_between() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("cdmx"), engine).await;
        let ana = returned_and_corrected(&world).await;
        let path = format!("{}/versiones", world.capture_path("MC-1"));
        ana.get(&world.capture_path("MC-1"))
            .await
            .says("Ver las versiones del cuestionario");
        let page = ana
            .get(&path)
            .await
            .is(200)
            .says("Borrador secreto")
            .says("Guadalupe Ibarra (Persona candidata)")
            .says("Observaciones 1");
        let text = page.text();
        let order = [
            "Envió el cuestionario corregido",
            "Corrección de lo devuelto",
            "Devolvió con observaciones",
            "Validó",
            "Versión 1: Captura",
        ];
        let mut from = 0;
        for words in order {
            let place = text[from..].find(words);
            from += place.unwrap_or_else(|| panic!("{words} is missing or too early:\n{text}"));
        }
        assert!(page.count("ins") > 0, "words that changed are marked");

        // One question: its versions, and the decisions, without the others' texts.
        let one = ana.get(&format!("{path}?campo=motivos")).await.is(200);
        one.says("Borrador secreto")
            .never_says("Algo para domicilio");
        let file = ana.get(&format!("{path}.csv?campo=motivos")).await.is(200);
        assert!(file.body.contains("Borrador secreto"), "{}", file.body);
        assert!(!file.body.contains("Algo para domicilio"), "{}", file.body);
        // Who took it as a file is in the history, with whose and which question; the page that shows it tells the same
        // story as before.
        let taken = world.entries(Action::VersionsExported).await;
        assert_eq!(taken.len(), 1);
        let fields = taken[0].entry.fields();
        assert_eq!(fields.subject_id, world.candidacy("MC-1").to_string());
        assert_eq!(fields.details["field"], "motivos");
        ana.get(&path).await.never_says("Descargó las versiones");
        assert_eq!(
            file.body
                .lines()
                .next()
                .map(|line| line.trim_start_matches('\u{feff}')),
            Some("asiento,fecha_hora,quien,papel,que,version,pregunta,antes,ahora")
        );
        world.end().await;
    }
}

/// Drafts are between whoever writes and their party, also after the sending.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_institute_reads_from_what_was_sent_on() {
    let world = World::of("cdmx").await;
    let ana = returned_and_corrected(&world).await;
    let path = format!("{}/versiones", world.capture_path("MC-1"));
    for person in [
        world.validator().await,
        world.auditor().await,
        world.administrator().await,
    ] {
        person
            .get(&path)
            .await
            .is(200)
            .says("Corrección de lo devuelto")
            .says("Antes del primer envío hubo")
            .never_says("Borrador secreto");
        person
            .get(&format!("{path}.csv"))
            .await
            .is(200)
            .never_says("Borrador secreto");
    }
    world
        .supervisor("mc")
        .await
        .get(&path)
        .await
        .says("Borrador secreto");
    for person in [world.supervisor("pan").await, world.candidate("MC-2").await] {
        for end in ["", ".csv"] {
            person
                .get(&format!("{path}{end}"))
                .await
                .is(404)
                .never_says("Borrador secreto");
        }
    }
    // Three took the file; who may not read leaves none.
    assert_eq!(world.entries(Action::VersionsExported).await.len(), 3);
    // Before anything was sent, the institute sees nothing of it at all.
    let luis = world.candidate("MC-2").await;
    luis.save("MC-2", "motivos", &[("motivos", "Otro borrador.")])
        .await
        .is(303);
    let draft = format!("{}/versiones", world.capture_path("MC-2"));
    luis.get(&draft).await.is(200).says("Otro borrador.");
    world.auditor().await.get(&draft).await.is(404);
    drop(ana);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_story_is_read_by_pages() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    for number in 1..=35 {
        let text = format!("Versión distinta número {number}.");
        ana.save("MC-1", "motivos", &[("motivos", &text)])
            .await
            .is(303);
    }
    let path = format!("{}/versiones", world.capture_path("MC-1"));
    let first = ana.get(&path).await.is(200).says("Versión 35: Captura");
    assert!(!first.text().contains("Versión 5: Captura"));
    let (_, next) = first
        .body
        .split_once("versiones?antes=")
        .expect("a next page");
    let before: String = next.chars().take_while(char::is_ascii_digit).collect();
    let second = ana.get(&format!("{path}?antes={before}")).await.is(200);
    second.says("Versión 5: Captura").says("Versión 1: Captura");
    world.end().await;
}
