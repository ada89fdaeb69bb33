//! A party's own privacy notice: registered, shown safely to anybody, version by version.

use domain::activity::Action;

use super::browser::Browser;
use super::party_evidence::bare;

const OWN: &str = "/panel/partido/aviso";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_is_public_and_its_versions_stay() {
    for name in ["dgo", "cdmx"] {
        let world = bare(name).await;
        let anybody = Browser::new(&world);
        anybody.get("/avisos/mc").await.is(404);
        anybody.get("/avisos/no-hay").await.is(404);
        anybody
            .get("/avisos")
            .await
            .is(200)
            .says("Ningún partido ha registrado su aviso");
        let rosa = world.representative("mc").await;
        rosa.get("/panel/partido")
            .await
            .is(200)
            .says("Falta el aviso de privacidad");
        rosa.get(OWN).await.is(200).says("todavía no registra");
        let hostile = "# Uno\n\n<script>alert(1)</script>\n\n[mal](javascript:alert(1)) y **bien**";
        let values = [("forma", "texto"), ("texto", hostile)];
        rosa.post(OWN, &values)
            .await
            .leads_to("/panel/partido/aviso?hecho=aviso");
        rosa.post(OWN, &values).await.is(303);
        assert_eq!(
            world.entries(Action::PartyNoticeRegistered).await.len(),
            1,
            "the same text is the same version"
        );
        let page = anybody
            .get("/avisos/mc")
            .await
            .is(200)
            .says("Versión 1")
            .says("bien");
        let list = anybody.get("/avisos").await.is(200);
        assert_eq!(list.count("main .links a"), 1);
        assert_eq!(list.count("main .links a[href='/avisos/mc']"), 1);
        assert_eq!(page.count("main script"), 0);
        assert_eq!(page.count("main strong"), 1);
        page.never_says("javascript:");
        let link = [
            ("forma", "pagina"),
            ("direccion", "https://partido.example/aviso"),
        ];
        rosa.post(OWN, &link).await.is(303);
        let page = anybody.get("/avisos/mc").await.is(200).says("Versión 2");
        assert_eq!(
            page.count("main a[href='https://partido.example/aviso']"),
            1
        );
        anybody
            .get("/avisos/mc/1")
            .await
            .is(200)
            .says("ya no está en vigor")
            .says("bien");
        anybody.get("/avisos/mc/3").await.is(404);
        anybody.get("/avisos/mc/uno").await.is(404);
        // Its people read it too; only the representation registers it.
        for person in [world.supervisor("mc").await, world.capturer("mc").await] {
            person
                .get(OWN)
                .await
                .is(200)
                .says("Versión 2")
                .never_says("Registrar una versión");
            person.post(OWN, &values).await.is(403);
        }
        world.candidate("MC-1").await.get(OWN).await.is(403);
        let other = world.representative("pan").await;
        other
            .get(OWN)
            .await
            .is(200)
            .says("todavía no registra")
            .never_says("Versión 2");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_that_is_refused_keeps_what_was_typed() {
    let world = bare("dgo").await;
    let rosa = world.representative("mc").await;
    rosa.post(OWN, &[("forma", "texto"), ("texto", "  ")])
        .await
        .is(422)
        .points_at("texto");
    let typed = [
        ("forma", "pagina"),
        ("direccion", "javascript:alert(1)"),
        ("texto", "Sigue aquí"),
    ];
    let page = rosa.post(OWN, &typed).await.is(422).points_at("direccion");
    assert_eq!(page.value(OWN, "direccion"), "javascript:alert(1)");
    assert_eq!(page.value(OWN, "texto"), "Sigue aquí");
    assert_eq!(world.entries(Action::PartyNoticeRegistered).await.len(), 0);
    world.end().await;
}
