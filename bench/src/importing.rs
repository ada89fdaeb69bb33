//! A workbook of 30,000 rows imported while people save.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use rust_xlsxwriter::Workbook;

use crate::editors::open_loop;
use crate::figures::Figures;
use crate::institute::{COLUMNS, Ground, rows};

/// Rows of the workbook.
const ROWS: usize = 30_000;
/// Candidacies that are registered before, in which people save meanwhile.
const BEFORE: usize = 2_000;
/// Who saves meanwhile.
const EDITORS: usize = 32;
/// Saves per second meanwhile: what the last evening of a term is expected to have.
const RATE: u32 = 30;
/// Seconds for which they save: longer than the import may take.
const SECONDS: u32 = 45;

/// Measures on SQLite.
///
/// # Errors
/// The program cannot be measured.
pub async fn measure(program: &Path, folder: &Path, figures: &mut Figures) -> Result<()> {
    eprintln!("import of {ROWS} rows while {EDITORS} people save…");
    let all = rows(ROWS);
    let ground = Ground {
        program,
        data: folder.join("cdmx-import").display().to_string(),
        postgres: None,
    };
    let server = ground.serve(&all[..BEFORE]).await?;
    let editors = ground.editors(&server, &all, EDITORS).await?;
    let file = folder.join("registro-30000.xlsx");
    write_workbook(&file, &all)?;
    let saving = tokio::spawn(open_loop(editors, RATE, SECONDS));
    let (program, data) = (program.to_owned(), ground.data.clone());
    let begun = Instant::now();
    let told = tokio::task::spawn_blocking(move || {
        let ground = Ground {
            program: &program,
            data,
            postgres: None,
        };
        let file = file.display().to_string();
        ground.order(&["registro", "importar", &file, "--datos", &ground.data])
    })
    .await?;
    let took = begun.elapsed();
    told?;
    let times = saving.await.context("the savers panicked")??;
    figures.alone(
        &format!("import of {ROWS} rows (XLSX) while {RATE} saves arrive per second, SQLite"),
        format!("{:.1} s", took.as_secs_f64()),
        format!(
            "saves meanwhile: p50 {:.1} ms, p99 {:.1} ms",
            times.percentile(50),
            times.percentile(99)
        ),
    );
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
