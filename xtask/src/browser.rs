//! The browser flows: node's own test runner over `tests/browser/flows`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use serde_json::Value;

use crate::{ci, command, faults, postgres, setup};

/// How the program is named where node finds it.
const PROGRAM: &str = "CONOCELES_PROGRAM";
/// Where node puts pictures and reports.
const REPORTS: &str = "CONOCELES_TARGET";
/// The folder of what the flows of one run share: filled demonstrations.
const SHARED: &str = "CONOCELES_RUN";

/// Builds the program and runs every flow against it.
///
/// # Errors
/// When a flow fails, none ran, or something cannot be started.
pub fn run(postgres: String) -> Result<()> {
    let results = command::target().join("browser/results.tap");
    fs::create_dir_all(command::target().join("browser"))?;
    let met = command::target().join("browser/axe-incomplete-met.jsonl");
    if met.exists() {
        fs::remove_file(&met)?;
    }
    let shared = command::target().join("browser/run");
    if shared.exists() {
        fs::remove_dir_all(&shared)?;
    }
    fs::create_dir_all(&shared)?;
    let flows = flows(&setup::browser_folder().join("flows"))?;
    let mut node = node()?;
    node.arg("--test")
        // Two flows at a time: each waits for its program or its browser half of the time.
        .arg("--test-concurrency=2")
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", results.display()))
        .args(flows)
        .env(SHARED, &shared)
        .env(postgres::VARIABLE, postgres);
    let ran = command::run(&mut node);
    fs::remove_dir_all(&shared)?;
    let told = fs::read_to_string(&results).context("node left no results")?;
    let count = Count::read(&told).context("node's results tell no count")?;
    println!("\n{} passed, {} failed", count.passed, count.failed);
    ran?;
    if count.passed == 0 || count.failed > 0 {
        bail!("the browser flows did not pass");
    }
    let listed = fs::read_to_string(setup::browser_folder().join("axe-incomplete.json"))?;
    let met = fs::read_to_string(met).unwrap_or_default();
    faults::none_of(
        "tests/browser/axe-incomplete.json lists results that no longer occur",
        &never_met(&listed, &met)?,
    )
}

/// The judged results that no flow met: the list tells what is, not what was.
fn never_met(listed: &str, met: &str) -> Result<Vec<String>> {
    let listed: Vec<Value> = serde_json::from_str(listed).context("axe-incomplete.json")?;
    let met: Vec<Value> = met
        .lines()
        .map(serde_json::from_str)
        .collect::<serde_json::Result<_>>()
        .context("axe-incomplete-met.jsonl")?;
    Ok(listed
        .iter()
        .filter(|entry| !met.contains(entry))
        .map(Value::to_string)
        .collect())
}

/// Node, started where the flows are and told where the program is, which is
/// built with the same features as everything else.
///
/// # Errors
/// When the program does not build.
pub fn node() -> Result<std::process::Command> {
    command::run(&mut ci::build(["build"]))?;
    let mut node = command::program("node");
    node.current_dir(setup::browser_folder())
        .env(PROGRAM, command::target().join("debug/conoceles"))
        .env(REPORTS, command::target());
    Ok(node)
}

fn flows(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    found.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    found.sort();
    Ok(found)
}

/// How many tests ended how.
#[derive(Debug, PartialEq)]
struct Count {
    passed: u32,
    failed: u32,
}

impl Count {
    /// Reads the closing lines of node's TAP report. A test cut off by its
    /// suite's failure counts as failed.
    fn read(tap: &str) -> Option<Self> {
        let closing = |word: &str| {
            let mut lines = tap.lines().rev();
            lines.find_map(|line| line.strip_prefix(word)?.trim().parse::<u32>().ok())
        };
        Some(Self {
            passed: closing("# pass ")?,
            failed: closing("# fail ")? + closing("# cancelled ").unwrap_or(0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_are_counted() {
        let tap = "TAP version 13\n# pass fail\nok 1 - a\n1..5\n# tests 5\n# suites 0\n\
            # pass 2\n# fail 1\n# cancelled 2\n# skipped 0\n";
        let expected = Count {
            passed: 2,
            failed: 3,
        };
        assert_eq!(Count::read(tap), Some(expected));
    }

    #[test]
    fn a_judged_result_that_no_longer_occurs_is_told() {
        let listed = r#"[{"rule": "a", "page": "/"}, {"rule": "b", "page": "/"}]"#;
        let met = "{\"page\":\"/\",\"rule\":\"b\"}\n{\"page\":\"/\",\"rule\":\"b\"}\n";
        let told = never_met(listed, met).expect("both are JSON");
        assert_eq!(told, [r#"{"page":"/","rule":"a"}"#]);
    }

    #[test]
    fn a_report_cut_short_has_no_count() {
        assert_eq!(Count::read("TAP version 13\nok 1 - a\n"), None);
    }
}
