//! Drafts of many candidacies from one file.

use std::io::{Cursor, Write as _};
use std::time::Duration;

use app::bulk::Existing;
use domain::activity::Action;
use domain::capture::StateCode;
use domain::questionnaire::Answers;

use super::browser::{Attached, Browser, Page};
use super::photographs::{jpeg, saved};
use super::world::{Engine, Files, World};

const LOT: &str = "/panel/partido/lote";

impl Browser<'_> {
    async fn bring(&self, sheet: &str, photographs: Option<&[u8]>) -> Page {
        let mut files = vec![Attached {
            control: "archivo",
            name: "respuestas.csv",
            bytes: sheet.as_bytes(),
        }];
        files.extend(photographs.map(|bytes| Attached {
            control: "fotografias",
            name: "fotos.zip",
            bytes,
        }));
        self.post_with_files(LOT, &[], &files).await
    }

    /// Confirms a lot and waits until all of it is saved.
    async fn confirm_lot(&self, lot: &str, existing: &str) -> Page {
        self.post(lot, &[("existentes", existing)])
            .await
            .leads_to(lot);
        self.when_ended(lot).await
    }
}

async fn answers(world: &World, key: &str) -> Answers {
    let store = world.beside().await;
    let questionnaire = &world.app.curricular().key;
    let mut unit = store.read().await.unwrap();
    let capture = unit.capture(world.candidacy(key), questionnaire).await;
    capture
        .unwrap()
        .map(|capture| capture.answers)
        .unwrap_or_default()
}

async fn text(world: &World, key: &str, field: &str) -> Option<String> {
    let answers = answers(world, key).await;
    answers
        .get(&field.parse().unwrap())?
        .text()
        .map(str::to_owned)
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_looked_at_then_saved_as_drafts_with_its_photographs() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let rosa = world.supervisor("mc").await;
        let jpeg = photos::drawn(300, 400, [9, 90, 160].repeat(300 * 400))
            .unwrap()
            .jpeg;
        let photographs = zipped(&[
            ("../../MC-1.jpg", &jpeg),
            ("fotos/MC-2.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
            ("MC-2S.jpg", b"%PDF-1.7 no es una foto"),
            ("nadie.jpg", &jpeg),
        ]);
        let sheet = "CLAVE,nombre,motivos,grado,telefono,apodo\r\n\
            MC-1,quien sea,=HYPERLINK(1) O'Dam <script>,LICENCIATURA,618 123 4567,x\r\n\
            MC-2,quien sea,Porque sí,,,\r\n\
            PAN-1,quien sea,Ajena,,,\r\n\
            MC-1S,quien sea,,doctorado honoris,,\r\n\
            MC-2S,quien sea,,,,\r\n";
        let page = rosa.bring(sheet, Some(&photographs)).await.is(303);
        let lot = page.location().unwrap();
        let before = world.entries(Action::AnswersSaved).await.len();
        let page = rosa
            .get(&lot)
            .await
            .is(200)
            .says("Nada se ha guardado todavía")
            .says("En su partido no hay una candidatura con la clave «PAN-1»")
            .says("«doctorado honoris». Elija una de las opciones")
            .says("nadie.jpg")
            .says("apodo")
            .says("es un documento PDF")
            .says("Guardar 3 borradores");
        // Too short to be sent, which a draft may be.
        assert!(page.text().contains("faltan"));
        assert_eq!(world.entries(Action::AnswersSaved).await.len(), before);
        // Nobody else's to see or to confirm.
        let other = world.capturer("mc").await;
        other.get(&lot).await.is(404);
        other
            .post(&lot, &[("existentes", "reemplazar")])
            .await
            .is(404);
        rosa.post(&lot, &[]).await.is(422);

        rosa.confirm_lot(&lot, "conservar")
            .await
            .says("Se guardaron 2 borradores")
            .says("4 renglones no se guardaron enteros")
            .says("El más compatible");
        assert_eq!(
            text(&world, "MC-1", "motivos").await.unwrap(),
            "=HYPERLINK(1) O'Dam <script>"
        );
        assert_eq!(text(&world, "MC-1", "grado").await.unwrap(), "licenciatura");
        let saved = answers(&world, "MC-1").await;
        assert!(saved.get(&"foto".parse().unwrap()).is_some());
        world.state_is("MC-1", StateCode::Capturing).await;
        assert!(answers(&world, "MC-1S").await.is_empty());
        let entries = world.entries(Action::AnswersSaved).await;
        assert_eq!(
            entries.len() - before,
            5,
            "one for each section that changed"
        );
        let report = rosa.get(&format!("{lot}/informe.csv")).await.is(200);
        assert_eq!(report.body.lines().count(), 6);
        // Once more does nothing more.
        rosa.post(&lot, &[("existentes", "conservar")])
            .await
            .leads_to(&lot);
        assert_eq!(
            world.entries(Action::AnswersSaved).await.len(),
            entries.len()
        );
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_captured_stays_unless_it_is_to_be_replaced() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.save("MC-1", "motivos", &[("motivos", "Lo que Ana escribió")])
        .await
        .is(303);
    let rosa = world.supervisor("mc").await;
    let sheet = "clave;motivos;propuesta_1\r\nMC-1;Lo del partido;Una propuesta\r\n";
    let lot = rosa.bring(sheet, None).await.location().unwrap();
    rosa.get(&lot)
        .await
        .says("Respuestas nuevas: 1. Cambian lo capturado: 1.");
    rosa.confirm_lot(&lot, "conservar").await;
    assert_eq!(
        text(&world, "MC-1", "motivos").await.unwrap(),
        "Lo que Ana escribió"
    );
    assert_eq!(
        text(&world, "MC-1", "propuesta_1").await.unwrap(),
        "Una propuesta"
    );
    let lot = rosa.bring(sheet, None).await.location().unwrap();
    rosa.confirm_lot(&lot, "reemplazar").await;
    assert_eq!(
        text(&world, "MC-1", "motivos").await.unwrap(),
        "Lo del partido"
    );
    // What Ana changes after the preview is not undone: she is not asked, and the row says so.
    let lot = rosa.bring(sheet, None).await.location().unwrap();
    ana.save("MC-1", "motivos", &[("motivos", "Ana otra vez")])
        .await
        .is(303);
    rosa.confirm_lot(&lot, "reemplazar")
        .await
        .says("Otra persona cambió lo mismo después de que usted subió el archivo");
    assert_eq!(
        text(&world, "MC-1", "motivos").await.unwrap(),
        "Ana otra vez"
    );
    // Seen again, it is replaced.
    let lot = rosa.bring(sheet, None).await.location().unwrap();
    rosa.confirm_lot(&lot, "reemplazar").await;
    // An empty cell takes nothing away.
    let lot = rosa
        .bring("clave,motivos,lema\r\nMC-1,,\r\n", None)
        .await
        .location()
        .unwrap();
    rosa.confirm_lot(&lot, "reemplazar").await;
    assert_eq!(
        text(&world, "MC-1", "motivos").await.unwrap(),
        "Lo del partido"
    );
    // What was sent is no draft.
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let before = answers(&world, "MC-1").await;
    let lot = rosa.bring(sheet, None).await.location().unwrap();
    rosa.get(&lot).await.says("ya se envió");
    rosa.confirm_lot(&lot, "reemplazar").await;
    assert_eq!(answers(&world, "MC-1").await, before);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_cannot_be_taken_say_why_and_rows_keep_the_rules() {
    let world = World::bare(Files::of("dgo"), Engine::Sqlite, "2024-04-16T10:00:00").await;
    world.start_term_of_party("mc").await;
    let rosa = world.supervisor("mc").await;
    rosa.bring("nombre,motivos\r\nAna,x\r\n", None)
        .await
        .is(422)
        .says("no tiene la columna «clave»");
    rosa.bring("clave,motivos\r\n", None)
        .await
        .is(422)
        .says("no tiene renglones");
    rosa.bring("clave,motivos,Motivos\r\nMC-1,a,b\r\n", None)
        .await
        .is(422)
        .says("está dos veces");
    rosa.bring("clave,motivos\r\nMC-1,a\r\n", Some(b"PK no es un zip"))
        .await
        .is(422)
        .says("no es un ZIP");
    // Without evidence of the party's notice nothing of it can be saved.
    let lot = rosa
        .bring("clave,motivos\r\nMC-1,a\r\nMC-1,b\r\n", None)
        .await
        .location()
        .unwrap();
    rosa.get(&lot)
        .await
        .says("Ningún renglón se puede guardar")
        .says("aviso de privacidad")
        .says("está también en el renglón 3");
    rosa.post(&lot, &[("existentes", "reemplazar")])
        .await
        .leads_to(&lot);
    assert!(world.entries(Action::AnswersSaved).await.is_empty());
    let template = rosa.get(&format!("{LOT}/plantilla.xlsx")).await.is(200);
    let read = spreadsheets::read(&template.bytes, &spreadsheets::Limits::default()).unwrap();
    assert!(read.rows[0].cells.contains(&"clave".to_owned()));
    assert!(read.rows.iter().any(|row| row.cells[0] == "MC-1"));
    assert!(!read.rows.iter().any(|row| row.cells[0] == "PAN-1"));
    // Who captures for no party has no lots.
    world.independent("IND-1").await.get(LOT).await.is(403);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sent_or_locked_since_the_preview_is_left_and_told() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    let rosa = world.supervisor("mc").await;
    let sheet = "clave,motivos\r\nMC-1,Otra cosa\r\n";
    let lot = rosa.bring(sheet, None).await.location().unwrap();
    rosa.get(&lot).await.says("Guardar 1 borrador");
    ana.send_it("MC-1").await.is(303);
    let before = answers(&world, "MC-1").await;
    let page = rosa.confirm_lot(&lot, "reemplazar").await;
    // What the script puts in place of the progress tells what became of each row.
    assert_eq!(page.count("#avance table"), 1);
    page.says("1 renglón no se guardó entero")
        .says("ya se envió");
    assert_eq!(answers(&world, "MC-1").await, before);
    let refused = world.entries(Action::AttemptRefused).await;
    let fields = refused[0].entry.fields();
    assert_eq!(fields.subject_id, format!("POST:{LOT}/{{archivo}}"));
    assert_eq!(fields.details["rule"], "already-sent");
    assert_eq!(
        fields.details["candidacy"],
        world.candidacy("MC-1").to_string()
    );

    // Nobody writes with an account that was suspended, also where its lot had been confirmed a moment before.
    let sheet = "clave,motivos\r\nMC-2,Porque sí\r\n";
    let lot = rosa.bring(sheet, None).await.location().unwrap();
    rosa.get(&lot).await.says("Guardar 1 borrador");
    let who = rosa.signed_in().await;
    let rita = world.administrator().await;
    let path = format!("/panel/cuentas/{}/estado", rosa.account);
    rita.post(&path, &[("accion", "suspender")]).await.is(303);
    let id = lot.rsplit('/').next().unwrap().parse().unwrap();
    world
        .app
        .start_lot(&who, id, Existing::Keep, world.app.now())
        .unwrap();
    while !world.app.lot(&who, id).unwrap().has_ended() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let lot = world.app.lot(&who, id).unwrap();
    assert!(lot.rows[0].result().contains("no tiene permiso"));
    assert!(answers(&world, "MC-2").await.is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lot_that_is_not_kept_any_more_leads_to_another_upload() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let rosa = world.supervisor("mc").await;
        // Whatever is in a key is looked for: rows of nobody come first, since only what begins a file is looked at for signs.
        let nobodys: Vec<String> = (0..70)
            .map(|n| format!("X-{n},{}\r\n", "palabra ".repeat(120)))
            .collect();
        let nobodys = nobodys.concat();
        let sheet = format!("clave,motivos\r\n{nobodys}MC-2\0,Porque sí\r\n");
        let lot = rosa.bring(&sheet, None).await.is(303).location().unwrap();
        rosa.get(&lot).await.is(200).says("Guardar 1 borrador");
        world.clock.advance(6 * 3_600);
        rosa.sign_in().await;
        for page in [
            rosa.get(&lot).await,
            rosa.post(&lot, &[("existentes", "conservar")]).await,
            rosa.get(&format!("{lot}/informe.csv")).await,
        ] {
            let page = page.is(404).says("La revisión de ese archivo ya no está");
            assert_eq!(page.count("input[type='file']"), 2);
        }
        assert!(answers(&world, "MC-2").await.is_empty());
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_that_takes_another_s_place_does_not_take_its_words() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let (hers, the_party_s) = (jpeg(200), jpeg(20));
    let described = [("foto__descripcion", "Retrato en Súchil")];
    ana.send_photograph("MC-1", &described, &hers).await.is(303);
    let before = saved(&world, "MC-1").await;
    assert_eq!(before.described, "Retrato en Súchil");
    let rosa = world.supervisor("mc").await;
    let sheet = "clave,motivos\r\nMC-1,\r\n";
    // The same picture is no change.
    let photographs = zipped(&[("MC-1.jpg", &hers)]);
    let lot = rosa.bring(sheet, Some(&photographs)).await.location();
    rosa.confirm_lot(&lot.unwrap(), "reemplazar")
        .await
        .says("No había nada nuevo que guardar");
    assert_eq!(saved(&world, "MC-1").await, before);
    let photographs = zipped(&[("MC-1.jpg", &the_party_s)]);
    let lot = rosa.bring(sheet, Some(&photographs)).await.location();
    rosa.confirm_lot(&lot.unwrap(), "reemplazar")
        .await
        .says("Se guardó 1 borrador");
    let after = saved(&world, "MC-1").await;
    assert_ne!(after.negative, before.negative);
    assert!(after.described.starts_with("Fotografía de "));
    world.end().await;
}
