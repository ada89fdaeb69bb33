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
