//! `conoceles demo`.

use std::net::TcpListener;

use crate::place::Place;
use crate::site::{Site, free_port};

fn demo(place: &Place, profile: &str) -> Site {
    let port = free_port().to_string();
    Site::start_and_hear(
        place,
        &[
            "demo",
            "--perfil",
            profile,
            "--puerto",
            &port,
            "--candidaturas",
            "12",
        ],
        "Ctrl+C",
    )
}

/// What a line of the tour says after `login`.
fn after<'a>(said: &'a str, login: &str) -> Option<&'a str> {
    said.lines()
        .find_map(|line| line.trim().strip_prefix(login).map(str::trim))
}

#[cfg(unix)]
#[rstest::rstest]
#[case("dgo", "abril de 2024")]
#[case("cdmx", "abril de 2024")]
fn a_demonstration_is_filled_served_and_marked_and_its_history_verifies(
    #[case] profile: &str,
    #[case] day: &str,
) {
    let place = Place::new();
    let site = demo(&place, profile);
    assert!(site.said.contains("con 12 candidaturas"), "{}", site.said);
    assert!(after(&site.said, "supervisora.").is_some(), "{}", site.said);
    let (status, page) = site.get("/");
    assert_eq!(status, 200);
    assert!(
        page.contains("Demostración") && page.contains(day),
        "{page}"
    );
    assert_eq!(site.get("/candidaturas").0, 200);
    assert_eq!(site.get("/entrar").0, 200);
    let ended = site.stop().ends_with(0);
    assert!(
        ended.notes.contains("Escribiendo 12 candidaturas"),
        "{}",
        ended.notes
    );
    let folder = format!("datos-demo-{profile}");
    let verified = place
        .run(&["bitacora", "verificar", "--datos", &folder])
        .ends_with(0);
    assert!(
        verified.out.starts_with("Historial íntegro"),
        "{}",
        verified.out
    );
}

#[cfg(unix)]
#[test]
fn a_second_start_uses_the_same_data_and_time_never_goes_back() {
    let place = Place::new();
    let first = demo(&place, "dgo");
    let said = first.said.clone();
    first.stop().ends_with(0);
    let point = |name: &str| {
        place
            .run(&[
                "bitacora",
                "punto",
                "--datos",
                "datos-demo-dgo",
                "--salida",
                name,
            ])
            .ends_with(0);
        let note = place.text(name);
        let instant = note
            .lines()
            .find_map(|line| line.strip_prefix("instante "))
            .unwrap()
            .to_owned();
        instant.parse::<i64>().unwrap()
    };
    let before = point("primero.txt");
    let second = demo(&place, "dgo");
    let users = |said: &str| {
        said.split("Usuarios")
            .nth(1)
            .unwrap()
            .split("Códigos")
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(users(&second.said), users(&said));
    let ended = second.stop().ends_with(0);
    assert!(
        !ended.notes.contains("Escribiendo"),
        "it was not filled again: {}",
        ended.notes
    );
    let after = point("segundo.txt");
    assert!(before < after, "{before} {after}");
    assert!(
        after - before < 3_600_000_000,
        "the clock goes on from where it was: {before} {after}"
    );
    place
        .run(&[
            "bitacora",
            "verificar",
            "--datos",
            "datos-demo-dgo",
            "--contra",
            "primero.txt",
        ])
        .ends_with(0);
}

#[cfg(unix)]
#[test]
fn a_filling_that_was_interrupted_begins_again() {
    let place = Place::new();
    let port = free_port().to_string();
    let arguments = ["demo", "--puerto", &port, "--candidaturas", "3000"];
    let mut child = place
        .command(&arguments)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mark = place.file("datos-demo-dgo/.incompleta");
    let half_made = (0..1_000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        mark.exists()
    });
    assert!(half_made, "the folder is marked while it is filled");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(mark.exists(), "it was killed before it was done");
    let refused = place
        .run(&["serve", "--datos", "datos-demo-dgo"])
        .ends_with(2);
    assert!(
        refused.notes.contains("quedó a medias"),
        "{}",
        refused.notes
    );
    let site = demo(&place, "dgo");
    assert!(site.said.contains("con 12 candidaturas"), "{}", site.said);
    assert!(
        site.stop()
            .ends_with(0)
            .notes
            .contains("se empieza de nuevo")
    );
    assert!(!mark.exists());
    place
        .run(&["bitacora", "verificar", "--datos", "datos-demo-dgo"])
        .ends_with(0);
}

#[cfg(unix)]
#[test]
fn data_of_another_profile_and_of_a_real_process_are_refused() {
    let place = Place::registered("dgo");
    let port = free_port().to_string();
    let real = place
        .run(&["demo", "--datos", "datos", "--puerto", &port])
        .ends_with(2);
    assert!(
        real.notes.contains("tiene el proceso real «dgo-2023-2024»"),
        "{}",
        real.notes
    );
    place.sound_counts();
    demo(&place, "dgo").stop().ends_with(0);
    let arguments = [
        "demo",
        "--perfil",
        "cdmx",
        "--datos",
        "datos-demo-dgo",
        "--puerto",
        &port,
    ];
    let other = place.run(&arguments).ends_with(2);
    assert!(
        other.notes.contains("se pidió la de «cdmx-2023-2024»"),
        "{}",
        other.notes
    );
    std::fs::create_dir(place.file("fotos")).unwrap();
    place.write("fotos/a.jpg", "a");
    let others = place
        .run(&["demo", "--datos", "fotos", "--puerto", &port])
        .ends_with(2);
    assert!(
        others.notes.contains("tiene otros archivos"),
        "{}",
        others.notes
    );
}

#[test]
fn a_taken_port_is_told_before_anything_is_filled() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = place.run(&["demo", "--puerto", &port]).ends_with(2);
    assert!(
        ran.notes.contains(&port) && ran.notes.contains("--puerto"),
        "{}",
        ran.notes
    );
    assert!(!place.file("datos-demo-dgo").exists());
}

#[cfg(unix)]
#[test]
fn two_windows_do_not_share_one_demonstration() {
    let place = Place::new();
    let first = demo(&place, "dgo");
    let port = free_port().to_string();
    let second = place.run(&["demo", "--puerto", &port]).ends_with(2);
    assert!(second.notes.contains("otra ventana"), "{}", second.notes);
    first.stop().ends_with(0);
}

#[cfg(unix)]
#[test]
fn the_real_serve_keeps_the_mark_of_a_demonstration() {
    let place = Place::new();
    demo(&place, "dgo").stop().ends_with(0);
    let site = Site::start(
        &place,
        &[
            "serve",
            "--datos",
            "datos-demo-dgo",
            "--direccion",
            "127.0.0.1:0",
        ],
    );
    assert!(site.get("/").1.contains("Demostración"));
    site.stop().ends_with(0);
}
