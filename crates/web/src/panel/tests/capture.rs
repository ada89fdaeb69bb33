//! Writing the questionnaire.

use domain::activity::Action;
use domain::questionnaire::FieldKind;

use super::typing::text_of;
use super::world::{Engine, Files, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_question_is_asked_saved_and_read_back() {
    for name in ["dgo", "cdmx"] {
        let world = World::of(name).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let home = world.capture_path("MC-1");
        let sections = world.app.curricular().sections.clone();
        for (index, section) in sections.iter().enumerate() {
            let path = format!("{home}/{}", section.key);
            let answers = world.right_answers("MC-1", section);
            let typed: Vec<(&str, &str)> = answers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let next = sections.get(index + 1).map_or_else(
                || format!("{home}?hecho=guardado"),
                |next| format!("{home}/{}?hecho=guardado", next.key),
            );
            ana.save("MC-1", section.key.as_str(), &typed)
                .await
                .leads_to(&next);
            let page = ana.get(&path).await.is(200);
            for (field, value) in &answers {
                assert_eq!(page.value(&path, field), *value, "{field}");
            }
        }
        let review = ana
            .get(&format!("{home}/revisar"))
            .await
            .is(200)
            .says("Enviar a validación");
        for (name, value) in sections
            .iter()
            .flat_map(|section| world.right_answers("MC-1", section))
        {
            // A photograph is shown, not told.
            if value.len() > 20 && name != "foto" {
                assert!(review.text().contains(&value), "{value}");
            }
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_are_added_and_taken_without_script() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/escolaridad", world.capture_path("MC-1"));
    let before = world.entries(Action::AnswersSaved).await.len();
    let page = ana.get(&path).await.is(200);
    let page = ana
        .press(&page, &path, &[("cursos", "Primero")], "agregar:cursos")
        .await
        .is(200);
    let lines = |page: &super::browser::Page| -> Vec<String> {
        page.form(&path)
            .into_iter()
            .filter(|(name, _)| name == "cursos")
            .map(|(_, value)| value)
            .collect()
    };
    assert_eq!(lines(&page), ["Primero", ""]);
    let page = ana
        .press(
            &page,
            &path,
            &[
                ("grado", "maestria"),
                ("cursos", "Primero"),
                ("cursos", "Segundo"),
                ("cursos", "Tercero"),
            ],
            "quitar:cursos:2",
        )
        .await
        .is(200);
    assert_eq!(lines(&page), ["Primero", "Tercero"]);
    assert_eq!(
        page.value(&path, "grado"),
        "maestria",
        "what was typed elsewhere on the page stays"
    );
    for nonsense in ["quitar:cursos:9", "quitar:cursos:0", "quitar:cursos:x"] {
        assert_eq!(
            lines(&ana.press(&page, &path, &[], nonsense).await.is(200)),
            ["Primero", "Tercero"]
        );
    }
    ana.press(&page, &path, &[], "borrar-todo").await.is(400);
    assert_eq!(
        world.entries(Action::AnswersSaved).await.len(),
        before,
        "nothing was saved by it"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_declared_answer_is_an_answer() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.save("MC-1", "historia", &[("trayectoria__declarada", "si")])
        .await
        .is(303);
    let path = format!("{}/historia", world.capture_path("MC-1"));
    let page = ana.get(&path).await;
    assert_eq!(page.value(&path, "trayectoria__declarada"), "si");
    ana.get(&format!("{}/revisar", world.capture_path("MC-1")))
        .await
        .says("Sin trayectoria política ni participación en organizaciones civiles");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_is_kept_by_itself_for_its_person_alone() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("cdmx"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let helper = world.capturer("mc").await;
        let path = format!("{}/motivos", world.capture_path("MC-1"));
        let page = ana.get(&path).await;
        for length in 1..=5 {
            world.clock.advance(10);
            let text = text_of(length);
            let kept = ana
                .press(&page, &path, &[("motivos", &text)], "autoguardar")
                .await
                .is(200);
            assert!(kept.body.contains(r#""hora":"10:00""#), "{}", kept.body);
            assert!(kept.header("sesion-segundos").is_some());
        }
        assert_eq!(
            world.entries(Action::SittingBegun).await.len(),
            1,
            "one entry for the sitting"
        );
        assert_eq!(world.entries(Action::AnswersSaved).await.len(), 0);
        let again = ana
            .get(&path)
            .await
            .says("Recuperamos lo que estaba escribiendo");
        assert_eq!(again.value(&path, "motivos"), text_of(5));
        assert_eq!(
            helper.get(&path).await.value(&path, "motivos"),
            "",
            "nobody else sees it"
        );
        ana.press(&again, &path, &[], "guardar").await.is(303);
        ana.get(&path).await.never_says("Recuperamos");
        assert_eq!(helper.get(&path).await.value(&path, "motivos"), text_of(5));
        let page = ana.get(&path).await;
        ana.press(&page, &path, &[("motivos", "x")], "autoguardar")
            .await
            .is(200);
        assert_eq!(
            world.entries(Action::SittingBegun).await.len(),
            2,
            "another sitting"
        );
        world.end().await;
    }
}

/// A browser sends CRLF; the limit counts what people see, the same as in the counter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn line_breaks_count_the_same_however_they_are_sent() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/propuestas", world.capture_path("MC-1"));
    let FieldKind::Paragraph { min, max, .. } = world
        .app
        .curricular()
        .field(&"propuesta_1".parse().unwrap())
        .unwrap()
        .kind
        .clone()
    else {
        panic!("a proposal is a paragraph");
    };
    for (least, most, wrong) in [(0, 0, false), (-1, 0, true), (0, 1, true)] {
        let length =
            |limit: u32, more: i32| usize::try_from(i64::from(limit) + i64::from(more)).unwrap();
        let (short, long) = (text_of(length(min, least)), text_of(length(max, most)));
        let half = long.chars().take(100).collect::<String>();
        let rest = long.chars().skip(100).collect::<String>();
        for line_break in ["\r\n", "\n", "\r"] {
            let broken = format!("{half}{line_break}{line_break}{rest}{line_break}");
            ana.save(
                "MC-1",
                "propuestas",
                &[("propuesta_1", &short), ("propuesta_2", &broken)],
            )
            .await
            .is(303);
            let page = ana.get(&format!("{path}?revisar=1")).await.is(200);
            assert_eq!(
                page.value(&path, "propuesta_2"),
                format!("{half}\n\n{rest}")
            );
            let marked =
                page.count("#campo-propuesta_1[aria-invalid], #campo-propuesta_2[aria-invalid]");
            assert_eq!(marked, usize::from(wrong), "{least} {most} {line_break:?}");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_is_told_at_the_top_and_at_the_field() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let home = world.capture_path("MC-1");
    ana.save("MC-1", "motivos", &[("motivos", "Muy corto")])
        .await
        .is(303);
    let review = ana
        .get(&format!("{home}/revisar"))
        .await
        .is(200)
        .says("Falta completar")
        .without_help()
        .never_says("Enviar a validación");
    assert!(
        review
            .body
            .contains(&format!("{home}/motivos?revisar=1#campo-motivos"))
    );
    let page = ana
        .get(&format!("{home}/motivos?revisar=1"))
        .await
        .points_at("motivos")
        .says("de un mínimo de 280 caracteres");
    assert_eq!(
        page.value(&format!("{home}/motivos"), "motivos"),
        "Muy corto"
    );
    // A wrong link can never be sent as it is: the page comes back and says so.
    let answer = ana
        .save("MC-1", "contacto", &[("facebook", "no es un enlace")])
        .await;
    let page = ana
        .follow(answer)
        .await
        .is(200)
        .says("no es una dirección de internet");
    assert_eq!(
        page.value(&format!("{home}/contacto"), "facebook"),
        "no es un enlace",
        "it was kept all the same"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_is_too_long_to_keep_stays_on_the_screen() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/motivos", world.capture_path("MC-1"));
    let long = text_of(20_001);
    let page = ana
        .save("MC-1", "motivos", &[("motivos", &long)])
        .await
        .is(422)
        .points_at("motivos")
        .says("sobran 1");
    assert_eq!(page.value(&path, "motivos"), long);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_answers_are_shown_as_they_were_written() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let home = world.capture_path("MC-1");
    for hostile in crate::ui::samples::HOSTILE {
        let path = format!("{home}/motivos");
        ana.save("MC-1", "motivos", &[("motivos", hostile)])
            .await
            .is(303);
        let shown = domain::questionnaire::clean_text(hostile);
        assert_eq!(ana.get(&path).await.value(&path, "motivos"), shown);
        let review = ana.get(&format!("{home}/revisar")).await.is(200);
        assert_eq!(review.count("main script, main img"), 0);
    }
    world.end().await;
}
