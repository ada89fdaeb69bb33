//! House rules that a text check can keep: nothing left for later, names that
//! say something, no registry's address in the node lock file, both READMEs
//! giving the same commands, and documents that name only what exists.

use std::path::Path;

use anyhow::Result;

use crate::tree::Tree;
use crate::{compliance, faults, references};

/// Words that begin a comment about work left for later. Elsewhere they may
/// well stand: one of them is a word in Spanish, and part of parties' names.
const POSTPONING_WORDS: [&str; 2] = ["TODO", "FIXME"];

/// What opens a comment in some kind of code.
const COMMENT_OPENERS: [&str; 5] = ["//", "/*", "#", "--", "<!--"];

/// Macros that stand for code not yet written. In halves, so that this list
/// does not find itself.
const POSTPONING_MACROS: [&str; 2] = [concat!("to", "do!"), concat!("unimple", "mented!")];

/// Files that are code; texts for people are not searched.
const CODE: [&str; 8] = ["rs", "mjs", "js", "css", "html", "sql", "toml", "sh"];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "manager"];

/// The newcomer's test command, which `.ci/run` runs too.
const TEST_COMMAND: &str = "cargo xtask ci";

/// Checks every file that is or would be committed.
///
/// # Errors
/// With every file and line that breaks a rule, or when git fails.
pub fn check() -> Result<()> {
    let tree = Tree::read()?;
    let mut found: Vec<String> = tree.paths().filter_map(name_fault).collect();
    for (path, text) in tree.texts() {
        found.extend(text_faults(path, text));
    }
    found.extend(readme_faults(
        tree.text("README.md"),
        tree.text("LEEME.md"),
        tree.text(".ci/run"),
    ));
    found.extend(compliance::faults(&tree));
    found.extend(references::faults(&tree));
    faults::none_of("House rules broken", &found)
}

fn name_fault(path: &str) -> Option<String> {
    let empty = Path::new(path)
        .iter()
        .filter_map(|part| Path::new(part).file_stem()?.to_str())
        .find(|stem| EMPTY_NAMES.contains(stem))?;
    Some(format!(
        "{path}: \"{empty}\" says nothing about its content"
    ))
}

fn text_faults(path: &str, text: &str) -> Vec<String> {
    let extension = Path::new(path).extension().and_then(|found| found.to_str());
    let is_code = extension.is_some_and(|extension| CODE.contains(&extension));
    let is_node_lock = path.ends_with("package-lock.json");
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if is_code && postpones(line) {
            found.push(format!("{path}:{number}: work left for later"));
        }
        if is_node_lock && line.contains("\"resolved\"") {
            found.push(format!("{path}:{number}: names the registry's address"));
        }
    }
    found
}

fn postpones(line: &str) -> bool {
    let by_comment = COMMENT_OPENERS
        .iter()
        .flat_map(|opener| line.match_indices(opener))
        .map(|(start, opener)| &line[start + opener.len()..])
        // `///`, `//!` and `/**` open comments too.
        .map(|comment| comment.trim_start_matches(['/', '!', '*', '-', ' ']))
        .any(|comment| POSTPONING_WORDS.iter().any(|word| begins(comment, word)));
    by_comment || POSTPONING_MACROS.iter().any(|name| line.contains(name))
}

/// Whether the text begins with this word, whole.
fn begins(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

/// Both READMEs must give the same commands, and the test command among them
/// must be the one that is run as proof. A file that does not exist is not
/// judged.
fn readme_faults(english: Option<&str>, spanish: Option<&str>, run: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    if let (Some(english), Some(spanish)) = (english, spanish) {
        let (english, spanish) = (commands(english), commands(spanish));
        let differing = english
            .iter()
            .filter(|line| !spanish.contains(line))
            .chain(spanish.iter().filter(|line| !english.contains(line)));
        found.extend(
            differing.map(|line| format!("only one of README.md and LEEME.md has: {line}")),
        );
        if found.is_empty() && english != spanish {
            found.push("README.md and LEEME.md give the commands in different order".to_owned());
        }
    }
    for (name, text) in [("README.md", english), (".ci/run", run)] {
        let lacks = text.is_some_and(|text| !text.lines().any(|line| line.trim() == TEST_COMMAND));
        if lacks {
            found.push(format!("{name} lacks the line: {TEST_COMMAND}"));
        }
    }
    found
}

/// The lines of the fenced shell blocks, without comments, which are in each
/// file's own language.
fn commands(markdown: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut in_shell = false;
    let mut in_block = false;
    for line in markdown.lines().map(str::trim) {
        if let Some(language) = line.strip_prefix("```") {
            in_block = !in_block;
            in_shell = in_block && ["sh", "bash", "console", "shell"].contains(&language);
        } else if in_shell && !line.is_empty() && !line.starts_with('#') {
            found.push(line.split(" # ").next().unwrap_or(line).trim_end());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_left_for_later_is_found_with_its_place() {
        let unfinished = [
            ("a.rs", format!("/// {}: the rest", POSTPONING_WORDS[0])),
            ("a.rs", format!("{}(\"the rest\")", POSTPONING_MACROS[1])),
            ("a.sql", format!("SELECT 1; -- {}", POSTPONING_WORDS[1])),
            ("a.html", format!("<!-- {} -->", POSTPONING_WORDS[0])),
        ];
        for (path, line) in unfinished {
            let found = text_faults(path, &format!("\n{line}\n"));
            assert_eq!(found, [format!("{path}:2: work left for later")], "{line}");
        }
    }

    #[test]
    fn the_same_words_elsewhere_are_left_alone() {
        for line in [
            r#"let name = "TODO MÉXICO";"#,
            "// TODOS ven lo mismo",
            "<p>TODO EL PAÍS</p>",
        ] {
            assert_eq!(text_faults("a.rs", line), [""; 0]);
        }
        assert_eq!(
            text_faults("manual.md", &format!("# {}", POSTPONING_WORDS[0])),
            [""; 0]
        );
    }

    #[test]
    fn empty_names_are_refused_in_any_folder() {
        assert!(name_fault("crates/web/src/utils.rs").is_some());
        assert!(name_fault("crates/web/src/helpers/dates.rs").is_some());
        assert!(name_fault("crates/domain/src/common_candidacy.rs").is_none());
    }

    #[test]
    fn a_registry_address_in_the_node_lock_file_is_refused() {
        let line = r#""resolved": "https://registry.invalid/a.tgz","#;
        assert_eq!(
            text_faults("tests/browser/package-lock.json", line).len(),
            1
        );
        assert_eq!(text_faults("other.json", line).len(), 0);
    }

    const ENGLISH: &str = "Run it:\n```sh\n# the demonstration\ncargo run -- demo  # builds first\n```\n\
        Shown:\n```text\nready\n```\nTest:\n```sh\ncargo xtask ci\n```\n";

    #[test]
    fn comments_and_shown_output_may_differ_between_languages() {
        let spanish = ENGLISH
            .replace("the demonstration", "la demostración")
            .replace("builds first", "primero compila")
            .replace("ready", "listo");
        let found = readme_faults(Some(ENGLISH), Some(&spanish), Some("cargo xtask ci\n"));
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn a_command_in_one_readme_alone_is_named() {
        let spanish = ENGLISH.replace("-- demo", "-- demo --perfil cdmx");
        let found = readme_faults(Some(ENGLISH), Some(&spanish), None);
        assert_eq!(found.len(), 2);
        assert!(found[0].ends_with("has: cargo run -- demo"), "{found:?}");
    }

    #[test]
    fn the_proof_must_run_what_the_readme_says() {
        let found = readme_faults(Some(ENGLISH), None, Some("cargo test\n"));
        assert_eq!(found, [".ci/run lacks the line: cargo xtask ci"]);
    }
}
