//! `conoceles init`.

use std::fs;

use crate::place::Place;

#[test]
fn a_founded_process_can_be_served_with_its_folder_alone_and_gives_the_first_code_once() {
    let place = Place::new();
    let ran = place
        .run(&["init", "--perfil", "cdmx", "--datos", "datos"])
        .ends_with(0);
    assert_eq!(ran.value("Usuario"), "administradora");
    let code = ran.value("Código de activación");
    assert_eq!(code.len(), 19, "{code}");
    assert!(ran.out.contains("/activar"));
    assert!(
        place
            .file("datos/perfil/questionnaires/curricular.toml")
            .is_file()
    );
    assert!(place.file("datos-llaves/firma.llave").is_file());
    assert!(!place.file("datos/.incompleta").exists());
    let kept = fs::read(place.file("datos/curricular.sqlite3")).unwrap();
    assert!(
        !kept
            .windows(code.len())
            .any(|window| window == code.as_bytes()),
        "the code is kept nowhere"
    );
}

#[cfg(unix)]
#[test]
fn keys_are_outside_the_data_and_only_for_their_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::founded("dgo");
    let mode = |name: &str| fs::metadata(place.file(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("datos-llaves"), 0o700);
    assert_eq!(mode("datos-llaves/firma.llave"), 0o600);
    let inside = place
        .run(&[
            "init",
            "--perfil",
            "dgo",
            "--datos",
            "otra",
            "--llaves",
            "otra/llaves",
        ])
        .ends_with(2);
    assert!(
        inside.notes.contains("fuera de la carpeta de datos"),
        "{}",
        inside.notes
    );
    assert!(!place.file("otra").exists());
}

#[test]
fn nothing_is_founded_twice_or_over_something_else() {
    let place = Place::founded("dgo");
    let before = place.text("datos-llaves/firma.llave");
    let again = place
        .run(&["init", "--perfil", "dgo", "--datos", "datos"])
        .ends_with(2);
    assert!(
        again.notes.contains("ya tiene el proceso «dgo-2023-2024»"),
        "{}",
        again.notes
    );
    assert_eq!(place.text("datos-llaves/firma.llave"), before);

    fs::create_dir(place.file("tesis")).unwrap();
    place.write("tesis/capitulo.txt", "uno");
    let over = place
        .run(&["init", "--perfil", "dgo", "--datos", "tesis"])
        .ends_with(2);
    assert!(
        over.notes.contains("tiene otros archivos"),
        "{}",
        over.notes
    );
    assert_eq!(fs::read_dir(place.file("tesis")).unwrap().count(), 1);
    assert!(!place.file("tesis-llaves").exists());
}

#[test]
fn keys_that_exist_are_never_overwritten_and_nothing_remains_of_the_attempt() {
    let place = Place::new();
    fs::create_dir(place.file("llaves")).unwrap();
    place.write("llaves/firma.llave", "de otro proceso");
    let ran = place
        .run(&[
            "init", "--perfil", "dgo", "--datos", "datos", "--llaves", "llaves",
        ])
        .ends_with(2);
    assert!(ran.notes.contains("no se sobrescriben"), "{}", ran.notes);
    assert_eq!(place.text("llaves/firma.llave"), "de otro proceso");
    assert!(!place.file("datos").exists());
}

#[test]
fn a_folder_that_was_left_half_made_is_told_and_not_served() {
    let place = Place::founded("dgo");
    place.write("datos/.incompleta", "");
    for arguments in [
        &["init", "--perfil", "dgo", "--datos", "datos"][..],
        &["serve", "--datos", "datos"],
    ] {
        let ran = place.run(arguments).ends_with(2);
        assert!(ran.notes.contains("quedó a medias"), "{}", ran.notes);
    }
}

#[test]
fn a_profile_with_mistakes_founds_nothing() {
    let place = Place::new();
    fs::create_dir(place.file("perfil")).unwrap();
    place.write("perfil/profile.toml", "[instituto]\nclave = \"x\"\n");
    let ran = place
        .run(&["init", "--perfil", "perfil", "--datos", "datos"])
        .ends_with(1);
    assert!(ran.out.contains("profile.toml:"), "{}", ran.out);
    assert!(ran.notes.contains("no se creó nada"), "{}", ran.notes);
    assert!(!place.file("datos").exists() && !place.file("datos-llaves").exists());
}

#[test]
fn a_profile_that_changed_after_its_first_use_is_refused() {
    let place = Place::founded("dgo");
    let notice = place.text("datos/perfil/notices/simplificado.md");
    place.write(
        "datos/perfil/notices/simplificado.md",
        format!("{notice}\nOtro párrafo.\n"),
    );
    let ran = place
        .run(&[
            "registro",
            "importar",
            "datos/conoceles.toml",
            "--datos",
            "datos",
        ])
        .ends_with(2);
    assert!(
        ran.notes.contains("no es el mismo con el que se fundó"),
        "{}",
        ran.notes
    );
    // The history is verified all the same.
    place.sound_counts();
}

#[test]
fn a_server_without_its_owner_is_explained_before_anything_is_made() {
    let place = Place::new();
    let base = "postgres://operacion@127.0.0.1:1/base";
    let ran = place
        .run(&[
            "init", "--perfil", "dgo", "--datos", "datos", "--base", base,
        ])
        .ends_with(2);
    assert!(ran.notes.contains("--base-duena"), "{}", ran.notes);
    let owner = "postgres://duena@127.0.0.1:1/base";
    let away = place
        .run(&[
            "init",
            "--perfil",
            "dgo",
            "--datos",
            "datos",
            "--base",
            base,
            "--base-duena",
            owner,
        ])
        .ends_with(2);
    assert!(
        away.notes.contains("no se preparó la base de datos"),
        "{}",
        away.notes
    );
    assert!(!place.file("datos").exists() && !place.file("datos-llaves").exists());
}
