//! Documents of the repository with parts that come from the code: a test compares them, and with `ACTUALIZAR=1`
//! in the environment writes them anew.

use std::path::Path;

/// Asserts that each part of the document, between `<!-- generado: NAME -->` and `<!-- fin: NAME -->`, says what the
/// code says.
pub(crate) fn assert_document(name: &str, parts: &[(&str, String)]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    let written = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut expected = written.clone();
    for (part, text) in parts {
        expected = with_part(&expected, part, text);
    }
    if std::env::var_os("ACTUALIZAR").is_some_and(|value| value == "1") {
        std::fs::write(&path, &expected).unwrap();
        return;
    }
    assert!(
        written == expected,
        "docs/{name} no longer says what the code does. If the change is meant: ACTUALIZAR=1 cargo test -p domain documents\n{}",
        first_difference(&written, &expected)
    );
}

fn with_part(document: &str, part: &str, text: &str) -> String {
    let (start, end) = (
        format!("<!-- generado: {part} -->"),
        format!("<!-- fin: {part} -->"),
    );
    let (before, rest) = document
        .split_once(&start)
        .unwrap_or_else(|| panic!("no part {part}"));
    let (_, after) = rest
        .split_once(&end)
        .unwrap_or_else(|| panic!("{part} does not end"));
    format!("{before}{start}\n\n{}\n\n{end}{after}", text.trim_end())
}

fn first_difference(written: &str, expected: &str) -> String {
    let lines = written.lines().zip(expected.lines()).enumerate();
    let mut different = lines.filter(|(_, (one, other))| one != other);
    match different.next() {
        Some((line, (one, other))) => {
            format!("line {}:\n  written  {one}\n  expected {other}", line + 1)
        }
        None => "one of them has more lines".to_owned(),
    }
}

#[test]
fn part_is_put_between_its_marks_alone() {
    let document = "a\n<!-- generado: x -->\nold\n<!-- fin: x -->\nb\n";
    let expected = "a\n<!-- generado: x -->\n\nnew\n\n<!-- fin: x -->\nb\n";
    assert_eq!(with_part(document, "x", "new\n"), expected);
    assert_eq!(with_part(expected, "x", "new"), expected);
}
