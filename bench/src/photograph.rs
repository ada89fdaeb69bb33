//! A photograph of 12 megapixels, from its sending to the answer that it is stored and saved; one at a time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::editors::Times;
use crate::figures::Figures;
use crate::institute::{Engine, Ground, engines, rows};
use crate::pictures;
use crate::saving::told;

/// Photographs sent before any is measured.
const WARMING: usize = 3;
/// Photographs measured. With those before, fewer than one candidacy may send in an hour.
const MEASURED: usize = 30;
/// Candidacies of the registry.
const CANDIDACIES: usize = 14;

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
    let pictures = pictures::taken(folder, WARMING + MEASURED).await?;
    for engine in engines(postgres) {
        eprintln!("{MEASURED} photographs, one at a time, {}…", engine.0);
        let ground = Ground::on(program, &folder.join("cdmx-photograph"), engine).await?;
        on_ground(&ground, engine, &pictures, figures).await?;
    }
    Ok(())
}

async fn on_ground(
    ground: &Ground<'_>,
    engine: Engine<'_>,
    pictures: &[PathBuf],
    figures: &mut Figures,
) -> Result<()> {
    let registry = rows(CANDIDACIES);
    let server = ground.serve(&registry).await?;
    let people = ground.people(&server, &registry, 1).await?;
    let mut person = people.into_iter().next().context("nobody came in")?;
    let mut times = Vec::with_capacity(MEASURED);
    for (number, file) in pictures.iter().enumerate() {
        let jpeg = fs::read(file)?;
        let begun = Instant::now();
        person.send_photograph(&jpeg).await?;
        if number >= WARMING {
            times.push(begun.elapsed());
        }
    }
    let times = Times::of(0.0, times);
    let sent = pictures.first().context("no photographs")?;
    figures.alone(
        &format!("photograph stored, one at a time, {}", engine.0),
        told(&times),
        format!(
            "{} of {}; longest {:.1} ms; {} MiB afterwards",
            times.count(),
            pictures::weight(sent)?,
            times.percentile(100),
            server.memory()?
        ),
    );
    Ok(())
}
