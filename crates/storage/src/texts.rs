//! Every statement text of the crate, for the tests that forbid what the engines do differently.

use domain::account::Account;
use domain::capture::Capture;
use domain::confirmation::{ConfirmationLink, EditsSeen};
use domain::help_request::HelpRequest;
use domain::hiding::Hiding;
use domain::notification::Notification;
use domain::party::{Assignment, SupervisorAppointment};
use domain::proposal::Proposal;
use domain::registry::{Candidacy, RegisteredAgreement};

use crate::engine::{Insert, Texts};

use crate::record::Stored;

/// The texts, file by file.
fn all() -> Vec<Texts> {
    let mut all = vec![
        crate::account::TEXTS,
        crate::agreement::TEXTS,
        crate::autosave::TEXTS,
        crate::board::TEXTS,
        crate::candidacy::TEXTS,
        crate::capture::TEXTS,
        crate::confirmation::TEXTS,
        crate::delivery::TEXTS,
        crate::engine::PREPARE_TEXTS,
        crate::extension::TEXTS,
        crate::ground::TEXTS,
        crate::help_request::TEXTS,
        crate::name_search::TEXTS,
        crate::overview::TEXTS,
        crate::likeness::TEXTS,
        crate::notification::TEXTS,
        crate::hiding::TEXTS,
        crate::parked_request::TEXTS,
        crate::party::TEXTS,
        crate::process::TEXTS,
        crate::proposal::TEXTS,
        crate::publication::TEXTS,
        crate::receipt::TEXTS,
        crate::received_photograph::TEXTS,
        crate::registry::TEXTS,
        crate::revision::TEXTS,
        crate::session::TEXTS,
        crate::setting::TEXTS,
        crate::sign_in_failure::TEXTS,
        crate::staged_file::TEXTS,
        crate::term_board::TEXTS,
        crate::term_counts::TEXTS,
    ];
    all.extend(crate::history::TEXTS);
    all
}

/// Every text, whole statements and pieces alike.
fn texts() -> Vec<String> {
    let mut texts = Vec::new();
    for file in all() {
        texts.extend(
            file.statements
                .iter()
                .map(|statement| statement.text.to_owned()),
        );
        texts.extend(file.pieces.iter().map(|piece| piece.0.to_owned()));
        texts.extend(file.inserts.iter().map(|insert| insert.text(2)));
    }
    texts.extend([
        overwriting::<Account>(),
        overwriting::<Candidacy>(),
        overwriting::<Capture>(),
        overwriting::<RegisteredAgreement>(),
        overwriting::<Proposal>(),
        overwriting::<SupervisorAppointment>(),
        overwriting::<Assignment>(),
        overwriting::<HelpRequest>(),
        overwriting::<Notification>(),
        overwriting::<Hiding>(),
        overwriting::<ConfirmationLink>(),
        overwriting::<EditsSeen>(),
    ]);
    texts
}

/// Every insertion.
pub fn inserts() -> Vec<Insert> {
    all()
        .iter()
        .flat_map(|file| file.inserts)
        .copied()
        .collect()
}

fn overwriting<R: Stored>() -> String {
    R::INSERT.or(R::OVERWRITE).text(1)
}

/// `text` in lower case with one space between words and around every sign, so that words can be told apart.
fn words(text: &str) -> String {
    let mut spaced = String::from(" ");
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' || c == '$' || c == '\'' || c == '.' {
            spaced.push(c.to_ascii_lowercase());
        } else if !c.is_whitespace() {
            spaced.push(' ');
            spaced.push(c);
            spaced.push(' ');
        } else {
            spaced.push(' ');
        }
    }
    spaced.push(' ');
    spaced
        .split_whitespace()
        .fold(String::from(" "), |text, word| text + word + " ")
}

/// What the engines do differently, and why it is not written.
const FORBIDDEN: [(&str, &str); 27] = [
    (
        " like ",
        "SQLite ignores the case of ASCII letters, PostgreSQL none",
    ),
    (" ilike ", "only PostgreSQL has it"),
    (" glob ", "only SQLite has it"),
    (" similar ", "only PostgreSQL has it"),
    (" regexp ", "SQLite has no function for it"),
    (
        " collate ",
        "names of collations differ; columns have theirs from the type map",
    ),
    (" nulls ", "write an order that meets no null"),
    (" = 1 ", "a boolean is not a number on PostgreSQL"),
    (" = 0 ", "a boolean is not a number on PostgreSQL"),
    (" any ( ", "SQLite has no arrays"),
    (" unnest ", "SQLite has no arrays"),
    (" array ", "SQLite has no arrays"),
    (" json", "functions and operators differ; JSON is text here"),
    (" now ( ", "time comes in as an argument"),
    (" datetime ", "time comes in as an argument"),
    (" current_timestamp ", "time comes in as an argument"),
    (" strftime ", "time comes in as an argument"),
    (" random ( ", "chance comes in as an argument"),
    (
        " lower ( ",
        "SQLite lowers ASCII alone; fold before storing",
    ),
    (
        " upper ( ",
        "SQLite raises ASCII alone; fold before storing",
    ),
    (" instr ", "only SQLite has it"),
    (" strpos ", "only PostgreSQL has it"),
    (" substr", "counts differ on text that is not UTF-8"),
    (
        " or replace ",
        "only SQLite has it, and it slips past triggers",
    ),
    (" or ignore ", "only SQLite has it"),
    (
        " select * ",
        "a new column would change prepared statements under a running program",
    ),
    (
        " for update ",
        "writers are serial already, and SQLite has no row locks",
    ),
];

#[test]
fn no_text_says_what_the_engines_understand_differently() {
    for text in texts() {
        let spaced = words(&text);
        for (word, why) in FORBIDDEN {
            assert!(!spaced.contains(word), "«{}»: {why}\n{text}", word.trim());
        }
        for sum in spaced.split(" sum ( ").skip(1) {
            assert!(
                spaced.contains(" cast ( "),
                "SUM of BIGINT is NUMERIC on PostgreSQL: CAST it\n{sum}"
            );
        }
        assert!(
            !text.contains('?') && !text.contains("::"),
            "placeholders are $1, casts are CAST\n{text}"
        );
        assert!(!text.contains('"'), "identifiers are plain words\n{text}");
    }
}

#[test]
fn the_rules_would_notice_each_forbidden_word() {
    for (text, word) in [
        ("SELECT a FROM t WHERE a LIKE $1", " like "),
        ("SELECT a FROM t WHERE ok=1", " = 1 "),
        ("SELECT a FROM t WHERE a = ANY($1)", " any ( "),
        ("SELECT now()", " now ( "),
        ("SELECT * FROM t", " select * "),
    ] {
        assert!(words(text).contains(word), "{text}");
        assert!(FORBIDDEN.iter().any(|(forbidden, _)| *forbidden == word));
    }
}

/// Columns by which an order or a limit of an order meets no null: they hold none, or the text compares them and so
/// leaves out the rows where they do.
#[test]
fn every_order_is_by_columns_that_are_never_null() {
    const NEVER_NULL: [&str; 29] = [
        "issued",
        "share",
        "field",
        "other",
        "capture.candidacy",
        "sketch.candidacy",
        "capture.sent_by",
        "sketch.field",
        "version",
        "assignment.id",
        "id",
        "login",
        "number",
        "position",
        "size",
        "level",
        "tile_index",
        "slot",
        "section",
        "created",
        "minute",
        "network",
        "candidacy",
        "questionnaire",
        "folded_name",
        "desc",
        "limit",
        "asc",
        ",",
    ];
    let mut orders = 0;
    for text in texts() {
        let spaced = words(&text);
        for order in spaced.split(" order by ").skip(1) {
            orders += 1;
            for word in order
                .split(' ')
                .take_while(|word| *word != ")" && *word != "limit")
            {
                let compared = ["<", "< ="]
                    .iter()
                    .any(|sign| spaced.contains(&format!(" and {word} {sign} $")));
                assert!(
                    word.is_empty() || compared || NEVER_NULL.contains(&word),
                    "order by «{word}» in {text}"
                );
            }
        }
    }
    assert!(orders > 20, "the texts are all here");
}

#[test]
fn every_statement_of_the_crate_is_under_these_tests() {
    let listed: Vec<&str> = all().iter().map(|file| file.module).collect();
    let mut found = 0;
    for file in sources(std::path::Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src"
    ))) {
        let source = std::fs::read_to_string(&file).unwrap();
        if !source.lines().any(|line| line == "statements! {") {
            continue;
        }
        found += 1;
        let stem = file.file_stem().unwrap().to_str().unwrap();
        assert!(
            listed
                .iter()
                .any(|module| module.rsplit("::").next() == Some(stem)),
            "name {stem}::TEXTS in texts.rs"
        );
    }
    assert_eq!(found, listed.len());
}

fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn an_insertion_of_many_rows_numbers_its_placeholders_through() {
    let insert = crate::engine::Insert {
        table: "t",
        columns: &["a", "b"],
        conflict: "",
    };
    assert_eq!(
        insert.text(2),
        "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)"
    );
    assert_eq!(
        insert.or("ON CONFLICT (a) DO NOTHING").text(1),
        "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO NOTHING"
    );
}
