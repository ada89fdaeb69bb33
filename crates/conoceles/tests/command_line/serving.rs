//! `conoceles serve`.

use std::net::TcpListener;

use crate::place::Place;
use crate::site::Site;

fn serve(place: &Place) -> Site {
    Site::start(
        place,
        &["serve", "--datos", "datos", "--direccion", "127.0.0.1:0"],
    )
}

#[cfg(unix)]
#[test]
fn a_founded_process_is_served_until_it_is_told_to_stop() {
    let place = Place::registered("dgo");
    let site = serve(&place);
    let (status, page) = site.get("/");
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("IEPC Durango"));
    assert!(
        !page.contains("Demostración"),
        "a real process has no mark of a demonstration"
    );
    assert_eq!(site.get("/panel").0, 303);
    assert_eq!(site.get("/nada").0, 404);
    let ended = site.stop().ends_with(0);
    assert!(ended.out.contains("Servicio detenido"), "{}", ended.out);
    place.sound_counts();
}

#[cfg(unix)]
#[test]
fn the_registry_is_imported_while_the_site_is_served() {
    let place = Place::founded("dgo");
    let site = serve(&place);
    place
        .run(&[
            "registro",
            "plantilla",
            "--datos",
            "datos",
            "--salida",
            "registro.csv",
        ])
        .ends_with(0);
    place
        .run(&["registro", "importar", "registro.csv", "--datos", "datos"])
        .ends_with(0);
    let visible = (0..50).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        site.get("/candidaturas").1.contains("Muestra")
    });
    assert!(visible, "{}", site.get("/candidaturas").1);
    site.stop().ends_with(0);
    place.sound_counts();
}

#[test]
fn a_taken_port_is_told_with_the_way_out() {
    let place = Place::founded("dgo");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = place
        .run(&["serve", "--datos", "datos", "--direccion", &address])
        .ends_with(2);
    assert!(
        ran.notes.contains("ya está ocupado") && ran.notes.contains("--direccion"),
        "{}",
        ran.notes
    );
}

#[cfg(unix)]
#[test]
fn an_altered_history_is_told_loudly_and_served_all_the_same() {
    let place = Place::registered("dgo");
    place.tamper("UPDATE activity_checkpoint SET note = replace(note, 'epoca 0', 'epoca 1')");
    let site = serve(&place);
    assert_eq!(site.get("/").0, 200);
    let ended = site.stop();
    assert!(
        ended
            .notes
            .contains("ATENCIÓN: el historial de actividad no verifica"),
        "{}",
        ended.notes
    );
}

#[cfg(unix)]
#[test]
fn the_log_is_json_if_it_is_asked_for_and_holds_no_names() {
    let place = Place::registered("dgo");
    let arguments = [
        "serve",
        "--datos",
        "datos",
        "--direccion",
        "127.0.0.1:0",
        "--formato-log",
        "json",
        "--nivel-log",
        "detalle",
    ];
    let site = Site::start(&place, &arguments);
    site.get("/candidaturas?q=Muestra");
    site.get("/candidaturas");
    let notes = site.stop().ends_with(0).notes;
    assert!(!notes.is_empty());
    for line in notes.lines() {
        assert!(
            serde_json::from_str::<serde_json::Value>(line).is_ok(),
            "{line}"
        );
    }
    assert!(
        !notes.contains("Lucía") && !notes.contains("Muestra"),
        "{notes}"
    );
}

#[cfg(unix)]
#[test]
fn a_site_without_a_public_address_says_so_when_it_starts_and_one_with_it_does_not() {
    let place = Place::founded("dgo");
    let missed = "no hay una dirección pública configurada";
    let notes = serve(&place).stop().ends_with(0).notes;
    assert!(
        notes.contains(missed) && notes.contains("conoceles.toml"),
        "{notes}"
    );
    let fixed = ["serve", "--datos", "datos", "--direccion", "127.0.0.1:0"];
    let given = ["--direccion-publica", "https://conoceles.example"];
    let notes = Site::start(&place, &[&fixed[..], &given].concat())
        .stop()
        .ends_with(0)
        .notes;
    assert!(!notes.contains(missed), "{notes}");
    let wrong = ["--direccion-publica", "http://conoceles.example"];
    let ran = place.run(&[&fixed[..], &wrong].concat()).ends_with(2);
    assert!(ran.notes.contains("empieza con https://"), "{}", ran.notes);
}

#[cfg(unix)]
#[test]
fn an_address_that_was_given_at_the_founding_is_kept_and_told_with_each_code() {
    let place = Place::new();
    let address = "https://conoceles.iepc.example/";
    let founded = place
        .run(&[
            "init",
            "--perfil",
            "dgo",
            "--datos",
            "datos",
            "--direccion-publica",
            address,
        ])
        .ends_with(0);
    let page = "https://conoceles.iepc.example/activar";
    assert!(founded.out.contains(page), "{}", founded.out);
    let created = place
        .run(&[
            "cuentas",
            "crear",
            "--datos",
            "datos",
            "--papel",
            "auditora",
            "--nombre",
            "Comisión",
        ])
        .ends_with(0);
    assert!(created.out.contains(page), "{}", created.out);
    let notes = serve(&place).stop().ends_with(0).notes;
    assert!(!notes.contains("dirección pública"), "{notes}");
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let ran = Place::new().run(&["serve", "--datos", "."]).ends_with(2);
    assert!(
        ran.notes
            .contains("no es una carpeta de datos de conoceles"),
        "{}",
        ran.notes
    );
}
