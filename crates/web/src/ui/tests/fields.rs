//! How a field ties its parts together.

use askama::Template;
use rstest::rstest;
use scraper::{Html, Selector};

use crate::ui::page_check;
use crate::ui::samples::page;
use crate::ui::{Choice, Counting, Entry, ErrorSummary, Field, Limits, LineKind};

fn rendered(field: &Field) -> Html {
    let html = field.render().expect("a field renders");
    page_check::check(&page(&html)).expect("a sound field");
    Html::parse_fragment(&html)
}

/// An attribute of the first element that a query finds.
fn attribute(html: &Html, query: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(query).expect("a selector written in a test");
    let found = html.select(&selector).next()?;
    found.attr(name).map(str::to_owned)
}

fn options() -> Vec<Choice> {
    vec![
        Choice::new("a", "Una").hint("La primera"),
        Choice::new("b", "Otra"),
    ]
}

const LIMITS: Limits = Limits {
    least: Some(280),
    most: 5000,
    counting: Counting::WithoutSpaces,
};

#[rstest]
#[case::line(Field::line("x", "Pregunta", "v"), "input")]
#[case::text(Field::text("x", "Pregunta", "v"), "textarea")]
#[case::select(Field::select("x", "Pregunta", "a", options()), "select")]
#[case::radios(Field::radios("x", "Pregunta", "a", options()), "fieldset")]
#[case::checks(Field::checks("x", "Pregunta", vec!["b".to_owned()], options()), "fieldset")]
#[case::check(Field::check("x", "Pregunta", true), "input")]
#[case::lines(Field::lines("x", "Pregunta", vec![Entry::new("v")], 3), "fieldset")]
#[case::password(Field::password("x", "Pregunta", "new-password"), "input")]
#[case::file(Field::file("x", "Pregunta", ".csv"), "input")]
fn every_control_names_what_describes_it(#[case] field: Field, #[case] described: &str) {
    assert_eq!(
        attribute(&rendered(&field), described, "aria-describedby"),
        None
    );
    assert_eq!(
        attribute(&rendered(&field), "[aria-invalid]", "aria-invalid"),
        None
    );
    let field = field
        .hint("Ayuda")
        .remark("Causal", "Texto")
        .error(Some("Falta"))
        .optional();
    let html = rendered(&field);
    assert_eq!(
        attribute(&html, described, "aria-describedby").as_deref(),
        Some("campo-x-ayuda campo-x-observacion campo-x-error")
    );
    assert_eq!(
        attribute(&html, &format!("#{}", field.id()), "id").as_deref(),
        Some("campo-x")
    );
    let text = html.root_element().text().collect::<String>();
    for said in [
        "Pregunta (opcional)",
        "Ayuda",
        "Observación: Causal",
        "Texto",
        "Error: Falta",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[rstest]
#[case::line(Field::line("x", "P", "").error(Some("Falta")))]
#[case::text(Field::text("x", "P", "").error(Some("Falta")))]
#[case::select(Field::select("x", "P", "", options()).error(Some("Falta")))]
#[case::check(Field::check("x", "P", false).error(Some("Falta")))]
#[case::lines(Field::lines("x", "P", vec![], 3).error(Some("Falta")))]
#[case::one_line(Field::lines("x", "P", vec![Entry::default().error(Some("Falta"))], 3))]
fn a_wrong_control_says_so(#[case] field: Field) {
    assert!(field.is_wrong());
    assert_eq!(
        attribute(&rendered(&field), "[name=x]", "aria-invalid").as_deref(),
        Some("true")
    );
}

#[test]
fn an_answer_comes_back_as_it_was_typed() {
    let html = rendered(&Field::text("x", "P", "\n  dos\n\nlíneas <b>&amp;"));
    let selector = Selector::parse("textarea").expect("a selector");
    let text: String = html
        .select(&selector)
        .flat_map(|area| area.text())
        .collect();
    assert_eq!(
        text, "\n  dos\n\nlíneas <b>&amp;",
        "the first line break is not eaten"
    );
}

#[test]
fn what_was_chosen_is_chosen_and_nothing_else() {
    let html = rendered(&Field::radios("x", "P", "b", options()));
    assert_eq!(attribute(&html, "[checked]", "value").as_deref(), Some("b"));
    let html = rendered(&Field::select("x", "P", "b", options()));
    assert_eq!(
        attribute(&html, "[selected]", "value").as_deref(),
        Some("b")
    );
    let html = rendered(&Field::select("x", "P", "", options()));
    assert_eq!(attribute(&html, "[selected]", "value"), None);
    let html = rendered(&Field::checks("x", "P", vec!["a".to_owned()], options()));
    assert_eq!(attribute(&html, "[checked]", "value").as_deref(), Some("a"));
}

#[test]
fn a_password_is_never_shown_again() {
    let html = rendered(&Field::password("clave", "Contraseña", "current-password"));
    assert_eq!(attribute(&html, "input", "value"), None);
    assert_eq!(
        attribute(&html, "input", "autocomplete").as_deref(),
        Some("current-password")
    );
    assert_eq!(attribute(&html, "button", "hidden").as_deref(), Some(""));
}

#[test]
fn limits_are_said_in_words_and_to_the_counter() {
    let html = rendered(&Field::text("x", "P", "").limits(LIMITS));
    assert_eq!(
        attribute(&html, "[data-contador]", "data-contador").as_deref(),
        Some("sin_espacios")
    );
    assert_eq!(
        attribute(&html, "[data-contador]", "data-minimo").as_deref(),
        Some("280")
    );
    assert_eq!(
        attribute(&html, "[data-contador]", "data-maximo").as_deref(),
        Some("5000")
    );
    assert_eq!(
        attribute(&html, "textarea", "aria-describedby").as_deref(),
        Some("campo-x-limites")
    );
    assert_eq!(
        LIMITS.words(),
        "Entre 280 y 5,000 caracteres, sin contar espacios."
    );
    let most = Limits {
        least: None,
        most: 250,
        counting: Counting::WithSpaces,
    };
    assert_eq!(most.words(), "Hasta 250 caracteres.");
}

#[test]
fn a_list_has_a_button_per_line_and_one_to_add_until_it_is_full() {
    let two = vec![Entry::new("a"), Entry::new("b")];
    let values = |field: &Field| {
        let html = rendered(field);
        let selector = Selector::parse("button").expect("a selector");
        html.select(&selector)
            .filter_map(|b| b.attr("value").map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let field = Field::lines("cursos", "Cursos", two.clone(), 3);
    assert_eq!(
        values(&field),
        ["quitar:cursos:1", "quitar:cursos:2", "agregar:cursos"]
    );
    assert_eq!(
        values(&Field::lines("cursos", "Cursos", two, 2)),
        ["quitar:cursos:1", "quitar:cursos:2"]
    );
    assert_eq!(
        values(&Field::lines("cursos", "Cursos", vec![], 3)),
        ["agregar:cursos"]
    );
    assert!(values(&Field::lines("cursos", "Cursos", vec![], 1)).is_empty());
}

#[test]
fn the_summary_leads_to_each_control_to_mend() {
    let fields = [
        Field::line("a.b[0]", "P", "").error(Some("Uno")),
        Field::line("bien", "P", ""),
        Field::lines(
            "c",
            "P",
            vec![Entry::new("x"), Entry::new("y").error(Some("Dos"))],
            3,
        ),
    ];
    let summary = ErrorSummary::of(&fields).general("Tres");
    let found: Vec<(&str, &str)> = summary
        .problems
        .iter()
        .map(|p| (p.href.as_str(), p.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("", "Tres"),
            ("#campo-a-b-0-", "Uno"),
            ("#campo-c-2", "Dos")
        ]
    );
    let html: String = fields
        .iter()
        .map(|f| f.render().expect("renders"))
        .collect();
    let html = format!("{}{html}", summary.render().expect("renders"));
    page_check::check(&page(&html)).expect("every link has its target");
    assert_eq!(summary.heading(), "Hay 2 datos por corregir");
    assert!(
        ErrorSummary::default()
            .render()
            .expect("renders")
            .is_empty()
    );
}

#[rstest]
#[case(LineKind::Email, "email", None)]
#[case(LineKind::Link, "text", Some("url"))]
#[case(LineKind::Whole, "text", Some("numeric"))]
#[case(LineKind::Telephone, "tel", None)]
fn a_line_brings_up_its_keyboard(
    #[case] kind: LineKind,
    #[case] sort: &str,
    #[case] mode: Option<&str>,
) {
    let html = rendered(&Field::line("x", "P", "").kind(kind).lang("stp"));
    assert_eq!(attribute(&html, "input", "type").as_deref(), Some(sort));
    assert_eq!(attribute(&html, "input", "inputmode").as_deref(), mode);
    assert_eq!(attribute(&html, "input", "lang").as_deref(), Some("stp"));
}
