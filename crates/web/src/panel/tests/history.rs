//! Consulting the activity history (R10).

use domain::activity::Action;

use super::world::{Engine, Files, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_narrow_pages_follow_and_the_file_brings_the_same() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let (ana, rita) = (world.candidate("MC-1").await, world.auditor().await);
        for length in 0..60 {
            ana.save("MC-1", "motivos", &[("motivos", &"a".repeat(length))])
                .await
                .is(303);
        }
        let filter = format!("accion=answers-saved&usuario={}", ana.login);
        let first = rita
            .get(&format!("/panel/historial?{filter}"))
            .await
            .is(200)
            .says("Guardó respuestas")
            .says("Itzel O'Dam Ríos");
        let first = first
            .says("Qué hizo: Guardó respuestas")
            .never_says("Motivos de");
        assert_eq!(first.count("tbody tr"), 50);
        let next = first
            .body
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next())
            .find(|href| href.contains("antes="));
        let next = next
            .expect("a way to older entries")
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        assert_eq!(rita.get(&next).await.is(200).count("tbody tr"), 10);
        rita.get("/panel/historial?usuario=nadie")
            .await
            .is(200)
            .says("Ningún asiento coincide");
        rita.get("/panel/historial?desde=2024-04-17")
            .await
            .says("Ningún asiento coincide");
        assert!(
            rita.get("/panel/historial?desde=2024-04-16&hasta=2024-04-16")
                .await
                .count("tbody tr")
                > 0
        );
        rita.get("/panel/historial?modulo=publication")
            .await
            .says("Ningún asiento coincide");
        let about = format!("/panel/historial?objeto={}", world.candidacy("MC-1"));
        assert!(rita.get(&about).await.count("tbody tr") > 0);
        let file = rita
            .get(&format!("/panel/historial.csv?{filter}"))
            .await
            .is(200);
        assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
        assert!(file.body.starts_with('\u{FEFF}'));
        assert_eq!(
            file.body.lines().count(),
            61,
            "the header and each entry of the filter"
        );
        assert_eq!(
            world.entries(Action::HistoryExported).await.len(),
            1,
            "the export is an entry itself"
        );
        rita.get("/panel/historial/punto.txt")
            .await
            .is(200)
            .says("conoceles/dgo-2023-2024/");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_is_no_formula_in_any_spreadsheet() {
    let world = World::of("dgo").await;
    let rows = "clave,cargo,territorio,numero,calidad,partido,convenio,nombre,primer_apellido,segundo_apellido,sobrenombre,sexo,fecha_nacimiento,curp\n\
                X-1,diputacion-mr,distrito-15,,propietaria,,,@SUMA(A1),=1+1,,,mujer,1984-03-21,\n\
                X-2,diputacion-mr,distrito-15,,suplente,,,-2,+3,,,mujer,1984-03-21,\n";
    let report = world
        .app
        .import_registry(
            rows.as_bytes(),
            domain::activity::Author::System,
            &app::registry::ImportOptions::default(),
        )
        .await
        .unwrap();
    let rita = world.auditor().await;
    let file = rita.get("/panel/historial.csv").await.is(200);
    let mut reader = csv::Reader::from_reader(file.body.trim_start_matches('\u{FEFF}').as_bytes());
    let cells: Vec<String> = reader
        .records()
        .flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(
        cells
            .iter()
            .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])),
        "{report:?}"
    );
    // The registry may refuse such names; then nothing of them is here.
    assert_eq!(
        cells.iter().any(|cell| cell.contains("SUMA")),
        report.errors.is_empty()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_text_and_no_name_is_in_the_entries() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.save("MC-1", "motivos", &[("motivos", "canario-en-el-historial")])
        .await
        .is(303);
    let store = world.beside().await;
    let rows = store
        .read()
        .await
        .unwrap()
        .history_block(0, 1_000)
        .await
        .unwrap();
    let written = format!(
        "{:?}",
        rows.iter()
            .map(|row| row.entry.fields())
            .collect::<Vec<_>>()
    );
    for secret in ["canario", "O'Dam", "Itzel", "Guadalupe", ana.login.as_str()] {
        assert!(!written.contains(secret), "{secret}");
    }
    store.close().await;
    world.end().await;
}
