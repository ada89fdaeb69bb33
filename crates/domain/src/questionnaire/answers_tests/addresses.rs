//! Links: what is completed, where a network's links may lead, and how they are shown.

use proptest::prelude::*;
use rstest::rstest;

use crate::profile::Counting;
use crate::questionnaire::{
    Answer, DECLARED_SUFFIX, DESCRIBED_SUFFIX, Fault, Field, Site, completed, is_link,
    shown_address,
};
use crate::sample::{self, key};

fn network() -> Site {
    Site {
        hosts: vec!["x.com".to_owned(), "twitter.com".to_owned()],
        account: Some("https://x.com/{}".to_owned()),
    }
}

#[rstest]
#[case("www.ejemplo.mx", "https://www.ejemplo.mx")]
#[case("ejemplo.mx/ruta?a=1", "https://ejemplo.mx/ruta?a=1")]
#[case("http://ejemplo.mx", "http://ejemplo.mx")]
#[case("@usuario", "@usuario")]
#[case("usuario", "usuario")]
#[case("nombre@servicio.mx", "nombre@servicio.mx")]
#[case("javascript:alert(1)", "javascript:alert(1)")]
#[case("data:text/html,x", "data:text/html,x")]
#[case("ftp://ejemplo.mx", "ftp://ejemplo.mx")]
#[case("dos palabras.mx", "dos palabras.mx")]
fn what_can_only_be_one_page_is_completed(#[case] typed: &str, #[case] kept: &str) {
    assert_eq!(completed(typed, None), kept);
}

#[rstest]
#[case("@usuario_1", "https://x.com/usuario_1")]
#[case("x.com/usuario", "https://x.com/usuario")]
#[case("mobile.twitter.com/usuario", "https://mobile.twitter.com/usuario")]
#[case("@", "@")]
#[case("@dos/tres", "@dos/tres")]
#[case("@ñandú", "@ñandú")]
#[case("otra.mx/usuario", "otra.mx/usuario")]
fn an_account_is_completed_on_its_network_alone(#[case] typed: &str, #[case] kept: &str) {
    assert_eq!(completed(typed, Some(&network())), kept);
}

#[rstest]
#[case("https://x.com/usuario", true)]
#[case("https://www.x.com/usuario", true)]
#[case("https://X.COM/usuario", true)]
#[case("https://twitter.com:443/usuario", true)]
#[case("https://ex.com/usuario", false)]
#[case("https://x.com.maldad.mx/usuario", false)]
#[case("https://maldad.mx/x.com", false)]
#[case("https://maldad.mx/?https://x.com", false)]
#[case("https://х.com/usuario", false)]
#[case("https://x.com@maldad.mx/", false)]
fn a_network_holds_its_own_host_and_what_is_below(#[case] link: &str, #[case] held: bool) {
    assert_eq!(network().holds(link), held, "{link}");
}

#[rstest]
#[case("https://www.ejemplo.mx/", "www.ejemplo.mx")]
#[case("HTTPS://Ejemplo.MX/Ruta", "Ejemplo.MX/Ruta")]
#[case("https://ñandú.mx/camión", "ñandú.mx/camión")]
#[case("https://xn--and-6ma2c.mx", "xn--and-6ma2c.mx")]
#[case("https://ine.mх/padron", "ine.xn--m-gub/padron")]
#[case("https://аpple.com:8443/x", "xn--pple-43d.com:8443/x")]
#[case("https://日本.mx", "xn--wgv71a.mx")]
fn a_host_is_shown_so_that_no_letter_passes_for_another(#[case] link: &str, #[case] shown: &str) {
    assert_eq!(shown_address(link), shown);
}

/// The sample's field "pagina" as a field of the network.
fn findings(text: &str) -> Vec<Fault> {
    let mut definition = sample::questionnaire();
    let fields = definition.sections[0].fields.iter_mut();
    for field in fields.filter(|field| field.key == key("pagina")) {
        *field = Field {
            site: Some(network()),
            ..field.clone()
        };
    }
    let section = &definition.sections[0];
    let typed = [("pagina".to_owned(), text.to_owned())];
    let answers = definition.read_section(section, &typed);
    let found = definition.check_section(section, &answers, Counting::WithSpaces);
    found.into_iter().map(|finding| finding.fault).collect()
}

#[test]
fn a_link_to_another_network_is_told_where_it_should_lead() {
    assert_eq!(findings("@usuario"), []);
    let fault = &findings("https://otra.mx/usuario")[0];
    assert_eq!(
        fault.to_string(),
        "«https://otra.mx/usuario» no es una dirección de x.com o twitter.com. Escriba la de la cuenta en esa red."
    );
    assert!(matches!(findings("javascript:x")[0], Fault::NotALink(_)));
}

/// A form with names and values of every kind, and the section's own names among them.
fn form() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        Just("telefonos".to_owned()),
        Just("pagina".to_owned()),
        Just("trayectoria".to_owned()),
        Just("trayectoria__declarada".to_owned()),
        Just("grado".to_owned()),
        any::<String>(),
    ];
    let value = prop_oneof![
        any::<String>(),
        "(https?://|@|www\\.|javascript:)?[a-zа-я0-9ñ.@:/_-]{0,20}",
        "\\PC{0,40}",
    ];
    prop::collection::vec((name, value), 0..30)
}

proptest! {
    /// Reading a form never fails, and what was read is shown and read again as the same.
    #[test]
    fn any_form_is_read_and_read_again_as_the_same(typed in form()) {
        let definition = sample::questionnaire();
        for section in &definition.sections {
            let once = definition.read_section(section, &typed);
            let mut again = Vec::new();
            for (field, answer) in once.iter() {
                match answer {
                    Answer::Text(text) => again.push((field.to_string(), text.clone())),
                    Answer::List(lines) => {
                        again.extend(lines.iter().map(|line| (field.to_string(), line.clone())));
                    }
                    Answer::Declared { .. } => {
                        again.push((format!("{field}{DECLARED_SUFFIX}"), "si".to_owned()));
                    }
                    Answer::Photograph { photograph } => {
                        let described = photograph.described.clone();
                        again.push((field.to_string(), photograph.token()));
                        again.push((format!("{field}{DESCRIBED_SUFFIX}"), described));
                    }
                }
            }
            prop_assert_eq!(definition.read_section(section, &again), once.clone());
            let _ = definition.check_section(section, &once, Counting::WithoutSpaces);
        }
    }

    /// Whatever passes for a link is one that a browser takes to the host that is written, by http or https.
    #[test]
    fn what_passes_for_a_link_is_one(text in "(https?://)?[a-zA-Zа-яñ0-9.@:/?#%_\\\\-]{1,40}") {
        if is_link(&text) {
            let url = url::Url::parse(&text).unwrap();
            prop_assert!(matches!(url.scheme(), "http" | "https"));
            prop_assert!(url.username().is_empty() && url.password().is_none());
            let shown = shown_address(&text);
            let begins = shown.chars().next().is_some_and(char::is_alphanumeric);
            prop_assert!(begins, "{} {}", text, shown);
        }
        let kept = completed(&text, Some(&network()));
        prop_assert_eq!(completed(&kept, Some(&network())), kept);
    }
}
