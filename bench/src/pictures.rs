//! Photographs as a telephone takes them: 12 megapixels, some megabytes, no two alike. They are drawn once and kept for
//! the next run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

use crate::chance::Chance;

/// Pixels across.
const WIDTH: u32 = 3_000;
/// Pixels down.
const HEIGHT: u32 = 4_000;
/// Most bytes of a file: below what a questionnaire takes, as telephones' are.
const MOST_BYTES: usize = 4_500_000;
/// How good a picture is kept: the best one of which the file is not too large.
const QUALITIES: [u8; 4] = [90, 80, 70, 55];
/// How much a pixel differs from its neighbours by chance, at most: the grain of a telephone's picture.
const GRAIN: u64 = 9;

/// The files of `count` different photographs.
///
/// # Errors
/// The folder takes no files.
pub async fn taken(folder: &Path, count: usize) -> Result<Vec<PathBuf>> {
    let folder = folder.join("fotos");
    fs::create_dir_all(&folder)?;
    let files: Vec<PathBuf> = (0..count)
        .map(|number| folder.join(format!("12-megapixeles-{number:03}.jpg")))
        .collect();
    let missing: Vec<(u64, PathBuf)> = (0..)
        .zip(&files)
        .filter(|(_, file)| !file.exists())
        .map(|(number, file)| (number, file.clone()))
        .collect();
    if !missing.is_empty() {
        eprintln!("drawing {} photographs of 12 megapixels…", missing.len());
        let drawing = tokio::task::spawn_blocking(move || draw_all(&missing));
        drawing.await.context("the drawing panicked")??;
    }
    Ok(files)
}

fn draw_all(missing: &[(u64, PathBuf)]) -> Result<()> {
    for (number, file) in missing {
        // A run that is ended half way leaves no half of a picture.
        let half = file.with_extension("mitad");
        fs::write(&half, jpeg(*number)?)?;
        fs::rename(&half, file)?;
    }
    Ok(())
}

/// How large a photograph's file is, in words.
///
/// # Errors
/// It is not there.
pub fn weight(file: &Path) -> Result<String> {
    let bytes = fs::metadata(file)?.len();
    Ok(format!(
        "{:.1} megapixels in {:.1} MB",
        f64::from(WIDTH * HEIGHT) / 1e6,
        bytes as f64 / 1e6
    ))
}

fn jpeg(number: u64) -> Result<Vec<u8>> {
    let picture = drawn(number);
    for quality in QUALITIES {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&picture)?;
        if bytes.len() <= MOST_BYTES {
            return Ok(bytes);
        }
    }
    bail!("a photograph does not fit in {MOST_BYTES} bytes")
}

/// Soft colours, as of a face before a wall, under a grain.
fn drawn(number: u64) -> RgbImage {
    let mut chance = Chance::of(number);
    let shade = number % 64;
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let grain = chance.draw() % (2 * GRAIN + 1);
        let colour = |light: u64| u8::try_from(light + grain).unwrap_or(u8::MAX);
        let (across, down) = (u64::from(x * 100 / WIDTH), u64::from(y * 100 / HEIGHT));
        Rgb([
            colour(70 + shade + across),
            colour(50 + shade + down),
            colour(40 + (across + down) / 2),
        ])
    })
}
