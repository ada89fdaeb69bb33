//! Receipts: their files, whose they are, and what the public page says of them.

use axum::body::Body;
use axum::http::{Request, header};
use domain::activity::Action;
use domain::receipt::Folio;

use super::browser::{Browser, Page};
use super::people::Person;
use super::world::{Engine, Files, World};

const BOUNDARY: &str = "limite-de-prueba";

/// Sends a file to the public page.
async fn show(reader: &Browser<'_>, name: &str, bytes: &[u8]) -> Page {
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"archivo\"; filename=\"{name}\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = Request::post("/acuses").header(header::CONTENT_TYPE, kind);
    reader.send(request.body(Body::from(body)).unwrap()).await
}

impl World {
    /// The folio and hash of the only entry of an action.
    async fn folio_of(&self, action: Action) -> (Folio, String) {
        let entries = self.entries(action).await;
        (
            Folio::of(entries[0].position),
            entries[0].leaf_hash.to_string(),
        )
    }
}

/// `MC-1` was captured and sent by Ana.
async fn sent(world: &World) -> Person<'_> {
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    ana
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_the_same_document_whenever_it_is_asked_for() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        let ana = sent(&world).await;
        let (folio, hash) = world.folio_of(Action::CaptureSent).await;
        let page = ana
            .get(&format!("{}/acuse", world.capture_path("MC-1")))
            .await
            .is(200)
            .says(&folio.to_string())
            .says("Enviado por Persona candidata");
        assert!(
            page.body
                .contains(&format!("/panel/acuses/{folio}/acuse.pdf"))
        );
        let path = format!("/panel/acuses/{folio}");
        let pdf = ana.get(&format!("{path}/acuse.pdf")).await.is(200);
        assert_eq!(pdf.header("content-type"), Some("application/pdf"));
        let json = ana.get(&format!("{path}/acuse.json")).await.is(200);
        // What the document carries is what is given beside it, and anybody can verify it.
        let inside = documents::attachment(&pdf.bytes, documents::ATTACHED_RECEIPT).unwrap();
        assert_eq!(inside, json.bytes);
        let receipt = activity_log::Receipt::parse(&json.bytes).unwrap();
        let verified = receipt
            .verify(&world.app.keys().signer().verifier_key())
            .unwrap();
        assert_eq!(verified.leaf_hash.to_string(), hash);
        // Later, with a longer history and another hour, both are the same bytes.
        world.clock.advance(86_400);
        app::jobs::once(&world.app).await.unwrap();
        let supervisor = world.supervisor("mc").await;
        let again = supervisor.get(&format!("{path}/acuse.pdf")).await.is(200);
        assert!(again.bytes == pdf.bytes);
        let again = supervisor.get(&format!("{path}/acuse.json")).await.is(200);
        assert_eq!(again.bytes, json.bytes);
        assert_eq!(world.entries(Action::ReceiptIssued).await.len(), 1);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_page_knows_each_form_of_a_receipt() {
    let world = World::of("dgo").await;
    let ana = sent(&world).await;
    let (folio, hash) = world.folio_of(Action::CaptureSent).await;
    let path = format!("/panel/acuses/{folio}");
    let pdf = ana.get(&format!("{path}/acuse.pdf")).await.bytes;
    let json = ana.get(&format!("{path}/acuse.json")).await.bytes;
    let reader = Browser::new(&world);
    let told = |page: Page| {
        page.is(200)
            .says("El acuse es auténtico")
            .says("Envió el cuestionario")
            .says("16 de abril de 2024 a las 10:00:00 (hora del centro)")
            .says("Itzel O'Dam Ríos")
            .says(&hash)
    };
    told(show(&reader, "acuse.pdf", &pdf).await).says("byte por byte");
    told(show(&reader, "acuse.json", &json).await).says("firmado por el instituto");
    let asked = reader
        .get(&format!("/acuses?folio={folio}&huella={hash}"))
        .await;
    let asked = told(asked).says("Existe y coincide");
    assert_eq!(asked.header("cache-control"), Some("no-store"));
    // As people copy it: in capitals and in groups.
    let typed = format!("{}%20{}", hash[..32].to_uppercase(), &hash[32..]);
    told(
        reader
            .get(&format!(
                "/acuses?folio=h{}&huella={typed}",
                folio.position() + 1
            ))
            .await,
    );

    let mut touched = pdf.clone();
    *touched.last_mut().unwrap() ^= 1;
    show(&reader, "acuse.pdf", &touched)
        .await
        .is(200)
        .says("no es, tal como está, un acuse emitido");
    let forged = String::from_utf8(json)
        .unwrap()
        .replacen("capture-sent", "capture-resent", 1);
    show(&reader, "acuse.json", forged.as_bytes())
        .await
        .says("No es un acuse auténtico");
    show(&reader, "foto.png", b"\x89PNG")
        .await
        .says("No es un acuse auténtico");
    show(&reader, "vacio.json", b"")
        .await
        .is(422)
        .says("Elija el archivo");
    show(&reader, "grande.pdf", &vec![b'x'; 2 * 1024 * 1024])
        .await
        .is(413);
    let key = reader.get("/acuses/llave-publica.txt").await.is(200);
    key.body
        .trim()
        .parse::<activity_log::VerifierKey>()
        .unwrap();
    world.end().await;
}

/// Who guesses folios learns nothing: of a folio alone nothing is said, and a wrong hash gets the same page whether the
/// folio exists, is of an act that gives no receipt, or is of nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_page_is_no_oracle() {
    let world = World::of("dgo").await;
    sent(&world).await;
    let (folio, hash) = world.folio_of(Action::CaptureSent).await;
    let saved = world.entries(Action::AnswersSaved).await.remove(0);
    let reader = Browser::new(&world);
    reader
        .get(&format!("/acuses?folio={folio}"))
        .await
        .is(422)
        .points_at("huella")
        .never_says("Itzel")
        .never_says("El acuse es auténtico");
    let wrong = format!("{}0", &hash[1..]);
    let asked = [
        (folio, wrong.clone()),
        (Folio::of(999_999), wrong),
        (Folio::of(saved.position), saved.leaf_hash.to_string()),
    ];
    let mut answers = Vec::new();
    for (folio, hash) in asked {
        let page = reader
            .get(&format!("/acuses?folio={folio}&huella={hash}"))
            .await
            .is(200)
            .says("No coincide");
        answers.push(page.body.replace(&folio.to_string(), "").replace(&hash, ""));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_for_who_did_the_act_and_for_who_may_read_the_answers() {
    let world = World::of("dgo").await;
    let ana = sent(&world).await;
    let (folio, _) = world.folio_of(Action::CaptureSent).await;
    let path = format!("/panel/acuses/{folio}");
    ana.get("/panel/acuses")
        .await
        .is(200)
        .says(&folio.to_string())
        .says("Envió el cuestionario")
        .says("Aceptó el aviso de privacidad");
    for person in [
        world.supervisor("mc").await,
        world.auditor().await,
        world.administrator().await,
    ] {
        person.get(&path).await.is(200).says("Itzel O'Dam Ríos");
    }
    for person in [
        world.supervisor("pan").await,
        world.candidate("MC-2").await,
        world.independent("IND-1").await,
    ] {
        for end in ["", "/acuse.pdf", "/acuse.json"] {
            person
                .get(&format!("{path}{end}"))
                .await
                .is(404)
                .never_says("Itzel");
        }
        person
            .get("/panel/acuses")
            .await
            .never_says(&format!(">{folio}<"));
    }
    // Somebody else's acts on their own account are theirs; a save gives no receipt at all.
    let (activated, _) = world.folio_of(Action::NoticeAccepted).await;
    let (saved, _) = world.folio_of(Action::AnswersSaved).await;
    world
        .candidate("MC-2")
        .await
        .get(&format!("/panel/acuses/{activated}"))
        .await
        .is(404);
    ana.get(&format!("/panel/acuses/{saved}")).await.is(404);
    ana.get("/panel/acuses/H-99999999").await.is(404);
    ana.get("/panel/acuses/otra").await.is(404);
    Browser::new(&world).get(&path).await.is(303);
    world.end().await;
}

/// A correction has a receipt of its own, and the first one stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_sending_has_its_receipt() {
    let world = World::of("cdmx").await;
    let ana = sent(&world).await;
    let (first, _) = world.folio_of(Action::CaptureSent).await;
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
    ana.save(
        "MC-1",
        "motivos",
        &[(
            "motivos",
            &"Motivo corregido con agua para todas. ".repeat(12),
        )],
    )
    .await
    .is(303);
    ana.send_it("MC-1").await.is(303);
    let (second, hash) = world.folio_of(Action::CaptureResent).await;
    let page = ana
        .get(&format!("{}/acuse", world.capture_path("MC-1")))
        .await
        .is(200)
        .says("Cuestionario corregido enviado")
        .says(&second.to_string())
        .says("Envío anterior");
    assert!(page.body.contains(&format!("/panel/acuses/{first}")));
    let pdf = ana
        .get(&format!("/panel/acuses/{second}/acuse.pdf"))
        .await
        .is(200);
    let reader = Browser::new(&world);
    show(&reader, "acuse.pdf", &pdf.bytes)
        .await
        .says("Envió el cuestionario corregido")
        .says(&hash);
    ana.get(&format!("/panel/acuses/{first}"))
        .await
        .is(200)
        .says("Cuestionario enviado");
    world.end().await;
}
