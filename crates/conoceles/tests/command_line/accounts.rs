//! `conoceles cuentas`.

use crate::place::{Place, Ran};

fn create(place: &Place, role: &str, reach: &[&str]) -> Ran {
    let fixed = [
        "cuentas",
        "crear",
        "--datos",
        "datos",
        "--papel",
        role,
        "--nombre",
        "Ana Ejemplo",
    ];
    place.run(&[&fixed[..], reach].concat())
}

fn receive(place: &Place, login: &str, at: &str) -> Ran {
    place.run(&[
        "cuentas",
        "recepcion",
        "--datos",
        "datos",
        "--usuario",
        login,
        "--fecha",
        at,
    ])
}

#[test]
fn each_role_gets_its_account_and_each_code_is_another() {
    let place = Place::registered("dgo");
    let mut codes = Vec::new();
    let roles: [(&str, &[&str], &str); 6] = [
        ("administradora", &[], "administradora-2"),
        ("auditora", &[], "auditora"),
        ("supervisora", &["--partido", "pan"], "supervisora.pan"),
        ("supervisora", &["--partido", "pan"], "supervisora.pan-2"),
        ("capturista", &["--partido", "morena"], "capturista.morena"),
        (
            "candidatura",
            &["--candidatura", "EJEMPLO-001"],
            "candidatura.ejemplo-001",
        ),
    ];
    for (role, reach, login) in roles {
        let ran = create(&place, role, reach).ends_with(0);
        assert_eq!(ran.value("Usuario"), login);
        codes.push(ran.value("Código de activación"));
    }
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), roles.len());
    place.sound_counts();
}

#[rstest::rstest]
#[case("supervisora", &[], "falta --partido")]
#[case("supervisora", &["--partido", "verde"], "no está en el perfil")]
#[case("candidatura", &[], "falta --candidatura")]
#[case("candidatura", &["--candidatura", "X-1"], "no hay ninguna candidatura con la clave «X-1»")]
#[case("independiente", &["--candidatura", "EJEMPLO-001"], "Elija el partido o la candidatura")]
#[case("auditora", &["--partido", "pan"], "no lleva --partido")]
fn a_role_without_its_reach_is_refused_and_nothing_is_written(
    #[case] role: &str,
    #[case] reach: &[&str],
    #[case] said: &str,
) {
    let place = Place::registered("dgo");
    let before = place.sound_counts();
    let ran = create(&place, role, reach).ends_with(2);
    assert!(ran.notes.contains(said), "{}", ran.notes);
    assert_eq!(place.sound_counts(), before);
}

fn receive_now(place: &Place, login: &str, more: &[&str]) -> Ran {
    let fixed = [
        "cuentas",
        "recepcion",
        "--datos",
        "datos",
        "--usuario",
        login,
    ];
    place.run(&[&fixed[..], more].concat())
}

fn a_party(place: &Place) -> String {
    let registry = place.text("registro.csv");
    let row = registry.lines().nth(1).unwrap();
    row.split(',').nth(5).unwrap().to_owned()
}

#[test]
fn a_receipt_starts_the_terms_once() {
    let place = Place::registered("dgo");
    let party = a_party(&place);
    let login = create(&place, "representacion", &["--partido", &party])
        .ends_with(0)
        .value("Usuario");
    let early = receive(&place, &login, "2024-04-10 12:30").ends_with(2);
    assert!(
        early.notes.contains("anterior a la creación"),
        "{}",
        early.notes
    );
    let told = ["--recibio", "Rosa Modelo Paz", "--cargo", "Representante"];
    let ran = receive_now(&place, &login, &told).ends_with(0);
    assert!(ran.out.contains("empezó el plazo de"), "{}", ran.out);
    let again = receive_now(&place, &login, &[]).ends_with(2);
    assert!(again.notes.contains("ya corre"), "{}", again.notes);
    place.sound_counts();
}

fn batch(place: &Place, more: &[&str]) -> Ran {
    place.run(&[&["cuentas", "lote", "--datos", "datos"][..], more].concat())
}

#[test]
fn a_batch_is_made_once_however_often_it_is_ordered() {
    let place = Place::registered("dgo");
    let order = ["--crear", "representaciones", "--crear", "candidaturas"];
    let before = place.sound_counts();
    let preview = batch(&place, &[&order[..], &["--ensayo"]].concat()).ends_with(0);
    assert!(preview.out.contains("es un ensayo"), "{}", preview.out);
    assert_eq!(place.sound_counts(), before);
    let made = batch(&place, &order).ends_with(0);
    assert!(made.out.contains("; 0 ya existían."), "{}", made.out);
    let after = place.sound_counts();
    assert_ne!(after, before);
    let again = batch(&place, &order).ends_with(0);
    assert!(again.out.contains("Se crearon 0 cuentas"), "{}", again.out);
    assert_eq!(place.sound_counts(), after);
}

#[rstest::rstest]
#[case(&["--crear", "reinas"], "elija entre")]
#[case(&["--crear", "candidaturas", "--partido", "verde"], "no está en el perfil")]
#[case(&["--crear", "candidaturas", "--convenio", "nadie"], "no está registrado")]
fn a_batch_of_what_there_is_not_is_refused(#[case] more: &[&str], #[case] said: &str) {
    let place = Place::registered("dgo");
    let ran = batch(&place, more).ends_with(2);
    assert!(ran.notes.contains(said), "{}", ran.notes);
}

#[test]
fn a_receipt_of_nobody_of_the_future_or_without_a_date_is_refused() {
    let place = Place::registered("dgo");
    assert!(
        receive(&place, "nadie", "2024-04-10 12:30")
            .ends_with(2)
            .notes
            .contains("nadie tiene el usuario")
    );
    let party = a_party(&place);
    let login = create(&place, "representacion", &["--partido", &party])
        .ends_with(0)
        .value("Usuario");
    assert!(
        receive(&place, &login, "2199-01-01 00:00")
            .ends_with(2)
            .notes
            .contains("fecha futura")
    );
    assert!(
        receive(&place, &login, "ayer")
            .ends_with(2)
            .notes
            .contains("escriba la fecha y la hora")
    );
    let supervisor = create(&place, "supervisora", &["--partido", &party])
        .ends_with(0)
        .value("Usuario");
    assert!(
        receive(&place, &supervisor, "2024-04-10 12:30")
            .ends_with(2)
            .notes
            .contains("El plazo corre desde")
    );
}
