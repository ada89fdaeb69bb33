//! Backups that go wrong: each fault is told with what to do, and nothing is touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::backups::{back_up, files_in, ready, restore, upload};
use crate::place::Place;

/// The folder of the only backup.
fn folder_of(place: &Place, id: &str) -> PathBuf {
    place.file("respaldos").join(id)
}

fn cut(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() - 100]).unwrap();
}

fn spoil(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    // Near the end: what is altered in the header looks like another key's.
    let place = bytes.len() - 8;
    bytes[place] ^= 1;
    fs::write(path, &bytes).unwrap();
}

#[test]
fn a_backup_that_is_damaged_cut_newer_or_gone_is_refused_and_nothing_is_made() {
    type Harm = fn(&Place, &str);
    let cases: [(&str, Harm); 8] = [
        ("su base de datos", |place, id| {
            cut(&folder_of(place, id).join("base.age"))
        }),
        ("su base de datos", |place, id| {
            spoil(&folder_of(place, id).join("base.age"))
        }),
        ("su lista de contenido", |place, id| {
            cut(&folder_of(place, id).join("contenido.age"));
        }),
        ("falta su base de datos", |place, id| {
            fs::remove_file(folder_of(place, id).join("base.age")).unwrap();
        }),
        ("su ficha", |place, id| {
            fs::write(folder_of(place, id).join("ficha.json"), "{").unwrap();
        }),
        ("el archivo", |place, _| {
            spoil(&files_in(&place.file("respaldos/objetos"))[0]);
        }),
        ("versión más nueva del programa", |place, id| {
            let path = folder_of(place, id).join("ficha.json");
            let mut card: serde_json::Value =
                serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            card["schema"] = 999.into();
            fs::write(&path, card.to_string()).unwrap();
        }),
        ("no hay un respaldo", |place, id| {
            fs::rename(folder_of(place, id), place.file("perdido")).unwrap();
        }),
    ];
    let place = ready();
    let id = back_up(&place);
    place.copy_folder("respaldos", "intactos");
    for (said, harm) in cases {
        fs::remove_dir_all(place.file("respaldos")).unwrap();
        place.copy_folder("intactos", "respaldos");
        let _ = fs::remove_dir_all(place.file("perdido"));
        harm(&place, &id);
        let refused = restore(&place, &[&id]).ends_with(2);
        assert!(refused.notes.contains(said), "{said}: {}", refused.notes);
        assert!(!place.file("nuevos").exists() && !place.file("nuevos.restaurando").exists());
    }
}

#[test]
fn other_keys_and_other_installations_are_told_apart() {
    let place = ready();
    back_up(&place);
    place
        .run(&["respaldo", "llaves", "--crear", "ajena.txt"])
        .ends_with(0);
    let refused = restore(&place, &["--identidad", "ajena.txt"]).ends_with(2);
    assert!(
        refused.notes.contains("ninguna de las llaves abre"),
        "{}",
        refused.notes
    );
    place
        .run(&["init", "--perfil", "dgo", "--datos", "otros"])
        .ends_with(0);
    let foreign = place.run(&[
        "respaldo",
        "restaurar",
        "--respaldos",
        "respaldos",
        "--datos",
        "nuevos",
        "--llaves",
        "otros-llaves",
        "--identidad",
        "instituto.txt",
    ]);
    let foreign = foreign.ends_with(2);
    assert!(
        foreign.notes.contains("no son las de la instalación"),
        "{}",
        foreign.notes
    );
    let public = place.text("ajena.txt");
    let public = public
        .split_whitespace()
        .find(|word| word.starts_with("age1"))
        .unwrap();
    let shared = place.run(&[
        "respaldo",
        "configurar",
        "--datos",
        "otros",
        "--respaldos",
        "respaldos",
        "--destinatario",
        public,
    ]);
    let shared = shared.ends_with(2);
    assert!(
        shared.notes.contains("de otra instalación"),
        "{}",
        shared.notes
    );
    assert!(!place.file("nuevos").exists());
}

#[test]
fn settings_that_would_not_protect_anything_are_refused() {
    let place = Place::founded("dgo");
    let configure = |more: &[&str]| {
        let fixed = ["respaldo", "configurar", "--datos", "datos"];
        place.run(&[&fixed[..], more].concat()).ends_with(2).notes
    };
    let key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    assert!(configure(&["--respaldos", "r"]).contains("no hay ningún destinatario"));
    assert!(configure(&["--respaldos", "datos/r", "--destinatario", key]).contains("van fuera"));
    let secret = configure(&["--respaldos", "r", "--destinatario", "AGE-SECRET-KEY-1QQQQ"]);
    assert!(
        secret.contains("llave pública") && !secret.contains("1QQQQ"),
        "{secret}"
    );
    let none = place
        .run(&["respaldo", "crear", "--datos", "datos"])
        .ends_with(2);
    assert!(
        none.notes.contains("no están configurados"),
        "{}",
        none.notes
    );
    assert!(!place.file("r").exists() && !place.file("datos/respaldos.toml").exists());
}

#[test]
fn a_disk_that_is_not_mounted_is_told_and_no_backup_is_made_elsewhere() {
    let place = ready();
    fs::rename(place.file("respaldos"), place.file("desmontado")).unwrap();
    fs::create_dir(place.file("respaldos")).unwrap();
    let ran = place
        .run(&["respaldo", "crear", "--datos", "datos"])
        .ends_with(2);
    assert!(
        ran.notes.contains("¿está montado el disco?"),
        "{}",
        ran.notes
    );
    assert_eq!(fs::read_dir(place.file("respaldos")).unwrap().count(), 0);
}

#[test]
fn a_damaged_file_is_found_by_the_drill_set_apart_and_sealed_anew() {
    let place = ready();
    let id = back_up(&place);
    spoil(&files_in(&place.file("respaldos/objetos"))[0]);
    let drill = ["respaldo", "ensayar", &id, "--datos", "datos"];
    let found = place.run(&drill).ends_with(1);
    assert!(found.out.contains("está dañado"), "{}", found.out);
    let listed = place.run(&["respaldo", "listar", "--datos", "datos"]);
    assert!(listed.out.contains("1 falla"), "{}", listed.out);
    back_up(&place);
    place.run(&drill).ends_with(0);
}

#[test]
fn a_file_that_was_altered_where_it_lives_is_told_and_the_rest_is_kept() {
    let place = ready();
    let hash = upload(&place, b"%PDF-1.7 convenio");
    fs::write(
        place.file("datos/archivos").join(&hash[..2]).join(&hash),
        "otra cosa",
    )
    .unwrap();
    let ran = place
        .run(&["respaldo", "crear", "--datos", "datos"])
        .ends_with(1);
    assert!(
        ran.out
            .contains("ya estaba alterado en la carpeta de datos"),
        "{}",
        ran.out
    );
    assert_eq!(files_in(&place.file("respaldos/objetos")).len(), 1);
}

#[test]
fn two_backups_at_once_are_one() {
    let place = ready();
    let lock = fs::File::create(place.file("respaldos/.candado")).unwrap();
    lock.try_lock().unwrap();
    for order in [
        &["respaldo", "crear", "--datos", "datos"][..],
        &["respaldo", "ensayar", "--datos", "datos"],
    ] {
        let ran = place.run(order).ends_with(2);
        assert!(
            ran.notes
                .contains("ya hay un respaldo o un ensayo en curso"),
            "{}",
            ran.notes
        );
    }
    drop(lock);
    back_up(&place);
}

#[test]
fn a_backup_that_is_killed_leaves_the_earlier_ones_and_is_cleared_away() {
    let place = ready();
    let first = back_up(&place);
    for round in 0..12 {
        upload(&place, format!("%PDF-1.7 {round}").as_bytes());
        let mut child = place
            .command(&["respaldo", "crear", "--datos", "datos"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(20 + round * 45));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // What a kill may leave, whenever it came.
    fs::create_dir_all(place.file("respaldos/.en-curso-x")).unwrap();
    fs::create_dir_all(place.file("datos/.respaldo-en-curso")).unwrap();
    place.write("datos/.respaldo-en-curso/copia", "a medias");
    back_up(&place);
    let names: Vec<String> = fs::read_dir(place.file("respaldos"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        !names.iter().any(|name| name.starts_with(".en-curso")),
        "{names:?}"
    );
    assert!(!place.file("datos/.respaldo-en-curso").exists());
    let half = |path: &PathBuf| path.to_string_lossy().ends_with("a-medias");
    assert!(!files_in(&place.file("respaldos")).iter().any(half));
    place
        .run(&["respaldo", "ensayar", &first, "--datos", "datos"])
        .ends_with(0);
    place
        .run(&["bitacora", "verificar", "--datos", "datos"])
        .ends_with(0);
}

/// Linux gives whoever asks a file system of its own, as small as they like.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_earlier_backups_stay() {
    let place = ready();
    let script = "mount -t tmpfs -o size=3m disco respaldos && cp -a guardados/. respaldos/ && \
                  \"$0\" respaldo crear --datos datos && head -c 8000000 /dev/urandom > grande && \
                  hash=$(sha256sum grande | cut -c1-64) && mkdir -p datos/archivos/$(echo $hash | cut -c1-2) && \
                  mv grande datos/archivos/$(echo $hash | cut -c1-2)/$hash && \
                  ! \"$0\" respaldo crear --datos datos && ls -A respaldos && \
                  \"$0\" respaldo ensayar --datos datos";
    place.copy_folder("respaldos", "guardados");
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
        .arg(env!("CARGO_BIN_EXE_conoceles"))
        .current_dir(place.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    let notes = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{out}\n{notes}");
    assert!(notes.contains("no queda espacio en"), "{notes}");
    assert!(!out.contains(".en-curso"), "{out}");
    assert_eq!(out.matches("y concuerda").count(), 2, "{out}");
}
