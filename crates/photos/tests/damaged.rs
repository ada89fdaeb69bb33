//! Whatever bytes come: never a panic, never more than a negative out, and an answer in words.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests are named by what they prove, and a panic is their failure's message"
)]

mod samples;

use std::sync::LazyLock;

use image::DynamicImage;
use photos::{Framing, Limits, NEGATIVE_SIDE, Turn, develop, print, print_one};
use proptest::prelude::*;
use samples::{jpeg_with_exif, picture, png};

const LIMITS: Limits = Limits::of_bytes(1024 * 1024);

static JPEG: LazyLock<Vec<u8>> = LazyLock::new(|| jpeg_with_exif(&picture(240, 300), 6, "Durango"));
static PNG: LazyLock<Vec<u8>> = LazyLock::new(|| png(&DynamicImage::ImageRgb8(picture(240, 300))));

/// A whole picture with some bytes changed, and perhaps cut or lengthened.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let whole = prop_oneof![Just(JPEG.clone()), Just(PNG.clone())];
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12);
    let end = (any::<prop::sample::Index>(), 0..4_u8);
    (whole, changes, end).prop_map(|(mut bytes, changes, (cut, how))| {
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        match how {
            0 => bytes.truncate(cut.index(bytes.len())),
            1 => bytes.extend(vec![0xFF; cut.index(200)]),
            _ => {}
        }
        bytes
    })
}

/// Any bytes after a beginning that looks like a picture.
fn nonsense() -> impl Strategy<Value = Vec<u8>> {
    let head = prop_oneof![
        Just(b"\xFF\xD8\xFF\xC0\0\x11\x08\x01\x2C\0\xF0\x03".to_vec()),
        Just(b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec()),
        Just(b"\0\0\0\x18ftyp".to_vec()),
        Just(Vec::new()),
    ];
    let rest = prop::collection::vec(any::<u8>(), 0..600);
    (head, rest).prop_map(|(head, rest)| [head, rest].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_picture_is_refused_or_small_and_upright(bytes in damaged()) {
        match develop(&bytes, &LIMITS) {
            Ok(negative) => {
                prop_assert!(negative.width.max(negative.height) <= NEGATIVE_SIDE);
                prop_assert!(image::load_from_memory(&negative.jpeg).is_ok());
            }
            Err(refused) => prop_assert!(!refused.to_string().is_empty()),
        }
    }

    #[test]
    fn nonsense_is_refused(bytes in nonsense()) {
        prop_assert!(develop(&bytes, &LIMITS).is_err());
        let framing = Framing { turn: Turn::None, zoom: 100, x: 0, y: 0 };
        prop_assert!(print(&bytes, framing).is_err());
        prop_assert!(print_one(&bytes, framing, photos::Size::Small).is_err());
    }
}
