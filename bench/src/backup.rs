//! Backups of a large process while people save: the first, which seals every photograph, and the next, which seals
//! none; and a drill by itself.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::chance::Chance;
use crate::figures::Figures;
use crate::institute::{Engine, Ground, engines, of_trial, rows};
use crate::meanwhile::{EDITORS, RATE, saving};
use crate::saving::told;

/// Candidacies, each with a photograph.
const CANDIDACIES: usize = 30_000;
/// Bytes of a photograph.
const PHOTOGRAPH: usize = 60_000;
/// How long people save without a backup, to compare with.
const ALONE: Duration = Duration::from_secs(15);

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
            "backups of {CANDIDACIES} candidacies with photographs while {EDITORS} people save, {}…",
            engine.0
        );
        let ground = Ground::on(program, &folder.join("cdmx-backup"), engine).await?;
        on_ground(&ground, engine, figures).await?;
    }
    Ok(())
}

async fn on_ground(ground: &Ground<'_>, engine: Engine<'_>, figures: &mut Figures) -> Result<()> {
    let all = rows(CANDIDACIES);
    let server = ground.serve(&all).await?;
    fill(&ground.data)?;
    configure(ground, engine)?;
    let editors = ground.editors(&server, &all, EDITORS).await?;
    let pause = async {
        tokio::time::sleep(ALONE).await;
        Ok(())
    };
    let ((), _, alone) = saving(editors, pause).await?;
    for (round, name) in [(1, "first backup"), (2, "next backup")] {
        // Each round has people of its own.
        let people = &all[round * EDITORS..];
        let editors = ground.editors(&server, people, EDITORS).await?;
        let (said, took, times) = saving(editors, ordered(ground, "crear")).await?;
        figures.alone(
            &format!(
                "{name} of {CANDIDACIES} candidacies with photographs, drill included, while {RATE} saves arrive per second, {}",
                engine.0
            ),
            format!("{:.1} s: {said}", took.as_secs_f64()),
            format!(
                "saves meanwhile: {}, longest {:.1} ms; without a backup: {}",
                told(&times),
                times.percentile(100),
                told(&alone)
            ),
        );
    }
    drill(ground, engine, figures).await
}

/// The drill of the latest backup, with the program in service and nobody who saves.
async fn drill(ground: &Ground<'_>, engine: Engine<'_>, figures: &mut Figures) -> Result<()> {
    let begun = Instant::now();
    let said = ordered(ground, "ensayar").await?;
    let took = begun.elapsed();
    figures.alone(
        &format!(
            "drill by itself of a backup of {CANDIDACIES} candidacies with photographs, {}",
            engine.0
        ),
        format!("{:.1} s: {said}", took.as_secs_f64()),
        String::new(),
    );
    Ok(())
}

/// Orders a backup or a drill and waits for its end; gives what they said of themselves.
async fn ordered(ground: &Ground<'_>, what: &'static str) -> Result<String> {
    let (program, data) = (ground.program.to_owned(), ground.data.clone());
    let said = tokio::task::spawn_blocking(move || {
        let ground = Ground {
            program: &program,
            data,
            postgres: None,
        };
        ground.order(&["respaldo", what, "--datos", &ground.data])
    });
    let said = said.await.context("the order panicked")??;
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("Respaldo ") || line.starts_with("Ensayo"))
        .collect();
    Ok(lines.join(" "))
}

/// Puts files into the data folder as the program keeps them: each under the SHA-256 of its bytes.
fn fill(data: &str) -> Result<()> {
    let mut chance = Chance::of(0);
    for _ in 0..CANDIDACIES {
        let mut bytes = Vec::with_capacity(PHOTOGRAPH);
        while bytes.len() < PHOTOGRAPH {
            // Photographs do not get smaller by compressing them; nor does this.
            bytes.extend_from_slice(&chance.draw().to_le_bytes());
        }
        let hash = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
        let folder = Path::new(data).join("archivos").join(&hash[..2]);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(&hash), &bytes)?;
    }
    Ok(())
}

/// Says where backups go, to whom they are sealed, and in which database they are tried.
fn configure(ground: &Ground<'_>, engine: Engine<'_>) -> Result<()> {
    let shelf = format!("{}-respaldos", ground.data);
    let keys = format!("{}-instituto.txt", ground.data);
    if Path::new(&shelf).exists() {
        fs::remove_dir_all(&shelf)?;
    }
    if Path::new(&keys).exists() {
        fs::remove_file(&keys)?;
    }
    let made = ground.order(&["respaldo", "llaves", "--crear", &keys])?;
    let public = made.lines().find(|line| line.starts_with("age1"));
    let public = public.context("a new pair says its public key")?;
    let trial = engine.1.map(of_trial).transpose()?;
    let mut order = vec!["respaldo", "configurar", "--datos", &ground.data];
    order.extend(["--respaldos", &shelf, "--destinatario", public]);
    if let Some(trial) = &trial {
        order.extend(["--base-ensayo", trial]);
    }
    ground.order(&order)?;
    Ok(())
}
