//! Reading the arguments. The parser speaks English; whatever people read here is Spanish.

use std::error::Error as _;
use std::ffi::OsString;

use anyhow::Result;
use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::commands::{CommandLine, Order};
use crate::outcome::Outcome;
use crate::screen::Screen;

/// What the arguments got instead of an order.
#[derive(Debug)]
pub enum Told {
    /// Help or the version, which was asked for.
    Help(String),
    /// What is wrong with the arguments.
    Mistake(String),
}

impl Told {
    /// Tells it.
    ///
    /// # Errors
    /// The screen is closed.
    pub fn on(self, screen: &mut Screen) -> Result<Outcome> {
        match self {
            Self::Help(text) => {
                screen.say(text.trim_end())?;
                Ok(Outcome::Done)
            }
            Self::Mistake(text) => {
                screen.warn(text.trim_end());
                Ok(Outcome::Refused)
            }
        }
    }
}

/// Reads the arguments of the program, its own name first.
///
/// # Errors
/// What is to be told instead.
pub fn read(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> Result<Order, Told> {
    CommandLine::try_parse_from(arguments)
        .map(|line| line.order)
        .map_err(|error| told(&error))
}

fn told(error: &clap::Error) -> Told {
    let rendered = || in_spanish(&error.render().to_string());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Told::Help(rendered()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Told::Mistake(rendered()),
        _ => Told::Mistake(mistake(error)),
    }
}

/// The words that the parser puts into help by itself.
fn in_spanish(help: &str) -> String {
    const WORDS: [(&str, &str); 6] = [
        ("Usage:", "Uso:"),
        ("Commands:", "Órdenes:"),
        ("Arguments:", "Datos:"),
        ("Options:", "Opciones:"),
        ("[OPTIONS]", "[OPCIONES]"),
        ("[possible values:", "[valores:"),
    ];
    WORDS
        .iter()
        .fold(help.to_owned(), |text, (english, spanish)| {
            text.replace(english, spanish)
        })
}

fn mistake(error: &clap::Error) -> String {
    let mut text = what_is_wrong(error);
    if let Some(suggestion) = suggestion(error) {
        text.push_str(&format!(" ¿Quiso escribir {suggestion}?"));
    }
    if let Some(usage) = context(error, ContextKind::Usage) {
        text.push_str(&format!("\n\n{}", in_spanish(&usage)));
    }
    text.push_str("\n\nNada se modificó. Para ver la ayuda agregue --ayuda.");
    text
}

fn what_is_wrong(error: &clap::Error) -> String {
    let argument = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let order = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("No existe la orden «{order}».")
        }
        ErrorKind::MissingSubcommand => {
            let orders = context(error, ContextKind::ValidSubcommand).unwrap_or_default();
            format!("Falta la orden. Puede ser: {orders}.")
        }
        ErrorKind::UnknownArgument => format!("No se conoce «{argument}»."),
        ErrorKind::MissingRequiredArgument => format!("Falta indicar: {argument}."),
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            Some(prior) if prior == argument => format!("«{argument}» se escribió más de una vez."),
            Some(prior) => format!("«{argument}» no se puede usar junto con {prior}."),
            None => format!("«{argument}» no se puede usar junto con lo demás."),
        },
        ErrorKind::InvalidValue if value.is_empty() => format!("Falta el valor de {argument}."),
        ErrorKind::InvalidValue => {
            let valid = context(error, ContextKind::ValidValue).unwrap_or_default();
            format!("«{value}» no sirve para {argument}. Puede ser: {valid}.")
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            format!("«{value}» no sirve para {argument}: {why}.")
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{argument} no lleva esa cantidad de valores.")
        }
        ErrorKind::NoEquals => format!("Escriba «=» entre {argument} y su valor."),
        ErrorKind::InvalidUtf8 => "Un dato tiene caracteres que no son UTF-8.".to_owned(),
        _ => "La orden no se entiende.".to_owned(),
    }
}

fn suggestion(error: &clap::Error) -> Option<String> {
    [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| context(error, kind))
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => Some(texts.iter().map(ToString::to_string).collect()),
        ContextValue::Number(number) => Some(number.to_string()),
        ContextValue::Bool(_) | ContextValue::None => None,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn said(line: &str) -> String {
        match read(line.split_whitespace()) {
            Err(Told::Mistake(text)) => text,
            Err(Told::Help(text)) => panic!("help instead of a mistake: {text}"),
            Ok(order) => panic!("{line} was understood as {order:?}"),
        }
    }

    #[test]
    fn the_parser_s_own_checks_pass() {
        CommandLine::command().debug_assert();
    }

    #[rstest::rstest]
    #[case("conoceles demp", "No existe la orden «demp». ¿Quiso escribir demo?")]
    #[case(
        "conoceles demo --puerta 80",
        "No se conoce «--puerta». ¿Quiso escribir --puerto?"
    )]
    #[case(
        "conoceles demo --puerto nueve",
        "«nueve» no sirve para --puerto <N>: escriba un número de puerto"
    )]
    #[case("conoceles init --perfil dgo", "Falta indicar: --datos <DIR>.")]
    #[case("conoceles serve --datos a --datos b", "se escribió más de una vez")]
    #[case(
        "conoceles registro plantilla --perfil dgo --datos a",
        "no se puede usar junto con"
    )]
    #[case(
        "conoceles cuentas crear --datos a --papel reina --nombre b",
        "«reina» no es un papel conocido"
    )]
    #[case("conoceles serve --datos", "Falta el valor de --datos <DIR>.")]
    #[case(
        "conoceles serve --datos a --formato-log xml",
        "«xml» no sirve para --formato-log"
    )]
    #[case("conoceles registro", "Órdenes:")]
    #[case("conoceles", "Órdenes:")]
    fn mistakes_are_told_in_spanish(#[case] line: &str, #[case] expected: &str) {
        let text = said(line);
        assert!(text.contains(expected), "{line}:\n{text}");
        for english in ["error:", "Usage", "required", "For more", "tip:", "OPTIONS"] {
            assert!(!text.contains(english), "{line} says {english}:\n{text}");
        }
    }

    /// Every order and suborder with its help.
    fn every_help(command: &mut clap::Command, path: &str, helps: &mut Vec<(String, String)>) {
        helps.push((
            path.to_owned(),
            in_spanish(&command.render_long_help().to_string()),
        ));
        for inner in command.get_subcommands_mut() {
            let path = format!("{path} {}", inner.get_name());
            every_help(inner, &path, helps);
        }
    }

    #[test]
    fn every_help_is_in_spanish_and_shows_how_to_use_it() {
        let (mut command, mut helps) = (CommandLine::command(), Vec::new());
        command.build();
        every_help(&mut command, "conoceles", &mut helps);
        assert!(helps.len() > 15, "{}", helps.len());
        for (path, help) in helps {
            for english in [
                "Usage",
                "Options",
                "Commands",
                "Arguments",
                "Print",
                "possible",
                "default",
                "env:",
                "Which",
                "What",
                " the ",
                " and ",
            ] {
                assert!(!help.contains(english), "{path} says {english}:\n{help}");
            }
            let has_inner = help.contains("Órdenes:");
            assert!(
                has_inner || help.contains("Ejemplo"),
                "{path} shows no example:\n{help}"
            );
        }
    }

    #[test]
    fn help_and_version_are_answers() {
        for line in [
            "conoceles --ayuda",
            "conoceles --help",
            "conoceles demo -h",
            "conoceles --version",
        ] {
            assert!(
                matches!(read(line.split_whitespace()), Err(Told::Help(_))),
                "{line}"
            );
        }
    }
}
