//! What documents name must exist: paths of the repository and items of the
//! code between backticks, and the files that links lead to.

use crate::code;
use crate::tree::Tree;

/// Everything that a document names and that is not there.
pub fn faults(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.ends_with(".md")) {
        let mut in_block = false;
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim_start().starts_with("```") {
                in_block = !in_block;
            }
            if in_block {
                continue;
            }
            let missing = named(line)
                .filter(|name| is_missing(tree, name))
                .map(|name| format!("{path}:{number}: there is no {name}"));
            let dead = targets(line)
                .filter(|target| leads_nowhere(tree, path, target))
                .map(|target| format!("{path}:{number}: the link leads nowhere: {target}"));
            found.extend(missing.chain(dead));
        }
    }
    found
}

/// What stands between backticks.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// What links and pictures lead to.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
}

fn is_missing(tree: &Tree, name: &str) -> bool {
    if is_path(tree, name) {
        !tree.has(name)
    } else {
        item(tree, name).is_some_and(|(krate, parts)| !has_item(tree, krate, &parts))
    }
}

/// Whether it is written as a path that begins in a folder of the repository.
/// Patterns and placeholders are none.
fn is_path(tree: &Tree, name: &str) -> bool {
    let is_plain = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "._/-".contains(letter));
    let top = name.split_once('/').map(|(top, _)| top);
    is_plain && top.is_some_and(|top| !top.is_empty() && tree.has(&format!("{top}/")))
}

/// The crate and the rest of a path of an item of ours.
fn item<'a>(tree: &Tree, name: &'a str) -> Option<(&'a str, Vec<&'a str>)> {
    let name = name.trim_end_matches("()").trim_end_matches('!');
    let mut parts = name.split("::");
    let krate = parts.next()?;
    let parts: Vec<&str> = parts.collect();
    let is_plain = |part: &&str| {
        !part.is_empty()
            && part
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let is_item = !parts.is_empty() && parts.iter().all(is_plain);
    (is_item && tree.folder_of_crate(krate).is_some()).then_some((krate, parts))
}

/// Whether the crate defines the item, or the type that it is a variant of.
fn has_item(tree: &Tree, krate: &str, parts: &[&str]) -> bool {
    let files = tree.code_of_crate(krate).unwrap_or_default();
    let [before @ .., last] = parts else {
        return false;
    };
    files.iter().any(|(_, text)| {
        let by_its_type = before
            .last()
            .is_some_and(|owner| code::defines(text, owner) && code::mentions(text, last));
        code::defines(text, last) || by_its_type
    })
}

fn leads_nowhere(tree: &Tree, from: &str, target: &str) -> bool {
    let outside = ["http://", "https://", "mailto:", "#"];
    if outside.iter().any(|head| target.starts_with(head)) {
        return false;
    }
    let file = target.split('#').next().unwrap_or_default();
    resolved(from, file).is_none_or(|path| !tree.has(&path))
}

/// A relative path as seen from a file, from the root; none above the root.
fn resolved(from: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Vec<String> {
        faults(&Tree::planted(&[
            ("docs/a.md", &format!("# A\n{line}\n")),
            ("docs/b.md", ""),
            ("README.md", ""),
            ("crates/domain/Cargo.toml", ""),
            (
                "crates/domain/src/capture/state.rs",
                "pub enum State {\n    Returned,\n}\npub fn merge() {}\n",
            ),
        ]))
    }

    #[test]
    fn what_exists_may_be_named() {
        for line in [
            "`crates/domain/src/capture/state.rs`, `crates/domain/` and `docs`",
            "`domain::capture::State`, `domain::capture::merge()`, `domain::State::Returned`",
            "[b](b.md#parte), [c](../README.md), [d](https://example.org/x), [e](#parte)",
            "`/panel/cuentas`, `profiles/<instituto>`, `docs/*.md`, `std::time::Duration`",
        ] {
            assert_eq!(told(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn what_does_not_exist_is_named_with_its_place() {
        for (line, missing) in [
            (
                "`crates/domain/src/time.rs`",
                "there is no crates/domain/src/time.rs",
            ),
            ("`docs/c.md`", "there is no docs/c.md"),
            (
                "`domain::capture::Phase`",
                "there is no domain::capture::Phase",
            ),
            ("`domain::State::Sent`", "there is no domain::State::Sent"),
            ("[c](c.md)", "the link leads nowhere: c.md"),
            (
                "![c](imagenes/c.png)",
                "the link leads nowhere: imagenes/c.png",
            ),
            ("[c](../../x)", "the link leads nowhere: ../../x"),
        ] {
            assert_eq!(told(line), [format!("docs/a.md:2: {missing}")], "{line}");
        }
    }

    #[test]
    fn blocks_of_code_are_not_searched() {
        assert_eq!(told("```text\n`docs/c.md`\n```"), [""; 0]);
    }
}
