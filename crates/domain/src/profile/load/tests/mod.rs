//! One mistake planted per rule in a sound profile: what is said, and where.
//!
//! `near` is a text of the mistaken file that stands on the line that must be named.

use crate::profile::Problem;
mod main_file;
mod other_files;
mod questionnaire;

use crate::profile::fixtures::{Files, listed};

const MAIN: &str = "profile.toml";
const ASKED: &str = "questionnaires/curricular.toml";

/// The line, from 1, on which a text stands.
fn line_of(text: &str, near: &str) -> u32 {
    let offset = text
        .find(near)
        .unwrap_or_else(|| panic!("{near:?} is not in the file"));
    u32::try_from(text[..offset].matches('\n').count() + 1).unwrap()
}

fn mistakes(files: &Files) -> Vec<Problem> {
    files.load().expect_err("the profile has a mistake")
}

/// Exactly one mistake, there, and it says so.
fn assert_told(files: &Files, path: &str, near: &str, said: &str) {
    let problems = mistakes(files);
    let [problem] = problems.as_slice() else {
        panic!("not one mistake:\n{}", listed(&problems))
    };
    let line = line_of(&files.text(path), near);
    assert_eq!(
        (problem.file.as_str(), problem.line),
        (path, line),
        "{problem}"
    );
    assert!(problem.to_string().contains(said), "{problem}");
    assert!(!problem.remedy.is_empty(), "{problem}");
}

#[test]
fn missing_file_is_told_with_the_one_that_may_be_meant() {
    let mut files = Files::of_tiny_institute();
    let parties = files.0.remove("parties.csv").unwrap();
    files.0.insert("partys.csv".to_owned(), parties);
    assert_eq!(
        listed(&mistakes(&files)),
        "parties.csv:1: falta el archivo parties.csv — remedio: ¿es partys.csv? Cámbiele el nombre a parties.csv\n\
         partys.csv:1: ningún archivo del perfil usa este archivo — remedio: bórrelo, corrija su nombre o menciónelo \
         donde corresponda (los avisos se nombran en [avisos])\n"
    );
}

#[rstest::rstest]
#[case::main(MAIN)]
#[case::offices("offices.csv")]
#[case::territories("territories.csv")]
#[case::seats("seats.csv")]
#[case::parties("parties.csv")]
#[case::grounds("grounds.toml")]
#[case::questionnaire(ASKED)]
fn missing_file_is_the_only_mistake_told(#[case] path: &str) {
    let mut files = Files::of_tiny_institute();
    files.0.remove(path);
    let problems = mistakes(&files);
    let missing: Vec<_> = problems
        .iter()
        .filter(|p| p.message == format!("falta el archivo {path}"))
        .collect();
    assert_eq!(missing.len(), 1, "{}", listed(&problems));
    assert_eq!(problems.len(), 1, "{}", listed(&problems));
}

#[test]
fn missing_notice_is_told_where_it_is_named() {
    let mut files = Files::of_tiny_institute();
    files.0.remove("notices/aviso.md");
    assert_told(
        &files,
        MAIN,
        "simplificado",
        "falta el archivo notices/aviso.md",
    );
}

#[test]
fn independents_that_no_stage_validates_are_told() {
    let files = Files::of_tiny_institute()
        .with(
            MAIN,
            "independiente = [\"independiente\"]\npuede_editar",
            "independiente = []\npuede_editar",
        )
        .with(
            MAIN,
            "independiente = [\"administradora\"]",
            "independiente = []",
        );
    let problems = mistakes(&files);
    assert_eq!(problems.len(), 1, "{}", listed(&problems));
    assert_eq!(
        problems[0].message,
        "ninguna etapa valida las candidaturas independientes"
    );
}

#[test]
fn profile_retired_before_it_is_published_is_told() {
    let files = Files::of_tiny_institute().with(
        MAIN,
        "modo = \"liberada\"",
        "modo = \"liberada\"\nretiro = 2027-04-15",
    );
    assert_told(
        &files,
        "offices.csv",
        "consejeria",
        "no es anterior al retiro",
    );
}

#[test]
fn every_mistake_is_told_in_one_go_by_file_and_line() {
    let files = Files::of_tiny_institute()
        .with(MAIN, "contacto@iepn.mx", "nadie")
        .with(MAIN, "lugares = 6", "lugares = 8")
        .with("parties.csv", "#00aa00", "verde")
        .with("seats.csv", "delegacion,muelle-3", "delegacion,muelle-9")
        .with(ASKED, "minimo = 10", "minimo = 1000")
        .with("grounds.toml", "clave =", "llave =");
    let told: Vec<(String, u32)> = mistakes(&files)
        .into_iter()
        .map(|problem| (problem.file, problem.line))
        .collect();
    let expected = [
        ("grounds.toml", 1),
        ("grounds.toml", 2),
        ("parties.csv", 3),
        (MAIN, 7),
        (ASKED, 67),
        ("seats.csv", 5),
    ];
    assert_eq!(told, expected.map(|(file, line)| (file.to_owned(), line)));
}

#[test]
fn encodings_of_spreadsheets_are_accepted_or_told() {
    let mut files = Files::of_tiny_institute();
    let text = files.text("parties.csv").replace('\n', "\r\n");
    files.0.insert(
        "parties.csv".to_owned(),
        format!("\u{feff}{text}").into_bytes(),
    );
    let profile = files
        .load()
        .unwrap_or_else(|problems| panic!("{}", listed(&problems)));
    assert_eq!(profile.parties.len(), 3);

    let latin: Vec<u8> = text
        .replace("Verde", "Océano")
        .chars()
        .map(|c| c as u8)
        .collect();
    files.0.insert("parties.csv".to_owned(), latin);
    let problems = mistakes(&files);
    assert_eq!(problems.len(), 1, "{}", listed(&problems));
    assert_eq!(
        (problems[0].file.as_str(), problems[0].line),
        ("parties.csv", 3)
    );
}

#[test]
fn blank_rows_of_a_spreadsheet_do_not_shift_lines() {
    let files = Files::of_tiny_institute().with(
        "parties.csv",
        "verde,PV,Partido Verde,#00aa00",
        "\n,,,,\nverde,PV,Partido Verde,#00aa0",
    );
    assert_told(&files, "parties.csv", "verde", "«#00aa0» no es un color");
}

/// Whatever the files hold, the loader answers; it does not fall over.
#[test]
fn cuts_of_every_file_are_answered_with_mistakes() {
    let whole = Files::of_tiny_institute();
    for path in whole.0.keys() {
        for end in (0..whole.0[path].len()).step_by(11) {
            let mut files = whole.clone();
            files.0.get_mut(path).unwrap().truncate(end);
            if let Err(problems) = files.load() {
                assert!(!problems.is_empty());
                let last = |p: &Problem| {
                    files
                        .0
                        .get(&p.file)
                        .map_or(1, |bytes| bytes.iter().filter(|b| **b == b'\n').count() + 1)
                };
                assert!(
                    problems
                        .iter()
                        .all(|p| p.line >= 1 && p.line as usize <= last(p)),
                    "{}",
                    listed(&problems)
                );
            }
        }
    }
}

proptest::proptest! {
    /// Whatever bytes a file holds, the loader answers; it does not fall over.
    #[test]
    fn any_bytes_anywhere_are_answered(
        file in 0_usize..9,
        at in 0_usize..4_000,
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 1..6),
    ) {
        let mut files = Files::of_tiny_institute();
        let content = files.0.values_mut().nth(file).unwrap();
        let start = at % content.len();
        let end = (start + bytes.len()).min(content.len());
        content.splice(start..end, bytes);
        if let Err(problems) = files.load() {
            proptest::prop_assert!(!problems.is_empty());
        }
    }
}
