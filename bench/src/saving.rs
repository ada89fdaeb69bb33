//! Draft saves: validated, durable, in the history; from 32 editors on each engine, beside one bare commit per save.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::client::Client;
use crate::editors::{Editor, Times, closed_loop, open_loop};
use crate::figures::Figures;
use crate::institute::{Ground, rows};
use crate::program::Program;

/// People who save at once.
const EDITORS: usize = 32;
/// Saves per second of the open loop: the last evening of a term has 30.
const OPEN_RATE: u32 = 300;
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
    let ground = Ground {
        program,
        data: folder.join("cdmx-saves").display().to_string(),
        postgres: None,
    };
    on_engine("SQLite", &ground, &bare, seconds, figures).await?;

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
        let ground = Ground {
            program,
            data: folder.join("cdmx-saves-postgres").display().to_string(),
            postgres: Some(database(url).await?),
        };
        on_engine("PostgreSQL", &ground, &bare, seconds, figures).await?;
    }
    Ok(())
}

/// An empty database with two roles, as an institute has it: the runtime's URL and the owner's.
async fn database(superuser: &str) -> Result<(String, String)> {
    let pool = sqlx::PgPool::connect(superuser).await?;
    for statement in [
        "DROP DATABASE IF EXISTS conoceles_bench",
        "DROP ROLE IF EXISTS bench_operacion",
        "DROP ROLE IF EXISTS bench_duena",
        "CREATE ROLE bench_duena LOGIN",
        "CREATE ROLE bench_operacion LOGIN",
        "CREATE DATABASE conoceles_bench OWNER bench_duena",
    ] {
        sqlx::query(statement).execute(&pool).await?;
    }
    let of = |role: &str| -> Result<String> {
        let (_, rest) = superuser.split_once('@').context("the URL names no role")?;
        let (host, query) = rest.split_once('?').unwrap_or((rest, ""));
        let host = host.split('/').next().unwrap_or_default();
        Ok(format!("postgres://{role}@{host}/conoceles_bench?{query}"))
    };
    Ok((of("bench_operacion")?, of("bench_duena")?))
}

async fn on_engine(
    engine: &str,
    ground: &Ground<'_>,
    bare: &[&str],
    seconds: u32,
    figures: &mut Figures,
) -> Result<()> {
    let registry = rows(CANDIDACIES);
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
    let open = open_loop(editors, OPEN_RATE, seconds).await?;
    figures.alone(
        &format!("draft save, open loop {OPEN_RATE}/s, {engine}"),
        told(&open),
        String::new(),
    );
    Ok(())
}

fn told(times: &Times) -> String {
    format!(
        "p50 {:.1} ms, p99 {:.1} ms",
        times.percentile(50),
        times.percentile(99)
    )
}
