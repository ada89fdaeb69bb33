//! An uploaded picture as photographs that can be shown: checked, turned upright, cropped, and written again.
//!
//! [`develop`] takes the bytes of a file that somebody uploaded and gives its [`Negative`]: the whole picture, upright, at
//! most [`NEGATIVE_SIDE`] pixels a side, in the web's colours, as a JPEG that this crate wrote. Nothing of the file itself
//! goes into it: no place, no camera, no thumbnail, nothing that was appended. [`print`] makes the three sizes of a
//! photograph from a negative and a [`Framing`]. What cannot be taken is refused with words that say what to do.
//!
//! The crate is synchronous and pure. A picture's header is looked at before anything is decoded, and [`Limits`] keep a
//! hostile file from taking the machine's memory or time; whoever calls bounds how many work at once.

mod colours;
mod framing;
mod jpeg;
mod look;
mod negative;
mod png;
mod prints;
mod refused;

pub use framing::{Framing, MOST_ZOOM, Turn};
pub use look::check;
pub use negative::{NEGATIVE_SIDE, Negative, develop, drawn};
pub use prints::{Prints, Size, print, print_one, whole};
pub use refused::Refused;

/// What is taken of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the file.
    pub bytes: usize,
    /// Most pixels of a side.
    pub side: u32,
    /// Most pixels in all.
    pub pixels: u64,
    /// Most bytes that the decoded picture takes.
    pub memory: u64,
}

impl Limits {
    /// A telephone's photograph of up to 36 megapixels, in a file of `bytes` bytes.
    #[must_use]
    pub const fn of_bytes(bytes: usize) -> Self {
        Self {
            bytes,
            side: 12_000,
            pixels: 36_000_000,
            memory: 160 * 1024 * 1024,
        }
    }
}

/// The narrowest side of a picture that is taken, in pixels: below it a face is a smudge.
pub const SHORTEST_SIDE: u32 = 240;
