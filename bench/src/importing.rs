//! A workbook of 30,000 rows imported while people save.

use std::path::Path;

use anyhow::{Context, Result};
use rust_xlsxwriter::Workbook;

use crate::figures::Figures;
use crate::institute::{COLUMNS, Engine, Ground, engines, rows};
use crate::meanwhile::{EDITORS, RATE, saving};
use crate::saving::told;

/// Rows of the workbook.
const ROWS: usize = 30_000;
/// Candidacies that are registered before, in which people save meanwhile.
const BEFORE: usize = 2_000;

/// Measures on SQLite, and on PostgreSQL where there is a server.
///
/// # Errors
/// The program cannot be measured.
pub async fn measure(
    program: &Path,
    folder: &Path,
    postgres: Option<&str>,
    figures: &mut Figures,
) -> Result<()> {
    let all = rows(ROWS);
    let file = folder.join("registro-30000.xlsx");
    write_workbook(&file, &all)?;
    for engine in engines(postgres) {
        eprintln!(
            "import of {ROWS} rows while {EDITORS} people save, {}…",
            engine.0
        );
        on_engine(program, folder, engine, &all, &file, figures).await?;
    }
    Ok(())
}

async fn on_engine(
    program: &Path,
    folder: &Path,
    engine: Engine<'_>,
    all: &[[String; 14]],
    file: &Path,
    figures: &mut Figures,
) -> Result<()> {
    let ground = Ground::on(program, &folder.join("cdmx-import"), engine).await?;
    let server = ground.serve(&all[..BEFORE]).await?;
    let editors = ground.editors(&server, all, EDITORS).await?;
    let (program, data) = (program.to_owned(), ground.data.clone());
    let file = file.display().to_string();
    let import = async move {
        let importing = tokio::task::spawn_blocking(move || {
            let ground = Ground {
                program: &program,
                data,
                postgres: None,
            };
            ground.order(&["registro", "importar", &file, "--datos", &ground.data])
        });
        importing.await.context("the import panicked")?
    };
    let (_, took, times) = saving(editors, import).await?;
    figures.alone(
        &format!(
            "import of {ROWS} rows (XLSX) while {RATE} saves arrive per second, {}",
            engine.0
        ),
        format!("{:.1} s", took.as_secs_f64()),
        format!("saves meanwhile: {}", told(&times)),
    );
    drop(server);
    Ok(())
}

fn write_workbook(path: &Path, rows: &[[String; 14]]) -> Result<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.write_row(0, 0, COLUMNS)?;
    for (number, row) in (1..).zip(rows) {
        sheet.write_row(number, 0, row.iter().map(String::as_str))?;
    }
    book.save(path)?;
    Ok(())
}
