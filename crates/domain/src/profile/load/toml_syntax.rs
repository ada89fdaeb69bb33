//! Says in Spanish what the TOML parser found wrong with a file's writing.

use toml::de::Error;

use super::report::{Report, Reported};
use super::text::TextFile;

/// What the parser says, and what it means with its remedy.
const MEANINGS: &[(&str, &str, &str)] = &[
    (
        "duplicate key",
        "la clave o tabla está repetida",
        "deje una sola",
    ),
    (
        "string values must be quoted",
        "el texto no lleva comillas",
        "escríbalo \"entre comillas\"",
    ),
    (
        "unclosed table",
        "falta el corchete «]» al final del título",
        "cierre el corchete",
    ),
    (
        "unclosed array table",
        "faltan los corchetes «]]» al final del título",
        "cierre los corchetes",
    ),
    (
        "unclosed array",
        "falta el corchete «]» que cierra la lista",
        "cierre la lista",
    ),
    (
        "unclosed inline table",
        "falta la llave «}» que cierra la tabla",
        "cierre la tabla",
    ),
    (
        "missing comma",
        "falta una coma entre dos elementos",
        "ponga la coma",
    ),
    ("extra comma", "sobra una coma", "quite la coma"),
    (
        "key with no value",
        "la clave no tiene valor",
        "escriba clave = valor",
    ),
    (
        "missing value",
        "falta el valor después de «=»",
        "escriba el valor",
    ),
    (
        "invalid unquoted key",
        "la clave tiene acentos, espacios u otros signos",
        "use solo letras sin acento, números, guion y guion bajo",
    ),
    (
        "unquoted keys cannot be empty",
        "falta la clave antes de «=»",
        "escriba clave = valor",
    ),
    (
        "invalid basic string",
        "el texto no se cierra o tiene una diagonal invertida de más",
        "cierre las comillas; para varias líneas use tres comillas al principio y tres al final",
    ),
    (
        "invalid literal string",
        "el texto no se cierra",
        "cierre las comillas",
    ),
    (
        "unexpected leading zero",
        "el número empieza con cero",
        "quite el cero o ponga comillas si es un texto",
    ),
];

/// Reports every fault of the file's writing; `None`: there is none.
pub(crate) fn report_all(errors: &[Error], file: &TextFile, report: &Report) -> Option<Reported> {
    // One slip makes the parser stumble several times on the same line: the first says it.
    let mut last_line = 0;
    let mut reported = None;
    for error in errors {
        let place = file.place(error.span().map_or(0, |span| span.start), report);
        if place.line == last_line {
            continue;
        }
        last_line = place.line;
        let said = error.message();
        let known = MEANINGS
            .iter()
            .find(|(start, _, _)| said.starts_with(start));
        reported = Some(match known {
            Some((_, meaning, remedy)) => place.problem(*meaning, *remedy),
            None => place.problem(
                format!("la línea no está escrita como pide el formato TOML ({said})"),
                "compárela con el ejemplo de docs/perfil-de-instituto.md",
            ),
        });
    }
    reported
}
