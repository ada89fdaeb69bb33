//! Telephones, addresses of e-mail and links: what people write is taken, what would do harm in a page is not.

use rstest::rstest;

use crate::profile::Counting;
use crate::questionnaire::{Answer, Answers, Fault, Finding};
use crate::sample::{self, key};

/// What is found wrong with this answer to a field of the sample's section "Contacto".
fn faults(field: &str, answer: Answer) -> Vec<Fault> {
    let definition = sample::questionnaire();
    let mut answers = Answers::default();
    answers.set(key(field), Some(answer));
    let section = &definition.sections[0];
    let findings = definition.check_section(section, &answers, Counting::WithSpaces);
    findings
        .into_iter()
        .map(|Finding { fault, .. }| fault)
        .collect()
}

fn of_line(field: &str, text: &str) -> Vec<Fault> {
    faults(field, Answer::Text(text.to_owned()))
}

fn of_list(lines: &[&str]) -> Vec<Fault> {
    faults(
        "telefonos",
        Answer::List(lines.iter().map(|line| (*line).to_owned()).collect()),
    )
}

#[rstest]
#[case("6181234567")]
#[case("618 123 4567")]
#[case("(618) 123-4567")]
#[case("+52 618 123 4567")]
#[case("618.123.4567")]
#[case("6181234567 ext. 12")]
#[case("6181234567, EXT 123")]
fn telephone_is_taken(#[case] text: &str) {
    assert_eq!(of_list(&[text]), []);
}

#[rstest]
#[case("123456789")]
#[case("1234567890123456")]
#[case("618 123 456O")]
#[case("llámame")]
#[case("tel:6181234567")]
#[case("6181234567;x")]
#[case("text 6181234567")]
#[case("6181234567 ext")]
#[case("6181234567 ext 1e")]
#[case("٦١٨١٢٣٤٥٦٧")]
fn telephone_is_refused(#[case] text: &str) {
    assert_eq!(of_list(&[text]), [Fault::NotATelephone(text.to_owned())]);
}

#[test]
fn each_line_of_a_list_is_looked_at_and_counted() {
    assert_eq!(of_list(&["6181234567", "6187654321"]), []);
    assert_eq!(
        of_list(&["6181234567", "x"]),
        [Fault::NotATelephone("x".to_owned())]
    );
    assert_eq!(
        of_list(&["6181234567"; 3]),
        [Fault::TooManyEntries { count: 3, max: 2 }]
    );
    assert_eq!(
        of_list(&["6181234567 ext 123456"]),
        [Fault::TooLong { count: 21, max: 20 }]
    );
}

#[rstest]
#[case("nombre@servicio.mx")]
#[case("nombre.apellido+campaña@sub.servicio.com.mx")]
#[case("o'dam@servicio.mx")]
#[case("N0MBRE_1@servicio-dos.mx")]
#[case("niña@correo.mx")]
fn email_is_taken(#[case] text: &str) {
    assert_eq!(of_line("correo", text), []);
}

#[rstest]
#[case("nombre")]
#[case("@servicio.mx")]
#[case("nombre@")]
#[case("nombre@servicio")]
#[case("nombre@servicio..mx")]
#[case("nombre@-servicio.mx")]
#[case("dos@tres@servicio.mx")]
#[case("nombre @servicio.mx")]
#[case("nombre@servicio.mx, otro@servicio.mx")]
#[case("Nombre <nombre@servicio.mx>")]
#[case("nombre?bcc=todos@servicio.mx")]
#[case("nombre&cc=todos@servicio.mx")]
#[case("nombre%0Abcc@servicio.mx")]
#[case("\"><script>\"@servicio.mx")]
#[case("nombre@servicio.mx?subject=x")]
#[case("mailto:nombre@servicio.mx")]
#[case("nombre@servicio.mx/x")]
#[case("nombre\u{200C}@servicio.mx")]
#[case::letter_of_another_alphabet("n\u{43E}mbre@servicio.mx")]
#[case::host_of_another_alphabet("nombre@servici\u{43E}.mx")]
fn email_is_refused(#[case] text: &str) {
    assert_eq!(
        of_line("correo", text),
        [Fault::NotAnEmail(text.to_owned())]
    );
}

#[rstest]
#[case("https://www.ejemplo.mx")]
#[case("http://ejemplo.mx/")]
#[case("HTTPS://Ejemplo.MX/Ruta?a=1&b=2#c")]
#[case("https://ejemplo.mx:8443/x")]
#[case("https://ñandú.mx/camión")]
#[case("https://ejemplo.mx/@usuario")]
#[case("https://ejemplo.mx/a:b")]
fn link_is_taken(#[case] text: &str) {
    assert_eq!(of_line("pagina", text), []);
}

#[rstest]
#[case("www.ejemplo.mx")]
#[case("javascript:alert(1)")]
#[case("JaVaScRiPt:alert(1)//https://ejemplo.mx")]
#[case("data:text/html,<script>alert(1)</script>")]
#[case("vbscript:x")]
#[case("ftp://ejemplo.mx")]
#[case("//ejemplo.mx")]
#[case("https:/ejemplo.mx")]
#[case("https:ejemplo.mx")]
#[case("https://")]
#[case("https:///ejemplo.mx")]
#[case("https://ejemplo")]
#[case("https://localhost:80")]
#[case("https://ejemplo.mx@maldad.mx")]
#[case("https://usuario:clave@ejemplo.mx")]
#[case("https://ejemplo.mx\\@maldad.mx")]
#[case("https://ejemplo .mx")]
#[case("https://ejemplo.mx/a b")]
#[case("https://ejemplo.mx/\u{A0}")]
#[case("https://ejemplo.mx/\"onmouseover=alert(1)")]
#[case("https://ejemplo.mx/'x")]
#[case("https://ejemplo.mx/<b>")]
#[case("https://ejemplo.mx:puerto/")]
#[case("https://ejemplo.mx:80:90/")]
#[case("https://ejemplo.mx:/")]
#[case("https://[::1]/")]
#[case("https://ejemplo..mx")]
#[case("https://ejemplo-.mx")]
#[case("https://ejemplo.mx%2f@maldad.mx")]
#[case::no_name("https://192.0.2.7/")]
#[case::figures_as_browsers_read_them("https://0x7f.1/")]
#[case::no_host_in_idna("https://xn--/")]
#[case::slash_of_another_block("https://ejemplo.mx\u{FF0F}@maldad.mx")]
#[case::dot_of_another_block("https://ejemplo\u{3002}mx")]
fn link_is_refused(#[case] text: &str) {
    assert_eq!(of_line("pagina", text), [Fault::NotALink(text.to_owned())]);
}

#[rstest]
#[case("lema")]
#[case("correo")]
#[case("pagina")]
fn line_has_one_line(#[case] field: &str) {
    assert_eq!(without_group(of_line(field, "a\nb")), [Fault::NotOneLine]);
}

#[test]
fn message_says_what_was_written() {
    let fault = &of_line("correo", "nombre")[0];
    assert!(fault.to_string().contains("«nombre»"), "{fault}");
}

/// What is found beside the demand over the group, which a line outside of it does not meet.
fn without_group(faults: Vec<Fault>) -> Vec<Fault> {
    let of_line = |fault: &Fault| !matches!(fault, Fault::NoneOf(_));
    faults.into_iter().filter(of_line).collect()
}
