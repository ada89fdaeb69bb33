//! `conoceles registro revisar`: the linter over what is stored.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use domain::registry::{Finding, Level, ProblemCode};
use web::words::{count, thousands};

use super::importar::check_place;
use super::telling::{MOST_SHOWN, number};
use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Of which process.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles registro revisar --datos datos
  conoceles registro revisar --datos datos --informe hallazgos.json

Revisa lo que está registrado, sin cambiar nada: fórmulas incompletas, lugares repetidos, candidaturas que ya no \
coinciden con los convenios, la misma persona dos veces, nombres dañados, datos que faltan y contiendas sin candidaturas.
Termina con 1 si hay errores; las advertencias y los avisos no cuentan.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
    /// Escribe todos los hallazgos en este archivo, en JSON.
    #[arg(long = "informe", value_name = "ARCHIVO")]
    report: Option<PathBuf>,
}

/// Looks through the registry.
///
/// # Errors
/// The process cannot be read, or the report not written.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    if let Some(path) = &arguments.report {
        check_place(path)?;
    }
    let app = arguments.installed.open().await?;
    let findings = app.lint_registry().await?;
    tell(&findings, screen)?;
    if let Some(path) = &arguments.report {
        let text =
            serde_json::to_string_pretty(&findings).context("el informe no se pudo escribir")?;
        fs::write(path, text + "\n")
            .with_context(|| format!("el informe no se pudo escribir en {}", path.display()))?;
    }
    let wrong = findings.iter().any(|finding| finding.level == Level::Error);
    Ok(if wrong {
        Outcome::MistakesFound
    } else {
        Outcome::Done
    })
}

fn tell(findings: &[Finding], screen: &mut Screen) -> Result<()> {
    if findings.is_empty() {
        screen.say("El registro está completo y en orden.")?;
        return Ok(());
    }
    for finding in findings.iter().take(MOST_SHOWN) {
        screen.say(line(finding))?;
    }
    let hidden = findings.len().saturating_sub(MOST_SHOWN);
    if hidden > 0 {
        let hidden = count(number(hidden), "hallazgo más", "hallazgos más");
        screen.say(format_args!(
            "… y {hidden}: para verlos todos agregue --informe hallazgos.json."
        ))?;
    }
    let mut kinds: BTreeMap<(Level, ProblemCode), usize> = BTreeMap::new();
    for finding in findings {
        *kinds.entry((finding.level, finding.code)).or_default() += 1;
    }
    screen.say("\nHallazgos por clase:")?;
    for ((level, code), found) in kinds {
        let found = thousands(number(found));
        screen.say(format_args!(
            "  {:<12} {:<28} {found}",
            level.key(),
            code.key()
        ))?;
    }
    Ok(())
}

fn line(finding: &Finding) -> String {
    let Finding {
        level,
        key,
        column,
        message,
        ..
    } = finding;
    let place = if column.is_empty() {
        key.clone()
    } else {
        format!("{key}, {column}")
    };
    format!("[{}] {place}: {message}", level.key())
}
