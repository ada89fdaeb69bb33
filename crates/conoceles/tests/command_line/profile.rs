//! `conoceles perfil revisar`.

use std::path::Path;

use crate::place::{Place, copy_folder};

/// Durango's profile in the folder `perfil`, with one text of one file replaced.
fn planted(file: &str, from: &str, to: &str) -> Place {
    let place = Place::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles/dgo");
    copy_folder(&source, &place.file("perfil"));
    let name = format!("perfil/{file}");
    let text = place.text(&name);
    assert!(text.contains(from), "{file} has no {from}");
    place.write(&name, text.replacen(from, to, 1));
    place
}

#[test]
fn a_good_profile_is_counted() {
    for (profile, seats) in [
        ("dgo", "25 lugares en 16 contiendas"),
        ("cdmx", "287 lugares en"),
    ] {
        let ran = Place::new()
            .run(&["perfil", "revisar", profile])
            .ends_with(0);
        assert!(ran.out.starts_with("Sin errores: "), "{}", ran.out);
        assert!(ran.out.contains(seats), "{}", ran.out);
    }
    let place = planted("README.md", "#", "##");
    place.run(&["perfil", "revisar", "perfil"]).ends_with(0);
}

#[rstest::rstest]
#[case(
    "profile.toml",
    "acento = \"#6d1a4f\"",
    "acento = \"#e6a8cf\"",
    "profile.toml:14: "
)]
#[case("profile.toml", "lugares = 25", "lugares = 26", "profile.toml:")]
#[case(
    "profile.toml",
    "jornada = 2024-06-02",
    "jornada = 2024-13-02",
    "profile.toml:"
)]
#[case("seats.csv", "distrito-01", "distrito-51", "seats.csv:")]
#[case("parties.csv", "pan,", "PAN,", "parties.csv:")]
#[case(
    "questionnaires/curricular.toml",
    "tipo = \"parrafo\"",
    "tipo = \"parafo\"",
    "questionnaires/curricular.toml:"
)]
fn a_planted_mistake_is_told_with_its_file_line_and_remedy(
    #[case] file: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] place_of_it: &str,
) {
    let ran = planted(file, from, to)
        .run(&["perfil", "revisar", "perfil"])
        .ends_with(1);
    let line = ran.out.lines().find(|line| line.starts_with(place_of_it));
    let line = line.unwrap_or_else(|| panic!("{}", ran.out));
    assert!(line.contains(" — remedio: "), "{line}");
    let number: u32 = line[file.len() + 1..]
        .split(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(number >= 1);
    assert!(
        ran.out.contains("Corrija y vuelva a revisar"),
        "{}",
        ran.out
    );
}

#[test]
fn several_mistakes_are_told_at_once() {
    let place = planted("profile.toml", "lugares = 25", "lugares = 26\nsobra = 1");
    let parties = place.text("perfil/parties.csv");
    place.write(
        "perfil/parties.csv",
        parties.replacen("pri,", "pri pri,", 1),
    );
    let ran = place.run(&["perfil", "revisar", "perfil"]).ends_with(1);
    assert!(
        ran.out.contains("profile.toml:") && ran.out.contains("parties.csv:"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_no_folder_is_the_caller_s_mistake() {
    let place = Place::new();
    place.write("profile.toml", "");
    assert!(
        place
            .run(&["perfil", "revisar", "nada"])
            .ends_with(2)
            .notes
            .contains("cdmx, dgo")
    );
    assert!(
        place
            .run(&["perfil", "revisar", "profile.toml"])
            .ends_with(2)
            .notes
            .contains("es un archivo")
    );
}
