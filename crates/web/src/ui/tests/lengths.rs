//! The server's side of `lengths.json`; the browser flow `scripts.test.mjs` holds `contador.js` to the same
//! file, so the counter never promises what the server refuses.

use domain::profile::Counting;
use domain::questionnaire::{clean_text, length};

#[derive(serde::Deserialize)]
struct Sample {
    why: String,
    text: String,
    con_espacios: usize,
    sin_espacios: usize,
}

#[test]
fn the_server_counts_as_the_shared_file_says() {
    let samples: Vec<Sample> =
        serde_json::from_str(include_str!("lengths.json")).expect("the file is JSON");
    assert!(samples.len() >= 20);
    for Sample {
        why,
        text,
        con_espacios,
        sin_espacios,
    } in samples
    {
        let kept = clean_text(&text);
        assert_eq!(
            length(&kept, Counting::WithSpaces),
            con_espacios,
            "with spaces: {why}"
        );
        assert_eq!(
            length(&kept, Counting::WithoutSpaces),
            sin_espacios,
            "without spaces: {why}"
        );
    }
}

/// Runs `contador.js` as the browser would: a JSON array of texts in, of what each becomes out.
const DRIVER: &str = r#"
import { clean, count, isSure } from "./contador.mjs";
import { readFileSync } from "node:fs";
const texts = JSON.parse(readFileSync("texts.json", "utf8"));
const read = (text) => ({
  clean: clean(text),
  con_espacios: count(text, "con_espacios"),
  sin_espacios: count(text, "sin_espacios"),
  sure: isSure(text),
});
console.log(JSON.stringify(texts.map(read)));
"#;

/// What the script says of a text.
#[derive(Debug, serde::Deserialize)]
struct Counted {
    clean: String,
    con_espacios: usize,
    sin_espacios: usize,
    sure: bool,
}

fn counted_by_the_script(texts: &[String]) -> Vec<Counted> {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("the folder takes files");
    };
    put(
        "contador.mjs",
        include_str!("../../../assets/js/contador.js"),
    );
    put("driver.mjs", DRIVER);
    put("texts.json", &serde_json::to_string(texts).expect("texts"));
    let ran = std::process::Command::new("node")
        .arg("driver.mjs")
        .current_dir(folder.path())
        .output()
        .expect("this test needs Node.js, as the flows in a browser do");
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{told}");
    serde_json::from_slice(&ran.stdout).expect("the driver writes JSON")
}

/// Pieces of whatever is awkward to count, put together by chance; the same texts in every run.
fn awkward_texts(number: usize) -> Vec<String> {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;

    let known = prop::sample::select(vec![
        "\r\n",
        "\r",
        "\n",
        "\t",
        " ",
        "\u{A0}",
        "\u{2003}",
        "\u{2028}",
        "\u{85}",
        "\u{B}",
        "\u{200B}",
        "\u{200C}",
        "\u{200D}",
        "\u{200E}",
        "\u{202E}",
        "\u{2066}",
        "\u{FE0E}",
        "\u{FE0F}",
        "\u{FE01}",
        "\u{E0101}",
        "\u{E0061}",
        "\u{34F}",
        "\u{301}",
        "\u{302}\u{323}",
        "\u{20E3}",
        "e\u{301}",
        "ñ",
        "Nuñez ",
        "1",
        "#",
        "©",
        "👩",
        "👩\u{200D}👩\u{200D}👧",
        "👍🏽",
        "🏽",
        "❤\u{FE0F}",
        "🇲",
        "🇲🇽",
        "שלום",
        "می\u{200C}خواهم",
        "क्ष",
        "क",
        "\u{94D}",
        "ক্ষ",
        "த",
        "\u{1100}",
        "\u{1161}",
        "각",
        "\u{212B}",
        "\u{340}",
        "\u{2000}",
        "\u{2800}",
        "\u{3164}",
        "\u{115F}",
        "\u{FEFF}",
        "\u{1D159}",
        "\u{0}",
        "\u{1B}",
        "a",
        "palabra ",
        "𝒜",
        "\u{1E9B}\u{323}",
    ]);
    let piece = prop_oneof![
        8 => known.prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[\u{600}-\u{2FFF}]{1,4}",
        1 => Just("\u{301}".repeat(12)),
    ];
    let text = prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat());
    let mut runner = TestRunner::deterministic();
    let mut made = || text.new_tree(&mut runner).expect("a text").current();
    (0..number).map(|_| made()).collect()
}

#[test]
fn the_browser_keeps_and_counts_generated_texts_as_the_server_does() {
    let texts = awkward_texts(1_500);
    let told = counted_by_the_script(&texts);
    assert_eq!(told.len(), texts.len());
    let mut compared = 0;
    for (text, told) in texts.iter().zip(told) {
        // Signs that one side does not know yet: the script says that it is not sure, and the server decides.
        if !told.sure {
            continue;
        }
        compared += 1;
        let kept = clean_text(text);
        assert_eq!(told.clean, kept, "{text:?}");
        for (counting, by_script) in [
            (Counting::WithSpaces, told.con_espacios),
            (Counting::WithoutSpaces, told.sin_espacios),
        ] {
            assert_eq!(length(&kept, counting), by_script, "{counting:?} {text:?}");
        }
    }
    assert!(compared > texts.len() / 2, "only {compared} were compared");
}

#[test]
fn ordinary_text_is_counted_without_doubt() {
    let texts = [
        "Ñandú, 👩\u{200D}👩\u{200D}👧 y «qué»",
        "O'Dam bhai'chu̱k",
        "\u{301}",
    ]
    .map(str::to_owned);
    assert!(counted_by_the_script(&texts).iter().all(|told| told.sure));
    let new = ["\u{E1234}".to_owned(), "\u{378}".to_owned()];
    assert!(counted_by_the_script(&new).iter().all(|told| !told.sure));
}
