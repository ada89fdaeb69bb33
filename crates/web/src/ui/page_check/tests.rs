//! The checker against pages with planted faults.

use rstest::rstest;

use super::check;

fn page(body: &str) -> String {
    format!(
        r#"<!doctype html><html lang="es-MX"><head><title>Prueba</title><meta name="viewport" content="width=device-width"></head><body><main><h1>Prueba</h1>{body}</main></body></html>"#
    )
}

#[test]
fn a_sound_page_passes() {
    let body = r##"<h2 id="a">Sección</h2><p>Todo {n} bien, «TODO MÉXICO»</p><a href="#a">Ir</a>
        <form method="post" action="/x"><label for="n">Nombre</label><input id="n" name="n" aria-describedby="a">
        <fieldset><legend>Elija</legend><label><input type="radio" name="r"> Una</label></fieldset>
        <button>Enviar</button></form><img src="/a.png" alt=""><svg aria-hidden="true"></svg>
        <table><caption>Tabla</caption><tbody><tr><th scope="row">a</th><td>b</td></tr></tbody></table>
        <h2>Otra</h2><h3>Parte</h3><nav aria-label="Páginas"><a href="/">Inicio</a></nav>"##;
    check(&page(body)).expect("a page without a fault");
}

#[rstest]
#[case::id_twice(r#"<p id="x"></p><p id="x"></p>"#, "the id «x» is used 2 times")]
#[case::id_with_space(r#"<p id="x y"></p>"#, "the id «x y» is empty or has a space")]
#[case::second_h1("<h1>Otra</h1>", "2 main headings")]
#[case::heading_jump("<h3>Salto</h3>", "«Salto» jumps from level 1 to 3")]
#[case::empty_heading("<h2> </h2>", "an empty heading")]
#[case::input_without_label(r#"<input name="a">"#, "a control without a label")]
#[case::select_without_label(r#"<select name="a"></select>"#, "a control without a label")]
#[case::empty_label(
    r#"<label for="a"></label><input id="a">"#,
    "a control without a label"
)]
#[case::label_of_nothing(r#"<label for="a">A</label>"#, "for names «a», which is not there")]
#[case::label_of_text(
    r#"<label for="a">A</label><p id="a"></p>"#,
    "a label of what is no control"
)]
#[case::described_by_nothing(
    r#"<label>A<input aria-describedby="b"></label>"#,
    "aria-describedby names «b», which is not there"
)]
#[case::described_by_empty(
    r#"<label>A<input aria-describedby=""></label>"#,
    "an empty aria-describedby"
)]
#[case::labelled_by_nothing(
    r#"<section aria-labelledby="b"></section>"#,
    "aria-labelledby names «b», which is not there"
)]
#[case::link_to_nowhere(r##"<a href="#b">B</a>"##, "a link to «#b», which is not there")]
#[case::link_to_empty(r##"<a href="#">B</a>"##, "a link to «#», which is not there")]
#[case::link_without_words(r#"<a href="/"><svg aria-hidden="true"></svg></a>"#, "without words")]
#[case::button_without_words("<button></button>", "without words")]
#[case::radio_alone(r#"<label><input type="radio"> A</label>"#, "a radio outside a group")]
#[case::group_without_legend("<fieldset></fieldset>", "a group without a legend")]
#[case::inline_style(r#"<p style="color:red"></p>"#, "not allowed here: <p style")]
#[case::style_element("<style></style>", "not allowed here: <style")]
#[case::inline_script("<script></script>", "not allowed here: <script")]
#[case::handler(r#"<p onclick="x()"></p>"#, "an inline handler")]
#[case::script_address(r#"<a href="javascript:x()">A</a>"#, "not allowed here: <a")]
#[case::new_tab(r#"<a href="/" target="_blank">A</a>"#, "not allowed here: <a")]
#[case::template_left("{{ nombre }}", "«{{» was left on the page")]
#[case::template_left_in_attribute(r#"<p title="{% if %}"></p>"#, "«{%» was left on the page")]
#[case::key_left("i18n:nombre", "«i18n:» was left on the page")]
#[case::image_without_alt(r#"<img src="/a.png">"#, "an image that nobody described")]
#[case::drawing_without_role("<svg></svg>", "an image that nobody described")]
#[case::table_without_caption("<table><tbody></tbody></table>", "a table without a caption")]
#[case::head_without_scope(
    "<table><caption>T</caption><tbody><tr><th>a</th></tr></tbody></table>",
    "a head without scope"
)]
#[case::nested_forms("<form><form></form></form>", "malformed HTML")]
#[case::stray_end("<p><div></div></p>", "malformed HTML")]
#[case::second_main("</main><main>", "2 main landmarks")]
#[case::nav_without_name(r#"<nav><a href="/">A</a></nav>"#, "a landmark without a name")]
#[case::order_of_focus(r#"<p tabindex="1"></p>"#, "a made-up order of focus")]
#[case::two_places_of_focus(
    r#"<p autofocus></p><p autofocus></p>"#,
    "2 elements ask for the focus"
)]
#[case::hidden_focus(r#"<button aria-hidden="true">A</button>"#, "focus on what is hidden")]
fn a_planted_fault_is_found(#[case] body: &str, #[case] expected: &str) {
    let faults = check(&page(body)).expect_err("a page with a fault").0;
    assert!(
        faults.iter().any(|fault| fault.contains(expected)),
        "{faults:?}"
    );
}

#[rstest]
#[case::language(r#" lang="es-MX""#, "", "the document has no language")]
#[case::empty_language("es-MX", "", "the document has no language")]
#[case::title("Prueba</title>", "</title>", "the title is empty")]
#[case::viewport("viewport", "otro", "the viewport is not set once")]
#[case::doctype("<!doctype html>", "", "malformed HTML")]
#[case::main_heading("<h1>Prueba</h1>", "", "0 main headings")]
fn what_a_document_lacks_is_found(
    #[case] there: &str,
    #[case] instead: &str,
    #[case] expected: &str,
) {
    let faults = check(&page("").replacen(there, instead, 1))
        .expect_err("a page with a fault")
        .0;
    assert!(
        faults.iter().any(|fault| fault.contains(expected)),
        "{faults:?}"
    );
}
