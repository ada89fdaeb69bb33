//! "Así se verá", the questionnaire on paper, and links and lists as people type them.

use super::browser::Browser;
use super::typing::text_of;
use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_seen_as_the_portal_would_show_it_by_its_people_alone() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let home = world.capture_path("MC-1");
    let path = format!("{home}/asi-se-vera");
    assert_eq!(
        ana.get(&path).await.location(),
        Some(home.clone()),
        "nothing was written yet"
    );
    ana.save("MC-1", "motivos", &[("motivos", &text_of(300))])
        .await
        .is(303);
    ana.save(
        "MC-1",
        "aclaraciones",
        &[("correo_interno", "secreto@ejemplo.mx")],
    )
    .await
    .is(303);
    // The list says of each part when it was saved.
    ana.get(&home).await.says("guardada el");
    let page = ana.get(&path).await.is(200);
    let page = page
        .says("Esto es una vista previa: todavía no es público")
        .says(&text_of(300))
        .says("Lo que falta para poder enviar")
        .never_says("secreto@ejemplo.mx");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(
        page.header("x-robots-tag"),
        Some("noindex, nofollow, noarchive")
    );
    assert_eq!(page.count("link[rel=canonical]"), 0);
    world.supervisor("mc").await.get(&path).await.is(200);
    world.capturer("pan").await.get(&path).await.is(404);
    let nobody = Browser::new(&world).get(&path).await;
    assert!(
        nobody
            .location()
            .is_some_and(|to| to.starts_with("/entrar"))
    );
    // The institute does not read drafts.
    assert_eq!(
        world.administrator().await.get(&path).await.location(),
        Some(home)
    );
    // And the portal knows nothing of it.
    let public = format!("/candidaturas/{}", world.candidacy("MC-1"));
    ana.get(&public).await.never_says(&text_of(300));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_questionnaire_on_paper_asks_everything_and_has_the_registry_s_facts() {
    for name in ["dgo", "cdmx"] {
        let world = World::of(name).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let path = format!("{}/cuestionario", world.capture_path("MC-1"));
        let mut page = ana.get(&path).await.is(200).says("Datos del registro");
        let fields = world
            .app
            .curricular()
            .fields()
            .map(|field| field.label.clone());
        for label in fields.collect::<Vec<_>>() {
            page = page.says(&label);
        }
        let full_name = world.registered("MC-1").await.data.person.full_name();
        page.says(&full_name);
        let paper = ana.get(&format!("{path}.pdf")).await.is(200);
        assert!(paper.bytes.starts_with(b"%PDF-"));
        assert_eq!(paper.header("content-type"), Some("application/pdf"));
        world.capturer("pan").await.get(&path).await.is(404);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_contacts_are_kept_as_a_draft_and_refused_clearly() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/contacto", world.capture_path("MC-1"));
    let many: Vec<String> = (0..200)
        .map(|number| format!("55 0000 {number:04}"))
        .collect();
    let typed: Vec<(&str, &str)> = many
        .iter()
        .map(|line| ("telefono", line.as_str()))
        .collect();
    ana.save("MC-1", "contacto", &typed)
        .await
        .leads_to(&format!("{path}?revisar=1&hecho=guardado"));
    let page = ana.get(&format!("{path}?revisar=1")).await.is(200);
    let page = page.says("Hay 200 renglones y caben 5. Quite los que sobran.");
    let lines = |page: &super::browser::Page| {
        let form = page.form(&path);
        form.iter().filter(|(name, _)| name == "telefono").count()
    };
    assert_eq!(lines(&page), 200, "nothing typed is lost");
    assert_eq!(page.count(r#"button[value="agregar:telefono"]"#), 0);
    let fewer = ana
        .press(&page, &path, &[], "quitar:telefono:200")
        .await
        .is(200);
    assert_eq!(lines(&fewer), 199);
    let more = ana
        .press(&page, &path, &[], "agregar:telefono")
        .await
        .is(200);
    assert_eq!(lines(&more), 200, "no more lines than there are places");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_are_completed_and_those_of_another_place_are_told() {
    let world = World::of("cdmx").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let path = format!("{}/contacto", world.capture_path("MC-1"));
    let typed = [
        ("pagina_web", "www.ejemplo.mx"),
        ("x", "@usuario"),
        ("instagram", "instagram.com/usuario"),
        ("facebook", "https://www.ejemplo.mx/usuario"),
        ("tiktok", "javascript:alert(1)"),
    ];
    ana.save("MC-1", "contacto", &typed)
        .await
        .leads_to(&format!("{path}?revisar=1&hecho=guardado"));
    let page = ana.get(&format!("{path}?revisar=1")).await.is(200);
    assert_eq!(page.value(&path, "pagina_web"), "https://www.ejemplo.mx");
    assert_eq!(page.value(&path, "x"), "https://x.com/usuario");
    assert_eq!(
        page.value(&path, "instagram"),
        "https://instagram.com/usuario"
    );
    page.says("no es una dirección de facebook.com, fb.com o fb.me")
        .says("«javascript:alert(1)» no es una dirección de internet");
    world.end().await;
}
