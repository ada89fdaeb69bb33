//! `conoceles respaldo`: making, trying, keeping and restoring.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::place::{Place, Ran};
use crate::site::Site;

/// A process with a registry, an uploaded file, and backups in `respaldos` sealed to `instituto.txt`.
pub fn ready() -> Place {
    let place = Place::registered("dgo");
    upload(&place, b"%PDF-1.7 acuse firmado");
    let made = place
        .run(&["respaldo", "llaves", "--crear", "instituto.txt"])
        .ends_with(0);
    let public = made
        .out
        .lines()
        .find(|line| line.starts_with("age1"))
        .unwrap()
        .to_owned();
    place
        .run(&[
            "respaldo",
            "configurar",
            "--datos",
            "datos",
            "--respaldos",
            "respaldos",
            "--destinatario",
            &public,
        ])
        .ends_with(0);
    place
}

/// Keeps a file as the program keeps what people upload. Its hash.
pub fn upload(place: &Place, bytes: &[u8]) -> String {
    let hash = HEXLOWER.encode(&Sha256::digest(bytes));
    let folder = place.file("datos/archivos").join(&hash[..2]);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(&hash), bytes).unwrap();
    hash
}

/// Makes a backup, which must be sound. Its name.
pub fn back_up(place: &Place) -> String {
    let ran = place
        .run(&["respaldo", "crear", "--datos", "datos"])
        .ends_with(0);
    assert!(ran.out.contains("concuerda"), "{}", ran.out);
    let name = ran.out.split("Respaldo ").nth(1).unwrap();
    name.split(':').next().unwrap().to_owned()
}

/// Restores into `nuevos` with these arguments besides.
pub fn restore(place: &Place, more: &[&str]) -> Ran {
    let fixed = [
        "respaldo",
        "restaurar",
        "--respaldos",
        "respaldos",
        "--datos",
        "nuevos",
        "--llaves",
        "datos-llaves",
    ];
    place.run(&[&fixed[..], more].concat())
}

fn verify(place: &Place, data: &str, more: &[&str]) -> Ran {
    let fixed = ["bitacora", "verificar", "--datos", data];
    place.run(&[&fixed[..], more].concat())
}

/// Something more happens in the process.
fn go_on(place: &Place) {
    place
        .run(&[
            "cuentas", "crear", "--datos", "datos", "--papel", "auditora", "--nombre", "Otra",
        ])
        .ends_with(0);
}

/// Every file in a folder, however deep.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn a_backup_is_made_tried_with_both_keys_and_restored_with_everything_in_it() {
    let place = ready();
    let id = back_up(&place);
    let listed = place
        .run(&["respaldo", "listar", "--datos", "datos"])
        .ends_with(0);
    let line = listed.out.lines().find(|line| line.contains(&id)).unwrap();
    assert!(
        line.contains("1 archivo") && line.ends_with("comprobado"),
        "{line}"
    );
    let tried = place
        .run(&[
            "respaldo",
            "ensayar",
            &id,
            "--datos",
            "datos",
            "--identidad",
            "instituto.txt",
        ])
        .ends_with(0);
    assert!(tried.out.contains("con la llave indicada"), "{}", tried.out);

    // On a new server only the institute's key opens it.
    fs::rename(
        place.file("datos-llaves/ensayo.llave"),
        place.file("ensayo.llave"),
    )
    .unwrap();
    let refused = restore(&place, &[]).ends_with(2);
    assert!(refused.notes.contains("--identidad"), "{}", refused.notes);
    let put = restore(&place, &["--identidad", "instituto.txt"]).ends_with(0);
    assert!(put.out.contains("época 1"), "{}", put.out);
    let verified = verify(&place, "nuevos", &[]).ends_with(0);
    assert!(
        verified
            .out
            .contains("Restauración declarada en la posición"),
        "{}",
        verified.out
    );
    for name in ["perfil/profile.toml", "respaldos.toml"] {
        assert_eq!(
            fs::read(place.file("datos").join(name)).unwrap(),
            fs::read(place.file("nuevos").join(name)).unwrap(),
            "{name}"
        );
    }
    let kept = |data: &str| {
        let mut files: Vec<_> = files_in(&place.file(data).join("archivos"))
            .iter()
            .map(|path| fs::read(path).unwrap())
            .collect();
        files.sort();
        files
    };
    assert_eq!(kept("nuevos"), kept("datos"));
    assert!(!place.file("nuevos.restaurando").exists());

    // What was public is so again, from what was restored.
    let site = Site::start(
        &place,
        &["serve", "--datos", "nuevos", "--direccion", "127.0.0.1:0"],
    );
    assert!(site.get("/candidaturas").1.contains("Muestra"));
    site.stop().ends_with(0);
}

#[test]
fn no_byte_of_the_keys_is_in_a_backup_sealed_or_opened() {
    let place = ready();
    back_up(&place);
    restore(&place, &[]).ends_with(0);
    let mut secrets = Vec::new();
    for path in files_in(&place.file("datos-llaves")) {
        let text = fs::read_to_string(&path).unwrap();
        let secret = text.lines().last().unwrap().trim().to_owned();
        assert!(secret.len() >= 60, "{}", path.display());
        if let Ok(bytes) = HEXLOWER.decode(secret.as_bytes()) {
            secrets.push(bytes);
        }
        secrets.push(secret.into_bytes());
    }
    assert_eq!(secrets.len(), 5, "two keys in hexadecimal and one of age");
    let mut looked = 0;
    for folder in ["respaldos", "nuevos"] {
        for path in files_in(&place.file(folder)) {
            let bytes = fs::read(&path).unwrap();
            looked += 1;
            for secret in &secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret);
                assert!(!found, "{}", path.display());
            }
        }
    }
    assert!(looked > 20, "{looked}");
}

#[test]
fn what_a_restoration_loses_is_declared_and_a_checkpoint_of_it_holds() {
    let place = ready();
    back_up(&place);
    go_on(&place);
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
    let put = restore(&place, &["--contra", "punto.txt"]).ends_with(0);
    assert!(
        put.out.contains("las entradas que se perdieron"),
        "{}",
        put.out
    );
    let held = verify(&place, "nuevos", &["--contra", "punto.txt"]).ends_with(0);
    assert!(held.out.contains("declara perdidas"), "{}", held.out);
}

#[test]
fn a_loss_that_nobody_declared_is_told_by_a_checkpoint_of_it() {
    let place = ready();
    back_up(&place);
    go_on(&place);
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
    let put = restore(&place, &[]).ends_with(0);
    assert!(put.out.contains("No se sabe qué se perdió"), "{}", put.out);
    verify(&place, "nuevos", &[]).ends_with(0);
    let told = verify(&place, "nuevos", &["--contra", "punto.txt"]).ends_with(1);
    assert!(
        told.out.contains("no dice que se perdieran las posiciones"),
        "{}",
        told.out
    );
}

#[test]
fn while_the_program_serves_backups_are_made_and_nothing_is_replaced() {
    let place = ready();
    let serve = ["serve", "--datos", "datos", "--direccion", "127.0.0.1:0"];
    let site = Site::start(&place, &serve);
    // The first daily backup was due, and the program makes it by itself.
    let made = || {
        let names = fs::read_dir(place.file("respaldos")).unwrap();
        names
            .filter_map(|entry| Some(entry.ok()?.path().join("ensayo.json")))
            .any(|drill| drill.exists())
    };
    for _ in 0..600 {
        if made() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(made(), "no backup was made while it served");
    // It may still be putting things in order.
    let create = || place.run(&["respaldo", "crear", "--datos", "datos"]);
    let done = (0..100).any(|_| {
        let ran = create();
        assert!(
            ran.code == 0 || ran.notes.contains("en curso"),
            "{}",
            ran.notes
        );
        ran.code == 0
    });
    assert!(done);
    let into = [
        "respaldo",
        "restaurar",
        "--respaldos",
        "respaldos",
        "--datos",
        "datos",
    ];
    let keys = ["--llaves", "datos-llaves"];
    let refused = place.run(&[&into[..], &keys].concat()).ends_with(2);
    assert!(refused.notes.contains("--reemplazar"), "{}", refused.notes);
    let replacing = [&into[..], &keys, &["--reemplazar"]].concat();
    let refused = place.run(&replacing).ends_with(2);
    assert!(refused.notes.contains("en servicio"), "{}", refused.notes);
    site.stop().ends_with(0);
    let put = place.run(&replacing).ends_with(0);
    assert!(put.out.contains("datos.anterior-"), "{}", put.out);
    // The program kept its latest checkpoint beside the backups, so what was lost is known.
    assert!(!put.out.contains("No se sabe"), "{}", put.out);
    verify(&place, "datos", &[]).ends_with(0);
    let site = Site::start(&place, &serve);
    assert!(site.get("/candidaturas").1.contains("Muestra"));
    site.stop().ends_with(0);
}

#[test]
fn a_file_is_sealed_once_and_leaves_with_the_last_backup_that_has_it() {
    let place = ready();
    back_up(&place);
    upload(&place, b"%PDF-1.7 otra");
    let second = place
        .run(&["respaldo", "crear", "--datos", "datos"])
        .ends_with(0);
    assert!(
        second.out.contains("2 archivos (1 nuevos)"),
        "{}",
        second.out
    );
    let sealed = || files_in(&place.file("respaldos/objetos")).len();
    assert_eq!(sealed(), 2);

    // Both backups grow old; the file that only they have was dropped meanwhile.
    let old = fs::read_dir(place.file("respaldos")).unwrap();
    for entry in old
        .map(Result::unwrap)
        .filter(|entry| entry.path().join("ficha.json").exists())
    {
        let path = entry.path().join("ficha.json");
        let mut card: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let at = card["at"].as_i64().unwrap();
        card["at"] = (at - 900 * 86_400 * 1_000_000).into();
        fs::write(&path, card.to_string()).unwrap();
    }
    for path in files_in(&place.file("datos/archivos")) {
        if fs::read(&path).unwrap().ends_with(b"otra") {
            fs::remove_file(path).unwrap();
        }
    }
    let few = ["--diarios", "1", "--semanales", "0", "--mensuales", "0"];
    let fixed = ["respaldo", "configurar", "--datos", "datos"];
    place.run(&[&fixed[..], &few].concat()).ends_with(0);
    let third = place
        .run(&["respaldo", "crear", "--datos", "datos"])
        .ends_with(0);
    assert_eq!(third.out.matches("Se retiró").count(), 2, "{}", third.out);
    assert_eq!(sealed(), 1);
    let listed = place.run(&["respaldo", "listar", "--datos", "datos"]);
    assert!(listed.out.starts_with("1 respaldo en"), "{}", listed.out);
}

#[test]
fn whoever_starts_the_program_is_told_that_there_are_no_backups() {
    let place = Place::founded("dgo");
    let site = Site::start(
        &place,
        &["serve", "--datos", "datos", "--direccion", "127.0.0.1:0"],
    );
    let ran = site.stop().ends_with(0);
    assert!(
        ran.notes.contains("no hay respaldos automáticos"),
        "{}",
        ran.notes
    );
}
