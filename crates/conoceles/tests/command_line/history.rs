//! `conoceles bitacora`.

use crate::place::{Place, Ran};

fn verify(place: &Place, more: &[&str]) -> Ran {
    place.run(&[&["bitacora", "verificar", "--datos", "datos"], more].concat())
}

#[test]
fn a_sound_history_says_how_much_it_holds_and_its_latest_checkpoint() {
    let place = Place::registered("dgo");
    let ran = verify(&place, &[]).ends_with(0);
    assert!(ran.out.starts_with("Historial íntegro: "), "{}", ran.out);
    assert!(ran.out.contains("Último punto de control: "), "{}", ran.out);
}

#[rstest::rstest]
#[case(
    "UPDATE candidacy SET first_surname = 'Otro' WHERE registry_key = 'EJEMPLO-001'",
    "Registro «candidacy»"
)]
#[case("UPDATE account SET holder = 'Otra persona'", "Registro «account»")]
#[case(
    "UPDATE activity SET entry = replace(entry, 'candidacy-registered', 'candidacy-corrected') WHERE position = 3",
    "3"
)]
#[case(
    "DELETE FROM activity WHERE position = (SELECT max(position) FROM activity)",
    "historial"
)]
#[case("DELETE FROM activity_checkpoint", "")]
#[case("UPDATE process SET demonstration = 1", "")]
fn whatever_is_changed_behind_the_program_s_back_is_told_with_its_place(
    #[case] forgery: &str,
    #[case] said: &str,
) {
    let place = Place::registered("dgo");
    place.tamper(forgery);
    let ran = verify(&place, &[]).ends_with(1);
    assert!(ran.out.contains("fueron alterados: 1 falla"), "{}", ran.out);
    assert!(ran.out.contains(said), "{}", ran.out);
    assert!(
        ran.out.lines().any(|line| line.starts_with("  - ")),
        "{}",
        ran.out
    );
    assert!(
        !ran.out.contains("Otro") && !ran.out.contains("Otra persona"),
        "no stored value is shown: {}",
        ran.out
    );
}

#[test]
fn a_checkpoint_kept_outside_is_found_inside_the_history_that_grew() {
    let place = Place::registered("dgo");
    place
        .run(&[
            "bitacora",
            "punto",
            "--datos",
            "datos",
            "--salida",
            "punto.txt",
        ])
        .ends_with(0);
    place
        .run(&[
            "cuentas",
            "crear",
            "--datos",
            "datos",
            "--papel",
            "auditora",
            "--nombre",
            "Ana Ejemplo",
        ])
        .ends_with(0);
    let ran = verify(&place, &["--contra", "punto.txt"]).ends_with(0);
    assert!(ran.out.contains("contiene completo"), "{}", ran.out);
    let again = place
        .run(&[
            "bitacora",
            "punto",
            "--datos",
            "datos",
            "--salida",
            "punto.txt",
        ])
        .ends_with(2);
    assert!(again.notes.contains("ya existe"), "{}", again.notes);
}

#[test]
fn a_checkpoint_of_another_history_is_refused() {
    let place = Place::registered("dgo");
    place
        .run(&[
            "bitacora",
            "punto",
            "--datos",
            "datos",
            "--salida",
            "punto.txt",
        ])
        .ends_with(0);
    let other = Place::founded("dgo");
    other.write("punto.txt", place.text("punto.txt"));
    assert!(
        verify(&other, &["--contra", "punto.txt"])
            .ends_with(1)
            .out
            .contains("no sirve")
    );
}

#[test]
fn a_history_that_was_cut_and_went_another_way_is_caught_by_the_checkpoint_outside() {
    let place = Place::founded("dgo");
    let create = |role| {
        place
            .run(&[
                "cuentas",
                "crear",
                "--datos",
                "datos",
                "--papel",
                role,
                "--nombre",
                "Ana Ejemplo",
            ])
            .ends_with(0);
    };
    place
        .run(&[
            "bitacora",
            "punto",
            "--datos",
            "datos",
            "--salida",
            "antes.txt",
        ])
        .ends_with(0);
    place.copy_folder("datos", "copia");
    create("auditora");
    place
        .run(&[
            "bitacora",
            "punto",
            "--datos",
            "datos",
            "--salida",
            "punto.txt",
        ])
        .ends_with(0);
    std::fs::remove_dir_all(place.file("datos")).unwrap();
    place.copy_folder("copia", "datos");
    create("validadora");
    verify(&place, &[]).ends_with(0);
    verify(&place, &["--contra", "antes.txt"]).ends_with(0);
    let caught = verify(&place, &["--contra", "punto.txt"]).ends_with(1);
    assert!(caught.out.contains("  - "), "{}", caught.out);
}

#[test]
fn a_spoilt_checkpoint_and_a_missing_one_are_told_apart() {
    let place = Place::registered("dgo");
    let note = place
        .run(&["bitacora", "punto", "--datos", "datos"])
        .ends_with(0)
        .out;
    place.write("falso.txt", note.replacen("\nepoca 0", "\nepoca 1", 1));
    assert!(
        verify(&place, &["--contra", "falso.txt"])
            .ends_with(1)
            .out
            .contains("no sirve")
    );
    assert!(
        verify(&place, &["--contra", "nada.txt"])
            .ends_with(2)
            .notes
            .contains("no se puede leer")
    );
}

#[test]
fn the_public_key_is_the_one_that_signs_checkpoints() {
    let place = Place::registered("dgo");
    let key = place
        .run(&["bitacora", "llave", "--datos", "datos"])
        .ends_with(0)
        .out;
    let key: activity_log::VerifierKey = key.trim().parse().unwrap();
    let note = place
        .run(&["bitacora", "punto", "--datos", "datos"])
        .ends_with(0)
        .out;
    assert!(activity_log::Checkpoint::open(&note, &key).is_ok());
}

/// A receipt of the newest entry that a checkpoint covers.
fn receipt(place: &Place) -> String {
    let location = storage::Location::in_folder(&place.file("datos"));
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let store = storage::Store::open(&location, &storage::Options::default())
                .await
                .unwrap();
            let receipt = store
                .read()
                .await
                .unwrap()
                .receipt(3)
                .await
                .unwrap()
                .unwrap();
            store.close().await;
            receipt.to_json()
        })
}

#[test]
fn a_receipt_is_checked_with_the_public_key_alone() {
    let place = Place::registered("dgo");
    let key = place
        .run(&["bitacora", "llave", "--datos", "datos"])
        .ends_with(0)
        .out;
    let outside = Place::new();
    outside.write("llave.txt", &key);
    outside.write("acuse.json", receipt(&place));
    for given in ["llave.txt", key.trim()] {
        let ran = outside
            .run(&[
                "bitacora",
                "verificar",
                "--acuse",
                "acuse.json",
                "--llave-publica",
                given,
            ])
            .ends_with(0);
        assert!(ran.out.starts_with("Acuse auténtico."), "{}", ran.out);
        assert_eq!(ran.value("Posición"), "3");
    }
    let keyless = outside
        .run(&["bitacora", "verificar", "--acuse", "acuse.json"])
        .ends_with(2);
    assert!(
        keyless.notes.contains("--llave-publica"),
        "{}",
        keyless.notes
    );
    place.write("acuse.json", receipt(&place));
    let inside = verify(&place, &["--acuse", "acuse.json"]).ends_with(0);
    assert!(inside.out.contains("Historial íntegro"), "{}", inside.out);
}

#[test]
fn a_receipt_that_was_touched_or_is_of_another_history_shows_nothing() {
    let place = Place::registered("dgo");
    place.write(
        "acuse.json",
        receipt(&place).replacen("candidacy-registered", "candidacy-corrected", 1),
    );
    let ran = verify(&place, &["--acuse", "acuse.json"]).ends_with(1);
    assert!(ran.out.contains("no es auténtico"), "{}", ran.out);
    let other = Place::registered("dgo");
    other.write("acuse.json", receipt(&place));
    verify(&other, &["--acuse", "acuse.json"]).ends_with(1);
    place.write("acuse.json", "{}");
    assert!(
        verify(&place, &["--acuse", "acuse.json"])
            .ends_with(1)
            .out
            .contains("no es un acuse")
    );
}

/// The document of a receipt, as the institute gives it: the receipt for machines travels inside.
fn document(receipt: &str) -> Vec<u8> {
    let brand = documents::Brand {
        institute: "Instituto".to_owned(),
        process: "Proceso".to_owned(),
        accent: "#5b2d8e".parse().unwrap(),
    };
    documents::Receipt {
        created: "2024-04-04T10:00:00-06:00[America/Mexico_City]"
            .parse()
            .unwrap(),
        folio: "H-00000004".to_owned(),
        place_and_date: "Durango".to_owned(),
        act: "Registró la candidatura".to_owned(),
        statement: String::new(),
        facts: vec![],
        declaration: String::new(),
        hashes: vec![],
        checkpoint: String::new(),
        proof: vec![],
        page: "https://conoceles.ejemplo.mx/acuses".to_owned(),
        check: "https://conoceles.ejemplo.mx/acuses?folio=H-00000004".to_owned(),
        contact: String::new(),
        attachment: receipt.to_owned(),
    }
    .pdf(&brand)
    .unwrap()
}

/// On another machine: no data folder, no database, only the document and the public key.
#[test]
fn the_document_of_a_receipt_is_checked_elsewhere_by_what_it_carries() {
    let place = Place::registered("dgo");
    let key = place
        .run(&["bitacora", "llave", "--datos", "datos"])
        .ends_with(0)
        .out;
    let outside = Place::new();
    outside.write("llave.txt", &key);
    let check = |file: &str| {
        let arguments = ["--acuse", file, "--llave-publica", "llave.txt"];
        outside.run(&[&["bitacora", "verificar"], arguments.as_slice()].concat())
    };
    outside.write("acuse.pdf", document(&receipt(&place)));
    let ran = check("acuse.pdf").ends_with(0);
    assert!(ran.out.starts_with("Acuse auténtico."), "{}", ran.out);
    assert_eq!(ran.value("Folio"), "H-00000004");
    assert!(
        ran.out.contains("Compárelo con lo que dice el PDF"),
        "{}",
        ran.out
    );

    let forged = receipt(&place).replacen("candidacy-registered", "candidacy-corrected", 1);
    outside.write("falso.pdf", document(&forged));
    let ran = check("falso.pdf").ends_with(1);
    assert!(ran.out.contains("no es auténtico"), "{}", ran.out);

    outside.write("otro.pdf", b"%PDF-1.7\nnada");
    let ran = check("otro.pdf").ends_with(2);
    assert!(
        ran.notes.contains("no lleva adentro un acuse"),
        "{}",
        ran.notes
    );
    // Another copy of the data, in another folder, agrees; another institute's key does not.
    place.copy_folder("datos", "copia");
    place.write("acuse.pdf", document(&receipt(&place)));
    let inside = place
        .run(&[
            "bitacora",
            "verificar",
            "--datos",
            "copia",
            "--acuse",
            "acuse.pdf",
            "--llave-publica",
            key.trim(),
        ])
        .ends_with(0);
    assert!(inside.out.contains("Historial íntegro"), "{}", inside.out);
    let other = Place::registered("cdmx")
        .run(&["bitacora", "llave", "--datos", "datos"])
        .ends_with(0)
        .out;
    outside.write("llave.txt", &other);
    check("acuse.pdf").ends_with(1);
}
