//! The photographs themselves: three sizes of the same part of a picture.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions};
use image::DynamicImage;

use crate::negative::{encode, picture_of, reduced, resized};
use crate::{Framing, Refused, Turn};

/// A size in which photographs are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// For lists.
    Small,
    /// For a page on a telephone.
    Medium,
    /// For a sharp screen, and for print.
    Large,
}

impl Size {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// Pixels across.
    #[must_use]
    pub const fn width(self) -> u32 {
        match self {
            Self::Small => 160,
            Self::Medium => 480,
            Self::Large => 960,
        }
    }

    /// Pixels down.
    #[must_use]
    pub const fn height(self) -> u32 {
        self.width() / 4 * 5
    }
}

/// One photograph in its sizes, each a JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prints {
    /// [`Size::Small`].
    pub small: Vec<u8>,
    /// [`Size::Medium`].
    pub medium: Vec<u8>,
    /// [`Size::Large`].
    pub large: Vec<u8>,
}

/// Makes the three sizes. The same negative and framing give the same bytes.
///
/// # Errors
/// [`Refused::Damaged`]: `negative` is not one.
pub fn print(negative: &[u8], framing: Framing) -> Result<Prints, Refused> {
    let picture = turned(negative, framing.turn)?;
    // The large one first, and the others from it: each pixel of the picture is looked at once.
    let large = DynamicImage::ImageRgb8(framed(&picture, framing, Size::Large)?);
    let smaller = |size: Size| {
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        resized(&large, size.width(), size.height(), &options)
    };
    Ok(Prints {
        small: encode(&smaller(Size::Small)?, 82)?,
        medium: encode(&smaller(Size::Medium)?, 82)?,
        large: encode(&large.to_rgb8(), 82)?,
    })
}

/// Makes one size alone: to look at before the others are made.
///
/// # Errors
/// [`Refused::Damaged`]: `negative` is not one.
pub fn print_one(negative: &[u8], framing: Framing, size: Size) -> Result<Vec<u8>, Refused> {
    let picture = turned(negative, framing.turn)?;
    encode(&framed(&picture, framing, size)?, 82)
}

/// The whole picture, smaller: its longest side has `side` pixels, or as many as it has.
///
/// # Errors
/// [`Refused::Damaged`]: `negative` is not one.
pub fn whole(negative: &[u8], side: u32) -> Result<Vec<u8>, Refused> {
    let picture = picture_of(negative)?.into_rgb8();
    encode(&reduced(picture, side)?, 82)
}

fn turned(negative: &[u8], turn: Turn) -> Result<DynamicImage, Refused> {
    let picture = picture_of(negative)?;
    Ok(match turn {
        Turn::None => picture,
        Turn::Right => picture.rotate90(),
        Turn::Half => picture.rotate180(),
        Turn::Left => picture.rotate270(),
    })
}

fn framed(
    picture: &DynamicImage,
    framing: Framing,
    size: Size,
) -> Result<image::RgbImage, Refused> {
    let picture = DynamicImage::ImageRgb8(picture.to_rgb8());
    let window = framing.window(picture.width(), picture.height());
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(window.left, window.top, window.width, window.height);
    resized(&picture, size.width(), size.height(), &options)
}
