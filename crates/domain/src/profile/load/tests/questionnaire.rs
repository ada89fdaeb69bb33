//! Mistakes in a questionnaire.

use super::{ASKED, assert_told};
use crate::profile::fixtures::Files;

#[rstest::rstest]
#[case::key_is_file_name(
    "clave = \"curricular\"",
    "clave = \"curriculum\"",
    "curriculum",
    "el cuestionario se llama «curriculum» y su archivo curricular.toml"
)]
#[case::catalogue_of_one(
    "    { clave = \"ninguno\", nombre = \"Ninguno\" },\n",
    "",
    "opciones",
    "tiene menos de dos opciones"
)]
#[case::option_twice(
    "clave = \"ninguno\"",
    "clave = \"alguno\"",
    "clave = \"alguno\", nombre = \"Alguno\"",
    "la clave «alguno» se repite: ya está en la línea 8"
)]
#[case::catalogue_unused(
    "[catalogos.grado]",
    "[catalogos.otro]\nopciones = [{clave = \"a\", nombre = \"A\"}, {clave = \"b\", nombre = \"B\"}]\n[catalogos.grado]",
    "otro",
    "ningún campo usa el catálogo «otro»"
)]
#[case::catalogue_unknown(
    "catalogo = \"grado\"",
    "catalogo = \"grados\"",
    "\"grados\"",
    "no existe el catálogo «grados» — remedio: ¿quiso escribir «grado»?"
)]
#[case::section_twice(
    "clave = \"vida\"",
    "clave = \"contacto\"",
    "clave = \"contacto\"\ntitulo = \"Vida\"",
    "la clave «contacto» se repite"
)]
#[case::field_twice(
    "clave = \"historia\"",
    "clave = \"grado\"",
    "clave = \"grado\"\netiqueta = \"Historia\"",
    "el campo «grado» se repite"
)]
#[case::type_unknown(
    "tipo = \"parrafo\"",
    "tipo = \"parafo\"",
    "parafo",
    "¿quiso escribir «parrafo»?"
)]
#[case::network_of_no_link(
    "formato = \"telefono\"",
    "formato = \"telefono\"\nsitios = [\"x.com\"]",
    "\"x.com\"",
    "«sitios» solo aplica a un campo con formato = \"enlace\""
)]
#[case::network_with_a_scheme(
    "formato = \"telefono\"",
    "formato = \"enlace\"\nsitios = [\"https://x.com\"]",
    "https://x.com",
    "«sitios» lleva nombres de sitio en minúsculas"
)]
#[case::account_of_another_network(
    "formato = \"telefono\"",
    "formato = \"enlace\"\nsitios = [\"x.com\"]\ncuenta = \"https://otra.mx/{}\"",
    "otra.mx",
    "«cuenta» debe ser la dirección de una cuenta de esos sitios"
)]
#[case::account_without_a_place_for_its_name(
    "formato = \"telefono\"",
    "formato = \"enlace\"\nsitios = [\"x.com\"]\ncuenta = \"https://x.com/\"",
    "https://x.com/",
    "«cuenta» debe ser la dirección de una cuenta de esos sitios"
)]
#[case::account_of_no_network(
    "formato = \"telefono\"",
    "formato = \"enlace\"\ncuenta = \"https://x.com/{}\"",
    "https://x.com/{}",
    "falta de qué red"
)]
#[case::network_of_a_paragraph(
    "tipo = \"parrafo\"",
    "tipo = \"parrafo\"\nsitios = [\"x.com\"]",
    "\"x.com\"",
    "«sitios» no aplica a este tipo de campo"
)]
#[case::format_unknown(
    "formato = \"telefono\"",
    "formato = \"tel\"",
    "formato = \"tel\"",
    "texto, telefono, correo, enlace"
)]
#[case::least_over_most(
    "minimo = 10",
    "minimo = 101",
    "minimo",
    "el mínimo (101) es mayor que el máximo (100)"
)]
#[case::line_too_long(
    "maximo = 254",
    "maximo = 5000",
    "maximo = 5000",
    "debe estar entre 1 y 1000"
)]
#[case::negative(
    "maximo = 254",
    "maximo = -1",
    "maximo = -1",
    "debe ser un número entero"
)]
#[case::alien_key(
    "maximo = 254",
    "maximo = 254\nminimo = 1",
    "minimo = 1",
    "«minimo» no aplica a este tipo de campo"
)]
#[case::demanded_and_advised(
    "recomendado = true",
    "recomendado = true\nobligatorio = true",
    "recomendado",
    "a la vez obligatorio y recomendado"
)]
#[case::personal_published(
    "se_publica = false",
    "se_publica = true",
    "se_publica = true\nrecomendado",
    "un dato de clase «personal» no se publica"
)]
#[case::class(
    "clase = \"personal\"",
    "clase = \"privada\"",
    "privada",
    "publica, personal, sensible"
)]
#[case::class_missing(
    "clase = \"personal\"\n",
    "",
    "[[seccion.campo]]\nclave = \"correo\"",
    "falta la clave «clase» en [[campo]]"
)]
#[case::autocomplete(
    "autocompletar = \"tel\"",
    "autocompletar = \"telefono\"",
    "\"telefono\"\ncolumna",
    "«telefono» no es un valor de «autocompletar»"
)]
#[case::ine_column(
    "columna_ine = \"TELEFONO\"",
    "columna_ine = \"Teléfono\"",
    "\"Teléfono\"\n\n",
    "no es el nombre de una columna del INE"
)]
#[case::condition_later(
    "campo = \"grado\"",
    "campo = \"historia\"",
    "campo = \"historia\"",
    "«historia», que no es un campo anterior"
)]
#[case::condition_of_text(
    "campo = \"grado\"",
    "campo = \"correo\"",
    "campo = \"correo\"",
    "que no es de tipo «opcion»"
)]
#[case::condition_option(
    "es = [\"alguno\"]",
    "es = [\"algunos\"]",
    "algunos",
    "¿quiso escribir «alguno»?"
)]
#[case::condition_empty("es = [\"alguno\"]", "es = []", "es = []", "no nombra ninguna opción")]
#[case::condition_both(
    "es = [\"alguno\"]",
    "es = [\"alguno\"], no_es = [\"ninguno\"]",
    "no_es",
    "«es» o «no_es», uno de los dos"
)]
#[case::one_of_elsewhere(
    "[\"telefono\", \"correo\"]",
    "[\"telefono\", \"grado\"]",
    "\"grado\"]",
    "«grado», que no es un campo de la sección"
)]
#[case::one_of_one(
    "[\"telefono\", \"correo\"]",
    "[\"telefono\"]",
    "al_menos_uno",
    "nombra menos de dos campos"
)]
#[case::one_of_silent(
    "mensaje_al_menos_uno = \"Escriba un teléfono o un correo.\"\n",
    "",
    "al_menos_uno",
    "falta «mensaje_al_menos_uno»"
)]
#[case::message_alone(
    "al_menos_uno = [\"telefono\", \"correo\"]\n",
    "",
    "mensaje_al",
    "sin «al_menos_uno»"
)]
#[case::unknown_in_field(
    "etiqueta = \"Historia\"",
    "etiqueta = \"Historia\"\nayudas = \"a\"",
    "ayudas",
    "en [[campo]] — remedio: ¿quiso escribir «ayuda»?"
)]
fn mistake_in_a_questionnaire_is_told(
    #[case] from: &str,
    #[case] to: &str,
    #[case] near: &str,
    #[case] said: &str,
) {
    assert_told(
        &Files::of_tiny_institute().with(ASKED, from, to),
        ASKED,
        near,
        said,
    );
}

proptest::proptest! {
    /// Whatever is done to a questionnaire's file, it is read or what is wrong is told: nothing panics.
    #[test]
    fn any_damaged_questionnaire_is_read_or_told(
        at in 0_usize..4_000,
        taken in 0_usize..40,
        put in "[\\x00-\\x7fñ\\u{202e}\\u{1F600}]{0,12}",
    ) {
        let files = Files::of_tiny_institute();
        let text = String::from_utf8(files.0["questionnaires/curricular.toml"].clone()).unwrap();
        let floor = |place: usize| (0..=place.min(text.len())).rev().find(|p| text.is_char_boundary(*p)).unwrap();
        let (from, to) = (floor(at), floor(at + taken));
        let damaged = format!("{}{put}{}", &text[..from], &text[to..]);
        let path = "questionnaires/curricular.toml";
        if let Ok(definition) = crate::questionnaire::Definition::load(path, damaged.as_bytes()) {
            proptest::prop_assert!(!definition.sections.is_empty());
        }
    }

    #[test]
    fn any_bytes_are_read_or_told(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let path = "questionnaires/curricular.toml";
        proptest::prop_assert!(crate::questionnaire::Definition::load(path, &bytes).is_err());
    }
}
