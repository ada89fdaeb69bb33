//! The drawings that stand for photographs in the demonstration, written as pictures as an uploaded photograph would be.

use anyhow::{Context as _, Result};
use app::files::Files;
use data_encoding::HEXLOWER;
use demo::{PORTRAIT_SIZE, PORTRAITS, portrait};
use domain::questionnaire::{Crop, FileHash, Photograph};
use photos::{Framing, Prints, Turn};
use sha2::{Digest as _, Sha256};

/// One drawing: the whole, and its three sizes.
pub struct Drawn {
    negative: Vec<u8>,
    prints: Prints,
}

/// All of them. The same drawings on every machine; the work of some seconds at most.
///
/// # Errors
/// Never, as long as a drawing is a picture.
pub fn draw() -> Result<Vec<Drawn>> {
    let (width, height) = PORTRAIT_SIZE;
    let one = |number: u8| {
        let negative = photos::drawn(width, height, portrait(number)).context("un dibujo")?;
        let prints = photos::print(&negative.jpeg, framing())?;
        let negative = negative.jpeg;
        Ok(Drawn { negative, prints })
    };
    (0..PORTRAITS).map(one).collect()
}

fn framing() -> Framing {
    let Crop {
        quarters,
        zoom,
        x,
        y,
    } = Crop::WHOLE;
    let turn = Turn::of_quarters(quarters);
    Framing { turn, zoom, x, y }
}

impl Drawn {
    /// The photograph as an answer names it, without words.
    ///
    /// # Errors
    /// Never: a SHA-256 names a file.
    pub fn photograph(&self) -> Result<Photograph> {
        let Prints {
            small,
            medium,
            large,
        } = &self.prints;
        Ok(Photograph {
            negative: hash(&self.negative)?,
            small: hash(small)?,
            medium: hash(medium)?,
            large: hash(large)?,
            crop: Crop::WHOLE,
            described: String::new(),
        })
    }

    /// Keeps its files.
    ///
    /// # Errors
    /// The store of files.
    pub async fn keep(&self, files: &Files) -> Result<()> {
        let Prints {
            small,
            medium,
            large,
        } = &self.prints;
        for bytes in [&self.negative, small, medium, large] {
            files.keep(bytes.clone()).await?;
        }
        Ok(())
    }
}

fn hash(bytes: &[u8]) -> Result<FileHash> {
    Ok(HEXLOWER.encode(&Sha256::digest(bytes)).parse()?)
}
