//! Pictures made for the tests, good and bad.

#![allow(dead_code, reason = "each test binary uses some of them")]

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, ImageFormat, Rgb, RgbImage};

/// Red above, blue below, with a green corner at the top left: which way up it is can be seen.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            Rgb([0, 200, 0])
        } else if y < height / 2 {
            Rgb([220, 30, 30])
        } else {
            Rgb([30, 30, 220])
        }
    })
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode_image(picture)
        .unwrap();
    bytes
}

pub fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

/// A JPEG with an EXIF segment: the orientation, and a text as a telephone's place would be.
pub fn jpeg_with_exif(picture: &RgbImage, orientation: u16, place: &str) -> Vec<u8> {
    let plain = jpeg(picture);
    // Little-endian TIFF with two entries: orientation (0x0112) and a description (0x010E) that lies after them.
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    let text = format!("{place}\0");
    tiff.extend([0x0E, 0x01, 2, 0]);
    tiff.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    tiff.extend(38_u32.to_le_bytes());
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0]);
    tiff.extend(u32::from(orientation).to_le_bytes());
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(text.as_bytes());
    with_segment(&plain, 0xE1, &[b"Exif\0\0".as_slice(), &tiff].concat())
}

/// The JPEG with one more segment after its beginning.
pub fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, content, &jpeg[2..]].concat()
}

/// The JPEG with another number of colours in its frame.
pub fn with_colours(jpeg: &[u8], colours: u8) -> Vec<u8> {
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    let mut changed = jpeg.to_vec();
    changed[frame + 9] = colours;
    changed
}

/// The JPEG with another size in its frame.
pub fn with_size(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    let mut changed = jpeg.to_vec();
    changed[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    changed[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    changed
}

/// A PNG that says it is of this size and has next to nothing in it.
pub fn png_of_size(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1A\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    bytes.extend(chunk(b"IDAT", b"\x78\x9c\x03\x00\x00\x00\x00\x01"));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

/// The PNG with the chunk by which one says that it moves.
pub fn animated(png: &[u8]) -> Vec<u8> {
    let after_header = 8 + 25;
    let control = chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    [&png[..after_header], &control, &png[after_header..]].concat()
}

/// A small grey PNG of 16 bits a pixel.
pub fn grey_png(width: u32, height: u32) -> Vec<u8> {
    let pixels: Vec<u8> = (0..width * height).flat_map(|_| [0x80, 0x00]).collect();
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(&pixels, width, height, ExtendedColorType::L16)
        .unwrap();
    bytes
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(content);
    bytes.extend(sum(&[kind, content].concat()).to_be_bytes());
    bytes
}

/// The CRC-32 of PNG.
fn sum(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let mask = (crc & 1).wrapping_neg();
            crc = (crc >> 1) ^ (0xEDB8_8320 & mask);
        }
    }
    !crc
}
