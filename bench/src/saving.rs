//! Draft saves: validated, durable, in the history; from 32 editors on each engine, beside one bare commit per save.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::client::Client;
use crate::editors::{Editor, Times, closed_loop, open_loop};
use crate::figures::Figures;
use crate::institute::{Engine, Ground, rows};
use crate::program::Program;

/// People who save at once.
const EDITORS: usize = 32;
/// Saves per second of the open loops: what the last evening of a term is expected to have, and ten times that.
const OPEN_RATES: [u32; 2] = [30, 300];
/// Candidacies of the registry that is saved into.
const CANDIDACIES: usize = 2_000;

/// Measures on SQLite, and on PostgreSQL where there is one.
///
/// # Errors
/// The program cannot be measured.
pub async fn measure(
    program: &Path,
    folder: &Path,
    seconds: u32,
    postgres: Option<&str>,
    figures: &mut Figures,
) -> Result<()> {
    eprintln!("saves on SQLite…");
    let bare_folder = folder.join("bare");
    if bare_folder.exists() {
        fs::remove_dir_all(&bare_folder)?;
    }
    fs::create_dir_all(&bare_folder)?;
    let bare_file = bare_folder.join("save.sqlite3").display().to_string();
    let bare = [
        "bare", "--port", "{port}", "--bodies", "1", "--sqlite", &bare_file,
    ];
    on_engine(program, folder, ("SQLite", None), &bare, seconds, figures).await?;
    if let Some(url) = postgres {
        eprintln!("saves on PostgreSQL…");
        let bare = [
            "bare",
            "--port",
            "{port}",
            "--bodies",
            "1",
            "--postgres",
            url,
        ];
        let engine = ("PostgreSQL", Some(url));
        on_engine(program, folder, engine, &bare, seconds, figures).await?;
    }
    Ok(())
}

async fn on_engine(
    program: &Path,
    folder: &Path,
    engine: Engine<'_>,
    bare: &[&str],
    seconds: u32,
    figures: &mut Figures,
) -> Result<()> {
    let registry = rows(CANDIDACIES);
    let ground = Ground::on(program, &folder.join("cdmx-saves"), engine).await?;
    let engine = engine.0;
    let server = ground.serve(&registry).await?;
    let editors = ground.editors(&server, &registry, EDITORS).await?;
    let count = editors.len();
    let (_, editors) = closed_loop(editors, 2).await?;
    let (ours, editors) = closed_loop(editors, seconds).await?;

    let limit_server = Program::start(&std::env::current_exe()?, bare).await?;
    let mut clients = Vec::new();
    for _ in 0..count {
        clients.push(Editor::Bare(Client::connect(limit_server.port).await?));
    }
    let (limit, _) = closed_loop(clients, seconds).await?;
    drop(limit_server);
    figures.rate(
        &format!("draft save, {count} editors, {engine}"),
        ours.rate,
        limit.rate,
        format!("{} (limit {})", told(&ours), told(&limit)),
    );
    let mut editors = editors;
    for rate in OPEN_RATES {
        let (open, back) = open_loop(editors, rate, seconds).await?;
        editors = back;
        figures.alone(
            &format!("draft save, open loop {rate}/s, {engine}"),
            told(&open),
            String::new(),
        );
    }
    Ok(())
}

/// The percentiles of a run.
pub fn told(times: &Times) -> String {
    format!(
        "p50 {:.1} ms, p99 {:.1} ms",
        times.percentile(50),
        times.percentile(99)
    )
}
