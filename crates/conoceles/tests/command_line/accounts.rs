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

#[test]
fn a_receipt_starts_the_terms_once() {
    let place = Place::registered("dgo");
    let party = place
        .text("registro.csv")
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .nth(5)
        .unwrap()
        .to_owned();
    let login = create(&place, "representacion", &["--partido", &party])
        .ends_with(0)
        .value("Usuario");
    let ran = receive(&place, &login, "2024-04-10 12:30").ends_with(0);
    assert!(
        ran.out.contains("10 de abril de 2024, 12:30"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("empezó el plazo de"), "{}", ran.out);
    let again = receive(&place, &login, "2024-04-11 12:30").ends_with(2);
    assert!(again.notes.contains("ya corre"), "{}", again.notes);
    place.sound_counts();
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
    let party = place
        .text("registro.csv")
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .nth(5)
        .unwrap()
        .to_owned();
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
