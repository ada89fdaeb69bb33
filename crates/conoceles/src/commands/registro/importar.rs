//! `conoceles registro importar`: the registry comes from the institute's file.

use std::fs;
use std::path::{Path, PathBuf};
use std::pin::pin;

use anyhow::{Context as _, Result, bail};
use app::App;
use app::registry::{ImportError, ImportOptions, ImportPreview, ImportProgress, ImportStage};
use domain::activity::Author;
use domain::registry::{ColumnMap, ImportReport};
use serde::Deserialize;

use super::telling::{number, tell, tell_removed};
use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::screen::Screen;

/// Largest file that is read. The registry of the largest institute, with 30,000 candidacies, takes some 6 MB.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Which file, into which process.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles registro importar registro.xlsx --datos datos --ensayo
  conoceles registro importar registro.csv --datos datos --informe informe.json
  conoceles registro importar candidaturas.xls --datos datos --columnas mapa.toml --parcial

El archivo puede ser de hoja de cálculo (XLSX, XLS, ODS) o CSV en cualquier codificación usual. Los encabezados se \
reconocen sin importar mayúsculas, acentos o espacios, y también los 25 que publica el INE; para otros, el mapa de \
columnas dice cuál es cuál y queda guardado:

  [columnas]
  \"Puesto que busca\" = \"cargo\"
  \"Observaciones\" = \"\"          # no se lee

Puede ejecutarse mientras el sitio está en servicio. El mismo archivo otra vez no cambia nada; uno \
corregido cambia solo lo que difiere. Las candidaturas que el archivo no menciona se quedan como están, salvo con \
--completo.")]
pub struct Arguments {
    /// Archivo de hoja de cálculo (XLSX, XLS, ODS) o CSV.
    #[arg(value_name = "ARCHIVO")]
    file: PathBuf,
    #[command(flatten)]
    installed: Installed,
    /// Solo dice qué haría; no escribe nada en el registro.
    #[arg(long = "ensayo")]
    rehearse: bool,
    /// Escribe las filas sin errores aunque otras los tengan.
    #[arg(long = "parcial")]
    good_rows: bool,
    /// El archivo es el registro completo: lo que esté registrado y no venga en él se cancela.
    #[arg(long = "completo")]
    complete: bool,
    /// Confirma las bajas cuando son más de la décima parte de las candidaturas vigentes.
    #[arg(long = "confirmar-bajas", requires = "complete")]
    confirmed: bool,
    /// Archivo TOML que dice qué columna es cada encabezado; queda guardado para las siguientes importaciones.
    #[arg(long = "columnas", value_name = "ARCHIVO")]
    columns: Option<PathBuf>,
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
    let options = options(arguments)?;
    if let Some(path) = &arguments.report {
        check_place(path)?;
    }
    let app = arguments.installed.open().await?;
    let report = if options.rehearse {
        let preview = app.preview_import(&file, &options, 0).await?;
        tell_removed(&preview.removed, preview.report.removed, screen)?;
        preview.report
    } else {
        let report = import(&app, &file, &options, screen).await?;
        app.sign_what_was_written().await?;
        report
    };
    tell(&report, &options, screen)?;
    if let Some(path) = &arguments.report {
        write_report(path, &report)?;
    }
    Ok(if report.errors.is_empty() {
        Outcome::Done
    } else {
        Outcome::MistakesFound
    })
}

fn options(arguments: &Arguments) -> Result<ImportOptions> {
    let columns = arguments.columns.as_deref().map(column_map).transpose()?;
    Ok(ImportOptions {
        rehearse: arguments.rehearse,
        complete: arguments.complete,
        write_good_rows: arguments.good_rows,
        confirmed_removal: arguments.confirmed,
        columns,
    })
}

async fn import(
    app: &App,
    file: &[u8],
    options: &ImportOptions,
    screen: &mut Screen,
) -> Result<ImportReport> {
    let mut progress = Progress::on(screen);
    let outcome = watched(app, file, options, &mut progress).await;
    progress.finish();
    if let Err(ImportError::RemovalNotConfirmed(_)) = &outcome {
        let preview: ImportPreview = app.preview_import(file, options, 0).await?;
        tell_removed(&preview.removed, preview.report.removed, screen)?;
        return outcome.context("para seguir agregue --confirmar-bajas");
    }
    Ok(outcome?)
}

/// Imports, and tells how far it is meanwhile.
async fn watched(
    app: &App,
    file: &[u8],
    options: &ImportOptions,
    progress: &mut Progress<'_>,
) -> Result<ImportReport, ImportError> {
    let mut watch = app.import_progress();
    let mut work = pin!(app.import_registry(file, Author::System, options));
    let report = loop {
        tokio::select! {
            outcome = &mut work => break outcome?,
            _ = watch.changed() => tell_progress(*watch.borrow_and_update(), progress),
        }
    };
    let written = number(report.added + report.changed + report.removed);
    if written > 0 {
        progress.at(WRITTEN, written, written);
    }
    Ok(report)
}

const WRITTEN: &str = "Candidaturas escritas";

fn tell_progress(at: ImportProgress, progress: &mut Progress<'_>) {
    match at.stage {
        ImportStage::Idle | ImportStage::Reading => {}
        ImportStage::Checking => {
            progress.at("Filas revisadas", number(at.checked), number(at.rows));
        }
        ImportStage::Writing => progress.at(WRITTEN, number(at.written), number(at.total)),
    }
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

/// `mapa.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    #[serde(rename = "columnas")]
    columns: ColumnMap,
}

fn column_map(path: &Path) -> Result<ColumnMap> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("no se puede leer {shown}"))?;
    let map: MapFile = toml::from_str(&text).with_context(|| {
        format!("{shown} no es un mapa de columnas: lleva [columnas] y, en cada renglón, \"encabezado\" = \"columna\"")
    })?;
    Ok(map.columns)
}

/// That the report will have a place, before anything is written to the registry.
pub(super) fn check_place(path: &Path) -> Result<()> {
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

fn write_report(path: &Path, report: &ImportReport) -> Result<()> {
    let mut text =
        serde_json::to_string_pretty(report).context("el informe no se pudo escribir")?;
    text.push('\n');
    fs::write(path, text).with_context(|| {
        let shown = path.display();
        format!("el informe no se pudo escribir en {shown}; la importación sí terminó como se dice arriba")
    })
}
