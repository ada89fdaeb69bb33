//! The whole picture, upright and clean: what photographs are made from, and made from again.

use std::io::Cursor;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, Rgb, RgbImage, Rgba};

use crate::look::{Kind, look};
use crate::{Limits, Refused, colours};

/// Most pixels of a side of a negative.
pub const NEGATIVE_SIDE: u32 = 2_000;
/// How good a negative is kept, of 100.
const QUALITY: u8 = 88;

/// A picture as this crate wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negative {
    /// The JPEG.
    pub jpeg: Vec<u8>,
    /// Its pixels across.
    pub width: u32,
    /// Its pixels down.
    pub height: u32,
}

/// Makes the negative of an uploaded file.
///
/// # Errors
/// [`Refused`], whose text is for whoever sent the file.
pub fn develop(bytes: &[u8], limits: &Limits) -> Result<Negative, Refused> {
    let (picture, orientation, profile) = match look(bytes, limits)? {
        Kind::Jpeg => decode(JpegDecoder::new(Cursor::new(bytes)), limits)?,
        Kind::Png => decode(PngDecoder::new(Cursor::new(bytes)), limits)?,
    };
    let mut picture = DynamicImage::ImageRgb8(reduced(opaque(picture), NEGATIVE_SIDE)?);
    picture.apply_orientation(orientation);
    let mut picture = picture.into_rgb8();
    colours::to_web(&mut picture, profile.as_deref());
    Ok(Negative {
        jpeg: encode(&picture, QUALITY)?,
        width: picture.width(),
        height: picture.height(),
    })
}

/// The negative of a drawing: `width` × `height` pixels of three bytes each, line by line. None if it is too large for a
/// negative, or if the bytes are not as many.
#[must_use]
pub fn drawn(width: u32, height: u32, pixels: Vec<u8>) -> Option<Negative> {
    let picture = RgbImage::from_raw(width, height, pixels)?;
    if width.max(height) > NEGATIVE_SIDE || width.min(height) < 1 {
        return None;
    }
    let jpeg = encode(&picture, QUALITY).ok()?;
    Some(Negative {
        jpeg,
        width,
        height,
    })
}

type Decoded = (DynamicImage, Orientation, Option<Vec<u8>>);

fn decode(
    decoder: image::ImageResult<impl ImageDecoder>,
    limits: &Limits,
) -> Result<Decoded, Refused> {
    let damaged = |_| Refused::Damaged;
    let mut decoder = decoder.map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if decoder.total_bytes() > limits.memory {
        return Err(Refused::TooLarge { width, height });
    }
    let mut allowed = image::Limits::no_limits();
    allowed.max_image_width = Some(limits.side);
    allowed.max_image_height = Some(limits.side);
    allowed.max_alloc = Some(limits.memory.saturating_mul(2));
    decoder.set_limits(allowed).map_err(damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or(None);
    let picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    Ok((picture, orientation, profile))
}

/// What is transparent is shown on white, as on a page.
fn opaque(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *picture.get_pixel(x, y);
        let over = |colour: u8| {
            let mixed = u16::from(colour) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

/// `picture` with at most `most` pixels a side.
pub(crate) fn reduced(picture: RgbImage, most: u32) -> Result<RgbImage, Refused> {
    let longest = picture.width().max(picture.height());
    if longest <= most {
        return Ok(picture);
    }
    // The short side of a strip a hundred times as long as wide does not vanish.
    let side = |pixels: u32| {
        let reduced = u64::from(pixels) * u64::from(most) / u64::from(longest);
        u32::try_from(reduced).unwrap_or(most).max(1)
    };
    let (width, height) = (side(picture.width()), side(picture.height()));
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    resized(&DynamicImage::ImageRgb8(picture), width, height, &options)
}

/// `picture` as `options` say, in `width` × `height` pixels.
pub(crate) fn resized(
    picture: &DynamicImage,
    width: u32,
    height: u32,
    options: &ResizeOptions,
) -> Result<RgbImage, Refused> {
    let mut small = DynamicImage::new_rgb8(width, height);
    Resizer::new()
        .resize(picture, &mut small, options)
        .map_err(|_| Refused::Damaged)?;
    Ok(small.into_rgb8())
}

/// A JPEG with nothing in it but the picture.
pub(crate) fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Refused> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .encode_image(picture)
        .map_err(|_| Refused::Damaged)?;
    Ok(jpeg)
}

/// The picture of a negative.
pub(crate) fn picture_of(negative: &[u8]) -> Result<DynamicImage, Refused> {
    let limits = Limits {
        bytes: usize::MAX,
        side: NEGATIVE_SIDE,
        pixels: u64::from(NEGATIVE_SIDE) * u64::from(NEGATIVE_SIDE),
        memory: Limits::of_bytes(0).memory,
    };
    let (picture, ..) = decode(JpegDecoder::new(Cursor::new(negative)), &limits)?;
    Ok(picture)
}
