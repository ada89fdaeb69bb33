//! The evidence that people were shown the party's notice: recorded for one and for many, with its file, and whose it
//! is to see.

use domain::activity::Action;

use super::browser::{Attached, Browser, Page};
use super::people::Person;
use super::world::{Engine, Files, World};

/// A signed page.
pub const PDF: &[u8] = b"%PDF-1.7\nfirmado";
const LIST: &str = "/panel/partido/evidencia";

/// An institute whose parties have no notice yet.
pub async fn bare(name: &str) -> World {
    World::bare(Files::of(name), Engine::Sqlite, "2024-04-16T10:00:00").await
}

impl Browser<'_> {
    /// Sends a form with a file, as a browser would.
    pub async fn upload(
        &self,
        path: &str,
        values: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> Page {
        let (name, bytes) = file.unwrap_or(("", b""));
        let file = Attached {
            control: "archivo",
            name,
            bytes,
        };
        self.post_with_files(path, values, &[file]).await
    }

    /// Records from a candidacy's page that its person was shown the notice today.
    pub async fn record_shown(&self, key: &str) -> Page {
        let id = self.world.candidacy(key).to_string();
        let values = [
            ("candidatura", id.as_str()),
            ("una", id.as_str()),
            ("fecha", "2024-04-16"),
            ("forma", "papel"),
            ("nota", "Se lo leyó O'Dam & <b>compañía</b>"),
        ];
        self.upload(LIST, &values, None).await
    }
}

impl World {
    /// The party's representation.
    pub async fn representative(&self, party: &str) -> Person<'_> {
        self.somebody(domain::account::Seat::PartyRepresentative {
            party: party.parse().unwrap(),
        })
        .await
    }
}

/// The representation registers the notice of its party.
pub async fn register_notice(person: &Browser<'_>) {
    person
        .post(
            "/panel/partido/aviso",
            &[
                ("forma", "texto"),
                (
                    "texto",
                    "# Aviso\n\nUsamos sus datos <b>solo</b> para esto.",
                ),
            ],
        )
        .await
        .leads_to("/panel/partido/aviso?hecho=aviso");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_recorded_at_once_with_one_file_and_twice_is_once() {
    for name in ["dgo", "cdmx"] {
        let world = bare(name).await;
        let rosa = world.representative("mc").await;
        rosa.get(LIST)
            .await
            .is(200)
            .says("Falta el aviso de privacidad de su partido")
            .says("faltan 4 sin constancia");
        register_notice(&rosa).await;
        let page = rosa
            .get(LIST)
            .await
            .is(200)
            .says("Marque a quiénes se les mostró");
        assert_eq!(page.count("tbody input[type=checkbox]"), 4);
        let all = rosa.get(&format!("{LIST}?marcar=todas")).await.is(200);
        assert_eq!(all.count("tbody input[checked]"), 4);
        let ids: Vec<String> = ["MC-1", "MC-1S", "MC-2"]
            .map(|key| world.candidacy(key).to_string())
            .to_vec();
        let mut values: Vec<(&str, &str)> =
            ids.iter().map(|id| ("candidatura", id.as_str())).collect();
        values.extend([
            ("fecha", "2024-04-10"),
            ("forma", "electronico"),
            ("nota", ""),
        ]);
        let sent = rosa.upload(LIST, &values, Some(("firmas.pdf", PDF))).await;
        sent.leads_to("/panel/partido/evidencia?hecho=evidencia");
        assert_eq!(world.entries(Action::NoticeDisclosed).await.len(), 3);
        rosa.upload(LIST, &values, Some(("firmas.pdf", PDF)))
            .await
            .is(303);
        assert_eq!(
            world.entries(Action::NoticeDisclosed).await.len(),
            3,
            "a second click records nothing"
        );
        rosa.get(&format!("{LIST}?aviso=no&hecho=evidencia"))
            .await
            .is(200)
            .says("Xóchitl")
            .says("1 candidatura")
            .says("faltan 1 sin constancia")
            .never_says("Itzel");
        rosa.get(&format!("{LIST}?aviso=si&q=odam"))
            .await
            .says("Ninguna candidatura");
        rosa.get(&format!("{LIST}?aviso=si&q=dam"))
            .await
            .says("Itzel");
        let one = format!("{LIST}/{}", world.candidacy("MC-1"));
        let page = rosa
            .get(&one)
            .await
            .is(200)
            .says("10 de abril de 2024")
            .says("Por correo electrónico");
        let file = page
            .body
            .split("href=\"")
            .find_map(|part| {
                part.split('"')
                    .next()
                    .filter(|href| href.starts_with(&format!("{one}/")))
            })
            .unwrap()
            .to_owned();
        let pdf = rosa.get(&file).await.is(200);
        assert_eq!(pdf.header("content-type"), Some("application/pdf"));
        assert!(
            pdf.header("content-disposition")
                .unwrap()
                .starts_with("attachment")
        );
        assert_eq!(pdf.body.as_bytes(), PDF);
        // Whose it is not, for whom it does not exist.
        let other = world.representative("pan").await;
        other.get(&file).await.is(404);
        other.get(&one).await.is(404);
        other.get(LIST).await.is(200).never_says("Itzel");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_told_where_it_is_and_what_was_typed_stays() {
    let world = bare("dgo").await;
    let rosa = world.representative("mc").await;
    let id = world.candidacy("MC-1").to_string();
    let right = [
        ("candidatura", id.as_str()),
        ("fecha", "2024-04-10"),
        ("forma", "papel"),
        ("nota", "Una nota que sigue ahí"),
    ];
    rosa.upload(LIST, &right, None)
        .await
        .is(422)
        .says("todavía no registra su aviso");
    register_notice(&rosa).await;
    let with = |name: &'static str, value: &'static str| {
        right
            .into_iter()
            .map(|(known, old)| {
                if known == name {
                    (known, value)
                } else {
                    (known, old)
                }
            })
            .collect::<Vec<_>>()
    };
    for (values, field, told) in [
        (with("fecha", "2024-04-17"), "fecha", "no puede ser futura"),
        (with("fecha", "ayer"), "fecha", "Escriba el día"),
        (with("forma", "telepatía"), "forma", "Elija cómo"),
    ] {
        let page = rosa.upload(LIST, &values, None).await.is(422).says(told);
        assert!(
            page.count(&format!("#errores a[href='#campo-{field}']")) > 0,
            "{field}"
        );
        assert_eq!(page.value(LIST, "nota"), "Una nota que sigue ahí");
        assert_eq!(
            page.count("tbody input[checked]"),
            1,
            "what was ticked stays ticked"
        );
    }
    rosa.upload(LIST, &right, Some(("virus.exe", b"MZ\x90")))
        .await
        .is(422)
        .says("debe ser PDF, JPEG o PNG")
        .points_at("archivo");
    let long = [PDF, &vec![b' '; 10 * 1024 * 1024]].concat();
    rosa.upload(LIST, &right, Some(("largo.pdf", &long)))
        .await
        .is(422)
        .says("pesa más de 10 MB");
    rosa.upload(LIST, &right[1..], None)
        .await
        .is(422)
        .says("Marque al menos una candidatura");
    // One foreign candidacy among the own ones: nothing is recorded for any.
    let foreign = world.candidacy("PAN-1").to_string();
    let mut values = right.to_vec();
    values.push(("candidatura", &foreign));
    rosa.upload(LIST, &values, None).await.is(404);
    assert_eq!(world.entries(Action::NoticeDisclosed).await.len(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_record_and_who_may_not() {
    let world = bare("cdmx").await;
    let rosa = world.representative("mc").await;
    register_notice(&rosa).await;
    for person in [world.supervisor("mc").await, world.capturer("mc").await] {
        person.get(LIST).await.is(200);
        person.record_shown("MC-2").await.is(303);
    }
    for person in [
        world.candidate("MC-1").await,
        world.independent("IND-1").await,
        world.auditor().await,
        world.administrator().await,
    ] {
        person.get(LIST).await.is(403);
        person.record_shown("MC-1").await.is(403);
        person.get("/panel/partido").await.is(403);
        person.get("/panel/partido/tablero").await.is(403);
    }
    assert_eq!(
        world.entries(Action::NoticeDisclosed).await.len(),
        1,
        "the same, recorded once"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_administration_reads_the_evidence_and_opens_its_files_and_each_opening_is_told() {
    let world = bare("cdmx").await;
    let rosa = world.representative("mc").await;
    register_notice(&rosa).await;
    let id = world.candidacy("MC-1").to_string();
    let values = [
        ("candidatura", id.as_str()),
        ("fecha", "2024-04-10"),
        ("forma", "papel"),
        ("nota", "<script>alert(1)</script>"),
    ];
    rosa.upload(LIST, &values, Some(("hoja.pdf", PDF)))
        .await
        .is(303);
    let rita = world.administrator().await;
    let register = rita.get("/panel/partido/registro").await.is(200);
    assert_eq!(
        register.count("a[href='/panel/partido/registro/mc']"),
        1,
        "{}",
        register.text()
    );
    let path = "/panel/partido/registro/mc";
    let page = rita.get(path).await.is(200).says("O'Dam").says("En papel");
    assert!(!page.body.contains("<script>alert"));
    let file = page
        .body
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .find(|href| href.starts_with(&format!("{path}/{id}/")))
        .unwrap()
        .to_owned();
    let opened = world.entries(Action::EvidenceOpened).await.len();
    assert_eq!(opened, 0, "the list alone opens nothing");
    let pdf = rita.get(&file).await.is(200);
    assert_eq!(pdf.bytes, PDF);
    assert!(
        pdf.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    let told = world.entries(Action::EvidenceOpened).await;
    assert_eq!(told.len(), 1);
    let entry = told[0].entry.fields();
    assert_eq!(entry.details["candidacy"], id);
    assert_eq!(
        entry.actor.account_id(),
        Some(rita.account.to_string().as_str())
    );
    // Under another party it is not there, nobody else may look, and the administration records nothing here.
    rita.get(&file.replace("/mc/", "/pan/")).await.is(404);
    rita.get("/panel/partido/registro/nadie").await.is(404);
    rita.post(path, &[]).await.is(405);
    for person in [world.representative("pan").await, world.auditor().await] {
        person.get(path).await.is(403);
        person.get(&file).await.is(403);
    }
    assert_eq!(world.entries(Action::EvidenceOpened).await.len(), 1);
    world.end().await;
}
