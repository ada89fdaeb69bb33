//! `conoceles registro importar`: the registry comes from the institute's file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use domain::activity::Author;
use domain::registry::{ImportReport, RowProblem};
use serde::Serialize;
use web::words::{count, thousands};

use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::screen::Screen;

/// Largest file that is read. The registry of the largest institute, with 20,000 candidacies, takes some 4 MB.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Mistakes that the screen shows; the report has all of them.
const MOST_SHOWN: usize = 100;

/// Which file, into which process.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles registro importar registro.csv --datos datos --ensayo
  conoceles registro importar registro.csv --datos datos --informe informe.json

Puede ejecutarse mientras el sitio está en servicio. El mismo archivo otra vez no cambia nada; uno \
corregido cambia solo lo que difiere. Las candidaturas que el archivo no menciona se quedan como están.")]
pub struct Arguments {
    /// Archivo CSV en UTF-8.
    #[arg(value_name = "ARCHIVO")]
    file: PathBuf,
    #[command(flatten)]
    installed: Installed,
    /// Solo dice qué haría; no escribe nada en el registro.
    #[arg(long = "ensayo")]
    rehearse: bool,
    /// Escribe también el resultado en este archivo, en JSON.
    #[arg(long = "informe", value_name = "ARCHIVO")]
    report: Option<PathBuf>,
}

/// Imports the file.
///
/// # Errors
/// The file or the process cannot be read, or the import stopped.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let file = read(&arguments.file)?;
    if let Some(path) = &arguments.report {
        check_place(path)?;
    }
    let app = arguments.installed.open().await?;
    let mut progress = Progress::on(screen);
    let imported = app
        .import_registry(&file, Author::System, arguments.rehearse, |done, total| {
            progress.at("Candidaturas escritas", number(done), number(total));
        })
        .await;
    progress.finish();
    let report = imported?;
    app.sign_what_was_written().await?;
    tell(&report, arguments.rehearse, screen)?;
    if let Some(path) = &arguments.report {
        write_report(path, &report)?;
    }
    Ok(if report.errors.is_empty() {
        Outcome::Done
    } else {
        Outcome::MistakesFound
    })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let shown = path.display();
    let metadata = fs::metadata(path).with_context(|| format!("no se puede leer {shown}"))?;
    if metadata.len() > MOST_BYTES {
        bail!(
            "{shown} tiene más de 64 MB: no parece un registro de candidaturas. No se escribió nada"
        );
    }
    fs::read(path).with_context(|| format!("no se puede leer {shown}"))
}

/// That the report will have a place, before anything is written to the registry.
fn check_place(path: &Path) -> Result<()> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if path.is_dir() || !parent.is_dir() {
        bail!(
            "el informe no se puede escribir en {}: revise que la carpeta exista. No se importó nada",
            path.display()
        );
    }
    Ok(())
}

/// `informe.json`, with these keys and no others.
#[derive(Serialize)]
struct ReportFile<'a> {
    filas: usize,
    altas: usize,
    cambios: usize,
    sin_cambio: usize,
    errores: &'a [RowProblem],
}

fn write_report(path: &Path, report: &ImportReport) -> Result<()> {
    let file = ReportFile {
        filas: report.rows,
        altas: report.added,
        cambios: report.changed,
        sin_cambio: report.unchanged,
        errores: &report.errors,
    };
    let mut text = serde_json::to_string_pretty(&file).context("el informe no se pudo escribir")?;
    text.push('\n');
    fs::write(path, text).with_context(|| {
        let shown = path.display();
        format!("el informe no se pudo escribir en {shown}; la importación sí terminó como se dice arriba")
    })
}

fn tell(report: &ImportReport, rehearsed: bool, screen: &mut Screen) -> Result<()> {
    if !report.errors.is_empty() {
        return tell_errors(report, screen);
    }
    let heading = if rehearsed {
        "Ensayo: no se escribió nada. El archivo haría esto:"
    } else {
        "Registro importado."
    };
    screen.say(format_args!(
        "{heading}\n  \
           Filas:       {}\n  \
           Altas:       {}\n  \
           Cambios:     {}\n  \
           Sin cambio:  {}",
        thousands(number(report.rows)),
        thousands(number(report.added)),
        thousands(number(report.changed)),
        thousands(number(report.unchanged)),
    ))?;
    if report.absent > 0 {
        screen.say(format_args!(
            "  {} que este archivo no menciona: se quedan como están.",
            count(
                number(report.absent),
                "candidatura del registro",
                "candidaturas del registro"
            )
        ))?;
    }
    Ok(())
}

fn tell_errors(report: &ImportReport, screen: &mut Screen) -> Result<()> {
    for problem in report.errors.iter().take(MOST_SHOWN) {
        screen.say(line(problem))?;
    }
    let hidden = report.errors.len().saturating_sub(MOST_SHOWN);
    if hidden > 0 {
        let hidden = count(number(hidden), "error más", "errores más");
        screen.say(format_args!(
            "… y {hidden}: para verlos todos agregue --informe informe.json."
        ))?;
    }
    screen.say(format_args!(
        "\n{} en {}. No se escribió nada: corrija el archivo e impórtelo de nuevo.",
        count(number(report.errors.len()), "error", "errores"),
        count(number(report.rows), "fila", "filas"),
    ))?;
    Ok(())
}

fn line(problem: &RowProblem) -> String {
    let RowProblem {
        row,
        column,
        message,
    } = problem;
    match (row, column.as_str()) {
        (0, "") => message.clone(),
        (row, "") => format!("Fila {row}: {message}"),
        (row, column) => format!("Fila {row}, columna {column}: {message}"),
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(row: u32, column: &str) -> RowProblem {
        RowProblem {
            row,
            column: column.into(),
            message: "Escriba la clave.".into(),
        }
    }

    #[test]
    fn a_mistake_is_placed_as_far_as_it_has_a_place() {
        assert_eq!(
            line(&problem(3, "clave")),
            "Fila 3, columna clave: Escriba la clave."
        );
        assert_eq!(line(&problem(3, "")), "Fila 3: Escriba la clave.");
        assert_eq!(line(&problem(0, "")), "Escriba la clave.");
    }

    #[test]
    fn a_screen_full_of_mistakes_says_how_many_more_there_are() {
        let (mut screen, read) = Screen::in_memory();
        let errors = (0..103).map(|row| problem(row, "clave")).collect();
        let report = ImportReport {
            rows: 2_000,
            errors,
            ..ImportReport::default()
        };
        tell(&report, false, &mut screen).unwrap();
        assert!(read.out().contains("… y 3 errores más"), "{}", read.out());
        assert!(
            read.out()
                .contains("103 errores en 2,000 filas. No se escribió nada")
        );
    }
}
