//! The list of the registry with its filters and files, and the linter.

use super::world::{Engine, Files, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_filtered_and_leaves_as_it_is_seen() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let laura = world.registrar().await;
        laura
            .get("/panel/registro")
            .await
            .is(200)
            .says("10 candidaturas");
        for (query, found) in [
            ("q=nunez", 1),
            ("q=mc-2", 2),
            ("territorio=distrito-06", 2),
            ("postula=partido%3Amc", 4),
            ("postula=sin-partido", 4),
            ("postula=partido%3Amc&q=xoch", 1),
            ("estado=vigente", 10),
            ("estado=cancelada", 0),
            ("falta=curp", 10),
            ("falta=edad", 0),
            ("cargo=diputacion-rp", 0),
        ] {
            let page = laura.get(&format!("/panel/registro?{query}")).await.is(200);
            let words = if found == 1 {
                "candidatura"
            } else {
                "candidaturas"
            };
            let page = page.says(&format!("{found} {words}"));
            let rows = page.count("tbody tr");
            assert_eq!(rows, found, "{query}");
            let file = laura
                .get(&format!("/panel/registro/archivo?formato=csv&{query}"))
                .await
                .is(200);
            assert_eq!(file.body.lines().count(), found + 1, "{query}");
        }
        let file = laura
            .get("/panel/registro/archivo?formato=csv&q=dam")
            .await
            .is(200);
        assert!(
            file.body.contains("Itzel O'Dam Ríos,MC-1,"),
            "{}",
            file.body
        );
        let book = laura
            .get("/panel/registro/archivo?formato=xlsx")
            .await
            .is(200);
        assert_eq!(
            book.header("content-disposition"),
            Some("attachment; filename=\"registro.xlsx\"")
        );
        assert!(book.body.starts_with("PK"));
        laura
            .get("/panel/registro?q=%3Cscript%3E&cargo=%3Cb%3E&despues=x&postula=partido:%27")
            .await
            .is(200)
            .says("Filtro desconocido");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_linter_leads_to_each_row() {
    let world = World::of("cdmx").await;
    let rita = world.administrator().await;
    let action = format!("{}/corregir", world.registry_path("IND-1"));
    let review = rita
        .review_correction(
            "IND-1",
            &[("nombre", "<u>Nayeli</u>"), ("fecha_nacimiento", "")],
        )
        .await
        .is(200);
    rita.confirm(&review, &action, "aplicar", "Oficio")
        .await
        .is(303);
    let page = rita.get("/panel/registro/revision").await.is(200);
    let page = page
        .says("Advertencia: dato faltante")
        .says("Advertencia: contienda sin candidaturas");
    let link = format!("a[href='{}']", world.registry_path("IND-1"));
    assert!(page.count(&link) > 0);
    world.end().await;
}
