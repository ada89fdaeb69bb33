//! Letters with activation codes, made in the background while people save.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::client::Client;
use crate::figures::Figures;
use crate::institute::{Engine, Ground, administrator, engines, rows};
use crate::meanwhile::{EDITORS, RATE, saving};
use crate::saving::told;

/// Letters, one to each candidacy that nobody edits meanwhile.
const LETTERS: usize = 2_300;
/// The page on which letters are made and followed.
const PAGE: &str = "/panel/cuentas/cartas";

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
    for engine in engines(postgres) {
        eprintln!(
            "{LETTERS} letters while {EDITORS} people save, {}…",
            engine.0
        );
        on_engine(program, folder, engine, figures).await?;
    }
    Ok(())
}

async fn on_engine(
    program: &Path,
    folder: &Path,
    engine: Engine<'_>,
    figures: &mut Figures,
) -> Result<()> {
    let ground = Ground::on(program, &folder.join("cdmx-letters"), engine).await?;
    let registry = rows(LETTERS + EDITORS);
    let (server, code) = ground.found(&registry).await?;
    let editors = ground.editors(&server, &registry, EDITORS).await?;
    let batch = [
        "cuentas",
        "lote",
        "--datos",
        &ground.data,
        "--crear",
        "candidaturas",
    ];
    ground.order(&batch)?;
    let mut administrator = administrator(server.port, code).await?;
    let ((), took, times) = saving(editors, all_letters(&mut administrator)).await?;
    figures.alone(
        &format!(
            "{LETTERS} letters while {RATE} saves arrive per second, {}",
            engine.0
        ),
        format!("{:.1} s", took.as_secs_f64()),
        format!(
            "saves meanwhile: {}; {} MiB afterwards",
            told(&times),
            server.memory()?
        ),
    );
    Ok(())
}

/// Asks for the letters of every account that nobody activated, and waits for the last one.
async fn all_letters(administrator: &mut Client) -> Result<()> {
    let asked = administrator.post(PAGE, &[("papel", "")]).await?;
    if asked.status != 303 {
        bail!("the letters were answered {}", asked.status);
    }
    loop {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let page = administrator.get(PAGE).await?.body;
        if page.contains("data-avance=\"en-curso\"") {
            continue;
        }
        page.find("Descargar PDF").context("no letters were made")?;
        return Ok(());
    }
}
