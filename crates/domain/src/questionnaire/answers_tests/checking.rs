//! Reading a form, and what is found wrong with answers: limits, catalogues, conditions, demands over several fields.

use proptest::prelude::*;
use rstest::rstest;

use crate::capture::machine_tests::people::good_answer;
use crate::capture::machine_tests::world::World;
use crate::profile::Counting;
use crate::questionnaire::{Answer, Answers, Definition, Fault, LONGEST_DRAFT, Section};
use crate::sample::{self, key};

fn text(text: &str) -> Option<Answer> {
    Some(Answer::Text(text.to_owned()))
}

/// Answers to the sample that lack nothing.
fn good() -> Answers {
    let definition = sample::questionnaire();
    let mut answers = Answers::default();
    for field in definition.fields() {
        answers.set(field.key.clone(), Some(good_answer(&definition, field)));
    }
    answers
}

/// What is found wrong with the sample's good answers once one is changed.
fn found_with(field: &str, answer: Option<Answer>) -> Vec<(String, Fault)> {
    let mut answers = good();
    answers.set(key(field), answer);
    let findings = sample::questionnaire().check(&answers, Counting::WithSpaces);
    findings
        .into_iter()
        .map(|finding| (finding.field.to_string(), finding.fault))
        .collect()
}

#[rstest]
#[case("dgo")]
#[case("cdmx")]
fn nothing_is_found_in_complete_answers_and_required_fields_in_none(#[case] profile: &str) {
    let world = World::of(profile, false);
    let (definition, counting) = (world.definition(), world.profile.capture.counting);
    assert_eq!(definition.check(&world.complete(), counting), []);
    let missing: Vec<String> = definition
        .check(&Answers::default(), counting)
        .into_iter()
        .map(|finding| finding.field.to_string())
        .collect();
    let asked = definition
        .fields()
        .filter(|f| f.required && f.is_asked(&Answers::default()));
    let mut expected: Vec<String> = asked.map(|field| field.key.to_string()).collect();
    let group = definition
        .sections
        .iter()
        .find_map(|section| section.at_least_one.as_ref());
    expected.insert(0, group.unwrap().fields[0].to_string());
    assert_eq!(missing, expected);
}

#[rstest]
#[case::at_the_least("abcde", None)]
#[case::below("abcd", Some(Fault::TooShort { count: 4, min: 5 }))]
#[case::at_the_most(&"a".repeat(40), None)]
#[case::above(&"a".repeat(41), Some(Fault::TooLong { count: 41, max: 40 }))]
fn paragraph_keeps_its_limits(#[case] typed: &str, #[case] fault: Option<Fault>) {
    let expected: Vec<(String, Fault)> = fault
        .into_iter()
        .map(|f| ("motivos".to_owned(), f))
        .collect();
    assert_eq!(found_with("motivos", text(typed)), expected);
}

#[test]
fn limit_follows_how_the_profile_counts() {
    let definition = sample::questionnaire();
    let mut answers = good();
    answers.set(key("motivos"), text(&"ab ".repeat(16)));
    let count = |counting| definition.check(&answers, counting).len();
    assert_eq!(
        (count(Counting::WithSpaces), count(Counting::WithoutSpaces)),
        (1, 0)
    );
}

/// A form sends CRLF: at the very limit it must not weigh more than what the counter said.
#[test]
fn crlf_of_a_form_is_no_longer_at_a_limit() {
    let definition = sample::questionnaire();
    let section = &definition.sections[2];
    let typed = ["aaaa"; 8].join("\r\n") + "b";
    let answers = definition.read_section(section, &[("motivos".to_owned(), typed)]);
    let kept = answers.get(&key("motivos")).and_then(Answer::text).unwrap();
    assert_eq!(crate::questionnaire::length(kept, Counting::WithSpaces), 40);
    let mut all = good();
    all.set(key("motivos"), text(kept));
    assert_eq!(definition.check(&all, Counting::WithSpaces), []);
}

#[rstest]
#[case::unknown(text("altísimo"))]
#[case::name_instead_of_key(text("Alto"))]
#[case::upper_case(text("ALTO"))]
fn choice_is_one_of_the_catalogue(#[case] answer: Option<Answer>) {
    assert_eq!(
        found_with("grado", answer)[0],
        ("grado".to_owned(), Fault::NotAnOption)
    );
}

#[rstest]
#[case::list_for_a_choice("grado", Answer::List(vec!["alto".to_owned()]))]
#[case::declared_where_nothing_is_declarable("motivos", Answer::DECLARED)]
#[case::text_for_a_list("telefonos", Answer::Text("6181234567".to_owned()))]
#[case::declared_for_a_line("lema", Answer::DECLARED)]
fn answer_of_another_kind_is_no_answer(#[case] field: &str, #[case] answer: Answer) {
    assert!(found_with(field, Some(answer)).contains(&(field.to_owned(), Fault::Missing)));
}

#[test]
fn declared_answer_stands_for_a_text() {
    assert_eq!(found_with("trayectoria", Some(Answer::DECLARED)), []);
    assert_eq!(
        found_with("trayectoria", None),
        [("trayectoria".to_owned(), Fault::Missing)]
    );
}

/// `titulo` is asked unless `grado` is `ninguno`.
#[rstest]
#[case::asked_and_missing(text("alto"), None, &["titulo"])]
#[case::asked_and_there(text("alto"), text("Licenciatura"), &[])]
#[case::not_asked(text("ninguno"), None, &[])]
#[case::not_asked_and_wrong_all_the_same(text("ninguno"), text(&"x".repeat(99)), &[])]
#[case::nothing_to_decide_by(None, None, &["grado"])]
fn condition_decides_what_is_asked(
    #[case] grade: Option<Answer>,
    #[case] title: Option<Answer>,
    #[case] found: &[&str],
) {
    let mut answers = good();
    answers.set(key("grado"), grade);
    answers.set(key("titulo"), title);
    let findings = sample::questionnaire().check(&answers, Counting::WithSpaces);
    let fields: Vec<&str> = findings
        .iter()
        .map(|finding| finding.field.as_str())
        .collect();
    assert_eq!(fields, found);
}

#[test]
fn condition_that_is_not_negated_asks_for_its_options_alone() {
    let condition = crate::questionnaire::Condition {
        field: key("grado"),
        is: vec!["alto".to_owned(), "medio".to_owned()],
        negated: false,
    };
    assert!(condition.holds(Some("alto")) && condition.holds(Some("medio")));
    assert!(!condition.holds(Some("ninguno")) && !condition.holds(None));
}

#[rstest]
#[case::none(&[], true)]
#[case::outside_the_group(&["lema"], true)]
#[case::first(&["telefonos"], false)]
#[case::last(&["pagina"], false)]
#[case::all(&["telefonos", "correo", "pagina"], false)]
fn one_of_the_group_is_enough(#[case] answered: &[&str], #[case] told: bool) {
    let definition = sample::questionnaire();
    let mut answers = Answers::default();
    for field in answered {
        let field = definition.field(&key(field)).unwrap();
        answers.set(field.key.clone(), Some(good_answer(&definition, field)));
    }
    let findings =
        definition.check_section(&definition.sections[0], &answers, Counting::WithSpaces);
    let message = Fault::NoneOf("Escriba un medio de contacto al menos.".to_owned());
    let said = findings
        .first()
        .is_some_and(|f| f.fault == message && f.field.as_str() == "telefonos");
    assert_eq!(said, told, "{findings:?}");
}

fn read(section: usize, pairs: &[(&str, &str)]) -> Answers {
    let definition = sample::questionnaire();
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    definition.read_section(&definition.sections[section], &pairs)
}

#[test]
fn form_is_read_by_the_sections_fields_alone() {
    let answers = read(
        0,
        &[
            ("telefonos", " 6181234567 "),
            ("telefonos", ""),
            ("telefonos", "\u{200B}"),
            ("telefonos", "6187654321"),
            ("correo", "primero@ejemplo.mx"),
            ("correo", "segundo@ejemplo.mx"),
            ("motivos", "de otra sección"),
            ("desconocido", "x"),
            ("", "x"),
        ],
    );
    let mut expected = Answers::default();
    expected.set(
        key("telefonos"),
        Some(Answer::List(vec![
            "6181234567".to_owned(),
            "6187654321".to_owned(),
        ])),
    );
    expected.set(key("correo"), text("primero@ejemplo.mx"));
    assert_eq!(answers, expected);
}

#[test]
fn tick_declares_only_where_something_is_declarable() {
    let ticked = read(
        2,
        &[
            ("trayectoria__declarada", "on"),
            ("motivos__declarada", "on"),
        ],
    );
    assert_eq!(ticked.get(&key("trayectoria")), Some(&Answer::DECLARED));
    assert_eq!(ticked.get(&key("motivos")), None);
}

#[test]
fn digest_is_the_same_in_any_order_and_another_for_any_change() {
    let (mut one, mut other) = (Answers::default(), Answers::default());
    one.set(key("a"), text("1"));
    one.set(key("b"), Some(Answer::DECLARED));
    other.set(key("b"), Some(Answer::DECLARED));
    other.set(key("a"), text("1"));
    assert_eq!(one.digest(), other.digest());
    other.set(key("a"), Some(Answer::List(vec!["1".to_owned()])));
    assert_ne!(
        one.digest(),
        other.digest(),
        "a list of one line is not a line"
    );
    other.set(key("a"), None);
    assert_ne!(one.digest(), other.digest());
}

/// Written down once: a receipt that was given must be checkable for ever.
#[test]
fn digest_never_changes() {
    let mut answers = Answers::default();
    answers.set(key("motivos"), text("Año «nuevo»\n👩\u{200D}👧"));
    answers.set(
        key("telefonos"),
        Some(Answer::List(vec!["618 123 4567".to_owned()])),
    );
    answers.set(key("trayectoria"), Some(Answer::DECLARED));
    let json = "{\"motivos\":\"Año «nuevo»\\n👩\u{200D}👧\",\"telefonos\":[\"618 123 4567\"],\"trayectoria\":{\"declared\":true}}";
    assert_eq!(serde_json::to_string(&answers).unwrap(), json);
    assert_eq!(
        answers.digest(),
        crate::profile::ContentHash::of(json.as_bytes()).to_string()
    );
    assert_eq!(serde_json::from_str::<Answers>(json).unwrap(), answers);
}

#[rstest]
#[case::at_the_most(LONGEST_DRAFT, false)]
#[case::above(LONGEST_DRAFT + 1, true)]
fn draft_over_its_limit_is_kept_until_it_is_far_too_long(
    #[case] characters: usize,
    #[case] told: bool,
) {
    let mut answers = Answers::default();
    answers.set(key("motivos"), text(&"ñ".repeat(characters)));
    assert_eq!(answers.too_long_to_keep().is_some(), told);
    let lines = Answer::List(vec!["ñ".to_owned(); characters / 2 + usize::from(told)]);
    answers.set(key("motivos"), Some(lines));
    assert_eq!(answers.too_long_to_keep().is_some(), told);
}

/// Any definition's names beside names that are nothing, and any text.
fn pairs(definition: &Definition) -> impl Strategy<Value = Vec<(String, String)>> + use<> {
    let mut names: Vec<String> = definition
        .fields()
        .map(|field| field.key.to_string())
        .collect();
    let ticks: Vec<String> = names
        .iter()
        .map(|name| format!("{name}__declarada"))
        .collect();
    names.extend(ticks);
    names.extend(["", "__declarada", "no_existe"].map(str::to_owned));
    let options = definition.catalogues.iter().flat_map(|c| &c.options);
    let mut values: Vec<String> = options.map(|option| option.key.to_string()).collect();
    values.extend(["", "https://a.b", "a@b.c", "6181234567", "\r\n"].map(str::to_owned));
    let value = prop_oneof![any::<String>(), prop::sample::select(values)];
    prop::collection::vec((prop::sample::select(names), value), 0..30)
}

fn definitions() -> impl Strategy<Value = Definition> {
    let all = vec![
        sample::questionnaire(),
        World::of("dgo", false).definition().clone(),
        World::of("cdmx", false).definition().clone(),
    ];
    prop::sample::select(all)
}

proptest! {
    #[test]
    fn any_form_is_read_and_checked_without_a_panic(
        (definition, pairs) in definitions().prop_flat_map(|definition| {
            let pairs = pairs(&definition);
            (Just(definition), pairs)
        }),
        spaces in any::<bool>(),
    ) {
        let counting = if spaces { Counting::WithSpaces } else { Counting::WithoutSpaces };
        let mut all = Answers::default();
        for section in &definition.sections {
            let answers = definition.read_section(section, &pairs);
            prop_assert!(answers.iter().all(|(field, _)| is_of(section, field.as_str())));
            prop_assert_eq!(&definition.read_section(section, &as_form(&answers)), &answers);
            for (field, answer) in answers.iter() {
                all.set(field.clone(), Some(answer.clone()));
            }
        }
        for finding in definition.check(&all, counting) {
            prop_assert!(definition.field(&finding.field).is_some_and(|field| field.is_asked(&all)) || matches!(finding.fault, Fault::NoneOf(_)));
            prop_assert!(!finding.fault.to_string().is_empty());
        }
        let json = serde_json::to_string(&all).unwrap();
        prop_assert_eq!(serde_json::from_str::<Answers>(&json).unwrap(), all);
    }

    #[test]
    fn changes_lead_from_one_to_the_other(
        one in prop::collection::btree_map("[a-d]", "[xy]{0,2}", 0..4),
        other in prop::collection::btree_map("[a-d]", "[xy]{0,2}", 0..4),
    ) {
        let build = |texts: &std::collections::BTreeMap<String, String>| {
            let mut answers = Answers::default();
            for (field, value) in texts {
                answers.set(key(field), text(value));
            }
            answers
        };
        let (one, other) = (build(&one), build(&other));
        let changes = one.changes_to(&other);
        let mut reached = one.clone();
        for (field, change) in &changes {
            prop_assert_eq!(reached.get(field), change.before.as_ref());
            prop_assert_ne!(&change.before, &change.after);
            reached.set(field.clone(), change.after.clone());
        }
        prop_assert_eq!(&reached, &other);
        prop_assert_eq!(changes.is_empty(), one == other);
    }
}

fn is_of(section: &Section, field: &str) -> bool {
    section
        .fields
        .iter()
        .any(|known| known.key.as_str() == field)
}

/// Answers as a form sends them back.
fn as_form(answers: &Answers) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (field, answer) in answers.iter() {
        match answer {
            Answer::Text(text) => pairs.push((field.to_string(), text.clone())),
            Answer::List(lines) => {
                pairs.extend(lines.iter().map(|line| (field.to_string(), line.clone())))
            }
            Answer::Declared { .. } => pairs.push((format!("{field}__declarada"), "on".to_owned())),
            Answer::Photograph { photograph } => {
                pairs.push((field.to_string(), photograph.token()));
                pairs.push((
                    format!("{field}__descripcion"),
                    photograph.described.clone(),
                ));
            }
        }
    }
    pairs
}
