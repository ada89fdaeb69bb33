//! What Rust and node code defines, found by its text: enough to tell whether
//! a name that a document gives is still there.

/// Words before the name that they define.
const KEYWORDS: [&str; 9] = [
    "fn",
    "struct",
    "enum",
    "trait",
    "mod",
    "const",
    "static",
    "type",
    "macro_rules!",
];

/// Macros inside which every function is a test.
const TEST_MACROS: [&str; 2] = ["on_both_engines! {", "proptest! {"];

/// Whether the code defines something with this name.
pub fn defines(code: &str, name: &str) -> bool {
    // Most files do not have the name at all, which is quick to tell.
    code.contains(name) && code.lines().any(|line| defined(line) == Some(name))
}

/// Whether the code has this word.
pub fn mentions(code: &str, word: &str) -> bool {
    code.contains(word)
        && code
            .split(|letter: char| !is_part_of_a_name(letter))
            .any(|found| found == word)
}

/// Whether the code has a test function with this name.
pub fn has_test(code: &str, name: &str) -> bool {
    if !code.contains(name) {
        return false;
    }
    let lines: Vec<&str> = code.lines().collect();
    (0..lines.len()).any(|at| {
        is_function(lines[at]) && defined(lines[at]) == Some(name) && is_test(&lines[..at])
    })
}

/// Whether node code has a test with this title.
pub fn has_node_test(code: &str, title: &str) -> bool {
    ['\'', '"', '`']
        .iter()
        .any(|quote| code.contains(&format!("({quote}{title}{quote}")))
}

/// Whether a file of a crate is where a path of modules leads. Folders and
/// files that name no module of their own do not count on either side.
pub fn leads_to(modules: &[&str], file: &str) -> bool {
    let places = file.trim_end_matches(".rs").split('/');
    let counts = |name: &&str| !["src", "tests", "mod", "lib", "main"].contains(name);
    places
        .filter(counts)
        .eq(modules.iter().copied().filter(counts))
}

/// Whether the function below these lines is a test: by the attributes just
/// above it, or by the macro around it.
fn is_test(above: &[&str]) -> bool {
    let marked = above
        .iter()
        .rev()
        .map(|line| line.trim())
        .take_while(|line| !line.is_empty() && *line != "}")
        .any(|line| {
            ["#[test]", "#[tokio::test", "#[rstest"]
                .iter()
                .any(|mark| line.starts_with(mark))
                || line.starts_with("#[rstest::rstest")
        });
    let outside = |line: &&&str| line.starts_with(|first: char| !first.is_whitespace());
    let enclosing = above.iter().rev().find(outside);
    marked || enclosing.is_some_and(|line| TEST_MACROS.contains(line))
}

fn is_function(line: &str) -> bool {
    line.split_whitespace().any(|word| word == "fn")
}

/// The name that a line defines.
fn defined(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if line.starts_with("//") {
        return None;
    }
    let mut words = line.split_whitespace();
    words.find(|word| KEYWORDS.contains(word))?;
    let name = words.find(|word| !KEYWORDS.contains(word))?;
    let end = name.find(|letter: char| !is_part_of_a_name(letter));
    Some(&name[..end.unwrap_or(name.len())])
}

fn is_part_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "\
/// fn in_a_comment() {}
pub(crate) const fn new() -> Self {}
pub enum State { Returned }

#[rstest]
#[case(
    1,
)]
async fn a_case(#[case] number: u8) {}

fn helper() {}

on_both_engines! {
    async fn on_two_engines(bed) {
    }
}
";

    #[test]
    fn what_is_defined_is_found_by_its_whole_name() {
        for name in ["new", "State", "helper", "a_case"] {
            assert!(defines(CODE, name), "{name}");
        }
        for name in ["in_a_comment", "Stat", "Returned", "fn"] {
            assert!(!defines(CODE, name), "{name}");
        }
        assert!(mentions(CODE, "Returned"));
        assert!(!mentions(CODE, "Return"));
    }

    #[test]
    fn a_test_is_told_from_another_function() {
        assert!(has_test(CODE, "a_case"));
        assert!(has_test(CODE, "on_two_engines"));
        assert!(!has_test(CODE, "helper"));
        assert!(!has_test(CODE, "new"));
    }

    #[test]
    fn a_node_test_is_found_by_its_whole_title() {
        let code = "test('the page is sound', async () => {});";
        assert!(has_node_test(code, "the page is sound"));
        assert!(!has_node_test(code, "the page"));
    }

    #[test]
    fn a_path_of_modules_leads_to_its_file() {
        assert!(leads_to(&["capture", "state"], "src/capture/state.rs"));
        assert!(leads_to(&["capture", "tests"], "src/capture/mod.rs"));
        assert!(leads_to(&["suite", "records"], "tests/suite/records.rs"));
        assert!(!leads_to(&["state"], "src/capture/state.rs"));
        assert!(!leads_to(&["capture", "broken"], "src/capture/state.rs"));
    }
}
