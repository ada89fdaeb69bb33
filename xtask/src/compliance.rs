//! `docs/cumplimiento.md` says of every numeral of both operating processes
//! what fulfils it and which test proves it. This check keeps the table whole
//! and its tests existing; whether a test proves enough, people judge.

use std::collections::BTreeSet;

use crate::code;
use crate::tree::Tree;

/// The table.
const DOCUMENT: &str = "docs/cumplimiento.md";

/// Requirements are numbered from 1 to this.
const REQUIREMENTS: u8 = 32;

/// Numerals of each process, the same in both.
const NUMERALS: u8 = 42;

/// Numerals whose paragraphs demand different things and have rows of their
/// own, with how many paragraphs.
const PARAGRAPHS: [(&str, u8, u8); 4] = [
    ("DGO", 20, 3),
    ("DGO", 30, 3),
    ("DGO", 34, 3),
    ("CDMX", 35, 3),
];

/// What begins a state that is not whole; what is missing follows.
const PARTLY: &str = "en parte:";

/// One numeral's row.
struct Row<'a> {
    line: usize,
    numeral: &'a str,
    requirements: &'a str,
    demand: &'a str,
    place: &'a str,
    tests: Vec<&'a str>,
    state: &'a str,
}

/// Everything that is wrong with the table; no table is no fault of its own.
pub fn faults(tree: &Tree) -> Vec<String> {
    let Some(text) = tree.text(DOCUMENT) else {
        return vec![format!("{DOCUMENT} does not exist")];
    };
    let mut found = Vec::new();
    let mut rows = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        if ["| DGO ", "| CDMX "]
            .iter()
            .any(|head| content.starts_with(head))
        {
            match Row::read(line, content) {
                Some(row) => rows.push(row),
                None => found.push(format!("{DOCUMENT}:{line}: the row has not six cells")),
            }
        }
    }
    found.extend(numeral_faults(&rows));
    found.extend(requirement_faults(&rows));
    for row in &rows {
        let told = row.state_faults().into_iter().chain(row.test_faults(tree));
        found.extend(told.map(|fault| format!("{DOCUMENT}:{}: {} {fault}", row.line, row.numeral)));
    }
    found
}

impl<'a> Row<'a> {
    fn read(line: usize, content: &'a str) -> Option<Self> {
        let inside = content.strip_prefix('|')?.strip_suffix('|')?;
        let cells: Vec<&str> = inside.split('|').map(str::trim).collect();
        let [numeral, requirements, demand, place, tests, state] = cells[..] else {
            return None;
        };
        Some(Self {
            line,
            numeral,
            requirements,
            demand,
            place,
            // What stands between backticks.
            tests: tests.split('`').skip(1).step_by(2).collect(),
            state,
        })
    }

    fn state_faults(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.demand.is_empty() || self.place.is_empty() {
            found.push("has an empty cell".to_owned());
        }
        let is_pending = self.state == "pendiente";
        let missing = self.state.strip_prefix(PARTLY).map(str::trim);
        match missing {
            Some("") => found.push("does not say what is missing".to_owned()),
            None if self.state != "cumple" && !is_pending => found.push(format!(
                "is in no known state: \"{}\" (cumple, pendiente, or {PARTLY} what is missing)",
                self.state
            )),
            _ => {}
        }
        if is_pending && !self.tests.is_empty() {
            found.push("is pending and yet names a test".to_owned());
        }
        if !is_pending && self.tests.is_empty() {
            found.push("names no test".to_owned());
        }
        found
    }

    fn test_faults(&self, tree: &Tree) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let missing = self.tests.iter().filter(|test| !exists(tree, test));
        let mut found: Vec<String> = missing
            .map(|test| format!("names a test that does not exist: {test}"))
            .collect();
        let twice = self.tests.iter().filter(|test| !seen.insert(**test));
        found.extend(twice.map(|test| format!("names a test twice: {test}")));
        found
    }
}

/// Whether there is a test of this name: `crate::file::name` for Rust,
/// `tests/browser/flows/file.test.mjs: title` for the browser.
fn exists(tree: &Tree, test: &str) -> bool {
    if let Some((file, title)) = test.split_once(": ") {
        return file.starts_with("tests/browser/flows/")
            && tree
                .text(file)
                .is_some_and(|code| code::has_node_test(code, title));
    }
    let parts: Vec<&str> = test.split("::").collect();
    let [name, modules @ .., function] = &parts[..] else {
        return false;
    };
    tree.code_of_crate(name).is_some_and(|files| {
        files
            .iter()
            .any(|(path, text)| code::leads_to(modules, path) && code::has_test(text, function))
    })
}

/// Every numeral that must have a row.
fn numerals() -> Vec<String> {
    let mut names = Vec::new();
    for process in ["DGO", "CDMX"] {
        for number in 1..=NUMERALS {
            names.push(format!("{process} {number}"));
            let paragraphs = PARAGRAPHS
                .iter()
                .filter(|(of, numeral, _)| *of == process && *numeral == number)
                .flat_map(|(_, _, count)| 1..=*count);
            names.extend(paragraphs.map(|paragraph| format!("{process} {number}.{paragraph}")));
        }
    }
    names
}

fn numeral_faults(rows: &[Row<'_>]) -> Vec<String> {
    let wanted = numerals();
    let mut found = Vec::new();
    for numeral in &wanted {
        match rows.iter().filter(|row| row.numeral == numeral).count() {
            1 => {}
            0 => found.push(format!("{DOCUMENT}: {numeral} has no row")),
            count => found.push(format!("{DOCUMENT}: {numeral} has {count} rows")),
        }
    }
    let unknown = rows
        .iter()
        .filter(|row| !wanted.iter().any(|numeral| numeral == row.numeral));
    found.extend(unknown.map(|row| {
        format!(
            "{DOCUMENT}:{}: there is no numeral {}",
            row.line, row.numeral
        )
    }));
    found
}

fn requirement_faults(rows: &[Row<'_>]) -> Vec<String> {
    let known: Vec<String> = (1..=REQUIREMENTS)
        .map(|number| format!("R{number:02}"))
        .collect();
    let named = |row: &Row<'_>| -> Vec<String> {
        row.requirements.split(", ").map(str::to_owned).collect()
    };
    let mut found = Vec::new();
    for row in rows {
        let unknown = named(row).into_iter().filter(|name| !known.contains(name));
        found.extend(unknown.map(|name| {
            format!(
                "{DOCUMENT}:{}: there is no requirement \"{name}\"",
                row.line
            )
        }));
    }
    let all: BTreeSet<String> = rows.iter().flat_map(named).collect();
    let forgotten = known.iter().filter(|name| !all.contains(*name));
    found.extend(forgotten.map(|name| format!("{DOCUMENT}: no numeral names {name}")));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "`domain::term::ends_at_midnight`";

    /// A whole table, with the row of DGO 9 replaced by these lines.
    fn table(rows_of_nine: &[&str]) -> String {
        let all: Vec<String> = (1..=REQUIREMENTS)
            .map(|number| format!("R{number:02}"))
            .collect();
        let mut lines = vec!["| numeral | requisito |".to_owned()];
        for numeral in numerals() {
            if numeral == "DGO 9" {
                lines.extend(rows_of_nine.iter().map(|row| (*row).to_owned()));
            } else {
                lines.push(format!(
                    "| {numeral} | {} | algo | — | — | pendiente |",
                    all.join(", ")
                ));
            }
        }
        lines.join("\n")
    }

    fn told(rows_of_nine: &[&str]) -> Vec<String> {
        faults(&Tree::planted(&[
            (DOCUMENT, &table(rows_of_nine)),
            ("crates/domain/Cargo.toml", ""),
            (
                "crates/domain/src/term.rs",
                "#[test]\nfn ends_at_midnight() {}\n\nfn helper() {}\n",
            ),
            (
                "tests/browser/flows/term.test.mjs",
                "test('the term is shown', () => {});",
            ),
        ]))
    }

    fn nine(tests: &str, state: &str) -> String {
        format!("| DGO 9 | R07 | quince días | /panel | {tests} | {state} |")
    }

    #[test]
    fn a_whole_table_passes() {
        let browser = "`tests/browser/flows/term.test.mjs: the term is shown`";
        for row in [
            nine("—", "pendiente"),
            nine(GOOD, "cumple"),
            nine(&format!("{GOOD}, {browser}"), "en parte: falta la carta"),
        ] {
            assert_eq!(told(&[&row]), [""; 0], "{row}");
        }
    }

    #[test]
    fn a_numeral_without_a_row_or_with_two_is_named() {
        assert_eq!(told(&[]), [format!("{DOCUMENT}: DGO 9 has no row")]);
        let row = nine("—", "pendiente");
        assert_eq!(
            told(&[&row, &row]),
            [format!("{DOCUMENT}: DGO 9 has 2 rows")]
        );
        let paragraph = row.replace("DGO 9", "DGO 9.4");
        let said = told(&[&row, &paragraph]);
        assert_eq!(
            said,
            [format!("{DOCUMENT}:11: there is no numeral DGO 9.4")]
        );
    }

    #[test]
    fn a_row_that_claims_must_name_a_test() {
        for state in ["cumple", "en parte: falta la carta"] {
            let said = told(&[&nine("por hacer", state)]);
            assert_eq!(said, [format!("{DOCUMENT}:10: DGO 9 names no test")]);
        }
        let said = told(&[&nine(GOOD, "pendiente")]);
        assert!(
            said[0].ends_with("is pending and yet names a test"),
            "{said:?}"
        );
    }

    #[test]
    fn a_test_that_does_not_exist_is_named() {
        for missing in [
            "domain::term::ends_at_noon",
            "domain::term::helper",
            "domain::account::ends_at_midnight",
            "app::term::ends_at_midnight",
            "ends_at_midnight",
            "tests/browser/flows/term.test.mjs: the term",
            "tests/browser/flows/other.test.mjs: the term is shown",
        ] {
            let said = told(&[&nine(&format!("`{missing}`"), "cumple")]);
            let expected = format!("names a test that does not exist: {missing}");
            assert!(said.len() == 1 && said[0].ends_with(&expected), "{said:?}");
        }
        let said = told(&[&nine(&format!("{GOOD}, {GOOD}"), "cumple")]);
        assert!(
            said.len() == 1 && said[0].contains("names a test twice"),
            "{said:?}"
        );
    }

    #[test]
    fn what_is_missing_must_be_said_in_a_known_state() {
        let said = told(&[&nine(GOOD, "en parte:")]);
        assert!(
            said[0].ends_with("does not say what is missing"),
            "{said:?}"
        );
        let said = told(&[&nine(GOOD, "casi")]);
        assert!(
            said[0].contains("is in no known state: \"casi\""),
            "{said:?}"
        );
    }

    #[test]
    fn rows_that_cannot_be_read_and_empty_cells_are_named() {
        let said = told(&["| DGO 9 | R07 | pendiente |"]);
        assert!(
            said[0].ends_with(":10: the row has not six cells"),
            "{said:?}"
        );
        let said = told(&["| DGO 9 | R07 | | — | — | pendiente |"]);
        assert!(said[0].ends_with("DGO 9 has an empty cell"), "{said:?}");
    }

    #[test]
    fn requirements_exist_and_none_is_forgotten() {
        let said = told(&["| DGO 9 | R33 | algo | — | — | pendiente |"]);
        assert!(
            said[0].ends_with("there is no requirement \"R33\""),
            "{said:?}"
        );
        let text = table(&[&nine("—", "pendiente")]).replace("R32", "R31");
        let said = faults(&Tree::planted(&[(DOCUMENT, &text)]));
        assert_eq!(said, [format!("{DOCUMENT}: no numeral names R32")]);
    }

    #[test]
    fn a_table_that_was_deleted_is_a_fault() {
        assert_eq!(faults(&Tree::planted(&[])).len(), 1);
    }

    #[test]
    fn there_are_eighty_four_numerals_and_twelve_paragraphs() {
        assert_eq!(numerals().len(), 84 + 12);
    }
}
