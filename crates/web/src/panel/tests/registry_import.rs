//! A registry file on screen: upload, preview, choices, the import in the background, its result.

use std::time::Duration;

use domain::activity::Action;

use super::browser::Page;
use super::people::Person;
use super::world::{Engine, Files, World};

const UPLOAD: &str = "/panel/registro/importar";
const HEADER: &str = "clave,cargo,territorio,numero,calidad,partido,convenio,nombre,primer_apellido,segundo_apellido,sobrenombre,sexo,fecha_nacimiento,curp";

fn row(key: &str, district: &str, calling: &str, name: &str) -> String {
    format!("{key},diputacion-mr,{district},,{calling},mc,,{name},Peña,,,mujer,1984-03-21,")
}

fn file(rows: &[String]) -> Vec<u8> {
    format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes()
}

impl Person<'_> {
    /// Uploads a file; gives the address of its page.
    async fn uploads(&self, name: &str, bytes: &[u8]) -> String {
        let sent = self.upload(UPLOAD, &[], Some((name, bytes))).await.is(303);
        sent.location().unwrap()
    }

    /// Imports a file and waits for the result.
    async fn imports(&self, page: &str, values: &[(&str, &str)]) -> Page {
        self.post(&format!("{page}/importar"), values)
            .await
            .leads_to(page);
        for _ in 0..200 {
            let shown = self.get(page).await.is(200);
            if shown.count("[data-avance='en-curso']") == 0 {
                return shown;
            }
            shown.says("Puede dejar esta página");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the import does not end");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_looked_at_imported_and_its_result_found_again() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let rita = world.administrator().await;
        let rows = [
            row("MC-1", "distrito-06", "propietaria", "Itzel <script>"),
            row("MC-9", "distrito-09", "propietaria", "Nueva O'Dam"),
            row("MC-9S", "distrito-09", "suplente", "Suplente & Cía"),
        ];
        let page = rita.uploads("registro <b>.csv", &file(&rows)).await;
        let shown = rita.get(&page).await.is(200);
        shown
            .says("registro <b>.csv")
            .says("Texto separado (CSV)")
            .says("Importar: 2 altas, 1 cambio y 0 bajas")
            .says("Itzel <script>")
            .says("Nueva O'Dam");
        assert!(
            world
                .app
                .registered_candidacy("MC-9")
                .await
                .unwrap()
                .is_none(),
            "nothing yet"
        );
        let result = rita.imports(&page, &[]).await;
        result
            .says("El archivo se importó completo")
            .says("Altas")
            .says("2");
        assert_eq!(
            world.registered("MC-1").await.data.person.given_names,
            "Itzel <script>"
        );
        rita.get(UPLOAD)
            .await
            .is(200)
            .says("registro <b>.csv")
            .says("Terminado");
        // Sent again it is not imported again.
        let imports = world.entries(Action::RegistryImported).await.len();
        rita.post(&format!("{page}/importar"), &[])
            .await
            .leads_to(&page);
        rita.get(&page).await.says("El archivo se importó completo");
        assert_eq!(world.entries(Action::RegistryImported).await.len(), imports);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mistakes_are_told_by_row_and_column_and_good_rows_can_be_written_without_another_upload() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let rows = [
        row("MC-9", "distrito-09", "propietaria", "Nueva"),
        row("MC-9S", "distrito-09", "suplente", "Otra"),
        row("MC-X", "distrito-99", "propietaria", "Mal"),
    ];
    let page = rita.uploads("registro.csv", &file(&rows)).await;
    let shown = rita.get(&page).await.is(200);
    assert!(shown.count("#error-1") == 1 && shown.count("a[href='#error-1']") == 1);
    let shown = shown
        .says("Fila 4, columna «territorio»")
        .says("El archivo no se puede importar así");
    assert_eq!(shown.count(&format!("form[action^='{page}/importar']")), 0);
    let report = rita.get(&format!("{page}/informe.csv")).await.is(200);
    assert!(
        report.body.contains("error,4,territorio,territorio,"),
        "{}",
        report.body
    );
    // Without the choice it cannot be made, however it is asked for: the result says that nothing was written.
    rita.post(
        &format!("{page}/opciones"),
        &[("alcance", "parcial"), ("buenas", "si")],
    )
    .await
    .leads_to(&format!("{page}?hecho=opciones"));
    let shown = rita.get(&page).await.is(200).says("Importar: 2 altas");
    shown.says("Fila 4");
    let result = rita.imports(&page, &[]).await;
    result
        .says("Se importaron las filas buenas")
        .says("Lo que no se hizo");
    assert!(
        world
            .app
            .registered_candidacy("MC-9")
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        world
            .app
            .registered_candidacy("MC-X")
            .await
            .unwrap()
            .is_none()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complete_file_that_removes_many_asks_a_second_time() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let rows = [
        row("MC-1", "distrito-06", "propietaria", "Itzel"),
        row("MC-1S", "distrito-06", "suplente", "Lucía"),
    ];
    let page = rita.uploads("completo.csv", &file(&rows)).await;
    rita.post(&format!("{page}/opciones"), &[("alcance", "completo")])
        .await
        .is(303);
    rita.get(&page)
        .await
        .is(200)
        .says("Se cancelarán 8 candidaturas");
    for typed in ["", "7", "todas"] {
        rita.post(&format!("{page}/importar"), &[("confirma", typed)])
            .await
            .is(422)
            .says("Escriba 8 para confirmar las bajas")
            .points_at("confirma");
    }
    assert!(world.entries(Action::CandidacyCancelled).await.is_empty());
    let result = rita.imports(&page, &[("confirma", "8")]).await;
    result.says("Bajas (se cancelan)").says("8");
    assert_eq!(world.entries(Action::CandidacyCancelled).await.len(), 8);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_heading_is_explained_once_and_remembered() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let bytes = |key: &str, place: &str| {
        let rows = [
            row(key, place, "propietaria", "Nueva"),
            row(&format!("{key}S"), place, "suplente", "Otra"),
        ];
        let text = String::from_utf8(file(&rows)).unwrap();
        text.replacen("nombre,", "Cómo <le> dicen,", 1).into_bytes()
    };
    let page = rita
        .uploads("raro.csv", &bytes("MC-10", "distrito-10"))
        .await;
    let shown = rita.get(&page).await.is(200).says("Cómo <le> dicen");
    let options = format!("{page}/opciones");
    let place = (1..9)
        .find(|place| shown.value(&options, &format!("encabezado_{place}")) == "Cómo <le> dicen")
        .unwrap();
    let changes = [(format!("columna_{place}"), "nombre")];
    let changes: Vec<(&str, &str)> = changes.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    let values = shown.filled(&options, &changes);
    rita.send_form(&options, &values).await.is(303);
    rita.get(&page).await.is(200).says("Importar: 2 altas");
    rita.imports(&page, &[])
        .await
        .says("El archivo se importó completo");
    let next = rita
        .uploads("otro.csv", &bytes("MC-11", "distrito-11"))
        .await;
    rita.get(&next).await.is(200).says("Importar: 2 altas");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_registry_is_refused_and_old_files_are_forgotten() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    rita.upload(UPLOAD, &[], None)
        .await
        .is(422)
        .points_at("archivo");
    rita.upload(UPLOAD, &[], Some(("foto.png", b"\x89PNG\r\n\x1A\nnada")))
        .await
        .is(422)
        .points_at("archivo");
    for format in ["xlsx", "csv"] {
        rita.get(&format!("/panel/registro/plantilla?formato={format}"))
            .await
            .is(200);
    }
    let rows = [row("MC-1", "distrito-06", "propietaria", "Itzel")];
    let page = rita.uploads("viejo.csv", &file(&rows)).await;
    world.clock.advance(23 * 3_600);
    app::jobs::once(&world.app).await.unwrap();
    rita.sign_in().await;
    rita.get(&page).await.is(200);
    world.clock.advance(3_601);
    app::jobs::once(&world.app).await.unwrap();
    rita.sign_in().await;
    rita.get(&page).await.is(404);
    rita.get(UPLOAD).await.is(200).never_says("viejo.csv");
    let store = world.beside().await;
    let left = store
        .read()
        .await
        .unwrap()
        .staged_files("registry", 10)
        .await
        .unwrap();
    assert!(left.is_empty());
    store.close().await;
    world.end().await;
}
