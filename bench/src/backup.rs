//! Backups of a large process while people save: the first, which seals every photograph, and the next, which seals none.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::figures::Figures;
use crate::institute::{Ground, rows};
use crate::meanwhile::{EDITORS, RATE, saving};
use crate::saving::told;

/// Candidacies, each with a photograph.
const CANDIDACIES: usize = 30_000;
/// Bytes of a photograph.
const PHOTOGRAPH: usize = 60_000;
/// How long people save without a backup, to compare with.
const ALONE: Duration = Duration::from_secs(15);

/// Measures on SQLite.
///
/// # Errors
/// The program cannot be measured.
pub async fn measure(program: &Path, folder: &Path, figures: &mut Figures) -> Result<()> {
    eprintln!("backups of {CANDIDACIES} candidacies with photographs while {EDITORS} people save…");
    let all = rows(CANDIDACIES);
    let data = folder.join("cdmx-backup").display().to_string();
    let ground = Ground {
        program,
        data,
        postgres: None,
    };
    let server = ground.serve(&all).await?;
    fill(&ground.data)?;
    configure(&ground, folder)?;
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
        let (said, took, times) = saving(editors, back_up(&ground)).await?;
        figures.alone(
            &format!(
                "{name} of {CANDIDACIES} candidacies with photographs, drill included, while {RATE} saves arrive per second"
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
    Ok(())
}

/// Makes a backup and its drill; gives what they said of themselves.
async fn back_up(ground: &Ground<'_>) -> Result<String> {
    let (program, data) = (ground.program.to_owned(), ground.data.clone());
    let said = tokio::task::spawn_blocking(move || {
        let ground = Ground {
            program: &program,
            data,
            postgres: None,
        };
        ground.order(&["respaldo", "crear", "--datos", &ground.data])
    });
    let said = said.await.context("the backup panicked")??;
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("Respaldo ") || line.starts_with("Ensayo"))
        .collect();
    Ok(lines.join(" "))
}

/// Puts files into the data folder as the program keeps them: each under the SHA-256 of its bytes.
fn fill(data: &str) -> Result<()> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..CANDIDACIES {
        let mut bytes = Vec::with_capacity(PHOTOGRAPH);
        while bytes.len() < PHOTOGRAPH {
            // Photographs do not get smaller by compressing them; nor does this.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            bytes.extend_from_slice(&(state ^ (state >> 33)).to_le_bytes());
        }
        let hash = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
        let folder = Path::new(data).join("archivos").join(&hash[..2]);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(&hash), &bytes)?;
    }
    Ok(())
}

/// Says where backups go and to whom they are sealed.
fn configure(ground: &Ground<'_>, folder: &Path) -> Result<()> {
    let shelf = folder.join("cdmx-backup-respaldos");
    let keys = folder.join("cdmx-backup-instituto.txt");
    if shelf.exists() {
        fs::remove_dir_all(&shelf)?;
    }
    if keys.exists() {
        fs::remove_file(&keys)?;
    }
    let (shelf, keys) = (shelf.display().to_string(), keys.display().to_string());
    let made = ground.order(&["respaldo", "llaves", "--crear", &keys])?;
    let public = made.lines().find(|line| line.starts_with("age1"));
    let public = public.context("a new pair says its public key")?;
    ground.order(&[
        "respaldo",
        "configurar",
        "--datos",
        &ground.data,
        "--respaldos",
        &shelf,
        "--destinatario",
        public,
    ])?;
    Ok(())
}
