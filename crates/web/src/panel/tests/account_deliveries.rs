//! The ledger of deliveries and its acknowledgements.

use domain::account::{Role, Seat};
use domain::activity::Action;

use super::account_work::text_of_pdf;
use super::world::{Engine, Files, World};
use crate::ui::samples::HOSTILE;

const PDF: &[u8] = b"%PDF-1.4 acuse firmado";

fn representation(party: &str) -> Seat {
    Seat::PartyRepresentative {
        party: party.parse().unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledgement_starts_the_terms_and_keeps_its_page() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("cdmx"), engine).await;
        let rita = world.administrator().await;
        let (account, ..) = world.issued(representation("mc"), "Representación").await;
        let (id, path) = (
            account.to_string(),
            format!("/panel/cuentas/{account}/entrega"),
        );
        let form = rita
            .get(&path)
            .await
            .is(200)
            .says("empieza el plazo de captura");
        let request = form.value(&path, "solicitud");
        let hostile: String = HOSTILE.join(" ").chars().take(120).collect();
        for (received, receiver, charge, field, said) in [
            ("", "Rosa", "", "recibida", "Escriba la fecha y la hora"),
            ("ayer", "Rosa", "", "recibida", "Escriba la fecha"),
            ("2024-04-17T10:00", "Rosa", "", "recibida", "fecha futura"),
            (
                "2024-04-16T09:58",
                "Rosa",
                "",
                "recibida",
                "anterior a la creación",
            ),
            (
                "2024-04-16T10:00",
                " ",
                "",
                "recibio",
                "nombre de quien recibió",
            ),
            (
                "2024-04-16T10:00",
                "Rosa",
                &"a".repeat(121),
                "cargo",
                "demasiado largo",
            ),
        ] {
            let values = [
                ("solicitud", request.as_str()),
                ("vistas", "0"),
                ("recibida", received),
                ("recibio", receiver),
                ("cargo", charge),
            ];
            let page = rita.deliver(&id, &values, Some(("acuse.pdf", PDF))).await;
            let page = page.is(422).says(said).points_at(field).says("acuse.pdf");
            // What was typed is there, the page too: it need not be chosen again.
            assert_eq!(page.value(&path, "recibida"), received);
            assert_eq!(page.value(&path, "cargo"), charge);
            assert!(!page.value(&path, "hoja_recibida").is_empty());
        }
        assert!(world.registered("MC-1").await.term.is_none());
        let values = [
            ("solicitud", request.as_str()),
            ("vistas", "0"),
            ("recibida", "2024-04-16T10:00"),
            ("recibio", hostile.as_str()),
            ("cargo", "Representante <b>propietaria</b>"),
        ];
        rita.deliver(&id, &values, Some(("notas.txt", b"no es hoja")))
            .await
            .is(422)
            .says("PDF, JPG o PNG")
            .points_at("hoja");
        let answer = rita.deliver(&id, &values, Some(("acuse.pdf", PDF))).await;
        rita.follow(answer.is(303)).await.says("el plazo ya corre");
        let term = world.registered("MC-1").await.term.unwrap();
        assert_eq!(term.received, world.instant("2024-04-16T10:00:00"));
        assert!(world.registered("PAN-1").await.term.is_none());
        // The same form again records nothing more.
        let again = rita.deliver(&id, &values, None).await;
        rita.follow(again.is(303))
            .await
            .says("no se registró dos veces");
        assert_eq!(world.entries(Action::AccountDelivered).await.len(), 1);
        let told = world.entries(Action::AccountDelivered).await;
        let details = format!("{:?}", told[0].entry.fields().details);
        assert!(!details.contains("O'Dam") && !details.contains("propietaria"));
        // The page comes back as it was sent, and no browser shows it as anything else.
        let ledger = rita
            .get("/panel/entregas?q=representacion.mc")
            .await
            .is(200);
        let link = ledger
            .body
            .split("href=\"")
            .find(|part| part.contains("/hoja\""))
            .and_then(|part| part.split('"').next())
            .unwrap()
            .to_owned();
        let page = rita.get(&link).await.is(200);
        assert_eq!(page.bytes, PDF);
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("content-type"), Some("application/pdf"));
        assert!(
            page.header("content-disposition")
                .unwrap()
                .starts_with("attachment")
        );
        world.representation("pan").await.get(&link).await.is(404);
        world.auditor().await.get(&link).await.is(403);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_administrators_on_one_row_lose_nothing() {
    let world = World::of("dgo").await;
    let (rita, luz) = (world.administrator().await, world.administrator().await);
    let (account, ..) = world.issued(representation("mc"), "Representación").await;
    let (id, path) = (
        account.to_string(),
        format!("/panel/cuentas/{account}/entrega"),
    );
    let (one, other) = (rita.get(&path).await, luz.get(&path).await);
    let values = |request: &str, seen: &str, receiver: &str| {
        vec![
            ("solicitud".to_owned(), request.to_owned()),
            ("vistas".to_owned(), seen.to_owned()),
            ("recibida".to_owned(), "2024-04-16T10:00".to_owned()),
            ("recibio".to_owned(), receiver.to_owned()),
        ]
    };
    let sent = |values: &[(String, String)]| -> Vec<(String, String)> { values.to_vec() };
    let first = sent(&values(&one.value(&path, "solicitud"), "0", "Rosa"));
    let second = sent(&values(&other.value(&path, "solicitud"), "0", "Luis O'Dam"));
    let borrowed = |values: &'_ [(String, String)]| -> Vec<(&'static str, String)> {
        values
            .iter()
            .map(|(name, value)| {
                let name = match name.as_str() {
                    "solicitud" => "solicitud",
                    "vistas" => "vistas",
                    "recibida" => "recibida",
                    _ => "recibio",
                };
                (name, value.clone())
            })
            .collect()
    };
    let first = borrowed(&first);
    let first: Vec<(&str, &str)> = first.iter().map(|(n, v)| (*n, v.as_str())).collect();
    rita.deliver(&id, &first, None).await.is(303);
    let second = borrowed(&second);
    let second: Vec<(&str, &str)> = second.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = luz
        .deliver(&id, &second, None)
        .await
        .is(422)
        .says("otra persona registró una entrega");
    assert_eq!(page.value(&path, "recibio"), "Luis O'Dam");
    assert_eq!(page.value(&path, "vistas"), "1");
    let term = world.registered("MC-1").await.term;
    // It was another handover indeed: sent once more it is recorded, and starts no other term.
    let more = page.form(&path);
    let more: Vec<(&str, &str)> = more
        .iter()
        .filter(|(name, _)| name != "hoja")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answer = luz.deliver(&id, &more, None).await.is(303);
    luz.follow(answer)
        .await
        .says("Ningún plazo empezó ni cambió");
    assert_eq!(world.entries(Action::AccountDelivered).await.len(), 2);
    assert_eq!(world.registered("MC-1").await.term, term);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_last_receipt_counts_the_handover_to_who_captures_moves_the_term() {
    let files = Files::of("cdmx").with("profile.toml", "primera_recepcion", "ultima_recepcion");
    let world = World::with(files, Engine::Sqlite).await;
    let rita = world.administrator().await;
    let carla = world.representation("mc").await;
    let told = [
        ("recibida", "2024-04-16T10:00"),
        ("recibio", "Carla"),
        ("vistas", "0"),
    ];
    rita.deliver(&carla.account.to_string(), &told, None)
        .await
        .is(303);
    let first = world.registered("MC-1").await.term.unwrap();
    let (candidate, ..) = world.issued(world.seat(Role::Candidate), "Itzel").await;
    world.clock.advance(3 * 86_400);
    carla.sign_in().await;
    let told = [
        ("recibida", "2024-04-18T09:00"),
        ("recibio", "Itzel"),
        ("vistas", "0"),
    ];
    carla
        .deliver(&candidate.to_string(), &told, None)
        .await
        .is(303);
    assert_eq!(world.entries(Action::AccountHandedOver).await.len(), 1);
    let moved = world.registered("MC-1").await.term.unwrap();
    assert_eq!(moved.received, world.instant("2024-04-18T09:00:00"));
    assert!(moved.ends > first.ends);
    assert_eq!(world.registered("MC-2").await.term.unwrap(), first);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_lists_who_has_nobody_to_receive_and_is_printed() {
    let world = World::of("cdmx").await;
    let rita = world.administrator().await;
    rita.get("/panel/entregas")
        .await
        .is(200)
        .says("Representación de MC")
        .says("No tiene cuenta")
        .says("Candidatura independiente de Nayeli Zúñiga")
        .says("4 candidaturas de MC")
        .says("Nadie tiene cuenta para capturarlas");
    let (account, ..) = world
        .issued(representation("mc"), "Ñandú, \"Representación\"")
        .await;
    rita.get("/panel/entregas")
        .await
        .says("No hay teléfono ni correo de quien la recibe. No se ha entregado");
    let at = format!("/panel/cuentas/{account}/titular");
    for (contact, status) in [("no es un medio", 422), ("rosa@ejemplo.mx", 303)] {
        let values = [("titular", "=SUMA(A1) Ñandú"), ("contacto", contact)];
        rita.post(&at, &values).await.is(status);
    }
    let told = [
        ("recibida", "2024-04-16T10:00"),
        ("recibio", "=CMD()"),
        ("vistas", "0"),
    ];
    rita.deliver(&account.to_string(), &told, None)
        .await
        .is(303);
    rita.get("/panel/entregas")
        .await
        .never_says("Representación de MC");
    // Contacts are in neither history nor files.
    let entries = world.entries(Action::AccountCorrected).await;
    assert_eq!(entries.len(), 1);
    assert!(entries[0].entry.fields().details.is_empty());
    let csv = rita.get("/panel/entregas.csv?entrega=si").await.is(200);
    assert!(csv.body.contains("'=SUMA(A1) Ñandú") && csv.body.contains("'=CMD()"));
    assert!(!csv.body.contains("rosa@ejemplo.mx"));
    assert_eq!(csv.body.lines().count(), 2);
    rita.get("/panel/entregas?entrega=no&papel=auditora")
        .await
        .says("No hay cuentas con estos filtros");
    let pdf = rita.get("/panel/entregas.pdf?entrega=si").await.is(200);
    let text = text_of_pdf(&pdf.bytes);
    assert!(
        text.contains("representacion.mc") && text.contains("16 de abril de 2024"),
        "{text}"
    );
    let carla = world.representation("pan").await;
    carla
        .get("/panel/entregas")
        .await
        .is(200)
        .never_says("Ñandú")
        .says("2 candidaturas de PAN");
    world.end().await;
}
