//! `conoceles bitacora verificar`: whether history and records are what they say.

use std::fs;
use std::path::{Path, PathBuf};

use activity_log::{Checkpoint, VerifierKey};
use anyhow::{Context as _, Result, bail};
use storage::{StorageError, VerifyReport};
use web::words::{count, thousands};

use super::acuse;
use super::process::History;
use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Longest file of a checkpoint or key that is read.
const MOST_BYTES: u64 = 64 * 1024;

/// What to verify, and against what.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles bitacora verificar --datos datos
  conoceles bitacora verificar --datos datos --contra punto-2024-04-16.txt
  conoceles bitacora verificar --acuse acuse.json --llave-publica llave-publica.txt
  conoceles bitacora verificar --acuse acuse.pdf --llave-publica llave-publica.txt

Termina con 0 si todo concuerda y con 1 si algo no, con el lugar de cada falla. No modifica \
nada.

Contra quien tuviera la llave de firma solo protege un punto de control o un acuse guardado fuera: use \
--contra, o --acuse junto con --datos.")]
pub struct Arguments {
    /// Carpeta de datos del proceso.
    #[arg(
        long = "datos",
        value_name = "DIR",
        required_unless_present = "receipt"
    )]
    folder: Option<PathBuf>,
    /// Dirección de PostgreSQL, si no es la de la carpeta de datos (también en la variable CONOCELES_BASE).
    #[arg(
        long = "base",
        value_name = "URL",
        env = "CONOCELES_BASE",
        hide_env = true
    )]
    server: Option<String>,
    /// Carpeta de las llaves, si no es la que dice la carpeta de datos.
    #[arg(long = "llaves", value_name = "DIR")]
    keys: Option<PathBuf>,
    /// Punto de control guardado fuera, que debe seguir dentro del historial.
    #[arg(
        long = "contra",
        value_name = "PUNTO",
        requires = "folder",
        conflicts_with = "receipt"
    )]
    against: Option<PathBuf>,
    /// Acuse que se comprueba, en JSON o en PDF; con --datos, también que siga dentro del historial.
    #[arg(long = "acuse", value_name = "ARCHIVO")]
    receipt: Option<PathBuf>,
    /// Llave pública, como texto o en un archivo; si no se indica, la de la carpeta de llaves.
    #[arg(long = "llave-publica", value_name = "LLAVE")]
    public_key: Option<String>,
}

/// Verifies.
///
/// # Errors
/// What is to be verified cannot be read.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let history = match arguments.installed() {
        Some(installed) => Some(History::open(&installed).await?),
        None => None,
    };
    let key = match arguments.key(history.as_ref()).await {
        Ok(key) => key,
        Err(error) => return altered_founding(error, screen),
    };
    let against = match (&arguments.receipt, &arguments.against) {
        (Some(file), _) => match acuse::check(file, &key)? {
            Ok(verified) => {
                acuse::tell(&verified, screen)?;
                acuse::warn_of_paper(file, screen)?;
                Some(verified.checkpoint)
            }
            Err(refused) => {
                screen.say(format_args!("El acuse no es auténtico: {refused}."))?;
                return Ok(Outcome::MistakesFound);
            }
        },
        (None, Some(file)) => match Checkpoint::open(&small_file(file)?, &key) {
            Ok(checkpoint) => Some(checkpoint),
            Err(refused) => {
                screen.say(format_args!(
                    "El punto de control {} no sirve: {refused}.",
                    file.display()
                ))?;
                return Ok(Outcome::MistakesFound);
            }
        },
        (None, None) => None,
    };
    let Some(history) = history else {
        return Ok(Outcome::Done);
    };
    let report = storage::verify(&history.store, &key, false, against.as_ref()).await?;
    tell(&report, against.is_some(), screen)?;
    Ok(if report.is_sound() {
        Outcome::Done
    } else {
        Outcome::MistakesFound
    })
}

/// The founding row is the first that a verification needs; one that cannot be read was altered.
fn altered_founding(error: anyhow::Error, screen: &mut Screen) -> Result<Outcome> {
    if !matches!(
        error.downcast_ref(),
        Some(StorageError::Inconsistent { .. })
    ) {
        return Err(error);
    }
    screen.say(format_args!(
        "El historial o los registros fueron alterados:\n  - {error}"
    ))?;
    Ok(Outcome::MistakesFound)
}

impl Arguments {
    fn installed(&self) -> Option<Installed> {
        Some(Installed {
            folder: self.folder.clone()?,
            server: self.server.clone(),
            keys: self.keys.clone(),
        })
    }

    async fn key(&self, history: Option<&History>) -> Result<VerifierKey> {
        match (&self.public_key, history) {
            (Some(given), _) => public_key(given),
            (None, Some(history)) => history.public_key().await,
            (None, None) => bail!(
                "para comprobar un acuse hace falta la llave pública del instituto: --llave-publica, o --datos si \
                 está en su máquina"
            ),
        }
    }
}

/// A public key: as text if it is one, otherwise the content of a file.
fn public_key(given: &str) -> Result<VerifierKey> {
    if let Ok(key) = given.trim().parse() {
        return Ok(key);
    }
    let text = small_file(Path::new(given))?;
    text.trim()
        .parse()
        .with_context(|| format!("{given} no contiene una llave pública"))
}

fn small_file(path: &Path) -> Result<String> {
    let shown = path.display();
    let metadata = fs::metadata(path).with_context(|| format!("no se puede leer {shown}"))?;
    if metadata.len() > MOST_BYTES {
        bail!("{shown} es demasiado grande para ser un punto de control o una llave");
    }
    fs::read_to_string(path).with_context(|| format!("no se puede leer {shown}"))
}

fn tell(report: &VerifyReport, against: bool, screen: &mut Screen) -> Result<()> {
    if !report.is_sound() {
        return tell_faults(report, screen);
    }
    screen.say(format_args!(
        "Historial íntegro: {} y {} concuerdan.",
        count(report.entries, "entrada", "entradas"),
        count(report.records, "registro", "registros"),
    ))?;
    if let Some(latest) = &report.latest {
        screen.say(format_args!(
            "  Último punto de control: {} entradas, {} (UTC), raíz {}",
            thousands(latest.size()),
            acuse::instant(latest.instant()),
            latest.root(),
        ))?;
    }
    for restored in &report.restorations {
        screen.say(format_args!(
            "  Restauración declarada en la posición {}: época {}, {}.",
            thousands(restored.position),
            restored.epoch,
            match &restored.lost {
                Some(lost) if lost.is_empty() => "sin pérdidas conocidas".to_owned(),
                Some(lost) => format!(
                    "se perdieron las posiciones {} a {}",
                    thousands(lost.start),
                    thousands(lost.end - 1)
                ),
                None => "sin lista de lo perdido".to_owned(),
            }
        ))?;
    }
    if let Some(lost) = &report.declared_lost {
        screen.say(format_args!(
            "  El punto de control que se guardó fuera vio {} que una restauración declara perdidas: {} a {}. De lo \
             anterior a ellas no puede decir nada; use además uno de antes del respaldo.",
            count(lost.end - lost.start, "posición", "posiciones"),
            thousands(lost.start),
            thousands(lost.end - 1),
        ))?;
        return Ok(());
    }
    screen.say(if against {
        "  El historial contiene completo el que vio el punto de control que se guardó fuera."
    } else {
        "  Sin --contra no se descarta que alguien con la llave de firma lo haya rehecho entero."
    })?;
    Ok(())
}

fn tell_faults(report: &VerifyReport, screen: &mut Screen) -> Result<()> {
    let told = u64::try_from(report.faults.len()).unwrap_or(u64::MAX);
    let faults = count(told.saturating_add(report.more_faults), "falla", "fallas");
    screen.say(format_args!(
        "El historial o los registros fueron alterados: {faults}."
    ))?;
    for fault in &report.faults {
        screen.say(format_args!("  - {fault}"))?;
    }
    if report.more_faults > 0 {
        screen.say(format_args!("  … y {} más.", thousands(report.more_faults)))?;
    }
    screen.say(
        "\nNo siga escribiendo en esta base: conserve una copia como prueba y compárela con su respaldo más reciente.",
    )?;
    Ok(())
}
